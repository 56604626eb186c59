"""What planners ask: which of these, what if, what matters, what is cheapest, and where does it fail."""
