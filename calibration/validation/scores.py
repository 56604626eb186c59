"""Scores of blind predictions against the bars set before anything was fitted.

Facts of one cluster, and predictions of one fact from several origins, share what is wrong with them, so hits
and errors are counted by clusters: the mean within each first, then the mean over clusters, each of which
counts once however many facts it holds (the cluster as the unit: Kish 1965, Survey Sampling, chapter 5). How
often right intervals would do as badly is told by drawing errors with the stated correlations.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np
from numpy.typing import NDArray

from resettle.calibration.evidence.clusters import correlation, name_of
from resettle.calibration.evidence.observation import fact_name
from resettle.calibration.validation.forecasts import FORECASTS
from resettle.calibration.validation.heldout import Assessment, PredictedFact
from resettle.results.judge.verdicts import MISSED, REACHED, UNCERTAIN
from resettle.results.text.labels import Text, join, label, listed, say
from resettle.results.text.numbers import percent, points, signed

COVERAGE = 0.9
"""Least part of what is predicted, by clusters, that lies inside the 90 % interval."""

HALF = (0.35, 0.65)
"""Part of it that lies inside the 50 % interval: no less, and no more."""

GROWTH_ERROR = 0.015
"""Largest error of a yearly growth, as a share."""

EMPLOYED_GROWTH = "employed_growth"
"""Statistics whose growth must lie inside the 90 % interval, each time that it is predicted."""

WIDTH = 0.2
"""Largest median width of the 90 % interval of income levels, by the median."""

PATTERNS = 4
"""Least number of patterns at different levels that are kept at once."""

SIMULATED = 4_000
"""Drawn sets of errors that tell how badly right intervals may do."""

ENDS = {0.9: 1.6448536269514722, 0.5: 0.6744897501960817}
"""Ends of the central intervals of a standard normal distribution."""


@dataclass(frozen=True)
class Score:
    """One bar and what was reached.

    Attributes:
        name: What is scored: `coverage`, `half`, `growth`, `employment_growth`, a name of `FORECASTS`,
            `width` or `patterns`.
        bar: What is asked.
        reached: What came of it.
        met: Whether it is met; `None` if these facts cannot decide.
    """

    name: str
    bar: Text
    reached: Text
    met: bool | None

    @property
    def verdict(self) -> str:
        """One of `results.judge.verdicts.VERDICTS`; undecided is uncertain."""
        return {True: REACHED, False: MISSED, None: UNCERTAIN}[self.met]


@dataclass(frozen=True)
class ByHorizon:
    """Scores of predictions that look equally far ahead.

    Attributes:
        horizon: Years ahead, `heldout.FAR` for all that are further; `None` for sealed facts.
        facts: Number of predictions.
        clusters: Number of clusters that they belong to.
        inside: Part inside the 90 % interval, by clusters.
        inside_half: Part inside the 50 % interval, by clusters.
        error: Mean size of the model's error in standard deviations, by clusters.
        forecasts: The same of each naive forecast and of the model, on what the forecast can be made for.
    """

    horizon: int | None
    facts: int
    clusters: int
    inside: float
    inside_half: float
    error: float
    forecasts: dict[str, tuple[float, float]]


def scores(predicted: Assessment) -> list[Score]:
    """Every bar, in the order of the standards; none is left out because it is missed."""
    return [
        _coverage(predicted.blind),
        _half(predicted.blind),
        _growth(predicted),
        _employment_growth(predicted.blind),
        *(_against(predicted.blind, name) for name in FORECASTS),
        _width(predicted.blind),
        _patterns(predicted),
    ]


def by_clusters(rows: Sequence[PredictedFact], value: Callable[[PredictedFact], float]) -> float:
    """Mean over clusters of the mean within each."""
    found: dict[str, list[float]] = {}
    for row in rows:
        found.setdefault(name_of(row), []).append(value(row))
    return float(np.mean([np.mean(values) for values in found.values()]))


def horizons(rows: Sequence[PredictedFact]) -> list[ByHorizon]:
    """Scores of sealed facts, then by years ahead."""
    groups: dict[int | None, list[PredictedFact]] = {}
    for row in rows:
        groups.setdefault(row.horizon, []).append(row)
    return [
        ByHorizon(
            horizon=horizon,
            facts=len(groups[horizon]),
            clusters=len({name_of(row) for row in groups[horizon]}),
            inside=by_clusters(groups[horizon], lambda row: row.inside),
            inside_half=by_clusters(groups[horizon], lambda row: row.inside_half),
            error=by_clusters(groups[horizon], lambda row: row.scaled(row.median)),
            forecasts={
                name: beside
                for name in FORECASTS
                if (beside := errors_beside(groups[horizon], name)) is not None
            },
        )
        for horizon in sorted(groups, key=lambda one: -1 if one is None else one)
    ]


def errors_beside(rows: Sequence[PredictedFact], forecast: str) -> tuple[float, float] | None:
    """Mean errors of a naive forecast and of the model, on the facts of which the forecast can be made."""
    made = [row for row in rows if _value(row, forecast) is not None]
    if not made:
        return None
    other = by_clusters(made, lambda row: row.scaled(_value(row, forecast) or 0.0))
    return other, by_clusters(made, lambda row: row.scaled(row.median))


def _value(row: PredictedFact, forecast: str) -> float | None:
    return next((one.value for one in row.forecasts if one.name == forecast), None)


def as_badly(
    rows: Sequence[PredictedFact], level: float, badly: Callable[[NDArray[np.float64]], NDArray[np.bool_]]
) -> float:
    """Part of the cases in which intervals that are right do as badly as these did.

    Args:
        rows: What was predicted.
        level: Probability of the intervals.
        badly: Which shares, by clusters, count as that bad.
    """
    facts = list({row.id: row for row in rows}.values())
    lower = np.linalg.cholesky(correlation(facts))
    drawn = np.random.default_rng(0).standard_normal((SIMULATED, len(facts))) @ lower.T
    hits = np.abs(drawn) <= ENDS[level]
    place = {row.id: number for number, row in enumerate(facts)}
    names = list(dict.fromkeys(map(name_of, rows)))
    shares = np.mean(
        [hits[:, [place[row.id] for row in rows if name_of(row) == name]].mean(axis=1) for name in names],
        axis=0,
    )
    return float(badly(shares).mean())


def _coverage(rows: Sequence[PredictedFact]) -> Score:
    bar = say("validation_bar_coverage", share=percent(COVERAGE, 0))
    if not rows:
        return Score("coverage", bar, label("validation_no_fact"), None)
    share = by_clusters(rows, lambda row: row.inside)
    inside = sum(row.inside for row in rows)
    reached = [_by_clusters("validation_inside", share, rows, inside)]
    if inside < len(rows):
        chance = as_badly(rows, 0.9, lambda shares: shares <= share + 1e-9)
        reached.append(say("validation_as_badly", share=percent(chance, 0)))
    return Score("coverage", bar, join(reached), share >= COVERAGE - 1e-9)


def _half(rows: Sequence[PredictedFact]) -> Score:
    low, high = HALF
    bar = say("validation_bar_half", low=f"{100 * low:.0f}", high=percent(high, 0))
    if not rows:
        return Score("half", bar, label("validation_no_fact"), None)
    share, inside = by_clusters(rows, lambda row: row.inside_half), sum(row.inside_half for row in rows)
    chance = as_badly(rows, 0.5, lambda shares: np.abs(shares - 0.5) >= abs(share - 0.5) - 1e-9)
    reached = [
        _by_clusters("validation_inside_half", share, rows, inside),
        say("validation_as_badly", share=percent(chance, 0)),
    ]
    return Score("half", bar, join(reached), low - 1e-9 <= share <= high + 1e-9)


def _by_clusters(key: str, share: float, rows: Sequence[PredictedFact], inside: int) -> Text:
    clusters = len({name_of(row) for row in rows})
    return say(key, share=percent(share, 0), clusters=clusters, inside=inside, total=len(rows))


def _growth(predicted: Assessment) -> Score:
    bar = say("validation_bar_growth", points=points(GROWTH_ERROR))
    growths = predicted.growths
    if not growths:
        return Score("growth", bar, label("validation_no_growth"), None)
    worst = max(growths, key=lambda one: abs(one.error))
    within = sum(abs(one.error) <= GROWTH_ERROR + 1e-12 for one in growths)
    error = signed(points(worst.error), worst.error)
    fact = fact_name(worst.id, worst.statistic)
    reached = say("validation_growth_within", within=within, total=len(growths), worst=error, fact=fact)
    return Score("growth", bar, reached, within == len(growths))


def _employment_growth(rows: Sequence[PredictedFact]) -> Score:
    bar = label("validation_bar_employment_growth")
    asked = [row for row in rows if row.statistic.startswith(EMPLOYED_GROWTH)]
    if not asked:
        return Score("employment_growth", bar, label("validation_no_growth"), None)
    inside = sum(row.inside for row in asked)
    reached = say("validation_count", inside=inside, total=len(asked))
    return Score("employment_growth", bar, reached, inside == len(asked))


def _against(rows: Sequence[PredictedFact], forecast: str) -> Score:
    """Mean error of the model and of a naive forecast, over the facts of which the forecast can be made."""
    bar = say("validation_bar_naive", forecast=label(f"validation_{forecast}"))
    errors = errors_beside(rows, forecast)
    if errors is None:
        return Score(forecast, bar, label("validation_no_naive"), None)
    other, model = errors
    pairs = [(row, value) for row in rows if (value := _value(row, forecast)) is not None]
    reached = say(
        "validation_naive_errors",
        model=f"{model:.2f}",
        other=f"{other:.2f}",
        pairs=len(pairs),
        total=len(rows),
        nearer=sum(row.scaled(row.median) < row.scaled(value) for row, value in pairs),
    )
    return Score(forecast, bar, reached, model < other)


def _width(rows: Sequence[PredictedFact]) -> Score:
    bar = say("validation_bar_width", share=percent(WIDTH, 0))
    widths = [(row.most[1] - row.most[0]) / row.median for row in rows if row.unit.startswith("yuan")]
    if not widths:
        return Score("width", bar, label("validation_no_level"), None)
    width = median(widths)
    reached = say("validation_width", share=percent(width), total=len(widths))
    return Score("width", bar, reached, width <= WIDTH + 1e-9)


def kept(rows: Iterable[PredictedFact]) -> dict[str, tuple[int, int]]:
    """Predictions inside their 90 % interval, and predictions, by pattern."""
    counts: dict[str, tuple[int, int]] = {}
    for row in rows:
        inside, total = counts.get(row.group, (0, 0))
        counts[row.group] = (inside + row.inside, total + 1)
    return counts


def _patterns(predicted: Assessment) -> Score:
    """A pattern is kept if at least nine in ten of its predictions, blind or fitted, lie inside."""
    bar = say("validation_bar_patterns", number=PATTERNS)
    by_pattern = kept((*predicted.blind, *predicted.fitted))
    if not by_pattern:
        return Score("patterns", bar, label("validation_no_pattern"), None)
    good = [name for name, (inside, total) in by_pattern.items() if inside >= COVERAGE * total - 1e-9]
    missed = [name for name in by_pattern if name not in good]
    reached = [
        say(
            "validation_patterns_kept",
            kept=len(good),
            total=len(by_pattern),
            names=listed(list(map(pattern_label, good))) if good else label("validation_no_count"),
            blind=sum(name in kept(predicted.blind) for name in good),
        )
    ]
    if missed:
        reached.append(say("validation_patterns_missed", names=listed(list(map(pattern_label, missed)))))
    return Score("patterns", bar, join(reached), len(good) >= PATTERNS)


def pattern_label(pattern: str) -> Text:
    """What a pattern is called."""
    return label(f"pattern_{pattern}")
