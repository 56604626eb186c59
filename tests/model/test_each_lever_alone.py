"""Each lever alone moves what it should, the right way, and nothing that it should not."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
import pytest

from resettle.model.channels import WORKING
from resettle.model.indicators import INDICATORS
from resettle.model.levers import LEVERS
from resettle.model.record import RunRecord
from resettle.model.simulation import ResettlementModel
from tests.model.worlds import Settings, guizhou, lever

SEEDS = range(1, 5)
OPENS = 5
"""Month in which a lever opens: June, so that no school leaver has joined yet."""
MONTHS = 30

GROUPS: dict[str, str] = {
    "people": "persons households labour labour_households willing_households ill",
    "search": "seekers",
    "work": """
        channel_none channel_out_of_province channel_in_province channel_local_firm channel_workshop
        channel_own_business channel_farming employed employment_rate employment_rate_without_posts
        stable_share one_employed_share zero_employment zero_employment_long zero_employment_longest
        hires separations moves refused away_per_household out_of_province_per_household off_farm_rate
        off_farm_any_work employment_any_work
        employment_months_3 employment_months_6 months_worked steady_job_share willing_without_work
        zero_employment_willing zero_employment_any_work zero_employment_months_3 zero_employment_months_6
        one_employed_any_work one_employed_months_3 one_employed_months_6 one_employed_month
        one_employed_stable""",
    "markets": "vacancies_out_of_province vacancies_in_province vacancies_local",
    "posts": "channel_public_welfare places_open_public_welfare posts_kept post_share displaced",
    "relief works": "channel_works_relief places_open_works_relief relief_part",
    "workshops": "workshops workshops_normal places_open_workshop",
    "local places": "places_open_local_firm",
    "enrolment": "in_course",
    "courses": "trained certificates training_coverage certificate_share",
    "skills": "skills_mean skilled_share",
    "starts of projects": "projects_started projects_new_or_continued",
    "projects": "projects project_link_share",
    "enterprises": "counties_with_enterprise",
    "assets": "asset_use",
    "settlements": "infrastructure service_coverage pension_participation",
    "standards": """demonstration_share city_level_share four_stars_share five_stars_share
        five_stars_large_share full_services_share""",
    "earnings": "wage_income business_income earned_income",
    "property": "property_income",
    "transfers": "transfer_income",
    "paid by levers": "income_from_levers",
    "income": "income net_income income_p10 income_p50 income_p90",
    "poverty": "below_line_share below_line_rise",
    "risk": "at_risk",
    "ledger": "in_ledger monitoring_coverage unassisted_share unassisted_rise",
    "rounds": "monitoring_rounds",
    "outside": "labour_demand prices rural_income region_income urban_income urban_rural_ratio",
}
"""Every indicator, by what it tells of."""

MATCHED = ("work", "skills", "earnings", "transfers", "income", "poverty", "risk", "ledger")
"""What may move in the very month in which other places are found; who looks is decided before.

Skills rise with a move, and the allowance as the law has it answers to income.
"""
LIVES = (*MATCHED, "search", "markets", "enrolment", "courses")
"""What may move in time when anything draws people into other work, or pays them more.

