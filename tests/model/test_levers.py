"""What the classes of levers say of themselves."""

from __future__ import annotations

import pytest

from resettle.model.indicators import INDICATORS
from resettle.model.levers import LEVERS, levers_behind


@pytest.mark.parametrize("name", LEVERS)
def test_a_lever_works_on_indicators_that_exist_each_named_once(name: str) -> None:
    works_on = LEVERS[name].works_on
    assert set(works_on) <= set(INDICATORS)
    assert len(set(works_on)) == len(works_on)


def test_the_levers_behind_an_indicator_begin_with_the_most_direct() -> None:
    assert levers_behind("below_line_share") == ("safety_net", "monitoring")
    assert levers_behind("trained") == ("training_subsidy", "on_the_job_training")
    assert levers_behind("away_per_household") == (
        "labour_cooperation",
        "transport_subsidy",
        "placement_service",
    )
    assert levers_behind("post_share") == ("public_welfare_jobs",)
    assert levers_behind("income") == ()
