"""Compiled: households at risk are found, helped, and leave the ledger; then the month is counted."""

from __future__ import annotations

from model.chance import CODE, uniform
from model.compiled import kernel
from model.state import LABOUR, Households, Sites, Workers
from model.tables import (
    AT_RISK,
    AT_RISK_IN_LEDGER,
    BELOW_LINE,
    GRANTS,
    ILL,
    IN_COURSE,
    IN_LEDGER,
    LABOUR_HOUSEHOLDS,
    LABOURERS,
    MEDICAL_PAY,
    MEDICAL_SHARE,
    MONITORING_RECALL,
    ONE_EMPLOYED,
    PERSONS,
    SAFETY_HOUSEHOLDS,
    SAFETY_LINE,
    SAFETY_PAY,
    SAFETY_TOP_UP,
    STABLE,
    ZERO,
    ZERO_LONG,
    ZERO_LONGEST,
    Behaviour,
    Month,
    Openings,
    Tally,
)  # fmt: skip

_DETECTION = CODE["detection"]


@kernel
def income_per_head(h: int, households: Households) -> float:
    """Disposable income a head this month, in yuan."""
    total = households.wage[h] + households.business[h] + households.property[h] + households.transfer[h]
    return total / households.size[h]


@kernel
def at_risk(h: int, households: Households, month: Month) -> bool:
    """Whether income after medical burden is below the monitoring line, or nobody who could works."""
    yearly = households.smooth[h] * 12.0 - households.medical[h] / households.size[h]
    return yearly < month.line or households.spell[h] > 0


@kernel
def monitor(
    begin: int,
    end: int,
    households: Households,
    sites: Sites,
    rules: Behaviour,
    month: Month,
    openings: Openings,
    background: float,
    tally: Tally,
) -> None:
    """Average income, find households at risk, top up whom the ledger holds, let the safe go."""
    found = 1.0 - (1.0 - background) * (1.0 - openings.scalars[MONITORING_RECALL])
    for s in range(begin, end):
        for h in range(sites.household[s], sites.household[s + 1]):
            income = income_per_head(h, households)
            households.smooth[h] += (income - households.smooth[h]) / rules.risk_memory
            risky = at_risk(h, households, month)
            if households.ledger[h] == 0:
                if risky and uniform(month.keys[_DETECTION], h) < found:
                    households.ledger[h] = 1
                    households.category[h] = _category(h, households, month)
            elif risky:
                households.ledger[h] = 1
            else:
                households.ledger[h] += 1
                if households.ledger[h] > rules.risk_exit:
                    households.ledger[h] = 0
                    households.category[h] = 0
            if households.ledger[h] > 0:
                _help(s, h, households, openings, tally)


@kernel
def _category(h: int, households: Households, month: Month) -> int:
    """Category of the ledger: 3 sudden hardship by illness, else 1 if once poor, 2 if marginal."""
    if households.smooth[h] * 12.0 >= month.line and households.spell[h] == 0:
        return 3
    return 1 if households.poor[h] else 2


@kernel
def _help(s: int, h: int, households: Households, openings: Openings, tally: Tally) -> None:
    """Allowance up to the line of the safety net, and part of the medical burden."""
    gap = openings.scalars[SAFETY_LINE] / 12.0 - households.smooth[h]
    top_up = max(0.0, gap) * households.size[h] * openings.scalars[SAFETY_TOP_UP]
    medical = households.medical[h] / 12.0 * openings.scalars[MEDICAL_SHARE]
    if top_up + medical <= 0.0:
        return
    households.transfer[h] += top_up + medical
    households.from_levers[h] += top_up + medical
    tally.sums[s, SAFETY_PAY] += top_up
    tally.sums[s, MEDICAL_PAY] += medical
    tally.sums[s, SAFETY_HOUSEHOLDS] += 1


@kernel
def count(
    begin: int,
    end: int,
    workers: Workers,
    households: Households,
    sites: Sites,
    rules: Behaviour,
    month: Month,
    tally: Tally,
) -> None:
    """Stocks at the end of the month by settlement."""
    for s in range(begin, end):
        sums = tally.sums[s]
        for h in range(sites.household[s], sites.household[s + 1]):
            sums[PERSONS] += households.size[h]
            risky = at_risk(h, households, month)
            if households.smooth[h] * 12.0 < month.line:
                sums[BELOW_LINE] += households.size[h]
            sums[AT_RISK] += risky
            sums[IN_LEDGER] += households.ledger[h] > 0
            sums[AT_RISK_IN_LEDGER] += risky and households.ledger[h] > 0
            labour = 0
            working = 0
            for w in range(households.first[h], households.first[h + 1]):
                if workers.status[w] != LABOUR:
                    continue
                labour += 1
                channel = workers.channel[w]
                sums[channel] += 1
                working += channel > 0
                sums[ILL] += workers.ill[w] > 0
                sums[IN_COURSE] += workers.course[w] > 0
                if workers.pending[w] != 0:
                    for g in range(GRANTS):
                        tally.grant_pending[s, g] += (workers.pending[w] >> g) & 1
            sums[LABOURERS] += labour
            if labour == 0:
                continue
            sums[LABOUR_HOUSEHOLDS] += 1
            sums[ONE_EMPLOYED] += working > 0
            sums[STABLE] += households.stable[h] >= rules.stable_months
            sums[ZERO] += households.spell[h] > 0
            sums[ZERO_LONG] += households.spell[h] > rules.grace_months
            sums[ZERO_LONGEST] = max(sums[ZERO_LONGEST], float(households.spell[h]))
