"""The one table that levers write: what they open and change in a month.

Kernels and phases read it and know no lever by name. It is closed again at the start of every month.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from resettle.model.channels import CHANNELS
from resettle.model.state import types_of
from resettle.model.tables import Floats, Ints
from resettle.model.traits import MAX_PRIORITIES

ORGANISED_PLACE = 9
"""Code of an organised place out of province, beside the channel codes 1 to 8; 0 stands for staying."""

ALTERNATIVES = 10
SEATS = 0
"""Rule slot of training seats; the slots of places have the codes of their alternatives."""

GRANTS = 16
"""Slots for grants that fall due after some months in a job: two sets of terms for each kind."""

KINDS_OF_GRANTS = GRANTS // 2

_names: list[str] = []
_neutral: list[float] = []


def _scalar(name: str, neutral: float = 0.0) -> int:
    """Name the next single number of the openings, with the value that it has when no lever sets it."""
    _names.append(name)
    _neutral.append(neutral)
    return len(_names) - 1


ORGANISED_PREMIUM = _scalar("organised_premium")
ORGANISED_COST_CUT = _scalar("organised_cost_cut")
ORGANISED_SEPARATION_CUT = _scalar("organised_separation_cut")
ORGANISED_PLACES = _scalar("organised_places")
GRADUATE_OFFER = _scalar("graduate_offer", 1.0)
GRANTED = _scalar("granted")
GRANTED_YUAN = _scalar("granted_yuan")
WELFARE_TERM = _scalar("welfare_term", 1e9)
LABOUR_SHARE_FLOOR = _scalar("labour_share_floor")
CLOSURE_FACTOR = _scalar("closure_factor", 1.0)
MONITORING_ROUNDS = _scalar("monitoring_rounds")
MONITORING_RECALL = _scalar("monitoring_recall")
SAFETY_COVERAGE = _scalar("safety_coverage")
MEDICAL_SHARE = _scalar("medical_share")
CARE_RELIEF = _scalar("care_relief")
TRAINING_SEATS = _scalar("training_seats")
PASS_GAIN = _scalar("pass_gain")
DROPOUT_CUT = _scalar("dropout_cut")
PROJECTS_STARTED = _scalar("projects_started")
PROJECTS_CONTINUED = _scalar("projects_continued")

SCALARS = tuple(_names)
"""Names of the single numbers in `Openings.scalars`."""

_NEUTRAL_SCALARS = np.array(_neutral)

NEUTRAL: dict[str, float | Floats] = {
    "separation_factor": 1.0,
    "pay_factor": 1.0,
    "grant_offer": 1.0,
    "scalars": _NEUTRAL_SCALARS,
}
"""What a column holds when no lever writes it, where that is not 0."""

LASTING = frozenset(
    {
        "granted", "grant_channels", "grant_needs", "grant_months", "grant_contract", "grant_new",
        "grant_poor", "grant_other", "grant_household",
    }
)  # fmt: skip
"""Columns that are not closed each month: terms last as long as promises made on them."""


class Openings(NamedTuple):
    """What levers open and change this month; kernels read it and know no lever by name.

    Attributes:
        places: Places by settlement and channel code; only rationed channels are read.
        eligible: Mask of traits, any of which admits, by rule slot; 0 admits everyone.
        priority: Masks of traits in the order served, by rule slot.
        separation_factor: Factor on separation, by settlement and channel.
        pay_factor: What pay, business and farm income come to, relative to what they are without any lever,
            by channel.
        care_served: Part of those with care duties who have a care place, by settlement.
        pay: Monthly pay of posts and relief works in yuan, by channel.
        leave_value: Yuan a month by which an expected grant makes a channel better, by grant, channel
            and whether the household is registered poor; only for those who could earn the grant.
        grant_offer: Factor on the chance of an offer for those whom a grant is meant for, by grant
            and channel.
        grant_contract_gain: Gain in the share of contracts for those whom a grant is meant for.
        scalars: Single numbers, by the positions of `SCALARS`.
        local_places: Places of local firms by settlement, before they are rounded to whole ones.
        granted: Household row of each grant that is paid at once; only the first `GRANTED` count.
        property: Yuan a month that each household receives from assets and projects, by settlement.
        grant_channels: Bits of channels in which each grant can be earned.
        grant_needs: Mask of traits, any of which admits, by grant.
        grant_months: Months in the job after which each grant falls due.
        grant_contract: 1 if the grant needs a contract.
        grant_new: 1 if only those who have not come back from work away can earn it.
        grant_poor: Yuan for a worker of a registered-poor household.
        grant_other: Yuan for others.
        grant_household: 1 if the household receives it, 0 if the employer or agency does.
        grant_seats: Grants that may be promised this month.
        grant_priority: Masks of traits in the order served, by grant.
    """

    places: Ints
    eligible: Ints
    priority: Ints
    separation_factor: Floats
    pay_factor: Floats
    care_served: Floats
    pay: Floats
    leave_value: Floats
    grant_offer: Floats
    grant_contract_gain: Floats
    scalars: Floats
    local_places: Floats
    granted: Ints
    property: Floats
    grant_channels: Ints
    grant_needs: Ints
    grant_months: Ints
    grant_contract: Ints
    grant_new: Ints
    grant_poor: Floats
    grant_other: Floats
    grant_household: Ints
    grant_seats: Ints
    grant_priority: Ints


_CLOSED = tuple(
    (position, NEUTRAL.get(name, 0.0))
    for position, name in enumerate(Openings._fields)
    if name not in LASTING
)
"""Position of each column that is closed every month, and what it then holds."""


def empty_openings(sites: int, graduates: int) -> Openings:
    """A month in which no lever opens anything.

    Args:
        sites: Number of settlements.
        graduates: Most grants that may be paid at once in a month: graduates of the whole run.
    """
    channel = len(CHANNELS)
    shapes: dict[str, int | tuple[int, ...]] = {
        "places": (sites, channel),
        "eligible": ALTERNATIVES,
        "priority": (ALTERNATIVES, MAX_PRIORITIES),
        "separation_factor": (sites, channel),
        "pay_factor": channel,
        "care_served": sites,
        "pay": channel,
        "leave_value": (GRANTS, channel, 2),
        "grant_offer": (GRANTS, channel),
        "scalars": len(SCALARS),
        "local_places": sites,
        "granted": graduates,
        "property": sites,
        "grant_priority": (GRANTS, MAX_PRIORITIES),
    }
    kinds = types_of(Openings).items()
    openings = Openings(**{name: np.zeros(shapes.get(name, GRANTS), kind) for name, kind in kinds})
    reset(openings, openings.local_places)
    return openings


def reset(openings: Openings, local_places: Floats) -> None:
    """Close everything at the start of a month; what grants promise stays as it was.

    Args:
        openings: The openings.
        local_places: Places that local firms have without any lever, by settlement.
    """
    for position, neutral in _CLOSED:
        openings[position][...] = neutral
    openings.local_places[:] = local_places
