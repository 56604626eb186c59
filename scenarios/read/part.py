"""One file by itself: everything that can be checked without the files it extends."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from resettle.model.fields import Field
from resettle.model.joint_types import HouseholdTypes
from resettle.model.text import Text, both, fill, join
from resettle.scenarios.catalogue import lever_classes, standard_labels
from resettle.scenarios.problems import Problems, Where, hint, shown
from resettle.scenarios.read.chinese import field_labels, lever_labels, renamed
from resettle.scenarios.read.levers import LeverPart, read_lever
from resettle.scenarios.read.provinces import read_province
from resettle.scenarios.read.scalars import (
    bilingual,
    boolean,
    choice,
    key_of,
    mapping,
    month,
    name_of,
    number,
    removes,
    text,
    whole,
)
from resettle.scenarios.read.standards import StandardPart, read_standard
from resettle.scenarios.read.strict_yaml import ListNode, MappingNode, Node
from resettle.scenarios.read.totals import STATED
from resettle.scenarios.read.unknown import check_keys, unknown
from resettle.scenarios.read.values import read_series, read_value
from resettle.scenarios.sources.registers import documents
from resettle.scenarios.types import NAME, NAME_RULE, SECTIONS, FittedTo, Value

T = TypeVar("T")

VERSION = 1
TOP = (
    "resettle", "name", "title", "description", "document", "abstract", "extends", "province", "fitted_to",
    "period", "household_types",
    "population", "initial", "parameters", "series", "levers", "standards", "targets", "uncertainty",
)  # fmt: skip
"""Keys at the top of a file, in the order in which they are written."""

FITTED_KEYS = ("digest", "employment_rate", "income")
PERIOD = ("base_year", "start", "end")
TARGET_KEYS = (
    "title", "role", "counts", "indicator", "reading", "kind", "direction", "bound", "when", "by", "series",
    "grace_months",
)  # fmt: skip
_LACKING = {
    "resettle": Text(
        f"has no version; a scenario file starts with 'resettle: {VERSION}'",
        f"没有版本号；方案文件以“resettle: {VERSION}”开头",
    ),
    "name": Text("has no 'name'", "没有名称（name）"),
    "title": Text(
        "has no 'title'; write title: {en: ..., zh: ...}",
        "没有标题（title）；格式为title: {en: ..., zh: ...}",
    ),
}
"""What is said of a file without one of these keys."""

FIRST_YEAR, LAST_YEAR, MOST_YEARS = 1990, 2100, 30


@dataclass(frozen=True)
class Placed:
    """A number and where it stands."""

    value: int
    where: Where


@dataclass
class FilePart:
    """What one file states; `bad` holds paths stated but wrong, `removed` the targets that it takes out."""

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
    removed: dict[str, Where] = field(default_factory=dict)
    province: tuple[str, Where] | None = None
    fitted_to: FittedTo | None = None
    household_types: HouseholdTypes | None = None
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
    check_keys(top, Text("key", "键"), TOP, problems)
    for key, lacks in _LACKING.items():
        if key not in items:
            problems.add(top.where, lacks)
    version = whole(items.get("resettle"), "resettle", problems)
    if version is not None and version != VERSION:
        other = Text(
            "version {version} of the scenario format is not known; this program reads version {read}",
            "方案格式版本{version}无法识别；本程序读取版本{read}",
        )
        problems.add(items["resettle"].where, fill(other, version=version, read=VERSION))
    part.name = _name(items.get("name"), stem, problems)
    part.abstract = bool(boolean(items.get("abstract"), "abstract", problems))
    part.title = bilingual(items.get("title"), "title", problems)
    part.description = bilingual(items.get("description"), "description", problems)
    what = Text("document", "文件")
    part.document = name_of(items.get("document"), "document", what, documents(), problems)
    reference = text(items.get("extends"), "extends", problems, limit=1000)
    if reference is not None:
        part.extends = (reference, items["extends"].where)
    elif "extends" in items:
        part.bad.add("extends")
    _period(part, _section(part, top, "period", problems), problems)
    part.province = read_province(items.get("province"), problems)
    part.fitted_to = _fitted_to(mapping(items.get("fitted_to"), "fitted_to", problems), problems)
    for section, fields in STATED.items():
        _values(part, section, fields, _section(part, top, section, problems), problems)
    levers = renamed(_section(part, top, "levers", problems), lever_labels(), problems)
    what = Text("lever", "措施")
    part.levers = _by_name(part, levers, "levers", what, lever_classes(), read_lever, problems)
    standards = _section(part, top, "standards", problems)
    what = Text("standard", "达标标准")
    part.standards = _by_name(part, standards, "standards", what, standard_labels(), read_standard, problems)
    _targets(part, _section(part, top, "targets", problems), problems)
    _uncertainty(part, mapping(items.get("uncertainty"), "uncertainty", problems), problems)
    return part


def _name(node: Node | None, stem: str | None, problems: Problems) -> str:
    name = text(node, "name", problems)
    if node is not None and name is not None:
        is_ = both("name is {name}", "name为{name}", name=shown(name))
        file = Text("{is_} but the file is called {stem}", "{is_}，但文件名为{stem}")
        problems.breaks(
            node.where,
            (not NAME.fullmatch(name), join([is_, NAME_RULE])),
            (name != (stem or name), fill(file, is_=is_, stem=shown(stem or ""))),
        )
    return name or ""


def _fitted_to(holder: MappingNode | None, problems: Problems) -> FittedTo | None:
    if holder is None:
        return None
    check_keys(holder, key_of("fitted_to"), FITTED_KEYS, problems)
    items = holder.items
    digest = text(items.get("digest"), "fitted_to.digest", problems, limit=100)
    rate, income = (number(items.get(key), f"fitted_to.{key}", problems) for key in FITTED_KEYS[1:])
    lacks = Text(
        "fitted_to is written by 'resettle fit-base'; run it again",
        "fitted_to由“resettle fit-base”写入，请重新运行",
    )
    lacking = any(key not in items for key in FITTED_KEYS)
    if problems.breaks(holder.where, (lacking, lacks)) or digest is None or rate is None or income is None:
        return None
    return FittedTo(digest, rate, income, holder.where)


def _section(part: FilePart, top: MappingNode, section: str, problems: Problems) -> MappingNode:
    """The mapping of a section; an empty one if it is not there, or stated but wrong."""
    holder = mapping(top.items.get(section), section, problems)
    if holder is None and section in top.items:
        part.bad.add(section)
    return holder or MappingNode(top.where)


def _period(part: FilePart, holder: MappingNode, problems: Problems) -> None:
    check_keys(holder, key_of("period"), PERIOD, problems)
    for key in [key for key in PERIOD if key in holder.items]:
        item = holder.items[key]
        value = (whole if key == "base_year" else month)(item, f"period.{key}", problems)
        year = FIRST_YEAR if value is None else value if key == "base_year" else value // 12
        must = Text(
            "period.{key} must lie between {first} and {last}", "period.{key}应在{first}年至{last}年之间"
        )
        must = fill(must, key=key, first=FIRST_YEAR, last=LAST_YEAR)
        if problems.breaks(item.where, (not FIRST_YEAR <= year <= LAST_YEAR, must)) or value is None:
            part.bad.add(f"period.{key}")
        else:
            part.period[key] = Placed(value, item.where)


def _values(
    part: FilePart, section: str, fields: Mapping[str, Field], holder: MappingNode, problems: Problems
) -> None:
    read = read_series if section == "series" else read_value
    holder = renamed(holder, field_labels(fields), problems)
    for key, item in holder.items.items():
        path, where = f"{section}.{key}", holder.locations[key]
        if key not in fields:
            elsewhere = next((other for other, names in STATED.items() if key in names), None)
            if elsewhere is not None:
                belongs = Text("{key} belongs into the section '{section}'", "{key}应写在“{section}”部分")
                problems.add(where, fill(belongs, key=shown(key), section=elsewhere))
            else:
                what = both("name in {section}:", "{section}中的名称", section=section)
                unknown(key, where, what, fields, problems, field_labels(fields))
            continue
        value = read(item, path, fields[key], problems)
        if value is None:
            part.bad.add(path)
        else:
            part.values[path] = value


def _by_name(
    part: FilePart,
    holder: MappingNode,
    section: str,
    what: Text,
    names: Collection[str],
    read: Callable[[str, Node, Where, Problems], T | None],
    problems: Problems,
) -> dict[str, T]:
    """The entries of a section by name; those that are stated but wrong are noted in the part."""
    check_keys(holder, what, names, problems, lever_labels() if section == "levers" else None)
    made: dict[str, T] = {}
    for name in [name for name in holder.items if name in names]:
        entry = read(name, holder.items[name], holder.locations[name], problems)
        if entry is None:
            part.bad.add(f"{section}.{name}")
        else:
            made[name] = entry
    return made


def _targets(part: FilePart, holder: MappingNode, problems: Problems) -> None:
    for key, item in holder.items.items():
        if not NAME.fullmatch(key):
            no_name = Text(
                "{key} is no name for a target; use letters, digits and '_'",
                "{key}不能用作目标名称；只能用字母、数字和下划线",
            )
            problems.add(holder.locations[key], fill(no_name, key=shown(key)))
            continue
        if removes(item):
            part.removed[key] = holder.locations[key]
            continue
        target = mapping(item, f"targets.{key}", problems)
        if target is not None:
            check_keys(target, key_of(f"targets.{key}"), TARGET_KEYS, problems)
            part.targets[key] = target


def _uncertainty(part: FilePart, holder: MappingNode | None, problems: Problems) -> None:
    if holder is None:
        return
    check_keys(holder, key_of("uncertainty"), ("vary",), problems)
    vary = holder.items.get("vary")
    if vary is None or isinstance(vary, MappingNode):
        if vary is None:
            wrong = Text("uncertainty has no 'vary'", "uncertainty没有“vary”")
        else:
            wrong = Text("uncertainty.vary is a mapping", "uncertainty.vary是一组键值")
        forms = Text("write assumed, none, or a list of paths", "请写assumed、none，或列出路径")
        problems.add((vary or holder).where, join([wrong, forms]))
        return
    if not isinstance(vary, ListNode):
        part.vary = choice(vary, "uncertainty.vary", ("assumed", "none"), problems)
        return
    paths: list[tuple[str, Where]] = []
    known = varied_paths()
    for item in vary.items:
        if problems.full:
            break
        path = text(item, Text("path in uncertainty.vary", "uncertainty.vary中的路径"), problems)
        if path in known:
            paths.append((path, item.where))
        elif path is not None:
            wrong = Text(
                "unknown path {path}; write it as section.name, for example parameters.local_slack, "
                "or levers.training_subsidy.seats{hint}",
                "路径{path}不存在；格式为“部分.名称”，例如parameters.local_slack，"
                "或levers.training_subsidy.seats{hint}",
            )
            problems.add(item.where, fill(wrong, path=shown(path), hint=hint(path, known)))
    part.vary = tuple(paths)


def varied_paths() -> list[str]:
    """Every path that `uncertainty.vary` may name."""
    paths = [f"{section}.{name}" for section, fields in SECTIONS.items() for name in fields]
    for name, lever in lever_classes().items():
        paths += [f"levers.{name}.{setting}" for setting in (*lever.settings, "budget")]
    return paths
