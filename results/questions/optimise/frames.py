"""What an optimisation leaves as tables of numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from resettle.results.questions.optimise.bench import Confirmed
from resettle.results.questions.optimise.solve import Solution
from resettle.results.questions.optimise.space import PLAN, Mix
from resettle.results.questions.optimise.words import lever_spending

if TYPE_CHECKING:
    import pandas as pd

SEARCHED, CHECKED, TESTED = STAGES = ("search", "check", "test")
"""Where a share was seen; that of the search is too good and is no estimate."""


def frames(found: Solution) -> dict[str, pd.DataFrame]:
    """All mixes with what was seen of them (`mixes`), and the named one beside the plan (`mix`)."""
    import pandas as pd

    rows = [
        {
            "stage": SEARCHED, "origin": trial.origin, "futures": len(trial.met), "met": int(trial.met.sum()),
            "share": trial.share, "low": None, "high": None, "spending": trial.cost,
            **_values(found, trial.mix),
        }
        for trial in found.trials
    ]  # fmt: skip
    rows += [_confirmed(found, one, CHECKED) for one in found.checked]
    rows += [_confirmed(found, one, TESTED) for one in (found.plan, *found.tested)]
    mixes = pd.DataFrame(rows).astype({"low": float, "high": float})
    mixes.insert(2, "chosen", [_is_chosen(found, row) for row in rows])
    asked = found.problem
    mix = pd.DataFrame(
        [
            {
                "path": one.path, "lever": one.lever, "unit": one.unit, "low": levels[0], "high": levels[-1],
                "plan": one.central, "mix": levels[found.chosen.trial.mix[place]],
                "lever_spending_plan": lever_spending(found.plan, one.lever),
                "lever_spending_mix": lever_spending(found.chosen, one.lever),
            }
            for place, (one, levels) in enumerate(zip(asked.inputs, asked.space.levels, strict=True))
        ]
    )  # fmt: skip
    return {"mixes": mixes, "mix": mix}


def _values(found: Solution, mix: Mix) -> dict[str, float | None]:
    asked = found.problem
    numbers = asked.space.values(mix) if mix != PLAN else [None] * len(asked.inputs)
    return {one.path: value for one, value in zip(asked.inputs, numbers, strict=True)}


def _confirmed(found: Solution, one: Confirmed, stage: str) -> dict[str, Any]:
    return {
        "stage": stage, "origin": one.trial.origin, "futures": one.futures, "met": one.met,
        "share": one.share, "low": one.low, "high": one.high, "spending": one.trial.cost,
        **_values(found, one.trial.mix),
    }  # fmt: skip


def _is_chosen(found: Solution, row: dict[str, Any]) -> bool:
    wanted = _values(found, found.chosen.trial.mix)
    return all(row[path] == value for path, value in wanted.items())


def details(found: Solution) -> dict[str, Any]:
    """What the manifest says of the search."""
    asked = found.problem
    best = found.chosen
    return {
        "targets": [one.name for one in asked.targets],
        "probability": asked.goal.probability,
        "budget": asked.goal.budget,
        "most": asked.most,
        "bounds": {
            one.path: [levels[0], levels[-1]]
            for one, levels in zip(asked.inputs, asked.space.levels, strict=True)
        },
        "mix": {
            one.path: value
            for one, value in zip(asked.inputs, asked.space.values(best.trial.mix), strict=True)
        },
        "verified": found.verified,
        "met": best.met,
        "futures": best.futures,
        "interval": [best.low, best.high],
        "spending": best.trial.cost,
        "plan": {"met": found.plan.met, "futures": found.plan.futures, "spending": found.plan.trial.cost},
        "trials": len(found.trials),
        "checked": len(found.checked) - 1,
        "tested": len(found.tested),
    }
