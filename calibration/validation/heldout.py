"""Facts that a fit did not see, predicted: intervals, errors, and naive forecasts beside them.

Two kinds are predicted. Facts that are sealed are never fitted by anybody; the posterior that ships predicts
them. From a rolling origin, a fit to what was known by the end of a year predicts the facts of later years.

A predictive interval covers all four reasons why an observation can differ from a run: chance, parameters
(each run or emulated run has its own posterior draw), what the model is thought to miss (discrepancy, times
the scale that was fitted for it), and the error of the observation. For a draw all but the parameters are
normal: a run is what it gave, with error and discrepancy about it; an emulated run is the emulator's mean,
with its error and seed noise besides. So a prediction is a mixture of normal distributions, one per draw, and
its quantiles are computed exactly rather than drawn. What a series had wrong in earlier years is not carried
on, as a plan's own intervals do not either.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from resettle.calibration.validation.forecasts import (
    GROWTHS,
    Forecast,
    history,
    naive,
    series_of,
    year_of,
)
from resettle.calibration.validation.mixture import predictive_quantiles

if TYPE_CHECKING:
    from resettle.calibration.evidence.facts import Fact

Floats = NDArray[np.float64]

FAR = 3
"""Years ahead from which predictions are scored together."""


@dataclass(frozen=True)
class PredictedFact:
    """One fact beside what was predicted of it.

    Attributes:
        id: The fact.
        statistic: The statistic that stands for it.
        use: `check` if it was held out, `fit` if not.
        group: Kind of figure that it is, one of `calibration.evidence.facts.GROUPS`.
        year: Year that it speaks of.
        cluster: Facts that depend on it, see `calibration.evidence.clusters`.
        unit: Unit of every number of the row.
        observed: What was observed.
        median: Median prediction.
        half: Ends of the 50 % interval.
        most: Ends of the 90 % interval.
        spread: Standard deviation of observation and discrepancy as given: the unit of scaled errors.
        from_runs: Part of the predictive variance that comes from parameters and chance.
        forecasts: Naive forecasts.
        origin: Last year whose facts were known; `None` if all were that are not sealed.
    """

    id: str
    statistic: str
    use: str
    group: str
    year: int
    cluster: str
    unit: str
    observed: float
    median: float
    half: tuple[float, float]
    most: tuple[float, float]
    spread: float
    from_runs: float
    forecasts: tuple[Forecast, ...] = ()
    origin: int | None = None

    @property
    def horizon(self) -> int | None:
        """Years ahead, `FAR` for all that are further; `None` for a sealed fact of the fit to all others."""
        return None if self.origin is None else min(FAR, self.year - self.origin)

    @property
    def inside(self) -> bool:
        """Whether the observation lies inside the 90 % interval."""
        return self.most[0] <= self.observed <= self.most[1]

    @property
    def inside_half(self) -> bool:
        """Whether it lies inside the 50 % interval."""
        return self.half[0] <= self.observed <= self.half[1]

    @property
    def error(self) -> float:
        """Median prediction less observation."""
        return self.median - self.observed

    def scaled(self, prediction: float) -> float:
        """Size of a prediction's error in standard deviations of the observation and discrepancy."""
        return abs(prediction - self.observed) / self.spread


@dataclass(frozen=True)
class Growth:
    """A yearly growth that was not fitted.

    Attributes:
        id: The held-out fact.
        statistic: Its statistic.
        since: Year from which the growth is counted; `None` if the fact is a growth rate itself.
        observed: Observed yearly growth, as a share.
        predicted: Median prediction.
        origin: As of a predicted fact.
    """

    id: str
    statistic: str
    since: int | None
    observed: float
    predicted: float
    origin: int | None = None

    @property
    def error(self) -> float:
        """Prediction less observation, as a share."""
        return self.predicted - self.observed


@dataclass(frozen=True)
class Assessment:
    """Everything that was predicted.

    Attributes:
        held_out: A row for each fact that was held out of the fit.
        fitted: A row for each fact that it saw: what it keeps of them.
        growths: Growth of facts that were not fitted.
        runs: Number of runs, one a posterior draw.
        rolled: A row for each later fact that a rolling origin predicted.
    """

    held_out: tuple[PredictedFact, ...]
    fitted: tuple[PredictedFact, ...] = ()
    growths: tuple[Growth, ...] = ()
    runs: int = 0
    rolled: tuple[PredictedFact, ...] = ()

    @property
    def blind(self) -> tuple[PredictedFact, ...]:
        """Everything that was predicted without having been fitted."""
        return (*self.held_out, *self.rolled)

    def with_origins(self, others: Iterable[Assessment]) -> Assessment:
        """The same, with what rolling origins predicted."""
        every = tuple(others)
        return replace(
            self,
            rolled=tuple(row for one in every for row in one.held_out),
            growths=(*self.growths, *(growth for one in every for growth in one.growths)),
        )


