"""Memory: told before the first run where it will not do, and as memory where it ran out."""

from __future__ import annotations

import errno
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from resettle.results.runs import memory
from resettle.results.runs.crew import Crew
from resettle.results.runs.draws import parameters
from resettle.results.runs.memory import MB, Demand, NotEnoughMemory
from resettle.results.runs.rows import NO_MEMORY, failure
from resettle.results.runs.table import Common, Variant, run_table
from resettle.scenarios import load
from resettle.scenarios.language import SaidWarning

resource = pytest.importorskip("resource", reason="Windows has no limits of this kind")

Resettle = Callable[..., subprocess.CompletedProcess[str]]

QUESTIONS = {
    "run": ["run", "guizhou"],
    "compare": ["compare", "guizhou", "guizhou-training"],
    "sweep": ["sweep", "guizhou", "--vary", "levers.works_relief.projects=1,2"],
    "optimise": ["optimise", "guizhou"],
    "sensitivity": ["sensitivity", "guizhou"],
    "discover": ["discover", "guizhou"],
    "explore": ["explore", "guizhou"],
    "calibrate": ["calibrate"],
    "validate-model": ["validate-model"],
    "levers": ["levers", "guizhou"],
    "fit-base": ["fit-base", "guizhou"],
}


def limited(megabytes: int) -> Callable[[], None]:
    """What a process does first to have so much address space."""
    return lambda: resource.setrlimit(resource.RLIMIT_AS, (megabytes * MB, megabytes * MB))


@pytest.mark.parametrize(
    ("words", "megabytes"), [(QUESTIONS["run"], 300), *((words, 1000) for words in QUESTIONS.values())]
)
def test_a_question_that_finds_no_room_for_its_libraries_says_so_in_a_line(
    words: list[str], megabytes: int, resettle: Resettle, tmp_path: Path
) -> None:
    done = resettle(*words, preexec_fn=limited(megabytes))
    need = memory.size(memory.least_space())
    there = {300: "300 MB", 1000: "1.0 GB"}[megabytes]
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        f"resettle: not enough memory: the program alone takes about {need}, and a process may have {there} "
        "(limit of a process, ulimit -v)\n"
    )
    assert not list(tmp_path.iterdir())


def test_what_only_reads_files_works_in_less_and_says_so_below_that(resettle: Resettle) -> None:
    assert "hanyin" in resettle("list", preexec_fn=limited(760)).stdout
    done = resettle("list", "--lang", "zh", preexec_fn=limited(300))
    assert done.returncode == 2
    assert done.stderr == (
        "resettle: 内存不足：程序本身约需750 MB，而单个进程限于300 MB（单个进程的上限，ulimit -v）\n"
    )


@pytest.mark.parametrize(
    ("words", "megabytes", "need", "there"),
    [(["export", "out"], 900, "1.0 GB", "900 MB"), (["new", "pingshan", "--yes"], 1000, None, "1.0 GB")],
)
def test_files_for_others_and_a_new_county_are_told_of_before_their_libraries_fail(
    words: list[str], megabytes: int, need: str | None, there: str, resettle: Resettle, tmp_path: Path
) -> None:
    done = resettle(*words, preexec_fn=limited(megabytes))
    takes = need or memory.size(memory.least_space())
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        f"resettle: not enough memory: the program alone takes about {takes}, and a process may have {there} "
        "(limit of a process, ulimit -v)\n"
    )
    assert not list(tmp_path.iterdir())


