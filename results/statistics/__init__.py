"""Statistics that know nothing of plans: intervals, variance components, response surfaces, emulators."""
