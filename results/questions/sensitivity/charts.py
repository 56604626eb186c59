"""Charts of a sensitivity analysis: screening, shares of variance, tornado."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from resettle.results.questions.sensitivity.swings import STEPS
from resettle.results.questions.sensitivity.tables import by_width
from resettle.results.questions.sensitivity.words import amount, interval, share, share_interval, size
from resettle.results.report.style import (
    ACCENT,
    INK,
    SECOND,
    Chart,
    Figure,
    Key,
    bilingual,
    layout,
    named_rows,
    numbers,
    tint,
    whiskers,
    wrapped,
)
from resettle.results.text.labels import Text, label, say
from resettle.results.text.numbers import unit_text

if TYPE_CHECKING:
    from resettle.results.questions.sensitivity.sobol import Share
    from resettle.results.questions.sensitivity.study import Study

BARS = 15
"""Inputs that the chart of the screening shows."""

GREY = "#777777"
SIGMA = "#1a1a1a"


def scale(unit: str) -> tuple[Text, float, str]:
    """How differences in a unit are drawn: what the axis counts, the factor to it, and the d3 format."""
    if unit.startswith(("share", "points")):
        return label("sensitivity_axis_points"), 100.0, ",.3~g"
    if unit == "yuan":
        return label("sensitivity_axis_money"), 1e-8, ",.3~g"
    if unit.startswith("yuan"):
        return label("sensitivity_axis_yuan"), 1.0, ",.0f"
    return unit_text(unit), 1.0, ",.3~g"


def screening_chart(held: Study, outcome: int) -> Chart | None:
    """Mean size of each effect with σ; the luck of a single run as a line."""
    assert held.screening is not None
    one, found = held.bench.outcomes[outcome], held.screening.effects[outcome]
    order = held.screening.order(outcome)[:BARS]
    if not order:
        return None
    axis, factor, form = scale(one.unit)
    shown = [found[number] for number in order]
    names = [held.bench.knobs[number].name for number in order]
    colours = [GREY if not each.one_way else ACCENT if each.mu > 0.0 else SECOND for each in shown]
    told = [
        say(
            "sensitivity_hover_screening",
            name=name,
            size=size(each.mu_star, one.unit),
            interval=interval(each.low, each.high, one.unit, sign=False),
            sigma=size(each.sigma, one.unit),
            noise=size(each.noise, one.unit),
        )
        for name, each in zip(names, shown, strict=True)
    ]
    bars: Figure = {
        "type": "bar",
        "orientation": "h",
        "y": list(range(len(order))),
        "x": _times([each.mu_star for each in shown], factor),
        "marker": {
            "color": [
                colour if each.clear else tint(colour, 0.35)
                for colour, each in zip(colours, shown, strict=True)
            ]
        },
        "width": 0.62,
        "error_x": _ends([(each.mu_star, each.low, each.high) for each in shown], factor),
        **_hover(told),
    }
    sigmas: Figure = {
        "type": "scatter",
        "mode": "markers",
        "y": list(range(len(order))),
        "x": _times([each.sigma for each in shown], factor),
        "marker": {"symbol": "diamond-open", "size": 8, "color": SIGMA, "line": {"width": 1.6}},
        "hoverinfo": "skip",
    }
    luck = held.luck[outcome].sd * factor
    keys = [
        Key(label(f"sensitivity_key_{word}"), colour, "block")
        for word, colour in (("up", ACCENT), ("down", SECOND), ("mixed", GREY))
        if colour in colours
    ]
    keys += [
        Key(label("sensitivity_key_sigma"), SIGMA, "diamond open"),
        Key(label("sensitivity_key_luck"), INK, "dash"),
    ]
    return Chart(
        f"screening-{outcome}",
        say("sensitivity_chart_screening", outcome=one.title, axis=axis),
        _sideways([bars, sigmas], names, form, _line(luck) if np.isfinite(luck) else []),
        tuple(keys),
        label("sensitivity_chart_screening_note"),
        height=70 + 36 * len(order),
        wide=True,
    )


def shares_chart(held: Study, outcome: int) -> Chart | None:
    """First and total indices in pairs, and luck."""
    found = None if held.variances is None else held.variances[outcome]
    if found is None:
        return None
    own = found.indices
    order = sorted(range(len(own.first)), key=lambda number: -own.total[number].middle)
    names = [held.bench.knobs[held.chosen[number]].name for number in order]
    first, total = ([part[number] for number in order] for part in (own.first, own.total))
    data = [
        _share_bars(first, names, "alone", ACCENT, -0.19),
        _share_bars(total, names, "total", tint(ACCENT, 0.45), 0.19),
        _share_bars([own.luck], [label("sensitivity_row_luck")], "", GREY, float(len(order))),
    ]
    return Chart(
        f"shares-{outcome}",
        say("sensitivity_chart_shares", outcome=held.bench.outcomes[outcome].title),
        _sideways(data, [*names, label("sensitivity_row_luck")], ".0%", []),
        (
            Key(label("sensitivity_key_alone"), ACCENT, "block"),
            Key(label("sensitivity_key_total"), tint(ACCENT, 0.45), "block"),
            Key(label("sensitivity_row_luck"), GREY, "block"),
        ),
        label("sensitivity_chart_shares_note"),
        height=70 + 44 * (len(order) + 1),
        wide=True,
    )


def _share_bars(held: Sequence[Share], names: Sequence[Text], word: str, colour: str, shift: float) -> Figure:
    told = []
    for name, one in zip(names, held, strict=True):
        what = (
            name
            if not word
            else Text(
                *(f"{name.in_(lang)}, {label(f'sensitivity_key_{word}').in_(lang)}" for lang in ("en", "zh"))
            )
        )
        told.append(say("hover_band", name=what, median=share(one.middle), band=share_interval(one)))
    return {
        "type": "bar",
        "orientation": "h",
        "y": [number + shift for number in range(len(held))],
        "x": numbers([one.middle for one in held]),
        "width": 0.36,
        "marker": {"color": colour},
        "error_x": _ends([(one.middle, one.low, one.high) for one in held], 1.0),
        **_hover(told),
    }


def tornado_chart(held: Study, outcome: int) -> Chart | None:
    """Both ends of each input against the centre, and dots between."""
    assert held.swings is not None
    one = held.bench.outcomes[outcome]
    axis, factor, form = scale(one.unit)
    order = [number for number in by_width(held, outcome) if held.swings[outcome][number].width > 0.0]
    if not order:
        return None
    knobs = [held.bench.knobs[held.chosen[number]] for number in order]
    swings = [held.swings[outcome][number] for number in order]

    def points(step: float) -> dict[str, Any]:
        found = [swing.at(step) for swing in swings]
        told = [
            say(
                "sensitivity_hover_at",
                name=knob.name,
                value=knob.shown(knob.value(step)),
                effect=amount(middle, one.unit),
                interval=interval(low, high, one.unit),
            )
            for knob, (middle, low, high) in zip(knobs, found, strict=True)
        ]
        places = {"y": list(range(len(order))), "x": _times([middle for middle, *_ in found], factor)}
        return places | _hover(told)

    def bar(step: float, colour: str) -> Figure:
        ends = _ends([swing.at(step) for swing in swings], factor)
        # where both ends lie on one side, both bars are to be seen
        narrow = [step > 0.0 and swing.at(0.0)[0] * swing.at(1.0)[0] > 0.0 for swing in swings]
        width = [0.36 if one else 0.62 for one in narrow]
        shape = {"type": "bar", "orientation": "h", "width": width, "marker": {"color": tint(colour, 0.85)}}
        return {**shape, **points(step), "error_x": ends}

    dot = {"type": "scatter", "mode": "markers"}
    between = [
        {
            **dot,
            **points(step),
            "marker": {"size": 8, "color": "#ffffff", "line": {"color": INK, "width": 1.6}},
        }
        for step in STEPS[1:-1]
    ]
    return Chart(
        f"tornado-{outcome}",
        say("sensitivity_chart_tornado", outcome=one.title, axis=axis),
        _sideways(
            [bar(STEPS[0], SECOND), bar(STEPS[-1], ACCENT), *between], [knob.name for knob in knobs], form, []
        ),
        (
            Key(label("sensitivity_key_low"), SECOND, "block"),
            Key(label("sensitivity_key_high"), ACCENT, "block"),
            Key(label("sensitivity_key_between"), INK, "point open"),
        ),
        label("sensitivity_chart_tornado_note"),
        height=70 + 36 * len(order),
        wide=True,
    )


def _times(values: Sequence[float], factor: float) -> list[float | None]:
    return numbers(np.array(values, dtype=np.float64) * factor)


def _hover(told: Sequence[Text]) -> dict[str, Any]:
    return {"hovertext": [bilingual(text) for text in told], "hovertemplate": "%{hovertext}<extra></extra>"}


def _ends(held: Sequence[tuple[float, float, float]], factor: float) -> Figure:
    middle, low, high = np.array(held, dtype=np.float64).T * factor
    return whiskers(middle, low, high, thickness=1.3, width=3, color=INK)


def _line(at: float) -> list[Figure]:
    line = {"color": INK, "width": 1.4, "dash": "dash"}
    return [
        {"type": "line", "xref": "x", "yref": "paper", "x0": at, "x1": at, "y0": 0, "y1": 1, "line": line}
    ]


def _sideways(data: Sequence[Figure], names: Sequence[Text], form: str, shapes: Sequence[Figure]) -> Figure:
    """A figure of bars that lie on their side, the first on top."""
    ticks = [wrapped(name, 44, 24) for name in names]
    return {
        "data": list(data),
        "layout": layout(
            hovermode="closest",
            barmode="overlay",
            shapes=list(shapes),
            xaxis={
                "zeroline": True,
                "zerolinecolor": INK,
                "zerolinewidth": 1.2,
                "tickformat": form,
                "rangemode": "tozero",
            },
            yaxis={
                **named_rows([{"en": text.en, "zh": text.zh} for text in ticks]),
                "tickfont": {"size": 11.5},
            },
        ),
    }
