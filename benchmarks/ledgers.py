"""Ledgers: how long a large county's take to be read, checked and counted, and in how much memory."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.figures import Figure, at_most, say
from resettle.scenarios.ledger.made_up import write

READ = """
import json, resource, sys, time
from pathlib import Path
from resettle.scenarios.ledger import read_ledgers
started = time.process_time()
ledger = read_ledgers(sorted(Path(sys.argv[1]).iterdir()))
seconds = time.process_time() - started
rows = max(sheet.rows for sheet in ledger.sheets)
print(json.dumps([rows, seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20]))
"""


def reading(quick: bool) -> list[Figure]:
    """A made-up ledger of 200 000 persons, with their households and labour; a tenth of it if quick."""
    households, part = (5_550, 0.1) if quick else (55_500, 1.0)
    say("ledgers of 200 000 persons")
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), households=households, faults=False)
        done = subprocess.run(
            [sys.executable, "-c", READ, folder], check=True, capture_output=True, text=True
        )
    rows, seconds, memory = json.loads(done.stdout)
    note = (
        f"processor time of {rows:,} persons, {households:,} households and their labour, three .xlsx files"
    )
    return [
        at_most("ledgers read and counted", seconds, "s", 60 * part, 30 * part, note),
        at_most("memory for it", memory, "GiB", 1.0, None, "largest resident size of the process"),
    ]
