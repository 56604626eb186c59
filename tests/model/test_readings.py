"""The same employment read in several ways, each counted again by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from resettle.model import state
from resettle.model.channels import FARMING, WELFARE, WORKSHOP
from resettle.model.kernels.people import months_in
from resettle.model.simulation import ResettlementModel
from resettle.model.state import LABOUR, STEADY, WANTS_WORK
from tests.model.worlds import (
    HEALTHY,
    NOBODY_WORKS,
    Settings,
    every,
    guizhou,
    holds,
    lever,
    only_offer,
    run,
    stepped,
)

Mask = NDArray[np.bool_]


def labour(model: ResettlementModel) -> Mask:
    """Who is labour."""
    result: Mask = model.world.state.workers.status == LABOUR
    return result


def months(model: ResettlementModel) -> NDArray[np.int64]:
    """Months in which each of labour has worked in the last twelve."""
    worked = model.world.state.workers.worked[labour(model)].tolist()
    return np.array([format(bits, "b").count("1") for bits in worked])


def by_household(model: ResettlementModel, members: Mask) -> NDArray[np.int64]:
    """How many of some workers there are in each household."""
    workers, households, _ = model.world.state
    return np.bincount(workers.household[members], minlength=len(households.site))


def town(months_run: int, **world: Any) -> ResettlementModel:
    """A town in which casual work is scarce, so that readings differ."""
    scarce: Settings = {"casual_work": every(guizhou(), "casual_work", 0.3)}
    return stepped(guizhou(scale=0.005, **scarce, **world), months_run)


# -- months worked -------------------------------------------------------------------------------


def test_months_are_the_bits_that_are_set() -> None:
    assert [months_in(bits) for bits in range(4096)] == [format(bits, "b").count("1") for bits in range(4096)]


@pytest.mark.parametrize("run_for", [1, 5, 14, 30])
def test_each_reading_counts_those_who_have_worked_so_many_months(run_for: int) -> None:
    model = town(run_for)
    worked, values = months(model), model.values
    assert values["employment_any_work"] == pytest.approx((worked >= 1).mean(), rel=1e-12)
    assert values["employment_months_3"] == pytest.approx((worked >= 3).mean(), rel=1e-12)
    assert values["employment_months_6"] == pytest.approx((worked >= 6).mean(), rel=1e-12)
    assert values["months_worked"] == pytest.approx(worked.mean(), rel=1e-12)
    assert values["employment_months_6"] < values["employment_months_3"] < values["employment_any_work"]


def test_the_more_months_a_reading_asks_for_the_fewer_are_employed_in_every_month() -> None:
    values = run(guizhou())[1].indicators
    any_work, three, six = (values[f"employment_{name}"] for name in ("any_work", "months_3", "months_6"))
    assert (any_work >= three).all() and (three >= six).all()
    assert (any_work > six).any()
    assert (values["months_worked"] <= 12 * any_work).all()
    assert (values["months_worked"] >= 6 * six).all()


def test_who_works_for_the_first_time_counts_at_once_as_any_work_and_later_in_the_other_readings() -> None:
    steady: Settings = {"steady_start": every(guizhou(), "steady_start", 1.0), "settling_gap": 0.0}
    start: Settings = {**only_offer(guizhou(), "in_province"), **NOBODY_WORKS, "wants_work": 1.0}
    lasting: Settings = {"separation_rate": every(guizhou(), "separation_rate", 0.0), "entrants": 0.0}
    lasting |= {"season_offer": every(guizhou(), "season_offer", 1.0), "demand_shock": 0.0}
    model = ResettlementModel(guizhou(levers={}, **start, **steady, **lasting), 1)
    seen = []
    for _ in range(7):
        model.step()
        names = ("employment_rate", "employment_any_work", "employment_months_3", "employment_months_6")
        seen.append([model.values[name] > 0.9 for name in names])
    counted = [[bool(m >= least) for least in (1, 1, 3, 6)] for m in range(1, 8)]
    assert seen == counted


def test_work_of_those_who_have_left_labour_is_counted_in_no_reading() -> None:
    model = town(24)
    workers = model.world.state.workers
    retired = workers.status == state.RETIRED
    assert (workers.worked[retired] > 0).any()
    assert model.values["months_worked"] * labour(model).sum() == pytest.approx(months(model).sum())


# -- jobs ----------------------------------------------------------------------------------------


def test_the_share_of_steady_jobs_is_that_among_jobs_of_the_market() -> None:
    model = town(9)
    workers = model.world.state.workers
    market = (workers.channel > 0) & (workers.channel <= WORKSHOP)
    assert model.values["steady_job_share"] == pytest.approx(holds(model, STEADY)[market].mean(), rel=1e-12)
    assert 0.2 < model.values["steady_job_share"] < 0.98
    assert not holds(model, STEADY)[~market].any()


def test_the_rate_in_the_month_itself_counts_everyone_with_a_job_whether_there_was_work_or_not() -> None:
    model = town(6)
    workers = model.world.state.workers
    busy = (workers.worked & 1 == 1)[labour(model)]
    assert model.values["employment_rate"] == pytest.approx((workers.channel[labour(model)] > 0).mean())
    assert model.values["employment_rate"] > busy.mean() + 0.02


def test_who_wants_work_and_has_none_is_counted_and_who_does_not_want_it_is_not() -> None:
    model = town(8, wants_work=0.92)
    idle = labour(model) & (model.world.state.workers.channel == 0)
    expected = (idle & holds(model, WANTS_WORK)).sum()
    assert 0 < expected < idle.sum()
    assert model.values["willing_without_work"] == pytest.approx(expected * model.world.weight)


def test_displaced_are_those_who_had_other_work_before_their_post() -> None:
    plan = {"public_welfare_jobs": lever("public_welfare_jobs", posts=200_000)}
    keen: Settings = {"offer_rate": {"public_welfare": 1.0}, "taste": {"public_welfare": 8000.0}}
    looking: Settings = {
        "search_on_job": every(guizhou(), "search_on_job", 1.0),
        "separation_rate": every(guizhou(), "separation_rate", 0.0),
    }
    model = ResettlementModel(guizhou(scale=0.01, levers=plan, **keen, **looking, **HEALTHY), 1)
    workers = model.world.state.workers
    displaced = 0.0
    for _ in range(3):
        before = workers.channel.copy()
        model.step()
        # Posts are for those who have found no other work; places elsewhere may be gone before anyone looks.
        left = (workers.channel == WELFARE) & (before == FARMING)
        assert model.values["displaced"] == pytest.approx(left.sum() * model.world.weight)
        displaced += float(left.sum())
    assert displaced > 20


# -- households without work ---------------------------------------------------------------------


def able_and_willing(model: ResettlementModel) -> Mask:
    """Households with a member who is labour, not ill and wants work."""
    ready = labour(model) & holds(model, WANTS_WORK) & (model.world.state.workers.ill == 0)
    result: Mask = by_household(model, ready) > 0
    return result


def without_work(model: ResettlementModel) -> dict[str, Mask]:
    """Households of which no member who is labour has worked, as each reading counts work."""
    workers, here = model.world.state.workers, labour(model)
    done = np.array([format(bits, "b").count("1") for bits in workers.worked.tolist()])
    working = {
        "any_work": done >= 1,
        "months_3": done >= 3,
        "months_6": done >= 6,
        "month": workers.channel > 0,
    }
    return {name: by_household(model, here & those) == 0 for name, those in working.items()}


def zero_by_hand(model: ResettlementModel) -> tuple[int, int, int]:
    """Households without anybody in work: all, with somebody able and willing, and of a whole year."""
    some, willing, idle = by_household(model, labour(model)) > 0, able_and_willing(model), without_work(model)
    counted = some & idle["month"], willing & idle["month"], willing & idle["any_work"]
    return tuple(int(those.sum()) for those in counted)  # type: ignore[return-value]


@pytest.mark.parametrize("run_for", [1, 7, 20])
def test_households_without_work_are_counted_by_whether_somebody_could_and_would_work(run_for: int) -> None:
    model = town(run_for, wants_work=0.92, illness_rate={"able": 0.05, "weak": 0.1})
    every_one, willing, whole_year = zero_by_hand(model)
    weight = model.world.weight
    assert model.values["zero_employment"] == pytest.approx(every_one * weight)
    assert model.values["zero_employment_willing"] == pytest.approx(willing * weight)
    assert model.values["zero_employment_any_work"] == pytest.approx(whole_year * weight)
    assert whole_year < willing < every_one


@pytest.mark.parametrize("run_for", [1, 7, 20])
def test_of_households_able_and_willing_those_with_and_without_someone_in_work_are_all(run_for: int) -> None:
    model = town(run_for, wants_work=0.92, illness_rate={"able": 0.05, "weak": 0.1})
    values, willing, weight = model.values, able_and_willing(model), model.world.weight
    assert values["willing_households"] == pytest.approx(willing.sum() * weight)
    zero = {"month": "willing"}
    for reading, idle in without_work(model).items():
        none = (willing & idle).sum()
        assert none < willing.sum() and (none > 0) == (run_for > 1 or reading != "any_work"), reading
        assert values[f"zero_employment_{zero.get(reading, reading)}"] == pytest.approx(none * weight), (
            reading
        )
        assert values[f"one_employed_{reading}"] == pytest.approx(1 - none / willing.sum(), rel=1e-12), (
            reading
        )


def test_stable_work_is_asked_of_households_able_and_willing_only() -> None:
    model = town(20, wants_work=0.92)
    households = model.world.state.households
    willing, stable = able_and_willing(model), households.stable >= model.inputs.parameters["stable_months"]
    assert model.values["one_employed_stable"] == pytest.approx((willing & stable).sum() / willing.sum())
    everyone = by_household(model, labour(model)) > 0
    assert model.values["stable_share"] == pytest.approx((everyone & stable).sum() / everyone.sum())
    assert model.values["one_employed_stable"] > model.values["stable_share"] + 0.002


def test_where_nobody_wants_work_no_household_lacks_it() -> None:
    model = stepped(guizhou(levers={}, wants_work=0.0, **NOBODY_WORKS), 3)
    assert model.values["willing_households"] == 0
    assert model.values["zero_employment"] > 0
    for reading in ("any_work", "months_3", "months_6", "month", "stable"):
        assert np.isnan(model.values[f"one_employed_{reading}"])
    names = ("willing", "any_work", "months_3", "months_6", "long")
    assert [model.values[f"zero_employment_{name}"] for name in names] == [0.0] * 5


def test_where_nobody_works_or_hears_of_work_a_year_makes_the_strict_count_the_wide_one() -> None:
    deaf: Settings = {"offer_rate": every(guizhou(), "offer_rate", 0.0), "land_share": 0.0, "entrants": 0.0}
    none: Settings = {**deaf, **NOBODY_WORKS, "wants_work": 0.8}
    model = stepped(guizhou(levers={}, **none), 13)
    assert model.values["employment_any_work"] == model.values["months_worked"] == 0
    assert model.values["zero_employment_any_work"] == model.values["zero_employment_willing"] > 0
    assert model.values["zero_employment"] == model.values["labour_households"]
    assert np.isnan(model.values["steady_job_share"])
