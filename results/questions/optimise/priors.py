"""How much a probability rests on what was assumed and never learnt: its least where such priors are halved.

A check of priors names a parameter where it makes much of the spread of a figure and the facts have taught
little of it. The futures in which such a parameter lies in the lower or upper half of its prior are those of
a prior cut to that half; the least probability over all these halves, and over all futures, is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from resettle.model.text import Text
from resettle.results.questions.optimise.reaching import BoolArray
from resettle.results.runs.asking import Asking
from resettle.results.statistics.intervals import FloatArray, Groups
from resettle.results.statistics.learnt import LARGE, LEARNT, first_order
from resettle.results.statistics.paired import Probability, probability
from resettle.scenarios import Scenario

LOWER, UPPER = HALVES = ("lower", "upper")

FEW = 20
"""Futures in a half below which nothing is told of it."""


@dataclass(frozen=True)
class Unlearnt:
    """A parameter that was drawn and of which little was learnt.

    Attributes:
        path: Its path.
        label: What it is.
        values: What each future took of it.
        upper: Whether that lies in the upper half of the prior.
    """

    path: str
    label: Text
    values: FloatArray
    upper: BoolArray


@dataclass(frozen=True)
class Least:
    """The least of a probability over priors that were cut.

    Attributes:
        met: The probability there.
        prior: The parameter; `None` where the whole prior gives the least.
        half: One of `HALVES`, or empty.
    """

    met: Probability
    prior: Unlearnt | None = None
    half: str = ""


def unlearnt(scenario: Scenario, asking: Asking, draws: Iterable[int]) -> tuple[Unlearnt, ...]:
    """Parameters of futures of which the facts have taught little, each with what the futures took.

    Args:
        scenario: The plan.
        asking: How parameters are drawn.
        draws: Draw of each future; below 0 where nothing is drawn.
    """
    from resettle.scenarios.draws import uniform
    from resettle.scenarios.futures import futures, uncertain
    from resettle.scenarios.settable import BEHAVIOUR

    wanted = [int(draw) for draw in draws]
    if not wanted or min(wanted) < 0:
        return ()
    settings = asking.parameters.settings()
    inputs = uncertain(scenario, **settings)
    table = futures(scenario, wanted, asking.seed, **settings)
    fitted, by_prior = asking.parameters.fitted, asking.parameters.mode == "prior"
    ranks = {} if fitted is None else {one.name: one.to_prior for one in fitted.adjustments}
    contraction = {} if fitted is None or by_prior else fitted.contraction
    made = []
    for path, one in inputs.items():
        values = np.array([future[path] for future in table])
        section, _, name = path.partition(".")
        if section == BEHAVIOUR:
            if contraction.get(name, 0.0) >= LEARNT:
                continue
            upper = np.array([ranks[name](value) >= 0.5 for value in values])
        else:
            upper = np.array([uniform(asking.seed, draw, path) >= 0.5 for draw in wanted])
        made.append(Unlearnt(path, one.label, values, upper))
    return tuple(made)


def named(priors: Iterable[Unlearnt], figures: Mapping[str, FloatArray]) -> tuple[Unlearnt, ...]:
    """Those that make much of the spread of some figure, by first-order share of its variance.

    Args:
        priors: What was not learnt.
        figures: Figures of the plan by target, one a future.
    """
    made = []
    for one in priors:
        for figure in figures.values():
            known = np.isfinite(figure)
            if known.sum() >= 2 * FEW and first_order(one.values[known], figure[known]) > LARGE:
                made.append(one)
                break
    return tuple(made)


def least(met: BoolArray, groups: Groups, priors: Iterable[Unlearnt]) -> Least:
    """The least probability, over all futures and over halves of priors that hold enough of them."""
    found = Least(probability(met, groups))
    for one in priors:
        for half, inside in ((LOWER, ~one.upper), (UPPER, one.upper)):
            if inside.sum() < FEW:
                continue
            there = probability(met[inside], groups[inside])
            if there.share < found.met.share:
                found = Least(there, one, half)
    return found
