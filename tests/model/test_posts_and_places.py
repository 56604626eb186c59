"""Posts and other scarce places: who gets one, for how long, at what pay."""

from __future__ import annotations

import numpy as np
import pytest

from resettle.model.channels import RELIEF, WELFARE
from resettle.model.kernels.people import priority_class
from resettle.model.openings import ORGANISED_PLACE
from resettle.model.simulation import ResettlementModel
from resettle.model.state import LABOUR, WANTS_WORK
from tests.model.worlds import HEALTHY, Settings, eager, guizhou, holds, lever, stepped


@pytest.mark.parametrize("name", ["public_welfare_jobs", "works_relief", "labour_cooperation"])
def test_scarce_places_go_to_those_named_first(name: str) -> None:
    slot, channel, local = {
        "public_welfare_jobs": (WELFARE, "public_welfare", True),
        "works_relief": (RELIEF, "works_relief", True),
        "labour_cooperation": (ORGANISED_PLACE, None, False),
    }[name]
    few = {"posts": 20_000.0, "term": 1.0} if name == "public_welfare_jobs" else {}
    inputs = eager(name, channel, **few)
    model = ResettlementModel(inputs, 1, check=True)
    world, workers, households = model.world, model.world.state.workers, model.world.state.households
    compared = 0
    for _ in range(6):
        looking = (workers.channel == 0) & holds(model, WANTS_WORK)
        zero = households.spell > 0
        model.step()
        looking &= workers.status == LABOUR
        weak, woman = workers.health == 1, (workers.flags & 1) == 1
        bits = 2 * zero[workers.household] + 16 * weak + 32 * woman
        classes = np.array([priority_class(int(traits), world.openings.priority, slot) for traits in bits])
        code = 1 if slot == ORGANISED_PLACE else slot
        won = looking & (workers.channel == code) & (workers.tenure == 1)
        lost = looking & (workers.channel == 0)
        site = households.site[workers.household] if local else np.zeros(len(won), int)
        for here in np.unique(site[won]):
            if (lost & (site == here)).any():
                compared += 1
                assert classes[won & (site == here)].max() <= classes[lost & (site == here)].min()
    assert compared > 0


def test_posts_go_to_households_with_nobody_in_work_before_all_others() -> None:
    inputs = eager("public_welfare_jobs", "public_welfare", posts=20_000.0, term=1.0)
    model = stepped(inputs, 1)
    workers, households = model.world.state.workers, model.world.state.households
    for _ in range(4):
        zero = households.spell[workers.household] > 0
        assert 0.5 < zero.mean() < 1.0
        model.step()
        new = (workers.channel == WELFARE) & (workers.tenure == 1)
        assert new.sum() > 20
        assert zero[new].all()


def test_nobody_stays_in_a_post_beyond_its_term() -> None:
    inputs = guizhou(levers={"public_welfare_jobs": lever("public_welfare_jobs", term=6.0)})
    model = ResettlementModel(inputs, 1, check=True)
    workers = model.world.state.workers
    longest = []
    for _ in range(14):
        model.step()
        longest.append(int(workers.tenure[workers.channel == WELFARE].max()))
    assert max(longest) == 6


def test_posts_are_left_when_the_lever_closes() -> None:
    inputs = guizhou(levers={"public_welfare_jobs": lever("public_welfare_jobs", 0, 5)})
    model = stepped(inputs, 6)
    assert model.values["channel_public_welfare"] > 0
    model.step()
    assert model.values["channel_public_welfare"] == 0
    assert model.values["places_open_public_welfare"] == 0


@pytest.mark.parametrize("linked", [0.0, 0.5, 1.0])
def test_the_allowance_of_a_post_follows_prices_as_far_as_the_plan_says(linked: float) -> None:
    prices = {"prices": {2020: 80.0, 2021: 100.0, 2022: 120.0, 2023: 140.0, 2024: 160.0}}
    inputs = guizhou()
    series = {**inputs.series, **prices}
    levers = {"public_welfare_jobs": lever("public_welfare_jobs", 6, price_linked=linked)}
    model = ResettlementModel(guizhou(series=series, levers=levers, **HEALTHY), 1, check=True)
    for t in range(24):
        model.step()
        if t >= 6:
            growth = model.values["prices"] / (100 * model.world.price_at(6)) - 1
            workers = model.world.state.workers
            paid = workers.pay[workers.channel == WELFARE]
            assert paid == pytest.approx(800 * (1 + linked * growth), rel=1e-6)
    assert growth > 0.2


def test_falling_prices_do_not_cut_the_allowance() -> None:
    inputs = guizhou()
    series = {**inputs.series, "prices": {2021: 100.0, 2022: 90.0, 2023: 80.0}}
    levers = {"public_welfare_jobs": lever("public_welfare_jobs", price_linked=1.0)}
    model = stepped(guizhou(series=series, levers=levers, **HEALTHY), 20)
    workers = model.world.state.workers
    assert workers.pay[workers.channel == WELFARE] == pytest.approx(800)


def test_an_allowance_is_paid_to_every_holder_who_is_not_ill() -> None:
    model = ResettlementModel(guizhou(levers={"public_welfare_jobs": lever("public_welfare_jobs")}), 1)
    workers = model.world.state.workers
    for t in range(6):
        model.step()
        at_work = (workers.channel == WELFARE) & (workers.ill == 0)
        books = model.levers[0].ledger
        assert books.spent_yuan[t] == pytest.approx(at_work.sum() * model.world.openings.pay[WELFARE])
        assert books.households_yuan[t] == books.spent_yuan[t]
        assert books.beneficiaries[t] == (workers.channel == WELFARE).sum()


def test_a_tight_budget_opens_posts_that_it_can_pay_to_the_end_of_the_year() -> None:
    terms: Settings = {"posts": 60_000.0, "budget": 2e8, "price_linked": 0.0}
    model = ResettlementModel(
        guizhou(levers={"public_welfare_jobs": lever("public_welfare_jobs", **terms)}), 1
    )
    posts = []
    for _ in range(24):
        model.step()
        posts.append(int(model.world.openings.places[:, WELFARE].sum()))
    for year in (posts[:12], posts[12:]):
        assert year[0] == int(2e8 * model.world.part / (12 * 800))
        assert min(year) == year[0]
    assert model.levers[0].ledger.spent_yuan[:12].sum() <= 2e8 * model.world.part


def test_one_more_post_takes_no_other_post_away() -> None:
    world = stepped(guizhou(levers={}), 0).world
    spreads = np.array([world.spread(count) for count in range(200)])
    steps = np.diff(spreads, axis=0)
    assert (steps >= 0).all()
    assert (steps.sum(axis=1) == 1).all()
    assert spreads[-1] == pytest.approx(199 * world.labour / world.labour.sum(), abs=8)
