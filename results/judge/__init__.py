"""What the months of a run say: figures, readings of targets, verdicts and causes."""
