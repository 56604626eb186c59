"""How well a fit predicts held-out facts, and whether the engine finds what is known."""
