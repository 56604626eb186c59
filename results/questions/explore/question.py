"""What if this lever were moved? A page with sliders that rests on paired runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd

from resettle.results.questions.explore.compute import Checked, Explored, checks, explored
from resettle.results.questions.explore.content import content_of
from resettle.results.questions.explore.request import Request, checked
from resettle.results.questions.explore.sentences import (
    NEEDED,
    accuracy_table,
    headlines,
    others_table,
    share_inside,
)
from resettle.results.report.answer import Answer, Section
from resettle.results.runs.asking import Asking
from resettle.results.statistics.response import STATISTICS
from resettle.results.text.labels import Text, label, say

QUESTION = "explore"


def ask(request: Request, asking: Asking, tell: Callable[[Text], None] | None = None) -> Answer:
    """Run a design around a plan, learn what the levers do, and make the page with sliders.

    Args:
        request: What is asked for.
        asking: Runs what is needed.
        tell: Called with how many runs there are and how long they take.

    Raises:
        results.report.answer.QuestionError: If the request makes no sense, all reasons at once; or if too few
            runs succeeded.
    """
    problem = checked(request)
    found = explored(problem, asking, tell)
    seen = checks(found, asking) if request.check else ()
    frames = {"points": points_frame(found)}
    if seen:
        frames["check"] = pd.DataFrame([{**vars(one), "inside": one.inside} for one in seen])
    return Answer(
        QUESTION,
        say("explore_title", scenario=problem.scenario.title),
        headlines(found, seen),
        tuple(_sections(found, seen)),
        frames,
        _details(found, seen),
        exit_code=1 if seen and share_inside(seen) < NEEDED else 0,
        explorer=content_of(found, asking),
    )


def _sections(found: Explored, seen: tuple[Checked, ...]) -> Sequence[Section]:
    others = others_table(found)
    made = [Section("accuracy", label("explore_accuracy"), tables=(accuracy_table(found, seen),))]
    if others is not None:
        made.insert(0, Section("others", label("explore_others"), tables=(others,)))
    return made


def points_frame(found: Explored) -> pd.DataFrame:
    """A row a point that was run: its multiples of the plan, what the runs tell, and what the page would."""
    frame = pd.DataFrame(found.times, columns=[f"times.{one.lever}" for one in found.sliders])
    exact = [found.exact(row) for row in range(len(frame))]
    for one in found.problem.outcomes:
        missed = found.responses[one.column].missed
        for name in (name for name in STATISTICS if name in missed):
            frame[f"{one.name}.{name}"] = [row[one.column][name] for row in exact]
            frame[f"{one.name}.{name}.without"] = frame[f"{one.name}.{name}"] + missed[name]
    return frame


def _details(found: Explored, seen: tuple[Checked, ...]) -> dict[str, Any]:
    return {
        "sliders": {one.lever: [one.low, one.high] for one in found.sliders},
        "outcomes": [one.name for one in found.problem.outcomes],
        "points": len(found.times),
        "futures": found.futures,
        "forms": {column: response.form for column, response in found.responses.items()},
        **({"checked": len(seen), "inside": round(share_inside(seen), 4)} if seen else {}),
    }
