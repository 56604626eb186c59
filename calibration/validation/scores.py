"""Scores of held-out predictions against the bars set before anything was fitted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import comb

from resettle.calibration.validation.forecasts import FORECASTS
from resettle.calibration.validation.heldout import Assessment, PredictedFact
from resettle.results.judge.verdicts import MISSED, REACHED, UNCERTAIN
from resettle.results.text.labels import Text, join, label, labels, listed, say, text_of
from resettle.results.text.numbers import percent, points, signed

COVERAGE = 0.9
"""Least part of held-out facts that lies inside the 90 % interval."""

GROWTH_ERROR = 0.015
"""Largest error of a yearly growth, as a share."""

PATTERNS = 4
"""Least number of patterns at different levels that are kept at once."""


@dataclass(frozen=True)
class Score:
    """One bar and what was reached.

    Attributes:
        name: What is scored: `coverage`, `growth`, a name of `FORECASTS` or `patterns`.
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


def scores(predicted: Assessment) -> list[Score]:
    """Every bar, in the order of the standards; none is left out because it is missed."""
    naive = [_against(predicted, name) for name in FORECASTS]
    return [_coverage(predicted), _growth(predicted), *naive, _patterns(predicted)]


def _coverage(predicted: Assessment) -> Score:
    rows = predicted.held_out
    bar = say("validation_bar_coverage", share=percent(COVERAGE, 0))
    if not rows:
        return Score("coverage", bar, label("validation_no_fact"), None)
    inside, half = sum(row.inside for row in rows), sum(row.inside_half for row in rows)
    reached = [say("validation_inside", inside=inside, half=half, total=len(rows))]
    if inside < len(rows):
        reached.append(say("validation_as_badly", share=percent(_as_badly(inside, len(rows)), 0)))
    return Score("coverage", bar, join(reached), inside >= COVERAGE * len(rows) - 1e-9)


def _as_badly(inside: int, facts: int) -> float:
    """Chance that intervals which are right hold no more than so many of independent facts."""
    return sum(comb(facts, k) * COVERAGE**k * (1 - COVERAGE) ** (facts - k) for k in range(inside + 1))


def _growth(predicted: Assessment) -> Score:
    bar = say("validation_bar_growth", points=points(GROWTH_ERROR))
    growths = predicted.growths
    if not growths:
        return Score("growth", bar, label("validation_no_growth"), None)
    worst = max(growths, key=lambda one: abs(one.error))
    within = sum(abs(one.error) <= GROWTH_ERROR + 1e-12 for one in growths)
    error = signed(points(worst.error), worst.error)
    reached = say("validation_growth_within", within=within, total=len(growths), worst=error, fact=worst.id)
    return Score("growth", bar, reached, within == len(growths))


def _against(predicted: Assessment, forecast: str) -> Score:
    """Mean error of the model and of a naive forecast, over the facts of which the forecast can be made."""
    bar = say("validation_bar_naive", forecast=label(f"validation_{forecast}"))
    pairs = [
        (row.scaled(row.median), row.scaled(one.value))
        for row in predicted.held_out
        for one in row.forecasts
        if one.name == forecast and one.value is not None
    ]
    if not pairs:
        return Score(forecast, bar, label("validation_no_naive"), None)
    model, other = (sum(column) / len(pairs) for column in zip(*pairs, strict=True))
    reached = say(
        "validation_naive_errors",
        model=f"{model:.2f}",
        other=f"{other:.2f}",
        pairs=len(pairs),
        total=len(predicted.held_out),
        nearer=sum(mine < theirs for mine, theirs in pairs),
    )
    return Score(forecast, bar, reached, model < other)


def kept(rows: Iterable[PredictedFact]) -> dict[str, tuple[int, int]]:
    """Facts inside their 90 % interval, and facts, by pattern."""
    counts: dict[str, tuple[int, int]] = {}
    for row in rows:
        inside, total = counts.get(row.pattern, (0, 0))
        counts[row.pattern] = (inside + row.inside, total + 1)
    return counts


def pattern_label(pattern: str) -> Text:
    """What a pattern is called; a series without a pattern keeps its name."""
    return labels().get(f"pattern_{pattern}", text_of(pattern.replace("_", " ")))


def _patterns(predicted: Assessment) -> Score:
    """A pattern is kept if at least nine in ten of its facts, held out or fitted, lie inside."""
    bar = say("validation_bar_patterns", number=PATTERNS)
    by_pattern = kept((*predicted.held_out, *predicted.fitted))
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
            blind=sum(name in kept(predicted.held_out) for name in good),
        )
    ]
    if missed:
        reached.append(say("validation_patterns_missed", names=listed(list(map(pattern_label, missed)))))
    return Score("patterns", bar, join(reached), len(good) >= PATTERNS)
