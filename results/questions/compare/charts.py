"""Charts of a comparison: differences, winners and losers, and what each lever does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from resettle.results.judge.households import TENTHS, Tenths
from resettle.results.judge.outcomes import Outcome
from resettle.results.questions.compare import findings
from resettle.results.questions.compare.compute import Alternative, ByLever, Comparison
from resettle.results.questions.compare.names import short_names
from resettle.results.questions.compare.sentences import YEARLY, part_label, tenth_name
from resettle.results.questions.compare.tables import titled
from resettle.results.report.charts import Chart, Key, beside, columns, interval_row, rows, tidy
from resettle.results.report.estimates import amounts, share, share_interval
from resettle.results.report.findings import difference
from resettle.results.report.style import ACCENT, INK, SECOND, scenario_colour
from resettle.results.statistics.intervals import Estimate
from resettle.results.text.labels import NOTHING, Lang, Text, label, say
from resettle.results.text.scales import Scale, scale_of

if TYPE_CHECKING:
    import plotly.graph_objects as go

GAIN, LOSS = "#009E73", "#D55E00"
"""Colours of households that are better and worse off."""

Point = dict[str, Any]
"""A row of the table of a chart."""


def _keys(comparison: Comparison, mark: str) -> dict[str, Key]:
    """Mark of each alternative by the name of its scenario."""
    names = short_names(comparison.request.scenarios)
    return {
        one.scenario.name: Key(
            names[one.position], ACCENT if comparison.alone else scenario_colour(one.position), mark
        )
        for one in comparison.alternatives
    }


def _point(
    series: str, row: int, name: Text, one: Estimate, unit: str, owner: Text, called: Text | None = None
) -> Point:
    return interval_row(series, row, name, one, amounts(one, unit), owner, called)


def _scale(table: pd.DataFrame, unit: str) -> Scale:
    """The scale of the differences in a table."""
    return scale_of(unit, float(np.nanmax(np.abs(table[["value", "low", "high"]]))), difference=True)


def forests(comparison: Comparison) -> list[Chart]:
    """Differences from the reference with their intervals, one small chart a figure, a row an alternative."""
    outcomes: dict[str, Outcome] = {}
    for one in comparison.alternatives:
        for row in (*one.measures, *one.targets):
            if not row.difference.flat:
                outcomes.setdefault(row.outcome.name, row.outcome)
    charts = [_forest(comparison, outcome, number) for number, outcome in enumerate(outcomes.values())]
    if len(charts) % 2:
        charts[-1] = replace(charts[-1], wide=True)
    return charts


def _forest(comparison: Comparison, outcome: Outcome, number: int) -> Chart:
    marks = _keys(comparison, "point")
    points: list[Point] = []
    for one in comparison.alternatives:
        row, name, series = one.row(outcome.name), marks[one.scenario.name].text, one.scenario.name
        if row is not None:
            points.append(
                _point(series, len(points), name, row.difference, outcome.unit, name, outcome.title)
            )
    table = tidy(points, value=outcome.unit)
    scale = _scale(table, outcome.unit)
    title = outcome.title if outcome.bound is None else say("difference_figure_of", title=outcome.title)
    return Chart(
        f"compare-difference-{number}",
        difference(title, table, outcome.unit, outcome.better, comparison.alone),
        table,
        partial(
            rows,
            marks=marks,
            scale=scale,
            named=False,
            counted=scale.titled(label("difference_counted_reference")),
        ),
        tuple(marks.values()) if number == 0 and not comparison.alone else (),
        label("compare_chart_differences_note") if number == 0 else NOTHING,
        height=104 + 32 * len(comparison.alternatives),
    )


def tenth_charts(comparison: Comparison) -> list[Chart]:
    """Mean change of income by tenth of base-year income, and shares that are better and worse off."""
    shown = [(one, one.tenths) for one in comparison.alternatives if one.tenths is not None]
    if not shown:
        return []
    marks = _keys(comparison, "block" if len(shown) == 1 else "point")
    table = tidy(
        [
            _point(
                one.scenario.name,
                row,
                tenth_name(tenth.number),
                tenth.change,
                YEARLY,
                marks[one.scenario.name].text,
                _tenth(tenth.number),
            )
            for one, tenths in shown
            for row, tenth in enumerate(tenths.rows)
        ],
        value=YEARLY,
    )
    names = [one.scenario.name for one, _ in shown]
    title = findings.tenths(table, {name: key.text for name, key in marks.items()})
    change = Chart(
        "compare-tenths",
        title,
        table,
        partial(
            columns,
            marks={name: marks[name] for name in names},
            scale=_scale(table, YEARLY),
            shifts=beside(names),
            wrap=(9, 6),
            counted=label("counted_change_last_year"),
            across=label("compare_head_tenth"),
        ),
        tuple(marks[name] for name in names) if len(names) > 1 else (),
        label("compare_chart_tenths_note"),
        height=360,
    )
    return [change, *(_shares(comparison, one, tenths) for one, tenths in shown)]


def _tenth(number: int) -> Text:
    return say("compare_tenth", number=str(number))


def _shares(comparison: Comparison, one: Alternative, tenths: Tenths) -> Chart:
    """Shares of each tenth that are better off, above zero, and worse off, below it."""
    marks = {
        "better": Key(label("compare_better"), GAIN, "block"),
        "worse": Key(label("compare_worse"), LOSS, "block"),
    }
    tables = []
    for series, sign in (("better", 1.0), ("worse", -1.0)):
        shares: list[Estimate] = [getattr(row, series) for row in tenths.rows]
        hover = [
            say("compare_hover_tenth", tenth=_tenth(row.number), what=marks[series].text,
                value=share(own.middle), interval=share_interval(own))
            for row, own in zip(tenths.rows, shares, strict=True)
        ]  # fmt: skip
        values = [sign * own.middle for own in shares]
        names = [tenth_name(row.number) for row in tenths.rows]
        content = {"series": series, "row": range(TENTHS), "name": names, "value": values}
        tables.append(tidy(content | {"hover": hover}, value="share"))
    table = tidy(tables, value="share")
    return Chart(
        f"compare-shares-{one.position}",
        titled(comparison, one, findings.shares(tenths)),
        table,
        partial(_mirrored, marks=marks),
        tuple(marks.values()),
        height=360,
    )


def _mirrored(table: pd.DataFrame, lang: Lang, *, marks: Mapping[str, Key]) -> go.Figure:
    """Shares up and down from zero, all written without a sign."""
    counted = label("counted_better")
    across = label("compare_head_tenth")
    figure = columns(
        table, lang, marks=marks, scale=scale_of("share"), wrap=(9, 6), counted=counted, across=across
    )
    reach = max(0.01, float(table["value"].abs().max()))
    step = next(size for size in (0.01, 0.05, 0.1, 0.25) if size * 4 >= reach or size == 0.25)
    ticks = [step * number for number in range(-5, 6) if abs(step * number) <= reach + step]
    figure.update_layout(barmode="relative")
    figure.update_yaxes(tickmode="array", tickvals=ticks, ticktext=[f"{abs(tick):.0%}" for tick in ticks])
    return figure


def lever_charts(comparison: Comparison, one: Alternative, by_lever: ByLever) -> list[Chart]:
    """For each outcome what each lever does on alone and left out, and what they do to each other."""
    first = by_lever.effects[by_lever.outcomes[0].name]
    order = [part.part for part in sorted(first.parts, key=lambda part: -abs(part.on.middle))]
    return [_levers(comparison, one, by_lever, outcome, order) for outcome in by_lever.outcomes]


def _levers(
    comparison: Comparison, one: Alternative, by_lever: ByLever, outcome: Outcome, order: Sequence[str]
) -> Chart:
    effects, unit = by_lever.effects[outcome.name], outcome.unit
    own = {part.part: part for part in effects.parts}
    marks = {
        "on": Key(label("compare_on"), ACCENT, "point"),
        "off": Key(label("compare_off"), SECOND, "point open"),
        "interaction": Key(label("compare_interaction_key"), INK, "diamond"),
    }
    names = [*map(part_label, order), label("compare_interaction")]
    points = [
        _point(series, row, names[row], getattr(own[part], series), unit, marks[series].text)
        for series in ("on", "off")
        for row, part in enumerate(order)
    ]
    last = names[-1]
    points.append(_point("interaction", len(order), last, effects.interaction, unit, last, outcome.title))
    table = tidy(points, value=unit)
    scale = _scale(table, unit)
    return Chart(
        f"compare-levers-{one.position}-{outcome.name}".replace("_", "-").replace(".", "-"),
        titled(comparison, one, findings.levers(outcome.title, table, unit)),
        table,
        partial(
            rows,
            marks=marks,
            scale=scale,
            shifts={"on": -0.14, "off": 0.14},
            counted=scale.titled(label("compare_head_difference")),
        ),
        tuple(marks.values()),
        label("compare_chart_levers_note"),
        height=90 + 34 * len(names),
        wide=True,
    )
