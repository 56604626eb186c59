"""The question "are the targets reached?": runs of scenarios, and their targets judged."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from time import perf_counter
from typing import Any

from resettle.results.questions.run.answer import answered
from resettle.results.questions.run.compute import computed, weights
from resettle.results.questions.run.request import Request, checked
from resettle.results.report.answer import Answer, NothingToJudge
from resettle.results.runs.asking import Asking
from resettle.results.runs.draws import Design
from resettle.results.runs.frame import IDENTITY, Runs
from resettle.results.runs.table import Variant


def ask(request: Request, asking: Asking) -> Answer:
    """Run scenarios and judge their targets.

    Raises:
        results.report.answer.QuestionError: If the request makes no sense.
        results.report.answer.NothingToJudge: If a scenario has no replication that succeeded.
    """
    request = checked(request)
    started = perf_counter()
    design = Design(request.seeds_per_draw)
    runs = asking.run(
        [Variant(one.name, one) for one in request.scenarios],
        range(request.replications),
        design=design,
        record=True,
        check=request.check,
        stage=" + ".join(request.names),
    )
    ran = perf_counter()
    described = _described(request, asking, design, runs)
    succeeded = Counter(name for name, _ in runs.records)
    for name in request.names:
        if not succeeded[name]:
            error = runs.failed[runs.failed["variant"] == name]["error"].iloc[0]
            raise NothingToJudge(f"no replication of {name} succeeded: {error}", described)
    frames = computed(request.scenarios, runs)
    timings = {"running": ran - started, "judging": perf_counter() - ran}
    described["timings"] = {stage: round(seconds, 3) for stage, seconds in timings.items()}
    described["parameters"], described["outside"] = asking.parameters.mode, asking.parameters.outside
    return answered(request.scenarios, frames, described, weights(runs))


def _described(request: Request, asking: Asking, design: Design, runs: Runs) -> dict[str, Any]:
    """What the manifest of a run says besides what all manifests say."""
    from resettle.scenarios import default_scale

    weight = weights(runs)
    scenarios = [
        {
            "name": one.name,
            "digest": one.digest,
            "files": [Path(file).name for file in one.chain],
            "scale": asking.scale or default_scale(one),
            "weight": weight.get(one.name),
            "varied": asking.parameters.varied(one),
        }
        for one in request.scenarios
    ]
    varied = any(one["varied"] for one in scenarios)
    return {
        "scenarios": scenarios,
        "replications": request.replications,
        "draws": design.draws(request.replications) if varied else 0,
        "repeated_draws": design.repeated(request.replications) if varied else 0,
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
            for row in runs.frame[list(IDENTITY)].to_dict("records")
        ],
    }
