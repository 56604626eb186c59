"""Phase 10: the indicators and books of the month."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from resettle.model.channels import CHANNELS, RATIONED, WAGE_CHANNELS, WELFARE
from resettle.model.composite import shares_meeting
from resettle.model.fields import number
from resettle.model.kernels import income, risk
from resettle.model.kernels.quantiles import order_statistics
from resettle.model.openings import MONITORING_ROUNDS, PROJECTS_CONTINUED, PROJECTS_STARTED
from resettle.model.projects import LINKED, PLACES
from resettle.model.tally import COLUMN

if TYPE_CHECKING:
    from resettle.model.levers.base import Lever
    from resettle.model.world import World


def measure(world: World, levers: Iterable[Lever]) -> dict[str, float]:
    """Count the month, let levers write their books, and return every indicator."""
    world.run(income.total_income)
    world.run(risk.count)
    for lever in levers:
        lever.end_month()
    return indicators(world)


def indicators(world: World) -> dict[str, float]:
    """Values of `model.indicators.INDICATORS` for the whole population; NaN where nobody is counted."""
    opened, settlements = world.openings.scalars, world.settlements
    total = dict(zip(COLUMN, world.this_month.sums, strict=True))
    places_open = world.openings.places.sum(axis=0).tolist()
    persons = max(1.0, total["persons"])
    employed = total["labour"] - total["channel_none"]
    labour, with_labour = total["labour"], total["labour_households"]
    running = [workshop for workshop in world.workshops if workshop.open]
    weighted = {
        "households": float(len(world.state.households.site)),
        "employed": employed,
        **{name: total[column] for name, column in _COUNTED.items()},
        **{f"places_open_{CHANNELS[code]}": float(places_open[code]) for code in RATIONED},
        "workshops": float(len(running)),
        "workshops_normal": float([workshop.slump for workshop in running].count(0)),
    }
    below, unassisted = total["below_line"] / persons, total["unassisted"] / persons
    belonging = total["in_ledger"] + total["at_risk"] - total["at_risk_in_ledger"]
    missing = float(world.timeline.missing[world.month.t])
    low, middle, high = _income_percentiles(world)
    projects = world.projects.open_rows("industry", world.month.t)
    with_enterprise = {project.county for project in world.projects.live("enterprise")}
    with_enterprise.update(range(world.counties_with_enterprise))
    sources = {name: total[name] / persons * missing for name in ("wage", "business", "property", "transfer")}
    income = sum(sources.values())
    in_market = sum(total[f"channel_{name}"] for name in WAGE_CHANNELS)
    return {
        **{name: value * world.weight for name, value in weighted.items()},
        "employment_rate": share(employed, labour),
        **{f"employment_{name}": share(total[name], labour) for name in WORKED},
        "months_worked": share(total["months_worked"], labour),
        "steady_job_share": share(total["steady_jobs"], in_market),
        "employment_rate_without_posts": share(employed - total["channel_public_welfare"], labour),
        "stable_share": share(total["stable"], with_labour),
        "one_employed_share": share(total["one_employed"], with_labour),
        **_one_employed(total),
        "zero_employment_longest": float(world.tally.sums[:, COLUMN["zero_longest"]].max()),
        **{f"{name}_income": value for name, value in sources.items()},
        "income": income,
        "net_income": income * world.timeline.register_lead(world.month.t),
        "earned_income": sources["wage"] + sources["business"],
        "income_from_levers": total["from_levers"] / persons,
        "income_p10": low * missing,
        "income_p50": middle * missing,
        "income_p90": high * missing,
        "below_line_share": below,
        "below_line_rise": world.rise_since_base_year("below_line", below),
        "unassisted_share": unassisted,
        "unassisted_rise": world.rise_since_base_year("unassisted", unassisted),
        "monitoring_coverage": share(total["in_ledger"], belonging),
        "projects": float(len(projects)),
        "projects_started": float(opened[PROJECTS_STARTED]),
        "projects_new_or_continued": float(opened[PROJECTS_STARTED] + opened[PROJECTS_CONTINUED]),
        "counties_with_enterprise": float(len(with_enterprise)),
        "asset_use": share(settlements.assets_in_use, settlements.assets),
        "monitoring_rounds": float(opened[MONITORING_ROUNDS]),
        **_of_plans(world, total, employed, float(projects[:, LINKED].sum())),
        **world.markets.indicators(),
        "labour_demand": float(np.exp(world.timeline.demand[world.month.t])),
        "prices": 100.0 * world.price,
        **_series(world),
    }


def share(part: float, whole: float) -> float:
    """A part of a whole; NaN of nobody, which is neither none of them nor all."""
    return part / whole if whole else math.nan


def _one_employed(total: dict[str, float]) -> dict[str, float]:
    """Of the households with somebody able and willing, those with someone in work, by how work is read."""
    households = total["willing_households"]
    without = {name: total[f"zero_{name}"] for name in WORKED} | {
        "month": total["zero_willing"],
        "stable": households - total["willing_stable"],
    }
    return {f"one_employed_{name}": 1.0 - share(zero, households) for name, zero in without.items()}


def _of_plans(world: World, total: dict[str, float], employed: float, linked: float) -> dict[str, float]:
    """Indicators that plans set targets on, besides employment and income."""
    away = total["channel_out_of_province"] + total["channel_in_province"]
    before = number(world.inputs.initial, "project_link", 0.0)
    posts = float(world.openings.places[:, WELFARE].sum())
    works = world.projects.open_rows("relief", world.month.t)
    relief = float(works[:, PLACES].mean()) if len(works) else None
    return {
        "away_per_household": share(away, total["labour_households"]),
        "out_of_province_per_household": share(total["channel_out_of_province"], total["labour_households"]),
        "off_farm_rate": share(employed - total["channel_farming"], total["labour"]),
        "off_farm_any_work": share(max(0.0, total["any_work"] - total["channel_farming"]), total["labour"]),
        "posts_kept": world.relative_to_base_year("posts", posts),
        "relief_part": world.relative_to_base_year("relief", relief),
        "post_share": share(total["channel_public_welfare"], employed),
        "training_coverage": share(total["covered"], total["want_training"]),
        "certificate_share": share(total["certified_workers"], total["trained_workers"]),
        "skills_mean": share(total["skills"], total["labour"]),
        "skilled_share": share(total["skilled"], total["labour"]),
        "project_link_share": float(np.minimum(1.0, before + share(linked, total["labour_households"]))),
        "infrastructure": float(world.settlements.infrastructure.sum()) / world.sites,
        "service_coverage": np.count_nonzero(world.settlements.services) / world.sites,
        "pension_participation": float(world.settlements.pension.sum()) / world.sites,
        **shares_meeting(world),
    }


def _series(world: World) -> dict[str, float]:
    """Series that targets are held against, in this calendar year; NaN where the scenario has none."""
    series, year = world.inputs.series, world.inputs.period.base_year + world.month.t // 12
    income = {
        name: series[name][year] if name in series else math.nan
        for name in ("rural_income", "region_income", "urban_income")
    }
    return {**income, "urban_rural_ratio": income["urban_income"] / income["rural_income"]}


WORKED = ("any_work", "months_3", "months_6")
"""How much work of the last twelve months counts as employment."""

_COUNTED = {
    "zero_employment": "zero",
    "zero_employment_long": "zero_long",
    "trained": "funded_courses",
    "certificates": "certified",
    "zero_employment_willing": "zero_willing",
    **{f"zero_employment_{name}": f"zero_{name}" for name in WORKED},
    **{
        name: name
        for name in (
            *("persons", "labour", "labour_households", "willing_households", "at_risk", "in_ledger"),
            *("ill", "in_course", "hires", "separations", "moves", "seekers", "refused", "displaced"),
            "willing_without_work",
        )
    },
    **{f"channel_{name}": f"channel_{name}" for name in CHANNELS},
}
"""Indicators that are a count of the month, and the column of `TALLY` that counts each."""


def _income_percentiles(world: World) -> tuple[float, float, float]:
    """Tenth, fiftieth and ninetieth percentile of households' smoothed income per person, in yuan a year."""
    households = world.state.households
    smooth = households.smooth + households.topped
    ranks = np.array([int(q * (len(smooth) - 1)) for q in (0.1, 0.5, 0.9)], np.int64)
    low, middle, high = (12.0 * float(value) for value in order_statistics(smooth, ranks))
    return low, middle, high
