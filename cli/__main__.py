"""`python -m cli` is `resettle`."""

from cli import main

if __name__ == "__main__":
    main()
