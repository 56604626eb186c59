"""Boxes in a cube of which the answer is known."""

from __future__ import annotations

import importlib
import sys
from typing import Any

import numpy as np
import pandas as pd
import pytest

from resettle.results.questions.discover import prim as discover_prim
from resettle.results.questions.discover.boxes import (
    Box,
    distances,
    find_box,
    find_boxes,
    goal_of,
    holm,
    pruned,
    quasi_p,
    screened,
    within,
)
from resettle.results.questions.discover.compute import LEAST
from resettle.results.questions.discover.held_out import HeldOut, HeldOutBox, check, halves
from resettle.results.questions.discover.prim import (
    Limit,
    MissingExtra,
    PrimError,
    peel,
    workbench,
)
from resettle.results.text.install import install

INPUTS = 40
LOW, HIGH = Limit(3, True, 0.55), Limit(7, False, 0.4)


def cube(futures: int = 400, seed: int = 1) -> tuple[Any, Any]:
    """Futures in a unit cube; nine of ten miss in the box of `LOW` and `HIGH`, one of 25 elsewhere."""
    generator = np.random.default_rng(seed)
    x = generator.random((futures, INPUTS))
    inside = within(x, (LOW, HIGH))
    return x, generator.random(futures) < np.where(inside, 0.9, 0.04)


def limits_of(box: Box) -> dict[tuple[int, bool], float]:
    return {limit.side: limit.value for limit in box.limits}


def test_a_future_exactly_on_a_limit_is_in_the_box() -> None:
    x = np.array([[0.2, 5.0], [0.3, 5.0], [0.3, 4.0], [0.31, 5.0], [0.3, 3.9]])
    assert within(x, (Limit(0, True, 0.3),)).tolist() == [True, True, True, False, True]
    assert within(x, (Limit(1, False, 4.0),)).tolist() == [True, True, True, True, False]
    assert within(x, (Limit(0, True, 0.3), Limit(1, False, 4.0))).tolist() == [True, True, True, False, False]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_known_box_is_found_with_its_limits(seed: int) -> None:
    x, hit = cube(seed=seed)
    box, *others = find_boxes(x, hit, goal_of(float(hit.mean())))
    found = limits_of(box)
    assert set(found) == {LOW.side, HIGH.side}
    assert found[LOW.side] == pytest.approx(LOW.value, abs=0.06)
    assert found[HIGH.side] == pytest.approx(HIGH.value, abs=0.06)
    assert box.dense and box.step.density > 0.84 and box.step.coverage > 0.8
    assert box.hits == hit[box.inside].sum() and box.futures == box.inside.sum()
    assert box.step.density == pytest.approx(box.hits / box.futures)
    assert box.step.coverage == pytest.approx(box.hits / hit.sum())
    assert box.step.mass == pytest.approx(box.futures / len(x)) and box.step.limits == 2
    assert not others


def test_two_regions_are_found_one_after_the_other() -> None:
    generator = np.random.default_rng(4)
    x = generator.random((600, 20))
    first, second = x[:, 0] < 0.3, (x[:, 1] > 0.75) & (x[:, 2] > 0.3)
    hit = (first | second) ^ (generator.random(600) < 0.02)
    one, two, *_ = find_boxes(x, hit, 0.8)
    assert limits_of(one) == {(0, True): pytest.approx(0.3, abs=0.04)}
    assert limits_of(two) == {
        (1, False): pytest.approx(0.75, abs=0.06),
        (2, False): pytest.approx(0.3, abs=0.12),
    }
    assert not (one.inside & two.inside).any()
    assert two.open_futures == 600 - one.futures and two.open_hits == hit.sum() - one.hits


def test_a_box_lasts_on_futures_that_it_was_not_found_with() -> None:
    x, hit = cube()
    tried = check(x, hit, 0.8)
    first = tried.boxes[0]
    assert first.lasts and first.reproduced == 1.0
    assert 0.75 < first.density < 0.97 and first.coverage > 0.7
    assert first.interval[0] < first.density < first.interval[1]
    assert tried.again(LOW.side) == tried.halves == tried.again(HIGH.side)
    assert tried.again((0, True)) < 0.5 * tried.halves
    low, high = tried.spread(LOW.side)
    assert low <= LOW.value + 0.05 and high >= LOW.value - 0.05
    assert np.isnan(tried.spread((30, False))[0])


@pytest.mark.parametrize("seed", range(4))
def test_noise_has_no_box_that_lasts(seed: int) -> None:
    generator = np.random.default_rng(100 + seed)
    x, hit = generator.random((200, INPUTS)), generator.random(200) < 0.35
    assert not any(one.lasts for one in check(x, hit, 0.8, cuts=3).boxes[:1])


