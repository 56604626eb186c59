"""Tables and frames of an optimisation."""

from __future__ import annotations

from functools import partial
from math import nan
from typing import Any

import numpy as np
import pandas as pd

from resettle.results.judge.measures import MEASURES
from resettle.results.judge.outcomes import outcomes, with_strict
from resettle.results.questions.optimise.compute import Confirmed, Missed, Solution
from resettle.results.questions.optimise.effects import by_itself, left_out
from resettle.results.questions.optimise.goal import PLAN, Mix, Trial
from resettle.results.questions.optimise.request import Problem
from resettle.results.questions.optimise.sentences import bound_of, cost, mix_name, number, promise
from resettle.results.report.answer import Table
from resettle.results.report.apart import tasks_apart
from resettle.results.report.estimates import amount, change
from resettle.results.text.labels import NOTHING, Text, heads, label, say
from resettle.results.text.names import lever_label, setting_name
from resettle.results.text.numbers import (
    NONE,
    POINTS,
    count,
    level_text,
    money,
    percent,
    signed,
    with_interval,
)

SEARCHED, CHECKED, TESTED = STAGES = ("search", "check", "test")
"""Where a share was seen; that of the search is too good and is no estimate."""


_heads = partial(heads, "optimise_head_{}")


def mix_table(solution: Solution) -> Table:
    """The named mix beside the plan, setting by setting, with bounds and spending."""
    problem, plan, best = solution.problem, solution.plan, solution.chosen

    def spent(lever: str) -> tuple[Text, Text]:
        return money(plan.spent(lever)), money(best.spent(lever))

    rows = []
    shown: set[str] = set()
    for one, value in zip(problem.inputs, problem.space.values(best.mix), strict=True):
        costs = (NOTHING, NOTHING) if one.lever in shown else spent(one.lever)
        shown.add(one.lever)
        part = value / one.central - 1.0 if one.central else 0.0
        changed = _percent_change(part) if abs(part) >= 0.005 else NONE
        rows.append((setting_name(one), number(one, one.central), number(one, value), changed, *costs))
    for name in problem.scenario.levers:
        if name not in shown:
            kept = label("optimise_kept")
            rows.append((lever_label(name), kept, kept, NONE, *spent(name)))
    total = money(plan.cost.middle), money(best.cost.middle)
    part = best.cost.middle / plan.cost.middle - 1.0 if plan.cost.middle else 0.0
    rows.append((label("all_levers"), NOTHING, NOTHING, _percent_change(part), *total))
    period = problem.scenario.period
    return Table(
        label("optimise_mix_title"),
        (*_heads("setting", "plan"), mix_name(solution, best), *_heads("change", "cost_plan", "cost_mix")),
        tuple(rows),
        say("optimise_mix_note", month=period.label(period.start)),
    )


def _percent_change(part: float) -> Text:
    return signed(percent(part, 0), part)


def tested_table(solution: Solution) -> Table:
    """The plan and the mixes that were tested, with probability, spending and verdict."""
    goal = solution.problem.goal
    rows = tuple(
        (
            mix_name(solution, one),
            say("optimise_of", met=one.met.count, total=one.met.runs),
            with_interval(percent(one.share), percent(one.met.low), percent(one.met.high)),
            cost(one),
            _verdict(solution, one),
        )
        for one in (solution.plan, *solution.tested)
    )
    note = (
        say("optimise_tested_note", p=percent(goal.probability, 0))
        if goal.budget is None
        else label("optimise_tested_note_budget")
    )
    head = _heads("which", "met", "probability", "spending", "verdict")
    return Table(label("optimise_tested"), head, rows, note, words=(4,))


