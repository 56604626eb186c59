"""The question of the cheapest mix: which levers, and how much of each, reach the targets for least money."""

from __future__ import annotations

from typing import Any

from resettle.results.questions.optimise.asked import CHECKED, FUTURES, PILOT, Problem
from resettle.results.questions.optimise.charts import cost_chart, frontier_chart, mix_chart
from resettle.results.questions.optimise.frames import details, frames
from resettle.results.questions.optimise.solve import Solution, solve
from resettle.results.questions.optimise.tables import (
    alone_tables,
    beside_tables,
    bounds_table,
    missed_table,
    mix_table,
    promise_table,
    settings_table,
    tested_table,
)
from resettle.results.questions.optimise.words import headlines
from resettle.results.report.answer import Answer, Section
from resettle.results.runs.asking import Asking
from resettle.results.text.labels import Text, label, say
from resettle.results.text.numbers import count, money, percent


def ask(asking: Asking, asked: Problem) -> Answer:
    """Find the cheapest mix of a plan's levers that reaches its targets, or the best that a budget buys.

    Args:
        asking: Runs what is needed.
        asked: What is asked for, see `results.questions.optimise.asked.problem`.

    Raises:
        results.report.answer.QuestionError: If the budget does not pay for any mix, or no run succeeded.
    """
    from resettle.scenarios import default_scale

    whole = asking.scale if asking.scale is not None else default_scale(asked.scenario)
    return answer(solve(asking, asked, asking.seed, whole))


def answer(found: Solution) -> Answer:
    """The answer of a solution."""
    asked = found.problem
    name = Text(asked.scenario.name, asked.scenario.name)
    goal = asked.goal
    title = (
        say("optimise_title", scenario=name, p=percent(goal.probability, 0))
        if goal.budget is None
        else say("optimise_title_budget", scenario=name, budget=money(goal.budget))
    )
    sections = [
        Section(
            "frontier",
            label("optimise_frontier"),
            tables=(tested_table(found),),
            charts=(frontier_chart(found),),
        ),
        Section(
            "mix",
            label("optimise_mix_title"),
            tables=(mix_table(found),),
            charts=(mix_chart(found), cost_chart(found)),
        ),
        Section("limits", label("optimise_limits"), tables=(promise_table(found), missed_table(found))),
        Section("beside", label("optimise_beside"), tables=beside_tables(found)),
        Section("settings", label("optimise_settings"), tables=(settings_table(found),), folded=True),
        Section("alone", label("optimise_alone"), tables=alone_tables(found), folded=True),
        Section(
            "method",
            label("optimise_method"),
            _method(found),
            tables=(bounds_table(asked),),
            folded=True,
        ),
    ]
    return Answer(
        "optimise",
        title,
        headlines(found),
        tuple(sections),
        frames=frames(found),
        details=details(found),
    )


def _method(found: Solution) -> tuple[Text, ...]:
    asked = found.problem
    households = asked.scenario.population["households"].number
    pieces: dict[str, Any] = {
        "trials": len(found.trials),
        "futures": len(found.futures),
        "pilot": PILOT,
        "sample": count(found.sample * households),
        "sought": percent(asked.goal.needed(FUTURES) / FUTURES, 0),
        "p": percent(asked.goal.probability, 0),
    }
    first = say("optimise_method_search", **pieces)
    if asked.goal.budget is not None:
        for name in ("sought", "p"):
            del pieces[name]
        first = say("optimise_method_search_budget", **pieces)
    second = say(
        "optimise_method_check",
        checked=len(found.checked) - 1,
        fresh=CHECKED,
        tested=len(found.tested),
        tests=found.tests,
        whole=count(found.whole * households),
    )
    return first, second, label("optimise_method_mix")
