"""Standards of settlements: hand-made settlements at, above and below the bound."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from numpy.typing import NDArray

from resettle.model.composite import SITE_INDICATORS, SITE_SIZES, STANDARDS, shares_meeting
from resettle.model.inputs import Condition, ModelInputs
from resettle.model.simulation import ResettlementModel
from resettle.model.tally import COLUMN
from tests.model.worlds import all_levers, differing_columns, guizhou, lever, run, stepped

Floats = NDArray[np.float64]
MEETS = {
    "at_least": (False, True, True),
    "at_most": (True, True, False),
    "above": (False, False, True),
    "below": (True, False, False),
}
"""Whether a settlement below, at and above the bound meets it."""
BOUNDS = {
    "income": 12_000.0, "net_income": 13_000.0, "employment_rate": 0.75, "one_employed_share": 0.5,
    "one_employed_months_3": 0.6, "infrastructure": 0.8, "pension": 0.9, "services": 0.5,
}  # fmt: skip
PERSONS, LABOUR, HOUSEHOLDS = 300.0, 200.0, 100.0


def settlement_town(months: int = 14) -> ResettlementModel:
    """A model of some settlements, whose values a test then writes by hand."""
    return stepped(guizhou(scale=0.01, levers={}), months)


def make(model: ResettlementModel, indicator: str, values: Floats) -> None:
    """Give the first settlements a value each, and all others far more than any bound asks."""
    world = model.world
    every = np.full(world.sites, 1e9 if "income" in indicator else 1.0)
    every[: len(values)] = values
    sums = world.tally.sums
    sums[:, COLUMN["persons"]], sums[:, COLUMN["labour"]] = PERSONS, LABOUR
    sums[:, COLUMN["labour_households"]] = sums[:, COLUMN["willing_households"]] = HOUSEHOLDS
    if "income" in indicator:
        last = world.month.t
        leads = [
            world.timeline.register_lead(t) if indicator == "net_income" else 1.0 for t in range(last + 1)
        ]
        for t in range(max(0, last - 11), last + 1):
            world.settlements.income[:, t % 12] = every / 12 / leads[t]
        sums[:, [COLUMN[name] for name in ("wage", "business", "property", "transfer")]] = (
            every[:, None] / 12 / leads[last] * PERSONS / 4
        )
    elif indicator == "employment_rate":
        sums[:, COLUMN["channel_none"]] = LABOUR * (1 - every)
    elif indicator == "one_employed_share":
        sums[:, COLUMN["one_employed"]] = HOUSEHOLDS * every
    elif indicator == "one_employed_months_3":
        sums[:, COLUMN["zero_months_3"]] = HOUSEHOLDS * (1 - every)
    elif indicator == "services":
        world.settlements.services[:] = every > 0.5
    else:
        getattr(world.settlements, indicator)[:] = every


def met(model: ResettlementModel, *conditions: Condition[float], name: str = "demonstration") -> int:
    """How many settlements meet all conditions."""
    model.world.inputs = dataclasses.replace(model.world.inputs, standards={name: conditions})
    share = shares_meeting(model.world)[f"{name}_share"]
    return round(share * model.world.sites)


# -- one condition -------------------------------------------------------------------------------


@pytest.mark.parametrize("direction", MEETS)
@pytest.mark.parametrize("indicator", [name for name in BOUNDS if name != "services"])
def test_a_settlement_below_at_or_above_the_bound_meets_it_or_not(indicator: str, direction: str) -> None:
    model, bound = settlement_town(), BOUNDS[indicator]
    for value, expected in zip((0.99 * bound, bound, 1.01 * bound), MEETS[direction], strict=True):
        make(model, indicator, np.full(model.world.sites, value))
        assert met(model, Condition(indicator, direction, bound)) == expected * model.world.sites


@pytest.mark.parametrize("direction", MEETS)
def test_a_bound_may_be_a_multiple_of_a_series(direction: str) -> None:
    flat = dict.fromkeys(range(2020, 2026), 10_000.0)
    inputs = guizhou()
    series = {**inputs.series, "region_income": flat}
    model = stepped(guizhou(scale=0.01, levers={}, series=series), 14)
    condition = Condition("income", direction, 1.2, "region_income")
    for value, expected in zip((11_990.0, 12_000.0, 12_010.0), MEETS[direction], strict=True):
        make(model, "income", np.full(model.world.sites, value))
        assert met(model, condition) == expected * model.world.sites


@pytest.mark.parametrize(
    ("direction", "expected"), [("at_least", 2), ("above", 0), ("at_most", 9), ("below", 7)]
)
def test_services_are_there_or_not(direction: str, expected: int) -> None:
    model = settlement_town()
    world = model.world
    assert world.sites == 9
    world.settlements.services[:] = np.arange(9) < 2
    assert met(model, Condition("services", direction, 1.0)) == expected


def test_the_share_counts_settlements_and_not_people() -> None:
    model = settlement_town()
    n = model.world.sites
    for count in range(n + 1):
        make(model, "infrastructure", np.where(np.arange(n) < count, 0.7, 0.9))
        assert met(model, Condition("infrastructure", "at_least", 0.8)) == n - count
    assert len(set(model.world.households_by_site)) > 1


def test_rounding_of_the_computer_decides_no_settlement() -> None:
    model = settlement_town()
    make(model, "infrastructure", np.full(model.world.sites, 0.1 + 0.2))
    assert met(model, Condition("infrastructure", "at_most", 0.3)) == model.world.sites
    assert met(model, Condition("infrastructure", "above", 0.3)) == 0
    make(model, "infrastructure", np.full(model.world.sites, 1 - 0.9 - 0.1))
    assert met(model, Condition("infrastructure", "at_least", 0.0)) == model.world.sites


# -- several conditions and standards --------------------------------------------------------------


def test_a_settlement_must_meet_every_condition() -> None:
    model = settlement_town()
    here = np.arange(model.world.sites)
    make(model, "infrastructure", np.where(here < 6, 0.9, 0.1))
    make(model, "pension", np.where(here >= 4, 0.9, 0.1))
    built, insured = (
        Condition("infrastructure", "at_least", 0.8),
        Condition("pension", "at_least", 0.8),
    )
    assert met(model, built) == 6
    assert met(model, insured) == 5
    assert met(model, built, insured) == met(model, insured, built) == 2
    assert met(model, built, Condition("infrastructure", "below", 0.8)) == 0


def test_a_standard_that_is_not_defined_is_met_by_nobody_and_asks_nothing_of_the_other() -> None:
    model = settlement_town()
    make(model, "infrastructure", np.full(model.world.sites, 0.9))
    for name in STANDARDS:
        assert met(model, Condition("infrastructure", "above", 0.5), name=name) == model.world.sites
        found = shares_meeting(model.world)
        assert [found[f"{other}_share"] for other in STANDARDS if other != name] == [0] * (len(STANDARDS) - 1)
    assert met(model) == 0
    _, record = run(guizhou(months=14, levers=all_levers()))
    assert all((record.indicators[f"{name}_share"] == 0).all() for name in STANDARDS)


def test_every_indicator_that_a_standard_may_ask_for_is_tried_here() -> None:
    assert set(BOUNDS) == set(SITE_INDICATORS)


# -- of which settlements a standard is asked -------------------------------------------------------


def sized(model: ResettlementModel) -> None:
    """Nine settlements of 60 to 140 households with three people each; the six largest are built."""
    world = model.world
    make(model, "infrastructure", np.where(np.arange(9) >= 3, 0.9, 0.1))
    world.households_by_site = 60.0 + 10.0 * np.arange(9)
    world.tally.sums[:, COLUMN["persons"]] = 3.0 * world.households_by_site


def share(model: ResettlementModel, *conditions: Condition[float]) -> float:
    """The share that meets conditions, among those of which they are asked."""
    model.world.inputs = dataclasses.replace(model.world.inputs, standards={"five_stars": conditions})
    return shares_meeting(model.world)["five_stars_share"]


BUILT = Condition("infrastructure", "at_least", 0.8)


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ((), 6 / 9),
        ((Condition("households", "at_least", 80.0),), 6 / 7),
        ((Condition("households", "above", 80.0),), 1.0),
        ((Condition("households", "at_most", 100.0),), 2 / 5),
        ((Condition("persons", "at_least", 240.0),), 6 / 7),
        ((Condition("households", "at_least", 80.0), Condition("persons", "below", 300.0)), 1 / 2),
    ],
)
def test_a_condition_on_size_says_of_which_settlements_a_standard_is_asked(
    sizes: tuple[Condition[float], ...], expected: float
) -> None:
    model = settlement_town()
    sized(model)
    assert share(model, *sizes, BUILT) == share(model, BUILT, *sizes) == expected


def test_where_a_standard_is_asked_of_none_there_is_no_share() -> None:
    model = settlement_town()
    sized(model)
    assert np.isnan(share(model, Condition("households", "above", 140.0), BUILT))
    assert share(model, Condition("households", "at_least", 60.0)) == 1.0
    assert set(SITE_SIZES) == {"households", "persons"}


@pytest.mark.parametrize("indicator", ["employment_rate", "one_employed_share", "one_employed_months_3"])
@pytest.mark.parametrize("direction", MEETS)
def test_a_share_of_people_asks_nothing_of_a_settlement_without_them(indicator: str, direction: str) -> None:
    model = settlement_town()
    make(model, indicator, np.full(model.world.sites, 0.5))
    asked = Condition(indicator, direction, 0.7)
    before = met(model, asked)
    sums = model.world.tally.sums
    for column in ("labour", "labour_households", "willing_households", "channel_none", "one_employed"):
        sums[:2, COLUMN[column]] = 0.0
    sums[:2, COLUMN["zero_months_3"]] = 0.0
    assert before in (0, model.world.sites)
    assert met(model, asked) == (before or 2)


# -- the income of a settlement --------------------------------------------------------------------


def site_income(model: ResettlementModel) -> Floats:
    """Income per person by settlement of the month just run, from household columns."""
    households = model.world.state.households
    total = households.wage + households.business + households.property + households.transfer
    by_site = np.add.reduceat(total, model.world.state.sites.household[:-1])
    result: Floats = by_site / np.add.reduceat(
        households.size.astype(float), model.world.state.sites.household[:-1]
    )
    return result


def test_what_a_model_misses_of_growth_and_the_lead_of_registers_count_in_settlements_too() -> None:
    plain, model = (
        stepped(guizhou(scale=0.01, months=30, levers={}, register_lead=0.05, missing_growth=growth), 30)
        for growth in (0.0, 0.1)
    )
    years = np.arange(18, 30)
    missed = 1.1 ** ((years - 12 + 1) / 12)
    lead = 1.05 ** ((years - 5.5) / 12)
    income = plain.world.settlements.income[:, years % 12]
    assert model.world.settlements.income[:, years % 12] == pytest.approx(income * missed)
    for position, bound in enumerate(np.sort((income * missed * lead).sum(axis=1))):
        above = model.world.sites - position
        assert met(model, Condition("net_income", "at_least", bound * (1 - 1e-7))) == above
        assert met(model, Condition("net_income", "above", bound * (1 + 1e-7))) == above - 1


def richer_than(share: float, series: str) -> dict[str, tuple[Condition[float], ...]]:
    """A standard that asks for an income above a multiple of a series, and nothing else."""
    return {"demonstration": (Condition("income", "above", share, series),)}


@pytest.mark.parametrize("months", [1, 5, 12, 13, 20, 26])
def test_income_is_that_of_the_last_twelve_months_or_of_as_many_as_there_are(months: int) -> None:
    model = ResettlementModel(guizhou(scale=0.01, levers=all_levers()), 1, check=True)
    paths = []
    for _ in range(months):
        model.step()
        paths.append(site_income(model))
    income = np.mean(paths[-12:], axis=0) * 12
    for position, bound in enumerate(np.sort(income)):
        above = model.world.sites - position
        assert met(model, Condition("income", "at_least", float(bound))) == above
        assert met(model, Condition("income", "above", float(bound))) == above - 1


def test_the_series_is_its_mean_over_the_same_months() -> None:
    inputs = guizhou(scale=0.01, levers={})
    line = {2021: 12_000.0, 2022: 13_200.0, 2023: 14_400.0}  # 100 yuan more each month
    series = {**inputs.series, "rural_income": line}
    model = ResettlementModel(dataclasses.replace(inputs, series=series), 1)
    condition = Condition("income", "at_least", 0.5, "rural_income")
    for t in range(26):
        model.step()
        middle = (t + max(0, t - 11)) / 2
        mean = 12_000.0 + 100 * (middle - 5.5)
        for value, expected in ((0.5 * mean + 0.01, True), (0.5 * mean - 0.01, False)):
            kept = model.world.settlements.income.copy(), model.world.tally.sums.copy()
            whole = np.full(model.world.sites, value)
            make(model, "income", whole)
            model.world.settlements.income[:, min(t + 1, 12) :] = 0
            assert met(model, condition) == expected * model.world.sites
            model.world.settlements.income[:], model.world.tally.sums[:] = kept


def test_a_run_judges_its_own_settlements_every_month() -> None:
    bound = 11_000.0
    inputs: ModelInputs = dataclasses.replace(
        guizhou(scale=0.02, months=30, levers={"safety_net": lever("safety_net")}),
        standards={
            "demonstration": (Condition("income", "above", bound), Condition("services", "at_least", 1.0)),
            "city_level": (Condition("employment_rate", "at_least", 0.9),),
        },
    )
    model = ResettlementModel(inputs, 1, check=True)
    incomes: list[Floats] = []
    shares = []
    for _ in range(30):
        model.step()
        incomes.append(site_income(model))
        income = np.mean(incomes[-12:], axis=0) * 12
        good = (income > bound) & model.world.settlements.services
        assert model.values["demonstration_share"] == pytest.approx(good.mean())
        rate = 1 - model.world.tally.sums[:, 0] / model.world.tally.sums[:, COLUMN["labour"]]
        assert model.values["city_level_share"] == pytest.approx((rate >= 0.9).mean())
        shares.append((model.values["demonstration_share"], model.values["city_level_share"]))
    assert len(set(shares)) > 3
    assert all(0 < value < 1 for value in shares[-1])


def test_a_standard_changes_nobody() -> None:
    bare = run(guizhou(months=14, levers={}))[0]
    judged = run(guizhou(months=14, levers={}, standards=richer_than(0.8, "rural_income")))[0]
    assert differing_columns(bare, judged) == []
    assert judged.values["demonstration_share"] > bare.values["demonstration_share"] == 0
