"""A crew: every item is done once, whoever dies, and nobody is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import psutil
import pytest

from resettle.results.runs.crew import BREAKS_IN_A_ROW, Crew, CrewError
from tests.conftest import ROOT, environment
from tests.runs.quick import Double, gone

ITEMS = list(range(30))


def done(
    crew: Crew, work: Callable[[int, int], tuple[int, int]], items: list[int] = ITEMS, batch: int = 1
) -> list[tuple[int, int]]:
    return [one for results in crew.map(work, items, gone, lambda: batch) for one in results]


def right(items: list[int] = ITEMS) -> list[tuple[int, int]]:
    return [(item, 2 * item) for item in items]


def processes() -> list[psutil.Process]:
    return [
        one for one in psutil.Process().children(recursive=True) if "spawn_main" in " ".join(one.cmdline())
    ]


@pytest.mark.parametrize(("jobs", "apart"), [(1, False), (1, True), (2, False)])
@pytest.mark.parametrize("batch", [1, 4, 1000])
def test_every_item_is_done_exactly_once(jobs: int, apart: bool, batch: int) -> None:
    with Crew(jobs, apart=apart) as crew:
        assert sorted(done(crew, Double(), batch=batch)) == right()
        assert done(crew, Double(), []) == []
        assert bool(processes()) == (jobs > 1 or apart)
    assert not processes()


def test_one_process_needs_nothing_that_travels() -> None:
    with Crew(1) as crew:
        assert done(crew, lambda number, _: (number, os.getpid()), [1, 2]) == [
            (1, os.getpid()),
            (2, os.getpid()),
        ]


def test_processes_live_from_one_piece_of_work_to_the_next() -> None:
    with Crew(2) as crew:
        done(crew, Double(seconds=0.01))
        first = {one.pid for one in processes()}
        for _ in range(3):
            done(crew, Double(seconds=0.01))
        assert {one.pid for one in processes()} == first


def test_a_process_that_dies_once_costs_nothing(tmp_path: Path) -> None:
    with Crew(2) as crew:
        doubled = done(crew, Double(once=frozenset([3, 17]), marks=tmp_path))
        assert sorted(doubled) == right()
        assert sorted(done(crew, Double())) == right(), "the crew goes on"
    times = Counter(path.name.split("-")[0] for path in tmp_path.iterdir())
    assert times["3"] == times["17"] == 2
    assert max(times.values()) <= 3, "others are repeated only if a process died with them"


def test_a_worker_that_is_killed_from_outside_costs_nothing() -> None:
    with Crew(2) as crew, closing(crew.map(Double(seconds=0.02), list(range(60)), gone)) as running:
        doubled = next(running)
        processes()[0].kill()
        for results in running:
            doubled += results
    assert sorted(doubled) == right(list(range(60)))


@pytest.mark.parametrize("batch", [1, 5])
def test_an_item_that_always_kills_is_given_up_and_the_rest_is_done(batch: int) -> None:
    with Crew(2) as crew:
        doubled = dict(done(crew, Double(always=frozenset([7])), batch=batch))
    assert doubled == dict(right()) | {7: -1}


def test_one_process_apart_may_die_alone() -> None:
    with Crew(1, apart=True) as crew:
        assert dict(done(crew, Double(always=frozenset([2])), [1, 2, 3])) == {1: 2, 2: -1, 3: 6}


@pytest.mark.slow
def test_a_crew_whose_processes_all_die_is_given_up() -> None:
    doubled = []
    with Crew(2) as crew, pytest.raises(CrewError, match="die as they start"):
        for results in crew.map(Double(always=frozenset(ITEMS)), ITEMS, gone):
            doubled += results
    assert len(doubled) == BREAKS_IN_A_ROW
    assert not processes()


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_error_of_the_work_comes_through_and_the_crew_can_be_used_again(jobs: int) -> None:
    with Crew(jobs) as crew:
        with pytest.raises(ArithmeticError, match="5 is bad"):
            done(crew, Double(raises=frozenset([5])))
        assert sorted(done(crew, Double())) == right()
    assert not processes()


def test_one_process_hands_out_what_was_done_before_an_error() -> None:
    doubled = []
    with Crew(1) as crew, pytest.raises(ArithmeticError):
        for results in crew.map(Double(raises=frozenset([5])), ITEMS, gone, lambda: 100):
            doubled += results
    assert doubled == right([0, 1, 2, 3, 4])


def test_work_that_is_left_early_ends_its_processes() -> None:
    with Crew(2) as crew:
        with closing(crew.map(Double(seconds=0.5), ITEMS, gone)) as running:
            next(running)
        deadline = time.monotonic() + 10
        while processes() and time.monotonic() < deadline:
            time.sleep(0.05)
        assert not processes()
        assert sorted(done(crew, Double(), [1, 2])) == right([1, 2])


def test_a_crew_has_at_least_one_process() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        Crew(0)


SCRIPT = """
print("begun", flush=True)
from resettle.results.runs.crew import Crew
from tests.runs.quick import Double, gone
with Crew(2) as crew:
    print(sorted(one for results in crew.map(Double(), list(range(4)), gone) for one in results), flush=True)
"""


def test_a_script_without_a_guard_is_not_run_again_by_the_processes(tmp_path: Path) -> None:
    script = tmp_path / "mine.py"
    script.write_text(SCRIPT, encoding="utf-8")
    path = os.pathsep.join((environment()["PYTHONPATH"], str(ROOT)))
    for words, stdin in (([str(script)], None), (["-"], SCRIPT)):
        done = subprocess.run(
            [sys.executable, *words],
            env={**environment(), "PYTHONPATH": path},
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout == f"begun\n{right([0, 1, 2, 3])}\n"


LONG = """
    from resettle.results.runs.crew import Crew
    from tests.runs.quick import Double, gone
    if __name__ == "__main__":
        with Crew(2) as crew:
            for results in crew.map(Double(seconds=0.1), list(range(1000)), gone):
                print(results, flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs signals")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_nobody_outlives_an_interrupted_or_killed_command(how: signal.Signals) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(LONG)],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert parent.stdout is not None and parent.stdout.readline()
    workers = psutil.Process(parent.pid).children(recursive=True)
    assert len(workers) >= 2
    # Ctrl-C reaches the whole group, as it does from a terminal; a kill reaches the parent alone.
    os.killpg(parent.pid, how) if how == signal.SIGINT else parent.kill()
    _, errors = parent.communicate(timeout=20)
    assert not psutil.wait_procs(workers, timeout=10)[1]
    assert errors.count("Traceback") == (1 if how == signal.SIGINT else 0), errors
