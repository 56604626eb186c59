"""Charts of an optimisation: cost against probability, the mix beside the plan, spending by lever."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from resettle.results.questions.optimise.asked import CHECKED, FUTURES
from resettle.results.questions.optimise.bench import Confirmed
from resettle.results.questions.optimise.check import frontier
from resettle.results.questions.optimise.solve import Solution
from resettle.results.questions.optimise.space import PLAN
from resettle.results.questions.optimise.words import lever_spending, named, number
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
    named_rows,
    numbers,
    whiskers,
)
from resettle.results.text.labels import Text, label, say
from resettle.results.text.numbers import money, percent
from resettle.results.text.settings import lever_label, setting_name

FAINT, CHECK, PLANNED = "#b9c0ca", "#56B4E9", INK
LARGE = 1e8
"""Yuan from which spending is drawn in hundreds of millions."""

ZERO = {"zeroline": True, "zerolinecolor": "#8a9099"}


def unit_of(found: Solution) -> tuple[float, Text]:
    """Factor from yuan to the unit of the charts, and that unit."""
    if max(one.trial.cost for one in (found.plan, found.chosen)) >= LARGE:
        return 1e-8, label("optimise_unit_large")
    return 1e-6, label("optimise_unit_small")


def frontier_chart(found: Solution) -> Chart:
    """Probability against spending: as searched, checked and tested; plan and named mix are marked."""
    factor, unit = unit_of(found)
    searched = [trial for trial in found.trials if trial.mix != PLAN]
    hover = [
        say(
            "optimise_hover",
            name=label("optimise_key_searched"),
            share=percent(one.share),
            cost=money(one.cost),
        )
        for one in searched
    ]
    data = [_dots([one.cost for one in searched], [one.share for one in searched], hover, FAINT, 6, factor)]
    checked = [one for one in found.checked if one.trial.mix != PLAN]
    best = {trial.mix for trial in frontier([one.trial for one in checked])}
    line = sorted((one for one in checked if one.trial.mix in best), key=lambda one: one.trial.cost)
    data.append(
        {
            "type": "scatter",
            "mode": "lines",
            "hoverinfo": "skip",
            "line": {"color": CHECK, "width": 1.5},
            "x": numbers([one.trial.cost * factor for one in line]),
            "y": numbers([100.0 * one.share for one in line]),
        }
    )
    data.append(
        _confirmed(checked, [label("optimise_key_checked")] * len(checked), CHECK, 7, "circle", factor)
    )
    others = [one for one in found.tested if one is not found.chosen]
    names = [named(found, one) for one in others]
    data.append(_confirmed(others, names, SECOND, 9, "circle", factor))
    data.append(_confirmed([found.plan], [label("optimise_plan")], PLANNED, 11, "diamond", factor))
    data.append(_confirmed([found.chosen], [named(found, found.chosen)], ACCENT, 15, "star", factor))
    goal = found.problem.goal
    keys = [
        Key(label("optimise_key_searched"), FAINT, "point"),
        Key(label("optimise_key_checked"), CHECK, "point"),
        Key(label("optimise_key_tested"), SECOND, "point"),
        Key(label("optimise_plan"), PLANNED, "diamond"),
        Key(label("optimise_key_chosen"), ACCENT, "star"),
    ]
    shapes: list[Figure] = []
    if goal.budget is None:
        level = 100.0 * goal.probability
        shapes.append(_rule(x0=0, x1=1, xref="paper", y0=level, y1=level))
        keys.append(Key(label("optimise_key_asked"), INK, "dash"))
    else:
        at = goal.budget * factor
        shapes.append(_rule(y0=0, y1=1, yref="paper", x0=at, x1=at))
        keys.append(Key(label("optimise_key_budget"), INK, "dash"))
    axes = {
        "xaxis": {"rangemode": "tozero", "tickformat": ",~g"},
        "yaxis": {"range": [-3, 103], "ticksuffix": " %"},
    }
    return Chart(
        "frontier",
        say("optimise_chart_frontier", unit=unit),
        {"data": data, "layout": layout(**axes, hovermode="closest", shapes=shapes)},
        tuple(keys),
        say("optimise_frontier_note", futures=FUTURES, checked=CHECKED, tested=found.chosen.futures),
        height=420,
        wide=True,
    )


def _rule(**ends: Any) -> Figure:
    return {"type": "line", "line": {"color": INK, "width": 1.2, "dash": "dash"}, **ends}


def _dots(
    cost: Sequence[float],
    share: Sequence[float],
    hover: Sequence[Text],
    colour: str,
    size: int,
    factor: float,
) -> Figure:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": numbers([value * factor for value in cost]),
        "y": numbers([100.0 * value for value in share]),
        "marker": {"color": colour, "size": size},
        "hovertext": [bilingual(text) for text in hover],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _confirmed(
    held: Sequence[Confirmed], names: Sequence[Text], colour: str, size: int, symbol: str, factor: float
) -> Figure:
    """Mixes in fresh futures, with the intervals of their probabilities."""
    hover = [
        say("optimise_hover", name=name, share=percent(one.share), cost=money(one.trial.cost))
        for one, name in zip(held, names, strict=True)
    ]
    shares = [one.share for one in held]
    made = _dots([one.trial.cost for one in held], shares, hover, colour, size, factor)
    made["marker"]["symbol"] = symbol
    middle, low, high = ([100.0 * getattr(one, end) for one in held] for end in ("share", "low", "high"))
    made["error_y"] = whiskers(middle, low, high, thickness=1.4, width=3, color=colour)
    return made


def mix_chart(found: Solution) -> Chart:
    """Each setting of the named mix as a part of its range, the plan's beside it."""
    asked = found.problem
    places = asked.space.free
    names = [setting_name(asked.inputs[place]) for place in places]
    mix = found.chosen.trial.mix
    chosen = [100.0 * asked.space.share(mix, place) for place in places]
    stated = [100.0 * _part(found, place) for place in places]
    told = [
        [number(asked.inputs[place], asked.space.levels[place][mix[place]]) for place in places],
        [number(asked.inputs[place], asked.inputs[place].central) for place in places],
    ]
    data = _pair(names, chosen, stated, told, named(found, found.chosen))
    return Chart(
        "mix",
        label("optimise_chart_mix"),
        {"data": data, "layout": _sideways(names, {"range": [0, 104], "ticksuffix": " %"})},
        _keys(found),
        label("optimise_chart_mix_note"),
        height=80 + 34 * len(names),
        wide=True,
    )


