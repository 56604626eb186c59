"""Scenarios and frames of several places, whose plans have different years and targets."""

from __future__ import annotations

import pandas as pd

from resettle.model.inputs import Period
from resettle.model.population_fields import POPULATION
from resettle.results.judge.targets import judge
from resettle.scenarios import Scenario, Target, Text
from tests.results.factory import (
    PERIOD,
    TARGETS,
    Run,
    make_levers,
    make_manifest,
    make_monthly,
    make_scenario,
    section,
    target,
    value,
)

AHEAD = target(
    "income_growth_above_rural",
    "income",
    "growth",
    0.0,
    "each_year",
    "above",
    series="rural_income",
    title=Text("Income grows faster than the rural average in every year", "历年增速均高于农村平均"),
)
LEVEL = target(
    "income_level_region",
    "income",
    "stock",
    1.0,
    "by",
    by="2025-12",
    series="region_income",
    unit="multiple",
    title=Text("Income reaches the rural average of the region in 2025", "2025年达到全区农村平均水平"),
)
ONE_YEAR = target(
    "income_growth_8",
    "income",
    "growth",
    0.08,
    "by",
    "above",
    by="2021-12",
    title=Text("Income grows by more than 8 % in 2021", "2021年人均收入增长8%以上"),
)
OUT = target(
    "out_employment_0_8",
    "away_per_household",
    "stock",
    0.8,
    "each_year",
    title=Text("0.8 persons a household work away in every year", "有劳动力户均外出就业不少于0.8人"),
)
RATE = target(
    "employment_rate_95",
    "employment_any_work",
    "stock",
    0.95,
    "period_end",
    concept="employment_rate",
    reading="any_work",
    title=Text("95 % of labour in work at the end", "期末就业率不低于95%"),
)
VOLUME = target(
    "training_volume",
    "trained",
    "flow",
    2000,
    "each_year",
    unit="person-times/year",
    role="task",
    title=Text("2,000 person-times trained a year", "每年培训2000人次"),
)
PLACES: dict[str, tuple[Text, Period, tuple[Target, ...], int]] = {
    "guizhou": (Text("Guizhou: the income plan 2022-2024", "贵州：三年增收方案"), PERIOD, TARGETS, 431600),
    "wanzhou": (
        Text("Wanzhou: the plan from 2023", "万州：2023年方案"),
        Period(2022, 12, 47),
        (RATE, OUT),
        9000,
    ),
    "hanyin": (
        Text("Hanyin: the plan of 2022", "汉阴：2022年方案"),
        Period(2021, 12, 23),
        TARGETS[1:4],
        7000,
    ),
    "yinchuan": (
        Text("Yinchuan: the plan 2021-2025", "银川：2021—2025年方案"),
        Period(2020, 12, 71),
        (ONE_YEAR, AHEAD, LEVEL, VOLUME),
        20000,
    ),
}
"""Places with plans of different years and targets: title, period, targets, households."""


def make_place(name: str, scenario: str | None = None) -> Scenario:
    """A scenario of one of `PLACES`; `scenario` gives it another name."""
    title, period, targets, households = PLACES[name]
    population = {**section(POPULATION), "households": value(households, "households")}
    if scenario is not None:
        title = Text(
            f"{title.en.partition(':')[0]}: {scenario}", f"{title.zh.partition('：')[0]}：{scenario}"
        )
    return make_scenario(
        scenario or name,
        title,
        period=period,
        population=population,
        document=name,
        targets={one.name: one for one in targets},
        chain=(f"{name}.yaml",),
    )


def make_places_run(*names: str) -> Run:
    """Everything a report needs for a run over places; `wanzhou+x` is scenario x of wanzhou."""
    held, monthly, levers = [], [], []
    series = {"rural_income": (9000.0, 0.07), "region_income": (15000.0, 0.08)}
    for position, name in enumerate(names or PLACES):
        place, _, other = name.partition("+")
        one = make_place(place, other or None)
        held.append(one)
        stated = series if place == "yinchuan" else None
        monthly.append(
            make_monthly(one.name, growth=0.09 - 0.004 * position, period=one.period, series=stated)
        )
        levers.append(make_levers(one.name, factor=1.0 - 0.1 * position, period=one.period))
    months = pd.concat(monthly, ignore_index=True)
    weights = {one.name: 21.58 for one in held}
    manifest = make_manifest(*weights)
    return Run(held, months, pd.concat(levers, ignore_index=True), judge(held, months, weights), manifest)
