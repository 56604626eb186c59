"""What stands behind a task of a plan: what its levers may open, what they spent, and what limited them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import nan

import numpy as np
import pandas as pd

from resettle.model.bounds import meets
from resettle.model.levers import levers_behind
from resettle.results.judge.figures import upward
from resettle.results.judge.panel import Ledger, Panel
from resettle.results.judge.verdicts import RELIABLE
from resettle.results.statistics.intervals import FloatArray, median
from resettle.scenarios import LeverSpec, Scenario, Target
from resettle.scenarios.room import Room, workshop_room
from resettle.scenarios.types import TASK

USED_UP = 0.95
"""Part of a budget from which it counts as used up: what is promised and not yet due is held back from it."""

TAKEN = 0.97
"""Part of what was opened from which it counts as taken; a few always change hands."""

LIMITS = ("enough", "no_lever", "capacity", "money", "room", "people", "course", "above")
"""What limits a task: nothing, or no lever works on it; its windows open too little, its budget is used up,
settlements have no room for more, or places stay empty; else time and chance. `above`: there is more of it
than the target allows."""


BASE = "base year"

BUILT = "workshop_capacity"
"""The lever that builds where settlements have room."""


@dataclass(frozen=True)
class Supply:
    """How much of a task the settings of a lever make possible.

    Attributes:
        lever: Lever that does it.
        setting: Its setting that says how much.
        kind: `yearly` if the setting is done in a year, `level` if it stands in every month, `stock` if what
            is done in a year adds up, `rest` if a part of what is left is done in a year, `running` if what
            is started in a year lasts for so many months; empty if the settings alone do not say.
        start: Value of `initial` that a stock begins with.
        of: What it is a share of: a value of `initial`, the mean of an indicator in the base year, or `BASE`,
            what the settings themselves made possible then.
        each: Settings that each unit of it brings, and what of them is lost, written `-setting`.
        months: Setting that says for how many months it lasts.
        people: Whether people must take what is opened.
    """

    lever: str
    setting: str
    kind: str
    start: str = ""
    of: str = ""
    each: tuple[str, ...] = ()
    months: str = ""
    people: bool = False


_relief = Supply(
    *("works_relief", "projects", "running"), each=("places",), months="project_months", people=True
)
_workshops = Supply(BUILT, "workshops", "stock", "workshops")
SUPPLY = {
    "trained": Supply("training_subsidy", "seats", "yearly", people=True),
    "training_coverage": Supply("training_subsidy", "seats", "", people=True),
    "projects": Supply("industry_projects", "projects", "stock"),
    "project_link_share": Supply(
        *("industry_projects", "projects", "stock", "project_link", "labour_households"),
        each=("households", "-overlap"),
    ),
    "projects_started": Supply("industry_projects", "projects", "yearly"),
    "projects_new_or_continued": Supply("industry_projects", "projects", ""),
    "monitoring_rounds": Supply("monitoring", "rounds", "yearly"),
    "places_open_public_welfare": Supply("public_welfare_jobs", "posts", "level"),
    "posts_kept": Supply("public_welfare_jobs", "posts", "level", of=BASE),
    "places_open_works_relief": _relief,
    "relief_part": Supply("works_relief", "places", "level", of=BASE),
    "pension_participation": Supply("settlement_services", "pension", "rest", "pension"),
    "asset_use": Supply("asset_revitalisation", "assets", "stock", "assets_in_use", of="assets"),
    "counties_with_enterprise": Supply("labour_cooperation", "enterprises", "stock", "enterprise_counties"),
    "infrastructure": Supply("settlement_services", "pace", "stock", "infrastructure"),
    "service_coverage": Supply("settlement_services", "services", "stock", "services"),
    "workshops": _workshops,
    "workshops_normal": _workshops,
}
"""Indicators of tasks of which the settings of one lever say how much is possible."""


COLUMNS = (
    *(
        "scenario",
        "target",
        "levers",
        "limit",
        "capacity",
        "unit",
        "planned_yuan",
        "spent_yuan",
        "budget_yuan",
    ),
    *("taken", "room"),
)
"""Columns of the frame `tasks`."""


@dataclass(frozen=True)
class Backing:
    """What stands behind a task; figures of runs are medians.

    Attributes:
        limit: One of `LIMITS`.
        levers: Levers in force that work on it, the most direct first.
        capacity: What their settings make possible, in the unit of the target; `None` if it is not known.
        planned: Yuan that they would cost over the plan if all that they open were used.
        spent: Yuan that they spent.
        budget: Most that they might spend; `None` if one of them has no budget.
        taken: Part of what was opened that people took; `None` where nobody has to.
        room: Workshops that settlements have room for; `None` where nothing is built, or without bound.
    """

    limit: str
    levers: tuple[str, ...]
    capacity: float | None
    planned: float
    spent: float
    budget: float | None
    taken: float | None
    room: float | None = None


def tasks(
    scenarios: Sequence[Scenario], monthly: pd.DataFrame, levers: pd.DataFrame, targets: pd.DataFrame
) -> pd.DataFrame:
    """What stands behind every task of every scenario.

    Args:
        scenarios: The scenarios that were run.
        monthly: The tidy monthly frame.
        levers: The tidy lever frame.
        targets: The judged frame of `results.judge.targets`.

    Returns:
        One row per (scenario, task) with what `Backing` holds; levers are joined by `+`, what is not known
        is missing.

    Raises:
        results.judge.panel.FrameError: If the frames do not hold what is needed.
    """
    rows: list[tuple[object, ...]] = []
    for scenario in scenarios:
        own = targets[(targets["scenario"] == scenario.name) & targets["main"] & (targets["role"] == TASK)]
        if own.empty:
            continue
        panel = Panel.of(monthly, scenario.name, scenario.period)
        ledger = Ledger.of(levers, scenario.name, panel)
        for name, probability in zip(own["target"], own["probability"], strict=True):
            target = scenario.targets[name]
            one = backing(target, scenario, panel, ledger, float(probability))
            capacity, budget, taken, room = (
                nan if x is None else x for x in (one.capacity, one.budget, one.taken, one.room)
            )
            about = scenario.name, name, "+".join(one.levers), one.limit
            rows.append((*about, capacity, target.bound.unit, one.planned, one.spent, budget, taken, room))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def backing(target: Target, scenario: Scenario, panel: Panel, ledger: Ledger, probability: float) -> Backing:
    """What stands behind a task, and what limits it.

    Args:
        target: The task.
        scenario: Its scenario.
        panel: Monthly results of the scenario.
        ledger: What the levers of the scenario did.
        probability: Share of runs that meet the task.
    """
    supply = SUPPLY.get(target.indicator)
    behind = levers_behind(target.indicator) if supply is None else (supply.lever,)
    levers = tuple(name for name in behind if name in ledger.totals)
    totals = [ledger.totals[name] for name in levers]
    capacity = _capacity(target, supply, scenario, panel) if supply is not None and levers else None
    budgets = [_budget(scenario.levers[name], panel) for name in levers]
    budget = sum(one for one in budgets if one is not None) if levers and None not in budgets else None
    planned, spent = (_sum(totals, column) for column in ("planned_yuan", "spent_yuan"))
    taken = None
    if supply is not None and supply.people and levers:
        opened = _sum(totals, "units")
        taken = min(1.0, _sum(totals, "beneficiaries") / opened) if opened else None
    room = workshop_room(scenario) if BUILT in levers else None
    if probability >= RELIABLE:
        limit = "enough"
    elif not upward(target.direction):
        limit = "above"
    elif not levers:
        limit = "no_lever"
    elif capacity is not None and not _allows(target, capacity):
        limit = "capacity"
    elif budget is not None and spent >= USED_UP * budget:
        limit = "money"
    elif room is not None and (not _allows(target, room.workshops) or out_of_room(scenario, panel, ledger)):
        limit = "room"
    elif taken is not None and taken < TAKEN:
        limit = "people"
    else:
        limit = "course"
    fit = None if room is None else float(room.workshops)
    return Backing(limit, levers, capacity, planned, spent, budget, taken, fit)


def out_of_room(scenario: Scenario, panel: Panel, ledger: Ledger) -> tuple[Room, float] | None:
    """Room for workshops and those built, where settlements had no room for all that windows ask for.

    Fewer are built for want of money or of room only; what a sample rounds off does not count. Where all that
    is asked for fits, room is not short.
    """
    room = workshop_room(scenario) if BUILT in ledger.totals else None
    if room is None or room.at_start + room.asked <= room.workshops:
        return None
    built, spent = (_sum([ledger.totals[BUILT]], column) for column in ("units", "spent_yuan"))
    budget = _budget(scenario.levers[BUILT], panel)
    if budget is not None and spent >= USED_UP * budget:
        return None
    few = built < TAKEN * room.in_plan and built + panel.weight < room.in_plan
    return (room, built) if few else None


def _allows(target: Target, capacity: float) -> bool:
    """Whether a capacity meets the bound; what is as much as is asked for may be off by rounding."""
    slack = 1.0 + 1e-9 if target.direction == "at_least" else 1.0
    return bool(meets(np.array([capacity * slack]), target.direction, target.bound.number)[0])


def _sum(totals: Sequence[Mapping[str, FloatArray]], column: str) -> float:
    """Median over replications of the sum over levers."""
    return median(np.sum([own[column] for own in totals], axis=0)) if totals else 0.0


def _monthly(lever: LeverSpec, supply: Supply, months: int) -> FloatArray:
    """What the settings bring in each month, a year of it for what is counted by year; 0 without a window."""
    values, places = np.zeros(months), np.zeros(months)
    for window in lever.in_force:
        own = {name: value.number for name, value in window.settings.items()}
        brought = own.get(supply.setting, 0.0)
        for name in supply.each:
            brought *= 1.0 - own.get(name[1:], 0.0) if name.startswith("-") else own.get(name, 0.0)
        within = slice(max(0, window.start), window.end + 1)
        values[within] = brought
        if supply.months:
            lasting = int(own[supply.months])
            places[within] = (np.convolve(values, np.ones(lasting))[:months] / 12.0)[within]
    return places if supply.months else values


def _path(supply: Supply, monthly: FloatArray, scenario: Scenario, panel: Panel) -> FloatArray:
    """What is possible at the end of each month, in the unit of the target."""
    start = scenario.initial[supply.start].number if supply.start in scenario.initial else 0.0
    whole = 1.0
    if supply.of in scenario.initial:
        whole = scenario.initial[supply.of].number
    elif supply.of == BASE:
        whole = float(monthly[panel.columns(panel.base_year)].mean())
    elif supply.of:
        whole = median(panel.yearly_mean(supply.of, panel.base_year))
    if supply.kind == "rest":
        return np.asarray(1.0 - (1.0 - start) * np.cumprod(1.0 - monthly / 12.0))
    done = np.cumsum(monthly / 12.0) if supply.kind == "stock" else monthly
    return start + done / whole if whole > 0.0 else np.ones_like(done)


def _capacity(target: Target, supply: Supply, scenario: Scenario, panel: Panel) -> float | None:
    """What the settings make possible, read as the target is; `None` if they alone do not say."""
    if not supply.kind:
        return None
    monthly = _monthly(scenario.levers[supply.lever], supply, panel.end + 1)
    path = _path(supply, monthly, scenario, panel)
    if target.bound.unit == "share":
        path = np.minimum(1.0, path)
    years = [path[panel.columns(year)] for year in panel.years]
    if target.kind == "flow":
        sums = [float(year.sum()) / 12.0 for year in years]
        return sum(sums) / len(sums) if target.when == "period" else min(sums)
    if target.when == "each_year":
        return float(min(year.mean() for year in years))
    if target.when == "every_month":
        return float(path[panel.start :].min())
    return float(path[panel.months.index(target.by) if target.by is not None else panel.end])


def _budget(lever: LeverSpec, panel: Panel) -> float | None:
    """Yuan that a lever may spend over the plan; `None` if a window has no budget."""
    windows = [one for one in lever.in_force if one.start <= panel.end and one.end >= panel.start]
    if not windows or any(window.budget is None for window in windows):
        return None
    months = [(min(w.end, panel.end) - max(w.start, panel.start) + 1, w.budget) for w in windows]
    return sum(many * budget.number / 12.0 for many, budget in months if budget is not None)
