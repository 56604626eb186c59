"""A resolved scenario written out again as one file."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import yaml

from resettle.model.text import Text
from resettle.scenarios.types import (
    EARNED,
    OUTCOME,
    SECTIONS,
    LeverSpec,
    SiteCondition,
    Target,
    Value,
    WindowSpec,
)

if TYPE_CHECKING:
    from resettle.scenarios.scenario import Scenario


WIDTH = 110
"""Columns of a line."""


def dump_resolved(scenario: Scenario) -> str:
    """YAML of a resolved scenario with every source; reading it again gives the same digest."""
    return written(plain(scenario))


def written(content: Any, margin: int = 0) -> str:
    """YAML of plain content, for lines that begin after a margin."""
    text: str = yaml.dump(
        content,
        Dumper=_Dumper,
        allow_unicode=True,
        sort_keys=False,
        width=WIDTH - margin,
        default_flow_style=False,
    )
    return text


def plain(scenario: Scenario) -> dict[str, Any]:
    """The content of a scenario as mappings, lists, numbers and text."""
    period = scenario.period
    months = {"start": period.label(period.start), "end": period.label(period.end)}
    vary = scenario.uncertainty
    sections = {
        section: {
            name: value_content(value, "values" if section == "series" else "value")
            for name, value in getattr(scenario, section).items()
        }
        for section in SECTIONS
    }
    standards = {name: [_condition(one) for one in every] for name, every in scenario.standards.items()}
    return {
        "resettle": 1,
        "name": scenario.name,
        "title": asdict(scenario.title),
        **_given(
            description=asdict(scenario.description) if scenario.description.en else None,
            document=scenario.document,
        ),
        "period": {"base_year": period.base_year, **months},
        **_given(
            household_types=None
            if scenario.household_types is None
            else [list(row) for row in scenario.household_types.rows]
        ),
        **sections,
        **_given(
            levers={name: _lever(lever, scenario) for name, lever in scenario.levers.items()},
            standards=standards,
        ),
        "targets": {name: _target(target) for name, target in scenario.targets.items()},
        "uncertainty": {"vary": vary if isinstance(vary, str) else list(vary)},
    }


def _given(**content: Any) -> dict[str, Any]:
    """What is there of some content."""
    return {key: item for key, item in content.items() if item not in (None, "", (), [], {})}


class _Dumper(yaml.SafeDumper):
    """Writes numbers and lists of numbers on one line and never an alias."""

    def ignore_aliases(self, data: Any) -> bool:
        """No aliases: strict files do not know them."""
        return True


def _sequence(dumper: _Dumper, data: list[Any]) -> yaml.Node:
    short = all(isinstance(item, (int, float, str)) for item in data)
    return dumper.represent_sequence("tag:yaml.org,2002:seq", data, flow_style=short)


_Dumper.add_representer(list, _sequence)


def _number(number: float) -> float | int:
    """Whole numbers as such, so that 12 and 12.0 are the same content."""
    return int(number) if number == int(number) and abs(number) < 1e15 else float(number)


def value_content(value: Value, key: str = "value") -> dict[str, Any]:
    """A value as it is written, its numbers under a key."""
    numbers: Any
    if isinstance(value.value, dict):
        numbers = {
            (int(name) if key == "values" else name): _number(one) for name, one in value.value.items()
        }
    else:
        numbers = _number(value.value)
    return {key: numbers, "unit": value.unit, "source": value.source.text} | _given(
        range=[_number(end) for end in value.range or ()],
        range_is=value.range_is if value.range is not None and value.range_is != "bounds" else None,
        published_to=value.published_to,
        note=_note(value.note),
    )


def _note(note: Text) -> str | dict[str, str]:
    """A note as it is written: the same words in both languages stand once."""
    return note.en if note.en == note.zh else asdict(note)


def _lever(lever: LeverSpec, scenario: Scenario) -> dict[str, Any]:
    stop = None if lever.stop is None else scenario.period.label(lever.stop)
    return _given(status=lever.status, stop_from=stop) | {
        "windows": [_window(window, scenario) for window in lever.windows]
    }


def _window(window: WindowSpec, scenario: Scenario) -> dict[str, Any]:
    label = scenario.period.label
    return {
        "from": label(window.start),
        "to": label(window.end),
        **_given(eligibility=list(window.eligibility), priority=list(window.priority)),
        **{name: value_content(value) for name, value in window.values.items()},
    }


def _condition(condition: SiteCondition) -> dict[str, Any]:
    return {
        "indicator": condition.indicator,
        "direction": condition.direction,
        **_given(series=condition.series),
        "bound": value_content(condition.bound),
    }


def _target(target: Target) -> dict[str, Any]:
    grace = target.grace_months
    return {
        "title": asdict(target.title),
        **_given(role=target.role if target.role != OUTCOME else None),
        "indicator": target.concept or target.indicator,
        **_given(reading=target.reading, counts=target.counts if target.counts != EARNED else None),
        "kind": target.kind,
        "direction": target.direction,
        "bound": value_content(target.bound),
        "when": target.when,
        **_given(
            by=target.by, series=target.series, grace_months=None if grace is None else value_content(grace)
        ),
    }
