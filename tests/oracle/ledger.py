"""Phase 9: rounds detect households at risk; the safety net tops up those in the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.oracle.agents import Household, single

if TYPE_CHECKING:
    from tests.oracle.oracle import Oracle


def monitor(model: Oracle) -> None:
    """Judge the risk of every household, keep the ledger, and help whom it holds."""
    for household in model.households:
        average_income(model, household)
        keep_ledger(model, household)
        help_a_head = help_out(model, household) / household.size if household.in_ledger else 0.0
        change = help_a_head - household.topped
        household.topped = single(household.topped + change / model.number["risk_memory"])


def average_income(model: Oracle, household: Household) -> None:
    """Income per person before help, and what of it is earned, averaged over recent months."""
    months = model.number["risk_memory"]  # the latest counts most
    change = household.income / household.size - household.smooth
    household.smooth = single(household.smooth + change / months)
    change = (household.wage + household.business) / household.size - household.earned
    household.earned = single(household.earned + change / months)


def is_poor(model: Oracle, household: Household) -> bool:
    """Below the monitoring line by its own income."""
    return household.smooth * 12.0 < model.trend.line


def stays_poor(model: Oracle, household: Household) -> bool:
    """Below the monitoring line even with the help it gets."""
    return (household.smooth + household.topped) * 12.0 < model.trend.line


def is_at_risk(model: Oracle, household: Household) -> bool:
    """Below the line once medical bills are paid, or too long with labour but nobody in work."""
    after_bills = household.smooth * 12.0 - household.medical / household.size
    return after_bills < model.trend.line or is_idle(model, household)


def is_idle(model: Oracle, household: Household) -> bool:
    """Whether nobody who could work has done so for as long as counts as a risk."""
    return household.spell >= model.number["risk_spell"]


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

    A part of what is earned is not held against the household. Returns what was paid, in yuan.
    """
    office, tally = model.office, household.settlement.tally
    counted = household.smooth - model.number["disregard"] * household.earned
    gap = max(0.0, office.safety_line / 12.0 - counted) * household.size
    allowance = gap * office.safety_top_up
    aid = household.medical / 12.0 * office.medical_share
    if allowance + aid > 0.0:
        household.receive(allowance + aid)
        tally["safety_pay"] += allowance
        tally["medical_pay"] += aid
        tally["safety_households"] += 1
        return allowance + aid
    return 0.0
