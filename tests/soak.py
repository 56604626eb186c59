"""Soaks the program in wrong files and in kills: `python -m tests.soak --inputs 2000 --kills 40`.

A file that is changed at random is read as it is, or refused in lines that name it, in either language; the
number of a file makes it again, and `--from` begins there. Commands that are killed at any moment end with
the frames of one that never was.
"""

from __future__ import annotations

import argparse
import random
import re
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from resettle.results.questions.sensitivity.gate_file import read_gate
from resettle.results.questions.sweep.plan import planned
from resettle.results.questions.sweep.request import Request
from resettle.results.runs.draws import Parameters
from resettle.scenarios import ScenarioErrors, look_over
from resettle.scenarios.county.answer_file import read_answers
from resettle.scenarios.language import SaidError
from resettle.scenarios.posterior import shipped
from tests.county.conftest import ANSWERS
from tests.mutations import mutated

ROOT = Path(__file__).resolve().parent.parent

SWEEP = """resettle: 1
sweep: hanyin
vary:
  levers.training_subsidy.seats: [1000, 2000, 4000]
  initial.one_employed: {from: 0.95, to: 0.99, steps: 3}
  levers.works_relief[2022-06].projects: 1..4/4
of: [employment_end]
replications: 3
"""


def _scenario(path: Path) -> None:
    problems, _ = look_over(path)
    if problems:
        raise ScenarioErrors(problems)


def _sweep(path: Path) -> None:
    planned(Request(str(path)), Parameters("point"), 1)


def _gate(path: Path) -> None:
    read_gate(path, Parameters("posterior", shipped()))


def _answers(path: Path) -> None:
    read_answers(path)


def kinds() -> list[tuple[str, str, Callable[[Path], None]]]:
    """What is read: the name of its kind, a file that is right, and what reads it."""
    plans = [path for path in sorted((ROOT / "scenarios" / "files").glob("*.yaml")) if "hanyin" in path.stem]
    gate = (ROOT / "tests" / "gates" / "guizhou.yaml").read_text(encoding="utf-8")
    made = [(path.stem, path.read_text(encoding="utf-8"), _scenario) for path in plans]
    return [*made, ("sweep", SWEEP, _sweep), ("gate", gate, _gate), ("answers", ANSWERS, _answers)]


def soaked(number: int, folder: Path) -> tuple[str, str]:
    """The kind of a file, and what became of it: `read`, `refused`, or what is wrong with how it was."""
    lot = random.Random(number)
    known = kinds()
    kind, text, read = known[number % len(known)]
    path = folder / f"{kind}.yaml"
    path.write_text(mutated(text, lot), encoding="utf-8")
    before = sorted(folder.iterdir())
    try:
        read(path)
    except SaidError as error:
        return kind, _said(error, path) or ("refused" if sorted(folder.iterdir()) == before else "written")
    except Exception:
        return kind, traceback.format_exc(limit=-3)
    return kind, "read"


def _said(error: SaidError, path: Path) -> str:
    """What is wrong with how something is said; empty if nothing."""
    for lang in ("en", "zh"):
        said = error.in_(lang)
        if "Traceback" in said or not said.strip():
            return f"in {lang}: {said}"
    if isinstance(error, ScenarioErrors):
        for problem in error.problems:
            if problem.where is not None and not re.search(r":[0-9]+:[0-9]+$", str(problem.where)):
                return f"without a line: {problem.in_('en')}"
    return ""


def soak(numbers: range, folder: Path) -> tuple[Counter[str], list[str]]:
    """Counts of what became of files by kind, and what went wrong."""
    counts: Counter[str] = Counter()
    wrong = []
    for number in numbers:
        kind, became = soaked(number, folder)
        counts[f"{kind}: {became if became in ('read', 'refused') else 'wrong'}"] += 1
        if became not in ("read", "refused"):
            wrong.append(f"{number} ({kind}): {became}")
    return counts, wrong


def kill(times: int, folder: Path) -> None:
    """Kill a command so often, in one process and in two, and compare with one that never was."""
    from tests.runs import test_kills

    test_kills.KILLS = times
    for jobs in (1, 2):
        own = folder / str(jobs)
        own.mkdir()
        test_kills.test_kills_at_any_moment_cost_no_more_than_what_was_being_worked_on(own, jobs)


def main() -> None:
    """The command."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--inputs", type=int, default=0)
    asked.add_argument("--from", dest="first", type=int, default=0)
    asked.add_argument("--kills", type=int, default=0)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as name:
        counts, wrong = soak(range(given.first, given.first + given.inputs), Path(name))
    for kind, count in sorted(counts.items()):
        print(f"{kind} {count}")
    print("\n".join(wrong))
    if given.kills:
        with tempfile.TemporaryDirectory() as name:
            kill(given.kills, Path(name))
        print(f"killed {2 * given.kills} times: the same frames")
    raise SystemExit(bool(wrong))


if __name__ == "__main__":
    main()
