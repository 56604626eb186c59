"""Compiled: households at risk are detected, helped, and leave the ledger; then the month is counted."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from resettle.model import state
from resettle.model import tally as col
from resettle.model.chance import CODE, uniform
from resettle.model.channels import CHANNELS
from resettle.model.compiled import kernel, rule
from resettle.model.kernels.people import months_in
from resettle.model.openings import (
    GRANTS,
    MEDICAL_SHARE,
    MONITORING_RECALL,
    SAFETY_COVERAGE,
    Openings,
)
from resettle.model.state import BY_LAW, BY_LEVER, LABOUR, Households, Sites, Workers
from resettle.model.tables import Behaviour, Month
from resettle.model.tally import Tally

_DETECTION, _ALLOWANCE = CODE["detection"], CODE["allowance"]
_CARER, _CERTIFICATE = int(state.CARER), int(state.CERTIFICATE)
_WANTS_WORK, _WANTS_TRAINING = int(state.WANTS_WORK), int(state.WANTS_TRAINING)
_TRAINED, _STEADY, _FUNDED = int(state.TRAINED_IN_PLAN), int(state.STEADY), int(state.FUNDED)
_SERVED = int(state.TRAINED_IN_PLAN) | int(state.TRAINED_BEFORE)


@rule
def at_risk(
    smooth: float,
    medical: float,
    size: int,
    spell: int,
    willing: int,
    aid: int,
    line: float,
    longest_spell: int,
) -> bool:
    """Whether income after medical burden is below the monitoring line, or work is wanted and long missing.

    Who receives the allowance is provided for, and is at risk only for want of work. Officials count only
    households whose labour is able and willing (guizhou#5).

    Args:
        smooth: Averaged income per person, in yuan a month.
        medical: Medical burden of the household, in yuan a year.
        size: Members.
        spell: Months with labour but nobody in work.
        willing: Members who are able and want to work.
        aid: 0 if the household receives no allowance.
        line: Monitoring line, in yuan per person and year.
        longest_spell: Months with nobody in work from which it counts.
    """
    idle = (spell >= longest_spell) & (willing > 0)
    return ((aid == 0) & (smooth * 12.0 - medical / size < line)) | idle


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
    """Average income, pay the allowance, detect households at risk, help those in the ledger."""
    detection = 1.0 - (1.0 - rules.background_detection) * (1.0 - openings.scalars[MONITORING_RECALL])
    medical_share = openings.scalars[MEDICAL_SHARE]
    for s in range(begin, end):
        at, to = sites.household[s], sites.household[s + 1]
        smooth, topped, spell = households.smooth[at:to], households.topped[at:to], households.spell[at:to]
        medical, size, ledger = households.medical[at:to], households.size[at:to], households.ledger[at:to]
        willing = households.willing[at:to]
        wage, business, averaged = (
            households.wage[at:to],
            households.business[at:to],
            households.earned[at:to],
        )
        earned, received, aid = (
            households.property[at:to],
            households.transfer[at:to],
            households.aid[at:to],
        )
        for i in range(to - at):  # a loop of its own runs over several households at once
            income = wage[i] + business[i] + earned[i] + received[i]
            smooth[i] += (income / size[i] - smooth[i]) / rules.risk_memory
            averaged[i] += ((wage[i] + business[i]) / size[i] - averaged[i]) / rules.risk_memory
        allow(at, to, households, rules, month, openings.scalars[SAFETY_COVERAGE])
        look, many = np.empty(to - at, np.int32), 0
        for i in range(to - at):  # few are at risk, in the ledger or in receipt of the allowance
            look[many] = i
            risky = at_risk(
                float(smooth[i]),
                medical[i],
                size[i],
                spell[i],
                willing[i],
                aid[i],
                month.line,
                rules.risk_spell,
            )
            many += risky | (ledger[i] > 0) | (aid[i] > 0)
        _keep_ledger(look[:many], at, households, rules, month, detection)
        help_each = np.zeros(to - at)
        topped_up = 0.0
        medical_paid = 0.0
        helped = 0
        for i in look[:many]:
            gap = allowance_gap(float(smooth[i]), float(averaged[i]), month.allowance, rules)
            allowance = gap * size[i] * rules.top_up if aid[i] > 0 else 0.0
            by_lever = allowance if aid[i] == BY_LEVER else 0.0
            towards_medical = medical[i] / 12.0 * medical_share if (ledger[i] > 0) | (aid[i] > 0) else 0.0
            received[i] += allowance + towards_medical
            households.from_levers[at + i] += by_lever + towards_medical
            help_each[i] = (allowance + towards_medical) / size[i]
            topped_up += by_lever
            medical_paid += towards_medical
            helped += by_lever + towards_medical > 0.0
        for i in range(to - at):
            topped[i] += (help_each[i] - topped[i]) / rules.risk_memory
        tally.sums[s, col.SAFETY_PAY] += topped_up
        tally.sums[s, col.MEDICAL_PAY] += medical_paid
        tally.sums[s, col.SAFETY_HOUSEHOLDS] += helped


@rule
def allowance_gap(smooth: float, earned: float, standard: float, rules: Behaviour) -> float:
    """What is missing to the standard of the allowance, part of earnings not counted.

    Args:
        smooth: Averaged income per person before help, in yuan a month.
        earned: What of it is earned.
        standard: Standard of the allowance, in yuan per person and year.
        rules: Behaviour.

    Returns:
        Yuan per person and month.
    """
    return max(0.0, standard / 12.0 - (smooth - rules.disregard * earned))


@kernel
def allow(
    first: int, last: int, households: Households, rules: Behaviour, month: Month, coverage: float
) -> None:
    """Note who receives the allowance: the entitled, as far as the law or the safety net finds them.

    Args:
        first: First household.
        last: Household beyond the last.
        households: Household table.
        rules: Behaviour.
        month: The month.
        coverage: Part of the entitled that the safety net finds, those found without it included.
    """
    key = month.life_keys[_ALLOWANCE]
    for h in range(first, last):
        gap = allowance_gap(float(households.smooth[h]), float(households.earned[h]), month.allowance, rules)
        households.aid[h] = 0
        if gap > 0.0:
            lot = uniform(key, h)
            if lot < rules.allowance_coverage:
                households.aid[h] = BY_LAW
            elif lot < coverage:
                households.aid[h] = BY_LEVER


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
        look: Households at risk, helped or in the ledger, counted from the settlement's first.
        first: First household of the settlement.
        households: Household table.
        rules: Behaviour.
        month: The month.
        detection: Chance that a household at risk is detected.
    """
    key = month.keys[_DETECTION]
    for i in look:
        h = first + i
        smooth, spell, aid = float(households.smooth[h]), households.spell[h], households.aid[h]
        willing, size = households.willing[h], households.size[h]
        risky = at_risk(
            smooth, households.medical[h], size, spell, willing, aid, month.line, rules.risk_spell
        )
        if households.ledger[h] == 0:
            if risky and uniform(key, h) < detection:
                households.ledger[h] = 1
                idle = spell >= rules.risk_spell and willing > 0
                low = (smooth * 12.0 < month.line and aid == 0) or idle
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
        persons = below = unassisted = risky_households = listed = listed_at_risk = labourers = (
            with_labour
        ) = 0
        wanting = covered = trained = certified = skilled = skills = carers = 0
        willing_idle = in_funded = 0
        any_work = months_3 = months_6 = months_worked = steady_jobs = 0
        with_willing = willing_stable = zero_willing = zero_any_work = zero_months_3 = zero_months_6 = 0
        employed_households = stable = zero = zero_long = longest = ill = in_course = 0
        at, to = sites.household[s], sites.household[s + 1]
        sizes, spells, medical = households.size[at:to], households.spell[at:to], households.medical[at:to]
        smooths, topped, ledger = households.smooth[at:to], households.topped[at:to], households.ledger[at:to]
        labours, workings, stables = (
            households.labour[at:to],
            households.working[at:to],
            households.stable[at:to],
        )
        willing, most = households.willing[at:to], households.worked[at:to]
        aid = households.aid[at:to]
        for i in range(to - at):  # without a branch, so that it runs over several households at once
            size, spell, smooth = sizes[i], spells[i], float(smooths[i])
            risky = at_risk(smooth, medical[i], size, spell, willing[i], aid[i], month.line, rules.risk_spell)
            in_need = (aid[i] == 0) & ((smooth + float(topped[i])) * 12.0 < month.line)
            persons += size
            below += size if in_need else 0
            unassisted += size if in_need & (ledger[i] == 0) else 0
            risky_households += risky
            listed += ledger[i] > 0
            listed_at_risk += risky & (ledger[i] > 0)
        for i in range(to - at):
            with_someone, spell, able = labours[i] > 0, spells[i], willing[i] > 0
            labourers += labours[i]
            with_labour += with_someone
            employed_households += with_someone & (workings[i] > 0)
            stable += with_someone & (stables[i] >= rules.stable_months)
            zero += with_someone & (spell > 0)
            with_willing += able
            willing_stable += able & (stables[i] >= rules.stable_months)
            zero_willing += able & (spell > 0)
            zero_any_work += able & (most[i] == 0)
            zero_months_3 += able & (most[i] < 3)
            zero_months_6 += able & (most[i] < 6)
            zero_long += able & (spell > rules.grace_months)
            longest = max(longest, spell if with_someone else 0)
        first, last = sites.worker[s], sites.worker[s + 1]
        status, channel, pending = (
            workers.status[first:last],
            workers.channel[first:last],
            workers.pending[first:last],
        )
        ills, course = workers.ill[first:last], workers.course[first:last]
        flag, skill = workers.flags[first:last], workers.skill[first:last]
        worked = workers.worked[first:last]
        for i in range(last - first):  # without a branch, so that it runs over several workers at once
            is_labour, flags = status[i] == LABOUR, flag[i]
            months = months_in(worked[i]) if is_labour else 0
            any_work += months > 0
            months_3 += months >= 3
            months_6 += months >= 6
            months_worked += months
            steady_jobs += flags & _STEADY != 0
            ill += is_labour & (ills[i] > 0)
            in_course += is_labour & (course[i] > 0)
            in_funded += is_labour & (course[i] > 0) & (flags & _FUNDED != 0)
            carers += is_labour & (flags & _CARER != 0)
            skilled += is_labour & (skill[i] > 0)
            skills += skill[i] if is_labour else 0
            in_plan = is_labour & (flags & _TRAINED != 0)
            willing_idle += is_labour & (channel[i] == 0) & (flags & _WANTS_WORK != 0)
            wants = is_labour & (flags & _WANTS_WORK != 0) & (flags & _WANTS_TRAINING != 0)
            trained += in_plan
            certified += in_plan & (flags & _CERTIFICATE != 0)
            wanting += wants
            covered += wants & (flags & _SERVED != 0)
        for i in range(last - first):
            channels[channel[i]] += status[i] == LABOUR
            if pending[i] != 0:  # nobody but labour is promised anything
                for g in range(GRANTS):
                    tally.grant_pending[s, g] += (pending[i] >> g) & 1
        for code in range(len(CHANNELS)):
            tally.sums[s, code] = channels[code]
        tally.sums[s, col.PERSONS] = persons
        tally.sums[s, col.BELOW_LINE] = below
        tally.sums[s, col.UNASSISTED] = unassisted
        tally.sums[s, col.AT_RISK] = risky_households
        tally.sums[s, col.IN_LEDGER] = listed
        tally.sums[s, col.AT_RISK_IN_LEDGER] = listed_at_risk
        tally.sums[s, col.LABOURERS] = labourers
        tally.sums[s, col.LABOUR_HOUSEHOLDS] = with_labour
        tally.sums[s, col.ONE_EMPLOYED] = employed_households
        tally.sums[s, col.STABLE] = stable
        tally.sums[s, col.ZERO] = zero
        tally.sums[s, col.ZERO_LONG] = zero_long
        tally.sums[s, col.ZERO_LONGEST] = longest
        tally.sums[s, col.ILL] = ill
        tally.sums[s, col.IN_COURSE] = in_course
        tally.sums[s, col.IN_FUNDED_COURSE] = in_funded
        tally.sums[s, col.WANT_TRAINING] = wanting
        tally.sums[s, col.COVERED] = covered
        tally.sums[s, col.TRAINED_WORKERS] = trained
        tally.sums[s, col.CERTIFIED_WORKERS] = certified
        tally.sums[s, col.SKILLED] = skilled
        tally.sums[s, col.SKILLS] = skills
        tally.sums[s, col.CARERS] = carers
        tally.sums[s, col.WILLING_IDLE] = willing_idle
        tally.sums[s, col.ANY_WORK] = any_work
        tally.sums[s, col.MONTHS_3] = months_3
        tally.sums[s, col.MONTHS_6] = months_6
        tally.sums[s, col.MONTHS_WORKED] = months_worked
        tally.sums[s, col.STEADY_JOBS] = steady_jobs
        tally.sums[s, col.ZERO_WILLING] = zero_willing
        tally.sums[s, col.ZERO_ANY_WORK] = zero_any_work
        tally.sums[s, col.ZERO_MONTHS_3] = zero_months_3
        tally.sums[s, col.ZERO_MONTHS_6] = zero_months_6
        tally.sums[s, col.WILLING_HOUSEHOLDS] = with_willing
        tally.sums[s, col.WILLING_STABLE] = willing_stable
