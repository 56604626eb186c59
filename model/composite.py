"""Composite standards of settlements, which a scenario defines from indicators and bounds."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from resettle.model import tally as col
from resettle.model.bounds import meets
from resettle.model.channels import NONE
from resettle.model.fields import Field, share
from resettle.model.timeline import monthly

if TYPE_CHECKING:
    from resettle.model.inputs import Condition
    from resettle.model.world import World

Floats = NDArray[np.float64]

STANDARDS: dict[str, tuple[str, str]] = {
    "demonstration": ("demonstration standard", "示范标准"),
    "city_level": ("level of the city", "全市平均水平标准"),
    "four_stars": ("four stars", "“四星级”以上标准"),
    "five_stars": ("five stars", "“五星级”标准"),
    "five_stars_large": ("five stars, large settlements", "“五星级”标准（大型社区）"),
    "full_services": ("required services, where they are asked for", "公共服务配套标准（要求范围内）"),
}
"""Standards that a scenario may define, with labels; indicator `<name>_share` counts who meets one."""

SITE_INDICATORS: dict[str, Field] = {
    "income": Field("yuan/person/year", "Income per person of the last twelve months", "近12个月人均收入"),
    "net_income": Field(
        "yuan/person/year",
        "Administrative net income per person of the last twelve months",
        "近12个月人均纯收入（行政口径）",
    ),
    "employment_rate": share("Employment rate", "就业率"),
    "one_employed_share": share("Households with labour that have someone in work", "至少一人就业户占比"),
    "one_employed_months_3": share(
        "Households able and willing to work with someone who worked three of the last twelve months or more",
        "有能力有意愿的家庭至少一人就业占比（近12个月务工满3个月）",
    ),
    "infrastructure": share("Part of the key projects that is built", "重点项目完成率"),
    "services": share("Whether it has the required services: 0 or 1", "公共服务是否达标"),
    "pension": share("Adults in a basic pension scheme", "基本养老保险参保率"),
}
"""What a standard may ask of a settlement."""

SITE_SIZES: dict[str, Field] = {
    "households": Field("households", "Households of a settlement", "安置点户数", 0),
    "persons": Field("persons", "People of a settlement", "安置点人数", 0),
}
"""What says of which settlements a standard is asked, instead of asking something of them."""


def shares_meeting(world: World) -> dict[str, float]:
    """Share of settlements that meet every condition of a standard; 0 where the scenario defines none.

    Conditions on the size of a settlement say of which the standard is asked: only those are counted, and
    where it is asked of none, the share is NaN. A share of people of whom a settlement has none asks nothing
    of it. Income is kept for twelve months, so this is called once a month.
    """
    _keep_income(world)
    standards = world.inputs.standards
    return {f"{name}_share": _share_meeting(world, standards.get(name, ())) for name in STANDARDS}


def _share_meeting(world: World, conditions: Sequence[Condition[float]]) -> float:
    if not conditions:
        return 0.0
    asked, met = np.ones(world.sites, bool), np.ones(world.sites, bool)
    for condition in conditions:
        values = _values(condition.indicator, world)
        here = asked if condition.indicator in SITE_SIZES else met
        here &= meets(values, condition.direction, _bound(condition, world)) | np.isnan(values)
    among = np.count_nonzero(asked)
    return float(np.count_nonzero(asked & met) / among) if among else math.nan


def _keep_income(world: World) -> None:
    sums = world.tally.sums
    income = sums[:, col.WAGE] + sums[:, col.BUSINESS_INCOME] + sums[:, col.PROPERTY] + sums[:, col.TRANSFER]
    missing = float(world.timeline.missing[world.month.t])  # as in the income of everybody
    world.settlements.income[:, world.month.t % 12] = income / np.maximum(sums[:, col.PERSONS], 1.0) * missing


def _months_kept(world: World) -> range:
    """The last twelve months, or as many as there are."""
    return range(max(0, world.month.t - 11), world.month.t + 1)


def _values(indicator: str, world: World) -> Floats:
    """One of `SITE_INDICATORS` or `SITE_SIZES` by settlement; NaN for a share where nobody is counted."""
    sums, settlements = world.tally.sums, world.settlements
    values: Floats
    if indicator == "income":
        values = settlements.income.sum(axis=1) * 12.0 / len(_months_kept(world))
    elif indicator == "net_income":
        leads = np.zeros(12)
        for t in _months_kept(world):
            leads[t % 12] = world.timeline.register_lead(t)
        values = settlements.income @ leads * 12.0 / len(_months_kept(world))
    elif indicator == "employment_rate":
        values = 1.0 - _shares(sums[:, NONE], sums[:, col.LABOURERS])
    elif indicator == "one_employed_share":
        values = _shares(sums[:, col.ONE_EMPLOYED], sums[:, col.LABOUR_HOUSEHOLDS])
    elif indicator == "one_employed_months_3":
        values = 1.0 - _shares(sums[:, col.ZERO_MONTHS_3], sums[:, col.WILLING_HOUSEHOLDS])
    elif indicator == "households":
        values = world.households_by_site
    elif indicator == "persons":
        values = sums[:, col.PERSONS]
    else:  # it has the name of its column
        values = getattr(settlements, indicator).astype(np.float64)
    return values


def _shares(part: Floats, whole: Floats) -> Floats:
    shares: Floats = np.divide(part, whole, out=np.full(len(part), math.nan), where=whole > 0.0)
    return shares


def _bound(condition: Condition[float], world: World) -> float:
    """The bound, times the mean of a series over the last twelve months if one is named."""
    if condition.series is None:
        return condition.bound
    period, t = world.inputs.period, world.month.t
    path = monthly(world.inputs.series[condition.series], period.base_year, t + 1)
    return condition.bound * float(path[max(0, t - 11) :].mean())
