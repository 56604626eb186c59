"""What each lever writes into the openings of a month, reckoned by hand; all else stays closed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from resettle.model import openings
from resettle.model.channels import BUSINESS, FARMING, IN, LOCAL, OUT, RELIEF, WELFARE, WORKSHOP
from resettle.model.inputs import LeverWindow
from resettle.model.levers import LEVERS
from resettle.model.levers.base import Lever
from resettle.model.month.opening import whole_places
from resettle.model.openings import ORGANISED_PLACE, SEATS, Openings, empty_openings
from resettle.model.projects import LINKED, PLACES, SITE
from resettle.model.simulation import ResettlementModel
from resettle.model.tally import CARERS, SEEKERS
from resettle.model.traits import bit
from tests.model.test_books import few_of, month_of
from tests.model.worlds import GRANTS, SETTINGS, guizhou, local_firms

START, MONTHS = 2, 12
OTHERWISE = {"works_relief": {"projects": 4.0}}  # so that there are months in which none runs
ELIGIBLE, PRIORITY = ("woman", "registered_poor"), ("weak_health", "low_schooling")


def admitted(expected: Openings, slot: int, item: Lever) -> None:
    """Who may have a kind of place, and who is served first."""
    expected.eligible[slot] = sum(bit(trait) for trait in ELIGIBLE) if item.admits else 0
    expected.priority[slot, :2] = [bit(trait) for trait in PRIORITY]


def scalar(expected: Openings, name: str, value: float) -> None:
    expected.scalars[openings.SCALARS.index(name)] = value


def training(model: ResettlementModel, expected: Openings, given: dict[str, float]) -> None:
    scalar(expected, "training_seats", month_of(given["seats"] * model.world.part, model.month - 1))
    scalar(expected, "pass_gain", given["pass_gain"])
    admitted(expected, SEATS, model.levers[0])


def welfare(model: ResettlementModel, expected: Openings, given: dict[str, float]) -> None:
    prices = model.world.timeline.prices
    growth = max(0.0, prices[model.month - 1] / prices[START] - 1.0)
    expected.places[:, WELFARE] = model.world.spread(round(given["posts"] * model.world.part))
    expected.pay[WELFARE] = given["unit_cost"] * (1.0 + given["price_linked"] * growth)
    scalar(expected, "welfare_term", given["term"])
    admitted(expected, WELFARE, model.levers[0])


def workshops(model: ResettlementModel, expected: Openings, given: dict[str, float]) -> None:
    admitted(expected, WORKSHOP, model.levers[0])


def cooperation(model: ResettlementModel, expected: Openings, given: dict[str, float]) -> None:
    scalar(expected, "organised_places", month_of(given["places"] * model.world.part, model.month - 1))
    scalar(expected, "organised_premium", given["wage_premium"])
    scalar(expected, "organised_cost_cut", given["leave_cost_cut"])
    scalar(expected, "organised_separation_cut", given["separation_cut"])
    admitted(expected, ORGANISED_PLACE, model.levers[0])
    arrived = sum(few_of(given["enterprises"], t) for t in range(START, model.month))
    assert model.world.projects.started["enterprise"] == arrived
    places = model.world.projects.table("enterprise")[:, PLACES]
    assert places == pytest.approx(np.full(arrived, given["enterprise_places"] * model.world.part))


def grant(model: ResettlementModel, expected: Openings, given: dict[str, float], **terms: Any) -> int:
    """The grant of the only lever, and its slot."""
    name = model.levers[0].name
    slot = [one for one in LEVERS if one in GRANTS].index(name)
    yearly = given["starts" if name == "entrepreneurship" else "places"] * model.world.part
    expected.grant_seats[slot] = month_of(yearly, model.month - 1)
    expected.grant_channels[slot] = sum(1 << code for code in terms["earned_in"])
    expected.grant_needs[slot] = sum(bit(trait) for trait in ELIGIBLE)
    expected.grant_priority[slot, :2] = [bit(trait) for trait in PRIORITY]
    expected.grant_months[slot] = terms.get("months", given.get("stable_months", 0))
    expected.grant_contract[slot] = terms.get("contract", 0)
    expected.grant_new[slot] = terms.get("newly_away", 0)
    expected.grant_household[slot] = terms.get("to_household", 0)
    expected.grant_poor[slot] = given["unit_cost"]
    expected.grant_other[slot] = given.get("other_amount", given["unit_cost"])
    return slot


def served(model: ResettlementModel, expected: Openings, slot: int) -> float:
    """Part of last month's seekers for whom there is a grant."""
    return min(1.0, expected.grant_seats[slot] / float(model.world.previous.sums[:, SEEKERS].sum()))


