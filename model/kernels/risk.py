"""Compiled: households at risk are detected, helped, and leave the ledger; then the month is counted."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from resettle.model import state
from resettle.model.chance import CODE, uniform
from resettle.model.channels import CHANNELS
from resettle.model.compiled import kernel, rule
from resettle.model.openings import (
    GRANTS,
    MEDICAL_SHARE,
    MONITORING_RECALL,
    SAFETY_LINE,
    SAFETY_TOP_UP,
    Openings,
)
from resettle.model.state import LABOUR, Households, Sites, Workers
from resettle.model.tables import Behaviour, Month
from resettle.model.tally import (
    AT_RISK,
    AT_RISK_IN_LEDGER,
    BELOW_LINE,
    CARERS,
    CERTIFIED_WORKERS,
    COVERED,
    ILL,
    IN_COURSE,
    IN_LEDGER,
    LABOUR_HOUSEHOLDS,
    LABOURERS,
    MEDICAL_PAY,
    ONE_EMPLOYED,
    PERSONS,
    SAFETY_HOUSEHOLDS,
    SAFETY_PAY,
    SKILLED,
    SKILLS,
    STABLE,
    TRAINED_WORKERS,
    WANT_TRAINING,
    ZERO,
    ZERO_LONG,
    ZERO_LONGEST,
    Tally,
)

_DETECTION = CODE["detection"]
_CARER, _CERTIFICATE = int(state.CARER), int(state.CERTIFICATE)
_WANTS_WORK, _WANTS_TRAINING = int(state.WANTS_WORK), int(state.WANTS_TRAINING)
_TRAINED = int(state.TRAINED_IN_PLAN)


@rule
def at_risk(smooth: float, medical: float, size: int, spell: int, line: float) -> bool:
    """Whether income after medical burden is below the monitoring line, or nobody who could works.

    Args:
        smooth: Averaged income per person, in yuan a month.
        medical: Medical burden of the household, in yuan a year.
        size: Members.
        spell: Months with labour but nobody in work.
        line: Monitoring line, in yuan per person and year.
    """
    return (smooth * 12.0 - medical / size < line) | (spell > 0)


@kernel
def monitor(
    begin: int,
    end: int,
    households: Households,
    sites: Sites,
    rules: Behaviour,
    month: Month,
    openings: Openings,
    tally: Tally,
) -> None:
    """Average income, detect households at risk, top up those in the ledger, let the safe go."""
    detection = 1.0 - (1.0 - rules.background_detection) * (1.0 - openings.scalars[MONITORING_RECALL])
    line, top_up_share, medical_share = (
        openings.scalars[SAFETY_LINE] / 12.0,
        openings.scalars[SAFETY_TOP_UP],
        openings.scalars[MEDICAL_SHARE],
    )
    for s in range(begin, end):
        at, to = sites.household[s], sites.household[s + 1]
        smooth, topped, spell = households.smooth[at:to], households.topped[at:to], households.spell[at:to]
        medical, size, ledger = households.medical[at:to], households.size[at:to], households.ledger[at:to]
        wage, business = households.wage[at:to], households.business[at:to]
        earned, received = households.property[at:to], households.transfer[at:to]
        for i in range(
            to - at
        ):  # a loop of its own, and without a branch, runs over several households at once
            income = wage[i] + business[i] + earned[i] + received[i]
            smooth[i] += (income / size[i] - smooth[i]) / rules.risk_memory
        look, many = np.empty(to - at, np.int32), 0
        for i in range(to - at):  # few are at risk or in the ledger
            look[many] = i
            many += at_risk(float(smooth[i]), medical[i], size[i], spell[i], month.line) | (ledger[i] > 0)
        _keep_ledger(look[:many], at, households, rules, month, detection)
        help_each = np.zeros(to - at)
        topped_up = 0.0
        medical_paid = 0.0
        helped = 0
        for i in look[:many]:
            if ledger[i] == 0:
                continue
            top_up = max(0.0, line - float(smooth[i])) * size[i] * top_up_share
            towards_medical = medical[i] / 12.0 * medical_share
            if top_up + towards_medical > 0.0:
                received[i] += top_up + towards_medical
                households.from_levers[at + i] += top_up + towards_medical
                help_each[i] = (top_up + towards_medical) / size[i]
                topped_up += top_up
                medical_paid += towards_medical
                helped += 1
        for i in range(to - at):
            topped[i] += (help_each[i] - topped[i]) / rules.risk_memory
        tally.sums[s, SAFETY_PAY] += topped_up
        tally.sums[s, MEDICAL_PAY] += medical_paid
        tally.sums[s, SAFETY_HOUSEHOLDS] += helped


@kernel
def _keep_ledger(
    look: NDArray[np.int32],
    first: int,
    households: Households,
    rules: Behaviour,
    month: Month,
    detection: float,
) -> None:
    """Enter households at risk that are detected; let those go that have been safe for long enough.

    Args:
        look: Households at risk or in the ledger, counted from the settlement's first.
        first: First household of the settlement.
        households: Household table.
        rules: Behaviour.
        month: The month.
        detection: Chance that a household at risk is detected.
    """
    key = month.keys[_DETECTION]
    for i in look:
        h = first + i
        smooth, spell = float(households.smooth[h]), households.spell[h]
        risky = at_risk(smooth, households.medical[h], households.size[h], spell, month.line)
        if households.ledger[h] == 0:
            if uniform(key, h) < detection:
                households.ledger[h] = 1
                low = smooth * 12.0 < month.line or spell > 0
                households.category[h] = 3 if not low else 1 if households.poor[h] else 2
        elif risky:
            households.ledger[h] = 1
        else:
            households.ledger[h] += 1
            if households.ledger[h] > rules.risk_exit:
                households.ledger[h] = 0
                households.category[h] = 0


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
    channels = np.zeros(len(CHANNELS), np.int64)
    for s in range(begin, end):
        channels[:] = 0
        persons = below = risky_households = listed = listed_at_risk = labourers = with_labour = 0
        wanting = covered = trained = certified = skilled = skills = carers = 0
        employed_households = stable = zero = zero_long = longest = ill = in_course = 0
        at, to = sites.household[s], sites.household[s + 1]
        sizes, spells, medical = households.size[at:to], households.spell[at:to], households.medical[at:to]
        smooths, topped, ledger = households.smooth[at:to], households.topped[at:to], households.ledger[at:to]
        labours, workings, stables = (
            households.labour[at:to],
            households.working[at:to],
            households.stable[at:to],
        )
        for i in range(to - at):  # without a branch, so that it runs over several households at once
            size, spell, smooth = sizes[i], spells[i], float(smooths[i])
            risky = at_risk(smooth, medical[i], size, spell, month.line)
            in_need = (smooth + float(topped[i])) * 12.0 < month.line
            persons += size
            below += size if in_need else 0
            risky_households += risky
            listed += ledger[i] > 0
            listed_at_risk += risky & (ledger[i] > 0)
        for i in range(to - at):
            with_someone, spell = labours[i] > 0, spells[i]
            labourers += labours[i]
            with_labour += with_someone
            employed_households += with_someone & (workings[i] > 0)
            stable += with_someone & (stables[i] >= rules.stable_months)
            zero += with_someone & (spell > 0)
            zero_long += with_someone & (spell > rules.grace_months)
            longest = max(longest, spell if with_someone else 0)
        first, last = sites.worker[s], sites.worker[s + 1]
        status, channel, pending = (
            workers.status[first:last],
            workers.channel[first:last],
            workers.pending[first:last],
        )
        ills, course = workers.ill[first:last], workers.course[first:last]
        flag, skill = workers.flags[first:last], workers.skill[first:last]
        for i in range(last - first):  # without a branch, so that it runs over several workers at once
            is_labour, flags = status[i] == LABOUR, flag[i]
            ill += is_labour & (ills[i] > 0)
            in_course += is_labour & (course[i] > 0)
            carers += is_labour & (flags & _CARER != 0)
            skilled += is_labour & (skill[i] > 0)
            skills += skill[i] if is_labour else 0
            in_plan = is_labour & (flags & _TRAINED != 0)
            wants = is_labour & (flags & _WANTS_WORK != 0) & (flags & _WANTS_TRAINING != 0)
            trained += in_plan
            certified += in_plan & (flags & _CERTIFICATE != 0)
            wanting += wants
            covered += wants & in_plan
        for i in range(last - first):
            channels[channel[i]] += status[i] == LABOUR
            if pending[i] != 0:  # nobody but labour is promised anything
                for g in range(GRANTS):
                    tally.grant_pending[s, g] += (pending[i] >> g) & 1
        for code in range(len(CHANNELS)):
            tally.sums[s, code] = channels[code]
        tally.sums[s, PERSONS] = persons
        tally.sums[s, BELOW_LINE] = below
        tally.sums[s, AT_RISK] = risky_households
        tally.sums[s, IN_LEDGER] = listed
        tally.sums[s, AT_RISK_IN_LEDGER] = listed_at_risk
        tally.sums[s, LABOURERS] = labourers
        tally.sums[s, LABOUR_HOUSEHOLDS] = with_labour
        tally.sums[s, ONE_EMPLOYED] = employed_households
        tally.sums[s, STABLE] = stable
        tally.sums[s, ZERO] = zero
        tally.sums[s, ZERO_LONG] = zero_long
        tally.sums[s, ZERO_LONGEST] = longest
        tally.sums[s, ILL] = ill
        tally.sums[s, IN_COURSE] = in_course
        tally.sums[s, WANT_TRAINING] = wanting
        tally.sums[s, COVERED] = covered
        tally.sums[s, TRAINED_WORKERS] = trained
        tally.sums[s, CERTIFIED_WORKERS] = certified
        tally.sums[s, SKILLED] = skilled
        tally.sums[s, SKILLS] = skills
        tally.sums[s, CARERS] = carers
