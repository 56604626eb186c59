"""Pages whose commands are run: `console` blocks hold commands behind `$ ` and lines that they print."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.conftest import ROOT, environment

Step = tuple[str, list[str]]


def steps(page: str) -> list[list[Step]]:
    """Commands of a page with the lines shown, by section; sections without commands are left out."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    found = []
    for section in text.split("\n## "):
        own: list[Step] = []
        for block in re.findall(r"^```console\n(.*?)^```", section, re.MULTILINE | re.DOTALL):
            for line in block.splitlines():
                if line.startswith("$ "):
                    own.append((line[2:], []))
                else:
                    own[-1][1].append(line)
        if own:
            found.append(own)
    return found


def files(page: str) -> dict[str, str]:
    """Files that a page tells the reader to save, by name."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    found = re.findall(r"`([\w-]+\.yaml)`[^\n]*\n\n```yaml\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    return dict(found)


def run(command: str, lang: str, folder: Path, quick: Mapping[str, Sequence[str]]) -> str:
    """What a command of a page prints; `quick` says what is added to which command of `resettle`."""
    program, *words = command.split()
    if program == "python":
        line = [sys.executable, *words]
    else:
        line = [sys.executable, "-m", program, *words, *quick.get(words[0], ()), "--lang", lang]
    done = subprocess.run(
        line,
        check=False,
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def missing(shown: list[str], printed: str) -> list[str]:
    """Lines shown that are not printed in their order; `…` stands for anything."""
    left = iter(printed.splitlines())
    wanted = [line for line in shown if line != "…"]
    patterns = [re.compile(".*".join(map(re.escape, line.split("…")))) for line in wanted]
    return [
        line
        for line, pattern in zip(wanted, patterns, strict=True)
        if not any(pattern.fullmatch(one.rstrip()) for one in left)
    ]
