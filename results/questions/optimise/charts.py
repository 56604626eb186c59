"""Charts of an optimisation: cost against probability, the mix beside the plan, spending by lever."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from resettle.results.questions.optimise.check import frontier
from resettle.results.questions.optimise.compute import CHECKED, FUTURES, Confirmed, Solution
from resettle.results.questions.optimise.goal import PLAN, Goal
from resettle.results.questions.optimise.sentences import cost, mix_name, number
from resettle.results.report.charts import Axis, Chart, Key, points, rows, rule, tidy
from resettle.results.report.style import ACCENT, INK, SECOND
from resettle.results.text.labels import Lang, Text, label, say
from resettle.results.text.names import lever_label, setting_name
from resettle.results.text.numbers import money, percent, with_interval
from resettle.results.text.scales import Scale, scale_of

if TYPE_CHECKING:
    import plotly.graph_objects as go


FAINT, CHECK = "#b9c0ca", "#56B4E9"
SIZES = {"searched": 6.0, "checked": 7.0, "tested": 9.0, "plan": 11.0, "chosen": 15.0}
"""Size of each series' marks, in pixels."""


def frontier_chart(solution: Solution) -> Chart:
    """Probability against spending: as searched, checked and tested; plan and named mix are marked."""
    goal = solution.problem.goal
    marks = {
        "searched": Key(label("optimise_key_searched"), FAINT, "point"),
        "frontier": Key(label("optimise_key_frontier"), CHECK, "line"),
        "checked": Key(label("optimise_key_checked"), CHECK, "point"),
        "tested": Key(label("optimise_key_tested"), SECOND, "point"),
        "plan": Key(label("optimise_plan"), INK, "diamond"),
        "chosen": Key(label("optimise_key_chosen"), ACCENT, "star"),
    }
    checked = [one for one in solution.checked if one.mix != PLAN]
    best = {trial.mix for trial in frontier([one.trial for one in checked])}
    line = sorted((one for one in checked if one.mix in best), key=lambda one: one.cost.middle)
    searched = [
        ("searched", one.cost, one.share, np.nan, np.nan, _hover(marks["searched"].text, one.share, one.cost))
        for one in solution.trials
        if one.mix != PLAN
    ]
    series: list[tuple[str, Sequence[Confirmed]]] = [
        ("checked", checked),
        ("tested", [one for one in solution.tested if one is not solution.chosen]),
        ("plan", [solution.plan]),
        ("chosen", [solution.chosen]),
    ]
    seen = [
        (name, one.cost.middle, one.share, one.met.low, one.met.high, _tested_hover(solution, name, one))
        for name, mixes in series
        for one in mixes
    ]
    joined = [("frontier", one.cost.middle, one.share, np.nan, np.nan, None) for one in line]
    columns = ("series", "x", "value", "low", "high", "hover")
    table = tidy([*searched, *joined, *seen], columns, x="yuan", value="share")
    across = scale_of("yuan", max(solution.plan.cost.middle, solution.chosen.cost.middle))
    bound = "optimise_key_asked" if goal.budget is None else "optimise_key_budget"
    legend = tuple(key for name, key in marks.items() if name != "frontier")
    return Chart(
        "frontier",
        across.titled(label("optimise_chart_frontier")),
        table,
        partial(_frontier, marks=marks, across=across, goal=goal),
        (*legend, Key(label(bound), INK, "dash")),
        say("optimise_frontier_note", futures=FUTURES, checked=CHECKED, tested=solution.chosen.met.runs),
        height=420,
        wide=True,
    )


def _frontier(
    table: pd.DataFrame, lang: Lang, *, marks: dict[str, Key], across: Scale, goal: Goal
) -> go.Figure:
    bound = (
        rule("y", goal.probability) if goal.budget is None else rule("x", goal.budget * across.factor(lang))
    )
    axes = Axis(across, zero=True), Axis(scale_of("share"), ends=(-0.03, 1.03))
    return points(table, lang, marks=marks, across=axes[0], up=axes[1], sizes=SIZES, rules=(bound,))


def _hover(name: Text, share: float, spent: float) -> Text:
    return say("optimise_hover", name=name, share=percent(share), cost=money(spent))


def _tested_hover(solution: Solution, series: str, one: Confirmed) -> Text:
    name = label("optimise_key_checked") if series == "checked" else mix_name(solution, one)
    share = with_interval(percent(one.share), percent(one.met.low), percent(one.met.high))
    return say("optimise_hover", name=name, share=share, cost=cost(one))


def mix_chart(solution: Solution) -> Chart:
    """Each setting of the named mix as a part of its range, the plan's beside it."""
    problem, space = solution.problem, solution.problem.space
    names, chosen, planned = [], [], []
    for position in space.free:
        one, levels = problem.inputs[position], space.levels[position]
        value = levels[solution.chosen.mix[position]]
        part = float(np.clip((one.central - levels[0]) / (levels[-1] - levels[0]), 0.0, 1.0))
        names.append(setting_name(one))
        chosen.append((space.share(solution.chosen.mix, position), number(one, value)))
        planned.append((part, number(one, one.central)))
    return _pair(solution, "mix", names, chosen, planned, scale_of("share"), "share")


def cost_chart(solution: Solution) -> Chart:
    """Spending by lever, of the named mix and of the plan."""
    spent = {
        name: (solution.chosen.spent(name), solution.plan.spent(name))
        for name in solution.problem.scenario.levers
    }
    used = sorted((name for name in spent if max(spent[name]) > 0.0), key=lambda name: -max(spent[name]))
    chosen, planned = ([(spent[name][which], money(spent[name][which])) for name in used] for which in (0, 1))
    scale = scale_of("yuan", max(map(max, spent.values())))
    return _pair(solution, "cost", [lever_label(name) for name in used], chosen, planned, scale, "yuan")


def _pair(
    solution: Solution,
    name: str,
    names: Sequence[Text],
    chosen: Sequence[tuple[float, Text]],
    planned: Sequence[tuple[float, Text]],
    scale: Scale,
    unit: str,
) -> Chart:
    """Two bars for each name: the mix above, the plan below."""
    marks = {
        "chosen": Key(mix_name(solution, solution.chosen), ACCENT, "block"),
        "plan": Key(label("optimise_plan"), FAINT, "block"),
    }
    bars = [
        (series, row, names[row], value, say("optimise_hover_bar", name=names[row], mix=key.text, value=text))
        for (series, key), values in zip(marks.items(), (chosen, planned), strict=True)
        for row, (value, text) in enumerate(values)
    ]
    columns = ("series", "row", "name", "value", "hover")
    return Chart(
        name,
        scale.titled(label(f"optimise_chart_{name}")),
        tidy(bars, columns, value=unit),
        partial(rows, marks=marks, scale=scale, shifts={"chosen": -0.19, "plan": 0.19}, width=0.36),
        tuple(marks.values()),
        label(f"optimise_chart_{name}_note"),
        height=80 + 34 * len(names),
        wide=True,
    )
