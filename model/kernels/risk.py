"""Compiled: households at risk are found, helped, and leave the ledger; then the month is counted."""

from __future__ import annotations

import numpy as np

from model.chance import CODE, uniform
from model.compiled import kernel, rule
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
    TALLY,
    ZERO,
    ZERO_LONG,
    ZERO_LONGEST,
    Behaviour,
    Month,
    Openings,
    Tally,
)

_DETECTION = CODE["detection"]


@rule
def at_risk(smooth: float, medical: float, size: int, spell: int, line: float) -> bool:
    """Whether income after medical burden is below the monitoring line, or nobody who could works.

    Args:
        smooth: Averaged income a head, in yuan a month.
        medical: Medical burden of the household, in yuan a year.
        size: Members.
        spell: Months with labour but nobody in work.
        line: Monitoring line, in yuan a head and year.
    """
    return smooth * 12.0 - medical / size < line or spell > 0


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
    line, top_up_share, medical_share = (
        openings.scalars[SAFETY_LINE] / 12.0,
        openings.scalars[SAFETY_TOP_UP],
        openings.scalars[MEDICAL_SHARE],
    )
    key = month.keys[_DETECTION]
    for s in range(begin, end):
        topped_up = 0.0
        medical_paid = 0.0
        helped = 0
        for h in range(sites.household[s], sites.household[s + 1]):
            size = households.size[h]
            income = (
                households.wage[h] + households.business[h] + households.property[h] + households.transfer[h]
            )
            households.smooth[h] += (income / size - households.smooth[h]) / rules.risk_memory
            smooth = float(households.smooth[h])
            risky = at_risk(smooth, households.medical[h], size, households.spell[h], month.line)
            if households.ledger[h] == 0:
                if risky and uniform(key, h) < found:
                    households.ledger[h] = 1
                    low = smooth * 12.0 < month.line or households.spell[h] > 0
                    households.category[h] = 3 if not low else 1 if households.poor[h] else 2
            elif risky:
                households.ledger[h] = 1
            else:
                households.ledger[h] += 1
                if households.ledger[h] > rules.risk_exit:
                    households.ledger[h] = 0
                    households.category[h] = 0
            if households.ledger[h] > 0:
                top_up = max(0.0, line - smooth) * size * top_up_share
                medical = households.medical[h] / 12.0 * medical_share
                if top_up + medical > 0.0:
                    households.transfer[h] += top_up + medical
                    households.from_levers[h] += top_up + medical
                    topped_up += top_up
                    medical_paid += medical
                    helped += 1
        tally.sums[s, SAFETY_PAY] += topped_up
        tally.sums[s, MEDICAL_PAY] += medical_paid
        tally.sums[s, SAFETY_HOUSEHOLDS] += helped


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
        sums = np.zeros(len(TALLY))
        for h in range(sites.household[s], sites.household[s + 1]):
            sums[PERSONS] += households.size[h]
            smooth = float(households.smooth[h])
            risky = at_risk(
                smooth, households.medical[h], households.size[h], households.spell[h], month.line
            )
            if smooth * 12.0 < month.line:
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
        for position in range(len(TALLY)):
            tally.sums[s, position] += sums[position]
