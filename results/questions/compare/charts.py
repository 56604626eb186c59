"""Charts of a comparison: differences, winners and losers, and what each lever does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from resettle.results.judge.outcomes import Outcome
from resettle.results.questions.compare.against import Against, LeverSplit
from resettle.results.questions.compare.households import TENTHS, Tenth
from resettle.results.questions.compare.marks import (
    dots,
    rows_figure,
    scale_of,
    shifts,
    value_axis,
    with_error,
)
from resettle.results.questions.compare.texts import interval, middle, part_label, share, share_interval
from resettle.results.report.style import (
    ACCENT,
    INK,
    SECOND,
    Chart,
    Figure,
    Key,
    bilingual,
    escape,
    layout,
    numbers,
)
from resettle.results.report.style import scenario_colour as colour_of
from resettle.results.statistics.paired import Estimate
from resettle.results.text.labels import NOTHING, Text, join, label, say
from resettle.results.text.numbers import yuan

GAIN, LOSS = "#009E73", "#D55E00"
"""Colours of households that are better and worse off."""


def colour(made: Sequence[Against], against: Against) -> str:
    """Colour of an alternative in all charts of an answer."""
    return ACCENT if len(made) == 1 else colour_of(against.position)


def forests(made: Sequence[Against]) -> list[Chart]:
    """Differences from the reference with their intervals, one small chart a figure, a row an alternative."""
    found: dict[str, Outcome] = {}
    for against in made:
        for row in (*against.measures, *against.targets):
            if not row.difference.flat:
                found.setdefault(row.outcome.name, row.outcome)
    charts = [_forest(made, outcome, number) for number, outcome in enumerate(found.values())]
    if len(charts) % 2:
        charts[-1] = replace(charts[-1], wide=True)
    return charts


def _forest(made: Sequence[Against], outcome: Outcome, number: int) -> Chart:
    scale = scale_of(outcome.unit)
    data: list[Figure] = []
    for place, against in enumerate(made):
        row = against.row(outcome.name)
        if row is None:
            continue
        hover = [_told(against.name, outcome.title, row.difference, outcome.unit)]
        data.append(dots([place], [row.difference.times(scale.factor)], hover, colour(made, against)))
    figure = rows_figure(data, [against.name for against in made], scale)
    figure["layout"]["yaxis"]["showticklabels"] = False
    keys = tuple(Key(one.name, colour(made, one), "point") for one in made) if len(made) > 1 else ()
    return Chart(
        f"compare-difference-{number}",
        say("compare_chart_difference", outcome=outcome.title, axis=scale.axis),
        figure,
        keys if number == 0 else (),
        label("compare_chart_differences_note") if number == 0 else NOTHING,
        height=64 + 32 * len(made),
    )


def tenth_charts(made: Sequence[Against]) -> list[Chart]:
    """Mean change of income by tenth of base-year income, and shares that are better and worse off."""
    held = [(against, against.tenths) for against in made if against.tenths is not None]
    if not held:
        return []
    data: list[Figure] = []
    for (against, tenths), shift in zip(held, shifts(len(held)), strict=True):
        own = colour([one for one, _ in held], against)
        data.append(
            with_error(
                {
                    "type": "bar" if len(held) == 1 else "scatter",
                    "x": [row.number + shift for row in tenths.rows],
                    "y": numbers([row.change.middle for row in tenths.rows]),
                    "hovertext": [bilingual(_tenth_told(against, row)) for row in tenths.rows],
                    "hovertemplate": "%{hovertext}<extra></extra>",
                    "marker": {"color": own, "size": 9} if len(held) > 1 else {"color": own},
                    **({"mode": "markers"} if len(held) > 1 else {}),
                },
                [row.change for row in tenths.rows],
                "y",
                INK if len(held) == 1 else own,
            )
        )
    keys = tuple(Key(one.name, colour_of(one.position), "point") for one, _ in held)
    axes = {"xaxis": _tenth_axis(), "yaxis": value_axis(",.0f"), "hovermode": "closest"}
    charts = [
        Chart(
            "compare-tenths",
            label("compare_chart_tenths"),
            {"data": data, "layout": layout(**axes)},
            keys if len(held) > 1 else (),
            label("compare_chart_tenths_note"),
            height=360,
        )
    ]
    return charts + [_shares(against, tenths.rows, tenths.small, len(held) > 1) for against, tenths in held]


def _shares(against: Against, rows: Sequence[Tenth], small: float, several: bool) -> Chart:
    data = []
    for key, colour, sign in (("better", GAIN, 1.0), ("worse", LOSS, -1.0)):
        shares: list[Estimate] = [getattr(row, key) for row in rows]
        told = [
            say("compare_hover_tenth", tenth=_tenth_name(row.number), what=label(f"compare_{key}"),
                value=share(one.middle), interval=share_interval(one.low, one.high))
            for row, one in zip(rows, shares, strict=True)
        ]  # fmt: skip
        data.append(
            {
                "type": "bar",
                "x": [row.number for row in rows],
                "y": numbers([sign * one.middle for one in shares]),
                "hovertext": [bilingual(one) for one in told],
                "hovertemplate": "%{hovertext}<extra></extra>",
                "marker": {"color": colour},
            }
        )
    reach = float(np.nanmax([max(row.better.middle, row.worse.middle) for row in rows] + [0.01]))
    step = next(size for size in (0.01, 0.05, 0.1, 0.25) if size * 4 >= reach or size == 0.25)
    ticks = [step * place for place in range(-5, 6) if abs(step * place) <= reach + step]
    values = value_axis(".0%") | {
        "tickmode": "array",
        "tickvals": ticks,
        "ticktext": [f"{abs(tick):.0%}" for tick in ticks],
    }
    title = say("compare_chart_shares", small=yuan(small))
    if several:
        title = say("chart_of", title=title, scenario=against.name)
    keys = (Key(label("compare_better"), GAIN, "block"), Key(label("compare_worse"), LOSS, "block"))
    axes = {"xaxis": _tenth_axis(), "yaxis": values, "barmode": "relative", "hovermode": "closest"}
    return Chart(
        f"compare-shares-{against.position}",
        title,
        {"data": data, "layout": layout(**axes)},
        keys,
        height=360,
    )


def lever_charts(against: Against, split: LeverSplit, several: bool) -> list[Chart]:
    """For each outcome what each lever does on alone and off alone, and what they do to each other."""
    first = split.effects[split.outcomes[0].name]
    order = [part.part for part in sorted(first.parts, key=lambda one: -abs(one.on.middle))]
    names = [*map(part_label, order), label("compare_interaction")]
    charts = []
    for outcome in split.outcomes:
        effects = split.effects[outcome.name]
        own = {part.part: part for part in effects.parts}
        scale = scale_of(outcome.unit)
        series = (
            ("compare_on", ACCENT, "circle", [own[part].on for part in order], -0.14),
            ("compare_off", SECOND, "circle-open", [own[part].off for part in order], 0.14),
        )
        data = []
        for key, colour, symbol, estimates, shift in series:
            told = [
                _told(label(key), part_label(part), one, outcome.unit)
                for part, one in zip(order, estimates, strict=True)
            ]
            places = [place + shift for place in range(len(order))]
            data.append(dots(places, [one.times(scale.factor) for one in estimates], told, colour, symbol))
        hover = [_told(names[-1], outcome.title, effects.interaction, outcome.unit)]
        data.append(dots([len(order)], [effects.interaction.times(scale.factor)], hover, INK, "diamond"))
        title = say("compare_chart_levers", outcome=outcome.title, axis=scale.axis)
        if several:
            title = say("chart_of", title=title, scenario=against.name)
        charts.append(
            Chart(
                f"compare-levers-{against.position}-{outcome.name}".replace("_", "-").replace(".", "-"),
                title,
                rows_figure(data, names, scale),
                (
                    Key(label("compare_on"), ACCENT, "point"),
                    Key(label("compare_off"), SECOND, "point open"),
                    Key(label("compare_interaction_key"), INK, "diamond"),
                ),
                label("compare_chart_levers_note"),
                height=90 + 34 * len(names),
                wide=True,
            )
        )
    return charts


def _told(who: Text, what: Text, one: Estimate, unit: str) -> Text:
    told = say("hover_band", name=what, median=middle(one, unit), band=interval(one, unit))
    return join([who, told], ": ", "\N{FULLWIDTH COLON}")


def _tenth_told(against: Against, row: Tenth) -> Text:
    return _told(against.name, _tenth_name(row.number), row.change, "yuan/person/year")


def _tenth_name(number: int) -> Text:
    return say("compare_tenth", number=str(number))


def _tenth_axis() -> Figure:
    ends = {1: label("compare_poorest_axis"), TENTHS: label("compare_richest_axis")}
    return {
        "tickmode": "array",
        "tickvals": list(range(1, TENTHS + 1)),
        "ticktext": [
            {"en": _ended(str(number), ends[number].en), "zh": _ended(str(number), ends[number].zh)}
            if number in ends
            else str(number)
            for number in range(1, TENTHS + 1)
        ],
        "range": [0.4, TENTHS + 0.6],
        "showgrid": False,
        "ticks": "",
    }


def _ended(number: str, word: str) -> str:
    return f"{number}<br>{escape(word)}"
