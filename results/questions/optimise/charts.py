"""Charts of an optimisation: what is reached for which money, and what is spent on which lever."""

from __future__ import annotations

from functools import partial

from resettle.results.questions.optimise import findings
from resettle.results.questions.optimise.compute import Solution
from resettle.results.questions.optimise.naming import Named
from resettle.results.questions.optimise.trial import Trial
from resettle.results.questions.optimise.words import against, mix_name, probability_cell, purse
from resettle.results.report.charts import Axis, Chart, Key, points, rows, tidy
from resettle.results.report.style import ACCENT, INK, SECOND
from resettle.results.text.labels import Text, label, say
from resettle.results.text.names import lever_label
from resettle.results.text.numbers import percent
from resettle.results.text.scales import scale_of

FAINT = "#b9c0ca"
COLOURS = (ACCENT, SECOND, "#009E73", "#CC79A7", "#E69F00")
SIZES = {"tried": 7.0, "plan": 13.0, **{f"mix{position}": 12.0 for position in range(len(COLOURS))}}
"""Size of each series' marks, in pixels."""


def _marks(solution: Solution) -> dict[str, Key]:
    marks = {"plan": Key(label("optimise_plan"), INK, "diamond")}
    for position, one in enumerate(solution.mixes):
        marks[f"mix{position}"] = Key(mix_name(solution, one), COLOURS[position], "point")
    return marks


def frontier_chart(solution: Solution) -> Chart:
    """Mean probability of the targets against spending."""
    named = _marks(solution)
    marks = {"tried": Key(label("optimise_key_tried"), FAINT, "point"), **named}
    tried = [
        ("tried", one.cost, one.mean_share, _hover_tried(solution, one))
        for one in solution.checked
        if one.mix not in {solution.plan.mix, *(mix.mix for mix in solution.mixes)}
    ]
    table = tidy(
        [
            *tried,
            *(
                (series, one.trial.cost, one.mean_share, _hover(solution, one))
                for series, one in zip(named, (solution.plan, *solution.mixes), strict=True)
            ),
        ],
        ("series", "x", "value", "hover"),
        x="yuan",
        value="share",
    )
    money = scale_of("yuan", solution.plan.trial.cost)
    across = Axis(money, money.titled(label("optimise_counted_spending")))
    up = Axis(scale_of("share"), label("optimise_counted_share"), ends=(-0.03, 1.03))
    return Chart(
        "frontier",
        findings.frontier(solution),
        table,
        partial(points, marks=marks, across=across, up=up, sizes=SIZES),
        tuple(marks.values()),
        say("optimise_frontier_note", futures=solution.futures),
        height=360,
        wide=True,
    )


def _hover_tried(solution: Solution, one: Trial) -> Text:
    share = percent(one.mean_share, 0)
    pieces = {"name": label("optimise_key_tried"), "share": share, "cost": purse(solution).text(one.cost)}
    return say("optimise_hover_tried", **pieces)


def _hover(solution: Solution, one: Named) -> Text:
    return say(
        "optimise_hover",
        name=mix_name(solution, one),
        share=percent(one.mean_share, 0),
        all=probability_cell(one.met),
        cost=purse(solution).text(one.trial.cost),
        against=against(solution, one),
    )


def cost_chart(solution: Solution) -> Chart:
    """Spending by lever, of the plan and of the mix that comes closest, else of the first."""
    best = solution.nearest if solution.nearest.aims else solution.mixes[0]
    plan, money = solution.plan, purse(solution)
    spent = {name: (best.spent(name), plan.spent(name)) for name in solution.problem.scenario.levers}
    used = sorted((name for name in spent if max(spent[name]) > 0.0), key=lambda name: -max(spent[name]))
    marks = {
        "mix": Key(mix_name(solution, best), ACCENT, "block"),
        "plan": Key(label("optimise_plan"), FAINT, "block"),
    }
    bars = [
        (
            series,
            row,
            lever_label(name),
            spent[name][which],
            say(
                "optimise_hover_bar",
                name=lever_label(name),
                mix=key.text,
                value=money.text(spent[name][which]),
            ),
        )
        for which, (series, key) in enumerate(marks.items())
        for row, name in enumerate(used)
    ]
    scale = scale_of("yuan", max(map(max, spent.values()), default=0.0))
    return Chart(
        "cost",
        findings.spending(solution, best, spent),
        tidy(bars, ("series", "row", "name", "value", "hover"), value="yuan"),
        partial(
            rows,
            marks=marks,
            scale=scale,
            shifts={"mix": -0.19, "plan": 0.19},
            width=0.36,
            counted=scale.titled(label("optimise_counted_spending")),
        ),
        tuple(marks.values()),
        label("optimise_spending_note"),
        height=100 + 34 * len(used),
        wide=True,
    )
