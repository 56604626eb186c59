"""In which futures a plan fails: what is asked for, with the defaults of the command and of the library."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from resettle.model.text import Text, both, fill

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
        targets: Names of targets, of which a failure misses any; if empty, the first outcome target that is
            missed in some futures and reached in others.
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
    from resettle.results.report.answer import refuse
    from resettle.scenarios.problems import hint, listed, shown
    from resettle.scenarios.types import OUTCOME

    scenario, density = request.scenario, request.density
    wrong: list[Text] = []
    name = scenario.name
    if not scenario.targets:
        none = Text("{name} has no target that it could miss", "{name}没有目标，无所谓不达标")
        wrong.append(fill(none, name=name))
    elif not request.targets and all(one.role != OUTCOME for one in scenario.targets.values()):
        tasks = "{name} has tasks only; name one with --target: {targets}"
        zh = "{name}只有任务量指标；请用--target指定：{targets}"
        wrong.append(both(tasks, zh, name=name, targets=listed(scenario.targets)))
    if parameters.mode == "point":
        still = Text(
            "with --parameters point nothing is varied; take prior or posterior",
            "--parameters point时没有变动；请用prior或posterior",
        )
        wrong.append(still)
    elif parameters.varied(scenario) == 0:
        sure = Text(
            "{name} has no uncertain value; all futures would be one",
            "{name}没有不确定的取值，未来情形只有一种",
        )
        wrong.append(fill(sure, name=name))
    if request.futures < FEWEST:
        few = Text(
            "{count} futures are too few to find a region; take {fewest} at least",
            "{count}个未来情形过少，找不出区域；至少需要{fewest}个",
        )
        wrong.append(fill(few, count=request.futures, fewest=FEWEST))
    if density is not None and not 0.0 < density < 1.0:
        beyond = Text(
            "a density of {density:g} cannot be looked for; it lies above 0 and below 1",
            "区域密度不能为{density:g}；应大于0、小于1",
        )
        wrong.append(fill(beyond, density=density))
    names = tuple(dict.fromkeys(request.targets))
    wrong += [
        both(
            "{target} is no target of {name}; its targets are {targets}{hint}",
            "{target}不是{name}的目标；其目标有{targets}{hint}",
            target=shown(one),
            name=name,
            hint=hint(one, scenario.targets),
            targets=listed(scenario.targets),
        )
        for one in names
        if one not in scenario.targets
    ]
    try:
        workbench()
    except MissingExtra as missing:
        wrong.append(missing.text)
    refuse(wrong)
    return names