def test_halves_hold_as_many_hits_and_share_no_future() -> None:
    hit = np.arange(101) < 31
    for seen, unseen in halves(hit, 3):
        assert not (seen & unseen).any() and (seen | unseen).all()
        assert abs(int(hit[seen].sum()) - int(hit[unseen].sum())) <= 1
    again = [seen.tolist() for seen, _ in halves(hit, 3)]
    assert again == [seen.tolist() for seen, _ in halves(hit, 3)]


def test_figures_of_held_out_futures_count_each_future_once() -> None:
    counted = HeldOutBox(0.5, 40.0, 30.0, 200.0, 60.0, 60)
    assert counted.density == 0.75 and counted.coverage == 0.5 and counted.lasts
    assert not HeldOutBox(0.4, 40.0, 30.0, 200.0, 60.0, 60).lasts
    assert not HeldOutBox(1.0, 40.0, 13.0, 200.0, 60.0, 60).lasts
    assert not HeldOutBox(1.0, 0.0, 0.0, 0.0, 0.0, 60).lasts
    assert HeldOut().again((0, True)) == 0


def test_quasi_p_values_are_those_of_the_workbench() -> None:
    x, hit = cube()
    columns = screened(x, hit)
    frame = pd.DataFrame(x[:, columns], columns=[str(column) for column in columns])
    search = workbench().Prim(frame, hit.astype(int), threshold=1e-9)
    box = search.find_box()
    place = 12
    limits = peel(x[:, columns], hit, 20)[place]
    assert limits
    for limit in limits:
        theirs = box.qp[place][str(columns[limit.column])][int(limit.upper)]
        assert quasi_p(x[:, columns], hit, limits, limit) == pytest.approx(theirs, rel=1e-6)


def test_limits_that_may_be_chance_are_dropped() -> None:
    x, hit = cube()
    idle = Limit(20, False, 0.02)
    kept = pruned(x, hit, (idle, LOW, HIGH))
    assert {one.side for one in kept} == {LOW.side, HIGH.side}
    assert all(one.quasi_p <= 0.05 for one in kept)
    assert kept[0].quasi_p <= kept[1].quasi_p
    assert pruned(x, hit, (idle,)) == ()


def test_nothing_is_looked_for_among_too_few_or_alike() -> None:
    x, hit = cube()
    few = np.zeros(len(hit), dtype=bool)
    few[:9] = True
    assert find_box(x, few, 0.8) is None and find_box(x, ~few, 0.8) is None
    for alike in (np.zeros(len(hit), dtype=bool), np.ones(len(hit), dtype=bool)):
        assert find_boxes(x, alike, 0.8) == []
        assert check(x, alike, 0.8, cuts=1).boxes == ()
        with pytest.raises(ValueError, match="both kinds"):
            peel(x, alike, 10)
    assert LEAST == 20


def test_inputs_with_few_values_and_with_one_are_no_trouble() -> None:
    x, hit = cube()
    x[:, 3] = np.round(4.0 * x[:, 3])
    x[:, 5] = 1.0
    box = find_box(x, hit, 0.8)
    assert box is not None and set(box.columns) == {3, 7}


def test_the_goal_is_more_than_what_is_so_anyway() -> None:
    assert goal_of(0.1) == 0.8 and goal_of(0.6) == 0.8 and goal_of(0.9) == pytest.approx(0.95)


def test_inputs_are_ranked_by_how_far_hits_lie_from_the_rest() -> None:
    x, hit = cube()
    ranking = distances(x, hit)
    assert set(np.argsort(ranking.p)[:2]) == {3, 7}
    assert ranking.hits[3] < ranking.misses[3] and ranking.hits[7] > ranking.misses[7]
    assert (ranking.adjusted >= ranking.p).all() and (ranking.adjusted <= 0.05).sum() == 2
    assert set(screened(x, hit)) >= {3, 7}


def test_holm_steps_down() -> None:
    assert holm(np.array([0.01, 0.04, 0.03, 0.005])) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm(np.array([0.9, 0.8])) == pytest.approx([1.0, 1.0])


def test_a_missing_workbench_is_reported_with_the_command_that_installs_it(monkeypatch: Any) -> None:
    monkeypatch.setitem(sys.modules, "ema_workbench.analysis.prim", None)
    with pytest.raises(MissingExtra) as caught:
        workbench()
    assert install("discover") in str(caught.value) and "\n" not in str(caught.value)


def test_an_unknown_workbench_is_refused(monkeypatch: Any) -> None:
    monkeypatch.setattr(importlib, "import_module", lambda name: object())
    with pytest.raises(MissingExtra, match=r"2\.5"):
        workbench()


def test_errors_of_the_workbench_that_are_no_exceptions_are_caught(monkeypatch: Any) -> None:
    x, hit = cube(100)
    prim = workbench()
    assert not issubclass(prim.EMAError, Exception)

    def fail(*_: object) -> None:
        raise prim.EMAError("so")

    monkeypatch.setattr(prim.Prim, "find_box", fail)
    with pytest.raises(PrimError, match="so"):
        discover_prim.peel(x, hit, 10)
