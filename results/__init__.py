"""Running experiments, judging targets, comparing scenarios, charts and the report."""
