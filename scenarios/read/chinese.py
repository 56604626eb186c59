"""Names in Chinese: levers, their settings, values and indicators may be written by their labels."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import cache

from resettle.model.fields import Field
from resettle.model.indicators import INDICATORS
from resettle.model.text import both
from resettle.scenarios.catalogue import budget_field, lever_classes
from resettle.scenarios.problems import Problems, shown
from resettle.scenarios.read.strict_yaml import MappingNode

CONCEPTS = {
    "employment_rate": "就业率",
    "zero_employment": "零就业家庭",
    "one_employed": "一户一人就业",
    "off_farm_rate": "非农就业率",
}
"""What targets name of work, and what it is called in Chinese."""


@cache
def lever_labels() -> dict[str, str]:
    """Chinese labels of levers by name."""
    return {name: lever.zh for name, lever in lever_classes().items()}


@cache
def setting_labels(lever: str) -> dict[str, str]:
    """Chinese labels of the settings of a lever by name."""
    settings = {name: spec.zh for name, spec in lever_classes()[lever].settings.items()}
    return {**settings, "budget": budget_field().zh}


def field_labels(fields: Mapping[str, Field]) -> dict[str, str]:
    """Chinese labels of values by name."""
    return {name: spec.zh for name, spec in fields.items()}


def indicator_labels(names: Iterable[str]) -> dict[str, str]:
    """Chinese labels of what a target may judge, by name."""
    return {name: CONCEPTS.get(name) or INDICATORS[name].zh for name in names}


def english(written: str, labels: Mapping[str, str], allowed: Collection[str] = ()) -> str:
    """The name that a label stands for; anything else as it is written."""
    if written in allowed:
        return written
    return next((name for name, label in labels.items() if label == written), written)


def renamed(holder: MappingNode, labels: Mapping[str, str], problems: Problems) -> MappingNode:
    """A mapping whose keys in Chinese stand under their names."""
    known = set(labels.values())
    if not any(key in known for key in holder.items):
        return holder
    made = MappingNode(holder.where)
    for key, node in holder.items.items():
        name = english(key, labels, labels)
        if name in made.items:
            twice = both(
                "{key} is {name}, which stands here already",
                "{key}即{name}，已写过一次",
                key=shown(key),
                name=name,
            )
            problems.add(holder.locations[key], twice)
            continue
        made.items[name] = node
        made.locations[name] = holder.locations[key]
    return made
