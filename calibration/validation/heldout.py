"""Held-out facts, predicted: intervals, errors, scores, and naive forecasts beside them.

A predictive interval covers all four reasons why an observation can differ from a run: chance (each run has
its own seed), parameters (each run has its own posterior draw), what the model is thought to miss
(discrepancy, times the scale that was fitted for it), and the error of the observation. For a run the
last two are normal, so the prediction is a mixture of normal distributions, one per run, and its quantiles
are computed exactly rather than drawn.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
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

PATTERNS = {
    "employment": "employment_rate",
    "employed_per_household": "employment_rate",
    "employed_growth": "employment_growth",
    "off_farm": "channel_shares",
    "out_of_province": "channel_shares",
    "in_province": "channel_shares",
    "net_income": "income_level",
    "growth_counties": "income_growth",
    "growth_alleviated": "income_growth",
    "wage_share": "income_composition",
    "wage_share_alleviated": "income_composition",
    "separation": "spells",
    "job_finding": "spells",
    "income_spread": "dispersion",
}
"""Name of the pattern that each series of statistics belongs to; labels are `pattern_<name>`."""


@dataclass(frozen=True)
class PredictedFact:
    """One fact beside what was predicted of it.

    Attributes:
        id: The fact.
        statistic: The statistic that stands for it.
        use: `check` if it was held out, `fit` if not.
        pattern: Kind of figure that it is, e.g. `employment_rate`.
        unit: Unit of every number of the row.
        observed: What was observed.
        median: Median prediction.
        half: Ends of the 50 % interval.
        most: Ends of the 90 % interval.
        spread: Standard deviation of observation and discrepancy as given: the unit of scaled errors.
        from_runs: Part of the predictive variance that comes from parameters and chance.
        forecasts: Naive forecasts.
    """

    id: str
    statistic: str
    use: str
    pattern: str
    unit: str
    observed: float
    median: float
    half: tuple[float, float]
    most: tuple[float, float]
    spread: float
    from_runs: float
    forecasts: tuple[Forecast, ...] = ()

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
        since: Year from which the growth is counted; `None` if the fact is a growth rate itself.
        observed: Observed yearly growth, as a share.
        predicted: Median prediction.
    """

    id: str
    since: int | None
    observed: float
    predicted: float

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
        growths: Growth of held-out facts.
        runs: Number of runs, one a posterior draw.
    """

    held_out: tuple[PredictedFact, ...]
    fitted: tuple[PredictedFact, ...] = ()
    growths: tuple[Growth, ...] = ()
    runs: int = 0


def pattern_of(statistic: str) -> str:
    """The pattern that a statistic belongs to; its series where it has no other name."""
    series = series_of(statistic)
    return PATTERNS.get(series, series)


def predicted_fact(
    fact: Fact,
    centres: Floats,
    scales: Floats,
    earlier: Mapping[int, float] | None = None,
) -> PredictedFact:
    """A fact beside its prediction.

    Args:
        fact: The fact.
        centres: Its statistic in each run.
        scales: Discrepancy scale of the draw of each run.
        earlier: Earlier values by year, for naive forecasts; none are made of `None`.
    """
    spreads = np.sqrt(fact.error**2 + (scales * fact.discrepancy) ** 2)
    quantiles = predictive_quantiles(centres, spreads, (0.05, 0.25, 0.5, 0.75, 0.95))
    if fact.unit == "share":  # a share lies between nothing and all, whatever the errors are
        quantiles = np.clip(quantiles, 0.0, 1.0)
    low, first, median, third, high = (float(number) for number in quantiles)
    of_runs, of_errors = float(np.var(centres)), float(np.mean(spreads**2))
    return PredictedFact(
        id=fact.id,
        statistic=fact.statistic,
        use=fact.use,
        pattern=pattern_of(fact.statistic),
        unit=fact.unit,
        observed=fact.value,
        median=median,
        half=(first, third),
        most=(low, high),
        spread=float(np.hypot(fact.error, fact.discrepancy)),
        from_runs=of_runs / (of_runs + of_errors) if of_runs + of_errors > 0 else 0.0,
        forecasts=() if earlier is None else naive(year_of(fact.statistic) or 0, earlier, fact.unit),
    )


def assess(
    facts: Iterable[Fact],
    samples: Mapping[str, Floats],
    scales: Floats,
) -> Assessment:
    """Predictions of all facts that are held out or fitted, from finished runs.

    Args:
        facts: Facts of any use; those of context only give forecasters the past.
        samples: Statistics of the runs, by statistic or by id of a fact: one number per run.
        scales: Discrepancy scale of the draw of each run.

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
        return predicted_fact(fact, of(fact), scales, history(fact, every) if fact.use == "check" else None)

    held_out = tuple(described(fact) for fact in every if fact.use == "check")
    growths = [Growth(one.id, None, one.observed, one.median) for one in held_out if one.unit in GROWTHS]
    for fact in every:
        grows = fact.use == "check" and fact.unit.startswith("yuan")
        before = _last_before(fact, every, samples) if grows else None
        if before is not None:
            since, until = year_of(before.statistic) or 0, year_of(fact.statistic) or 0
            power = 1.0 / (until - since)
            observed = (fact.value / before.value) ** power - 1.0
            predicted = float(np.median((of(fact) / of(before)) ** power)) - 1.0
            growths.append(Growth(fact.id, since, observed, predicted))
    return Assessment(
        held_out=held_out,
        fitted=tuple(described(fact) for fact in every if fact.use == "fit"),
        growths=tuple(growths),
        runs=len(scales),
    )


def _last_before(fact: Fact, facts: Iterable[Fact], samples: Mapping[str, Floats]) -> Fact | None:
    """The last earlier fact of the same series and scope that the runs speak of too."""
    year, earlier = year_of(fact.statistic), {}
    for one in facts:
        then = year_of(one.statistic)
        alike = series_of(one.statistic) == series_of(fact.statistic) and one.scope == fact.scope
        in_runs = one.id in samples or one.statistic in samples
        if alike and in_runs and then is not None and year is not None and then < year:
            earlier[then] = one
    return earlier[max(earlier)] if earlier else None
