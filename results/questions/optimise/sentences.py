"""An optimisation in sentences: names of mixes, figures with intervals, and what a planner should say."""

from __future__ import annotations

import numpy as np

from resettle.results.judge.outcomes import Outcome, outcomes
from resettle.results.questions.optimise.check import quantile_interval
from resettle.results.questions.optimise.compute import Confirmed, Solution
from resettle.results.questions.optimise.goal import PLAN
from resettle.results.questions.optimise.search import BETTER_ENDS
from resettle.results.text.labels import NOTHING, Text, join, label, listed, quoted, say
from resettle.results.text.names import short_setting
from resettle.results.text.numbers import (
    NONE,
    bound_text,
    figure,
    figure_bare,
    money,
    percent,
    span,
    with_interval,
)
from resettle.scenarios.paths import Input
from resettle.scenarios.types import OUTCOME, TASK

MOVED = 0.05
"""Change of a share of futures that is worth a word."""

NAMED = 4
"""Targets that a sentence names at most; tables have all."""

CHANGES = 3
"""Changes of settings that a sentence names."""

LETTERS = "ABCDEFGH"


def number(one: Input, value: float) -> Text:
    """A setting's number with its unit."""
    return bound_text(round(value, 10), one.unit) if one.unit.startswith("share") else figure(value, one.unit)


def bare(one: Input, value: float) -> Text:
    """A setting's number without its unit, where the unit follows."""
    return number(one, value) if one.unit.startswith(("share", "yuan")) else figure_bare(value, one.unit)


def probability_text(one: Confirmed) -> Text:
    """A probability with its interval, for sentences."""
    interval = span(percent(one.met.low), percent(one.met.high))
    return say("optimise_interval", value=percent(one.share), interval=interval)


def cost(one: Confirmed) -> Text:
    """Mean spending with its interval."""
    return with_interval(*map(money, one.cost))


def mix_name(solution: Solution, one: Confirmed) -> Text:
    """Name of a mix that was tested: A is the one that is named, B the runner-up."""
    if one.mix == PLAN:
        return label("optimise_plan")
    first = (solution.chosen, *((solution.second,) if solution.second is not None else ()))
    order = dict.fromkeys(other.mix for other in (*first, *solution.tested))
    return say("optimise_mix", letter=LETTERS[list(order).index(one.mix)])


def against(one: Confirmed, plan: Confirmed) -> Text:
    """How a cost compares with that of the plan."""
    part = one.cost.middle / plan.cost.middle - 1.0 if plan.cost.middle > 0.0 else 0.0
    if abs(part) < 0.005:
        return label("optimise_as_dear")
    share = percent(abs(part), 0)
    return say("optimise_cheaper", part=share) if part < 0.0 else say("optimise_dearer", part=share)


def headlines(solution: Solution) -> tuple[Text, ...]:
    """What a planner should be able to say."""
    goal, best, plan = solution.problem.goal, solution.chosen, solution.plan
    pieces: dict[str, Text | str | int] = {
        "targets": listed([quoted(one.title) for one in solution.problem.targets]),
        "p": percent(goal.probability, 0), "cost": cost(best), "against": against(best, plan),
        "met": best.met.count, "total": best.met.runs, "share": probability_text(best),
        "low": percent(best.met.low),
    }  # fmt: skip
    if goal.budget is not None:
        within = best.cost.middle <= goal.budget
        key, pieces["budget"] = "optimise_bought" if within else "optimise_over", money(goal.budget)
    elif solution.verified:
        key = "optimise_found"
    else:
        key = "optimise_none" if solution.ruled_out else "optimise_unsure"
    lines = [say(key, **pieces), say("optimise_of_plan", cost=cost(plan), share=probability_text(plan))]
    if goal.budget is None and not solution.verified:
        lines += _limits(solution)
    lines += [_changes(solution), _second(solution), _other_outcomes(solution)]
    return tuple(line for line in lines if line != NOTHING)


def _second(solution: Solution) -> Text:
    """The runner-up, where there is one and the mix that is named is more than the best try."""
    other, budget = solution.second, solution.problem.goal.budget
    if other is None or not (solution.verified or budget is not None):
        return NOTHING
    verified = label("optimise_second_verified" if solution.is_verified(other) else "optimise_second_open")
    return say(
        "optimise_second",
        cost=cost(other),
        met=other.met.count,
        total=other.met.runs,
        share=probability_text(other),
        verified=verified if budget is None else NOTHING,
    )


