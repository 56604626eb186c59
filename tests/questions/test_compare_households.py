"""Winners and losers: each household beside itself, by tenth of base-year income."""

from __future__ import annotations

import numpy as np
import pytest

from resettle.results.judge.households import tenths
from resettle.results.runs.frame import Households
from resettle.results.statistics.intervals import groups_of


def people(base: np.ndarray, last: np.ndarray, weight: float = 10.0) -> Households:
    return Households(base.astype(np.float32), last.astype(np.float32), weight)


BASE = np.random.default_rng(2).permutation(np.arange(1000.0, 101000.0, 1000.0))
GROUPS = groups_of(np.full(3, -1))


def compared(change: np.ndarray, small: float = 100.0, runs: int = 3):  # type: ignore[no-untyped-def]
    reference = {number: people(BASE, BASE * 2.0) for number in range(runs)}
    other = {number: people(BASE, BASE * 2.0 + change) for number in range(runs)}
    return tenths(reference, other, range(runs), GROUPS[:runs], small)


def test_a_gain_of_the_poor_shows_in_the_poorest_tenth_only() -> None:
    found = compared(np.where(BASE <= 10000.0, 500.0, 0.0))
    assert [row.number for row in found.rows] == list(range(1, 11))
    assert found.rows[0].change.middle == pytest.approx(500.0)
    assert found.rows[0].better.middle == 1.0 and found.rows[0].worse.middle == 0.0
    assert all(row.change.flat and row.better.middle == 0.0 for row in found.rows[1:])
    assert found.rows[0].base == pytest.approx(5500.0)
    assert found.rows[0].relative.middle == pytest.approx(500.0 / 11000.0)
    assert found.all.change.middle == pytest.approx(50.0) and found.all.better.middle == pytest.approx(0.1)


def test_weights_turn_shares_into_households() -> None:
    found = compared(np.where(BASE > 90000.0, -250.0, 0.0))
    assert found.rows[9].worse_households.middle == pytest.approx(100.0)
    assert found.all.worse_households.middle == pytest.approx(100.0)
    assert found.all.better_households.middle == 0.0


def test_a_change_of_exactly_the_small_amount_counts_for_neither() -> None:
    change = np.where(BASE <= 50000.0, 128.0, -128.0)
    assert compared(change, small=128.0).all.better.middle == 0.0
    assert compared(change, small=128.0).all.worse.middle == 0.0
    assert compared(change, small=127.0).all.better.middle == 0.5
    assert compared(change, small=127.0).all.worse.middle == 0.5


def test_ties_in_base_income_are_cut_into_equal_tenths_all_the_same() -> None:
    same = np.full(50, 4000.0)
    found = tenths({0: people(same, same)}, {0: people(same, same + 200.0)}, [0], GROUPS[:1])
    assert found is not None
    assert [row.better_households.middle for row in found.rows] == [50.0] * 10
    assert not found.rows[0].change.known


def test_the_interval_is_over_runs_and_not_over_households() -> None:
    reference = {number: people(BASE, BASE) for number in range(3)}
    other = {number: people(BASE, BASE + gain) for number, gain in enumerate((100.0, 200.0, 300.0))}
    found = tenths(reference, other, range(3), GROUPS)
    assert found is not None
    half = 4.302652729911275 * 100.0 / 3**0.5
    assert found.all.change.middle == pytest.approx(200.0)
    assert found.all.change.high - found.all.change.middle == pytest.approx(half, rel=1e-4)


def test_too_few_households_or_none_tell_nothing() -> None:
    few = np.arange(9.0)
    assert tenths({0: people(few, few)}, {0: people(few, few)}, [0], GROUPS[:1]) is None
    assert tenths({}, {}, [], GROUPS[:0]) is None


def test_households_that_cannot_be_the_same_are_refused() -> None:
    with pytest.raises(ValueError, match="100 households in one scenario, 99 in the other"):
        tenths({0: people(BASE, BASE)}, {0: people(BASE[:99], BASE[:99])}, [0], GROUPS[:1])


def test_a_base_year_that_differs_is_noticed_and_missing_incomes_are_left_out() -> None:
    moved = BASE + np.where(np.arange(100) < 25, 50.0, 0.0)
    found = tenths({0: people(BASE, BASE)}, {0: people(moved, BASE)}, [0], GROUPS[:1])
    assert found is not None and found.paired == pytest.approx(0.75)
    gone = np.where(np.arange(100) == 7, np.nan, BASE)
    held = tenths({0: people(BASE, gone)}, {0: people(BASE, BASE)}, [0], GROUPS[:1])
    assert held is not None and held.all.change.middle == 0.0
    assert compared(np.zeros(100)).paired == 1.0
