"""Are vulnerabilities known of what is pinned? `python -m tests.audit`, with pip-audit in the environment.

An index of advisories is asked for each package of `requirements.txt`. Exit code 1 if one is known; where the
index cannot be reached that is said, and nothing is claimed.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]

COMMAND = (
    "-m",
    "pip_audit",
    "-r",
    "requirements.txt",
    "--disable-pip",
    "-f",
    "json",
    "--progress-spinner",
    "off",
)


def verdict(answer: str) -> tuple[int, str]:
    """Exit code and a line, from what pip-audit answered as JSON; anything else is no answer."""
    try:
        packages: list[dict[str, Any]] = json.loads(answer)["dependencies"]
    except (ValueError, KeyError):
        packages = []
    asked = [one for one in packages if "skip_reason" not in one]
    if not asked:
        return 0, "no index of advisories could be reached: nothing is known of the pinned packages"
    known = [f"{one['name']} {one['version']}: {bad['id']}" for one in asked for bad in one["vulns"]]
    if known:
        return 1, "known vulnerabilities: " + "; ".join(known)
    return 0, f"no vulnerability is known of {len(asked)} of {len(packages)} pinned packages"


def main() -> int:
    """Ask, print the verdict, and return the exit code."""
    done = subprocess.run([sys.executable, *COMMAND], cwd=ROOT, capture_output=True, text=True, check=False)
    code, line = verdict(done.stdout)
    print(line)
    return code


if __name__ == "__main__":
    sys.exit(main())
