"""What a month counts: a column for each count, by settlement, and their sums over all settlements."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from resettle.model.channels import CHANNELS
from resettle.model.openings import GRANTS
from resettle.model.tables import Floats

_names = [f"channel_{name}" for name in CHANNELS]


def _column(name: str) -> int:
    """Name the next column; the first ones count workers by channel and have the codes of the channels."""
    _names.append(name)
    return len(_names) - 1


PERSONS = _column("persons")
LABOURERS = _column("labour")
LABOUR_HOUSEHOLDS = _column("labour_households")
ONE_EMPLOYED = _column("one_employed")
STABLE = _column("stable")
ZERO = _column("zero")
ZERO_LONG = _column("zero_long")
ZERO_LONGEST = _column("zero_longest")
WAGE = _column("wage")
BUSINESS_INCOME = _column("business")
PROPERTY = _column("property")
TRANSFER = _column("transfer")
FROM_LEVERS = _column("from_levers")
BELOW_LINE = _column("below_line")
UNASSISTED = _column("unassisted")
AT_RISK = _column("at_risk")
IN_LEDGER = _column("in_ledger")
AT_RISK_IN_LEDGER = _column("at_risk_in_ledger")
ILL = _column("ill")
IN_COURSE = _column("in_course")
ENROLLED = _column("enrolled")
DROPPED = _column("dropped")
COMPLETED = _column("completed")
CERTIFIED = _column("certified")
HIRES = _column("hires")
SEPARATIONS = _column("separations")
SEEKERS = _column("seekers")
REFUSED = _column("refused")
ORGANISED_TAKEN = _column("organised")
WELFARE_PAY = _column("welfare_pay")
RELIEF_PAY = _column("relief_pay")
SAFETY_PAY = _column("safety_pay")
MEDICAL_PAY = _column("medical_pay")
SAFETY_HOUSEHOLDS = _column("safety_households")
PROPERTY_PAY = _column("property_pay")
WANT_TRAINING = _column("want_training")
COVERED = _column("covered")
TRAINED_WORKERS = _column("trained_workers")
CERTIFIED_WORKERS = _column("certified_workers")
SKILLED = _column("skilled")
SKILLS = _column("skills")
CARERS = _column("carers")
MOVES = _column("moves")
DISPLACED = _column("displaced")
OWN_ENROLLED = _column("own_enrolled")
WILLING_IDLE = _column("willing_without_work")
ANY_WORK = _column("any_work")
MONTHS_3 = _column("months_3")
MONTHS_6 = _column("months_6")
MONTHS_WORKED = _column("months_worked")
STEADY_JOBS = _column("steady_jobs")
ZERO_WILLING = _column("zero_willing")
ZERO_ANY_WORK = _column("zero_any_work")
ZERO_MONTHS_3 = _column("zero_months_3")
ZERO_MONTHS_6 = _column("zero_months_6")
WILLING_HOUSEHOLDS = _column("willing_households")
WILLING_STABLE = _column("willing_stable")
FUNDED_COURSES = _column("funded_courses")
IN_FUNDED_COURSE = _column("in_funded_course")

TALLY = tuple(_names)
"""Columns that kernels count, a row a settlement."""

COLUMN = {name: position for position, name in enumerate(TALLY)}


class Tally(NamedTuple):
    """Counts and sums of a month by settlement.

    Attributes:
        sums: Columns of `TALLY`.
        grant_people: Grants paid, by settlement and grant.
        grant_yuan: Yuan of grants paid.
        grant_pending: Grants promised and not yet due.
    """

    sums: Floats
    grant_people: Floats
    grant_yuan: Floats
    grant_pending: Floats


def empty_tally(sites: int) -> Tally:
    """A tally of zeros."""
    return Tally(np.zeros((sites, len(TALLY))), *(np.zeros((sites, GRANTS)) for _ in range(3)))


class Totals(NamedTuple):
    """A tally summed over settlements, by column.

    Yuan that levers book are added up column by column: another order would change the last bit.

    Attributes:
        sums: By column of `TALLY`.
        grant_people: By grant.
        grant_pending: By grant.
        grant_yuan: By grant, column by column.
    """

    sums: list[float]
    grant_people: list[float]
    grant_pending: list[float]
    grant_yuan: list[float]

    @classmethod
    def of(cls, tally: Tally) -> Totals:
        """The sums of a month that has been counted to its end."""
        return cls(
            tally.sums.sum(axis=0).tolist(),
            tally.grant_people.sum(axis=0).tolist(),
            tally.grant_pending.sum(axis=0).tolist(),
            np.ascontiguousarray(tally.grant_yuan.T).sum(axis=1).tolist(),
        )
