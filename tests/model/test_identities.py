"""Whatever is spent is received, and nobody is lost: counted again here, apart from `model.checks`."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from resettle.model import state
from resettle.model.channels import CHANNELS
from resettle.model.inputs import LeverWindow, ModelInputs
from resettle.model.levers import LEVERS
from resettle.model.simulation import ResettlementModel
from resettle.model.toy import toy_inputs
from resettle.model.traits import MAX_PRIORITIES, TRAITS
from tests.model.worlds import (
    SETTINGS,
    Settings,
    all_levers,
    changed,
    differing_indicators,
    every,
    guizhou,
    numbers,
    run,
)

WORLDS: dict[str, Callable[[], ModelInputs]] = {
    "toy": lambda: toy_inputs(30),
    "plan": guizhou,
    "baseline": lambda: guizhou("guizhou-baseline"),
    "no levers": lambda: guizhou("guizhou-no-levers"),
    "no levers ever": lambda: guizhou(levers={}),
    "strong levers": lambda: guizhou(levers=all_levers()),
}


def retired_in_work(model: ResettlementModel) -> int:
    """Workers who will retire in the month to come and have a job."""
    workers = model.world.state.workers
    old = model.month - workers.birth.astype(int) >= state.RETIREMENT_AGE_MONTHS
    return int((old & (workers.status == state.LABOUR) & (workers.channel > 0)).sum())


def count_again(model: ResettlementModel, employed_before: float, retiring: int) -> None:
    """Count people, jobs and money of the month just run from the rows."""
    world, values = model.world, model.values
    workers, households, _ = world.state
    labour = workers.status == state.LABOUR
    weight = world.weight
    for code, name in enumerate(CHANNELS):
        assert values[f"channel_{name}"] == ((workers.channel == code) & labour).sum() * weight
    assert values["employed"] == pytest.approx((labour & (workers.channel > 0)).sum() * weight)
    assert values["persons"] == pytest.approx(households.size.sum() * weight)
    # A retirement ends a job; whether it counts as a separation is the model's choice, but nothing else may.
    gap = (values["employed"] - employed_before - values["hires"] + values["separations"]) / weight
    assert round(gap) in (0, -retiring)
    assert gap == pytest.approx(round(gap), abs=1e-6)
    sources = sum(values[f"{name}_income"] for name in ("wage", "business", "property", "transfer"))
    assert values["income"] == pytest.approx(sources, rel=1e-12)
    by_household = households.wage + households.business + households.property + households.transfer
    missed = model.inputs.parameters["missing_growth"]
    assert isinstance(missed, float)
    missing = (1 + missed) ** (max(0, model.month - model.inputs.period.start) / 12)
    each = by_household.sum() / households.size.sum()
    assert values["income"] == pytest.approx(each * missing, rel=1e-9)
    paid = sum(lever.ledger.households_yuan[model.month - 1] for lever in model.levers)
    assert households.from_levers.sum() == pytest.approx(paid, rel=1e-9, abs=1e-6)
    earned = np.bincount(workers.household, workers.pay, len(households.site))
    assert np.allclose(earned, households.wage + households.business, rtol=1e-6, atol=0.01)


@pytest.mark.parametrize("name", WORLDS)
def test_people_jobs_and_money_add_up_in_every_month(name: str) -> None:
    model = ResettlementModel(WORLDS[name](), 3, check=True)
    employed = (model.world.state.workers.channel > 0).sum() * model.world.weight
    while model.month < model.inputs.period.months:
        retiring = retired_in_work(model)
        model.step()
        count_again(model, employed, retiring)
        employed = model.values["employed"]


@pytest.mark.parametrize("name", WORLDS)
def test_no_household_or_worker_changes_place_in_the_tables(name: str) -> None:
    model = ResettlementModel(WORLDS[name](), 4)
    workers, households, sites = model.world.state
    before = [
        c.copy() for c in (workers.household, workers.birth, workers.entry, households.size, households.first)
    ]
    model.run()
    after = [workers.household, workers.birth, workers.entry, households.size, households.first]
    assert all((a == b).all() for a, b in zip(before, after, strict=True))
    assert (np.diff(workers.household) >= 0).all()
    assert (np.diff(households.site) >= 0).all()
    assert (sites.worker == households.first[sites.household]).all()


def test_checking_changes_no_result() -> None:
    inputs = guizhou(months=14)
    checked = ResettlementModel(inputs, 1, check=True).run()
    free = ResettlementModel(inputs, 1).run()
    assert differing_indicators(checked, free) == []


# -- any mix of levers ----------------------------------------------------------------------------

MONTHS = 26
SMALL: Settings = {"households": 240.0, "sites": 3.0, "counties": 2.0, "workshops": 4.0, "assets": 20.0}


@st.composite
def one_window(draw: st.DrawFn, name: str, start: int, end: int) -> LeverWindow:
    """A window with settings from nothing to far too much."""
    fields = LEVERS[name].settings
    values = {}
    for key, usual in SETTINGS[name].items():
        factor = draw(st.sampled_from([0.0, 0.003, 0.01, 0.1, 1.0]))
        value = min(max(usual * factor, fields[key].low), fields[key].high)
        values[key] = float(round(value)) if fields[key].whole else value
    traits = st.lists(st.sampled_from(TRAITS), unique=True, max_size=MAX_PRIORITIES).map(tuple)
    budget = draw(st.none() | st.sampled_from([0.0, 1e3, 1e5, 1e7]))
    return LeverWindow(start, end, values, draw(traits), draw(traits), budget)


Mix = dict[str, tuple[LeverWindow, ...]]


@st.composite
def mixes(draw: st.DrawFn) -> Mix:
    """Any levers in any windows."""
    levers = {}
    for name in draw(st.lists(st.sampled_from(sorted(LEVERS)), unique=True)):
        edges = sorted(draw(st.lists(st.integers(0, MONTHS), unique=True, min_size=2, max_size=3)))
        levers[name] = tuple(draw(one_window(name, start, end - 1)) for start, end in pairwise(edges))
    return levers


@settings(
    max_examples=120, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.generate, Phase.shrink),
)  # fmt: skip
@given(mixes(), st.integers(0, 1000), st.sampled_from([0.0, 0.3, 1.0]))
def test_identities_hold_for_any_mix_of_levers(levers: Mix, seed: int, offers: float) -> None:
    town = guizhou(scale=1.0, months=MONTHS, levers=levers, **SMALL)
    inputs = changed(town, offer_rate=every(town, "offer_rate", offers))
    model, record = run(inputs, seed)
    assert len(record.months) == MONTHS
    assert numbers(record)
    assert model.values["persons"] == pytest.approx(
        model.world.state.households.size.sum() * model.world.weight
    )
