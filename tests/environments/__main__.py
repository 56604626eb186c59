"""The command where little is given: `python -m tests.environments`.

An ordinary user whom the system does not know, without a home, in a checkout that it can only read, in the C
locale. Nothing is compiled, so that it takes seconds. Prints what it looked at, and ends with 1 if something
is not as it should be. Who is root becomes somebody else for it; anybody else stays who they are.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

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


def called(words: Sequence[str], folder: Path, **more: str) -> tuple[int, bytes]:
    """Exit code of a command, and what it printed."""
    command = [*as_stranger(), sys.executable, "-m", "resettle", *words]
    done = subprocess.run(
        command, cwd=folder, env=bare(folder, **more), capture_output=True, check=False, timeout=300
    )
    return done.returncode, done.stdout + done.stderr


def wrong(folder: Path) -> list[str]:
    """What is not as it should be."""
    found: list[str] = []

    def expect(what: str, holds: bool, told: bytes) -> None:
        print(f"{'as it should be' if holds else 'WRONG'}: {what}")
        if not holds:
            found.append(f"{what}:\n{told.decode(errors='replace')[-2000:]}")

    for words in (["list"], ["show", "hanyin"], ["validate", "hanyin"], ["schema"]):
        code, told = called(words, folder, RESETTLE_CACHE_DIR=str(folder / "untouched"))
        untouched = not (folder / "untouched").exists()
        expect(
            f"resettle {' '.join(words)} needs no cache",
            code == 0 and b"Traceback" not in told and untouched,
            told,
        )
    code, told = called(["list"], folder, PYTHONIOENCODING="gbk", LANG="zh_CN.GBK", LC_ALL="zh_CN.GBK")
    expect("a stream of GBK carries Chinese", code == 0 and "汉阴".encode("gbk") in told, told)
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