Who is elsewhere attends no course, and jobs taken are not free for others.
"""
KEEN_ON_COURSES: Settings = {"own_training": 0.05}
"""A world in which even few who are elsewhere show among those who attend courses."""


@dataclass(frozen=True)
class Effect:
    """What a lever does alone.

    Attributes:
        rises: Indicators whose mean rises.
        falls: Indicators whose mean falls.
        reaches: Groups that may move in time; all others stay bit for bit the same.
        at_once: Groups that may move in the month in which it opens; all others stay the same.
        world: Changes of the world in which its effect is plain to see.
        settings: Changes of its settings.
    """

    rises: str
    falls: str
    reaches: tuple[str, ...]
    at_once: tuple[str, ...]
    world: Settings = field(default_factory=dict)
    settings: Settings = field(default_factory=dict)


ALONE: dict[str, Effect] = {
    "training_subsidy": Effect(
        rises="in_course trained certificates training_coverage certificate_share skills_mean skilled_share",
        falls="seekers",
        reaches=LIVES,
        at_once=(*MATCHED, "search", "enrolment"),
    ),
    "public_welfare_jobs": Effect(
        rises="""channel_public_welfare places_open_public_welfare post_share employed one_employed_share
            stable_share income_from_levers""",
        falls="""zero_employment channel_none seekers channel_out_of_province away_per_household
            employment_rate_without_posts""",
        reaches=(*LIVES, "posts", "paid by levers"),
        at_once=(*MATCHED, "posts", "paid by levers"),
    ),
    "workshop_capacity": Effect(
        rises="workshops workshops_normal places_open_workshop channel_workshop employed income_p10",
        falls="zero_employment channel_none away_per_household below_line_share",
        reaches=(*LIVES, "workshops"),
        at_once=(*MATCHED, "workshops"),
    ),
    "labour_cooperation": Effect(
        rises="""channel_out_of_province away_per_household counties_with_enterprise places_open_local_firm
            employed wage_income income""",
        falls="channel_in_province zero_employment below_line_share",
        reaches=(*LIVES, "local places", "enterprises"),
        at_once=(*MATCHED, "local places", "enterprises", "enrolment"),
    ),
    "transport_subsidy": Effect(
        rises="channel_out_of_province away_per_household transfer_income income_from_levers income",
        falls="channel_none below_line_share",
        reaches=(*LIVES, "paid by levers"),
        at_once=MATCHED,
    ),
    "hiring_subsidy": Effect(
        rises="places_open_local_firm channel_local_firm employed wage_income",
        falls="channel_none away_per_household seekers",
        reaches=(*LIVES, "local places"),
        at_once=(*MATCHED, "local places"),
    ),
    "placement_service": Effect(
        rises="employed hires wage_income",
        falls="channel_none refused seekers",
        reaches=LIVES,
        at_once=MATCHED,
        world=KEEN_ON_COURSES,
    ),
    "graduate_job_subsidy": Effect(
        rises="transfer_income income_from_levers employed wage_income",
        falls="channel_none",
        reaches=(*LIVES, "paid by levers"),
        at_once=(),
        world={"entrants": 0.1, "entrant_graduates": 1.0, "offer_rate": dict.fromkeys(WORKING, 0.1)},
    ),
    "pay_rule": Effect(
        rises="wage_income income income_p10 income_p50 income_p90",
        falls="below_line_share at_risk",
        reaches=LIVES,
        at_once=MATCHED,
    ),
    "works_relief": Effect(
        rises="channel_works_relief places_open_works_relief income_from_levers employed",
        falls="zero_employment channel_none",
        reaches=(*LIVES, "relief works", "paid by levers"),
        at_once=(*MATCHED, "relief works", "paid by levers"),
    ),
    "entrepreneurship": Effect(
        rises="channel_own_business business_income places_open_local_firm employed",
        falls="channel_none zero_employment",
        reaches=(*LIVES, "local places"),
        at_once=MATCHED,
    ),
    "industry_projects": Effect(
        rises="""projects projects_started projects_new_or_continued project_link_share places_open_local_firm
            channel_local_firm property_income income_from_levers employed""",
        falls="zero_employment away_per_household",
        reaches=(
            *LIVES, "local places", "starts of projects", "projects", "property", "paid by levers",
        ),
        at_once=("starts of projects",),
    ),
    "asset_revitalisation": Effect(
        rises="asset_use property_income income_from_levers places_open_local_firm channel_local_firm",
        falls="channel_none away_per_household",
        reaches=(*LIVES, "local places", "assets", "property", "paid by levers"),
        at_once=(*MATCHED, "local places", "assets", "property", "paid by levers"),
    ),
    "employer_relief": Effect(
        rises="workshops places_open_workshop channel_workshop employed",
        falls="separations hires seekers",
        reaches=(*LIVES, "workshops"),
        at_once=(*MATCHED, "search", "workshops"),
        world={"workshop_closure": 0.05},
    ),
    "monitoring": Effect(
        rises="in_ledger monitoring_coverage monitoring_rounds seekers employed",
        falls="zero_employment unassisted_share",
        reaches=(*LIVES, "rounds"),
        at_once=("ledger", "rounds"),
        world=KEEN_ON_COURSES,
        settings={"rounds": 12},
    ),
    "safety_net": Effect(
        rises="transfer_income income_from_levers income income_p10",
        falls="below_line_share at_risk",
        reaches=(*LIVES, "paid by levers"),
        at_once=("transfers", "paid by levers", "income", "poverty", "risk", "ledger"),
        world=KEEN_ON_COURSES,
    ),
    "care_services": Effect(
        rises="seekers employed away_per_household wage_income one_employed_share",
        falls="channel_none zero_employment below_line_share",
        reaches=LIVES,
        at_once=(*MATCHED, "search"),
    ),
    "settlement_services": Effect(
        rises="infrastructure service_coverage pension_participation places_open_local_firm employed",
        falls="channel_none separations",
        reaches=(*LIVES, "settlements", "local places"),
        at_once=(*MATCHED, "search", "settlements", "local places"),
        world={"infrastructure": 0.2, "services": 0.2, "pension": 0.5},
        settings={"pace": 0.5, "separation_cut": 0.6, "jobs": 10},
    ),
    "agri_trade_support": Effect(
        rises="business_income income income_p10",
        falls="below_line_share at_risk",
        reaches=LIVES,
        at_once=MATCHED,
    ),
    "on_the_job_training": Effect(
        rises="channel_local_firm employed",
        falls="separations channel_none",
        reaches=LIVES,
        at_once=MATCHED,
        world={"local_slack": 0.5},
        settings={"places": 400_000, "stable_months": 12},
    ),
}  # fmt: skip
"""The whole claim of the model about its levers, one by one."""


def town(name: str | None, effect: Effect) -> Any:
    """The town that shows a lever's effect, with or without the lever."""
    levers = {name: lever(name, OPENS, **effect.settings)} if name else {}
    return guizhou(scale=0.01, months=MONTHS, levers=levers, **effect.world)


