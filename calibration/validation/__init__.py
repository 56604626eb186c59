"""How well a fit predicts what it never saw, and whether the engine finds what is known."""
