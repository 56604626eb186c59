"""What if? Runs of a scenario with some of its numbers varied, over a grid or a sample."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd

from resettle.results.judge.outcomes import Outcome
from resettle.results.questions.sweep import tables
from resettle.results.questions.sweep.charts import MOST_PATHS, lines, maps, scatters
from resettle.results.questions.sweep.compute import Swept
from resettle.results.questions.sweep.plan import Plan, planned
from resettle.results.questions.sweep.request import Request
from resettle.results.questions.sweep.sentences import headlines, warning
from resettle.results.report.answer import Answer, Section
from resettle.results.report.charts import Chart
from resettle.results.runs.asking import Asking
from resettle.results.runs.frame import Runs
from resettle.results.statistics.intervals import median
from resettle.results.text.labels import NOTHING, Text, join, label, say

QUESTION = "sweep"

NAMED = 3
"""Paths that the title names."""


def ask(request: Request, asking: Asking, warn: Callable[[Text], None] | None = None) -> Answer:
    """Run a sweep and say what it shows.

    Args:
        request: What is asked for.
        asking: Runs what is needed.
        warn: Called with how many runs there are and how long they take, if that is long.

    Raises:
        scenarios.ScenarioErrors: With all that is wrong in the request, its file and its scenario.
    """
    return answered(planned(request, asking.parameters, asking.seed), asking, warn)


def answered(plan: Plan, asking: Asking, warn: Callable[[Text], None] | None = None) -> Answer:
    """The answer to a plan, see `ask`.

    The scenario as it stands is run first: it is the reference of every difference, and its pace
    says how long the rest takes.
    """
    variants, replications = plan.variants(), range(plan.replications)
    first = asking.run(variants[:1], replications, stage="sweep")
    message = warning(plan, median(first.frame["seconds"].tolist()), asking.crew.workers)
    if warn is not None and message != NOTHING:
        warn(message)
    rest = asking.run(variants[1:], replications, stage="sweep")
    swept = Swept(plan, Runs(pd.concat([first.frame, rest.frame], ignore_index=True)))
    names = [axis.short for axis in plan.axes]
    paths = join(names, " × ", " × ") if len(names) <= NAMED else say("sweep_paths", count=len(names))
    return Answer(
        QUESTION,
        say("sweep_title", scenario=plan.scenario.title, paths=paths),
        headlines(swept),
        tuple(_sections(swept)),
        {"runs": tables.run_frame(swept), "points": tables.point_frame(swept)},
        _details(plan),
    )


def _sections(swept: Swept) -> list[Section]:
    best = tables.best_table(swept)
    shown = (tables.effect_table(swept),) if best is None else (best, tables.effect_table(swept))
    made = [Section("sweep-best", label("sweep_section_best"), tables=shown)]
    charts = _charts(swept)
    moving = [one for one in swept.plan.outcomes if swept.moves(one)]
    still = [one for one in swept.plan.outcomes if not swept.moves(one)]
    left = not swept.plan.sampled and len(swept.plan.axes) > MOST_PATHS
    notes = (say("sweep_pairs_left", count=MOST_PATHS),) if left else ()
    if moving:
        section = Section("sweep-charts", label("sweep_section_charts"), notes, charts=_of(charts, moving))
        made.append(section)
    made.append(
        Section("sweep-points", label("sweep_points"), tables=(tables.point_table(swept),), folded=True)
    )
    if still:
        note, own = (label("sweep_still_note"),), _of(charts, still)
        made.append(Section("sweep-still", label("sweep_section_still"), note, charts=own, folded=True))
    return made


def _of(charts: dict[str, list[Chart]], chosen: Sequence[Outcome]) -> tuple[Chart, ...]:
    return tuple(chart for one in chosen for chart in charts[one.name])


def _charts(swept: Swept) -> dict[str, list[Chart]]:
    if swept.plan.sampled:
        return scatters(swept)
    return lines(swept) if len(swept.plan.axes) == 1 else maps(swept)


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
