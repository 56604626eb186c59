"""Tables of a validation: scores, predictions, growth and naive forecasts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from resettle.calibration.evidence.observation import fact_name
from resettle.calibration.validation.forecasts import FORECASTS
from resettle.calibration.validation.heldout import Growth, PredictedFact
from resettle.calibration.validation.scores import horizons
from resettle.results.judge.verdicts import MISSED, REACHED, UNCERTAIN
from resettle.results.report.answer import Cell, Table
from resettle.results.text.labels import NOTHING, Text, label, say, text_of
from resettle.results.text.numbers import NONE, alike, count, figure_bare, percent, points, signed, span

if TYPE_CHECKING:
    from resettle.calibration.validation.scores import ByHorizon, Score
    from resettle.results.report.answer import Row

WORDS = {REACHED: "validation_met", MISSED: "validation_missed", UNCERTAIN: "validation_undecided"}
"""Label of each verdict on a bar."""


def heads_of(*names: str) -> tuple[Text, ...]:
    """Heads of columns."""
    return tuple(label(f"head_validation_{name}") for name in names)


def score_table(every: Sequence[Score]) -> Table:
    """Each bar, what was reached, and whether it is met."""
    rows = tuple(
        (
            label(f"validation_score_{score.name}"),
            score.bar,
            score.reached,
            Cell(label(WORDS[score.verdict]), verdict=score.verdict),
        )
        for score in every
    )
    return Table(NOTHING, heads_of("score", "bar", "reached", "verdict"), rows, words=(1, 2, 3))


def horizon_table(rows: Sequence[PredictedFact]) -> Table:
    """Scores of sealed facts, then by years ahead."""
    heads = (
        *heads_of("horizon", "predictions", "clusters", "most_share", "half_share", "model"),
        *_forecast_heads(),
    )
    return Table(NOTHING, heads, tuple(map(_horizon, horizons(rows))))


def naive_table(rows: Sequence[PredictedFact]) -> Table:
    """Facts beside naive forecasts of them."""
    heads = (*heads_of("fact", "origin", "observed", "model"), *_forecast_heads())
    return Table(NOTHING, heads, tuple(map(_forecast_row, rows)), words=(1,))


def _horizon(one: ByHorizon) -> Row:
    return (
        label("validation_sealed" if one.horizon is None else f"validation_ahead_{one.horizon}"),
        count(one.facts),
        count(one.clusters),
        percent(one.inside, 0),
        percent(one.inside_half, 0),
        sd(one.error),
        *(
            Cell(sd(one.forecasts[name][0]), (say("validation_beside", model=sd(one.forecasts[name][1])),))
            if name in one.forecasts
            else NONE
            for name in FORECASTS
        ),
    )


def sd(value: float) -> Text:
    """A number of standard deviations."""
    return count(value, 2)


def _forecast_heads() -> tuple[Text, ...]:
    return tuple(label(f"validation_{name}") for name in FORECASTS)


def fact_table(rows: Sequence[PredictedFact], *more: str) -> Table:
    """Facts beside their predictions, with the origin after the name where it is asked for."""
    heads = heads_of("fact", *more, "observed", "predicted", "half", "most", "inside", "error", "from_runs")
    made = tuple((named(row), *(_since_origin(row.origin) for _ in more), *_fact(row)) for row in rows)
    return Table(NOTHING, heads, made, words=(*range(1, 1 + len(more)), 5 + len(more)))


def _since_origin(origin: int | None) -> Text:
    return label("validation_sealed") if origin is None else text_of(str(origin))


def _fact(row: PredictedFact) -> Row:
    word = label("yes") if row.inside else label("no")
    return (
        figure(row.observed, row.unit),
        figure(row.median, row.unit),
        interval(row.half, row.unit),
        interval(row.most, row.unit),
        Cell(word, verdict=REACHED if row.inside else MISSED),
        _error(row),
        percent(row.from_runs, 0),
    )


def named(row: PredictedFact) -> Text:
    """What a predicted fact is called."""
    return fact_name(row.id, row.statistic)


def figure(value: float, unit: str, beside: Iterable[float] = ()) -> Text:
    """A figure with its unit if that is short; counts as exact as they are small."""
    short = unit.split("/", maxsplit=1)[0] in ("share", "yuan")
    return figure_bare(value, unit, beside) if short else count(value, None, beside)


def interval(ends: tuple[float, float], unit: str) -> Text:
    """An interval with its unit."""
    return span(*alike(figure, ends, unit))


def _error(row: PredictedFact) -> Text:
    """The error of the median: in points of a share, else in per cent of what was observed."""
    if row.unit.startswith("share"):
        return signed(points(row.error), row.error)
    return signed(percent(row.error / row.observed), row.error) if row.observed else NONE


def growth_table(growths: Sequence[Growth]) -> Table:
    """Growth that was not fitted."""
    rows = tuple(
        (
            fact_name(one.id, one.statistic),
            _since_origin(one.origin),
            label("validation_rate") if one.since is None else text_of(str(one.since)),
            percent(one.observed),
            percent(one.predicted),
            signed(points(one.error), one.error),
        )
        for one in growths
    )
    return Table(
        NOTHING,
        heads_of("fact", "origin", "since", "observed", "predicted", "error"),
        rows,
        words=(1, 2),
        terminal=False,
    )


def _forecast_row(row: PredictedFact) -> Row:
    figures = (row.observed, row.median)
    forecasts = [
        label(f"validation_why_{one.why_not}") if one.value is None else figure(one.value, row.unit)
        for one in row.forecasts
    ]
    shown = (figure(value, row.unit) for value in figures)
    return (named(row), _since_origin(row.origin), *shown, *forecasts)
