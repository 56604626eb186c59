"""Charts of a sensitivity analysis: screening, shares of variance, tornado."""

from __future__ import annotations

from functools import partial

import numpy as np

from resettle.results.questions.sensitivity import findings
from resettle.results.questions.sensitivity.compute import Finding, Variance
from resettle.results.questions.sensitivity.morris import STEPS, MorrisEffect
from resettle.results.questions.sensitivity.sentences import effect_size, size
from resettle.results.report.charts import Chart, Key, interval_row, rows, tidy
from resettle.results.report.estimates import change, share
from resettle.results.report.style import ACCENT, INK, SECOND, tint
from resettle.results.text.labels import label, say
from resettle.results.text.scales import scale_of

SHOWN = 15
"""Inputs that the chart of the screening shows."""

GREY = "#777777"
PALE = 0.35
"""Opacity of a bar that cannot be told from chance."""

WRAP = (44, 24)
"""Most characters of a line of an input's name, in English and in Chinese."""


def _key(word: str, colour: str, mark: str = "block") -> Key:
    return Key(label(f"sensitivity_key_{word}"), colour, mark)


def screening_chart(finding: Finding, number: int) -> Chart | None:
    """Mean size of each effect with σ; the chance of a single run as a line."""
    pairs = finding.largest_effects[:SHOWN]
    if not pairs:
        return None
    unit = finding.outcome.unit
    ways = {"up": _key("up", ACCENT), "down": _key("down", SECOND), "mixed": _key("mixed", GREY)}
    directions = [_direction(effect) for _, effect in pairs]
    effects = tidy(
        {
            "series": directions,
            "row": range(len(pairs)),
            "name": [one.name for one, _ in pairs],
            "value": [effect.mu_star for _, effect in pairs],
            "low": [effect.low for _, effect in pairs],
            "high": [effect.high for _, effect in pairs],
            "colour": [
                None if effect.clear else tint(ways[way].colour, PALE)
                for way, (_, effect) in zip(directions, pairs, strict=True)
            ],
            "hover": [
                say(
                    "sensitivity_hover_screening",
                    name=one.name,
                    size=effect_size(effect, unit),
                    sigma=size(effect.sigma, unit),
                    noise=size(effect.noise, unit),
                )
                for one, effect in pairs
            ],
        }
    )
    spreads = effects[["row", "name"]].assign(series="sigma", value=[effect.sigma for _, effect in pairs])
    table = tidy([effects, spreads], value=unit)
    marks = {way: key for way, key in ways.items() if way in directions}
    marks["sigma"] = _key("sigma", INK, "diamond open")
    scale = scale_of(unit, pairs[0][1].mu_star, difference=True)
    return Chart(
        f"screening-{number}",
        findings.screening(finding),
        table,
        partial(
            rows,
            marks=marks,
            scale=scale,
            size=8.0,
            wrap=WRAP,
            ruled=finding.noise.sd,
            counted=scale.titled(label("sensitivity_counted_effect")),
        ),
        (*marks.values(), _key("chance", INK, "dash")),
        label("sensitivity_chart_screening_note"),
        height=90 + 36 * len(pairs),
        wide=True,
    )


def _direction(effect: MorrisEffect) -> str:
    return "mixed" if not effect.one_way else "up" if effect.mu > 0.0 else "down"


def shares_chart(finding: Finding, variance: Variance, number: int) -> Chart:
    """First and total indices in pairs, and the share of chance."""
    own = variance.indices
    inputs = sorted(zip(finding.close, own.first, own.total, strict=True), key=lambda row: -row[2].middle)
    marks = {
        "alone": _key("alone", ACCENT),
        "total": _key("total", tint(ACCENT, 0.45)),
        "chance": Key(label("sensitivity_row_chance"), GREY, "block"),
    }
    bars = [
        interval_row(series, row, one.name, part, map(share, part), one.name, marks[series].text)
        for row, (one, *parts) in enumerate(inputs)
        for series, part in zip(("alone", "total"), parts, strict=True)
    ]
    bars.append(interval_row("chance", len(inputs), marks["chance"].text, own.chance, map(share, own.chance)))
    table = tidy(bars, value="share")
    shifts = {"alone": -0.19, "total": 0.19}
    return Chart(
        f"shares-{number}",
        findings.shares(finding.outcome.title, table),
        table,
        partial(
            rows,
            marks=marks,
            scale=scale_of("share"),
            shifts=shifts,
            width=0.36,
            wrap=WRAP,
            counted=label("sensitivity_counted_shares"),
        ),
        tuple(marks.values()),
        label("sensitivity_chart_shares_note"),
        height=90 + 44 * (len(inputs) + 1),
        wide=True,
    )


def tornado_chart(finding: Finding, number: int) -> Chart | None:
    """Both ends of each input against the centre, and dots between."""
    unit = finding.outcome.unit
    pairs = [(one, swing) for one, swing in finding.widest_swings if swing.width > 0.0]
    if not pairs:
        return None
    marks = {
        "low": _key("low", SECOND),
        "high": _key("high", ACCENT),
        "between": _key("between", INK, "point open"),
    }
    points = []
    for row, (one, swing) in enumerate(pairs):
        # where both ends lie on one side, the second bar must not hide the first
        one_sided = swing.at(0.0).middle * swing.at(1.0).middle > 0.0
        for step in STEPS:
            difference = swing.at(step)
            series = {0.0: "low", 1.0: "high"}.get(step, "between")
            interval = (np.nan, np.nan) if series == "between" else (difference.low, difference.high)
            hover = say(
                "sensitivity_hover_at",
                name=one.name,
                value=one.shown(one.value(step)),
                effect=change(difference, unit),
            )
            width = 0.36 if one_sided and series == "high" else 0.62
            points.append((series, row, one.name, difference.middle, *interval, width, hover))
    columns = ("series", "row", "name", "value", "low", "high", "width", "hover")
    table = tidy(points, columns, value=unit)
    scale = scale_of(unit, float(table["value"].abs().max()), difference=True)
    return Chart(
        f"tornado-{number}",
        findings.swing(finding),
        table,
        partial(
            rows,
            marks=marks,
            scale=scale,
            size=8.0,
            wrap=WRAP,
            counted=scale.titled(label("sensitivity_counted_swing")),
        ),
        tuple(marks.values()),
        label("sensitivity_chart_tornado_note"),
        height=90 + 36 * len(pairs),
        wide=True,
    )