def _verdict(solution: Solution, one: Confirmed) -> Text:
    """What the test says of a mix."""
    goal = solution.problem.goal
    if goal.budget is not None:
        return NONE if one.cost.middle <= goal.budget else label("optimise_verdict_over")
    if one.met.high < goal.probability:
        return label("optimise_verdict_below")
    if one.met.low < goal.probability:
        return label("optimise_verdict_open")
    verified = one is solution.plan or solution.is_verified(one)
    return label("optimise_verdict_verified" if verified else "optimise_verdict_after")


def settings_table(solution: Solution) -> Table:
    """The settings of all mixes that were tested."""
    problem = solution.problem
    mixes = [problem.space.values(one.mix) for one in solution.tested]
    rows = tuple(
        (setting_name(one), number(one, one.central), *(number(one, value) for value in values))
        for one, *values in zip(problem.inputs, *mixes, strict=True)
    )
    names = (mix_name(solution, one) for one in solution.tested)
    return Table(label("optimise_settings"), (*_heads("setting", "plan"), *names), rows, terminal=False)


def beside_tables(solution: Solution) -> tuple[Table, ...]:
    """All targets and further figures, under the plan and under the named mix."""
    plan, best = solution.plan, solution.chosen
    columns = (label("optimise_plan"), mix_name(solution, best), *_heads("difference"))
    note = say("optimise_beside_note", futures=best.met.runs)
    targets = [
        (
            one,
            (
                one.title,
                percent(plan.mean(one.met)),
                percent(best.mean(one.met)),
                change(best.against(plan, one.met), POINTS),
            ),
        )
        for one in with_strict(outcomes(solution.problem.scenario).values())
        if one.met is not None
    ]
    measures = tuple(
        (
            label(f"measure_{one.name}"),
            level_text(plan.mean(one.name), one.unit),
            level_text(best.mean(one.name), one.unit),
            change(best.against(plan, one.name), one.unit),
        )
        for one in MEASURES
    )
    head = (label("head_target"), *columns), (*_heads("figure"), *columns)
    return (
        Table(label("optimise_beside_targets"), head[0], tasks_apart(targets), note, terminal=False),
        Table(label("optimise_beside_measures"), head[1], measures, note, terminal=False),
    )


def promise_table(solution: Solution) -> Table:
    """What each target's figure reaches with the probability that was asked for."""
    problem, plan, best = solution.problem, solution.plan, solution.chosen
    p = problem.goal.probability
    rows = tuple(
        (one.title, bound_of(one), promise(plan, one, p), promise(best, one, p))
        for one in with_strict(problem.targets)
    )
    head = (label("head_target"), *_heads("asked", "plan"), mix_name(solution, best))
    return Table(say("optimise_promise", p=percent(p, 0)), head, rows, label("optimise_promise_note"))


def missed_table(solution: Solution) -> Table:
    """Futures in which no mix meets the targets."""

    def cells(name: str, missed: Missed) -> tuple[Text, ...]:
        numbers = (count(missed.mixes), count(missed.futures), count(missed.none), percent(missed.high))
        return (label(name), *numbers)

    head = _heads("which", "mixes", "futures", "none", "limit")
    rows = (
        cells("optimise_row_search", solution.missed_search),
        cells("optimise_row_check", solution.missed_check),
    )
    return Table(label("optimise_none_met"), head, rows, label("optimise_none_met_note"), terminal=False)


def alone_tables(solution: Solution) -> tuple[Table, ...]:
    """What each setting does by itself, for each target."""
    return tuple(_alone(solution, target) for target in range(len(solution.problem.targets)))


def _alone(solution: Solution, target: int) -> Table:
    problem, space = solution.problem, solution.problem.space
    outcome = problem.targets[target]
    tried = {trial.mix: trial for trial in solution.trials}

    def effect(new: Trial | None, old: Trial) -> tuple[Text, Text]:
        if new is None:
            return NONE, NONE
        size = solution.sizes[target] * outcome.better
        moved = float(np.mean(new.margins[target] - old.margins[target])) * size
        return amount(moved, outcome.unit), signed(money(new.cost - old.cost), new.cost - old.cost)

    rows = tuple(
        (
            setting_name(problem.inputs[position]),
            *effect(tried.get(by_itself(space, position)), tried[space.lowest]),
            *effect(tried.get(left_out(space, position)), tried[space.planned]),
        )
        for position in space.free
    )
    return Table(
        say("optimise_alone_of", title=outcome.title),
        _heads("setting", "alone", "alone_cost", "left_out", "left_out_cost"),
        rows,
        say("optimise_alone_note", futures=len(solution.futures)),
        terminal=False,
    )


