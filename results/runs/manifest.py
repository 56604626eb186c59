"""What a results folder says of its own making: scenarios, seeds, versions, machine, command.

A manifest names no host, no user and no absolute path, so that it can be published as it is.
"""

from __future__ import annotations

import contextlib
import os
import platform
import shlex
import subprocess
from collections.abc import Iterable, Sequence
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from resettle import __version__
from resettle.model.text import LANGS
from resettle.results.runs.crew import usable_cores
from resettle.scenarios.problems import readable
from resettle.scenarios.read.chain import bundled_name

if TYPE_CHECKING:
    from resettle.scenarios import Scenario

LAYOUT = 1
"""Version of the layout of a results folder and of its manifest."""

PACKAGES = ("mesa", "numba", "numpy", "pandas", "plotly", "pyarrow", "scipy")
"""Packages whose version may move a number or a chart."""

Manifest = dict[str, Any]
"""Plain data, as `json` reads and writes it."""


_KINDS: Manifest = {
    "complete": False, "created": "", "command": "", "files": [""], "failed": [""],
    "details": {}, "versions": {}, "targets": {},
    "scenarios": [{"name": "", "digest": "", "files": [""]}],
}  # fmt: skip
"""What readers of a manifest count on, as an example: lists have such items, mappings at least these keys."""


def unfit(manifest: Manifest) -> list[str]:
    """Keys of a manifest whose values are of no kind that its readers know, as after an edit."""
    wrong = [key for key, kind in _KINDS.items() if key in manifest and not _alike(manifest[key], kind)]
    if manifest.get("lang", LANGS[0]) not in LANGS:
        wrong.append("lang")
    titles = manifest.get("targets", {})
    if isinstance(titles, dict) and not all(_alike(one, {"en": "", "zh": ""}) for one in titles.values()):
        wrong.append("targets")
    runs = manifest.get("runs", 0)
    if not isinstance(runs, int) and not (runs and _alike(runs, [{"seed": 0}])):
        wrong.append("runs")
    return wrong


def _alike(value: Any, kind: Any) -> bool:
    if not isinstance(value, type(kind)):
        return False
    if isinstance(kind, list):
        return all(_alike(item, kind[0]) for item in value)
    if isinstance(kind, dict):
        return all(key in value and _alike(value[key], one) for key, one in kind.items())
    return True


def reproduce(
    references: Sequence[str],
    replications: int,
    seed: int,
    scale: str,
    check: bool = False,
    parameters: str | None = None,
    seeds_per_draw: int | None = None,
    outside: str | None = None,
    baseline: bool = True,
    advice: bool = True,
) -> str:
    """The command that gives the same numbers again, quoted for a shell.

    What does not move a number (processes, language, folder) is left out. Files are named
    relative to the current folder, or by their name alone where they lie outside it.
    """
    words = ["resettle", "run", *(portable(reference) for reference in references)]
    words += ["--futures", str(replications), "--seed", str(seed), "--scale", scale]
    if parameters is not None:
        words += ["--parameters", parameters]
    if outside is not None:
        words += ["--outside", outside]
    if seeds_per_draw is not None:
        words += ["--seeds-per-draw", str(seeds_per_draw)]
    if not baseline:
        words.append("--no-baseline")
    if not advice:
        words.append("--no-advice")
    if check:
        words.append("--check")
    return shlex.join(words)


def portable(reference: str) -> str:
    """A file as it may be published: relative to the current folder, or by its name alone outside it."""
    path = Path(reference)
    if path.is_absolute():
        with contextlib.suppress(ValueError):
            return readable(path.relative_to(Path.cwd()).as_posix())
        return readable(path.name)
    return readable(path.name if ".." in path.parts else reference)


def portable_word(word: str) -> str:
    """A word of a command as it may be published, an option with a file behind it too."""
    name, equals, value = word.partition("=")
    if equals and name.startswith("-"):
        return f"{readable(name)}={portable(value)}"
    return portable(word)


def reference_of(scenario: Scenario) -> str:
    """How commands name a scenario: a bundled one by its name, a file by its path as it may be published."""
    own = scenario.chain[0]
    return bundled_name(own) or portable(own)


def versions() -> dict[str, str]:
    """Version of the project, of Python and of every package that may move a number."""
    numbers = {"resettle": __version__, "python": platform.python_version()}
    for package in PACKAGES:
        try:
            numbers[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            numbers[package] = "missing"
    return numbers


def git_state(root: Path) -> dict[str, Any] | None:
    """Commit of a checkout and whether it has been changed since.

    Returns:
        `{"commit": ..., "changed": ...}`, or `None` outside a checkout of this project or
        where git does not answer.
    """
    if not (root / ".git").exists() or not (root / "pyproject.toml").exists():
        return None
    commit = _git(root, ["rev-parse", "HEAD"])
    status = _git(root, ["status", "--porcelain"])
    if commit is None or status is None:
        return None
    return {"commit": commit.strip(), "changed": bool(status.strip())}


def _git(root: Path, words: Iterable[str]) -> str | None:
    environment = {**os.environ, "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}
    try:
        done = subprocess.run(
            ["git", "-C", str(root), *words],
            capture_output=True,
            text=True,
            errors="replace",
            timeout=10,
            check=True,
            env=environment,
            stdin=subprocess.DEVNULL,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout


def machine() -> dict[str, Any]:
    """The machine and how busy it was, without its name."""
    return {
        "system": platform.system(),
        "architecture": platform.machine(),
        "processor": _processor(),
        "cores": usable_cores(),
        "memory_gib": _memory_gib(),
        "load_average": _load_average(),
    }


def _processor() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:  # not Linux
        pass
    return platform.processor() or "unknown"


def _memory_gib() -> float | None:
    try:
        return round(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30, 1)
    except (AttributeError, ValueError, OSError):  # as on Windows
        return None


def _load_average() -> list[float] | None:
    try:
        return [round(load, 2) for load in os.getloadavg()]
    except (AttributeError, OSError):  # as on Windows
        return None
