"""A resolved scenario written out again as one file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from resettle.model.text import Text
from resettle.scenarios.types import SECTIONS, LeverSpec, SiteCondition, Target, Value, WindowSpec

if TYPE_CHECKING:
    from resettle.scenarios.scenario import Scenario


def dump_resolved(scenario: Scenario) -> str:
    """YAML of a resolved scenario with every source; reading it again gives the same digest."""
    written: str = yaml.dump(
        plain(scenario),
        Dumper=_Dumper,
        allow_unicode=True,
        sort_keys=False,
        width=110,
        default_flow_style=False,
    )
    return written


def plain(scenario: Scenario) -> dict[str, Any]:
    """The content of a scenario as mappings, lists, numbers and text."""
    period = scenario.period
    content: dict[str, Any] = {"resettle": 1, "name": scenario.name, "title": _text(scenario.title)}
    if scenario.description.en:
        content["description"] = _text(scenario.description)
    if scenario.document is not None:
        content["document"] = scenario.document
    content["period"] = {
        "base_year": period.base_year,
        "start": period.label(period.start),
        "end": period.label(period.end),
    }
    for section in SECTIONS:
        key = "values" if section == "series" else "value"
        content[section] = {name: _value(value, key) for name, value in getattr(scenario, section).items()}
    if scenario.levers:
        content["levers"] = {name: _lever(lever, scenario) for name, lever in scenario.levers.items()}
    if scenario.standards:
        content["standards"] = {
            name: [_condition(one) for one in conditions] for name, conditions in scenario.standards.items()
        }
    content["targets"] = {name: _target(target) for name, target in scenario.targets.items()}
    vary = scenario.uncertainty
    content["uncertainty"] = {"vary": vary if isinstance(vary, str) else list(vary)}
    return content


class _Dumper(yaml.SafeDumper):
    """Writes numbers and lists of numbers on one line and never an alias."""

    def ignore_aliases(self, data: Any) -> bool:
        """No aliases: strict files do not know them."""
        return True


def _sequence(dumper: _Dumper, data: list[Any]) -> yaml.Node:
    short = all(isinstance(item, (int, float, str)) for item in data)
    return dumper.represent_sequence("tag:yaml.org,2002:seq", data, flow_style=short)


_Dumper.add_representer(list, _sequence)


def _text(text: Text) -> dict[str, str]:
    return {"en": text.en, "zh": text.zh}


def _number(number: float) -> float | int:
    """Whole numbers as such, so that 12 and 12.0 are the same content."""
    return int(number) if number == int(number) and abs(number) < 1e15 else float(number)


def _value(value: Value, key: str = "value") -> dict[str, Any]:
    numbers: Any
    if isinstance(value.value, dict):
        numbers = {
            (int(name) if key == "values" else name): _number(one) for name, one in value.value.items()
        }
    else:
        numbers = _number(value.value)
    content: dict[str, Any] = {key: numbers, "unit": value.unit, "source": value.source.text}
    if value.range is not None:
        content["range"] = [_number(end) for end in value.range]
        if value.range_is != "bounds":
            content["range_is"] = value.range_is
    if value.note:
        content["note"] = value.note
    return content


def _lever(lever: LeverSpec, scenario: Scenario) -> dict[str, Any]:
    content: dict[str, Any] = {}
    if lever.stop is not None:
        content["stop_from"] = scenario.period.label(lever.stop)
    content["windows"] = [_window(window, scenario) for window in lever.windows]
    return content


def _window(window: WindowSpec, scenario: Scenario) -> dict[str, Any]:
    label = scenario.period.label
    content: dict[str, Any] = {"from": label(window.start), "to": label(window.end)}
    if window.eligibility:
        content["eligibility"] = list(window.eligibility)
    if window.priority:
        content["priority"] = list(window.priority)
    return content | {name: _value(value) for name, value in window.values.items()}


def _condition(condition: SiteCondition) -> dict[str, Any]:
    content: dict[str, Any] = {"indicator": condition.indicator, "direction": condition.direction}
    if condition.series is not None:
        content["series"] = condition.series
    return content | {"bound": _value(condition.bound)}


def _target(target: Target) -> dict[str, Any]:
    content: dict[str, Any] = {
        "title": _text(target.title),
        "indicator": target.indicator,
        "kind": target.kind,
        "direction": target.direction,
        "bound": _value(target.bound),
        "when": target.when,
    }
    if target.by is not None:
        content["by"] = target.by
    if target.series is not None:
        content["series"] = target.series
    if target.grace_months is not None:
        content["grace_months"] = _value(target.grace_months)
    return content
