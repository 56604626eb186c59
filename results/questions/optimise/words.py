"""Words of an optimisation: names of settings and mixes, figures with intervals, the sentences on top."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite

import numpy as np

from resettle.results.judge.outcomes import Outcome, outcomes
from resettle.results.questions.optimise.asked import Problem
from resettle.results.questions.optimise.bench import Confirmed
from resettle.results.questions.optimise.check import quantile_interval
from resettle.results.questions.optimise.search import BETTER_ENDS
from resettle.results.questions.optimise.solve import Solution
from resettle.results.questions.optimise.space import PLAN
from resettle.results.statistics.intervals import FloatArray, mean_interval
from resettle.results.text.labels import NOTHING, Text, fill, join, label, say
from resettle.results.text.numbers import NONE, bound_text, figure, figure_bare, money, percent, span
from resettle.results.text.settings import short_setting
from resettle.scenarios.paths import Input

MOVED = 0.05
"""Change of a share of futures that is worth a word."""

NAMED = 4
"""Targets that a sentence names at most; tables have all."""

LETTERS = "ABCDEFGH"


def number(one: Input, value: float) -> Text:
    """A setting's number with its unit."""
    return bound_text(round(value, 10), one.unit) if one.unit.startswith("share") else figure(value, one.unit)


def bare(one: Input, value: float) -> Text:
    """A setting's number without its unit, where the unit follows."""
    return number(one, value) if one.unit.startswith(("share", "yuan")) else figure_bare(value, one.unit)


def chance(one: Confirmed) -> Text:
    """A probability with its interval."""
    interval = span(percent(one.low), percent(one.high))
    return say("optimise_interval", value=percent(one.share), interval=interval)


def chance_short(one: Confirmed) -> Text:
    """A probability with its interval, for tables."""
    return fill(
        label("optimise_with"), value=percent(one.share), interval=span(percent(one.low), percent(one.high))
    )


def cost(one: Confirmed) -> Text:
    """Mean spending with its interval."""
    low, high = money(one.cost_low), money(one.cost_high)
    if not isfinite(one.cost_low) or low == high:
        return money(one.trial.cost)
    interval = span(low, high)
    return say("optimise_with", value=money(one.trial.cost), interval=interval)


def named(found: Solution, one: Confirmed) -> Text:
    """Name of a mix that was tested."""
    if one.trial.mix == PLAN:
        return label("optimise_plan")
    return say("optimise_mix", letter=letter(found, one))


def letter(found: Solution, one: Confirmed) -> str:
    """Letter of a mix: A is the one that is named, B the runner-up."""
    order = [found.chosen, *([found.second] if found.second is not None else [])]
    order += [other for other in found.tested if all(other is not known for known in order)]
    return LETTERS[next(place for place, other in enumerate(order) if other.trial.mix == one.trial.mix)]


def targets(asked: Problem) -> Text:
    """Titles of what must be met."""
    return listed([say("optimise_quoted", title=one.title) for one in asked.targets])


def listed(parts: Sequence[Text]) -> Text:
    """Texts in a row, with an "and" before the last."""
    if len(parts) < 2:
        return parts[0] if parts else NOTHING
    first, last = join(list(parts[:-1]), ", ", "\N{IDEOGRAPHIC COMMA}"), parts[-1]
    between = label("optimise_and")
    return Text(first.en + between.en + last.en, first.zh + between.zh + last.zh)


def against(one: Confirmed, plan: Confirmed) -> Text:
    """How a cost compares with that of the plan."""
    part = one.trial.cost / plan.trial.cost - 1.0 if plan.trial.cost > 0.0 else 0.0
    if abs(part) < 0.005:
        return label("optimise_as_dear")
    share = percent(abs(part), 0)
    return say("optimise_cheaper", part=share) if part < 0.0 else say("optimise_dearer", part=share)


def headlines(found: Solution) -> tuple[Text, ...]:
    """What a planner should be able to say."""
    asked, best, plan = found.problem, found.chosen, found.plan
    p = percent(asked.goal.probability, 0)
    pieces: dict[str, Text | str | int] = {
        "targets": targets(asked), "p": p, "cost": cost(best), "against": against(best, plan),
        "met": best.met, "total": best.futures, "share": chance(best), "low": percent(best.low),
    }  # fmt: skip
    if asked.goal.budget is not None:
        within = best.trial.cost <= asked.goal.budget
        pieces["budget"] = money(asked.goal.budget)
        first = say("optimise_bought", **pieces) if within else say("optimise_over", **pieces)
    elif found.verified:
        first = say("optimise_found", **pieces)
    else:
        first = say("optimise_none", **pieces) if found.ruled_out else say("optimise_unsure", **pieces)
    made = [first, say("optimise_plan_told", cost=cost(plan), share=chance(plan))]
    if asked.goal.budget is None and not found.verified:
        made += _limits(found)
    changes = _changes(found)
    if changes.en:
        made.append(say("optimise_changes", changes=changes))
    if found.second is not None and (found.verified or asked.goal.budget is not None):
        other = found.second
        kept = any(other is one for one in found.tested[: found.kept])
        verified = label("optimise_second_verified") if kept else label("optimise_second_open")
        made.append(
            say(
                "optimise_second",
                cost=cost(other),
                met=other.met,
                total=other.futures,
                share=chance(other),
                verified=NOTHING if asked.goal.budget is not None else verified,
            )
        )
    moves = _moves(found)
    if moves.en:
        made.append(say("optimise_given_up", moves=moves))
    return tuple(made)


