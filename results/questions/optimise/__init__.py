"""What is the cheapest mix that works, confirmed on fresh seeds."""
