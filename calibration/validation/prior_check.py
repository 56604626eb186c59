"""How much of a headline is prior: fits with other priors and with facts left out.

Two questions. Does a headline move when a prior is halved or doubled that nobody could have argued with? And
does a parameter make much of a headline's variance of which the facts have taught nothing? Either way the
headline says what was assumed, and is told as a range. Shares of variance are first-order, from the draws of
the fit (`results.statistics.learnt`). In a posterior parameters depend on each other, so shares may overlap.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from resettle.calibration.fit.problem import Floats, Problem, to_normal
from resettle.calibration.fit.sampler import CalibrationError
from resettle.calibration.validation.headlines import Headline, drawn
from resettle.calibration.validation.refits import Kept, Refitted, Report, Variant, refit
from resettle.results.statistics.learnt import LARGE, LEARNT, first_order

BASE, HALVED, DOUBLED, WITHOUT = "base", "halved", "doubled", "without"

FACTORS = {HALVED: 0.5, DOUBLED: 2.0}
"""Widths of changed priors by those that are stated, about the same centre."""

MATTERS = 0.05
"""A prior is changed if its parameter makes at least so much of the variance of some headline."""

STEADY = 0.1
"""Most that the chance of a target may move under any prior that is changed."""

VISIBLE = 0.25
"""Part of a standard deviation by which mean or spread of growth must move without the facts of growth."""

GROWTH = "growth"
"""The group of facts that speak of growth."""


@dataclass(frozen=True)
class Moved:
    """One changed fit.

    Attributes:
        how: `halved`, `doubled` or `without`.
        what: Parameter, or group of facts.
        values: Headlines, in the order of the check; empty if the fit failed.
        spreads: Standard deviation of the figure behind each.
        means: Mean of the figure behind each.
        error: What a fit that failed said.
    """

    how: str
    what: str
    values: Floats
    spreads: Floats
    means: Floats
    error: str = ""


@dataclass(frozen=True)
class PriorCheck:
    """What came of it.

    Attributes:
        headlines: What was looked at.
        parameters: Names of the parameters.
        base: The fit as it is.
        contraction: What was learnt of each parameter, from 0 to 1; below 0 if it got less sure.
        shares: Share of the variance of the figure behind each headline, shape (parameters, headlines).
        moved: The changed fits.
    """

    headlines: tuple[Headline, ...]
    parameters: tuple[str, ...]
    base: Moved
    contraction: Floats
    shares: Floats
    moved: tuple[Moved, ...] = field(default=())

    @property
    def priors(self) -> tuple[Moved, ...]:
        """Fits with other priors that were made."""
        return tuple(one for one in self.moved if one.how in FACTORS and not one.error)

    @property
    def groups(self) -> tuple[Moved, ...]:
        """Fits without a group of facts that were made."""
        return tuple(one for one in self.moved if one.how == WITHOUT and not one.error)

    def furthest(self, number: int, among: Sequence[Moved]) -> tuple[float, Moved | None]:
        """Largest move of a headline, with its sign, and the fit in which it moved that far."""
        moves = [(float(one.values[number] - self.base.values[number]), one) for one in among]
        return max(moves, key=lambda pair: abs(pair[0]), default=(0.0, None))

    def assumed(self, number: int) -> tuple[str, ...]:
        """Parameters that make much of a headline's variance and have not been learnt."""
        large = (self.shares[:, number] > LARGE) & (self.contraction < LEARNT)
        return tuple(name for name, is_so in zip(self.parameters, large, strict=True) if is_so)

    def over_priors(self, number: int) -> tuple[float, float]:
        """Least and largest of a headline over all priors that were changed, and as they are."""
        values = [one.values[number] for one in (self.base, *self.priors)]
        return float(min(values)), float(max(values))

    @property
    def steady(self) -> bool | None:
        """Whether no chance of a target moves too far under any prior; `None` if none was told."""
        chances = [n for n, one in enumerate(self.headlines) if one.bound is not None]
        if not chances or not self.priors:
            return None
        return all(abs(self.furthest(n, self.priors)[0]) <= STEADY + 1e-9 for n in chances)

    @property
    def seen(self) -> bool | None:
        """Whether growth moves visibly without the facts of growth; `None` if that was not tried."""
        without = next((one for one in self.groups if one.what == GROWTH), None)
        if without is None:
            return None
        told = [n for n, one in enumerate(self.headlines) if one.growth]
        shift = np.abs(without.means - self.base.means)[told] / self.base.spreads[told]
        wider = np.abs(without.spreads[told] / self.base.spreads[told] - 1.0)
        return bool(max(shift.max(), wider.max()) >= VISIBLE)


def prior_check(
    kept: Kept,
    problem: Problem,
    without: Mapping[str, Problem],
    told: Sequence[Headline],
    names: Sequence[str],
    seed: int = 1,
    jobs: int | None = None,
    report: Report | None = None,
) -> PriorCheck:
    """Fit as it is, with other priors where they matter, and without groups of facts.

    Args:
        kept: What was learned of the runs of a calibration.
        problem: What is fitted.
        without: The same without a group of facts, by group.
        told: What is looked at.
        names: Statistics that it is made of.
        seed: Seed of all samplers.
        jobs: Processes; one a core if `None`.
        report: Told how many of the changed fits are done.

    Raises:
        CalibrationError: If the fit as it is cannot be made.
    """
    fitted = refit(kept, [Variant(BASE, problem)], seed, jobs=1)[BASE]
    if fitted.error:
        raise CalibrationError(fitted.error)
    figures = _figures(kept, problem, fitted, told, names, seed)
    normal = to_normal(fitted.unit)
    shares = np.array([[first_order(column, one) for one in figures] for column in normal.T])
    matter = [name for name, row in zip(problem.parameters, shares, strict=True) if row.max() >= MATTERS]
    changes = [(how, name, problem, {name: by}) for name in matter for how, by in FACTORS.items()]
    changes += [(WITHOUT, group, other, {}) for group, other in without.items()]
    variants = [Variant(f"{how} {what}", other, by) for how, what, other, by in changes]
    made = refit(kept, variants, seed, jobs, report)
    moved = []
    for how, what, _, _ in changes:
        one = made[f"{how} {what}"]
        changed = [] if one.error else _figures(kept, problem, one, told, names, seed)
        moved.append(_moved(how, what, told, changed, one.error))
    return PriorCheck(
        headlines=tuple(told),
        parameters=problem.parameters,
        base=_moved(BASE, "", told, figures),
        contraction=1.0 - normal.var(axis=0),
        shares=shares,
        moved=tuple(moved),
    )


def without_each() -> dict[str, Problem]:
    """The problem of this project without each group of facts that are fitted."""
    from resettle.calibration.evidence.facts import facts
    from resettle.calibration.fit.relocated import problem

    fitted = dict.fromkeys(fact.group for fact in facts("fit"))
    return {group: problem(without=group) for group in fitted}


def _figures(
    kept: Kept,
    problem: Problem,
    fitted: Refitted,
    told: Sequence[Headline],
    names: Sequence[str],
    seed: int,
) -> list[Floats]:
    """The figure behind each headline at the draws of a fit."""
    draws = drawn(kept, problem, fitted.unit, names, seed)
    return [one.figure(draws) for one in told]


def _moved(
    how: str, what: str, told: Sequence[Headline], figures: Sequence[Floats], error: str = ""
) -> Moved:
    return Moved(
        how,
        what,
        np.array([one.told(figure) for one, figure in zip(told, figures, strict=False)]),
        np.array([figure.std() for figure in figures]),
        np.array([figure.mean() for figure in figures]),
        error,
    )
