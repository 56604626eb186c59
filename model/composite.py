"""Composite standards of settlements, which a scenario defines from indicators and bounds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from model.fields import Field
from model.tables import COLUMN
from model.timeline import monthly

if TYPE_CHECKING:
    from model.inputs import Condition
    from model.world import World

Floats = NDArray[np.float64]

STANDARDS: dict[str, tuple[str, str]] = {
    "demonstration": ("demonstration standard", "示范标准"),
    "city_level": ("level of the city", "全市平均水平标准"),
}
"""Standards that a scenario may define, with labels; indicator `<name>_share` counts who meets one."""

SITE_INDICATORS: dict[str, Field] = {
    "income": Field("yuan/person/year", "Income a head of the last twelve months", "近12个月人均收入"),
    "employment_rate": Field("share", "Employment rate", "就业率", 0.0, 1.0),
    "one_employed_share": Field(
        "share", "Households with labour that have someone in work", "至少一人就业户占比", 0.0, 1.0
    ),
    "infrastructure": Field("share", "Part of the key projects that is built", "重点项目完成率", 0.0, 1.0),
    "services": Field("share", "Whether it has the required services: 0 or 1", "公共服务是否达标", 0.0, 1.0),
    "pension": Field("share", "Adults in a basic pension scheme", "基本养老保险参保率", 0.0, 1.0),
}
"""What a standard may ask of a settlement."""

_INCOMES = [COLUMN[name] for name in ("wage", "business", "property", "transfer")]


def shares_meeting(world: World) -> dict[str, float]:
    """Share of settlements that meet every condition of a standard; 0 where the scenario defines none.

    Income is kept for twelve months, so this is called once a month.
    """
    values = _values(world)
    shares = {}
    for name in STANDARDS:
        conditions = world.inputs.standards.get(name, ())
        met = np.full(world.sites, bool(conditions))
        for condition in conditions:
            met &= _meets(values[condition.indicator], condition, _bound(condition, world))
        shares[f"{name}_share"] = float(met.mean())
    return shares


def _values(world: World) -> dict[str, Floats]:
    sums, places = world.tally.sums, world.places
    persons, labour, with_labour = (
        np.maximum(sums[:, COLUMN[name]], 1.0) for name in ("persons", "labour", "labour_households")
    )
    places.income[:, world.month.t % 12] = sums[:, _INCOMES].sum(axis=1) / persons
    months = min(12, world.month.t + 1)
    return {
        "income": places.income.sum(axis=1) * 12.0 / months,
        "employment_rate": 1.0 - sums[:, COLUMN["channel_none"]] / labour,
        "one_employed_share": sums[:, COLUMN["one_employed"]] / with_labour,
        "infrastructure": places.infrastructure,
        "services": places.services.astype(np.float64),
        "pension": places.pension,
    }


def _bound(condition: Condition, world: World) -> float:
    """The bound, times the mean of a series over the last twelve months if one is named."""
    if condition.series is None:
        return condition.bound
    period, t = world.inputs.period, world.month.t
    path = monthly(world.inputs.series[condition.series], period.base_year, t + 1)
    return condition.bound * float(path[max(0, t - 11) :].mean())


def _meets(values: Floats, condition: Condition, bound: float) -> NDArray[np.bool_]:
    slack = 1e-9 * max(1.0, abs(bound))
    if condition.direction == "at_least":
        return values >= bound - slack
    if condition.direction == "at_most":
        return values <= bound + slack
    return values > bound + slack if condition.direction == "above" else values < bound - slack
