"""Who works where nothing is asked for: threads at once, and processes once they pay."""

from __future__ import annotations

import os
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence

import pytest

from resettle.results.runs import crew as crews
from resettle.results.runs import here
from resettle.results.runs.crew import Crew
from resettle.results.runs.here import LONG_SECONDS, SHORT_SECONDS, START_SECONDS, Here
from tests.runs.quick import Busy, gone

MIDDLE = 2 * SHORT_SECONDS


def paced(seconds: Sequence[float], cores: int = 2, in_turn: bool = False) -> Here:
    """What works here, after a first item and others that took so many processor seconds."""
    made = Here(cores, in_turn)
    for one in (5.0, *seconds):
        made.add(one)
    return made


def test_the_first_item_is_alone_with_all_threads_and_tells_nothing_of_the_others() -> None:
    fresh = Here(4, in_turn=False)
    assert (fresh.side_by_side(100), fresh.within(), fresh.processes_pay(10_000)) == (1, 4, False)
    one = paced([], cores=4)
    assert (one.side_by_side(100), one.processes_pay(10_000)) == (4, False)
    assert paced([MIDDLE]).processes_pay(0) is False, "what loads the kernels is no measure"


@pytest.mark.parametrize(
    ("seconds", "left", "beside"),
    [
        (MIDDLE, 100, 4),
        (MIDDLE, 3, 3),
        (MIDDLE, 1, 1),
        (SHORT_SECONDS, 100, 4),
        (0.99 * SHORT_SECONDS, 100, 1),
        (60.0, 100, 4),
    ],
)
def test_items_go_side_by_side_unless_they_are_short(seconds: float, left: int, beside: int) -> None:
    assert paced([seconds], cores=4).side_by_side(left) == beside


@pytest.mark.parametrize(
    ("seconds", "threads"), [(LONG_SECONDS, 4), (60.0, 4), (0.99 * LONG_SECONDS, 1), (0.01, 1)]
)
def test_a_long_item_that_is_alone_has_all_threads(seconds: float, threads: int) -> None:
    assert paced([seconds], cores=4).within() == threads


def test_in_turn_nothing_goes_side_by_side_and_no_process_starts() -> None:
    alone = paced([60.0], cores=4, in_turn=True)
    assert (alone.side_by_side(100), alone.within(), alone.processes_pay(10_000)) == (1, 4, False)


def test_processes_pay_once_threads_lose_more_than_starting_processes_costs() -> None:
    gain = 1.0 + here.THREAD_GAIN
    enough = START_SECONDS / (1.0 / gain - 1.0 / 2.0) / MIDDLE  # items, on two cores
    assert not paced([MIDDLE]).processes_pay(int(enough) - 2)
    assert paced([MIDDLE]).processes_pay(int(enough) + 1)
    done = [MIDDLE] * int(enough)
    assert paced(done).processes_pay(5), "what was lost in earlier calls counts too"
    short = SHORT_SECONDS / 2
    assert paced([short]).processes_pay(int(START_SECONDS / 0.5 / short) + 1)
    assert not paced([short]).processes_pay(int(START_SECONDS / 0.5 / short) - 2)
    assert not paced([60.0], cores=1).processes_pay(10_000), "one core has nothing to gain"


class Together:
    """Counts how many items are worked on at once, and the threads that each is given."""

    def __init__(self, act: Callable[[], None] = lambda: None) -> None:
        self.now = self.most = 0
        self.threads: list[int] = []
        self._act, self._lock = act, threading.Lock()

    def __call__(self, number: int, threads: int) -> int:
        with self._lock:
            self.now += 1
            self.most = max(self.most, self.now)
            self.threads.append(threads)
        time.sleep(0.02)
        self._act()
        with self._lock:
            self.now -= 1
        return number


def worked(made: Here, work: Callable[[int, int], int], items: int) -> list[int]:
    return [one for results in made.work_off(work, deque(range(items)), lambda: 3) for one in results]


def take(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """Let every item take so many processor seconds."""
    clock = threading.local()

    def thread_time() -> float:
        clock.now = getattr(clock, "now", 0.0) + seconds  # an item looks twice
        return float(clock.now)

    monkeypatch.setattr(here, "thread_time", thread_time)


@pytest.mark.parametrize(("seconds", "most"), [(MIDDLE, 2), (SHORT_SECONDS / 10, 1)])
def test_every_item_is_done_once_at_most_so_many_at_a_time(
    monkeypatch: pytest.MonkeyPatch, seconds: float, most: int
) -> None:
    take(monkeypatch, seconds)
    made, work = Here(2, in_turn=False), Together()
    assert sorted(worked(made, work, 12)) == list(range(12))
    assert work.threads[0] == 2 and set(work.threads[1:]) == {1}
    if most == 2:
        assert (work.most, made.threads) == (2, 2)
    else:
        assert sorted(worked(made, work, 12)) == list(range(12))
        work.most = 0
        worked(made, work, 5)
        assert work.most == 1, "short items go one after the other"


def test_what_is_finished_is_handed_out_before_ctrl_c_goes_through() -> None:
    calls = iter(range(100))

    def interrupt() -> None:
        if next(calls) == 2:
            raise KeyboardInterrupt

    got: list[int] = []
    with pytest.raises(KeyboardInterrupt):
        for results in Here(2, in_turn=True).work_off(Together(interrupt), deque(range(9)), lambda: 100):
            got += results
    assert got == [0, 1]


def test_work_that_is_left_early_begins_nothing_more() -> None:
    work = Together()
    left = Here(2, in_turn=False).work_off(work, deque(range(50)), lambda: 1)
    next(left)
    left.close()
    assert len(work.threads) <= 4


def test_processes_take_over_where_they_pay_and_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crews, "usable_cores", lambda: 2)
    monkeypatch.setattr(here, "START_SECONDS", 0.05)
    with Crew() as crew:
        assert (crew.workers, crew.jobs) == (2, 1)
        got = dict(one for results in crew.map(Busy(0.03), list(range(30)), gone) for one in results)
        assert sorted(got) == list(range(30))
        assert crew.jobs == 2 and os.getpid() in got.values()
        assert len(set(got.values()) - {os.getpid()}) in (1, 2)
        again = dict(one for results in crew.map(Busy(0.03), list(range(4)), gone) for one in results)
        assert os.getpid() not in again.values()


def test_one_process_that_was_asked_for_does_one_item_after_the_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(crews, "usable_cores", lambda: 2)
    monkeypatch.setattr(here, "START_SECONDS", 3 * MIDDLE)
    take(monkeypatch, MIDDLE)
    work = Together()
    with Crew(1) as crew:
        got = [one for results in crew.map(work, list(range(12)), int) for one in results]
        assert (got, work.most, crew.jobs, crew.workers) == (list(range(12)), 1, 1, 1)


def test_few_items_start_no_process() -> None:
    with Crew() as crew:
        got = dict(one for results in crew.map(Busy(0.01), list(range(20)), gone) for one in results)
        assert set(got.values()) == {os.getpid()} and crew.jobs == 1
