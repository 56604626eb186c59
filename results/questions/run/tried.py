"""What is run of a single plan beside its futures: levers at the margin, growth without a cause each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from resettle.results.questions.run.advice import margins_frame
from resettle.results.questions.run.anyway import Anyway, anyway, anyway_frame, can_be_told
from resettle.results.questions.run.margins import Margins, margins
from resettle.results.questions.run.pace import main_target
from resettle.results.questions.run.request import Request
from resettle.results.runs.asking import Asking
from resettle.results.runs.frame import Runs
from resettle.results.runs.manifest import reference_of

if TYPE_CHECKING:
    import pandas as pd

FEWEST = 15
"""Futures of a run below which nothing is tried: intervals would say nothing."""


@dataclass(frozen=True)
class Tried:
    """What was tried.

    Attributes:
        reference: How commands name the plan.
        main: Name of its main target.
        margins: Its levers at the margin.
        anyway: What growth comes from without it.
    """

    reference: str = ""
    main: str = ""
    margins: Margins | None = None
    anyway: Anyway | None = None

    @property
    def frames(self) -> dict[str, pd.DataFrame]:
        """The frames `margins` and `causes`, as far as they were run."""
        found = {}
        if self.margins is not None:
            found["margins"] = margins_frame(self.margins)
        if self.anyway is not None:
            found["causes"] = anyway_frame(self.anyway)
        return found


def tried_of(request: Request, runs: Runs, asking: Asking) -> Tried:
    """Try what advice needs, if it was asked for, of a single plan with levers and a target."""
    plan = request.scenarios[0]
    main = main_target(plan)
    if not request.advice or len(request.scenarios) > 1 or main is None:
        return Tried()
    if len(runs.first(plan.name)) < FEWEST:
        return Tried()
    growth = next((one for one in plan.targets.values() if can_be_told(one)), None)
    told = None
    if request.baseline is not None and growth is not None:
        told = anyway(growth, request.baseline, asking)
    return Tried(
        reference_of(plan),
        main.name,
        margins(plan, main.name, runs, asking),
        told,
    )
