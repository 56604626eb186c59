"""Incomes of households are sums over exactly the base year and the last twelve months."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from resettle import scenarios
from resettle.model.incomes import HouseholdIncomes
from resettle.model.inputs import Period
from resettle.model.simulation import ResettlementModel


def state(month: int) -> Any:
    """Two households; the digits of their income in a month are powers of two of that month alone."""
    paid = float(2**month)
    parts = {name: np.array([paid / 4.0, paid]) for name in ("wage", "business", "property", "transfer")}
    return SimpleNamespace(households=SimpleNamespace(**parts, size=np.array([1, 4])))


@pytest.mark.parametrize("months", [24, 30, 48, 20])
def test_every_month_of_both_years_counts_once_and_no_other(months: int) -> None:
    incomes, period = HouseholdIncomes.empty(2), Period(2021, 12, months - 1)
    for month in range(months):
        incomes.add(state(month), month, period)
    base = sum(2.0**month for month in range(12))
    last = sum(2.0**month for month in range(months - 12, months))
    assert incomes.base.tolist() == [base, base]
    assert incomes.last.tolist() == [last, last]


def test_the_incomes_of_households_add_up_to_the_income_of_the_indicators() -> None:
    plan = scenarios.load("guizhou-baseline")
    model = ResettlementModel(plan.inputs(scale=0.002), seed=3)
    households = model.world.state.households
    model.incomes = HouseholdIncomes.empty(len(households.site))
    paid, persons = [], []
    for _ in range(model.inputs.period.months):
        model.step()
        income = households.wage + households.business + households.property + households.transfer
        paid.append(income / np.maximum(1, households.size))
        persons.append(model.values["income"] * model.values["persons"] / model.world.weight)
        assert float(income.sum()) == pytest.approx(persons[-1], rel=1e-6)
    assert model.incomes.last == pytest.approx(np.sum(paid[-12:], axis=0))
    assert model.incomes.base == pytest.approx(np.sum(paid[:12], axis=0))
