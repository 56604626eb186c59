"""`python -m tests.soak --inputs N --kills N`: what is not refused or resumed as it should be is printed.

`--from` begins at another file; the number of a file makes it again.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections import Counter
from pathlib import Path

MEMORY = 6 * 2**30
"""Bytes of addresses: who asks for more than a small file needs is found out, and not the machine."""


def inputs(first: int, count: int) -> int:
    """Reads so many files, prints what went wrong at once, and returns how many that were."""
    from tests.soak.inputs import Soak

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    wrong: list[str] = []

    def told(what: str) -> None:
        wrong.append(what)
        print(what, flush=True)

    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as name:
        soak, began = Soak(Path(name)), time.process_time()
        for start in range(first, first + count, 1000):
            counts += soak.many(range(start, min(start + 1000, first + count)), told)
            seconds = time.process_time() - began
            print(
                f"{counts.total()} files, {len(wrong)} wrong, {counts.total() / seconds:.0f} a second",
                flush=True,
            )
        for kind, (seconds, number) in sorted(soak.slowest.items()):
            print(f"slowest {kind}: {seconds:.2f} s, number {number}")
    for kind, number in sorted(counts.items()):
        print(f"{kind} {number}")
    return len(wrong)


def main() -> None:
    """The command."""
    asked = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    asked.add_argument("--inputs", type=int, default=0)
    asked.add_argument("--from", dest="first", type=int, default=0)
    asked.add_argument("--kills", type=int, default=0)
    asked.add_argument("--commands", nargs="*", default=(), help="those that are killed [default: all]")
    given = asked.parse_args()
    wrong = inputs(given.first, given.inputs) if given.inputs else 0
    if given.kills:
        from tests.soak.kills import kill

        with tempfile.TemporaryDirectory() as name:
            wrong += kill(given.kills, Path(name), given.commands)
    raise SystemExit(bool(wrong))


if __name__ == "__main__":
    main()
