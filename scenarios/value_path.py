"""Paths of a scenario's numbers as they are written.

A path is written as in a scenario file, with dots: `parameters.slack`, `series.local_wage`, one part of a
mapping as `parameters.taste.in_province`, `levers.training_subsidy.seats`. Brackets name one window of
a lever by a month, `levers.training_subsidy[2023-01].seats`, or one condition of a standard by its number,
`standards.demonstration[0].bound`. Fitted behaviour is `behaviour.<name>`.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_BRACKETS = re.compile(r"\[([^\]]*)\]")
_LEVER = re.compile(r"levers\.(\w+)(?:\[([^\]]*)\])?\.(\w+)")


def undated(path: str) -> str:
    """The path without brackets; under it a value is drawn, a lever's setting once for all its windows."""
    return _BRACKETS.sub("", path)


def bracket(path: str) -> str | None:
    """What stands in the first brackets of a path: a month or a number; `None` if it has none."""
    match = _BRACKETS.search(path)
    return None if match is None else match[1]


class LeverPath(NamedTuple):
    """A setting or the budget of a lever, from some month on.

    Attributes:
        lever: Name of the lever.
        month: What stands in brackets, a month `YYYY-MM` if it is as it should be; `None` without brackets.
        setting: Name of the setting, or `budget`.
    """

    lever: str
    month: str | None
    setting: str

    @property
    def undated(self) -> str:
        """The path without its month."""
        return f"levers.{self.lever}.{self.setting}"

    @classmethod
    def of(cls, path: str) -> LeverPath | None:
        """The parts of a path; `None` if it leads to no setting of a lever."""
        match = _LEVER.fullmatch(path)
        return None if match is None else cls(match[1], match[2], match[3])
