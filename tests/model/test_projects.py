"""Relief works, industry projects and assets: calendars, money, places and dividends."""

from __future__ import annotations

import numpy as np
import pytest

from resettle.model.channels import LOCAL, RELIEF
from resettle.model.month.opening import whole_places
from resettle.model.simulation import ResettlementModel
from tests.model.worlds import Settings, guizhou, lever, local_firms, open_projects, run, stepped, yearly

# -- relief works --------------------------------------------------------------------------------


def test_relief_works_end_when_their_months_are_over() -> None:
    plan = {"works_relief": lever("works_relief", 0, 3, projects=120.0, project_months=5)}
    model = ResettlementModel(guizhou(levers=plan), 1, check=True)
    open_places = []
    for _ in range(12):
        model.step()
        open_places.append(len(open_projects(model, "relief")))
        assert (model.world.openings.places[:, RELIEF] > 0).any() == (open_places[-1] > 0)
    assert open_places == [10, 20, 30, 40, 40, 30, 20, 10, 0, 0, 0, 0]
    assert model.values["channel_works_relief"] == 0


def test_relief_workers_are_paid_what_the_plan_says_and_the_rest_of_the_money_goes_into_the_works() -> None:
    plan = {"works_relief": lever("works_relief", unit_cost=1500, labour_share=0.25)}
    model = ResettlementModel(guizhou(scale=0.01, levers=plan), 1, check=True)
    workers = model.world.state.workers
    for t in range(10):
        model.step()
        here = workers.channel == RELIEF
        paid = 1500.0 * (here & (workers.ill == 0)).sum()
        running = open_projects(model, "relief")
        money = sum(p.public_money / (p.ends - p.ready) for p in running)
        assert model.levers[0].ledger.spent_yuan[t] == pytest.approx(paid + 0.75 * money)
        assert model.levers[0].ledger.households_yuan[t] == pytest.approx(paid)
    assert here.sum() > 5


@pytest.mark.parametrize("places", [10.0, 25.0, 60.0])
@pytest.mark.parametrize("scale", [0.005, 0.02])
def test_relief_works_cost_no_more_than_the_money_of_their_projects(scale: float, places: float) -> None:
    plan = {
        "works_relief": lever(
            "works_relief", projects=90.0, places=places, project_months=8, labour_share=1.0
        )
    }
    keen: Settings = {"offer_rate": {"works_relief": 1.0}, "taste": {"works_relief": 5000.0}}
    _, record = run(guizhou(scale=scale, months=36, levers=plan, **keen))
    books = record.levers["works_relief"]
    assert books["spent_yuan"].sum() > 0
    assert (yearly(books["spent_yuan"]) <= yearly(books["planned_yuan"]) * 1.0001).all()


def test_a_relief_budget_binds_in_samples_of_any_size() -> None:
    for scale in (0.005, 0.01):
        plan = {"works_relief": lever("works_relief", projects=90, places=25, project_months=8, budget=2e7)}
        _, record = run(guizhou(scale=scale, levers=plan))
        assert yearly(record.levers["works_relief"]["spent_yuan"]).max() <= 2e7 * (1 + 1e-9)


@pytest.mark.parametrize("exact", [[0.5, 0.5, 0.5], [0.1] * 9, [2.0, 0.0, 1.0], [1.9, 1.9], [0.0, 0.0]])
def test_whole_places_are_never_more_than_are_paid_for(exact: list[float]) -> None:
    whole = whole_places(np.array(exact))
    assert whole.sum() == int(sum(exact) + 1e-9)
    assert np.abs(whole - np.array(exact)).max() <= 1
    assert (whole[np.array(exact) == 0] == 0).all()


# -- industry projects ---------------------------------------------------------------------------


def test_projects_start_evenly_over_the_year_however_small_the_sample() -> None:
    for scale in (0.0005, 0.005):
        plan = {"industry_projects": lever("industry_projects", projects=110)}
        _, record = run(guizhou(scale=scale, levers=plan))
        started = record.indicators["projects_started"]
        assert yearly(started) == pytest.approx(110)
        assert started.max() - started.min() <= 1


def test_a_project_still_being_built_in_january_counts_as_continued_in_that_year() -> None:
    plan = {"industry_projects": lever("industry_projects", 0, 23, projects=60, lag=12, failure=0.0)}
    _, record = run(guizhou(months=48, levers=plan))
    started, counted = (record.indicators[name] for name in ("projects_started", "projects_new_or_continued"))
    assert yearly(started) == pytest.approx([60, 60, 0, 0])
    assert yearly(counted) == pytest.approx([60, 60 + 55, 55, 0])
    januaries = np.arange(48) % 12 == 0
    assert (counted - started)[januaries] == pytest.approx([0, 55, 55, 0])
    assert counted[~januaries] == pytest.approx(started[~januaries])


def test_a_project_that_is_built_within_two_years_counts_in_three() -> None:
    plan = {"industry_projects": lever("industry_projects", 6, 6, projects=120, lag=19, failure=0.0)}
    _, record = run(guizhou(months=48, levers=plan))
    assert yearly(record.indicators["projects_new_or_continued"]) == pytest.approx([10, 10, 10, 0])


