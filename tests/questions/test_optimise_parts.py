"""The parts of an optimisation: steps, goals, effects, frontier, the order of tests, the search itself."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from resettle.results.questions.optimise.check import (
    frontier,
    futures_for,
    hoped,
    outlook,
    passing,
    quantile_interval,
    to_test,
)
from resettle.results.questions.optimise.compute import missed, solve
from resettle.results.questions.optimise.effects import by_itself, effects_of, left_out, propose
from resettle.results.questions.optimise.goal import PLAN, Goal, Mix, Space, Trial, nice, softened, steps
from resettle.results.questions.optimise.request import counted
from resettle.results.questions.optimise.search import Search, TooDear, better_ends
from resettle.results.runs.draws import Design
from resettle.results.statistics.intervals import wilson
from resettle.scenarios import load
from resettle.scenarios.paths import inputs_of
from tests.questions.optimise_toy import Toy
from tests.questions.test_optimise import asked, usual


def trial(cost: float, met: int, mix: Mix = (1,), futures: int = 100) -> Trial:
    margin = np.where(np.arange(futures) < met, 0.5, -0.5)
    return Trial(mix, "guided", cost, margin >= 0.0, margin[None])


@pytest.mark.parametrize(
    "size, step", [(0.7, 0.5), (1.0, 1.0), (2.0, 2.0), (4.9, 2.0), (5.0, 5.0), (660.0, 500.0)]
)
def test_steps_are_one_two_or_five_times_a_power_of_ten(size: float, step: float) -> None:
    assert nice(size) == pytest.approx(step)


def test_bounds_and_what_is_stated_are_always_among_the_steps() -> None:
    levels = steps(0.0, 190_200.0, 63_400.0, counted=True)
    assert levels[0] == 0.0 and levels[-1] == 190_200.0 and 63_400.0 in levels
    assert all(value == int(value) for value in levels)
    assert list(levels) == sorted(set(levels))
    assert 50 <= len(levels) <= 160


def test_a_small_count_has_every_whole_number() -> None:
    assert steps(0.0, 12.0, 12.0, counted=True) == tuple(float(number) for number in range(13))
    assert steps(0.5, 3.7, 2.5, counted=True) == (1.0, 2.0, 3.0)


@pytest.mark.parametrize(
    ("setting", "whole"),
    [
        ("training_subsidy.seats", True),
        ("works_relief.projects", True),
        ("safety_net.coverage", False),
    ],
)
def test_seats_and_projects_are_whole_and_a_share_is_not(setting: str, whole: bool) -> None:
    assert counted(inputs_of(load("guizhou"))[f"levers.{setting}"]) is whole


def test_a_range_without_a_whole_number_is_refused() -> None:
    with pytest.raises(ValueError, match=r"no whole number from 0\.2 to 0\.8"):
        steps(0.2, 0.8, 0.5, counted=True)


def test_a_range_of_one_number_leaves_no_choice() -> None:
    space = Space.of([steps(3.0, 3.0, 1.0, True), steps(0.0, 1.0, 0.5, False)], [1.0, 0.5])
    assert space.free == (1,)
    assert space.values(space.lowest) == (3.0, 0.0)
    assert space.share(space.highest, 1) == 1.0 and space.share(space.highest, 0) == 0.0


def test_a_search_asks_for_more_than_is_promised() -> None:
    assert Goal(0.9).needed(25) == 24
    assert Goal(0.5).sought(25) == pytest.approx(0.6)
    assert Goal(0.99).sought(25) == pytest.approx(0.996)
    assert Goal(0.9, aim=0.92).needed(100) == 92


def test_a_trial_is_allowed_just_where_enough_futures_meet_the_targets() -> None:
    goal = Goal(0.9)
    enough, short = trial(5.0, 24, futures=25), trial(1.0, 23, futures=25)
    assert goal.lack(enough) == 0.0 < goal.lack(short)
    assert goal.rank(enough) < goal.rank(short)
    # a figure at its bound does not meet a target that asks for more than it
    strict = replace(enough, met=np.zeros(25, dtype=bool), margins=np.zeros((1, 25)))
    assert goal.lack(strict) > 0.0


def test_within_a_budget_the_surer_mix_is_better() -> None:
    goal = Goal(0.9, budget=10.0)
    dear = trial(12.0, 100)
    assert goal.rank(trial(10.0, 60)) < goal.rank(trial(2.0, 40)) < goal.rank(dear)
    assert goal.lack(dear) == pytest.approx(0.2)


def test_a_search_for_a_budget_makes_the_missing_share_small_and_needs_one_future_at_least() -> None:
    better, worse = np.array([0.5, 0.5, -0.1]), np.array([0.5, -0.5, -0.5])
    cost = np.asarray(3.0)
    goal = Goal(0.9, budget=10.0)
    assert goal.value(better, cost, 1.0) < goal.value(worse, cost, 1.0) < 1.0
    assert Goal(0.9).value(better, cost, 2.0) == 1.5
    assert Goal(0.01, aim=0.01).needed(5) == 1


def test_a_mix_that_costs_just_the_budget_is_checked_and_tested() -> None:
    space = Space.of([steps(0.0, 4.0, 1.0, True)], [1.0])
    trials = [trial(10.0, 70, (2,)), trial(10.1, 90, (4,)), trial(1.0, 20, (0,))]
    goal = Goal(0.9, budget=10.0)
    assert (2,) in outlook(trials, goal, space)
    assert [one.mix for one in to_test(trials, goal, 200)] == [(2,), (0,)]


def test_smoothed_shares_count_steps_towards_the_bound() -> None:
    assert softened(np.array([-0.1, 1.0])) > softened(np.array([-0.5, 1.0]))


def additive(space: Space, strengths: np.ndarray[Any, Any], futures: int = 30) -> Any:
    demand = np.random.default_rng(3).logistic(size=futures)

    def attempt(wanted: Any) -> list[Trial]:
        made = []
        for origin, mix in wanted:
            x = space.shares(space.planned if mix == PLAN else mix)
            margin = strengths @ x - demand
            made.append(Trial(mix, origin, float(1e6 * x.sum()), margin >= 0.0, margin[None]))
        return made

    return attempt


def test_what_each_number_does_is_read_from_trials_of_it_alone() -> None:
    space = Space.of([steps(0.0, 10.0, 5.0, True)] * 3, [5.0] * 3)
    strengths = np.array([4.0, 1.0, -2.0])
    attempt = additive(space, strengths)
    wanted = [space.planned, space.lowest, space.highest]
    wanted += [mix(space, position) for mix in (by_itself, left_out) for position in range(3)]
    tried = {one.mix: one for one in attempt([("alone", mix) for mix in wanted])}
    effects = effects_of(space, tried)
    for position in range(3):
        assert effects.margins[position][:, 0, 0] == pytest.approx(strengths[position] * np.arange(11) / 10.0)
    assert better_ends(space, effects) == (10, 10, 0)
    bent = effects.around(space, tried[space.planned], tried)
    assert bent.margins[0][:, 0, 0] == pytest.approx(effects.margins[0][:, 0, 0], abs=1e-9)
    goal = Goal(0.5, aim=0.5)
    proposed = propose(space, effects, tried[space.lowest], goal, 0.0, np.random.default_rng(1))
    made = attempt([("proposed", proposed)])[0]
    assert goal.lack(made) == 0.0
    assert made.cost <= min(one.cost for one in tried.values() if goal.lack(one) == 0.0)


def test_a_search_tries_as_many_mixes_as_it_may_and_none_twice() -> None:
    space = Space.of([steps(0.0, 100.0, 30.0, True)] * 5, [30.0] * 5)
    search = Search(space, Goal(0.9), additive(space, np.array([5.0, 3.0, 1.0, 0.0, -1.0])), 40, 1)
    trials = search.run()
    assert len(trials) == len({one.mix for one in trials}) == 40
    best = search.mixes[0]
    assert search.goal.lack(best) == 0.0
    assert space.shares(best.mix)[3:] == pytest.approx([0.0, 0.0])


def test_a_search_of_few_mixes_ends_when_all_were_tried() -> None:
    space = Space.of([steps(0.0, 2.0, 1.0, True)] * 2, [1.0] * 2)
    trials = Search(space, Goal(0.9), additive(space, np.array([1.0, 1.0])), 100, 1).run()
    assert len(trials) <= 10


def test_a_budget_below_all_first_mixes_is_reported() -> None:
    space = Space.of([steps(1.0, 2.0, 1.0, False)] * 2, [1.5] * 2)
    attempt = additive(space, np.array([1.0, 1.0]))

    def dear(wanted: Any) -> list[Trial]:
        return [replace(one, cost=one.cost + 5.0) for one in attempt(wanted)]

    with pytest.raises(TooDear, match="the cheapest mix costs 5 yuan"):
        Search(space, Goal(0.9, budget=4.0), dear, 40, 1).run()


def test_the_frontier_holds_what_no_other_mix_beats() -> None:
    trials = [trial(1.0, 10), trial(2.0, 9), trial(3.0, 50), trial(3.0, 40), trial(5.0, 80)]
    assert [(one.cost, int(one.met.sum())) for one in frontier(trials)] == [(1.0, 10), (3.0, 50), (5.0, 80)]


def test_as_many_futures_must_pass_as_the_interval_needs() -> None:
    count = passing(0.9, 200)
    assert wilson(count, 200)[0] >= 0.9 > wilson(count - 1, 200)[0]
    assert passing(0.999, 20) == 21
    assert hoped(0.9, 200) < hoped(0.9, 200, 1.0) < 1.0


@pytest.mark.parametrize("probability", [0.5, 0.9, 0.99])
def test_there_are_enough_futures_to_show_a_probability(probability: float) -> None:
    tests = futures_for(probability, 50)
    assert passing(probability, tests) <= tests


def test_mixes_are_tested_from_the_safest_to_the_cheapest() -> None:
    checked = [
        trial(cost, met, (int(cost),))
        for cost, met in ((1, 50), (2, 92), (3, 95), (4, 97), (6, 100), (9, 99))
    ]
    chain = to_test(checked, Goal(0.9), 200)
    assert [one.cost for one in chain] == sorted((one.cost for one in chain), reverse=True)
    assert chain[0].cost == 6 and all(one.share >= 0.9 for one in chain)


def test_without_a_promising_mix_the_likeliest_are_tested() -> None:
    checked = [trial(cost, met, (int(cost),)) for cost, met in ((1, 20), (2, 60), (3, 50))]
    assert [one.cost for one in to_test(checked, Goal(0.9), 200)] == [2]
    sure = replace(checked[1], cost=4.0, mix=(4,), margins=checked[1].margins + 0.1)
    assert [one.cost for one in to_test([*checked, sure], Goal(0.9), 200)] == [4, 2]


def test_futures_that_no_mix_saves_are_counted() -> None:
    first, second = trial(1.0, 3, futures=10), trial(2.0, 6, futures=10)
    none = missed([first, second])
    assert (none.mixes, none.futures, none.none) == (2, 10, 4)
    assert none.high == wilson(6, 10)[1]


def test_the_interval_of_a_quantile_holds_it_as_often_as_it_says() -> None:
    generator = np.random.default_rng(5)
    inside = 0
    for _ in range(400):
        interval = quantile_interval(generator.uniform(size=100), 0.1)
        inside += interval.low <= 0.1 <= interval.high
    assert inside >= 0.93 * 400


class Broken(RuntimeError):
    pass


class Stored(Toy):
    """Keeps finished runs by variant and replication, and breaks off after some."""

    def __init__(self, store: dict[Any, Any], most: int) -> None:
        super().__init__()
        self.store, self.most, self.new = store, most, 0

    def _row(self, variant: Any, number: int, design: Design) -> dict[str, Any]:
        key = (variant.values, variant.scale, number)
        if key not in self.store:
            if self.new >= self.most:
                raise Broken
            self.new += 1
            self.store[key] = super()._row(variant, number, design)
        return dict(self.store[key]) | {"variant": variant.name}


def test_the_same_command_resumes_where_it_was_broken_off() -> None:
    store: dict[Any, Any] = {}
    whole = usual()
    for most in (100, 700, 600, 900):
        with pytest.raises(Broken):
            solve(asked(), Stored(store, most), whole=0.05)
    last = Stored(store, 10**6)
    solution = solve(asked(), last, whole=0.05)
    assert solution.chosen.trial.mix == whole.chosen.trial.mix
    assert solution.chosen.met == whole.chosen.met
    assert [one.mix for one in solution.trials] == [one.mix for one in whole.trials]
    assert last.new == len(store) - 2300