@cache
def records(name: str) -> list[tuple[RunRecord, RunRecord]]:
    """Runs without and with a lever, by seed."""
    effect = ALONE[name]
    pair = town(None, effect), town(name, effect)
    return [
        (ResettlementModel(pair[0], seed).run(), ResettlementModel(pair[1], seed).run()) for seed in SEEDS
    ]


def allowed(groups: tuple[str, ...]) -> set[str]:
    """Indicators of some groups."""
    return {name for group in groups for name in GROUPS[group].split()}


def moved(name: str, last: int) -> set[str]:
    """Indicators that are not the same to the last bit in some month up to the last."""
    return {
        indicator
        for without, with_it in records(name)
        for indicator, path in without.indicators.items()
        if path[: last + 1].tobytes() != with_it.indicators[indicator][: last + 1].tobytes()
    }


def gain(name: str, indicator: str) -> float:
    """Mean gain of an indicator from the opening on, over paired seeds."""
    return float(
        np.mean(
            [
                with_it.indicators[indicator][OPENS:].mean() - without.indicators[indicator][OPENS:].mean()
                for without, with_it in records(name)
            ]
        )
    )


def test_every_indicator_is_in_one_group_and_every_lever_in_the_table() -> None:
    listed = [name for names in GROUPS.values() for name in names.split()]
    assert sorted(listed) == sorted(INDICATORS)
    assert list(ALONE) == list(LEVERS)


@pytest.mark.parametrize("name", ALONE)
def test_what_a_lever_is_for_rises(name: str) -> None:
    gains = {indicator: gain(name, indicator) for indicator in ALONE[name].rises.split()}
    assert gains
    assert [indicator for indicator, by in gains.items() if by <= 0] == []


@pytest.mark.parametrize("name", ALONE)
def test_what_a_lever_is_against_falls(name: str) -> None:
    gains = {indicator: gain(name, indicator) for indicator in ALONE[name].falls.split()}
    assert gains
    assert [indicator for indicator, by in gains.items() if by >= 0] == []


@pytest.mark.parametrize("name", ALONE)
def test_what_a_lever_cannot_reach_stays_the_same_to_the_last_bit(name: str) -> None:
    assert moved(name, MONTHS) - allowed(ALONE[name].reaches) == set()


@pytest.mark.parametrize("name", ALONE)
def test_in_its_first_month_a_lever_moves_only_what_it_touches_at_once(name: str) -> None:
    first = moved(name, OPENS)
    assert first - allowed(ALONE[name].at_once) == set()
    assert bool(first) == bool(ALONE[name].at_once)


@pytest.mark.parametrize("name", ALONE)
def test_every_group_that_a_lever_may_reach_is_one_that_it_does_reach(name: str) -> None:
    names = moved(name, MONTHS)
    assert [group for group in ALONE[name].reaches if not names & allowed((group,))] == []


@pytest.mark.parametrize("name", ["transport_subsidy", "hiring_subsidy", "placement_service"])
def test_no_grant_is_paid_before_its_months_are_full(name: str) -> None:
    months = round(lever(name)[0].settings["stable_months"])
    for _, with_it in records(name):
        spent = with_it.levers[name]["spent_yuan"]
        assert (spent[: OPENS + months - 1] == 0).all()
        assert spent[OPENS + months - 1 :].sum() > 0
