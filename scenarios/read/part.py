"""One file by itself: everything that can be checked without the files it extends."""

from __future__ import annotations

from dataclasses import dataclass, field

from resettle.model.text import Text
from resettle.scenarios.catalogue import lever_classes
from resettle.scenarios.problems import Problems, Where, hint, shown
from resettle.scenarios.read.levers import LeverPart, read_lever
from resettle.scenarios.read.scalars import (
    bilingual,
    boolean,
    check_keys,
    choice,
    mapping,
    month,
    text,
    unknown,
    whole,
)
from resettle.scenarios.read.standards import StandardPart, read_standards
from resettle.scenarios.read.strict_yaml import ListNode, MappingNode, Node
from resettle.scenarios.read.values import read_series, read_value
from resettle.scenarios.sources.registers import documents
from resettle.scenarios.types import NAME, NAME_RULE, SECTIONS, Value

VERSION = 1
TOP = (
    "resettle", "name", "title", "description", "document", "abstract", "extends", "period",
    "population", "initial", "parameters", "series", "levers", "standards", "targets", "uncertainty",
)  # fmt: skip
"""Keys at the top of a file, in the order in which they are written."""

PERIOD = ("base_year", "start", "end")
TARGET_KEYS = ("title", "indicator", "kind", "direction", "bound", "when", "by", "series", "grace_months")
FIRST_YEAR, LAST_YEAR, MOST_YEARS = 1990, 2100, 30


@dataclass(frozen=True)
class Placed:
    """A number and where it stands."""

    value: int
    where: Where


@dataclass
class FilePart:
    """What one file states; `bad` holds the paths that are stated but wrong."""

    where: Where
    name: str = ""
    title: Text | None = None
    description: Text | None = None
    document: str | None = None
    abstract: bool = False
    extends: tuple[str, Where] | None = None
    period: dict[str, Placed] = field(default_factory=dict)
    values: dict[str, Value] = field(default_factory=dict)
    levers: dict[str, LeverPart] = field(default_factory=dict)
    standards: dict[str, StandardPart] = field(default_factory=dict)
    targets: dict[str, MappingNode] = field(default_factory=dict)
    vary: str | tuple[tuple[str, Where], ...] | None = None
    locations: dict[str, Where] = field(default_factory=dict)
    bad: set[str] = field(default_factory=set)


def read_part(top: MappingNode, problems: Problems, stem: str | None = None) -> FilePart:
    """Reads a file's mapping.

    Args:
        top: The mapping at the top of the file.
        problems: Collects what is wrong.
        stem: Name the scenario must have, for a bundled file.

    Returns:
        What could be read.
    """
    part = FilePart(top.where, locations=dict(top.locations))
    check_keys(top, "key", TOP, problems)
    _version(top, problems)
    _head(part, top, stem, problems)
    items = top.items
    if "extends" in items:
        reference = text(items["extends"], "extends", problems, limit=1000)
        if reference is None:
            part.bad.add("extends")
        else:
            part.extends = (reference, items["extends"].where)
    if "period" in items:
        _period(part, items["period"], problems)
    for section in SECTIONS:
        if section in items:
            _section(part, section, items[section], problems)
    if "levers" in items:
        _levers(part, items["levers"], problems)
    if "standards" in items:
        part.standards, bad = read_standards(items["standards"], problems)
        part.bad |= bad
    if "targets" in items:
        _targets(part, items["targets"], problems)
    if "uncertainty" in items:
        _uncertainty(part, items["uncertainty"], problems)
    return part


def _version(top: MappingNode, problems: Problems) -> None:
    if "resettle" not in top.items:
        problems.add(top.where, f"has no version; a scenario file starts with 'resettle: {VERSION}'")
        return
    version = whole(top.items["resettle"], "resettle", problems)
    if version is not None and version != VERSION:
        problems.add(
            top.items["resettle"].where,
            f"version {version} of the scenario format is not known; this program reads version {VERSION}",
        )


def _head(part: FilePart, top: MappingNode, stem: str | None, problems: Problems) -> None:
    """Name, title, description, document, abstract: each file's own, never inherited."""
    items = top.items
    if "name" not in items:
        problems.add(top.where, "has no 'name'")
    else:
        name = text(items["name"], "name", problems)
        if name is not None and not NAME.fullmatch(name):
            problems.add(
                items["name"].where,
                f"name is {shown(name)}; {NAME_RULE}",
            )
        elif name is not None and stem is not None and name != stem:
            problems.add(items["name"].where, f"name is {shown(name)} but the file is called {shown(stem)}")
        part.name = name or ""
    if "abstract" in items:
        part.abstract = bool(boolean(items["abstract"], "abstract", problems))
    if "title" in items:
        part.title = bilingual(items["title"], "title", problems)
    else:
        problems.add(top.where, "has no 'title'; write title: {en: ..., zh: ...}")
    if "description" in items:
        part.description = bilingual(items["description"], "description", problems)
    if "document" in items:
        document = text(items["document"], "document", problems)
        if document is not None and document not in documents():
            unknown(document, items["document"].where, "document", list(documents()), problems)
        else:
            part.document = document


