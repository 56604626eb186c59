"""What matters: which inputs and levers move a figure most, and how much of it is luck."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from resettle.results.questions.sensitivity.charts import screening_chart, shares_chart, tornado_chart
from resettle.results.questions.sensitivity.inputs import knobs_of
from resettle.results.questions.sensitivity.runs import Asks, Bench, scale_of
from resettle.results.questions.sensitivity.study import (
    METHODS,
    MORRIS,
    QUICK,
    SOBOL,
    TORNADO,
    USUAL,
    Study,
    study,
)
from resettle.results.questions.sensitivity.tables import (
    frames,
    inputs_table,
    screening_table,
    shares_table,
    tornado_table,
)
from resettle.results.questions.sensitivity.words import headlines
from resettle.results.report.answer import Answer, QuestionError, Section, Table
from resettle.results.text.labels import Text, label, say, text_of
from resettle.results.text.numbers import count

if TYPE_CHECKING:
    from resettle.results.judge.outcomes import Outcome
    from resettle.results.questions.sensitivity.inputs import Knob
    from resettle.results.report.style import Chart
    from resettle.scenarios import Scenario

QUESTION = "sensitivity"

USUAL_OUTCOMES = ("income_growth", "employment_end", "zero_employment")
"""What is looked at if nothing is named; a target of the growth of income stands in for the first."""

EVERYTHING = "all"
"""Stands for all targets and the spending."""

TOP = 10
"""Inputs that are looked at closely."""


def ask(
    asking: Asks,
    scenario: Scenario,
    of: Sequence[str] = (),
    method: str = "all",
    only: Sequence[str] = (),
    top: int = TOP,
    quick: bool = False,
) -> Answer:
    """Find out what moves some figures of a scenario.

    Args:
        asking: Runs what is needed.
        scenario: The scenario.
        of: Targets, measures or indicators; `all` for all targets and the spending.
        method: `morris`, `sobol`, `tornado` or `all` of them.
        only: Beginnings of paths of the inputs to be moved; all of them if there are none.
        top: Inputs that are looked at closely.
        quick: Whether a rough answer will do.

    Raises:
        QuestionError: If nothing can be moved, or a name, a path, a method or a number makes no sense.
    """
    if method != "all" and method not in METHODS:
        raise QuestionError(f"method '{method}' is not one of all, {', '.join(METHODS)}")
    if top < 1:
        raise QuestionError(f"--top {top}: at least 1 input is looked at closely")
    found, knobs = _settled(asking, scenario, of, only)
    sizes = QUICK if quick else USUAL
    bench = Bench(asking, scenario, knobs, found, scale_of(asking, scenario, sizes.households))
    methods = METHODS if method == "all" else (method,)
    held = study(bench, sizes, methods, top)
    title = say("sensitivity_title", scenario=text_of(scenario.title))
    told = headlines(held, methods)
    return Answer(QUESTION, title, told, _sections(held, methods), frames(held), _details(held, methods))


def _settled(
    asking: Asks, scenario: Scenario, of: Sequence[str], only: Sequence[str]
) -> tuple[tuple[Outcome, ...], tuple[Knob, ...]]:
    """What is looked at and what is moved; what is wrong with either is told together."""
    from resettle.results.judge.outcomes import OutcomeError

    found: tuple[Outcome, ...] = ()
    knobs: tuple[Knob, ...] = ()
    told = []
    try:
        found = outcomes_of(scenario, of)
    except OutcomeError as wrong:
        told.append(str(wrong))
    try:
        knobs = knobs_of(scenario, asking.parameters, only)
    except QuestionError as wrong:
        told.append(str(wrong))
    if told:
        raise QuestionError("\n".join(told))
    return found, knobs


def outcomes_of(scenario: Scenario, of: Sequence[str]) -> tuple[Outcome, ...]:
    """The outcomes that are looked at.

    Raises:
        results.judge.outcomes.OutcomeError: If a name is none.
    """
    from resettle.results.judge.outcomes import choose

    names = list(of) or list(USUAL_OUTCOMES)
    if not of:
        growth = [
            name
            for name, target in scenario.targets.items()
            if target.kind == "growth" and target.indicator == "income" and target.series is None
        ]
        names[:1] = growth[:1] or names[:1]
    every = [one.name for one in choose(scenario, None)]
    named = [one for name in names for one in (every if name == EVERYTHING else [name])]
    return tuple(choose(scenario, list(dict.fromkeys(named))))


def _sections(held: Study, methods: Sequence[str]) -> tuple[Section, ...]:
    made = []
    alone = len(methods) == 1
    for outcome, one in enumerate(held.bench.outcomes):
        charts: list[Chart | None] = []
        tables: list[Table | None] = []
        if held.screening is not None and MORRIS in methods:
            charts.append(screening_chart(held, outcome))
            tables.append(screening_table(held, outcome))
        if held.variances is not None:
            charts.append(shares_chart(held, outcome))
            tables.append(shares_table(held, outcome))
        if held.swings is not None:
            charts.append(tornado_chart(held, outcome))
            tables.append(tornado_table(held, outcome, terminal=alone))
        made.append(
            Section(
                f"outcome-{outcome}",
                one.title,
                tables=tuple(table for table in tables if table is not None and table.rows),
                charts=tuple(chart for chart in charts if chart is not None),
            )
        )
    made.append(Section("method", label("sensitivity_method"), _how(held, methods)))
    made.append(Section("inputs", label("sensitivity_inputs"), tables=(inputs_table(held),), folded=True))
    return tuple(made)


def _how(held: Study, methods: Sequence[str]) -> tuple[Text, ...]:
    """What was done, in plain words."""
    sizes, households = held.sizes, held.bench.scenario.population["households"].number
    simulated = count(round(households * held.bench.scale))
    told = [say("sensitivity_how_moved", count=str(len(held.bench.knobs)), households=simulated)]
    told.append(label("sensitivity_how_measures"))
    if held.screening is not None:
        told.append(
            say(
                "sensitivity_how_screening",
                trajectories=str(sizes.trajectories),
                seeds=str(sizes.seeds),
                centre=str(sizes.centre),
            )
        )
        if SOBOL in methods or TORNADO in methods:
            told.append(say("sensitivity_how_chosen", top=str(len(held.chosen))))
    if held.variances is not None:
        numbers = {"points": sizes.blocks * sizes.points, "blocks": sizes.blocks, "seeds": sizes.block_seeds}
        told.append(say("sensitivity_how_shares", **{name: str(one) for name, one in numbers.items()}))
    if held.swings is not None:
        told.append(say("sensitivity_how_tornado", seeds=str(sizes.swings)))
    return tuple(told)


def _details(held: Study, methods: Sequence[str]) -> dict[str, Any]:
    return {
        "outcomes": [one.name for one in held.bench.outcomes],
        "methods": list(methods),
        "inputs": len(held.bench.knobs),
        "chosen": [held.bench.knobs[number].path for number in held.chosen],
        "scale": held.bench.scale,
        "sizes": dict(vars(held.sizes)),
    }
