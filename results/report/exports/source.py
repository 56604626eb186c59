"""What every export says of its making: what made it, when, of which scenarios, by which command."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from resettle.results.text.labels import Text, join, say

SHORT = 16
"""Digits of a digest where there is no room for all: as many as tell any two contents apart."""


def source_lines(made: Mapping[str, Any], digits: int | None = None) -> list[Text]:
    """What made an export, the scenarios with their digests, and the command.

    Args:
        made: The manifest.
        digits: Digits of a digest that are told; all if missing.
    """
    version, date = made.get("versions", {}).get("resettle", ""), str(made.get("created", ""))[:10]
    lines = [say("export_source", version=version, date=date)]
    scenarios = list(_scenarios(made, digits))
    if scenarios:
        lines.append(say("export_scenarios", scenarios=join(scenarios, "; ", "；")))
    return [*lines, say("export_command", command=str(made.get("command", "")))]


def _scenarios(made: Mapping[str, Any], digits: int | None) -> Iterator[Text]:
    for one in made.get("scenarios", ()):
        yield say("export_scenario", name=one["name"], digest=one["digest"][:digits])
