"""What the tables of numbers call their columns and what stands in them, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from resettle.model.channels import LABELS as CHANNELS
from resettle.model.indicators import INDICATORS
from resettle.model.levers import LEVERS
from resettle.results.report.reading_names import reading_label
from resettle.results.text.labels import Text, join, labels, say
from resettle.results.text.names import channel_label, indicator_label, lever_label
from resettle.results.text.numbers import unit_text
from resettle.scenarios.catalogue import lever_classes, setting_field
from resettle.scenarios.posterior import shipped
from resettle.scenarios.settable import BEHAVIOUR, part_label
from resettle.scenarios.types import SECTIONS
from resettle.scenarios.value_path import LeverPath

Titles = Mapping[str, Text]
"""Titles of targets by their names."""


def titles_of(made: Mapping[str, Any]) -> Titles:
    """Titles of the targets that an answer is about, from its manifest."""
    return {name: Text(one["en"], one["zh"]) for name, one in made.get("targets", {}).items()}


ENDS = ("low", "high")
OF_TARGETS = ("figure", "met", "earned", "strict", "strict_met", "missed")
"""What stands before the name of a target in the name of a column."""

STATISTICS = ("mean", "low", "high", "probability", "without")
"""What stands after the name of a figure, with a point between."""


def frame_label(name: str) -> Text | None:
    """What a table of numbers holds, in a few words; nothing if it has only its name."""
    return labels().get(f"frame:{name}")


def column_label(name: str, titles: Titles, frame: str = "") -> Text | None:
    """What a column of a table of numbers is called; nothing if it has only its name.

    Args:
        name: Its name.
        titles: Titles of targets.
        frame: Name of the table: those of months and of settlements hold indicators, others have measures.
    """
    if frame in ("monthly", "settlements") and name in INDICATORS:
        return indicator_label(name)
    known = labels().get(f"column:{name}") or labels().get(f"measure_{name}")
    if known is not None:
        return known
    if name in INDICATORS:
        return indicator_label(name)
    bare, _, end = name.rpartition("_")
    if end in ENDS:
        of = column_label(bare, titles)
        return None if of is None else say(f"name_{end}", name=of)
    return _of_something(name, titles)


def _of_something(name: str, titles: Titles) -> Text | None:
    """The label of a column that is named after a target, an indicator, a lever, a year or a path."""
    kind, _, of = name.partition(".")
    if kind in OF_TARGETS and of in titles:
        return say(f"name_{kind}", name=titles[of])
    if kind == "last_year" and of in INDICATORS:
        return say("name_last_year", name=indicator_label(of))
    if kind == "spent" and of in LEVERS:
        return say("name_spent", name=lever_label(of))
    if kind == "spent_year":
        return say("name_spent_year", year=of)
    if kind == "lever_year":
        lever, _, year = of.rpartition("_")
        return say("name_lever_year", name=lever_label(lever), year=year)
    if kind == "times" and of in LEVERS:
        return say("name_times", name=lever_label(of))
    bare, _, last = name.rpartition(".")
    if last in STATISTICS:
        told = titles.get(bare) or column_label(bare, titles)
        return None if told is None else say(f"name_{last}", name=told)
    return _of_path(name)


def _of_path(path: str) -> Text | None:
    setting = LeverPath.of(path)
    if setting is not None and setting.lever in LEVERS:
        known = (*lever_classes()[setting.lever].settings, "budget")
        if setting.setting in known:
            own = setting_field(setting.lever, setting.setting).text
            return say("setting_of_lever", lever=lever_label(setting.lever), setting=own)
    section, _, name = path.partition(".")
    if section == BEHAVIOUR:
        return _of_behaviour(name)
    field = SECTIONS.get(section, {}).get(name)
    return None if field is None else field.text


def _of_behaviour(name: str) -> Text | None:
    """What a column of the fit that comes with the program changes."""
    posterior = shipped()
    adjusted = {one.name: one for one in posterior.adjustments} if posterior is not None else {}
    one = adjusted.get(name)
    return None if one is None else part_label(SECTIONS[one.section][one.value_name], one.key)


def value_label(column: str, value: str, titles: Titles, frame: str = "") -> Text | None:
    """What a text of a table of numbers stands for; nothing if it stands for itself."""
    known = labels().get(f"code:{frame}:{column}:{value}") or labels().get(f"code:{column}:{value}")
    if known is not None or not value:
        return known
    if column in ("target", "measure", "outcome", "column"):
        return titles.get(value) or labels().get(f"outcome_{value}") or column_label(value, titles)
    if column in ("lever", "levers"):
        names = value.split(", ")
        told = [lever_label(one) for one in names if one in LEVERS]
        return Text(", ".join(one.en for one in told), "、".join(one.zh for one in told)) if told else None
    if column in ("before", "after"):
        return channel_label(value) if value in CHANNELS else None
    if column in ("path", "input", "prior"):
        return _of_path(value)
    if column == "mix":
        aims = [labels()[f"optimise_aim_{aim}"] for aim in value.split("+")]
        return join(aims, " = ", "兼")
    if column == "unit":
        return unit_text(value)
    if column == "reading":
        return labels().get(f"outcome_{value}") or _reading(value)
    return labels().get(f"{column}_{value}") if column in ("work", "status", "reason") else None


def _reading(value: str) -> Text:
    """A reading, with what it counts where that is something else than the target's own."""
    read, way = reading_label(value), value.partition(":")[2]
    counted = labels().get(f"work_{way}") or labels().get(f"concept_{way}")
    if not way:
        return read
    return say("reading_of_work", reading=read, work=counted or column_label(way, {}) or Text(way, way))
