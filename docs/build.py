"""Build the documentation site in both languages: `python docs/build.py [FOLDER]`, or `make docs`.

The folder, `build/docs` unless named, is made anew; `index.html` in it is where to begin.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

DOCS = Path(__file__).resolve().parent
LANGUAGES = ("en", "zh")


def build(folder: Path) -> int:
    """Build both sites side by side into a folder; the exit code is that of the worse."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    trees = folder.with_name(f"{folder.name}-doctrees")
    builds = [subprocess.Popen(_command(lang, folder / lang, trees / lang)) for lang in LANGUAGES]
    worst = max(one.wait() for one in builds)
    shutil.rmtree(trees, ignore_errors=True)
    shutil.copy(DOCS / "site" / "choose.html", folder / "index.html")
    return worst


def _command(lang: str, folder: Path, trees: Path) -> list[str]:
    strict = ["-q", "-W", "--keep-going"]
    return [sys.executable, "-m", "sphinx", *strict, "-t", lang, "-d", str(trees), str(DOCS), str(folder)]


if __name__ == "__main__":
    target = Path(sys.argv[1] if len(sys.argv) > 1 else DOCS.parent / "build" / "docs")
    code = build(target)
    print(f"{'Built' if code == 0 else 'Built with faults'}: {target / 'index.html'}")
    sys.exit(code)