def predicted_fact(
    fact: Fact,
    centres: Floats,
    scales: Floats,
    earlier: Mapping[int, float] | None = None,
    doubts: Floats | float = 0.0,
    origin: int | None = None,
) -> PredictedFact:
    """A fact beside its prediction.

    Args:
        fact: The fact.
        centres: Its statistic in each run, or what the emulator expects at each draw.
        scales: Discrepancy scale of each draw.
        earlier: Earlier values by year, for naive forecasts; none are made of `None`.
        doubts: Standard deviation of emulator error and seed noise together; nil for runs.
        origin: Last year whose facts were known.
    """
    spreads = np.sqrt(fact.error**2 + (scales * fact.discrepancy) ** 2)
    quantiles = predictive_quantiles(centres, np.hypot(spreads, doubts), (0.05, 0.25, 0.5, 0.75, 0.95))
    if fact.unit == "share":  # a share lies between nothing and all, whatever the errors are
        quantiles = np.clip(quantiles, 0.0, 1.0)
    low, first, median, third, high = (float(number) for number in quantiles)
    of_runs, of_errors = float(np.var(centres) + np.mean(np.square(doubts))), float(np.mean(spreads**2))
    return PredictedFact(
        id=fact.id,
        statistic=fact.statistic,
        use=fact.use,
        group=fact.group,
        year=fact.year,
        cluster=fact.cluster,
        unit=fact.unit,
        observed=fact.value,
        median=median,
        half=(first, third),
        most=(low, high),
        spread=float(np.hypot(fact.error, fact.discrepancy)),
        from_runs=of_runs / (of_runs + of_errors) if of_runs + of_errors > 0 else 0.0,
        forecasts=() if earlier is None else naive(fact, earlier),
        origin=origin,
    )


def assess(
    facts: Iterable[Fact],
    samples: Mapping[str, Floats],
    scales: Floats,
    origin: int | None = None,
    doubts: Mapping[str, Floats] | None = None,
) -> Assessment:
    """Predictions of all facts that are held out or fitted, from finished runs or an emulator.

    Args:
        facts: Facts of any use; those of context only give forecasters the past.
        samples: Statistics of the runs, by statistic or by id of a fact: one number per run.
        scales: Discrepancy scale of the draw of each run.
        origin: Last year whose facts were known: only facts of later years are predicted then.
        doubts: Standard deviations of what an emulator does not know, by statistic; nil for runs.

    Raises:
        KeyError: If no run says anything of a fact.
    """
    every = list(facts)

    def of(fact: Fact) -> Floats:
        for name in (fact.id, fact.statistic):
            if name in samples:
                return np.asarray(samples[name], np.float64)
        raise KeyError(f"no run gives {fact.statistic}, which stands for {fact.id}")

    def described(fact: Fact) -> PredictedFact:
        earlier = history(fact, every) if fact.use == "check" else None
        doubt = (doubts or {}).get(fact.statistic, 0.0)
        return predicted_fact(fact, of(fact), scales, earlier, doubt, origin)

    asked = [fact for fact in every if fact.use == "check" and (origin is None or fact.year > origin)]
    held_out = tuple(map(described, asked))
    growths = [
        Growth(one.id, one.statistic, None, one.observed, one.median, origin)
        for one in held_out
        if one.unit in GROWTHS
    ]
    for fact in asked:
        before = _last_before(fact, every, samples) if fact.unit.startswith("yuan") else None
        if before is not None:
            since, until = year_of(before.statistic) or 0, year_of(fact.statistic) or 0
            power = 1.0 / (until - since)
            observed = (fact.value / before.value) ** power - 1.0
            predicted = float(np.median((of(fact) / of(before)) ** power)) - 1.0
            growths.append(Growth(fact.id, fact.statistic, since, observed, predicted, origin))
    return Assessment(
        held_out=held_out,
        fitted=tuple(described(fact) for fact in every if fact.use == "fit"),
        growths=tuple(growths),
        runs=len(scales),
    )


def _last_before(fact: Fact, facts: Iterable[Fact], samples: Mapping[str, Floats]) -> Fact | None:
    """The last earlier fact of the same series and scope that is known and that the runs speak of too."""
    year, earlier = year_of(fact.statistic), {}
    for one in facts:
        then = year_of(one.statistic)
        alike = series_of(one.statistic) == series_of(fact.statistic) and one.scope == fact.scope
        told = one.use != "check" and (one.id in samples or one.statistic in samples)
        if alike and told and then is not None and year is not None and then < year:
            earlier[then] = one
    return earlier[max(earlier)] if earlier else None
