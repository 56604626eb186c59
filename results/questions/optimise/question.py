"""The question of the cheapest mix: which levers, and how much of each, reach the targets for least money."""

from __future__ import annotations

from resettle.results.questions.optimise import tables
from resettle.results.questions.optimise.charts import cost_chart, frontier_chart, mix_chart
from resettle.results.questions.optimise.compute import CHECKED, FUTURES, PILOT, Solution, optimise
from resettle.results.questions.optimise.request import Request
from resettle.results.questions.optimise.sentences import headlines
from resettle.results.report.answer import Answer, Section
from resettle.results.runs.asking import Asking
from resettle.results.text.labels import Text, label, say
from resettle.results.text.numbers import count, money, percent

QUESTION = "optimise"


def ask(request: Request, asking: Asking) -> Answer:
    """Find the cheapest mix of a plan's levers that reaches its targets, or the best that a budget buys.

    Args:
        request: What is asked for.
        asking: Runs what is needed.

    Raises:
        results.report.answer.QuestionError: If the request makes no sense, the budget does not pay for any
            mix, or no run succeeded.
    """
    return answer(optimise(request, asking))


def answer(solution: Solution) -> Answer:
    """The answer of a solution."""
    problem, goal = solution.problem, solution.problem.goal
    name = Text(problem.scenario.name, problem.scenario.name)
    title = (
        say("optimise_title", scenario=name, p=percent(goal.probability, 0))
        if goal.budget is None
        else say("optimise_title_budget", scenario=name, budget=money(goal.budget))
    )
    tested = (tables.tested_table(solution),)
    mix = (tables.mix_table(solution),)
    drawn = (mix_chart(solution), cost_chart(solution))
    limits = (tables.promise_table(solution), tables.missed_table(solution))
    settings, bounds = (tables.settings_table(solution),), (tables.bounds_table(problem),)
    sections = (
        Section("frontier", label("optimise_frontier"), tables=tested, charts=(frontier_chart(solution),)),
        Section("mix", label("optimise_mix_title"), tables=mix, charts=drawn),
        Section("limits", label("optimise_limits"), tables=limits),
        Section("beside", label("optimise_beside"), tables=tables.beside_tables(solution)),
        Section("settings", label("optimise_settings"), tables=settings, folded=True),
        Section("alone", label("optimise_alone"), tables=tables.alone_tables(solution), folded=True),
        Section("method", label("optimise_method"), _method(solution), tables=bounds, folded=True),
    )
    return Answer(
        QUESTION, title, headlines(solution), sections, tables.frames(solution), tables.details(solution)
    )


def _method(solution: Solution) -> tuple[Text, ...]:
    goal = solution.problem.goal
    households = solution.problem.scenario.population["households"].number
    search = say(
        "optimise_method_search",
        trials=len(solution.trials),
        futures=len(solution.futures),
        pilot=PILOT,
        sample=count(solution.sample * households),
    )
    stricter = say(
        "optimise_method_stricter",
        sought=percent(goal.needed(FUTURES) / FUTURES, 0),
        p=percent(goal.probability, 0),
    )
    check = say(
        "optimise_method_check",
        checked=len(solution.checked) - 1,
        fresh=CHECKED,
        tested=len(solution.tested),
        tests=solution.tests,
        whole=count(solution.whole * households),
    )
    first = (search, stricter) if goal.budget is None else (search,)
    return *first, check, label("optimise_method_mix")
