"""As people settle they work more of the year, and more of what their employers pay reaches home."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from resettle.model.simulation import ResettlementModel
from tests.model.worlds import every, guizhou

MONTHS = 30
SINCE_THE_MIDDLE = (np.arange(MONTHS) - 5.5) / 12.0
"""Years since the middle of the base year."""


def wages(growth: float, **changes: Any) -> NDArray[np.float64]:
    """Wage income per person by month."""
    inputs = guizhou(scale=0.003, months=MONTHS, work_intensity_growth=growth, **changes)
    return ResettlementModel(inputs, 1).run().indicators["wage_income"]


def test_wage_income_grows_by_the_stated_share_a_year_from_the_middle_of_the_base_year_on() -> None:
    ratio = wages(0.05) / wages(0.0)
    assert ratio == pytest.approx(1.05**SINCE_THE_MIDDLE, abs=0.02)
    assert ratio[-1] > 1.06


def test_less_than_nothing_is_a_fall() -> None:
    assert (wages(-0.05)[12:] < wages(0.0)[12:]).all()


def test_no_more_than_all_of_the_pay_can_reach_home() -> None:
    everything = every(guizhou(), "reach", 1.0)
    assert wages(0.2, reach=everything)[8:] == pytest.approx(wages(0.0, reach=everything)[8:], rel=0.02)