def _period(part: FilePart, node: Node, problems: Problems) -> None:
    holder = mapping(node, "period", problems)
    if holder is None:
        part.bad.add("period")
        return
    check_keys(holder, "key of period", PERIOD, problems)
    for key in PERIOD:
        if key not in holder.items:
            continue
        item = holder.items[key]
        read = whole if key == "base_year" else month
        value = read(item, f"period.{key}", problems)
        if (
            value is not None
            and not FIRST_YEAR <= (value if key == "base_year" else value // 12) <= LAST_YEAR
        ):
            problems.add(item.where, f"period.{key} must lie between {FIRST_YEAR} and {LAST_YEAR}")
            value = None
        if value is None:
            part.bad.add(f"period.{key}")
        else:
            part.period[key] = Placed(value, item.where)


def _section(part: FilePart, section: str, node: Node, problems: Problems) -> None:
    holder = mapping(node, section, problems)
    if holder is None:
        part.bad.add(section)
        return
    fields = SECTIONS[section]
    read = read_series if section == "series" else read_value
    for key, item in holder.items.items():
        path = f"{section}.{key}"
        if key not in fields:
            elsewhere = next((other for other, names in SECTIONS.items() if key in names), None)
            if elsewhere is not None:
                problems.add(holder.locations[key], f"{shown(key)} belongs into the section '{elsewhere}'")
            else:
                unknown(key, holder.locations[key], f"name in {section}:", list(fields), problems)
            continue
        value = read(item, path, fields[key], problems)
        if value is None:
            part.bad.add(path)
        else:
            part.values[path] = value


def _levers(part: FilePart, node: Node, problems: Problems) -> None:
    holder = mapping(node, "levers", problems)
    if holder is None:
        part.bad.add("levers")
        return
    for key, item in holder.items.items():
        if key not in lever_classes():
            unknown(key, holder.locations[key], "lever", list(lever_classes()), problems)
            continue
        lever = read_lever(key, item, holder.locations[key], problems)
        if lever is None:
            part.bad.add(f"levers.{key}")
        else:
            part.levers[key] = lever


def _targets(part: FilePart, node: Node, problems: Problems) -> None:
    holder = mapping(node, "targets", problems)
    if holder is None:
        part.bad.add("targets")
        return
    for key, item in holder.items.items():
        if not NAME.fullmatch(key):
            problems.add(
                holder.locations[key], f"{shown(key)} is no name for a target; use letters, digits and '_'"
            )
            continue
        target = mapping(item, f"targets.{key}", problems)
        if target is not None:
            check_keys(target, f"key of targets.{key}", TARGET_KEYS, problems)
            part.targets[key] = target
        else:
            part.bad.add(f"targets.{key}")


def _uncertainty(part: FilePart, node: Node, problems: Problems) -> None:
    holder = mapping(node, "uncertainty", problems)
    if holder is None:
        return
    check_keys(holder, "key of uncertainty", ("vary",), problems)
    vary = holder.items.get("vary")
    if vary is None:
        problems.add(holder.where, "uncertainty has no 'vary'; write assumed, none, or a list of paths")
        return
    if isinstance(vary, MappingNode):
        problems.add(vary.where, "uncertainty.vary is a mapping; write assumed, none, or a list of paths")
        return
    if not isinstance(vary, ListNode):
        part.vary = choice(vary, "uncertainty.vary", ("assumed", "none"), problems)
        return
    paths: list[tuple[str, Where]] = []
    known = varied_paths()
    for item in vary.items:
        if problems.full:
            break
        path = text(item, "path in uncertainty.vary", problems)
        if path is None:
            continue
        if path not in known:
            problems.add(
                item.where,
                f"unknown path {shown(path)}; write it as section.name, for example parameters.reach, "
                f"or levers.training_subsidy.seats{hint(path, known)}",
            )
        else:
            paths.append((path, item.where))
    part.vary = tuple(paths)


def varied_paths() -> list[str]:
    """Every path that `uncertainty.vary` may name."""
    paths = [f"{section}.{name}" for section, fields in SECTIONS.items() for name in fields]
    for name, lever in lever_classes().items():
        paths += [f"levers.{name}.{setting}" for setting in (*lever.settings, "budget")]
    return paths
