"""Figures that plans are judged by, as far as the relocated scenario tells them.

Runs keep the growth of income of each year, so any span of years follows without a run; what registers write
grows faster by their lead. The years of a plan are those of the plan, the people all relocated people of the
country: a place's own verdict differs by its own start and levers, not by what is checked here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import cast

import numpy as np

from resettle.calibration.evidence.measures import register_coverage
from resettle.calibration.fit.problem import Floats, Problem
from resettle.calibration.fit.result import noise
from resettle.calibration.validation.forecasts import RURAL_LEAD, growth
from resettle.calibration.validation.refits import Kept

YEARS = tuple(range(2020, 2025))
"""Years whose growth of income runs tell."""

NEEDED = (*(f"growth_counties_{year}" for year in YEARS), "employment_2022_end")
"""Statistics that the headlines are made of."""


@dataclass(frozen=True)
class Drawn:
    """Draws of a fit.

    Attributes:
        theta: Parameters in their own units, by name.
        statistics: Statistics of a run at each, emulator error and chance included, by name.
    """

    theta: Mapping[str, Floats]
    statistics: Mapping[str, Floats]

    def growth(self, year: int, register: bool) -> Floats:
        """Growth of relocated people's income in a year, as surveys find it or as registers write it."""
        found = self.statistics[f"growth_counties_{year}"] + self.theta["catch_up"]
        return (1.0 + found) * (1.0 + self.theta["register_lead"]) - 1.0 if register else found

    def mean_growth(self, years: Sequence[int], register: bool) -> Floats:
        """Mean yearly growth over years that follow each other."""
        grown = np.prod([1.0 + self.growth(year, register) for year in years], axis=0)
        return np.asarray(grown ** (1.0 / len(years)) - 1.0)

    def least_lead(self, years: Sequence[int], register: bool) -> Floats:
        """Least growth above that of all rural people, of several years."""
        leads = [self.growth(year, register) - growth(RURAL_LEAD, year - 1, year) for year in years]
        return np.asarray(np.min(leads, axis=0))

    def in_work(self) -> Floats:
        """Labour with any work in the year, end of 2022, were registers complete."""
        months = [f"2022-{month}" for month in (10, 11, 12)]
        each = cast(Mapping[str, float], self.theta)  # what holds of numbers holds of columns
        found = np.mean([register_coverage(month, each) for month in months], axis=0)
        return np.asarray(self.statistics["employment_2022_end"] / found)


@dataclass(frozen=True)
class Headline:
    """A figure of which a planner reads.

    Attributes:
        name: Its label is `headline_<name>`.
        figure: The figure at each draw.
        bound: What a target asks of it: the headline is the chance that it is reached; its mean if `None`.
        growth: Whether it speaks of the growth of income.
    """

    name: str
    figure: Callable[[Drawn], Floats]
    bound: float | None = None
    growth: bool = True

    def told(self, figures: Floats) -> float:
        """The headline from the figure at each draw."""
        return float(np.mean(figures if self.bound is None else figures >= self.bound))


def headlines() -> tuple[Headline, ...]:
    """Means of growth and employment, then income targets of plans, each as surveys and registers read it."""
    guizhou, yinchuan = _bound("guizhou", "income_growth_15"), _bound("yinchuan", "income_growth_8")
    above = _bound("chongqing", "income_growth_above_rural")
    made = []
    for read, register in (("survey", False), ("register", True)):
        made += [
            Headline(f"growth_{read}", partial(Drawn.mean_growth, years=YEARS, register=register)),
            Headline(
                f"guizhou_{read}",
                partial(Drawn.mean_growth, years=(2022, 2023, 2024), register=register),
                guizhou,
            ),
            Headline(f"yinchuan_{read}", partial(Drawn.growth, year=2021, register=register), yinchuan),
            Headline(
                f"rural_{read}",
                partial(Drawn.least_lead, years=(2021, 2022, 2023, 2024), register=register),
                above,
            ),
        ]
    means = [one for one in made if one.bound is None]
    work = Headline("employment", Drawn.in_work, growth=False)
    return (*means, work, *(one for one in made if one.bound is not None))


@cache
def _bound(plan: str, target: str) -> float:
    from resettle.scenarios import load

    return load(plan).targets[target].bound.number


def drawn(kept: Kept, problem: Problem, unit: Floats, names: Sequence[str], seed: int = 1) -> Drawn:
    """Draws of a fit with their statistics.

    Args:
        kept: What was learned of runs.
        problem: Its parameters and bounds are those of the runs.
        unit: Positions among the runs, shape (draws, parameters).
        names: Statistics wanted.
        seed: Seed of emulator error and chance; one seed gives fits that are compared the same.
    """
    mean, covariance = kept.of(names).moments(unit)
    statistics = mean + noise(covariance, np.random.default_rng([seed, 23]))
    theta = problem.theta(unit)
    return Drawn(
        dict(zip(problem.parameters, theta.T, strict=True)), dict(zip(names, statistics.T, strict=True))
    )
