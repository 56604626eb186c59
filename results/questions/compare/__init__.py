"""Which of these? Scenarios of one place, paired run by run."""
