"""Charts of single figures with intervals: growth by year, its sources, spending, differences."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import nan
from typing import TYPE_CHECKING, Any

import numpy as np

from resettle.model.levers import LEVERS
from resettle.results.questions.run.cases import Case
from resettle.results.report.style import INK, Chart, Figure, Key, bilingual, layout, numbers, whiskers
from resettle.results.statistics.intervals import FloatArray, quantile_band
from resettle.results.text.labels import Text, join, label, say
from resettle.results.text.numbers import NONE, difference_text, money, signed, span, yuan
from resettle.results.text.settings import lever_label

if TYPE_CHECKING:
    import pandas as pd

SCALES = {
    "share": ("scale_points", 100.0, ".3~g"),
    "yuan": ("scale_yuan", 1.0, ",.0f"),
    "households": ("scale_households", 1.0, ",.0f"),
}
"""First part of a unit -> label that tells the scale, factor to it, d3 format."""


@dataclass(frozen=True)
class Bar:
    """One figure with its interval.

    Attributes:
        name: What it is the figure of.
        middle: The figure.
        low: Lower end of its interval.
        high: Upper end.
        told: What the page says when it is hovered.
    """

    name: Text
    middle: float
    low: float
    high: float
    told: Text

    def times(self, factor: float) -> Bar:
        """The bar in another unit."""
        return replace(self, middle=self.middle * factor, low=self.low * factor, high=self.high * factor)


def _error(bars: Sequence[Bar], axis: str) -> Figure:
    """Error bars from the ends of the intervals."""
    middle, low, high = ([getattr(bar, end) for bar in bars] for end in ("middle", "low", "high"))
    return {f"error_{axis}": whiskers(middle, low, high, thickness=1.4, width=4, color=INK)}


def _series(
    bars: Sequence[Bar], name: Text, colour: str, across: bool, dots: bool, shift: float = 0.0
) -> Figure:
    """Bars or dots with intervals; `across` lays them on their side.

    Places on the axis are numbers, because category names may repeat in one language.
    """
    places = [position + shift for position in range(len(bars))]
    values = numbers([bar.middle for bar in bars])
    along, other = ("y", "x") if across else ("x", "y")
    made: Figure = {
        "type": "scatter" if dots else "bar",
        along: places,
        other: values,
        "name": bilingual(name),
        "hovertext": [bilingual(bar.told) for bar in bars],
        "hovertemplate": "%{hovertext}<extra></extra>",
        **_error(bars, other),
    }
    if dots:
        made |= {"mode": "markers", "marker": {"color": colour, "size": 9}}
        made[f"error_{other}"]["color"] = colour
    else:
        made |= {"marker": {"color": colour}, "width": 0.62 if len(bars) > 2 else 0.24}
        if across:
            made["orientation"] = "h"
    return made


def _places(names: Sequence[Text], across: bool) -> Figure:
    """A category axis of named places, the first on top or at the left."""
    last = len(names) - 0.5
    return {
        "tickmode": "array",
        "tickvals": list(range(len(names))),
        "ticktext": [bilingual(name) for name in names],
        "range": [last, -0.5] if across else [-0.5, last],
        "showgrid": False,
        "ticks": "",
        "zeroline": False,
    }


def _shifts(count: int) -> list[float]:
    """Where the dots of several scenarios stand around their place."""
    step = min(0.2, 0.7 / max(1, count))
    return [step * (i - (count - 1) / 2.0) for i in range(count)]


def case_bar(case: Case, name: Text, values: FloatArray, form: Callable[[float], Text], several: bool) -> Bar:
    """Median and 5–95 % band of one figure of a scenario."""
    low, high = (float(end) for end in quantile_band(values))
    middle = float(np.median(values))
    told = say("hover_band", name=name, median=form(middle), band=span(form(low), form(high)))
    if several:
        told = join([case.name, told], ": ", "\N{FULLWIDTH COLON}")
    return Bar(name, middle, low, high, told)


def draw_bars(
    held: Sequence[Case], names: Sequence[Text], bars: Sequence[Sequence[Bar]], across: bool, **changes: Any
) -> Figure:
    """One figure of bars for one scenario, or of dots for several."""
    several = len(held) > 1
    data = [
        _series(own, case.name, case.colour, across, several, shift)
        for case, own, shift in zip(held, bars, _shifts(len(held)), strict=True)
    ]
    place, value = ("yaxis", "xaxis") if across else ("xaxis", "yaxis")
    value_axis = {"zeroline": True, "zerolinecolor": "#8a9099", **changes.pop("value", {})}
    return {
        "data": data,
        "layout": layout(
            **{place: _places(names, across), value: value_axis}, hovermode="closest", **changes
        ),
    }


def case_keys(held: Sequence[Case]) -> tuple[Key, ...]:
    """Legend of scenarios drawn as dots; one scenario needs none."""
    return tuple(Key(case.name, case.colour, "point") for case in held) if len(held) > 1 else ()


def spending_chart(held: Sequence[Case], across: bool = False) -> Chart | None:
    """What each lever spends over the plan; across places, for each person and year of the plan."""
    used = [name for name in LEVERS if any(name in case.money.totals for case in held)]
    used += [name for case in held for name in case.money.totals if name not in LEVERS]
    used = list(dict.fromkeys(used))
    if not used:
        return None

    def spent_on(case: Case, name: str) -> FloatArray:
        totals = case.money.totals.get(name)
        if totals is None:
            return np.zeros(1)
        if not across:
            return totals["spent_yuan"]
        person_years = case.held.plan("persons").sum(axis=1) / 12.0
        return np.asarray(totals["spent_yuan"] / np.maximum(person_years, 1.0))

    def size(name: str) -> float:
        return max(float(np.median(spent_on(case, name))) for case in held)

    used.sort(key=size, reverse=True)
    names = [lever_label(name) for name in used]
    bars: list[list[Bar]] = []
    for case in held:
        own: list[Bar] = []
        for name, text in zip(used, names, strict=True):
            if across and name not in case.money.totals:
                own.append(Bar(text, nan, nan, nan, NONE))
                continue
            spent, form = spent_on(case, name), yuan if across else money
            own.append(case_bar(case, text, spent, form, len(held) > 1).times(1.0 if across else 1e-8))
        bars.append(own)
    figure = draw_bars(held, names, bars, True, value={"rangemode": "tozero", "tickformat": "~g"})
    height = 60 + (30 if len(held) < 3 else 40) * len(used)
    return Chart(
        "spending",
        label("chart_spending_each" if across else "chart_spending"),
        figure,
        case_keys(held),
        label("chart_spending_note"),
        height=height,
        wide=True,
    )


def forest_charts(held: Sequence[Case], comparison: pd.DataFrame, number: int = 0) -> list[Chart]:
    """Paired differences from the reference with their intervals, one small chart a measure.

    Args:
        held: The scenarios of one place, the reference first.
        comparison: Paired differences; those of other places are left out.
        number: Number of the place, for the names of the charts.
    """
    made = []
    others = {case.scenario.name: case for case in held[1:]}
    own = comparison[comparison["reference_mean"].notna() & comparison["scenario"].isin(others)]
    for measure, rows in own.groupby("measure", sort=False):
        unit = str(rows["unit"].iloc[0])
        head = unit.split("/", maxsplit=1)[0]
        scale, factor, form = ("scale_money", 1e-8, ",.3~g") if unit == "yuan" else SCALES[head]
        bars: list[Bar] = []
        data = []
        for position, row in enumerate(rows.to_dict("records")):
            case = others[row["scenario"]]
            ends = [float(row[name]) for name in ("difference", "low", "high")]
            middle, low, high = (signed(difference_text(value, unit), value) for value in ends)
            told = say("hover_band", name=case.title, median=middle, band=span(low, high))
            bars.append(Bar(case.title, ends[0], ends[1], ends[2], told).times(factor))
            data.append(_series(bars[-1:], case.title, case.colour, True, True, position))
        value = {
            "zeroline": True,
            "zerolinecolor": INK,
            "zerolinewidth": 1.5,
            "tickformat": form,
            "nticks": 5,
        }
        value["rangemode"] = "tozero"
        axis = _places([bar.name for bar in bars], True) | {"showticklabels": False}
        made.append(
            Chart(
                f"difference-{measure}" if number == 0 else f"difference-{number}-{measure}",
                say(scale, measure=label(f"measure_{measure}")),
                {"data": data, "layout": layout(yaxis=axis, xaxis=value, hovermode="closest")},
                height=80 + 34 * len(bars),
            )
        )
    return made
