"""What matters? Screening, indices, swings, and a gate for CI."""