def transport(model: ResettlementModel, expected: Openings, given: dict[str, float]) -> None:
    terms: dict[str, Any] = {"earned_in": (OUT, ORGANISED_PLACE), "newly_away": 1, "to_household": 1}
    slot = grant(model, expected, given, **terms)
    rates = model.inputs.parameters["separation_rate"]
    assert not isinstance(rates, float)
    monthly = (1.0 - rates["out_of_province"]) ** given["stable_months"] / 12.0
    expected.leave_value[slot, OUT] = np.array([given["other_amount"], given["unit_cost"]]) * monthly


def hiring(model: ResettlementModel, expected: Openings, given: dict[str, float]) -> None:
    grant(model, expected, given, earned_in=(LOCAL, WORKSHOP))
    added = given["vacancy_gain"] * given["places"] * model.world.part
    expected.local_places[:] += added * model.world.labour / model.world.labour.sum()


def placement(model: ResettlementModel, expected: Openings, given: dict[str, float]) -> None:
    slot = grant(model, expected, given, earned_in=(OUT, IN, LOCAL, WORKSHOP), contract=1)
    reach = served(model, expected, slot)
    expected.grant_offer[slot, [OUT, IN, LOCAL]] = 1.0 + given["offer_gain"] * reach
    expected.grant_contract_gain[slot] = given["contract_gain"] * reach


def on_the_job(model: ResettlementModel, expected: Openings, given: dict[str, float]) -> None:
    slot = grant(model, expected, given, earned_in=(LOCAL, WORKSHOP))
    before = model.world.previous
    jobs = before.sums[:, [LOCAL, WORKSHOP]].sum()
    taught = before.grant_pending[:, slot].sum() / jobs
    expected.grant_offer[slot, [LOCAL, WORKSHOP]] = 1.0 + given["offer_gain"] * served(model, expected, slot)
    expected.separation_factor[:, [LOCAL, WORKSHOP]] = 1.0 - given["separation_cut"] * taught


def entrepreneurship(model: ResettlementModel, expected: Openings, given: dict[str, float]) -> None:
    slot = grant(model, expected, given, earned_in=(BUSINESS,), months=1)
    before = model.world.previous.sums
    rates, offers = (model.inputs.parameters[name] for name in ("separation_rate", "offer_rate"))
    assert not isinstance(rates, float)
    assert not isinstance(offers, float)
    natural = offers["own_business"] * before[:, SEEKERS].sum()
    expected.grant_offer[slot, BUSINESS] = 1.0 + expected.grant_seats[slot] / natural
    books = model.levers[0].ledger.beneficiaries[: model.month - 1]
    alive = sum(
        started * (1.0 - rates["own_business"]) ** (model.month - 1 - t) for t, started in enumerate(books)
    )
    covered = min(1.0, alive / before[:, BUSINESS].sum())
    expected.separation_factor[:, BUSINESS] = 1.0 - given["failure_cut"] * covered
    expected.local_places[:] += alive * given["jobs"] * model.world.labour / model.world.labour.sum()


def graduates(model: ResettlementModel, expected: Openings, given: dict[str, float]) -> None:
    scalar(expected, "graduate_offer", 1.0 + given["offer_gain"])
    scalar(expected, "granted_yuan", given["unit_cost"])
    scalar(expected, "granted", model.levers[0].ledger.beneficiaries[model.month - 1])


def pay_rule(model: ResettlementModel, expected: Openings, given: dict[str, float]) -> None:
    unpaid = model.inputs.parameters["arrears"]
    assert isinstance(unpaid, float)
    scalar(expected, "labour_share_floor", given["labour_share"])
    kept = 1.0 - unpaid * (1.0 - given["enforcement"])
    expected.pay_factor[[OUT, IN, LOCAL, WORKSHOP]] = kept / (1.0 - unpaid)


def works_relief(model: ResettlementModel, expected: Openings, given: dict[str, float]) -> None:
    if model.world.projects.live("relief"):
        expected.pay[RELIEF] = given["unit_cost"]
        admitted(expected, RELIEF, model.levers[0])
    places = model.world.projects.table("relief")[:, PLACES]
    assert places == pytest.approx(np.full(len(places), given["places"] * model.world.part))


def industry(model: ResettlementModel, expected: Openings, given: dict[str, float]) -> None:
    scalar(expected, "projects_started", few_of(given["projects"], model.month - 1))
    linked = model.world.projects.table("industry")[:, LINKED]
    each = given["households"] * (1.0 - given["overlap"]) * model.world.part
    assert linked == pytest.approx(np.full(len(linked), each))
    admitted(expected, LOCAL, model.levers[0])
    running = model.world.projects.open_rows("industry", model.month - 1)
    each = given["unit_cost"] * model.world.part * given["dividend"] / 12.0
    paid = np.bincount(running[:, SITE].astype(int), minlength=model.world.sites) * each
    expected.property[:] = paid / np.diff(model.world.state.sites.household)


def assets(model: ResettlementModel, expected: Openings, given: dict[str, float]) -> None:
    in_use = sum(few_of(given["assets"], t) for t in range(START, model.month)) * model.world.part
    expected.local_places[:] += in_use * given["jobs"] * model.world.labour / model.world.labour.sum()
    rent = in_use * given["rent"] / 12.0 * given["household_share"]
    expected.property[:] = rent / len(model.world.state.households.site)