def _part(found: Solution, place: int) -> float:
    """How far up its range the plan's setting is, kept inside the chart."""
    levels = found.problem.space.levels[place]
    share = (found.problem.inputs[place].central - levels[0]) / (levels[-1] - levels[0])
    return float(np.clip(share, 0.0, 1.0))


def cost_chart(found: Solution) -> Chart:
    """Spending by lever, of the named mix and of the plan."""
    factor, unit = unit_of(found)
    levers = [*found.problem.scenario.levers]
    spent = {name: (lever_spending(found.chosen, name), lever_spending(found.plan, name)) for name in levers}
    used = sorted((name for name in levers if max(spent[name]) > 0.0), key=lambda name: -max(spent[name]))
    names = [lever_label(name) for name in used]
    told = [[money(spent[name][which]) for name in used] for which in (0, 1)]
    values = [[spent[name][which] * factor for name in used] for which in (0, 1)]
    data = _pair(names, values[0], values[1], told, named(found, found.chosen))
    return Chart(
        "cost",
        say("optimise_chart_cost", unit=unit),
        {"data": data, "layout": _sideways(names, {"rangemode": "tozero", "tickformat": ",~g"})},
        _keys(found),
        label("optimise_chart_cost_note"),
        height=80 + 34 * len(names),
        wide=True,
    )


def _keys(found: Solution) -> tuple[Key, ...]:
    return Key(named(found, found.chosen), ACCENT, "block"), Key(label("optimise_plan"), FAINT, "block")


def _pair(
    names: Sequence[Text],
    chosen: Sequence[float],
    stated: Sequence[float],
    told: Sequence[Sequence[Text]],
    name: Text,
) -> list[Figure]:
    """Two bars for each name: the mix above, the plan below."""
    made = []
    series = ((chosen, name, ACCENT, -0.19), (stated, label("optimise_plan"), FAINT, 0.19))
    for (values, who, colour, shift), texts in zip(series, told, strict=True):
        hover = [
            Text(f"{escape(first.en)}, {who.en}: {text.en}", f"{escape(first.zh)}，{who.zh}：{text.zh}")
            for first, text in zip(names, texts, strict=True)
        ]
        made.append(
            {
                "type": "bar",
                "orientation": "h",
                "x": numbers(values),
                "y": [place + shift for place in range(len(names))],
                "width": 0.36,
                "name": bilingual(who),
                "marker": {"color": colour},
                "hovertext": [{"en": one.en, "zh": one.zh} for one in hover],
                "hovertemplate": "%{hovertext}<extra></extra>",
            }
        )
    return made


def _sideways(names: Sequence[Text], value: Figure) -> Figure:
    axis = named_rows([bilingual(name) for name in names])
    return layout(yaxis=axis, xaxis={**ZERO, **value}, hovermode="closest", barmode="overlay")
