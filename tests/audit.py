"""Are vulnerabilities known of what is pinned? `python -m tests.audit`, with pip-audit in the environment.

An index of advisories is asked for each package of `requirements.txt`. Exit code 1 if one is known, or
if pip-audit fails; where the index cannot be reached that is said, and nothing is claimed.
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


UNREACHED = ("ConnectionError", "ConnectTimeout", "ReadTimeout", "Max retries exceeded", "ServiceError")
"""What pip-audit says where it reaches no index."""


def verdict(answer: str, trouble: str = "") -> tuple[int, str]:
    """Exit code and a line.

    Args:
        answer: What pip-audit answered, as JSON.
        trouble: What it complained of.
    """
    try:
        packages: list[dict[str, Any]] = json.loads(answer)["dependencies"]
    except (ValueError, KeyError):
        if not any(sign in trouble for sign in UNREACHED):
            return 1, f"pip-audit failed: {trouble.strip() or 'it said nothing'}"
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
    code, line = verdict(done.stdout, done.stderr)
    print(line)
    return code


if __name__ == "__main__":
    sys.exit(main())
