"""The state: rows of columns for workers, households and settlements.

Rows are sorted by settlement, workers by household within it; a row number is an
identity for life. The tuples below are the only definitions of these tables: a second,
equal definition would make every kernel call pay for a conversion.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Workers(NamedTuple):
    """One row a worker: everyone who is labour now or will be within the run."""

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
    """One row a household; `first` has one entry more, the end of the last household."""

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


WORKER_SCHEMA: dict[str, tuple[str, str, str]] = {
    "household": ("int32", "row", "household the worker belongs to"),
    "birth": ("int16", "month", "month of birth, counted from month 0 (negative)"),
    "entry": ("int16", "month", "month of joining the labour force"),
    "flags": ("uint16", "bits", "see FLAGS"),
    "schooling": ("uint8", "level", "0 none, 1 primary, 2 junior, 3 senior, 4 college"),
    "skill": ("uint8", "level", "occupation: 0 general, 1 semi-skilled, 2 skilled"),
    "health": ("uint8", "level", "0 able, 1 weak"),
    "status": ("uint8", "level", "0 not yet labour, 1 labour, 2 retired"),
    "course": ("uint8", "months", "months left of the present course, 0 if in none"),
    "trained": ("int16", "month", "month the last course ended, NEVER if none"),
    "channel": ("uint8", "code", "employment channel"),
    "tenure": ("uint16", "months", "months in the present job"),
    "spell": ("uint8", "months", "months without work, at most 255"),
    "ill": ("uint8", "months", "months of illness left"),
    "pending": ("uint16", "bits", "grants that will fall due if the job lasts"),
    "received": ("uint8", "bits", "kinds of grants already received: each is paid once"),
    "worked": ("uint16", "bits", "bit k: worked k months ago, for the last twelve months"),
    "wage": ("float32", "yuan/month", "pay agreed, at base-year level, before what is spent away"),
    "pay": ("float32", "yuan/month", "what reached the household this month"),
}
"""Type, unit and meaning of each worker column."""

HOUSEHOLD_SCHEMA: dict[str, tuple[str, str, str]] = {
    "site": ("int32", "row", "settlement"),
    "first": ("int32", "row", "first worker row"),
    "size": ("uint8", "persons", "members"),
    "elders": ("uint8", "persons", "members of 60 or more"),
    "young": ("uint8", "persons", "small children and elders who need care"),
    "poor": ("uint8", "0/1", "registered as poor before the move"),
    "spell": ("uint8", "months", "months with labour but nobody in work, at most 255"),
    "stable": ("uint8", "months", "months with somebody in work without a break, at most 255"),
    "labour": ("uint8", "persons", "members who are labour this month"),
    "working": ("uint8", "persons", "members with a job this month"),
    "away": ("uint8", "persons", "members who work away this month"),
    "willing": ("uint8", "persons", "members able and willing to work this month"),
    "worked": ("uint8", "months", "months worked in the last twelve by the member who worked most"),
    "ledger": ("uint8", "months", "0 not in the monitoring ledger, else 1 + months of safety since"),
    "category": ("uint8", "code", "0 none, 1 unstable, 2 marginal, 3 sudden hardship"),
    "aid": ("uint8", "code", "allowance: 0 none, 1 as the law stands, 2 found by the safety net"),
    "land": ("float32", "mu", "land farmed"),
    "property_base": ("float32", "yuan/year", "property income in the base year"),
    "effect": ("float32", "log points", "pay beyond the traits of its workers"),
    "smooth": ("float32", "yuan/person/month", "income per person before help, averaged over recent months"),
    "earned": (
        "float32",
        "yuan/person/month",
        "wages and business income per person, averaged over recent months",
    ),
    "topped": (
        "float32",
        "yuan/person/month",
        "help of the safety net per person, averaged likewise",
    ),
    "medical": ("float32", "yuan/year", "medical burden of the coming year"),
    "wage": ("float64", "yuan/month", "wage income this month"),
    "business": ("float64", "yuan/month", "business income this month"),
    "property": ("float64", "yuan/month", "property income this month"),
    "transfer": ("float64", "yuan/month", "transfer income this month"),
    "from_levers": ("float64", "yuan/month", "part of the four that levers paid this month"),
}
"""Type, unit and meaning of each household column."""

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


def empty_workers(count: int) -> Workers:
    """A worker table of zeros with `count` rows."""
    return Workers(**{name: np.zeros(count, dtype) for name, (dtype, _, _) in WORKER_SCHEMA.items()})


def empty_households(count: int) -> Households:
    """A household table of zeros with `count` rows."""
    return Households(
        **{
            name: np.zeros(count + (name == "first"), dtype)
            for name, (dtype, _, _) in HOUSEHOLD_SCHEMA.items()
        }
    )


def mark(workers: Workers, bit: np.uint16, holds: NDArray[np.bool_]) -> None:
    """Set a flag of the workers for whom it holds; to pick out their rows would take longer."""
    np.bitwise_or(workers.flags, holds * bit, out=workers.flags)


def bytes_per_worker(state: State) -> float:
    """Bytes of state a worker, the household and settlement columns included."""
    total = sum(column.nbytes for table in state for column in table)
    return total / max(1, len(state.workers.household))
