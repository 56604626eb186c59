"""Docstrings as the reference shows them: classes by their public names, and code between fences as code."""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx

import resettle

PUBLIC = ("Answer", "Model")
"""Classes that are called otherwise at home: autodoc would show no more than that."""


def fenced(app: Sphinx, what: str, name: str, thing: object, options: Any, lines: list[str]) -> None:
    """Make blocks of code of what stands between fences."""
    found: list[str] = []
    inside = False
    for line in lines:
        if line.strip().startswith("```"):
            inside = not inside
            found += ["", ".. code-block:: python", ""] if inside else [""]
        else:
            found.append(f"    {line}" if inside else line)
    lines[:] = found


def setup(app: Sphinx) -> dict[str, bool]:
    """What Sphinx calls."""
    for name in PUBLIC:
        getattr(resettle, name).__name__ = name
    app.connect("autodoc-process-docstring", fenced, priority=400)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
