"""Facts, and what published statistics measure of a run."""
