"""What an exploration is asked for, with the defaults of the command and of the library, checked at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from resettle.model.text import Text, both, fill, lines

if TYPE_CHECKING:
    from resettle.results.judge.outcomes import Outcome
    from resettle.results.questions.explore.sliders import Slider
    from resettle.scenarios import Scenario

FEWEST_FUTURES = 10
"""Fewest futures of which a band is told."""

POINTS = 32
"""Points that fill the space between the ends: a Sobol sequence is balanced at powers of two."""

LEAST, MOST = 3, 6
"""Outcomes of a dashboard."""

FILLING = ("income_last_year", "employment_end", "zero_employment")
"""Measures that fill a dashboard of a scenario with few targets."""


@dataclass(frozen=True)
class Request:
    """An exploration.

    Attributes:
        scenario: The plan.
        vary: Levers with a slider, each `LEVER` or `LEVER=LOW..HIGH` in multiples of the plan; if there are
            none, those that move the outcomes most.
        of: Outcomes, three to six; the first outcome targets and the spending if empty.
        top: Sliders, if `vary` is empty.
        points: Points of the design, beside the plan and the ends of each slider; `POINTS`, or as many as the
            sliders need, if `None`.
        futures: Futures in which each point is run: the first of those that all questions share.
        check: New positions at which exact runs check the page; 0 for none.
    """

    scenario: Scenario
    vary: Sequence[str] = ()
    of: Sequence[str] = ()
    top: int = 6
    points: int | None = None
    futures: int = 40
    check: int = 0


@dataclass(frozen=True)
class Problem:
    """An exploration that can be worked on.

    Attributes:
        request: What was asked for.
        outcomes: The outcomes of the dashboard.
        sliders: Levers that may have a slider, in the order of the catalogue.
        points: Points of the design.
    """

    request: Request
    outcomes: tuple[Outcome, ...]
    sliders: tuple[Slider, ...]
    points: int

    @property
    def scenario(self) -> Scenario:
        """The plan."""
        return self.request.scenario


def checked(request: Request) -> Problem:
    """Check a request against its scenario.

    Raises:
        results.report.answer.QuestionError: With all that is wrong, a line each.
    """
    from resettle.results.questions.explore.sliders import named, possible
    from resettle.results.report.answer import QuestionError
    from resettle.results.statistics.response import terms_of

    wrong: list[Text] = []
    outcomes = _outcomes(request, wrong)
    sliders = named(request.scenario, request.vary, wrong) if request.vary else possible(request.scenario)
    if not sliders and not wrong:
        none = Text(
            "{name} has no lever that a planner may move; name one with --vary LEVER=LOW..HIGH",
            "{name}没有可以调整的措施；请用--vary 措施=下限..上限指定",
        )
        wrong.append(fill(none, name=request.scenario.name))
    if request.top < 1:
        wrong.append(both("{top} sliders; at least 1 is shown", "滑块数为{top}；至少为1", top=request.top))
    if request.futures < FEWEST_FUTURES:
        few = Text(
            "{given} futures are too few to tell a band; at least {fewest} are run",
            "{given}个未来情形不足以判断区间带；至少{fewest}个",
        )
        wrong.append(fill(few, given=request.futures, fewest=FEWEST_FUTURES))
    size = min(len(sliders), max(request.top, 1)) if not request.vary else len(sliders)
    fewest = len(terms_of("quadratic", size)) + 4
    given = max(POINTS, fewest) if request.points is None else request.points
    if sliders and given < fewest:
        points = Text(
            "{given} points are too few for {size} sliders; at least {fewest} are run",
            "{given}个取值点不足以支持{size}个滑块；至少{fewest}个",
        )
        wrong.append(fill(points, given=given, size=size, fewest=fewest))
    if request.check < 0:
        wrong.append(
            both("{check} positions cannot be checked", "不能检验{check}个位置", check=request.check)
        )
    if wrong:
        raise QuestionError(lines(wrong))
    return Problem(request, outcomes, sliders, given)


def _outcomes(request: Request, wrong: list[Text]) -> tuple[Outcome, ...]:
    from resettle.results.judge.outcomes import OutcomeError, choose

    try:
        if request.of:
            chosen = choose(request.scenario, request.of)
            if not LEAST <= len(chosen) <= MOST:
                several = Text(
                    "{given} outcomes; a dashboard shows {least} to {most}",
                    "结果指标为{given}项；面板显示{least}至{most}项",
                )
                wrong.append(fill(several, given=len(chosen), least=LEAST, most=MOST))
            return tuple(chosen)
        *targets, spending = choose(request.scenario, None)
        filling = choose(request.scenario, FILLING)
        filled = [*targets[: MOST - 1], *filling[: max(0, LEAST - 1 - len(targets))]]
        return (*filled, spending)
    except OutcomeError as error:
        wrong.append(error.text)
        return ()
