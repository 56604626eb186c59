"""The question "are the targets reached?": runs of scenarios, and their targets judged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from time import perf_counter
from typing import Any

from resettle.results.judge.futures import AGAIN
from resettle.results.judge.panel import Weights
from resettle.results.questions.run.added import added
from resettle.results.questions.run.compute import cases, computed, weights
from resettle.results.questions.run.households import tenths_frames
from resettle.results.questions.run.judged import Frames, Judged, lead_of, title_of
from resettle.results.questions.run.matters import Matters, matters
from resettle.results.questions.run.pace import Paced, Tell, paced
from resettle.results.questions.run.request import Request, checked
from resettle.results.questions.run.sections import sections_of
from resettle.results.questions.run.tried import Tried, tried_of
from resettle.results.questions.run.views import target_views
from resettle.results.report.answer import Answer, NothingToJudge, present
from resettle.results.runs.asking import Asking
from resettle.results.runs.frame import IDENTITY
from resettle.results.text.labels import Text, fill, label
from resettle.scenarios import Scenario
from resettle.scenarios.problems import readable


def ask(request: Request, asking: Asking, tell: Tell | None = None) -> Answer:
    """Run scenarios and judge their targets.

    Args:
        request: What is asked for.
        asking: Runs what is needed.
        tell: Told the first verdict as soon as it is known.

    Raises:
        results.report.answer.QuestionError: If the request makes no sense.
        results.report.answer.NothingToJudge: If a scenario has no replication that succeeded.
    """
    request = checked(request)
    started = perf_counter()
    made = paced(request, asking, tell)
    runs = made.runs
    ran = perf_counter()
    described = _described(request, asking, made)
    succeeded = Counter(name for name, _ in runs.records)
    if request.baseline is not None and not succeeded[request.baseline.name]:
        request = replace(request, baseline=None)  # its failures are told as those of all runs
    for one in request.run:
        if not succeeded[one.name]:
            error = runs.failed[runs.failed["variant"] == one.name]["error"].iloc[0]
            none = Text("no replication of {name} succeeded: {error}", "{name}的模拟全部失败：{error}")
            raise NothingToJudge(fill(none, name=one.name, error=str(error)), described)
    tried = tried_of(request, runs, asking)
    frames = computed(request.run, runs, asking.beyond_behaviour(request.run, runs)) | tried.frames
    frames |= tenths_frames(request.scenarios, request.baseline, runs)
    timings = {"running": ran - started, "judging": perf_counter() - ran}
    described["timings"] = {stage: round(seconds, 3) for stage, seconds in timings.items()}
    described["parameters"], described["outside"] = asking.parameters.mode, asking.parameters.outside
    plan = None if len(request.scenarios) > 1 else request.scenarios[0]
    found = None if plan is None else matters(plan, runs, asking)
    return answered(request.scenarios, frames, described, weights(runs), request.baseline, tried, found)


def _described(request: Request, asking: Asking, made: Paced) -> dict[str, Any]:
    """What the manifest of a run says besides what all manifests say."""
    from resettle.scenarios import default_scale

    weight = weights(made.runs)
    scenarios = [
        {
            "name": one.name,
            "digest": one.digest,
            "files": [readable(Path(file).name) for file in one.chain],
            "scale": asking.scale or default_scale(one),
            "weight": weight.get(one.name),
            "varied": asking.parameters.varied(one),
        }
        for one in request.run
    ]
    varied = any(one["varied"] for one in scenarios)
    again = made.runs.frame[made.runs.frame["replication"] >= AGAIN]
    return {
        "scenarios": scenarios,
        "baseline": None if request.baseline is None else request.baseline.name,
        "futures": made.futures,
        "replications": made.futures,
        "repeated": int(again["draw"].nunique()) if varied else 0,
        "ending": made.ending,
        "half_width": round(made.half_width, 4),
        "seeds_per_draw": request.seeds_per_draw,
        "checked": request.check,
        "runs": [
            {
                "scenario": row["variant"],
                "replication": row["replication"],
                "seed": row["seed"],
                "draw": None if row["draw"] < 0 else row["draw"],
                "status": row["status"],
                "seconds": round(row["seconds"], 4),
                "error": row["error"] or None,
            }
            for row in made.runs.frame[list(IDENTITY)].to_dict("records")
        ],
    }


def answered(
    scenarios: Sequence[Scenario],
    frames: Frames,
    described: Mapping[str, Any],
    weights: Weights = None,
    baseline: Scenario | None = None,
    tried: Tried | None = None,
    found: Matters | None = None,
) -> Answer:
    """The answer of a run.

    Args:
        scenarios: The scenarios that were run, the reference of each region first.
        frames: What `results.questions.run.compute.computed` made of their runs.
        described: What the manifest says of the run; see `results.questions.run.sentences.drawing`.
        weights: Households that one simulated household stands for, by scenario.
        baseline: What a single plan was run beside, and is compared with.
        tried: What its levers do at the margin, and what growth comes from without it.
        found: Which of its uncertain values matter most.
    """
    run = Judged(
        cases(scenarios, frames["monthly"], frames["levers"], weights),
        [target_views(one, frames["targets"]) for one in scenarios],
        frames,
        None if baseline is None else added(scenarios[0], baseline, frames),
        tried or Tried(),
        found,
    )
    return Answer(
        "run",
        title_of(run),
        (*run.headlines(), *run.further(described.get("parameters") != "prior")),
        present(sections_of(run, described)),
        dict(frames),
        described=dict(described),
        lead=tuple(lead_of(run)),
        caution=label("synthetic"),
    )
