"""Fitting behaviour to facts, checking the fit on held-out facts, and the pages that report both."""
