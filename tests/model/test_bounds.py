"""A figure meets a bound, or misses it, up to the rounding of a sum."""

from __future__ import annotations

import numpy as np
import pytest

from resettle.model.bounds import DIRECTIONS, TOLERANCE, meets

FAR = {"at_least": [False, True, True], "at_most": [True, True, False],
       "above": [False, False, True], "below": [True, False, False]}  # fmt: skip


@pytest.mark.parametrize("bound", [0.0, 0.15, -3.0, 1000.0])
@pytest.mark.parametrize("direction", DIRECTIONS)
def test_the_bound_itself_meets_at_least_and_at_most_only(direction: str, bound: float) -> None:
    values = np.array([bound - 0.01, bound, bound + 0.01])
    assert meets(values, direction, bound).tolist() == FAR[direction]


@pytest.mark.parametrize("bound", [0.95, 1.0, 200.0, -200.0])
def test_the_slack_is_a_billionth_of_the_bound_and_of_one_where_that_is_more(bound: float) -> None:
    slack = 1e-9 * max(1.0, abs(bound))
    assert slack == TOLERANCE * max(1.0, abs(bound))
    within, beyond = np.array([bound - 0.5 * slack]), np.array([bound - 2.0 * slack])
    assert meets(within, "at_least", bound).all() and not meets(beyond, "at_least", bound).any()
    assert meets(beyond, "below", bound).all() and not meets(within, "below", bound).any()
    assert meets(2 * bound - within, "at_most", bound).all()
    assert not meets(2 * bound - beyond, "at_most", bound).any()
    assert meets(2 * bound - beyond, "above", bound).all()
    assert not meets(2 * bound - within, "above", bound).any()


@pytest.mark.parametrize("direction", DIRECTIONS)
def test_what_is_no_number_meets_no_bound(direction: str) -> None:
    assert not meets(np.array([np.nan]), direction, 0.5).any()


def test_an_unknown_direction_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown direction 'over', not one of at_least"):
        meets(np.zeros(1), "over", 0.0)
