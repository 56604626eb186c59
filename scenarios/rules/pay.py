"""Pay that no law allows: reported before a run."""

from __future__ import annotations

from collections.abc import Mapping

from resettle.model.inputs import Period
from resettle.model.text import Text
from resettle.scenarios.problems import Problems
from resettle.scenarios.types import LeverSpec, Value

FULL_MONTHS = {"works_relief": "unit_cost"}
"""Levers whose workers work whole months, and the setting with their pay in yuan a month."""


def check_pay(
    levers: Mapping[str, LeverSpec], minimum_wage: Value | None, period: Period, problems: Problems
) -> None:
    """Reports whole months of work that are paid below the minimum wage of their year.

    Args:
        levers: Levers of the scenario.
        minimum_wage: The series, in yuan a month, if the scenario states one.
        period: Months of the run.
        problems: Collects what is wrong.
    """
    if minimum_wage is None:
        return
    for name, setting in FULL_MONTHS.items():
        for window in levers[name].windows if name in levers else ():
            pay = window.settings.get(setting)
            years = range(
                period.base_year + window.start // 12,
                period.base_year + min(window.end, period.end) // 12 + 1,
            )
            known = [(minimum_wage.parts[str(one)], one) for one in years if str(one) in minimum_wage.parts]
            if pay is None or not known:
                continue
            least, year = next((one for one in known if pay.number < one[0]), known[0])
            below = Text(
                f"levers.{name}.{setting} is {pay.number:g} yuan a month, below the minimum wage of {year}, "
                f"{least:g} (series.minimum_wage); whoever works whole months is paid at least that",
                f"levers.{name}.{setting}为每月{pay.number:g}元，低于{year}年最低工资标准{least:g}元（series.minimum_wage）；"
                "整月出工的报酬不得低于该标准",
            )
            problems.breaks(pay.where, (pay.number < least, below))
