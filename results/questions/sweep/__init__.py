"""What if? Numbers of a scenario over a grid or a sample."""
