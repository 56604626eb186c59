"""One file by itself: everything that can be checked without the files it extends."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from resettle.model.fields import Field
from resettle.model.text import Text
from resettle.scenarios.catalogue import lever_classes, standard_labels
from resettle.scenarios.problems import Problems, Where, hint, shown
from resettle.scenarios.read.levers import LeverPart, read_lever
from resettle.scenarios.read.scalars import (
    bilingual,
    boolean,
    check_keys,
    choice,
    mapping,
    month,
    name_of,
    text,
    unknown,
    whole,
)
from resettle.scenarios.read.standards import StandardPart, read_standard
from resettle.scenarios.read.strict_yaml import ListNode, MappingNode, Node
from resettle.scenarios.read.values import read_series, read_value
from resettle.scenarios.sources.registers import documents
from resettle.scenarios.types import NAME, NAME_RULE, SECTIONS, Value

T = TypeVar("T")

VERSION = 1
TOP = (
    "resettle", "name", "title", "description", "document", "abstract", "extends", "period",
    "population", "initial", "parameters", "series", "levers", "standards", "targets", "uncertainty",
)  # fmt: skip
"""Keys at the top of a file, in the order in which they are written."""

PERIOD = ("base_year", "start", "end")
TARGET_KEYS = (
    "title", "role", "indicator", "reading", "kind", "direction", "bound", "when", "by", "series",
    "grace_months",
)  # fmt: skip
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
    items = top.items
    check_keys(top, "key", TOP, problems)
    for key, words in (
        ("resettle", f"version; a scenario file starts with 'resettle: {VERSION}'"),
        ("name", "'name'"),
        ("title", "'title'; write title: {en: ..., zh: ...}"),
    ):
        if key not in items:
            problems.add(top.where, f"has no {words}")
    version = whole(items.get("resettle"), "resettle", problems)
    if version not in (None, VERSION):
        reads = f"this program reads version {VERSION}"
        where = items["resettle"].where
        problems.add(where, f"version {version} of the scenario format is not known; {reads}")
    part.name = _name(items.get("name"), stem, problems)
    part.abstract = bool(boolean(items.get("abstract"), "abstract", problems))
    part.title = bilingual(items.get("title"), "title", problems)
    part.description = bilingual(items.get("description"), "description", problems)
    part.document = name_of(items.get("document"), "document", "document", documents(), problems)
    reference = text(items.get("extends"), "extends", problems, limit=1000)
    if reference is not None:
        part.extends = (reference, items["extends"].where)
    elif "extends" in items:
        part.bad.add("extends")
    _period(part, _section(part, top, "period", problems), problems)
    for section, fields in SECTIONS.items():
        _values(part, section, fields, _section(part, top, section, problems), problems)
    levers = _section(part, top, "levers", problems)
    part.levers = _by_name(part, levers, "lever", lever_classes(), read_lever, problems)
    standards = _section(part, top, "standards", problems)
    part.standards = _by_name(part, standards, "standard", standard_labels(), read_standard, problems)
    _targets(part, _section(part, top, "targets", problems), problems)
    _uncertainty(part, mapping(items.get("uncertainty"), "uncertainty", problems), problems)
    return part


def _name(node: Node | None, stem: str | None, problems: Problems) -> str:
    name = text(node, "name", problems)
    if node is not None and name is not None:
        problems.breaks(
            node.where,
            (not NAME.fullmatch(name), f"name is {shown(name)}; {NAME_RULE}"),
            (name != (stem or name), f"name is {shown(name)} but the file is called {shown(stem or '')}"),
        )
    return name or ""


def _section(part: FilePart, top: MappingNode, section: str, problems: Problems) -> MappingNode:
    """The mapping of a section; an empty one if it is not there, or stated but wrong."""
    holder = mapping(top.items.get(section), section, problems)
    if holder is None and section in top.items:
        part.bad.add(section)
    return holder or MappingNode(top.where)


def _period(part: FilePart, holder: MappingNode, problems: Problems) -> None:
    check_keys(holder, "key of period", PERIOD, problems)
    for key in [key for key in PERIOD if key in holder.items]:
        item = holder.items[key]
        value = (whole if key == "base_year" else month)(item, f"period.{key}", problems)
        year = FIRST_YEAR if value is None else value if key == "base_year" else value // 12
        must = f"period.{key} must lie between {FIRST_YEAR} and {LAST_YEAR}"
        if problems.breaks(item.where, (not FIRST_YEAR <= year <= LAST_YEAR, must)) or value is None:
            part.bad.add(f"period.{key}")
        else:
            part.period[key] = Placed(value, item.where)


def _values(
    part: FilePart, section: str, fields: Mapping[str, Field], holder: MappingNode, problems: Problems
) -> None:
    read = read_series if section == "series" else read_value
    for key, item in holder.items.items():
        path, where = f"{section}.{key}", holder.locations[key]
        if key not in fields:
            elsewhere = next((other for other, names in SECTIONS.items() if key in names), None)
            if elsewhere is not None:
                problems.add(where, f"{shown(key)} belongs into the section '{elsewhere}'")
            else:
                unknown(key, where, f"name in {section}:", fields, problems)
            continue
        value = read(item, path, fields[key], problems)
        if value is None:
            part.bad.add(path)
        else:
            part.values[path] = value


def _by_name(
    part: FilePart,
    holder: MappingNode,
    what: str,
    names: Collection[str],
    read: Callable[[str, Node, Where, Problems], T | None],
    problems: Problems,
) -> dict[str, T]:
    """The entries of a section by name; those that are stated but wrong are noted in the part."""
    check_keys(holder, what, names, problems)
    made: dict[str, T] = {}
    for name in [name for name in holder.items if name in names]:
        entry = read(name, holder.items[name], holder.locations[name], problems)
        if entry is None:
            part.bad.add(f"{what}s.{name}")
        else:
            made[name] = entry
    return made


def _targets(part: FilePart, holder: MappingNode, problems: Problems) -> None:
    for key, item in holder.items.items():
        no_name = f"{shown(key)} is no name for a target; use letters, digits and '_'"
        if problems.breaks(holder.locations[key], (not NAME.fullmatch(key), no_name)):
            continue
        target = mapping(item, f"targets.{key}", problems)
        if target is not None:
            check_keys(target, f"key of targets.{key}", TARGET_KEYS, problems)
            part.targets[key] = target


def _uncertainty(part: FilePart, holder: MappingNode | None, problems: Problems) -> None:
    if holder is None:
        return
    check_keys(holder, "key of uncertainty", ("vary",), problems)
    vary = holder.items.get("vary")
    if vary is None or isinstance(vary, MappingNode):
        wrong = "uncertainty has no 'vary'" if vary is None else "uncertainty.vary is a mapping"
        problems.add((vary or holder).where, f"{wrong}; write assumed, none, or a list of paths")
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
        if path in known:
            paths.append((path, item.where))
        elif path is not None:
            example = "parameters.local_slack, or levers.training_subsidy.seats"
            wrong = f"unknown path {shown(path)}; write it as section.name, for example {example}"
            problems.add(item.where, f"{wrong}{hint(path, known)}")
    part.vary = tuple(paths)


def varied_paths() -> list[str]:
    """Every path that `uncertainty.vary` may name."""
    paths = [f"{section}.{name}" for section, fields in SECTIONS.items() for name in fields]
    for name, lever in lever_classes().items():
        paths += [f"levers.{name}.{setting}" for setting in (*lever.settings, "budget")]
    return paths
