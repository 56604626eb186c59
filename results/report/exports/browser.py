"""A browser of this machine that prints pages: Chromium, Chrome or Edge, without a window."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from resettle.model.text import both
from resettle.results.report.export import ExportError

NAMES = (
    *("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"),
    *("microsoft-edge", "microsoft-edge-stable", "msedge"),
)
"""What it may be called on the path."""

MAC = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)
WINDOWS = (
    r"Google\Chrome\Application\chrome.exe",
    r"Microsoft\Edge\Application\msedge.exe",
    r"Chromium\Application\chrome.exe",
)
"""Below the folders of programs."""

WAIT_MS = 30_000
"""Virtual time that a page gets to draw its charts: it ends at once when nothing is left to do."""

LONGEST = 300
"""Seconds after which a browser is taken to hang."""


def browser() -> str | None:
    """The program, or nothing if there is none; `BROWSER_PATH` names one."""
    named = os.environ.get("BROWSER_PATH")
    if named:
        return shutil.which(named)
    found = next(filter(None, map(shutil.which, NAMES)), None)
    return found or next((str(place) for place in _places() if place.is_file()), None)


def _places() -> list[Path]:
    if sys.platform == "darwin":
        return [Path(place) for place in MAC]
    roots = [os.environ.get(name) for name in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")]
    return [Path(root, place) for root in roots if root for place in WINDOWS]


def printed(page: str) -> bytes:
    """A page as PDF.

    Args:
        page: The page, one HTML text that needs no other file.

    Raises:
        ExportError: If the browser prints nothing.
    """
    program = browser()
    if program is None:
        raise ExportError(both("there is no browser to print with", "没有可用于打印的浏览器"))
    with tempfile.TemporaryDirectory(prefix="resettle-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        source, target = folder / "page.html", folder / "page.pdf"
        source.write_text(page, encoding="utf-8")
        words = [
            *(program, "--headless", "--disable-gpu", "--hide-scrollbars", "--no-first-run"),
            *("--no-pdf-header-footer", "--run-all-compositor-stages-before-draw", "--disable-extensions"),
            *(f"--virtual-time-budget={WAIT_MS}", f"--user-data-dir={folder / 'profile'}"),
            *(f"--print-to-pdf={target}", source.as_uri()),
        ]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            words.insert(1, "--no-sandbox")  # Chromium refuses root otherwise
        try:
            done = subprocess.run(
                words, capture_output=True, timeout=LONGEST, check=False, stdin=subprocess.DEVNULL
            )
            told = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:] or [str(done.returncode)]
        except (OSError, subprocess.SubprocessError) as error:
            told = str(error).splitlines()[:1]
        if target.is_file() and target.stat().st_size:
            return target.read_bytes()
    raise ExportError(
        both(
            "the browser {program} printed no page: {why}",
            "浏览器{program}未能打印页面：{why}",
            program=Path(program).name,
            why="".join(told),
        )
    )


def pages(document: bytes) -> int:
    """Pages of a PDF that a browser printed."""
    return len(re.findall(rb"/Type\s*/Page\b", document))
