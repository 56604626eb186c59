"""Small worlds to test the model in, and ways to compare what came of them."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from resettle import scenarios
from resettle.model.agents import Project
from resettle.model.indicators import AMONG, INDICATORS
from resettle.model.inputs import LeverWindow, ModelInputs, Period
from resettle.model.levers import LEVERS
from resettle.model.record import RunRecord
from resettle.model.simulation import ResettlementModel
from resettle.model.timeline import monthly

SETTINGS: dict[str, dict[str, float]] = {
    "training_subsidy": {"seats": 40_000, "unit_cost": 1500, "pass_gain": 0.1},
    "public_welfare_jobs": {"posts": 60_000, "unit_cost": 800, "term": 36, "price_linked": 0.5},
    "workshop_capacity": {
        "workshops": 1500, "places": 12, "unit_cost": 20_000, "hiring_award": 1000, "clearing": 0.1,
        "households": 1.0,
    },
    "labour_cooperation": {
        "places": 60_000, "unit_cost": 300, "host_jobs": 1e12, "wage_premium": 0.1, "leave_cost_cut": 0.3,
        "separation_cut": 0.2, "enterprises": 30, "enterprise_places": 100,
    },
    "transport_subsidy": {"places": 60_000, "unit_cost": 500, "other_amount": 100, "stable_months": 3},
    "hiring_subsidy": {"places": 60_000, "unit_cost": 500, "stable_months": 6, "vacancy_gain": 0.1},
    "placement_service": {
        "places": 90_000, "unit_cost": 500, "stable_months": 3, "offer_gain": 0.2, "contract_gain": 0.2,
    },
    "graduate_job_subsidy": {"places": 9000, "unit_cost": 1500, "offer_gain": 0.5},
    "pay_rule": {"enforcement": 0.6, "labour_share": 0.4, "unit_cost": 2_000_000},
    "works_relief": {
        "projects": 300, "places": 100, "project_months": 6, "unit_cost": 1500, "labour_share": 0.3,
    },
    "entrepreneurship": {
        "starts": 12_000, "loan": 40_000, "unit_cost": 4000, "interest_subsidy": 0.04, "loan_months": 24,
        "failure_cut": 0.2, "jobs": 1,
    },
    "industry_projects": {
        "projects": 120, "places": 100, "lag": 3, "unit_cost": 1_500_000, "dividend": 0.05, "failure": 0.1,
        "households": 300, "overlap": 0.1,
    },
    "asset_revitalisation": {
        "assets": 3000, "unit_cost": 8000, "rent": 6000, "household_share": 0.4, "jobs": 1,
    },
    "employer_relief": {"jobs": 60_000, "unit_cost": 300, "closure_cut": 0.5, "separation_cut": 0.3},
    "monitoring": {"rounds": 6, "unit_cost": 8},
    "safety_net": {"coverage": 1.0, "medical_share": 0.7},
    "care_services": {"places": 60_000, "unit_cost": 300, "relief": 0.7},
    "settlement_services": {
        "pace": 0.1, "unit_cost": 4_000_000, "services": 0.3, "pension": 0.3, "jobs": 3,
        "separation_cut": 0.2, "dropout_cut": 0.3,
    },
    "agri_trade_support": {"sellers": 60_000, "unit_cost": 300, "uplift": 0.2},
    "on_the_job_training": {
        "places": 40_000, "unit_cost": 600, "stable_months": 3, "offer_gain": 0.3, "separation_cut": 0.3,
    },
}  # fmt: skip
"""A strong dose of each lever, for the whole of Guizhou a year."""

OPTIONAL = ("region_income", "urban_income", "urban_rural_ratio")
"""Indicators that repeat a series which a scenario may leave out; Guizhou does."""

WHOLE: dict[str, str | None] = {
    name: AMONG[one.among][0]
    for name, one in INDICATORS.items()
    if one.among and not name.startswith("zero_employment")
}
"""Shares that are no number where nobody is counted, and of whom they are; `None` if no indicator says it."""


def numbers(record: RunRecord) -> bool:
    """Whether every indicator is a finite number, but for series not stated and for shares of nobody."""
    for name, path in record.indicators.items():
        whole = WHOLE.get(name)
        nobody = record.indicators[whole] == 0 if whole else np.isnan(path) & (name in WHOLE)
        if name not in OPTIONAL and not (np.isfinite(path) == ~nobody).all():
            return False
    return True


Settings = dict[str, Any]
"""Changed values by name, to be handed on as keywords."""

GRANTS = (
    "transport_subsidy", "hiring_subsidy", "placement_service", "entrepreneurship", "on_the_job_training",
)  # fmt: skip


@cache
def _bundled(name: str) -> scenarios.Scenario:
    return scenarios.load(name)


def guizhou(name: str = "guizhou", scale: float = 0.003, **changes: Any) -> ModelInputs:
    """A bundled scenario at a small scale, changed (see `changed`)."""
    return changed(_bundled(name).inputs(scale=scale), **changes)


def changed(inputs: ModelInputs, *, months: int | None = None, **changes: Any) -> ModelInputs:
    """Other inputs: a name may be that of an input, or of a value of the population, start or behaviour.

    A mapping is merged into the one that stands.
    """
    tables: dict[str, Any] = {
        name: dict(getattr(inputs, name)) for name in ("population", "initial", "parameters")
    }
    others: dict[str, Any] = {}
    for name, value in changes.items():
        holder = next((table for table in tables.values() if name in table), None)
        if holder is None:
            others[name] = value
        elif isinstance(value, Mapping):
            old = holder[name]
            assert isinstance(old, Mapping)
            holder[name] = {**old, **value}
        else:
            holder[name] = value
    if months is not None:
        base = inputs.period.base_year
        others["period"] = Period(base, min(12, months - 1), months - 1)
    return dataclasses.replace(inputs, **tables, **others)


def every(inputs: ModelInputs, name: str, value: float) -> dict[str, float]:
    """The same value for every part of a parameter."""
    given = inputs.parameters[name]
    assert isinstance(given, Mapping)
    return dict.fromkeys(given, value)


def lever(
    name: str,
    start: int = 0,
    end: int = 47,
    *,
    eligibility: tuple[str, ...] = (),
    priority: tuple[str, ...] = (),
    budget: float | None = None,
    **settings: float,
) -> tuple[LeverWindow, ...]:
    """One window of a lever, with settings of `SETTINGS` unless others are given."""
    return (LeverWindow(start, end, {**SETTINGS[name], **settings}, eligibility, priority, budget),)


def dosed(name: str, dose: float, start: int = 0, end: int = 47, **others: Any) -> tuple[LeverWindow, ...]:
    """One window of a lever with another scale; see `lever` for the rest."""
    scaled: Settings = {LEVERS[name].scale: dose}
    return lever(name, start, end, **scaled, **others)


def all_levers(**others: tuple[LeverWindow, ...]) -> dict[str, tuple[LeverWindow, ...]]:
    """Every lever over the whole run, some of them replaced."""
    return {name: others.get(name, lever(name)) for name in LEVERS}


def run(inputs: ModelInputs, seed: int = 1, threads: int = 1) -> tuple[ResettlementModel, RunRecord]:
    """A whole run whose identities are checked every month."""
    model = ResettlementModel(inputs, seed, threads, check=True)
    return model, model.run()


def stepped(inputs: ModelInputs, months: int, seed: int = 1) -> ResettlementModel:
    """A model after some months."""
    model = ResettlementModel(inputs, seed, check=True)
    for _ in range(months):
        model.step()
    return model


def state_columns(model: ResettlementModel) -> dict[str, NDArray[Any]]:
    """Every column of the state by `table.column`."""
    state = model.world.state
    return {
        f"{table}.{name}": getattr(getattr(state, table), name)
        for table in state._fields
        for name in getattr(state, table)._fields
    }


def differing_columns(one: ResettlementModel, other: ResettlementModel) -> list[str]:
    """Columns of the state whose bits are not the same in two models."""
    others = state_columns(other)
    return [name for name, column in state_columns(one).items() if column.tobytes() != others[name].tobytes()]


def differing_indicators(one: RunRecord, other: RunRecord) -> list[str]:
    """Indicators whose bits are not the same in two records."""
    return [
        name for name, path in one.indicators.items() if path.tobytes() != other.indicators[name].tobytes()
    ]


def yearly(path: NDArray[np.float64]) -> NDArray[np.float64]:
    """Sums by calendar year."""
    return np.array([path[begin : begin + 12].sum() for begin in range(0, len(path), 12)])


NOBODY_WORKS: Settings = {"one_employed": 0.0, "in_work": 0.0}
HEALTHY: Settings = {"illness_rate": {"able": 0.0, "weak": 0.0}}


def only_offer(inputs: ModelInputs, channel: str | None) -> Settings:
    """Behaviour of people who hear of one kind of place only, have no land, and would take any."""
    offers = every(inputs, "offer_rate", 0.0) | ({channel: 1.0} if channel else {})
    return {
        "offer_rate": offers, "weak_offer": every(inputs, "weak_offer", 1.0), "schooling_offer_gain": 0.0,
        "skill_offer_gain": 0.0, "home_value": 0.0, "choice_scale": 1.0,
        "taste": every(inputs, "taste", 1e5), "search_intensity": 1.0, "care_search": 1.0,
        "search_on_job": every(inputs, "search_on_job", 0.0), "land_share": 0.0, "matching": 0.0,
        "allowance_search_cut": 0.0, **HEALTHY,
    }  # fmt: skip


def eager(name: str, channel: str | None, scale: float = 0.003, **settings: Any) -> ModelInputs:
    """A town where one lever's places are all there is, and everyone wants one."""
    plain = guizhou(scale=scale)
    windows = lever(name, priority=("zero_employment_household", "weak_health", "woman"), **settings)
    return guizhou(
        scale=scale, levers={name: windows}, **only_offer(plain, channel), wants_work=1.0, **NOBODY_WORKS
    )


def flat_series(inputs: ModelInputs, **levels: float) -> Settings:
    """Series that stay for ever at what they are in the base year, or at another level."""
    base = inputs.period.base_year
    years = range(base, base + 12)
    return {
        "series": {
            name: dict.fromkeys(years, levels.get(name, path[base])) for name, path in inputs.series.items()
        }
    }


def local_firms(model: ResettlementModel) -> NDArray[np.float64]:
    """Places of local firms in the month just run without any lever: they follow demand."""
    yearly, base = model.inputs.series.get("demand_local"), model.inputs.period.base_year
    demand = monthly(yearly, base, model.month)[-1] / yearly[base] if yearly else 1.0
    result: NDArray[np.float64] = model.world.base_local_places * demand
    return result


def open_projects(model: ResettlementModel, kind: str) -> list[Project]:
    """Projects of a kind that offered places in the month just run."""
    return [project for project in model.world.projects.live(kind) if project.ready < model.month]


def holds(model: ResettlementModel, flag: np.uint16) -> NDArray[np.bool_]:
    """Which workers have a flag of `model.state`."""
    result: NDArray[np.bool_] = (model.world.state.workers.flags & flag) != 0
    return result