@pytest.mark.slow
@pytest.mark.parametrize(("more", "jobs"), [(20, "1"), (20, "2"), (400, "1"), (600, "2")])
def test_the_least_that_is_asked_for_is_enough_and_what_is_more(
    resettle: Resettle, more: int, jobs: str
) -> None:
    words = ["run", "hanyin", "--futures", "4", "--scale", "0.02", "--no-advice", "--jobs", jobs]
    done = resettle(*words, preexec_fn=limited(memory.least_space() // MB + more))
    assert (done.returncode, done.stderr) == (0, "")
    assert "Report: " in done.stdout


@pytest.fixture
def there(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Sets what there is: of a process, of its group, of the machine; nothing else counts."""

    def set_(process: int | None = None, group: int | None = None, machine: int | None = None) -> None:
        monkeypatch.setattr(memory, "limit_of_process", lambda: process)
        monkeypatch.setattr(memory, "left_of_group", lambda: group)
        monkeypatch.setattr(memory, "free_of_machine", lambda: machine)
        monkeypatch.setattr(memory, "resident", lambda: 100 * MB)

    return set_


def test_what_is_needed_is_one_process_the_runs_and_what_is_kept_of_them(there: Callable[..., None]) -> None:
    demand = Demand(
        runs=50, households=1_000_000, kept=400 * MB
    )  # 300 + 400 + 600 MB, of which 100 are there
    there(machine=1_200 * MB)
    assert memory.ensure(demand, at_once=1) is None
    there(machine=1_199 * MB)
    with pytest.raises(NotEnoughMemory) as refused:
        memory.ensure(demand, at_once=1)
    assert refused.value.in_("en") == (
        "about 1.3 GB of memory is needed for 50 runs of up to 1,000,000 households, and there is 1.3 GB "
        "(free on this machine); take a smaller --scale, fewer --futures or points, or fewer --jobs"
    )
    assert refused.value.in_("zh") == (
        "50次模拟（每次至多1,000,000户）约需1.3 GB内存，而可用内存为1.3 GB（本机空闲内存）；"
        "请减小--scale，减少--futures、取值点或--jobs"
    )


def test_the_smaller_of_group_and_machine_counts(there: Callable[..., None]) -> None:
    there(group=500 * MB, machine=90_000 * MB)
    with pytest.raises(NotEnoughMemory, match=r"there is 600 MB \(left of the limit of its group"):
        memory.ensure(Demand(1, 1_000, 400 * MB), at_once=1)
    there(group=90_000 * MB, machine=500 * MB)
    with pytest.raises(NotEnoughMemory, match=r"there is 600 MB \(free on this machine\)"):
        memory.ensure(Demand(1, 1_000, 400 * MB), at_once=1)


def test_several_at_once_that_may_not_fit_are_a_warning_and_processes_asked_for_are_refused(
    there: Callable[..., None],
) -> None:
    demand = Demand(50, 1_000, 0)
    there(machine=2_000 * MB)  # 2 100 with what is there: room for 7 processes of 300
    assert memory.ensure(demand, at_once=5) is None
    doubtful = memory.ensure(demand, at_once=8)
    assert doubtful is not None
    assert doubtful.en == (
        "about 2.7 GB of memory is needed for 50 runs of up to 1,000 households in 8 processes, "
        "and there is 2.1 GB (free on this machine); it may end for lack of memory; "
        "--jobs 1 or a smaller --scale takes less"
    )
    assert memory.ensure(Demand(3, 1_000, 0), at_once=8) is None  # no more processes than runs
    with pytest.raises(NotEnoughMemory, match="in 8 processes"):
        memory.ensure(demand, at_once=8, asked=True)


def test_others_that_make_the_runs_take_no_memory_here(there: Callable[..., None]) -> None:
    there(machine=500 * MB)
    assert memory.ensure(Demand(50, 90_000_000, 200 * MB), at_once=0) is None


def test_a_process_that_is_limited_needs_room_for_libraries_and_runs(there: Callable[..., None]) -> None:
    there(process=memory.least_space() + 60 * MB)
    assert memory.ensure(Demand(1, 100_000, 0), at_once=1) is None
    with pytest.raises(NotEnoughMemory, match=r"limit of a process, ulimit -v"):
        memory.ensure(Demand(1, 100_001, 0), at_once=1)


def test_a_table_asks_for_its_largest_population_and_for_all_that_it_keeps(
    there: Callable[..., None], tmp_path: Path
) -> None:
    plan = load("guizhou")
    asked: list[Demand] = []

    class Refusing(Crew):
        def ensure(self, demand: Demand) -> None:
            asked.append(demand)
            super().ensure(demand)

    there(machine=100 * MB)
    common = Common(parameters("point", "forecast"), record=True, households=True)
    variants = [
        Variant("small", plan, scale=0.5, values=(("population.households", 400_000.0),)),
        Variant("large", plan, scale=1.0),
    ]
    with pytest.raises(NotEnoughMemory, match="for 6 runs of up to 431,600 households"):
        run_table(variants, range(3), common, Refusing(1), tmp_path / "runs")
    a_run = memory.FIGURES + memory.MONTH * plan.period.months + memory.KEPT_HOUSEHOLD * 20_000
    assert asked == [Demand(6, 431_600, 6 * a_run)]
    assert not list(tmp_path.iterdir())


def test_a_crew_warns_once(there: Callable[..., None]) -> None:
    there(machine=300 * MB)
    crew = Crew(None)
    crew.workers = 4
    with pytest.warns(SaidWarning) as told:
        crew.ensure(Demand(10, 1_000, 0))
        crew.ensure(Demand(20, 1_000, 0))
    assert len(told) == 1 and "10 runs" in str(told[0].message)


@pytest.mark.parametrize(
    ("entries", "files"),
    [
        ("0::/a/b\n", {"a/b": ("memory.max", "memory.current", "inactive_file")}),
        (
            "9:cpu:/\n4:memory:/a/b\n",
            {"memory/a/b": ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file")},
        ),
    ],
)
def test_what_is_left_of_a_group_is_its_limit_without_what_is_used_and_not_mere_cache(
    tmp_path: Path, entries: str, files: dict[str, tuple[str, str, str]]
) -> None:
    named = tmp_path / "cgroup"
    named.write_text(entries)
    root = tmp_path / "fs"
    assert memory.left_of_group(named, root) is None
    for folder, (limit, used, cache) in files.items():
        own = root / folder
        own.mkdir(parents=True)
        (own / limit).write_text("max\n")
        (own / used).write_text("300\n")
        (own / "memory.stat").write_text(f"anon 7\n{cache} 50\n")
        above = own.parent
        (above / used).write_text("600\n")
        (above / limit).write_text("1000\n")
        assert memory.left_of_group(named, root) == 400  # the group above
        (own / limit).write_text("500\n")
        assert memory.left_of_group(named, root) == 250


def test_memory_of_the_machine_is_what_programs_may_have(tmp_path: Path) -> None:
    (tmp_path / "meminfo").write_text("MemTotal: 9000 kB\nMemFree: 10 kB\nMemAvailable: 2000 kB\n")
    assert memory.free_of_machine(tmp_path / "meminfo") == 2000 * 1024
    assert memory.free_of_machine(tmp_path / "none") is None


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        OSError(errno.ENOMEM, "Cannot allocate memory"),
        RuntimeError("can't start new thread"),
        ImportError("_parquet.so: failed to map segment from shared object"),
        SystemError("LLVM: Unable to allocate section memory!"),
    ],
)
def test_whatever_runs_out_of_memory_is_told_as_memory(error: Exception) -> None:
    assert memory.is_lack_of_memory(error)
    assert failure(error)["error"] == NO_MEMORY
    try:
        raise KeyError("x") from error
    except KeyError as later:
        assert memory.is_lack_of_memory(later)
    assert not memory.is_lack_of_memory(OSError(errno.ENOSPC, "No space left on device"))
    assert not memory.is_lack_of_memory(KeyError("x"))
