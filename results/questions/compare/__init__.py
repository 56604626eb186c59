"""Which of these? Scenarios of one region, paired run by run."""
