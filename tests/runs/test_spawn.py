"""Workers never run the program that started them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.conftest import environment

SCRIPT = """\
from resettle.results.runs.crew import Crew

print("script", flush=True)
with Crew(2) as crew:
    from tests.runs.doubling import doubled
    print(sorted(n for batch in crew.map(doubled, [1, 2, 3], died=float) for n in batch), flush=True)
"""


def test_a_script_without_a_guard_is_run_once(tmp_path: Path) -> None:
    script = tmp_path / "ask.py"
    script.write_text(SCRIPT, encoding="utf-8")
    root = str(Path(__file__).resolve().parents[2])
    env = environment()
    env["PYTHONPATH"] = f"{env['PYTHONPATH']}:{root}"
    words = [sys.executable, str(script)]
    done = subprocess.run(words, env=env, capture_output=True, text=True, timeout=120, check=False)
    assert done.stdout.splitlines() == ["script", "[2, 4, 6]"], done.stderr
