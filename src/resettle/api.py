"""The public names of `resettle` that are functions of their own: what programs of others may rely on."""

from __future__ import annotations

from resettle import scenarios


def bundled() -> tuple[str, ...]:
    """Names of the scenarios that come with the program and can be run, in alphabetical order.

    >>> "guizhou" in bundled()
    True
    """
    return tuple(name for name in scenarios.bundled() if not scenarios.is_abstract(name))
