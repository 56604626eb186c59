"""An optimisation in sentences: what a leader should be told first."""

from __future__ import annotations

from collections.abc import Sequence

from resettle.results.questions.optimise.aims import CASH, CHEAPER, EARN, EMPLOY, HALF, WORTH
from resettle.results.questions.optimise.compute import Solution
from resettle.results.questions.optimise.naming import Named
from resettle.results.questions.optimise.priors import LOWER
from resettle.results.questions.optimise.trial import Guard
from resettle.results.questions.optimise.words import (
    against,
    aim_name,
    change,
    limit_name,
    mix_file_name,
    probability_text,
    purse,
    quoted_name,
)
from resettle.results.report.estimates import change as moved_text
from resettle.results.text.labels import NOTHING, Text, join, label, listed, quoted, say
from resettle.results.text.names import why_unknown, within
from resettle.results.text.numbers import percent, points

MOVED = 0.03
"""Change of a probability that is worth a word."""

CHANGES = 4
"""Changes of settings that a sentence names."""

TOLD = 5
"""Targets that a sentence names at most; tables have all."""


def headlines(solution: Solution) -> tuple[Text, ...]:
    """What a leader should be told."""
    lines = [_lead(solution), _beyond(solution), _plan(solution), *_nobody(solution)]
    lines += [_mix(solution, one) for one in solution.mixes]
    lines += [
        _missing(solution),
        _refused(solution),
        _harm(solution),
        _afterwards(solution),
        _files(solution),
    ]
    return tuple(line for line in lines if line != NOTHING)


def asked(solution: Solution) -> Text:
    """What is to be reached."""
    targets = solution.counted
    if len(targets) == 1:
        return quoted(targets[0].title)
    return say("optimise_all_targets", number=len(targets))


def _lead(solution: Solution) -> Text:
    """Whether it can be reached, by which mix, and what is in the way."""
    nearest, plan = solution.nearest, solution.plan
    pieces = {
        "targets": asked(solution),
        "p": percent(solution.problem.request.probability, 0),
        "name": quoted_name(solution, nearest),
        "share": probability_text(nearest.earned),
        "plan": percent(plan.met.share, 0),
        "mean": percent(nearest.mean_share, 0),
        "mean_plan": percent(plan.mean_share, 0),
        "cost": purse(solution).text(nearest.trial.cost),
        "against": against(solution, nearest),
        "limit": _limit(solution),
    }
    if solution.reached:
        return say("optimise_lead_plan_reaches" if nearest is plan else "optimise_lead_reached", **pieces)
    if nearest is plan:
        return say("optimise_lead_no_better", **pieces)
    several = len(solution.counted) > 1
    return say("optimise_lead_none" if several else "optimise_lead_none_one", **pieces)


def _limit(solution: Solution) -> Text:
    """What is in the way."""
    found = solution.binding
    if found is None:
        return NOTHING
    if found.first is not None:
        gain = points(found.first.gain, 0)
        return say("optimise_binds", limit=limit_name(solution, found.first), gain=gain)
    if found.together.gain >= WORTH:
        return say("optimise_binds_together", gain=points(found.together.gain, 0))
    return label("optimise_binds_nothing")


def _beyond(solution: Solution) -> Text:
    """What these levers do not reach even without limits."""
    found = solution.binding
    if solution.reached or found is None or not found.beyond:
        return NOTHING
    named = [
        say("optimise_ceiling", title=quoted(target.title), share=percent(share, 0))
        for target, share in found.beyond[:TOLD]
    ]
    return say("optimise_beyond", targets=join(named))


def _plan(solution: Solution) -> Text:
    """What the plan reaches and costs."""
    plan = solution.plan
    titles = [
        say("optimise_target_at", title=quoted(one.title), share=percent(plan.targets[one.name].share, 0))
        for one in solution.counted[:TOLD]
    ]
    return say(
        "optimise_of_plan",
        cost=purse(solution).text(plan.trial.cost),
        futures=solution.futures,
        share=probability_text(plan.met),
        targets=join(titles),
        least=_least(solution, plan),
    )


def _nobody(solution: Solution) -> list[Text]:
    """Targets asked for that count nobody, and why."""
    return [
        say("headline_nobody", title=one.title, nobody=why_unknown(one.indicator))
        for one in solution.problem.targets
        if one not in solution.counted
    ]


def _mix(solution: Solution, one: Named) -> Text:
    """What a mix changes, costs and reaches."""
    return say(
        "optimise_mix",
        name=quoted_name(solution, one),
        cost=purse(solution).text(one.trial.cost),
        against=against(solution, one),
        changes=_changes(solution, one),
        moves=_moves(solution, one),
        gains=_gains(solution, one),
        cash=_cash(solution, one),
        least=_least(solution, one),
    )


