"""What if this lever were moved? A page with sliders that answers at once, resting on paired runs."""
