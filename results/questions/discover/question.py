"""In which futures does a plan fail? One run a parameter draw, and the regions where these miss a target.

A future is one draw of all that is not known, with luck of its own. Those that miss a target are told
from the others by boxes in the space of inputs (scenario discovery: Bryant and Lempert (2010),
Technological Forecasting & Social Change 77).
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from resettle.results.judge.outcomes import choose
from resettle.results.questions.discover.boxes import MOST_INPUTS
from resettle.results.questions.discover.prim import MissingExtra, workbench
from resettle.results.questions.discover.study import Futures, Study, study
from resettle.results.questions.discover.words import headlines, kind
from resettle.results.report.answer import Answer, QuestionError, Section
from resettle.results.runs.draws import Design, Parameters
from resettle.results.runs.table import Variant
from resettle.results.text.labels import Text, label, say, text_of
from resettle.results.text.numbers import percent

if TYPE_CHECKING:
    from resettle.results.runs.frame import Runs
    from resettle.scenarios import Scenario

FEWEST = 50
"""Futures below which there is no point in looking for regions."""


class Runner(Protocol):
    """What makes the runs of the question; `results.runs.asking.Asking` is one."""

    seed: int
    parameters: Parameters

    def run(
        self,
        variants: Sequence[Variant],
        replications: Sequence[int],
        *,
        design: Design | None = None,
        stage: str = "runs",
    ) -> Runs:
        """Run variants, paired by replication."""


def ask(
    asking: Runner,
    scenario: Scenario,
    targets: Sequence[str] = (),
    futures: int = 400,
    *,
    success: bool = False,
    density: float | None = None,
) -> Answer:
    """Find the regions of inputs in which a plan misses targets, or reaches them.

    Args:
        asking: Makes the runs.
        scenario: The plan.
        targets: Names of targets, of which a failure misses any; if empty, the first target that is
            missed in some futures and reached in others.
        futures: Number of futures.
        success: Look for futures in which all these targets are reached.
        density: Part of a region's futures that are to be failures, in (0, 1); as
            `results.questions.discover.boxes.goal_of` has it if `None`.

    Raises:
        QuestionError: If the question cannot be asked; all reasons at once.
    """
    names = _checked(scenario, targets, futures, density, asking.parameters)
    runs = asking.run(
        [Variant(scenario.name, scenario)], range(futures), design=Design(seeds_per_draw=1), stage="futures"
    )
    title = say("discover_title_success" if success else "discover_title", title=text_of(scenario.title))
    own = runs.of(scenario.name)
    details: dict[str, Any] = {"futures": len(own), "success": success}
    if not len(own):
        told = label("discover_no_runs")
        return Answer("discover", title, (told,), (Section("regions", title, (told,)),), {}, details, 1)
    told_targets = choose(scenario, list(scenario.targets))
    made = Futures(
        *_drawn(scenario, own, asking),
        tuple(told_targets),
        np.column_stack([own[one.met].to_numpy(dtype=np.float64) == 0.0 for one in told_targets]),
        np.column_stack([own[one.column].to_numpy(dtype=np.float64) for one in told_targets]),
    )
    known = [one.name for one in told_targets]
    held = study(made, [known.index(name) for name in names] or None, success, density)
    return _answer(held, asking.parameters, title, details)


def _checked(
    scenario: Scenario,
    targets: Sequence[str],
    futures: int,
    density: float | None,
    parameters: Parameters,
) -> list[str]:
    """Names of the targets, once everything that was asked for makes sense."""
    from resettle.scenarios.problems import hint, listed

    wrong: list[str] = []
    if not scenario.targets:
        wrong.append(f"{scenario.name} states no target that it could miss")
    if parameters.mode == "point":
        wrong.append("with --parameters point nothing is varied; take prior or posterior")
    elif parameters.varied(scenario) == 0:
        wrong.append(f"{scenario.name} has no uncertain value; all futures would be one")
    if futures < FEWEST:
        wrong.append(f"{futures} futures are too few to find a region; take {FEWEST} at least")
    if density is not None and not 0.0 < density < 1.0:
        wrong.append(f"a density of {density:g} cannot be looked for; it lies above 0 and below 1")
    names = list(dict.fromkeys(targets))
    wrong += [
        f"'{name}' is no target of {scenario.name}{hint(name, scenario.targets)}; "
        f"its targets are {listed(scenario.targets)}"
        for name in names
        if name not in scenario.targets
    ]
    try:
        workbench()
    except MissingExtra as missing:
        wrong.append(str(missing))
    if wrong:
        raise QuestionError("\n".join(wrong))
    return names


def _drawn(scenario: Scenario, own: Any, asking: Runner) -> tuple[Any, Any, tuple[int, ...]]:
    """What differs between the futures, what each took of it, and their draws."""
    from resettle.scenarios.futures import futures, uncertain

    settings = asking.parameters.settings()
    draws = tuple(int(draw) for draw in own["draw"])
    inputs = tuple(uncertain(scenario, **settings).values())
    taken = futures(scenario, draws, asking.seed, **settings)
    x = np.array([[future[one.path] for one in inputs] for future in taken], dtype=np.float64)
    moving = np.ptp(x, axis=0) > 0.0
    return tuple(one for one, moves in zip(inputs, moving, strict=True) if moves), x[:, moving], draws


def _answer(held: Study, parameters: Parameters, title: Text, details: dict[str, Any]) -> Answer:
    from resettle.results.questions.discover.charts import ranges, ranking, scatter, steps
    from resettle.results.questions.discover.tables import frames, inputs, limits, regions, targets

    sections = []
    if held.boxes:
        told = [say("discover_luck_note", kind=kind(held))]
        if held.share > 0.5 and not held.success:
            told.append(label("discover_most_fail"))
        charts = (scatter(held), steps(held), ranges(held))
        tables = (regions(held), limits(held))
        sections.append(Section("regions", label("discover_regions"), tuple(told), tables, charts))
    if held.ranking is not None:
        drawn = (ranking(held),) if held.boxes else (scatter(held), ranking(held))
        title_of = say("discover_inputs", kind=kind(held))
        sections.append(Section("inputs", title_of, tables=(inputs(held),), charts=drawn))
    sections.append(Section("targets", label("discover_targets"), tables=(targets(held),)))
    sections.append(Section("futures", label("discover_made"), _made(held, parameters), folded=True))
    low, high = held.interval
    details |= {
        "targets": [held.futures.targets[place].name for place in held.chosen],
        "probability": [held.share, low, high],
        "density": held.goal,
        "regions": len(held.boxes),
        "halves": held.check.halves,
        "ema_workbench": version("ema_workbench"),
    }
    return Answer("discover", title, headlines(held), tuple(sections), frames(held), details)


def _made(held: Study, parameters: Parameters) -> tuple[Text, ...]:
    fitted = sum(one.path.startswith("behaviour.") for one in held.futures.inputs)
    counts = {
        "inputs": str(len(held.futures.inputs)),
        "stated": str(len(held.futures.inputs) - fitted),
        "fitted": str(fitted),
    }
    prior = parameters.mode == "prior"
    return (
        say("discover_made_prior" if prior else "discover_made_posterior", **counts),
        say("discover_made_method", kind=kind(held), most=str(MOST_INPUTS), goal=percent(held.goal, 0)),
    )