def _limits(found: Solution) -> list[Text]:
    """How far the bounds go, where they do not go far enough."""
    asked = found.problem
    made = []
    if len(asked.targets) == 1:
        one = asked.targets[0]
        figures = [promise(held, one, asked.goal.probability) for held in (found.chosen, found.plan)]
        bound = bound_text(float(one.bound or 0.0), one.unit)
        p = percent(asked.goal.probability, 0)
        made.append(say("optimise_instead", p=p, figure=figures[0], plan=figures[1], bound=bound))
    held = found.missed_check
    if found.ruled_out and held.high < asked.goal.probability:
        made.append(
            say(
                "optimise_hindsight",
                none=held.none,
                futures=held.futures,
                mixes=held.mixes,
                high=percent(held.high),
            )
        )
    ends = next((one for one in found.checked if one.trial.origin == BETTER_ENDS), None)
    if ends is not None and found.ruled_out and ends.met >= max(one.met for one in found.checked):
        made.append(say("optimise_ends", share=chance(ends)))
    top = [
        short_setting(one)
        for one, step, levels in zip(asked.inputs, found.chosen.trial.mix, asked.space.levels, strict=True)
        if step == len(levels) - 1 and levels[-1] < one.highest and levels[-1] > levels[0]
    ]
    if top:
        made.append(say("optimise_at_bound", names=listed(top)))
    return made


def promise(one: Confirmed, target: Outcome, probability: float) -> Text:
    """What a target's figure reaches with a probability, with its interval."""
    figures = one.frame[target.column].to_numpy(dtype=np.float64)
    figures = figures[np.isfinite(figures)]
    if not len(figures):
        return NONE
    q = 1.0 - probability if target.better > 0 else probability
    middle, low, high = quantile_interval(figures, q)
    interval = span(figure(low, target.unit), figure(high, target.unit))
    return say("optimise_with", value=figure(middle, target.unit), interval=interval)


def _changes(found: Solution) -> Text:
    """The three changes that move most money."""
    asked = found.problem
    spent = []
    for place, (one, value) in enumerate(
        zip(asked.inputs, asked.space.values(found.chosen.trial.mix), strict=True)
    ):
        if value != one.central:
            moved = lever_spending(found.chosen, one.lever) - lever_spending(found.plan, one.lever)
            spent.append((-abs(moved), place, one, value))
    return join(
        [
            say(
                "optimise_change",
                name=short_setting(one),
                new=number(one, value),
                old=bare(one, one.central),
            )
            for _, _, one, value in sorted(spent, key=lambda row: row[:2])[:3]
        ]
    )


def lever_spending(one: Confirmed, lever: str) -> float:
    """Mean spending of a lever, in yuan; 0 where it is not in force."""
    column = f"spent.{lever}"
    return float(np.nan_to_num(one.frame[column].mean())) if column in one.frame else 0.0


def paired(found: Solution, column: str) -> tuple[float, float, float]:
    """Mean difference of a figure between the named mix and the plan, with its 95 % interval."""
    both = found.chosen.frame.merge(found.plan.frame, on="replication", suffixes=("", ".plan"))
    values: FloatArray = (both[column] - both[f"{column}.plan"]).to_numpy(dtype=np.float64)
    return mean_interval(values[np.isfinite(values)])


def mean(one: Confirmed, column: str) -> float:
    """Mean of a column over the futures of a mix."""
    return float(one.frame[column].mean())


def _moves(found: Solution) -> Text:
    """Targets that are met clearly less or more often, losses first, and employment, unless asked for."""
    asked = {one.name for one in found.problem.targets}
    moved = []
    for place, one in enumerate(outcomes(found.problem.scenario).values()):
        if one.met is not None and one.name not in asked:
            old, new = mean(found.plan, one.met), mean(found.chosen, one.met)
            if abs(new - old) >= MOVED:
                title = say("optimise_quoted", title=one.title)
                told = say("optimise_moves_met", title=title, new=percent(new, 0), old=percent(old, 0))
                moved.append((new - old, place, told))
    made = [told for _, _, told in sorted(moved, key=lambda row: row[:2])[:NAMED]]
    _, low, high = paired(found, "employment_end")
    if low > 0.0 or high < 0.0:
        old, new = mean(found.plan, "employment_end"), mean(found.chosen, "employment_end")
        made.append(
            say("optimise_moves", title=label("measure_employment_end"), new=percent(new), old=percent(old))
        )
    return join(made)
