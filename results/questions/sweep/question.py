"""The question "what if?": runs of a scenario with some of its numbers varied, over a grid or a sample."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol

import numpy as np

from resettle.results.questions.sweep.charts import lines, scatters
from resettle.results.questions.sweep.headlines import headlines
from resettle.results.questions.sweep.held import Swept, point_frame, run_frame
from resettle.results.questions.sweep.maps import MOST_PATHS, maps
from resettle.results.questions.sweep.plan import Plan
from resettle.results.questions.sweep.tables import best_table, effect_table, point_table
from resettle.results.report.answer import Answer, Section
from resettle.results.runs.frame import Runs
from resettle.results.text.labels import NOTHING, Text, join, label, say, text_of
from resettle.results.text.numbers import count

if TYPE_CHECKING:
    from resettle.results.judge.outcomes import Outcome
    from resettle.results.report.style import Chart
    from resettle.results.runs.table import Variant

LONG = 120.0
"""Seconds from which a warning tells how long the runs take."""

NAMED = 3
"""Paths that the title names."""


class Workers(Protocol):
    """Who works."""

    workers: int


class Asks(Protocol):
    """What is needed of `results.runs.asking.Asking`."""

    @property
    def crew(self) -> Workers:
        """Who works."""

    def run(self, variants: Sequence[Variant], replications: Sequence[int], *, stage: str) -> Runs:
        """Run variants, paired by replication."""


def ask(plan: Plan, asking: Asks, warn: Callable[[Text], None] | None = None) -> Answer:
    """Run a sweep and say what it shows.

    The scenario as it stands is run first: it is the reference of every difference, and its pace
    tells how long the rest takes.

    Args:
        plan: The plan.
        asking: Runs what is needed.
        warn: Told how many runs there are and how long they take, if that is long.
    """
    import pandas as pd

    variants, replications = plan.variants(), range(plan.replications)
    first = asking.run(variants[:1], replications, stage="sweep")
    told = warning(plan, float(np.median(first.frame["seconds"])), asking.crew.workers)
    if warn is not None and told != NOTHING:
        warn(told)
    rest = asking.run(variants[1:], replications, stage="sweep")
    return answered(Swept(plan, Runs(pd.concat([first.frame, rest.frame], ignore_index=True))))


def warning(plan: Plan, seconds: float, workers: int) -> Text:
    """How many runs a sweep has and how long they take; nothing if that is not long.

    Args:
        plan: The plan.
        seconds: Seconds of one run.
        workers: Processes that work side by side.
    """
    left = len(plan.points) * plan.replications * seconds / max(1, workers)
    if left < LONG:
        return NOTHING
    minutes = left / 60.0
    time = (
        say("sweep_hours", count=count(minutes / 60.0, 1))
        if minutes >= 90.0
        else say("sweep_minutes", count=count(minutes))
    )
    return say(
        "sweep_warn_time",
        runs=count(plan.runs),
        points=count(len(plan.points)),
        replications=count(plan.replications),
        time=time,
        workers=workers,
    )


def answered(held: Swept) -> Answer:
    """The answer of a sweep that was run."""
    plan = held.plan
    names = [axis.short for axis in plan.axes]
    few = len(names) <= NAMED
    paths = join(names, " × ", " × ") if few else say("sweep_paths", count=len(names))
    return Answer(
        "sweep",
        say("sweep_title", scenario=text_of(plan.scenario.title), paths=paths),
        headlines(held),
        tuple(_sections(held)),
        {"runs": run_frame(held), "points": point_frame(held)},
        _details(plan),
    )


def _sections(held: Swept) -> list[Section]:
    best = best_table(held)
    tables = (effect_table(held),) if best is None else (best, effect_table(held))
    made = [Section("sweep-best", label("sweep_section_best"), tables=tables)]
    drawn = _charts(held)
    moving = [one for one in held.plan.outcomes if held.moves(one)]
    still = [one for one in held.plan.outcomes if not held.moves(one)]
    left = not held.plan.sampled and len(held.plan.axes) > MOST_PATHS
    notes = (say("sweep_pairs_left", count=MOST_PATHS),) if left else ()
    if moving:
        charts = _of(drawn, moving)
        made.append(Section("sweep-charts", label("sweep_section_charts"), notes, charts=charts))
    made.append(Section("sweep-points", label("sweep_points"), tables=(point_table(held),), folded=True))
    if still:
        told = (label("sweep_still_told"),)
        charts = _of(drawn, still)
        made.append(Section("sweep-still", label("sweep_section_still"), told, charts=charts, folded=True))
    return made


def _of(drawn: dict[str, list[Chart]], chosen: Sequence[Outcome]) -> tuple[Chart, ...]:
    return tuple(chart for one in chosen for chart in drawn[one.name])


def _charts(held: Swept) -> dict[str, list[Chart]]:
    if held.plan.sampled:
        return scatters(held)
    return lines(held) if len(held.plan.axes) == 1 else maps(held)


def _details(plan: Plan) -> dict[str, object]:
    """What the manifest says of the sweep."""
    return {
        "points": len(plan.points),
        "sample": plan.sampled or None,
        "replications": plan.replications,
        "outcomes": [one.name for one in plan.outcomes],
        "paths": [
            {
                "path": axis.path,
                "measure": axis.input.measure,
                "unit": axis.input.unit,
                "as_stated": axis.input.central,
                "numbers": list(axis.numbers.listed) or {"from": axis.numbers.low, "to": axis.numbers.high},
            }
            for axis in plan.axes
        ],
    }
