"""What must hold of the values of a scenario together, in a file and at every point of a question."""
