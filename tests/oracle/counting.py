"""Phase 10: what is counted in each settlement, and the indicators of the whole population."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from resettle.model.channels import CHANNELS, WAGE_CHANNELS
from resettle.model.tally import TALLY
from tests.oracle import plan_targets as plans
from tests.oracle.agents import Household, Settlement, single
from tests.oracle.jobs import WITH_PLACES
from tests.oracle.ledger import is_at_risk, stays_poor
from tests.oracle.markets import MARKETS

if TYPE_CHECKING:
    from resettle.model.agents import Project
    from tests.oracle.oracle import Oracle

SOURCES = ("wage", "business", "property", "transfer")

READINGS = {"any_work": 1, "months_3": 3, "months_6": 6}
"""Months of the last twelve that somebody must have worked, by reading of employment."""


def start_counting(model: Oracle) -> None:
    """Begin a month with nothing counted."""
    for settlement in model.settlements:
        settlement.tally = dict.fromkeys(TALLY, 0.0)
        settlement.grants = {}


def count(model: Oracle) -> None:
    """Stocks at the end of the month."""
    for settlement in model.settlements:
        for household in settlement.households:
            _count_household(model, settlement.tally, household)
            _count_workers(model, settlement, household)
        each = sum(settlement.tally[source] for source in SOURCES) / max(1.0, settlement.tally["persons"])
        settlement.incomes.append(each * model.trend.missed_growth)
        settlement.net_incomes.append(settlement.incomes[-1] * model.trend.register_lead)


def _count_household(model: Oracle, tally: dict[str, float], household: Household) -> None:
    at_risk = is_at_risk(model, household)
    for source, yuan in household.income_by_source.items():
        tally[source] += yuan
    tally["from_levers"] += household.from_levers
    tally["persons"] += household.size
    tally["below_line"] += household.size if stays_poor(model, household) else 0
    tally["unassisted"] += household.size if stays_poor(model, household) and not household.in_ledger else 0
    tally["at_risk"] += at_risk
    tally["in_ledger"] += household.in_ledger
    tally["at_risk_in_ledger"] += at_risk and household.in_ledger


def _count_workers(model: Oracle, settlement: Settlement, household: Household) -> None:
    tally, labour = settlement.tally, household.labour
    for worker in labour:
        tally["labour"] += 1
        tally[f"channel_{worker.channel}"] += 1
        tally["ill"] += worker.ill > 0
        tally["in_course"] += worker.course > 0
        tally["in_funded_course"] += worker.course > 0 and worker.funded
        tally["carers"] += worker.carer
        tally["willing_without_work"] += worker.wants_work and not worker.works
        tally["skilled"] += worker.skill > 0
        tally["skills"] += worker.skill
        months = worker.months_worked
        tally["any_work"] += months >= 1
        tally["months_3"] += months >= 3
        tally["months_6"] += months >= 6
        tally["months_worked"] += months
        tally["steady_jobs"] += worker.steady
        lately = worker.trained_in_plan
        tally["trained_workers"] += lately
        tally["certified_workers"] += lately and worker.certificate
        if worker.wants_work and worker.wants_training:
            tally["want_training"] += 1
            tally["covered"] += lately or worker.trained_before
    if labour:
        tally["labour_households"] += 1
        tally["one_employed"] += any(worker.works for worker in labour)
        tally["stable"] += household.stable >= model.number["stable_months"]
        tally["zero"] += household.spell > 0
        tally["zero_longest"] = max(tally["zero_longest"], household.spell)
    if household.willing > 0:
        tally["willing_households"] += 1
        tally["willing_stable"] += household.stable >= model.number["stable_months"]
        tally["zero_willing"] += household.spell > 0
        tally["zero_long"] += household.spell > model.inputs.grace_months
        for reading, least in READINGS.items():
            tally[f"zero_{reading}"] += household.worked < least


def indicators(model: Oracle) -> dict[str, float]:
    """Values of `model.indicators.INDICATORS`, each the way its label reads."""
    office, world, t = model.office, model.office.world, model.t
    total = {name: sum(settlement.tally[name] for settlement in model.settlements) for name in TALLY}
    weight = model.inputs.population["households"] / len(model.households)  # type: ignore[operator]
    employed = total["labour"] - total["channel_none"]
    running = office.projects(t)
    counted = {
        **{f"channel_{channel}": total[f"channel_{channel}"] for channel in CHANNELS},
        **{
            f"places_open_{channel}": float(sum(s.places[channel] for s in model.settlements))
            for channel in WITH_PLACES
        },
        **{name: total[name] for name in ("persons", "labour", "labour_households", "at_risk", "in_ledger")},
        **{name: total[name] for name in ("ill", "in_course", "hires", "separations", "moves", "seekers")},
        **{name: total[name] for name in ("refused", "displaced", "willing_without_work")},
        "willing_households": total["willing_households"],
        "households": float(len(model.households)),
        "employed": employed,
        "zero_employment": total["zero"],
        "zero_employment_long": total["zero_long"],
        "zero_employment_willing": total["zero_willing"],
        **{f"zero_employment_{reading}": total[f"zero_{reading}"] for reading in READINGS},
        "trained": total["funded_courses"],
        "certificates": total["certified"],
        "workshops": float(sum(workshop.open for workshop in office.workshops)),
        "workshops_normal": float(sum(w.open and not w.slump for w in office.workshops)),
    }
    settled = world.settlements
    persons, labour, households = (total[name] for name in ("persons", "labour", "labour_households"))
    each = {name: total[name] / persons for name in (*SOURCES, "from_levers", "below_line", "unassisted")}
    missed = model.trend.missed_growth  # what the model does not explain is put on what is measured
    income = sum(each[source] for source in SOURCES) * missed
    in_wage_channels = sum(total[f"channel_{channel}"] for channel in WAGE_CHANNELS)
    belonging = total["in_ledger"] + total["at_risk"] - total["at_risk_in_ledger"]
    ordered = sorted(single(household.smooth + household.topped) for household in model.households)
    return {
        **{name: value * weight for name, value in counted.items()},
        **{f"{source}_income": each[source] * missed for source in SOURCES},
        **{f"income_p{q}": 12.0 * ordered[int(q / 100 * (len(ordered) - 1))] * missed for q in (10, 50, 90)},
        "income": income,
        "earned_income": (each["wage"] + each["business"]) * missed,
        "net_income": income * model.trend.register_lead,
        "income_from_levers": each["from_levers"],
        "below_line_share": each["below_line"],
        "below_line_rise": _rise(model, "below_line", each["below_line"]),
        "unassisted_share": each["unassisted"],
        "unassisted_rise": _rise(model, "unassisted", each["unassisted"]),
        "employment_rate": plans.ratio(employed, labour),
        "employment_rate_without_posts": plans.ratio(employed - total["channel_public_welfare"], labour),
        **{f"employment_{reading}": plans.ratio(total[reading], labour) for reading in READINGS},
        "months_worked": plans.ratio(total["months_worked"], labour),
        "steady_job_share": plans.ratio(total["steady_jobs"], in_wage_channels),
        "one_employed_share": plans.ratio(total["one_employed"], households),
        "stable_share": plans.ratio(total["stable"], households),
        **_one_employed(total),
        "zero_employment_longest": max(settlement.tally["zero_longest"] for settlement in model.settlements),
        "monitoring_coverage": plans.ratio(total["in_ledger"], belonging),
        "projects": float(sum(project.kind == "industry" for project in running)),
        "projects_started": model.office.projects_started,
        "projects_new_or_continued": model.office.projects_started + model.office.projects_continued,
        "counties_with_enterprise": _counties_with_enterprise(model, running),
        "asset_use": plans.ratio(settled.assets_in_use, settled.assets),
        "monitoring_rounds": model.office.monitoring_rounds,
        "labour_demand": math.exp(model.trend.demand),
        **{f"vacancies_{MARKETS[name]}": market.vacancies for name, market in model.trend.markets.items()},
        "prices": 100.0 * model.trend.prices,
        **plans.indicators(model, total),
    }


def _counties_with_enterprise(model: Oracle, running: list[Project]) -> float:
    """Those that had one at the start are the first, as many as there are counties at most."""
    had = min(model.initial.get("enterprise_counties", 0), model.office.world.counties)
    came = {project.county for project in running if project.kind == "enterprise"}
    return float(had + sum(county >= had for county in came))


def _one_employed(total: dict[str, float]) -> dict[str, float]:
    """Among households with somebody able and willing: those in which somebody works, by reading."""
    able = total["willing_households"]
    working = {
        **{reading: able - total[f"zero_{reading}"] for reading in READINGS},
        "month": able - total["zero_willing"],
        "stable": total["willing_stable"],
    }
    return {f"one_employed_{name}": plans.ratio(with_work, able) for name, with_work in working.items()}


def _rise(model: Oracle, name: str, share: float) -> float:
    """Since the mean of the base year; 0 before the plan begins."""
    if model.t < model.inputs.period.start:
        model.before_the_plan[name].append(share)
        return 0.0
    first_year = model.before_the_plan[name][:12]
    return share - sum(first_year) / len(first_year) if first_year else 0.0