def bounds_table(problem: Problem) -> Table:
    """What each setting could be."""
    rows = tuple(
        (
            setting_name(one),
            number(one, levels[0]),
            number(one, levels[-1]),
            number(one, one.central),
            count(len(levels)),
        )
        for one, levels in zip(problem.inputs, problem.space.levels, strict=True)
    )
    head = _heads("setting", "low", "high", "plan", "steps")
    note = say("optimise_bounds_note", most=f"{problem.request.most:g}")
    return Table(label("optimise_bounds"), head, rows, note, terminal=False)


def frames(solution: Solution) -> dict[str, pd.DataFrame]:
    """All mixes with what was seen of them (`mixes`), and the named one beside the plan (`mix`)."""
    problem, best = solution.problem, solution.chosen
    rows = [
        {
            "stage": SEARCHED, "origin": trial.origin, "chosen": trial.mix == best.mix,
            "futures": len(trial.met), "met": int(trial.met.sum()), "share": trial.share, "low": nan,
            "high": nan, "spending": trial.cost, **settings(problem, trial.mix),
        }
        for trial in solution.trials
    ]  # fmt: skip
    for stage, mixes in ((CHECKED, solution.checked), (TESTED, (solution.plan, *solution.tested))):
        rows += [
            {
                "stage": stage, "origin": one.trial.origin, "chosen": one.mix == best.mix,
                "futures": one.met.runs, "met": one.met.count, "share": one.share, "low": one.met.low,
                "high": one.met.high, "spending": one.cost.middle, **settings(problem, one.mix),
            }
            for one in mixes
        ]  # fmt: skip
    mix = [
        {
            "path": one.path, "lever": one.lever, "unit": one.unit, "low": levels[0], "high": levels[-1],
            "plan": one.central, "mix": levels[step], "lever_spending_plan": solution.plan.spent(one.lever),
            "lever_spending_mix": best.spent(one.lever),
        }
        for one, levels, step in zip(problem.inputs, problem.space.levels, best.mix, strict=True)
    ]  # fmt: skip
    return {"mixes": pd.DataFrame(rows), "mix": pd.DataFrame(mix)}


def settings(problem: Problem, mix: Mix) -> dict[str, float | None]:
    """Settings of a mix by path; none for the plan as it is, which may draw them."""
    values = problem.space.values(mix) if mix != PLAN else [None] * len(problem.inputs)
    return {one.path: value for one, value in zip(problem.inputs, values, strict=True)}


def details(solution: Solution) -> dict[str, Any]:
    """What the manifest says of the search."""
    problem, best, plan = solution.problem, solution.chosen, solution.plan
    return {
        "targets": [one.name for one in problem.targets],
        "probability": problem.goal.probability,
        "budget": problem.goal.budget,
        "most": problem.request.most,
        "bounds": {
            one.path: [levels[0], levels[-1]]
            for one, levels in zip(problem.inputs, problem.space.levels, strict=True)
        },
        "mix": settings(problem, best.mix),
        "verified": solution.verified,
        "met": best.met.count,
        "futures": best.met.runs,
        "interval": [best.met.low, best.met.high],
        "spending": best.cost.middle,
        "plan": {"met": plan.met.count, "futures": plan.met.runs, "spending": plan.cost.middle},
        "trials": len(solution.trials),
        "checked": len(solution.checked) - 1,
        "tested": len(solution.tested),
    }