def _changes(solution: Solution, one: Named) -> Text:
    """The changes of settings that move most money."""
    pairs = zip(solution.problem.choices, one.mix, strict=True)
    changed = [(choice, step) for choice, step in pairs if not choice.is_plan(step)]
    changed.sort(key=lambda pair: -abs(one.spent(pair[0].one.lever) - solution.plan.spent(pair[0].one.lever)))
    parts = [change(solution, choice, step) for choice, step in changed[:CHANGES]]
    more = len(changed) - CHANGES
    if more > 0:
        parts.append(say("optimise_changes_more", number=more))
    return join(parts)


def _moves(solution: Solution, one: Named) -> Text:
    """Outcome targets that are reached more or less often than with the plan, the largest moves first."""
    plan, moved = solution.plan, []
    for target in solution.problem.targets:
        old, new = plan.targets[target.name].share, one.targets[target.name].share
        if abs(new - old) >= MOVED:
            pieces = {"old": percent(old, 0), "new": percent(new, 0)}
            moved.append((abs(new - old), say("optimise_moves", title=quoted(target.title), **pieces)))
    if not moved:
        return label("optimise_moves_none")
    moved.sort(key=lambda pair: -pair[0])
    return join([line for _, line in moved[:TOLD]])


def _gains(solution: Solution, one: Named) -> Text:
    """Income of all households, and work, where they clearly differ from those of the plan."""
    parts = []
    for name, unit in (("household_income", "yuan"), ("job_years", "job-years")):
        moved = one.against(solution.plan, name)
        if moved.clear:
            parts.append(say(f"optimise_gains_{name}", change=moved_text(moved, unit)))
    return join(parts, "", "") if parts else NOTHING


def _cash(solution: Solution, one: Named) -> Text:
    """Money that is handed out beyond the plan, where there is some."""
    handed = float(one.trial.cash.mean() - solution.plan.trial.cash.mean())
    if handed <= 0.001 * solution.plan.trial.cost:
        return NOTHING
    return say("optimise_cash", amount=purse(solution).text(handed), cap=percent(CASH, 0))


def _least(solution: Solution, one: Named) -> Text:
    """The least probability over assumptions that no data has taught, where it is lower."""
    prior = one.least.prior
    if prior is None or one.earned.share - one.least.met.share < MOVED:
        return NOTHING
    half = label("optimise_half_lower" if one.least.half == LOWER else "optimise_half_upper")
    share = percent(one.least.met.share, 0)
    return say("optimise_least", prior=quoted(within(prior.label)), half=half, share=share)


def _missing(solution: Solution) -> Text:
    """Aims for which no mix was found."""
    told = {aim for one in solution.mixes for aim in one.aims} | {one.aim for one in solution.refused}
    lacking = [aim_name(solution, aim) for aim in (EARN, EMPLOY, CHEAPER, HALF) if aim not in told]
    if not lacking or solution.reached:
        return NOTHING
    return say("optimise_missing", names=listed([quoted(one) for one in lacking]))


def _refused(solution: Solution) -> Text:
    """Aims whose best mixes do harm or do not last."""
    parts = []
    for one in solution.refused:
        name = quoted(aim_name(solution, one.aim))
        if one.worse:
            parts.append(say("optimise_harms", name=name, outcomes=_outcomes(one.worse)))
        else:
            titles = listed([quoted(target.title) for target in one.falls])
            parts.append(say("optimise_does_not_last", name=name, titles=titles))
    return say("optimise_refused", parts=join(parts)) if parts else NOTHING


def _outcomes(guards: Sequence[Guard]) -> Text:
    return listed(
        [
            label(f"optimise_guard_{one.name}") if one.outcome is None else quoted(one.outcome.title)
            for one in guards
        ]
    )


def _harm(solution: Solution) -> Text:
    """What mixes make worse, where that was allowed."""
    parts = [
        say("optimise_harms", name=quoted_name(solution, one), outcomes=_outcomes(one.worse))
        for one in solution.mixes
        if one.worse
    ]
    return say("optimise_harm_let", parts=join(parts)) if parts else NOTHING


def _afterwards(solution: Solution) -> Text:
    """Whether anything falls back below the plan a year after."""
    if not any(one.after for one in solution.mixes):
        return NOTHING
    falls = [
        say(
            "optimise_falls",
            name=quoted_name(solution, one),
            titles=listed([quoted(row.target.title) for row in one.after if row.worse]),
        )
        for one in solution.mixes
        if any(row.worse for row in one.after)
    ]
    return say("optimise_after_falls", parts=join(falls)) if falls else label("optimise_after_holds")


def _files(solution: Solution) -> Text:
    """Where the files of the mixes are."""
    if not solution.mixes:
        return NOTHING
    names = [mix_file_name(solution, one) for one in solution.mixes]
    files = join([Text(name, name) for name in names], ", ", "、")
    return say("optimise_files", files=files, first=names[0])
