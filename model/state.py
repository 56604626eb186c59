"""The state: rows of columns for workers, households and settlements.

Rows are sorted by settlement, workers by household within it; a row number is an
identity for life. The tuples below are the only definitions of these tables: a second,
equal definition would make every kernel call pay for a conversion.
"""

from __future__ import annotations

from typing import NamedTuple, get_args, get_type_hints

import numpy as np
from numpy.typing import NDArray


class Workers(NamedTuple):
    """One row a worker: everyone who is labour now or will be within the run.

    Attributes:
        household: Row of the household that the worker belongs to.
        birth: Month of birth, counted from month 0, so negative.
        entry: Month of joining the labour force.
        flags: Bits of `FLAGS`.
        schooling: 0 none, 1 primary, 2 junior, 3 senior, 4 college.
        skill: Occupation: 0 general, 1 semi-skilled, 2 skilled.
        health: 0 able, 1 weak.
        status: 0 not yet labour, 1 labour, 2 retired.
        course: Months left of the present course, 0 if in none.
        trained: Month the last course ended, NEVER if none.
        channel: Code of the employment channel.
        tenure: Months in the present job.
        spell: Months without work, at most 255.
        ill: Months of illness left.
        pending: Grants that will fall due if the job lasts.
        received: Kinds of grants already received: each is paid once.
        worked: Bit k is set for who worked k months ago, for the last twelve months.
        wage: Pay agreed, at base-year level, before what is spent away (yuan/month).
        pay: What reached the household this month (yuan/month).
    """

    household: NDArray[np.int32]
    birth: NDArray[np.int16]
    entry: NDArray[np.int16]
    flags: NDArray[np.uint16]
    schooling: NDArray[np.uint8]
    skill: NDArray[np.uint8]
    health: NDArray[np.uint8]
    status: NDArray[np.uint8]
    course: NDArray[np.uint8]
    trained: NDArray[np.int16]
    channel: NDArray[np.uint8]
    tenure: NDArray[np.uint16]
    spell: NDArray[np.uint8]
    ill: NDArray[np.uint8]
    pending: NDArray[np.uint16]
    received: NDArray[np.uint8]
    worked: NDArray[np.uint16]
    wage: NDArray[np.float32]
    pay: NDArray[np.float32]


class Households(NamedTuple):
    """One row a household; `first` has one entry more, the end of the last household.

    Attributes:
        site: Row of the settlement.
        first: First worker row.
        size: Members (persons).
        elders: Members of 60 or more (persons).
        young: Small children and elders who need care (persons).
        poor: 1 if registered as poor before the move.
        spell: Months with labour but nobody in work, at most 255.
        stable: Months with somebody in work without a break, at most 255.
        labour: Members who are labour this month (persons).
        working: Members with a job this month (persons).
        away: Members who work away this month (persons).
        willing: Members able and willing to work this month (persons).
        worked: Months worked in the last twelve by the member who worked most.
        ledger: 0 if not in the monitoring ledger, else 1 + months of safety since.
        category: 0 none, 1 unstable, 2 marginal, 3 sudden hardship.
        aid: Allowance: 0 none, 1 as the law stands, 2 found by the safety net.
        land: Land farmed (mu).
        property_base: Property income in the base year (yuan/year).
        effect: Pay beyond the traits of its workers (log points).
        smooth: Income per person before help, averaged over recent months (yuan/person/month).
        earned: Wages and business income per person, averaged over recent months (yuan/person/month).
        topped: Help of the safety net per person, averaged likewise (yuan/person/month).
        medical: Medical burden of the coming year (yuan/year).
        wage: Wage income this month (yuan/month).
        business: Business income this month (yuan/month).
        property: Property income this month (yuan/month).
        transfer: Transfer income this month (yuan/month).
        from_levers: Part of the four that levers paid this month (yuan/month).
    """

    site: NDArray[np.int32]
    first: NDArray[np.int32]
    size: NDArray[np.uint8]
    elders: NDArray[np.uint8]
    young: NDArray[np.uint8]
    poor: NDArray[np.uint8]
    spell: NDArray[np.uint8]
    stable: NDArray[np.uint8]
    labour: NDArray[np.uint8]
    working: NDArray[np.uint8]
    away: NDArray[np.uint8]
    willing: NDArray[np.uint8]
    worked: NDArray[np.uint8]
    ledger: NDArray[np.uint8]
    category: NDArray[np.uint8]
    aid: NDArray[np.uint8]
    land: NDArray[np.float32]
    property_base: NDArray[np.float32]
    effect: NDArray[np.float32]
    smooth: NDArray[np.float32]
    earned: NDArray[np.float32]
    topped: NDArray[np.float32]
    medical: NDArray[np.float32]
    wage: NDArray[np.float64]
    business: NDArray[np.float64]
    property: NDArray[np.float64]
    transfer: NDArray[np.float64]
    from_levers: NDArray[np.float64]


class Sites(NamedTuple):
    """Where the rows of each settlement begin, with one entry more for the end, and its county."""

    household: NDArray[np.int64]
    worker: NDArray[np.int64]
    county: NDArray[np.int64]


class State(NamedTuple):
    """The three tables."""

    workers: Workers
    households: Households
    sites: Sites


FLAGS = (
    "woman", "certificate", "wants_work", "wants_training", "willing", "graduate",
    "contract", "organised", "returned", "carer", "served", "trained_in_plan", "steady",
    "funded", "trained_before",
)  # fmt: skip
"""Names of the bits of `Workers.flags`.

Who has `served` held a post for its full term, and no job since; a `steady` job has work every month; a
`funded` course, the last one begun, has a seat that is paid for; who was `trained_before` the run had one
already, as far as the scenario states it.
"""

(
    WOMAN, CERTIFICATE, WANTS_WORK, WANTS_TRAINING, WILLING, GRADUATE, CONTRACT, ORGANISED, RETURNED, CARER,
    SERVED, TRAINED_IN_PLAN, STEADY, FUNDED, TRAINED_BEFORE,
) = (np.uint16(1 << position) for position in range(len(FLAGS)))  # fmt: skip

NO_AID, BY_LAW, BY_LEVER = range(3)
NOT_YET, LABOUR, RETIRED = range(3)
ABLE, WEAK = range(2)
NEVER = -9999
RETIREMENT_AGE_MONTHS = 60 * 12
MAX_SKILL = 2
YEAR = np.uint16(0xFFF)
"""Mask of the twelve months of `Workers.worked`."""


def types_of(table: type[tuple[object, ...]]) -> dict[str, np.dtype[np.generic]]:
    """Type of each column of a table of arrays, as it is annotated."""
    return {name: np.dtype(_scalar(hint)) for name, hint in get_type_hints(table).items()}


def _scalar(hint: object) -> type[np.generic]:
    """The type in `NDArray[type]`, which is `ndarray[shape, dtype[type]]` until numpy 2.5."""
    last = get_args(hint)[-1]
    scalar: type[np.generic] = next(iter(get_args(last)), last)
    return scalar


def empty_workers(count: int) -> Workers:
    """A worker table of zeros with `count` rows."""
    return Workers(**{name: np.zeros(count, kind) for name, kind in types_of(Workers).items()})


def empty_households(count: int) -> Households:
    """A household table of zeros with `count` rows."""
    kinds = types_of(Households).items()
    return Households(**{name: np.zeros(count + (name == "first"), kind) for name, kind in kinds})


def mark(workers: Workers, bit: np.uint16, holds: NDArray[np.bool_]) -> None:
    """Set a flag of the workers for whom it holds; to pick out their rows would take longer."""
    np.bitwise_or(workers.flags, holds * bit, out=workers.flags)
