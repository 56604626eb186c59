"""What a run is asked for, with the defaults of the command and of the public function alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from resettle.model.text import Text, fill, lines

if TYPE_CHECKING:
    from resettle.scenarios import Scenario


@dataclass(frozen=True)
class Request:
    """Scenarios whose targets are judged.

    Attributes:
        scenarios: Scenarios of different names; the first of each region is its reference.
        replications: Replications of each.
        check: Whether it is checked every month that money and people add up.
        seeds_per_draw: Seeds for every parameter draw; `None` for the default design.
    """

    scenarios: Sequence[Scenario]
    replications: int = 30
    check: bool = False
    seeds_per_draw: int | None = None

    @property
    def names(self) -> list[str]:
        """Names of the scenarios."""
        return [one.name for one in self.scenarios]


def checked(request: Request) -> Request:
    """The same request, if it can be asked.

    Raises:
        results.report.answer.QuestionError: With all reasons why it cannot.
    """
    from resettle.results.report.answer import QuestionError, repeated, too_few

    wrong = repeated(request.names) if request.scenarios else [Text("a run needs a scenario", "运行需要方案")]
    if request.replications < 1:
        wrong.append(too_few(request.replications))
    if request.seeds_per_draw is not None and request.seeds_per_draw < 1:
        none = Text(
            "{count} seeds per draw; a draw needs at least one", "每组参数{count}个随机种子；至少需要一个"
        )
        wrong.append(fill(none, count=request.seeds_per_draw))
    if wrong:
        raise QuestionError(lines(wrong))
    return request
