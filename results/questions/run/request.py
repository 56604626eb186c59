"""What a run is asked for, with the defaults of the command and of the public function alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from resettle.model.text import Text, fill

if TYPE_CHECKING:
    from resettle.scenarios import Scenario


@dataclass(frozen=True)
class Request:
    """Scenarios whose targets are judged.

    Attributes:
        scenarios: Scenarios of different names; the first of each region is its reference.
        replications: Futures that each is run in; `None` for as many as its main probability needs.
        check: Whether it is checked every month that money and people add up.
        seeds_per_draw: Times that every future is run, each with other chance; `None` for some of them twice.
        baseline: What a single plan is compared with, or `None`.
        seconds: Time after which no further futures are begun, if their number is left open.
        advice: Whether each lever of a single plan is tried at the margin, and growth taken apart by cause.
    """

    scenarios: Sequence[Scenario]
    replications: int | None = None
    check: bool = False
    seeds_per_draw: int | None = None
    baseline: Scenario | None = None
    seconds: float = 120.0
    advice: bool = False

    @property
    def run(self) -> list[Scenario]:
        """The scenarios that are run, the baseline first."""
        return [*([] if self.baseline is None else [self.baseline]), *self.scenarios]

    @property
    def names(self) -> list[str]:
        """Names of the scenarios."""
        return [one.name for one in self.scenarios]


def beside(scenarios: Sequence[Scenario]) -> Scenario | None:
    """What a single plan is compared with: the levers that ran before it; nothing for several scenarios.

    Where a plan's files change more than levers and targets (people, start, series), both are run with it.
    """
    from resettle.scenarios import baseline_of

    before = baseline_of(scenarios[0]) if len(scenarios) == 1 else None
    if before is None or all(getattr(before, part) == getattr(scenarios[0], part) for part in _SHARED):
        return before
    return replace(
        scenarios[0],
        name=f"{scenarios[0].name}@{before.name}",
        title=before.title,
        description=before.description,
        levers=before.levers,
    )


_SHARED = (
    *("period", "population", "initial", "parameters", "series", "standards", "uncertainty"),
    "grace_months",
)
"""What a plan and its baseline have in common, so that they differ by levers only."""


def checked(request: Request) -> Request:
    """The same request, if it can be asked.

    Raises:
        results.report.answer.QuestionError: With all reasons why it cannot.
    """
    from resettle.results.report.answer import refuse, repeated, too_few

    wrong = repeated(request.names) if request.scenarios else [Text("a run needs a scenario", "运行需要方案")]
    if request.replications is not None and request.replications < 1:
        wrong.append(too_few(request.replications))
    if request.seeds_per_draw is not None and request.seeds_per_draw < 1:
        none = Text(
            "{count} seeds per draw; a draw needs at least one", "每组参数{count}个随机种子；至少需要一个"
        )
        wrong.append(fill(none, count=request.seeds_per_draw))
    refuse(wrong)
    return request
