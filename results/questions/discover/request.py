"""In which futures a plan fails: what is asked for, with the defaults of the command and of the library."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from resettle.results.runs.draws import Parameters
    from resettle.scenarios import Scenario

FEWEST = 50
"""Futures below which there is no point in looking for regions."""


@dataclass(frozen=True)
class Request:
    """A search for the regions of inputs in which a plan misses targets, or reaches them.

    Attributes:
        scenario: The plan.
        targets: Names of targets, of which a failure misses any; if empty, the first target that is missed
            in some futures and reached in others.
        futures: Number of futures.
        success: Whether to look for futures in which all these targets are reached.
        density: Part of a region's futures that are to be failures, in (0, 1); `boxes.goal_of` if missing.
    """

    scenario: Scenario
    targets: Sequence[str] = ()
    futures: int = 400
    success: bool = False
    density: float | None = None


def checked(request: Request, parameters: Parameters) -> tuple[str, ...]:
    """Names of the targets, each once.

    Raises:
        results.report.answer.QuestionError: If something makes no sense, or the EMA workbench is missing; all
            reasons at once.
    """
    from resettle.results.questions.discover.prim import MissingExtra, workbench
    from resettle.results.report.answer import QuestionError
    from resettle.scenarios.problems import hint, listed

    scenario, density = request.scenario, request.density
    wrong: list[str] = []
    if not scenario.targets:
        wrong.append(f"{scenario.name} has no target that it could miss")
    if parameters.mode == "point":
        wrong.append("with --parameters point nothing is varied; take prior or posterior")
    elif parameters.varied(scenario) == 0:
        wrong.append(f"{scenario.name} has no uncertain value; all futures would be one")
    if request.futures < FEWEST:
        wrong.append(f"{request.futures} futures are too few to find a region; take {FEWEST} at least")
    if density is not None and not 0.0 < density < 1.0:
        wrong.append(f"a density of {density:g} cannot be looked for; it lies above 0 and below 1")
    names = tuple(dict.fromkeys(request.targets))
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
