"""The program in wrong files and in kills, as a command: `python -m tests.soak --inputs 2000 --kills 40`."""
