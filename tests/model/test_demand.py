"""Markets shared with others: vacancies, competing seekers, offers, local pay and local places."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from resettle.model import channels
from resettle.model.channels import CHANNELS, FARMING, IN, LOCAL, MARKETS, OUT, WORKSHOP
from resettle.model.simulation import ResettlementModel
from resettle.model.state import LABOUR, WANTS_WORK
from resettle.model.tables import Month
from resettle.model.tally import SEEKERS, empty_tally
from tests.model.worlds import (
    HEALTHY,
    NOBODY_WORKS,
    Settings,
    differing_columns,
    differing_indicators,
    every,
    flat_series,
    guizhou,
    holds,
    local_firms,
    only_offer,
    run,
    stepped,
)

BASE = 2021
PLAIN: Settings = {
    "turnover": 0.1, "market_share": dict.fromkeys(MARKETS, 0.2), "matching": 0.5, "pay_response": 0.25,
    "demand_shock": 0.0,
}  # fmt: skip


def town(
    demand: dict[str, list[float]] | None = None, scale: float = 0.005, **world: Any
) -> ResettlementModel:
    """A town before its first month, with jobs of some markets by calendar year and all else as ever."""
    series = {name: path for name, path in flat_series(guizhou())["series"].items() if "demand" not in name}
    for market, path in (demand or {}).items():
        series[f"demand_{market}"] = {BASE + n: level for n, level in enumerate(path)}
    return ResettlementModel(guizhou(scale=scale, levers={}, series=series, **{**PLAIN, **world}), 1)


def in_month(model: ResettlementModel, t: int, *, jobs: float = 1.0, looking: float = 1.0) -> Month:
    """The month as markets have it after one with so many workers and seekers relative to the start."""
    world = model.world
    tally = empty_tally(world.sites)
    tally.sums[0, : len(CHANNELS)] = first_jobs(model) * jobs
    tally.sums[0, SEEKERS] = first_seekers(model) * looking
    world.previous = tally
    return world.markets.month(world.timeline.month(t))


def first_jobs(model: ResettlementModel) -> NDArray[np.int64]:
    """Relocated workers of each channel when the run begins."""
    assert model.month == 0
    return np.bincount(model.world.state.workers.channel, minlength=len(CHANNELS))


def first_seekers(model: ResettlementModel) -> float:
    """Those of whom it is expected that they look when the run begins."""
    workers, given = model.world.state.workers, model.inputs.parameters
    idle = (workers.status == LABOUR) & (workers.channel == 0) & holds(model, WANTS_WORK)
    on_the_job, jobs = given["search_on_job"], first_jobs(model)
    assert isinstance(on_the_job, dict)
    assert isinstance(given["search_intensity"], float)
    others = sum(share * jobs[CHANNELS.index(name)] for name, share in on_the_job.items())
    return float(given["search_intensity"] * idle.sum() + others)


def vacancies(model: ResettlementModel) -> list[float]:
    """Vacancies of the markets, as the month that was made last has them."""
    found = model.world.markets.indicators()
    return [found[f"vacancies_{name}"] for name in ("out_of_province", "in_province", "local")]


# -- vacancies -----------------------------------------------------------------------------------


def test_level_demand_and_as_many_relocated_workers_as_at_the_start_leave_as_many_vacancies_as_ever() -> None:
    model = town()
    for t in (0, 1, 7):
        month = in_month(model, t)
        assert vacancies(model) == pytest.approx([1.0, 1.0, 1.0])
        assert month.offers == pytest.approx(np.ones(9))


def test_falling_demand_takes_what_is_lost_from_the_jobs_that_come_free() -> None:
    model = town({"local": [100.0, 88.0]})
    in_month(model, 6)  # half a month after the middle of the base year: a twelfth of the fall each month
    assert model.world.timeline.markets["local_firm"][5:8] == pytest.approx([1.005, 0.995, 0.985], abs=1e-12)
    # (0.995 - 0.9 (0.8 * 1.005 + 0.2)) / 0.1
    assert vacancies(model) == pytest.approx([1.0, 1.0, 0.914])


def test_rising_demand_adds_its_gain_to_the_jobs_that_come_free() -> None:
    model = town({"out_of_province": [100.0, 124.0]})
    in_month(model, 8)
    # jobs 1.03 and 1.05 of the base year: (1.05 - 0.9 (0.8 * 1.03 + 0.2)) / 0.1
    assert model.world.timeline.markets["out_of_province"][7:9] == pytest.approx([1.03, 1.05])
    assert vacancies(model)[0] == pytest.approx(1.284)


def test_the_first_month_compares_demand_with_itself() -> None:
    model = town({"in_province": [100.0, 124.0]})
    in_month(model, 0)
    level = model.world.timeline.markets["in_province"][0]
    assert level < 1.0
    assert vacancies(model)[1] == pytest.approx((level - 0.9 * (0.8 * level + 0.2)) / 0.1)


@pytest.mark.parametrize(("jobs", "left"), [(1.1, 0.82), (0.5, 1.9), (1.5, 0.1), (1.6, 0.05), (9.0, 0.05)])
def test_the_more_relocated_people_work_in_a_market_the_fewer_jobs_are_free(jobs: float, left: float) -> None:
    model = town()
    in_month(model, 3, jobs=jobs)
    assert vacancies(model) == pytest.approx([left] * 3)


def test_where_relocated_people_are_none_of_the_market_they_do_not_move_it() -> None:
    model = town(market_share=dict.fromkeys(MARKETS, 0.0))
    month = in_month(model, 3, jobs=5.0, looking=9.0)
    assert vacancies(model) == pytest.approx([1.0] * 3)
    assert month.offers == pytest.approx(np.ones(9))


def test_what_relocated_workers_did_last_month_counts_from_the_second_month_on() -> None:
    model = town(
        scale=0.01, **{name: every(guizhou(), name, 0.5) for name in ("search_on_job", "offer_rate")}
    )
    jobs, looking = first_jobs(model), first_seekers(model)
    model.step()
    sums = model.world.tally.sums.sum(axis=0)
    model.step()
    for code, free, offers in zip(
        (OUT, IN, LOCAL), vacancies(model), model.world.month.offers[[OUT, IN, LOCAL]], strict=True
    ):
        assert abs(sums[code] / jobs[code] - 1) > 0.01
        assert free == pytest.approx((1 - 0.9 * (0.8 + 0.2 * sums[code] / jobs[code])) / 0.1)
        assert offers == pytest.approx((free / (0.8 + 0.2 * sums[SEEKERS] / looking)) ** 0.5)


# -- offers, pay and places ----------------------------------------------------------------------


@pytest.mark.parametrize(("looking", "tight"), [(2.0, 1 / 1.2), (6.0, 0.5), (0.0, 1.25)])
def test_offers_and_local_pay_answer_to_vacancies_per_seeker(looking: float, tight: float) -> None:
    model = town()
    month, published = in_month(model, 4, looking=looking), model.world.timeline.month(4)
    market = [OUT, IN, LOCAL]
    assert month.offers[market] == pytest.approx(tight**0.5)
    assert np.delete(month.offers, market) == pytest.approx(1.0)
    raised = month.wage_index / published.wage_index
    assert raised[[LOCAL, WORKSHOP]] == pytest.approx(tight**0.25)
    assert np.delete(raised, [LOCAL, WORKSHOP]) == pytest.approx(1.0)
    assert month.local_index == published.local_index


def test_each_market_has_its_own_demand_and_local_pay_follows_the_local_one() -> None:
    month = in_month(town({"out_of_province": [100.0, 124.0]}), 8)
    assert month.offers[[OUT, IN, LOCAL]] == pytest.approx([1.284**0.5, 1.0, 1.0])
    assert month.wage_index == pytest.approx(np.ones(9))


def test_vacancies_per_seeker_count_for_no_more_than_four() -> None:
    month = in_month(town(turnover=0.01, market_share=dict.fromkeys(MARKETS, 1.0)), 5, jobs=0.5, looking=0.1)
    assert month.offers[[OUT, IN, LOCAL]] == pytest.approx(2.0)


def test_no_market_is_without_anybody_who_looks() -> None:
    month = in_month(town(market_share=dict.fromkeys(MARKETS, 1.0)), 5, jobs=1.1, looking=0.0)
    # vacancies of a tenth, over seekers of a twentieth
    assert month.offers[[OUT, IN, LOCAL]] == pytest.approx(2.0**0.5)


@pytest.mark.parametrize("factor", [0.25, 0.5, 1.0])
def test_people_hear_of_places_as_often_as_the_market_has_it(factor: float) -> None:
    keen: Settings = {**only_offer(guizhou(), "in_province"), **NOBODY_WORKS, "wants_work": 1.0}
    offers = every(guizhou(), "offer_rate", 0.0) | {"in_province": 0.8}
    season: Settings = {
        "season_offer": every(guizhou(), "season_offer", 1.0),
        "market_share": {"in_province": 1.0},
    }
    flat = flat_series(guizhou())["series"]
    # all of the market: (D - 0.9 * 1) / 0.1 of the jobs are free in a first month of demand D
    demand = {2021: 100.0, 2022: 100.0 + 24 / 11 * 10 * (1 - factor)}
    inputs = guizhou(
        scale=0.02, levers={}, series={**flat, "demand_in_province": demand},
        **{**PLAIN, **keen, **season, "offer_rate": offers, "matching": 1.0},
    )  # fmt: skip
    model = stepped(inputs, 1)
    assert vacancies(model)[1] == pytest.approx(factor)
    workers = model.world.state.workers
    labour = workers.status == LABOUR
    found = (workers.channel[labour] == IN).mean()
    assert found == pytest.approx(0.8 * factor, abs=4 * np.sqrt(0.25 / labour.sum()))


def test_local_places_follow_local_demand_and_no_other() -> None:
    model = town({"local": [100.0, 112.0], "out_of_province": [100.0, 50.0]}, local_slack=0.2)
    taken = first_jobs(model)[LOCAL]
    for t in range(14):
        model.step()
        level = 1.0 + (t - 5.5) / 100
        assert model.world.openings.local_places.sum() == pytest.approx(1.2 * taken * level)
        assert local_firms(model) == pytest.approx(model.world.openings.local_places)


# -- nothing -------------------------------------------------------------------------------------


def test_without_any_response_markets_are_counted_and_move_nothing() -> None:
    deaf: Settings = {"matching": 0.0, "pay_response": 0.0, **HEALTHY}
    crowded: Settings = {"turnover": 0.03, "market_share": dict.fromkeys(MARKETS, 0.9)}
    flat = flat_series(guizhou())
    empty, full = (run(guizhou(months=16, **deaf, **flat, **others)) for others in ({}, crowded))
    assert differing_columns(empty[0], full[0]) == []
    moved = differing_indicators(empty[1], full[1])
    assert set(moved) == {"vacancies_out_of_province", "vacancies_in_province", "vacancies_local"}


def test_a_town_where_nobody_worked_or_looked_at_the_start_is_as_all_others() -> None:
    model = town(wants_work=0.0, **NOBODY_WORKS)
    assert first_seekers(model) == 0
    model.step()
    model.step()
    assert vacancies(model) == pytest.approx([1.0] * 3)
    assert model.world.month.offers == pytest.approx(np.ones(9))


def test_markets_are_those_of_published_series() -> None:
    assert MARKETS == ("out_of_province", "in_province", "local_firm")
    assert [channels.SERIES_OF[name] for name in MARKETS] == ["out_of_province", "in_province", "local"]
    assert "farming" not in channels.OFFERED and CHANNELS[FARMING] == "farming"
