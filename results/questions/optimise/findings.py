"""Titles of the charts of an optimisation: what each shows, in figures."""

from __future__ import annotations

from collections.abc import Mapping

from resettle.results.questions.optimise.compute import Solution
from resettle.results.questions.optimise.naming import Named
from resettle.results.questions.optimise.words import mix_name, purse
from resettle.results.text.labels import Text, quoted, say
from resettle.results.text.names import lever_label
from resettle.results.text.numbers import percent


def frontier(solution: Solution) -> Text:
    """The mix with the highest mean probability of the targets, the cheapest of several, beside the plan."""
    best = max(solution.mixes, key=lambda one: (one.mean_share, -one.trial.cost), default=solution.plan)
    plan, money = solution.plan, purse(solution)
    told = {"plan_share": percent(plan.mean_share, 0), "plan_cost": money.text(plan.trial.cost)}
    if not best.mean_share > plan.mean_share:
        return say("optimise_finding_plan", **told)
    share, cost = percent(best.mean_share, 0), money.text(best.trial.cost)
    return say("optimise_finding", name=quoted(mix_name(solution, best)), share=share, cost=cost, **told)


def spending(solution: Solution, best: Named, spent: Mapping[str, tuple[float, float]]) -> Text:
    """The lever whose spending a mix changes most.

    Args:
        solution: The solution.
        best: The mix.
        spent: Spending by lever, of the mix and of the plan, in yuan.
    """
    name = quoted(mix_name(solution, best))
    lever = max(spent, key=lambda one: abs(spent[one][0] - spent[one][1]), default=None)
    if lever is None or spent[lever][0] == spent[lever][1]:
        return say("optimise_spending_finding_same", name=name)
    mix, plan = map(purse(solution).text, spent[lever])
    return say("optimise_spending_finding", name=name, lever=lever_label(lever), spent=mix, planned=plan)