def test_places_of_a_project_open_after_the_time_it_takes_to_build() -> None:
    plan = {
        "industry_projects": lever("industry_projects", 2, 2, projects=120, places=3000, lag=4, failure=0.0)
    }
    model = ResettlementModel(guizhou(levers=plan), 1, check=True)
    added, running = [], []
    for _ in range(10):
        model.step()
        base = local_firms(model).sum()
        added.append(model.world.openings.local_places.sum() - base)
        running.append(model.values["projects"])
    expected = 10 * 3000 * model.world.part
    assert added == pytest.approx([0.0] * 6 + [expected] * 4, abs=1e-9)
    assert running == [0] * 6 + [10] * 4
    assert model.world.openings.places[:, LOCAL].sum() == pytest.approx(base + expected, abs=4)


def test_projects_fail_at_the_stated_yearly_rate_and_never_come_back() -> None:
    plan = {"industry_projects": lever("industry_projects", 0, 0, projects=12_000, lag=0, failure=0.4)}
    model = ResettlementModel(guizhou(scale=0.001, levers=plan), 1, check=True)
    running = []
    for _ in range(25):
        model.step()
        running.append(model.values["projects"])
    assert (np.diff(running) <= 0).all()
    assert running[0] == 1000
    assert running[12] == pytest.approx(600, abs=5 * np.sqrt(1000 * 0.24))
    assert running[24] == pytest.approx(360, abs=5 * np.sqrt(1000 * 0.24))


def test_a_project_can_fail_in_the_month_in_which_it_is_ready_but_not_before() -> None:
    plan = {"industry_projects": lever("industry_projects", 0, 0, projects=120, lag=3, failure=1.0)}
    model = ResettlementModel(guizhou(levers=plan), 1, check=True)
    live = []
    for _ in range(5):
        model.step()
        live.append((len(model.world.projects.live("industry")), model.values["projects"]))
    assert live == [(10, 0), (10, 0), (10, 0), (0, 0), (0, 0)]


def test_dividends_are_a_twelfth_of_the_yearly_rate_on_the_public_money_of_running_projects() -> None:
    terms: Settings = {"projects": 120.0, "lag": 2, "failure": 0.0, "dividend": 0.06, "unit_cost": 1e6}
    model = ResettlementModel(
        guizhou(levers={"industry_projects": lever("industry_projects", 0, 5, **terms)}), 1
    )
    for t in range(12):
        model.step()
        running = open_projects(model, "industry")
        books = model.levers[0].ledger
        expected = len(running) * 1e6 * model.world.part * 0.06 / 12
        assert books.households_yuan[t] == pytest.approx(expected)
        assert books.spent_yuan[t] == pytest.approx((10 if t <= 5 else 0) * 1e6 * model.world.part)
        sites = {p.site for p in running}
        households = model.world.state.households
        assert set(np.unique(households.site[households.from_levers > 0])) == sites
    assert len(running) == 60


def test_property_income_rises_by_the_dividends_and_by_nothing_else() -> None:
    plan = {"industry_projects": lever("industry_projects", lag=0, failure=0.0, places=0.0)}
    bare, rich = (stepped(guizhou(levers=levers), 6) for levers in ({}, plan))
    gain = rich.world.state.households.property.sum() - bare.world.state.households.property.sum()
    assert gain == pytest.approx(rich.levers[0].ledger.households_yuan[5])
    assert gain > 0


# -- assets --------------------------------------------------------------------------------------


def test_no_more_assets_are_put_to_use_than_there_are() -> None:
    plan = {"asset_revitalisation": lever("asset_revitalisation", assets=9000)}
    _, record = run(guizhou(levers=plan, assets=10_000.0, assets_in_use=0.4))
    use = record.indicators["asset_use"]
    assert use[0] == pytest.approx(0.4 + 0.075)
    assert (np.diff(use) >= 0).all()
    assert use.max() == pytest.approx(1.0)
    spent = record.levers["asset_revitalisation"]["spent_yuan"]
    assert spent.sum() == pytest.approx(6000 * 8000)


def test_use_of_assets_rises_by_the_plan_and_stays_where_nothing_is_done() -> None:
    assert run(guizhou(months=14, levers={}))[1].indicators["asset_use"] == pytest.approx(0.55, abs=0.2)
    plan = {"asset_revitalisation": lever("asset_revitalisation", 6, 17, assets=1200)}
    use = run(guizhou(months=24, levers=plan, assets=10_000.0, assets_in_use=0.5))[1].indicators["asset_use"]
    assert use == pytest.approx([0.5] * 6 + [0.51 + 0.01 * n for n in range(12)] + [0.62] * 6)


def test_of_no_assets_no_share_is_in_use() -> None:
    use = run(guizhou(months=2, levers={}, assets=0.0))[1].indicators["asset_use"]
    assert np.isnan(use).all()


def test_rent_is_shared_by_households_and_goes_on_after_the_window() -> None:
    terms: Settings = {"assets": 1200.0, "rent": 6000.0, "household_share": 0.5, "jobs": 2.0}
    plan = {"asset_revitalisation": lever("asset_revitalisation", 0, 2, **terms)}
    model = ResettlementModel(guizhou(levers=plan), 1, check=True)
    for t in range(8):
        model.step()
        in_use = 100 * min(t + 1, 3)
        expected = in_use * model.world.part * 6000 * 0.5 / 12
        assert model.levers[0].ledger.households_yuan[t] == pytest.approx(expected)
        each = model.world.state.households.from_levers
        assert each == pytest.approx(expected / len(each))
        added = model.world.openings.local_places.sum() - local_firms(model).sum()
        assert added == pytest.approx(in_use * model.world.part * 2)
