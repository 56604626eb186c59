"""How an extra of this program is installed, in words that a shell takes."""

from __future__ import annotations

from pathlib import Path

import resettle


def install(extra: str) -> str:
    """The command that installs an extra; in a checkout it keeps what is imported in place."""
    root = Path(resettle.__file__).resolve().parents[2]
    if not (root / "pyproject.toml").is_file():
        return f"python -m pip install 'resettle[{extra}]'"
    place = "." if root == Path.cwd() else str(root)
    return f"python -m pip install -e '{place}[{extra}]'"
