"""A county of one's own: its figures, and the scenario files made from them."""
