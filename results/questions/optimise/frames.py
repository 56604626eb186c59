"""Frames of an optimisation, and what its manifest says."""

from __future__ import annotations

from typing import Any

import pandas as pd

from resettle.results.questions.optimise.choice import Mix, plan_years
from resettle.results.questions.optimise.compute import Solution
from resettle.results.questions.optimise.naming import Named
from resettle.results.questions.optimise.request import Problem
from resettle.results.questions.optimise.words import mix_file_name

PLAN = "plan"


def mix_key(one: Named) -> str:
    """How frames call a mix."""
    return "+".join(one.aims) or PLAN


def frames(solution: Solution) -> dict[str, pd.DataFrame]:
    """`mixes`, `target_shares`, `years`, `settings`, `tenths`, `limits`, and `tried` with all trials."""
    named = (solution.plan, *solution.mixes)
    years = plan_years(solution.problem.scenario.period)
    mixes = [_mix_row(solution, one) for one in named]
    shares = [
        {"mix": mix_key(one), "target": name, "share": p.share, "low": p.low, "high": p.high, "runs": p.runs}
        for one in named
        for name, p in one.targets.items()
    ]
    spent = [
        {"mix": mix_key(one), "year": year, "spending": float(value)}
        for one in named
        for year, value in zip(years, one.trial.yearly, strict=True)
    ]
    chosen = [
        {
            "mix": mix_key(one), "path": choice.one.path, "lever": choice.one.lever, "status": choice.status,
            "plan": choice.one.central, "value": choice.levels[step], "yearly": choice.ramped,
        }
        for one in solution.mixes
        for choice, step in zip(solution.problem.choices, one.mix, strict=True)
    ]  # fmt: skip
    made = {"mixes": mixes, "target_shares": shares, "years": spent, "settings": chosen}
    tenths = [
        {
            "mix": mix_key(one), **row.columns(["change"]),
            "better": row.better.middle, "worse": row.worse.middle,
        }
        for one in solution.mixes
        if one.tenths is not None
        for row in (*one.tenths.rows, one.tenths.all)
    ]  # fmt: skip
    made |= {"tenths": tenths} if tenths else {}
    if solution.binding is not None:
        lifts = (*solution.binding.lifts, solution.binding.together)
        made["limits"] = [
            {
                "limit": one.limit,
                "lever": "" if one.position is None else solution.problem.choices[one.position].one.lever,
                "gain": one.gain,
            }
            for one in lifts
        ]
    made["tried"] = [
        {
            "stage": stage, "futures": len(one.met), "met": int(one.met.sum()), "spending": one.cost,
            **settings(solution.problem, one.mix),
        }
        for stage, trials in (("search", solution.searched.tried.values()), ("check", solution.checked))
        for one in trials
    ]  # fmt: skip
    return {name: pd.DataFrame(rows) for name, rows in made.items() if rows}


def _mix_row(solution: Solution, one: Named) -> dict[str, Any]:
    prior = one.least.prior
    return {
        "mix": mix_key(one), "file": mix_file_name(solution, one) if one.aims else "",
        "runs": one.met.runs, "met": one.met.count, "share": one.met.share, "low": one.met.low,
        "high": one.met.high, "earned": one.earned.share, "least": one.least.met.share,
        "prior": "" if prior is None else prior.path, "half": one.least.half,
        "spending": one.trial.cost, "cash": float(one.trial.cash.mean()),
    }  # fmt: skip


def settings(problem: Problem, mix: Mix) -> dict[str, float]:
    """Changes a year, or numbers, of a mix by path."""
    pairs = zip(problem.choices, mix, strict=True)
    return {choice.one.path: choice.levels[step] for choice, step in pairs}


def details(solution: Solution) -> dict[str, Any]:
    """What the manifest says of the question and of what was found."""
    problem, asked = solution.problem, solution.problem.request
    return {
        "targets": [one.name for one in problem.targets],
        "probability": asked.probability,
        "budget": problem.budget,
        "band": asked.band,
        "allow_cash": asked.allow_cash,
        "harm": asked.harm,
        "most": asked.most,
        "reached": solution.reached,
        "nearest": mix_key(solution.nearest),
        "mixes": {mix_key(one): settings(problem, one.mix) for one in solution.mixes},
        "refused": {
            one.aim: [*(guard.name for guard in one.worse), *(target.name for target in one.falls)]
            for one in solution.refused
        },
        "binding": None
        if solution.binding is None or solution.binding.first is None
        else solution.binding.first.limit,
        "priors": [one.path for one in solution.priors],
        "futures": solution.futures,
        "trials": len(solution.searched.tried),
        "checked": len(solution.checked) - 1,
    }
