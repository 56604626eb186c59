"""Are the targets reached? Scenarios run over replications, judged and compared."""