def _limits(solution: Solution) -> list[Text]:
    """How far the bounds go, where they do not go far enough."""
    problem, best = solution.problem, solution.chosen
    p = problem.goal.probability
    lines = []
    if len(problem.targets) == 1:
        (target,) = problem.targets
        figures = {"figure": promise(best, target, p), "plan": promise(solution.plan, target, p)}
        lines.append(say("optimise_instead", p=percent(p, 0), bound=bound_of(target), **figures))
    missed = solution.missed_check
    if solution.ruled_out and missed.high < p:
        numbers = {"none": missed.none, "futures": missed.futures, "mixes": missed.mixes}
        lines.append(say("optimise_hindsight", high=percent(missed.high), **numbers))
    ends = next((one for one in solution.checked if one.trial.origin == BETTER_ENDS), None)
    most = max(one.met.count for one in solution.checked)
    if ends is not None and solution.ruled_out and ends.met.count >= most:
        lines.append(say("optimise_ends", share=probability_text(ends)))
    top = [
        short_setting(one)
        for one, step, levels in zip(problem.inputs, best.mix, problem.space.levels, strict=True)
        if step == len(levels) - 1 and levels[-1] < one.highest and levels[-1] > levels[0]
    ]
    if top:
        lines.append(say("optimise_at_bound", names=listed(top)))
    return lines


def bound_of(target: Outcome) -> Text:
    """What a target asks for."""
    return bound_text(float(target.bound or 0.0), target.unit)


def promise(one: Confirmed, target: Outcome, probability: float) -> Text:
    """What a target's figure reaches with a probability, with its interval."""
    figures = one.values(target.column)
    figures = figures[np.isfinite(figures)]
    if not len(figures):
        return NONE
    quantile = quantile_interval(figures, 1.0 - probability if target.better > 0 else probability)
    return with_interval(*(figure(end, target.unit) for end in quantile))


def _changes(solution: Solution) -> Text:
    """The changes of settings that move most money."""
    problem, best = solution.problem, solution.chosen
    pairs = zip(problem.inputs, problem.space.values(best.mix), strict=True)
    changed = [(one, value) for one, value in pairs if value != one.central]
    changed.sort(key=lambda pair: -abs(best.spent(pair[0].lever) - solution.plan.spent(pair[0].lever)))
    if not changed:
        return NOTHING
    parts = [
        say("optimise_change", name=short_setting(one), new=number(one, value), old=bare(one, one.central))
        for one, value in changed[:CHANGES]
    ]
    return say("optimise_changes", changes=join(parts))


def _other_outcomes(solution: Solution) -> Text:
    """Outcome targets met clearly less or more often, losses first, and employment; then tasks."""
    plan, best = solution.plan, solution.chosen
    lines, tasks = (_moved(solution, role) for role in (OUTCOME, TASK))
    if best.against(plan, "employment_end").clear:
        old, new = plan.mean("employment_end"), best.mean("employment_end")
        title = label("measure_employment_end")
        lines.append(say("optimise_moves", title=title, new=percent(new), old=percent(old)))
    told = [say("optimise_given_up", moves=join(lines))] if lines else []
    told += [say("optimise_given_up_tasks", moves=join(tasks))] if tasks else []
    return join(told, " ", "")


def _moved(solution: Solution, role: str) -> list[Text]:
    """Targets of a role that were not asked for and are met clearly less or more often, losses first."""
    plan, best = solution.plan, solution.chosen
    asked = {one.name for one in solution.problem.targets}
    moved = []
    for one in outcomes(solution.problem.scenario).values():
        if one.met is not None and one.role == role and one.name not in asked:
            old, new = plan.mean(one.met), best.mean(one.met)
            if abs(new - old) >= MOVED:
                title = quoted(one.title)
                line = say("optimise_moves_met", title=title, new=percent(new, 0), old=percent(old, 0))
                moved.append((new - old, line))
    moved.sort(key=lambda pair: pair[0])
    return [line for _, line in moved[:NAMED]]
