"""Charts of income growth: by year against what targets ask for, and by source."""

from __future__ import annotations

from collections.abc import Sequence
from math import nan

import numpy as np

from resettle.results.judge.causes import PARTS, contributions
from resettle.results.judge.growth import growth_rate
from resettle.results.questions.run.bars import Bar, case_bar, case_keys, draw_bars
from resettle.results.questions.run.cases import Case
from resettle.results.questions.run.sentences import PART_LABELS, series_name
from resettle.results.report.style import PATH, SERIES_LINES, Chart, Figure, Key, bilingual, numbers
from resettle.results.text.labels import Text, label, say
from resettle.results.text.numbers import NONE, bound_text, percent, points


def _measured(held: Sequence[Case]) -> list[Case]:
    """The cases whose results hold the base year and a whole year of the plan."""
    return [case for case in held if case.held.has_base_year and case.held.years]


def growth_chart(held: Sequence[Case], across: bool = False) -> Chart | None:
    """Income growth of each year and over the period, against what the targets of one place ask for.

    Args:
        held: The scenarios.
        across: Whether they are of several places, so that no line is common to all.
    """
    shown = _measured(held)
    if not shown:
        return None
    years = sorted({year for case in shown for year in case.held.years})
    compound = any(len(case.held.years) > 1 for case in shown)
    names = [*(Text(str(year), str(year)) for year in years), *([label("compound")] if compound else [])]
    bars: list[list[Bar]] = []
    for case in shown:
        base, last = case.held.base_year, case.held.years[-1]
        spans = [(year, year - 1) if year in case.held.years else None for year in years]
        spans += [(last, base) if last - base > 1 else None] if compound else []
        own = []
        for name, span_ in zip(names, spans, strict=True):
            if span_ is None:
                own.append(Bar(name, nan, nan, nan, NONE))
            else:
                values = growth_rate(case.held, "income", *span_)
                own.append(case_bar(case, name, values, percent, len(held) > 1))
        bars.append(own)
    figure = draw_bars(shown, names, bars, False, value={"tickformat": ".0%", "rangemode": "tozero"})
    keys = [*case_keys(shown)]
    if not across:
        keys += _series_growth(shown[0], years, figure)
        keys += _growth_rules(shown[0], years, len(names), figure)
    note = label("chart_interval_note")
    return Chart("growth", label("chart_growth"), figure, tuple(keys), note)


def _series_growth(case: Case, years: Sequence[int], figure: Figure) -> list[Key]:
    """Marks for the growth of the series that income is held against."""
    keys = []
    for series, colour in zip(case.series, SERIES_LINES, strict=False):
        name = series_name(series)
        values = [float(np.median(growth_rate(case.held, series, year, year - 1))) for year in years]
        told = [say("hover_point", name=name, value=percent(value)) for value in values]
        figure["data"].append(
            {
                "type": "scatter",
                "mode": "markers",
                "x": list(range(len(years))),
                "y": numbers(values),
                "name": bilingual(name),
                "hovertext": [bilingual(text) for text in told],
                "hovertemplate": "%{hovertext}<extra></extra>",
                "marker": {"color": colour, "size": 11, "symbol": "diamond"},
            }
        )
        keys.append(Key(say("growth_of", name=name), colour, "diamond"))
    return keys


def _growth_rules(case: Case, years: Sequence[int], places: int, figure: Figure) -> list[Key]:
    """Dashed lines for the growth that the targets ask for, over the years that they judge."""
    shapes, keys = [], []
    for target in case.scenario.targets.values():
        if target.kind != "growth" or target.indicator != "income" or target.series is not None:
            continue
        bound, over = target.bound.number, label("over_years")
        ends = (-0.5, places - 0.5)
        if target.when == "by":
            year = int(str(target.by)[:4])
            over, ends = say("over_year", year=str(year)), (years.index(year) - 0.5, years.index(year) + 0.5)
        rule = {"type": "line", "x0": ends[0], "x1": ends[1], "y0": bound, "y1": bound}
        shapes.append({**rule, "line": {"color": PATH, "width": 2, "dash": "dash"}})
        keys.append(Key(say("path", bound=bound_text(bound, "share"), over=over), PATH, "dash"))
        # the rule is no trace: an unseen point keeps it inside the axis
        unseen = {"type": "scatter", "mode": "markers", "opacity": 0, "hoverinfo": "skip"}
        figure["data"].append({**unseen, "x": [0], "y": [bound * 1.05]})
    figure["layout"]["shapes"] = shapes
    return keys


def contribution_chart(held: Sequence[Case]) -> Chart | None:
    """What each source of income adds to growth over the plan, in percentage points."""
    shown = _measured(held)
    if not shown:
        return None
    names = [label(PART_LABELS[part]) for part in PARTS]
    bars: list[list[Bar]] = []
    for case in shown:
        parts = contributions(case.held, case.held.base_year, case.held.years[-1])
        bars.append(
            [
                case_bar(case, name, parts[part], points, len(held) > 1).times(100.0)
                for name, part in zip(names, PARTS, strict=True)
            ]
        )
    figure = draw_bars(shown, names, bars, True, value={"tickformat": "~g"})
    return Chart(
        "contributions",
        label("chart_contributions"),
        figure,
        case_keys(shown),
        label("chart_contributions_note"),
    )
