"""What shared draws are worth: the variance of a lever's effect, paired against independent seeds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from benchmarks.figures import Figure, at_least, plain, say, show
from resettle import scenarios
from resettle.model.inputs import ModelInputs
from resettle.model.levers import LEVERS
from resettle.model.simulation import ResettlementModel

CHANGED = ("public_welfare_jobs", "labour_cooperation", "training_subsidy", "workshop_capacity")
"""Levers changed by a tenth, one at a time."""

SCALE = 0.01
Floats = NDArray[np.float64]


def _larger(inputs: ModelInputs, lever: str) -> ModelInputs:
    """A tenth more of one lever."""
    scale = LEVERS[lever].scale
    windows = tuple(
        replace(window, settings={**window.settings, scale: 1.1 * window.settings[scale]})
        for window in inputs.levers[lever]
    )
    return replace(inputs, levers={**inputs.levers, lever: windows})


def _last_year(inputs: ModelInputs, seeds: range) -> Floats:
    """Employment rate and income per person of the last year (columns) for each seed (rows)."""
    rows = []
    for seed in seeds:
        values = ResettlementModel(inputs, seed).run().indicators
        rows.append([values[name][-12:].mean() for name in ("employment_rate", "income")])
    return np.array(rows)


def pairing(quick: bool, full: bool) -> list[Figure]:
    """Variance of the effect between independent seeds over the variance within pairs of one seed."""
    pairs = 200 if full else 20 if quick else 40
    levers = CHANGED[:2] if quick else CHANGED
    plan = scenarios.load("guizhou").inputs(scale=SCALE)
    seeds = range(1, pairs + 1)
    say(f"pairing: {pairs} pairs")
    base = _last_year(plan, seeds)
    figures: list[Figure] = []
    ratios = []
    for lever in levers:
        say(f"pairing: a tenth more of {lever}")
        larger = _last_year(_larger(plan, lever), seeds)
        paired = (larger - base).var(axis=0, ddof=1)
        apart = (np.roll(larger, 1, axis=0) - base).var(axis=0, ddof=1)
        ratio = apart / np.maximum(paired, 1e-300)
        ratios.append(ratio)
        value = f"{show(ratio[0])} x, {show(ratio[1])} x"
        figures.append(plain(f"pairing: {lever} + 10 %", value, "employment, income"))
    middle = np.exp(np.log(np.array(ratios)).mean(axis=0))
    note = (
        f"variance between independent seeds / within pairs of one seed, last year, {pairs} pairs, "
        f"{SCALE:.0%} of Guizhou; geometric mean over levers"
    )
    figures.append(at_least("paired seeds: effect on employment", middle[0], "x", 25, 100, note))
    figures.append(at_least("paired seeds: effect on income", middle[1], "x", 8, 15, note))
    return figures
