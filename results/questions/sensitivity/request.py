"""What a sensitivity analysis is asked for, with the defaults of the command and of the library."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from resettle.model.text import Text, fill

if TYPE_CHECKING:
    from resettle.results.judge.outcomes import Outcome
    from resettle.results.questions.sensitivity.inputs import RangedInput
    from resettle.results.runs.draws import Parameters
    from resettle.scenarios import Scenario

MORRIS, SOBOL, TORNADO = METHODS = ("morris", "sobol", "tornado")
ALL = "all"
"""Stands for all methods, and for all targets and the spending."""

USUAL_OUTCOMES = ("income_growth", "employment_end", "zero_employment")
"""What is looked at if nothing is named; a target of the growth of income stands in for the first."""


@dataclass(frozen=True)
class Sizes:
    """How much is run.

    Attributes:
        households: Households simulated, at most; effects are paired, so few are enough.
        centre: Seeds at the centre.
        trajectories: Trajectories of the screening.
        seeds: Seeds of each; another trajectory has other seeds.
        blocks: Blocks of points that an emulator learns from.
        points: Points of a block.
        block_seeds: Seeds of a block; another block has other seeds.
        checks: Points that the emulator never sees.
        check_seeds: Seeds of these.
        swings: Seeds of the tornado.
    """

    households: int = 10_000
    centre: int = 24
    trajectories: int = 6
    seeds: int = 2
    blocks: int = 12
    points: int = 16
    block_seeds: int = 3
    checks: int = 32
    check_seeds: int = 3
    swings: int = 10


USUAL = Sizes()
QUICK = Sizes(
    households=4_000, centre=12, trajectories=3, blocks=8, points=12, block_seeds=2, checks=16, check_seeds=2,
    swings=4,
)  # fmt: skip


@dataclass(frozen=True)
class Request:
    """A sensitivity analysis.

    Attributes:
        scenario: The scenario.
        of: Targets, measures or indicators; `all` for all targets and the spending.
        method: One of `METHODS`, or `all`.
        only: Beginnings of paths of the inputs to be moved; all of them if there are none.
        top: Inputs that are looked at closely.
        quick: Whether a rough answer will do.
    """

    scenario: Scenario
    of: Sequence[str] = ()
    method: str = ALL
    only: Sequence[str] = ()
    top: int = 10
    quick: bool = False

    @property
    def methods(self) -> tuple[str, ...]:
        """The methods that are shown."""
        return METHODS if self.method == ALL else (self.method,)

    @property
    def sizes(self) -> Sizes:
        """How much is run."""
        return QUICK if self.quick else USUAL


def checked(request: Request, parameters: Parameters) -> tuple[tuple[Outcome, ...], tuple[RangedInput, ...]]:
    """What is looked at, and what is moved.

    Raises:
        results.report.answer.QuestionError: If nothing can be moved, or a name, a path, a method or a
            number makes no sense; all reasons at once.
    """
    from resettle.results.judge.outcomes import OutcomeError
    from resettle.results.questions.sensitivity.inputs import ranged_inputs
    from resettle.results.report.answer import QuestionError, refuse
    from resettle.scenarios.problems import listed, shown

    wrong: list[Text] = []
    if request.method not in (ALL, *METHODS):
        unknown = Text("method {name} is not one of {names}", "方法{name}不在可用方法之列：{names}")
        wrong.append(fill(unknown, name=shown(request.method), names=listed((ALL, *METHODS))))
    if request.top < 1:
        few = Text("--top {top}: at least 1 input is looked at closely", "--top {top}：至少重点考察1个因素")
        wrong.append(fill(few, top=request.top))
    outcomes: tuple[Outcome, ...] = ()
    inputs: tuple[RangedInput, ...] = ()
    try:
        outcomes = outcomes_of(request.scenario, request.of)
    except OutcomeError as error:
        wrong.append(error.text)
    try:
        inputs = ranged_inputs(request.scenario, parameters, request.only)
    except QuestionError as error:
        wrong.append(error.text)
    refuse(wrong)
    return outcomes, inputs


def outcomes_of(scenario: Scenario, of: Sequence[str]) -> tuple[Outcome, ...]:
    """The outcomes that are looked at.

    Raises:
        results.judge.outcomes.OutcomeError: If a name is none.
    """
    from resettle.results.judge.outcomes import choose
    from resettle.results.judge.readings import INCOMES

    names = list(of) or list(USUAL_OUTCOMES)
    if not of:
        growth = [
            name
            for name, target in scenario.targets.items()
            if target.kind == "growth" and target.indicator in INCOMES and target.series is None
        ]
        names[:1] = growth[:1] or names[:1]
    every = [*scenario.targets, "spending"]
    named = [one for name in names for one in (every if name == ALL else [name])]
    return tuple(choose(scenario, list(dict.fromkeys(named))))
