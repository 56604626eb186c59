"""The question of what to do: mixes of a plan's levers, within limits that an office can keep."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from resettle.results.questions.compare.choice import Choice, choice_section, choice_sentences, chosen_of
from resettle.results.questions.optimise import tables
from resettle.results.questions.optimise.aims import CASH
from resettle.results.questions.optimise.charts import cost_chart, frontier_chart
from resettle.results.questions.optimise.choice import DEARER, DELAY, YEARLY
from resettle.results.questions.optimise.compute import AFTER, CHECKED, FUTURES, Solution, optimise
from resettle.results.questions.optimise.files import mix_file
from resettle.results.questions.optimise.frames import details, frames
from resettle.results.questions.optimise.request import Request
from resettle.results.questions.optimise.sentences import headlines
from resettle.results.questions.optimise.words import mix_file_name, mix_name
from resettle.results.report.answer import Answer, Section
from resettle.results.runs.asking import Asking
from resettle.results.text.labels import Text, join, label, say
from resettle.results.text.names import setting_name
from resettle.results.text.numbers import count, percent

QUESTION = "optimise"


def ask(request: Request, asking: Asking) -> Answer:
    """Find mixes of a plan's levers that an office could put before its leader.

    Args:
        request: What is asked for.
        asking: Runs what is needed.

    Raises:
        results.report.answer.QuestionError: If the request makes no sense, the budget pays for no mix, or no
            run succeeded.
    """
    solution = optimise(request, asking)
    return answer(solution, choice_of(solution, asking), asking.folder)


def answer(solution: Solution, choice: Choice | None = None, folder: Path | None = None) -> Answer:
    """The answer of a solution.

    Args:
        solution: What was found.
        choice: Plan and mixes as choices, if there is something to choose.
        folder: Where the answer will lie, if that is known.
    """
    problem = solution.problem
    title = say("optimise_title", scenario=problem.scenario.title)
    shown = tables.shown
    first = (tables.mixes_table, tables.targets_table, tables.years_table)
    who = (tables.tenths_table, tables.after_table, tables.measures_table)
    drawn = frontier_chart(solution)
    chosen = (tables.settings_table, tables.spending_table)
    sections = [
        Section("frontier", label("optimise_frontier"), tables=shown(first, solution), charts=(drawn,))
    ]
    if solution.mixes:
        spent = (cost_chart(solution),)
        sections += [
            Section("mix", label("optimise_changes"), tables=shown(chosen, solution), charts=spent),
            Section("who", label("optimise_who"), tables=shown(who, solution)),
        ]
    if choice is not None:
        sections.append(choice_section(choice))
    sections += [
        Section("limits", label("optimise_limits"), tables=shown((tables.limits_table,), solution)),
        Section(
            "method",
            label("optimise_method"),
            _method(solution),
            tables=shown((tables.bounds_table,), solution),
            folded=True,
        ),
    ]
    return Answer(
        QUESTION,
        title,
        (*headlines(solution), *(() if choice is None else choice_sentences(choice))),
        tuple(one for one in sections if one.tables or one.charts),
        frames(solution),
        details(solution),
        attached=_files(solution, folder),
    )


def _files(solution: Solution, folder: Path | None) -> dict[str, str]:
    """The scenario file of each mix, by its name."""
    problem = solution.problem
    made = {}
    for one in solution.mixes:
        name = mix_file_name(solution, one)
        dearer = any(
            choice.ramped and choice.levels[step] > 0.0
            for choice, step in zip(problem.choices, one.mix, strict=True)
        )
        title = mix_name(solution, one)
        made[name] = mix_file(problem.scenario, problem.choices, one.mix, one.aims[0], title, dearer, folder)
    return made


def _method(solution: Solution) -> tuple[Text, ...]:
    """What was assumed and done."""
    problem = solution.problem
    households = problem.scenario.population["households"].number
    paragraphs = [
        say(
            "optimise_method_limits",
            yearly=percent(YEARLY, 0),
            delay=DELAY,
            dearer=percent(DEARER, 0),
            band=percent(problem.request.band, 0),
            cash=percent(CASH, 0),
        ),
        label("optimise_method_earned"),
        say(
            "optimise_method_search",
            trials=len(solution.searched.tried),
            futures=FUTURES,
            sample=count(solution.sample * households),
            checked=len(solution.checked) - 1,
            fresh=CHECKED,
        ),
        say(
            "optimise_method_test",
            futures=problem.request.futures,
            whole=count(solution.whole * households),
            after=min(AFTER, problem.request.futures),
        ),
        label("optimise_method_least"),
    ]
    if problem.rates:
        names = join([setting_name(one) for one in problem.rates])
        paragraphs.append(say("optimise_method_rates", names=names))
    return tuple(paragraphs)


def choice_of(solution: Solution, asking: Asking) -> Choice | None:
    """Plan and mixes in the shared futures in which all of them ran; nothing without a mix.

    Spending has what is dearer beyond the plan.
    """
    every = (solution.plan, *solution.mixes)
    if len(every) == 1:
        return None
    frames = [one.trial.frame.set_index("replication") for one in every]
    futures = [int(one) for one in frames[0].index if all(one in frame.index for frame in frames)]
    values = np.stack(
        [
            frame.loc[futures, "household_income"].to_numpy(dtype=np.float64) - one.trial.spending[futures]
            for one, frame in zip(every, frames, strict=True)
        ]
    )
    names = [mix_name(solution, one) for one in every]
    draws = [int(draw) for draw in frames[0].loc[futures, "draw"]]
    return chosen_of(names, [solution.problem.scenario], values, draws, asking)
