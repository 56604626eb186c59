"""Indicators that plans set targets on besides employment and income, and standards of settlements."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from resettle.model.channels import AWAY_CHANNELS
from resettle.model.composite import STANDARDS
from resettle.model.timeline import monthly
from tests.oracle.agents import Settlement

if TYPE_CHECKING:
    from resettle.model.inputs import Condition
    from tests.oracle.oracle import Oracle


def indicators(model: Oracle, total: Mapping[str, float]) -> dict[str, float]:
    """Values of the indicators, each the way its label reads."""
    labour, households, places = total["labour"], total["labour_households"], model.office.world.settlements
    employed = labour - total["channel_none"]
    away = sum(total[f"channel_{channel}"] for channel in AWAY_CHANNELS)
    return {
        "away_per_household": ratio(away, households),
        "out_of_province_per_household": ratio(total["channel_out_of_province"], households),
        "off_farm_any_work": ratio(max(0.0, total["any_work"] - total["channel_farming"]), labour),
        "posts_kept": _kept(
            model, "posts", sum(settlement.places["public_welfare"] for settlement in model.settlements)
        ),
        "relief_part": _kept(model, "relief", _places_of_a_work(model)),
        "off_farm_rate": ratio(employed - total["channel_farming"], labour),
        "post_share": ratio(total["channel_public_welfare"], employed),
        "training_coverage": ratio(total["covered"], total["want_training"]),
        "certificate_share": ratio(total["certified_workers"], total["trained_workers"]),
        "skills_mean": ratio(total["skills"], labour),
        "skilled_share": ratio(total["skilled"], labour),
        "project_link_share": float(
            np.minimum(1.0, model.initial.get("project_link", 0.0) + ratio(_linked(model), households))
        ),
        "infrastructure": float(places.infrastructure.mean()),
        "service_coverage": float(places.services.mean()),
        "pension_participation": float(places.pension.mean()),
        **{f"{name}_share": _share_meeting(model, name) for name in STANDARDS},
        **_series(model),
    }


def ratio(part: float, whole: float) -> float:
    return part / whole if whole else math.nan


def _linked(model: Oracle) -> float:
    return sum(project.linked for project in model.office.projects(model.t) if project.kind == "industry")


def _places_of_a_work(model: Oracle) -> float | None:
    works = [project.places for project in model.office.projects(model.t) if project.kind == "relief"]
    return sum(works) / len(works) if works else None


def _kept(model: Oracle, name: str, count: float | None) -> float:
    """A count relative to the mean month of the base year; 1 within it, and where there is nothing."""
    before = model.counts_before[name]
    if count is None:
        return 1.0
    if model.t < 12:
        before.append(count)
        return 1.0
    mean = sum(before) / len(before) if before else 0.0
    return count / mean if mean else 1.0


def _series(model: Oracle) -> dict[str, float]:
    year, series = model.inputs.period.base_year + model.t // 12, model.inputs.series
    values = {
        name: series[name][year] if name in series else math.nan
        for name in ("rural_income", "region_income", "urban_income")
    }
    return {**values, "urban_rural_ratio": values["urban_income"] / values["rural_income"]}


def _share_meeting(model: Oracle, standard: str) -> float:
    conditions = model.inputs.standards.get(standard)
    if not conditions:
        return 0.0
    sizes = [condition for condition in conditions if condition.indicator in ("households", "persons")]
    others = [condition for condition in conditions if condition not in sizes]
    asked = [site for site in model.settlements if all(_meets(model, site, size) for size in sizes)]
    meeting = [all(_meets(model, site, condition) for condition in others) for site in asked]
    return sum(meeting) / len(meeting) if meeting else math.nan


def _meets(model: Oracle, settlement: Settlement, condition: Condition) -> bool:
    value, bound = _value(model, settlement, condition.indicator), condition.bound
    if math.isnan(value):  # nobody of whom it could be asked
        return True
    if condition.series is not None:
        inputs = model.inputs
        path = monthly(inputs.series[condition.series], inputs.period.base_year, model.t + 1)[-12:]
        bound *= sum(path) / len(path)
    if math.isclose(value, bound, rel_tol=1e-9, abs_tol=1e-9):
        return condition.direction in ("at_least", "at_most")
    return (value > bound) == (condition.direction in ("at_least", "above"))


def _value(model: Oracle, settlement: Settlement, indicator: str) -> float:
    tally, places = settlement.tally, model.office.world.settlements
    if indicator == "income":
        return 12.0 * sum(settlement.incomes[-12:]) / len(settlement.incomes[-12:])
    if indicator == "net_income":
        return 12.0 * sum(settlement.net_incomes[-12:]) / len(settlement.net_incomes[-12:])
    if indicator == "employment_rate":
        return 1.0 - ratio(tally["channel_none"], tally["labour"])
    if indicator == "one_employed_share":
        return ratio(tally["one_employed"], tally["labour_households"])
    if indicator == "one_employed_months_3":
        return 1.0 - ratio(tally["zero_months_3"], tally["willing_households"])
    if indicator == "persons":
        return tally["persons"]
    if indicator == "households":
        return float(len(settlement.households))
    return float(getattr(places, indicator)[settlement.row])
