"""Fitting behaviour to facts, checking the fit on facts it never saw, and the pages that tell of both."""
