"""More of a capacity never makes its own target worse on average."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from resettle.model.record import RunRecord
from resettle.model.simulation import ResettlementModel
from tests.model.worlds import dosed, guizhou, lever

SEEDS = range(1, 7)


def last(name: str) -> Callable[[RunRecord], float]:
    """Mean of an indicator over the last year."""
    return lambda record: float(record.indicators[name][-12:].mean())


def total(name: str) -> Callable[[RunRecord], float]:
    """Sum of an indicator over the run."""
    return lambda record: float(record.indicators[name].sum())


def fewer(name: str) -> Callable[[RunRecord], float]:
    """How little there is of an indicator over the last year."""
    return lambda record: -float(record.indicators[name][-12:].mean())


CASES: dict[str, tuple[str, tuple[float, ...], Callable[[RunRecord], float]]] = {
    "posts and employment": ("public_welfare_jobs", (0, 30_000, 120_000), last("employment_rate")),
    "posts and zero-employment households": (
        "public_welfare_jobs",
        (0, 30_000, 120_000),
        lambda r: -last("zero_employment")(r),
    ),
    "seats and people trained": ("training_subsidy", (0, 10_000, 60_000), total("trained")),
    "seats and certificates": ("training_subsidy", (0, 10_000, 60_000), total("certificates")),
    "workshops and workshop employment": (
        "workshop_capacity",
        (0, 500, 3000),
        last("channel_workshop"),
    ),
    "organised places and work away": (
        "labour_cooperation",
        (0, 30_000, 120_000),
        last("channel_out_of_province"),
    ),
    "transport grants and work away": (
        "transport_subsidy",
        (0, 60_000, 400_000),
        last("channel_out_of_province"),
    ),
    "rounds and coverage": ("monitoring", (0, 2, 12), last("monitoring_coverage")),
    "relief works and employment": ("works_relief", (0, 300, 1500), last("channel_works_relief")),
    "projects and their number": ("industry_projects", (0, 60, 240), last("projects")),
    "projects and property income": ("industry_projects", (0, 60, 240), last("property_income")),
    "assets and their use": ("asset_revitalisation", (0, 1000, 8000), last("asset_use")),
    "starts and businesses": ("entrepreneurship", (0, 6000, 30_000), last("channel_own_business")),
    "placements and steady jobs": ("placement_service", (0, 30_000, 300_000), last("steady_job_share")),
    "supported jobs and jobs that end": ("employer_relief", (0, 40_000, 400_000), fewer("separations")),
    "the safety net and income": ("safety_net", (0, 0.95, 1.0), last("income")),
    "hiring grants and local work": ("hiring_subsidy", (0, 60_000, 400_000), last("channel_local_firm")),
    "graduates served and transfers": ("graduate_job_subsidy", (0, 2000, 20_000), total("transfer_income")),
    "enforcement and wages": ("pay_rule", (0, 0.4, 1), last("wage_income")),
    "care places and employment": ("care_services", (0, 30_000, 300_000), last("employment_rate")),
    "pace and infrastructure": ("settlement_services", (0, 0.02, 0.1), last("infrastructure")),
    "sellers and their income": ("agri_trade_support", (0, 20_000, 100_000), last("business_income")),
    "training on the job and workers taught": (
        "on_the_job_training",
        (0, 2000, 20_000),
        lambda r: float(r.levers["on_the_job_training"]["beneficiaries"].sum()),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_more_of_a_lever_never_makes_its_own_target_worse(case: str) -> None:
    name, doses, target = CASES[case]
    beside = {"monitoring": lever("monitoring")} if name == "safety_net" else {}
    means = []
    for dose in doses:
        levers = {**beside, name: dosed(name, float(dose))}
        inputs = guizhou(scale=0.003, months=24, levers=levers)
        means.append(np.mean([target(ResettlementModel(inputs, seed).run()) for seed in SEEDS]))
    assert means[0] <= means[1] <= means[2]
    assert means[0] < means[2]
