"""`python -m resettle` is the command `resettle`."""

from resettle.cli import main

main()
