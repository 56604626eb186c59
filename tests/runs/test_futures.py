"""The one numbered stream of futures, and what of it each figure takes."""

from __future__ import annotations

import pandas as pd
import pytest

from resettle.results.judge.futures import AGAIN, draw_of, first_runs, replications
from resettle.results.judge.panel import Panel
from resettle.results.judge.targets import judge
from resettle.results.statistics.variance import SEPARATED
from tests.results.factory import PERIOD, make_monthly, make_scenario


def test_future_n_is_draw_n_whoever_asks_and_however_often() -> None:
    assert [draw_of(number) for number in (0, 7, AGAIN, AGAIN + 7, 3 * AGAIN + 7)] == [0, 7, 0, 7, 7]


@pytest.mark.parametrize(
    ("futures", "seeds", "numbers"),
    [
        (2, None, [0, 1]),
        (6, None, [0, 1, 2, 3, 4, 5, AGAIN, AGAIN + 1]),
        (2, 1, [0, 1]),
        (2, 3, [0, 1, AGAIN, AGAIN + 1, 2 * AGAIN, 2 * AGAIN + 1]),
    ],
)
def test_more_futures_keep_the_first_ones(futures: int, seeds: int | None, numbers: list[int]) -> None:
    assert replications(futures, seeds) == numbers


def test_of_many_futures_forty_are_run_again() -> None:
    numbers = replications(400)
    assert numbers[:400] == list(range(400))
    assert numbers[400:] == [AGAIN + number for number in range(40)]


def test_futures_that_are_run_again_split_the_spread_and_move_nothing_else() -> None:
    """Run again, every future grows by two points more: whoever counted that would be told another figure."""
    first = make_monthly(replications=30, growth=0.14)
    more = make_monthly(replications=30, growth=0.16, seed=1)
    again = more.assign(replication=more["replication"] + AGAIN)
    both = pd.concat([first, again], ignore_index=True)
    pd.testing.assert_frame_equal(first_runs(both), first)
    scenario = make_scenario()
    assert Panel.of(both, "plan", PERIOD).replications == tuple(range(30))
    assert len(Panel.of(both, "plan", PERIOD, again=True).replications) == 60
    alone, held = (judge([scenario], frame).set_index(["target", "reading"]) for frame in (first, both))
    told = ["probability", "wilson_low", "wilson_high", "replications", "effective", "median", "p05", "p95"]
    pd.testing.assert_frame_equal(alone[told], held[told])
    growth = held.query("main").loc["income_growth_15"].iloc[0]
    assert growth["spread"] == SEPARATED and growth["draws"] == 30
    assert growth["share_chance"] > 0.3, "two points between two runs of a future are chance"
