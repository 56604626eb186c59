"""Fitting behaviour to facts: priors, runs, emulators, sampler, and what a fit leaves."""
