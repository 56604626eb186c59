"""The agents and the month; knows no files, no plots and no command line."""