def employers(model: ResettlementModel, expected: Openings, given: dict[str, float]) -> None:
    workers = model.world.previous.sums[:, [LOCAL, WORKSHOP]].sum()
    covered = min(round(given["jobs"] * model.world.part), workers) / workers
    scalar(expected, "closure_factor", 1.0 - given["closure_cut"] * covered)
    expected.separation_factor[:, [LOCAL, WORKSHOP]] = 1.0 - given["separation_cut"] * covered


def monitoring(model: ResettlementModel, expected: Openings, given: dict[str, float]) -> None:
    if (model.month - 1) % 2 == 1:  # six rounds a year: every other month
        scalar(expected, "monitoring_rounds", 1)
        recall = model.inputs.parameters["detection_recall"]
        assert isinstance(recall, float)
        scalar(expected, "monitoring_recall", recall)


def safety(model: ResettlementModel, expected: Openings, given: dict[str, float]) -> None:
    scalar(expected, "safety_coverage", given["coverage"])
    scalar(expected, "medical_share", given["medical_share"])


def care(model: ResettlementModel, expected: Openings, given: dict[str, float]) -> None:
    carers = model.world.previous.sums[:, CARERS]
    places = model.world.spread(round(given["places"] * model.world.part))
    expected.care_served[:] = np.minimum(places, carers) / np.maximum(carers, 1)
    scalar(expected, "care_relief", given["relief"])


def services(model: ResettlementModel, expected: Openings, given: dict[str, float]) -> None:
    item: Any = model.levers[0]
    added = (model.world.settlements.infrastructure - item.stood)[:, None]
    expected.separation_factor[:, [LOCAL, WORKSHOP]] = 1.0 - given["separation_cut"] * added
    gained = (model.world.settlements.services & ~item.served).mean()
    scalar(expected, "dropout_cut", given["dropout_cut"] * gained)
    moved = model.world.site_draws("infrastructure") > 0
    expected.local_places[:] += moved * given["jobs"]


def sales(model: ResettlementModel, expected: Openings, given: dict[str, float]) -> None:
    sellers = model.world.previous.sums[:, [BUSINESS, FARMING]].sum()
    reached = min(round(given["sellers"] * model.world.part), sellers) / sellers
    expected.pay_factor[[BUSINESS, FARMING]] = 1.0 + given["uplift"] * reached


Writes = Callable[[ResettlementModel, Openings, dict[str, float]], None]
WRITES: dict[str, Writes] = {
    "training_subsidy": training,
    "public_welfare_jobs": welfare,
    "workshop_capacity": workshops,
    "labour_cooperation": cooperation,
    "transport_subsidy": transport,
    "hiring_subsidy": hiring,
    "placement_service": placement,
    "graduate_job_subsidy": graduates,
    "pay_rule": pay_rule,
    "works_relief": works_relief,
    "entrepreneurship": entrepreneurship,
    "industry_projects": industry,
    "asset_revitalisation": assets,
    "employer_relief": employers,
    "monitoring": monitoring,
    "safety_net": safety,
    "care_services": care,
    "settlement_services": services,
    "agri_trade_support": sales,
    "on_the_job_training": on_the_job,
}


def whole(model: ResettlementModel, expected: Openings) -> None:
    """Add the places of projects, and round all to whole ones."""
    relief = np.zeros(model.world.sites)
    for kind, places in (
        ("relief", relief), ("industry", expected.local_places), ("enterprise", expected.local_places),
    ):  # fmt: skip
        for row in model.world.projects.open_rows(kind, model.month - 1):
            places[int(row[SITE])] += row[PLACES]
    expected.places[:, RELIEF] = whole_places(relief)
    expected.places[:, LOCAL] = np.floor(expected.local_places + 0.5)
    expected.places[:, WORKSHOP] = model.world.workshop_places()


@pytest.mark.parametrize("name", LEVERS)
def test_a_lever_writes_what_its_settings_say_and_nothing_else(name: str) -> None:
    settings = SETTINGS[name] | OTHERWISE.get(name, {})
    window = LeverWindow(START, 47, settings, ELIGIBLE, PRIORITY)
    model = ResettlementModel(
        guizhou(scale=0.01, months=MONTHS, levers={name: (window,)}, infrastructure=0.3), 1
    )
    world = model.world
    for t in range(MONTHS):
        model.step()
        expected = empty_openings(world.sites, len(world.openings.granted))
        expected.local_places[:] = local_firms(model)
        if t >= START:
            WRITES[name](model, expected, settings)
        whole(model, expected)
        for column in Openings._fields:
            if column != "granted":
                written, wanted = getattr(world.openings, column), getattr(expected, column)
                assert written == pytest.approx(wanted, rel=1e-9), f"{column} in month {t}"
    assert t == MONTHS - 1
