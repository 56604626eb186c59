"""Phase 9: those entitled get the allowance; rounds detect households at risk; those in need get help."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.oracle.agents import Household, single

if TYPE_CHECKING:
    from tests.oracle.oracle import Oracle


def monitor(model: Oracle) -> None:
    """Judge the risk of every household, keep the ledger, and help whom it holds."""
    for household in model.households:
        average_income(model, household)
        find_entitled(model, household)
        keep_ledger(model, household)
        change = help_out(model, household) / household.size - household.topped
        household.topped = single(household.topped + change / model.number["risk_memory"])


def average_income(model: Oracle, household: Household) -> None:
    """Income per person before help, and what of it is earned, averaged over recent months."""
    months = model.number["risk_memory"]  # the latest counts most
    change = household.income / household.size - household.smooth
    household.smooth = single(household.smooth + change / months)
    change = (household.wage + household.business) / household.size - household.earned
    household.earned = single(household.earned + change / months)


def gap_to_allowance(model: Oracle, household: Household) -> float:
    """Yuan per person and month up to the allowance line; a part of what is earned does not count."""
    counted = household.smooth - model.number["disregard"] * household.earned
    return max(0.0, model.trend.allowance_line / 12.0 - counted)


def find_entitled(model: Oracle, household: Household) -> None:
    """Part of the entitled get the allowance in any case, a further part if the safety net finds them."""
    household.aid = "none"
    if gap_to_allowance(model, household) > 0.0:
        if household.aid_lot < model.initial["allowance_coverage"]:
            household.aid = "by law"
        elif household.aid_lot < model.office.safety_coverage:
            household.aid = "by lever"


def is_poor(model: Oracle, household: Household) -> bool:
    """Below the monitoring line by its own income; who has the allowance is provided for."""
    return not household.has_allowance and household.smooth * 12.0 < model.trend.line


def stays_poor(model: Oracle, household: Household) -> bool:
    """Below the monitoring line even with the help it gets, and without the allowance."""
    helped = household.smooth + household.topped
    return not household.has_allowance and helped * 12.0 < model.trend.line


def is_at_risk(model: Oracle, household: Household) -> bool:
    """Below the line once medical bills are paid, without the allowance; or nobody in work for too long."""
    after_bills = household.smooth * 12.0 - household.medical / household.size
    in_need = not household.has_allowance and after_bills < model.trend.line
    return in_need or is_idle(model, household)


def is_idle(model: Oracle, household: Household) -> bool:
    """Whether nobody has worked for as long as counts as a risk, though somebody could and would."""
    return household.spell >= model.number["risk_spell"] and household.willing > 0


def keep_ledger(model: Oracle, household: Household) -> None:
    """Who is detected at risk enters; who has been safe for long enough leaves."""
    risky = is_at_risk(model, household)
    if not household.in_ledger:
        missed = (1.0 - model.number["background_detection"]) * (1.0 - model.office.monitoring_recall)
        if risky and model.draws.uniform("detection", household.row) < 1.0 - missed:
            household.ledger = 1
            household.category = category(model, household)
    elif risky:
        household.ledger = 1
    else:
        household.ledger += 1
        if household.ledger > model.number["risk_exit"]:
            household.ledger = 0
            household.category = "none"


def category(model: Oracle, household: Household) -> str:
    """Unstable if it was poor before the move, marginal if not, sudden if only bills put it at risk."""
    if not is_poor(model, household) and not is_idle(model, household):
        return "sudden"
    return "unstable" if household.poor else "marginal"


def help_out(model: Oracle, household: Household) -> float:
    """The allowance fills part of the gap to its line; medical aid pays part of this month's bills.

    The lever pays the allowance of those whom it found, and all medical aid. Returns what the household
    received, in yuan.
    """
    if not (household.has_allowance or household.in_ledger):
        return 0.0
    tally, allowance = household.settlement.tally, 0.0
    if household.has_allowance:
        allowance = gap_to_allowance(model, household) * household.size * model.number["top_up"]
    by_lever = allowance if household.aid == "by lever" else 0.0
    bills = household.medical / 12.0 * model.office.medical_share
    household.receive(allowance - by_lever, from_lever=False)
    household.receive(by_lever + bills)
    tally["safety_pay"] += by_lever
    tally["medical_pay"] += bills
    tally["safety_households"] += by_lever + bills > 0.0
    return allowance + bills
