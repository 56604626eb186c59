"""The command where little is given: `python -m tests.environments`.

An ordinary user whom the system does not know, without a home, in a checkout that it can only read, in the C
locale. Nothing is compiled, so that it takes seconds. Prints what it looked at, and ends with 1 if something
is not as it should be. Who is root becomes somebody else for it; anybody else stays who they are.
"""

from __future__ import annotations

import contextlib
import os
import pty
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from rich.cells import cell_len

from tests.conftest import ROOT

STRANGER = 54_321


def as_stranger() -> list[str]:
    """Words before a command by which root becomes an ordinary user; nothing if it cannot, or is none.

    The right to read stays: interpreters may lie in the home of root.
    """
    if os.geteuid() != 0:
        return []
    if shutil.which("setpriv") is None:
        print("no setpriv here: everything below is looked at as root")
        return []
    some = "-all,+dac_read_search"
    who = [f"--reuid={STRANGER}", f"--regid={STRANGER}", "--clear-groups"]
    return ["setpriv", *who, f"--inh-caps={some}", f"--ambient-caps={some}", f"--bounding-set={some}"]


def bare(folder: Path, **more: str) -> dict[str, str]:
    """No home, no language, and temporary files of its own."""
    plain = {
        "PATH": os.environ["PATH"],
        "LC_ALL": "C",
        "PYTHONPATH": str(ROOT / "src"),
        "TMPDIR": str(folder),
    }
    return {**plain, "PYTHONDONTWRITEBYTECODE": "1", **more}


def called(
    words: Sequence[str], folder: Path, *, by: Sequence[str] = ("-m", "resettle"), **more: str
) -> tuple[int, bytes]:
    """Exit code of a command, and what it printed."""
    command = [*as_stranger(), sys.executable, *by, *words]
    done = subprocess.run(
        command, cwd=folder, env=bare(folder, **more), capture_output=True, check=False, timeout=300
    )
    return done.returncode, done.stdout + done.stderr


def on_terminal(code: str, folder: Path, columns: int) -> list[str]:
    """Lines that Python prints on a terminal of so many columns."""
    ours, theirs = pty.openpty()
    words = [*as_stranger(), sys.executable, "-c", code]
    more = {"COLUMNS": str(columns), "TERM": "xterm", "LC_ALL": "C.UTF-8"}
    with subprocess.Popen(words, cwd=ROOT, env=bare(folder, **more), stdout=theirs, stderr=theirs):
        os.close(theirs)
        printed = b""
        with contextlib.suppress(OSError), open(ours, "rb", buffering=0) as terminal:
            while piece := terminal.read(4096):  # ends when nobody writes any more
                printed += piece
    return re.sub("\x1b\\[[0-9;?]*[a-zA-Z]", "", printed.decode()).splitlines()


ANSWER = """
from pathlib import Path
from resettle.results.report.terminal import print_answer
from tests.golden_pages import answer_of_a_plan
answer = answer_of_a_plan()
for lang in ("en", "zh"):
    print_answer(answer, Path("out/report.html"), lang)
"""
"""Prints a plan with tables of figures."""

PLACES = """
import tempfile
from resettle.model import kernel_cache
print(*kernel_cache.places(), kernel_cache.folder(), oct(kernel_cache.folder().stat().st_mode), sep="\\n")
"""


def wrong(folder: Path) -> list[str]:
    """What is not as it should be."""
    found: list[str] = []

    def expect(what: str, holds: bool, told: bytes) -> None:
        print(f"{'as it should be' if holds else 'WRONG'}: {what}")
        if not holds:
            found.append(f"{what}:\n{told.decode(errors='replace')[-2000:]}")

    cache = {"RESETTLE_CACHE_DIR": str(folder / "untouched")}
    for words, place in (
        *((words, {}) for words in (["list"], ["show", "hanyin"], ["validate", "hanyin"])),
        (["validate", "hanyin"], cache),
    ):
        code, told = called(words, folder, **place)
        right = code == 0 and b"Traceback" not in told and not any(folder.iterdir())
        where = " with RESETTLE_CACHE_DIR" if place else ""
        expect(f"resettle {' '.join(words)}{where} needs no cache", right, told)
    code, told = called([PLACES], folder, by=("-c",))
    (own,) = folder.glob("resettle-kernels-*")
    right = told.decode().split() == [str(own), str(own), "0o40700"]
    expect("without a home kernels go to a folder of the user's own", code == 0 and right, told)
    code, told = called(["list"], folder, PYTHONIOENCODING="gbk", LANG="zh_CN.GBK", LC_ALL="zh_CN.GBK")
    expect("a stream of GBK carries Chinese", code == 0 and "汉阴".encode("gbk") in told, told)
    table = folder / "table.xlsx"
    closed = ("-c", "import os; os.umask(0o077); from resettle.cli import main; main()")
    code, told = called(["new", "--blank", str(table)], folder, by=closed, TZ="Pacific/Kiritimati")
    private = table.is_file() and table.stat().st_mode & 0o777 == 0o600
    expect(
        "with umask 077, at the other end of the world, files are closed to others",
        code == 0 and private,
        told,
    )
    lines = on_terminal(ANSWER, folder, 50)
    wide = [line for line in lines if cell_len(line) > 50]
    figures = sum("7.8–10.4" in line for line in lines)
    right = not wide and figures >= 4
    expect("at 50 columns no line is wider, no figure cut", right, "\n".join(wide or lines).encode())
    return found


def main() -> None:
    """Look at all of it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        home = folder / "here"
        home.mkdir()
        if as_stranger():
            os.chown(home, STRANGER, STRANGER)
        found = wrong(home)
    sys.exit("\n".join(found) if found else 0)


if __name__ == "__main__":
    main()
