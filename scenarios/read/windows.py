"""The windows of a lever: months with settings, eligibility, priority and budget."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from resettle.model.months import month_label
from resettle.model.text import Text, both, fill
from resettle.model.traits import MAX_PRIORITIES, TRAITS
from resettle.scenarios.catalogue import budget_field, lever_classes
from resettle.scenarios.problems import Problems, Where, listed
from resettle.scenarios.read.chinese import renamed, setting_labels
from resettle.scenarios.read.scalars import Name, mapping, month, name_of, sequence
from resettle.scenarios.read.strict_yaml import MappingNode, Node, ScalarNode
from resettle.scenarios.read.unknown import check_keys
from resettle.scenarios.read.values import read_value
from resettle.scenarios.types import Value, WindowSpec

RULES = ("eligibility", "priority", "budget")
"""Keys of a window beside its months and the settings of its lever."""

WINDOW_KEYS = ("from", "to", *RULES)
"""Keys of a window beside the settings of its lever."""

BEGIN, END = 0, 10**6
"""Months of a window that covers the whole run, whatever its years are: before every run, and after it."""

WHOLE = {"from": ("base_year", BEGIN), "to": ("end", END)}
"""Words that stand for the first and the last month of the run, and the month that they are read as."""

Dated = tuple[str, int, Where]
"""A month that a file states: its name in messages, the month, and its location."""


@dataclass(frozen=True)
class WindowContent:
    """What a window or a change states beside its months; `None` for what it does not state."""

    settings: dict[str, Value]
    eligibility: tuple[str, ...] | None
    priority: tuple[str, ...] | None
    budget: Value | None


def read_window(name: str, node: Node, problems: Problems) -> tuple[WindowSpec, list[Dated]] | None:
    """Reads one window and the months it names; `None` after a problem with its months."""
    what = Text(f"window of {name}", f"{name}的时段（window）")
    holder = mapping(node, what, problems)
    if holder is None:
        return None
    lever, holder = lever_classes()[name], renamed(holder, setting_labels(name), problems)
    start, end = (read_month(holder, key, what, name, problems) for key in ("from", "to"))
    content = read_content(name, holder, problems)
    free = (lever.scale,) if "budget" in holder.items else ()  # said of the budget
    missing = [
        f"{setting} ({spec.unit})"
        for setting, spec in lever.settings.items()
        if setting not in holder.items and setting not in free and not spec.optional
    ]
    if missing:
        lacks = Text("{what} lacks {missing}", "{what}缺少{missing}")
        problems.add(holder.where, fill(lacks, what=what, missing=listed(missing)))
    if "budget" in holder.items:
        where, scale = holder.locations["budget"], lever.scale
        if scale not in holder.items:
            alone = Text(
                "{name} has a budget without {scale}; say how many {scale} ({unit}) it pays for",
                "{name}有预算而没有{scale}；请写明该预算可支付多少{scale}（{unit}）",
            )
            problems.add(where, fill(alone, name=name, scale=scale, unit=lever.settings[scale].unit))
        else:
            check_budget(name, where, content.budget, content.settings, problems)
    if start is None or end is None or not in_order(what, start, end, holder, problems):
        return None
    window = WindowSpec(
        where=holder.where,
        start=start,
        end=end,
        settings=content.settings,
        eligibility=content.eligibility or (),
        priority=content.priority or (),
        budget=content.budget,
    )
    return window, dates(name, holder, start, end)


def dates(name: str, holder: MappingNode, start: int, end: int) -> list[Dated]:
    """The months that a window or a change names."""
    named = zip(("from", "to"), (start, end), strict=True)
    return [
        (f"{name}.{key}", date, holder.items[key].where)
        for key, date in named
        if key in holder.items and date not in (BEGIN, END)
    ]


def read_month(holder: MappingNode, key: str, what: Name, name: str, problems: Problems) -> int | None:
    """The month under a key that must be there, or `None` after a problem."""
    if key not in holder.items:
        lacks = Text(
            "{what} has no '{key}'; write it as YYYY-MM", "{what}没有“{key}”；格式为“年-月”（YYYY-MM）"
        )
        problems.add(holder.where, fill(lacks, what=what, key=key))
    word, stands_for = WHOLE[key]
    node = holder.items.get(key)
    if isinstance(node, ScalarNode) and node.plain and node.text == word:
        return stands_for
    return month(holder.items.get(key), f"{name}.{key}", problems)


def in_order(what: Name, start: int, end: int, holder: MappingNode, problems: Problems) -> bool:
    """Whether the first month is not after the last."""
    earlier = both(
        "{what} runs from {start} to {end}, which is earlier",
        "{what}由{start}至{end}，止月早于起月",
        what=what,
        start=month_label(start),
        end=month_label(end),
    )
    return not problems.breaks(holder.items["from"].where, (start > end, earlier))


def read_content(name: str, holder: MappingNode, problems: Problems) -> WindowContent:
    """What a window or a change states, with every key checked; settings in the lever's order."""
    lever, items = lever_classes()[name], holder.items
    what = Text(f"setting of {name}", f"{name}的设定")
    check_keys(holder, what, [*WINDOW_KEYS, *lever.settings], problems, setting_labels(name))
    settings: dict[str, Value] = {}
    for setting, spec in lever.settings.items():
        value = read_value(items.get(setting), f"{name}.{setting}", spec, problems)
        if value is not None:
            settings[setting] = value
    budget = read_value(items.get("budget"), f"{name}.budget", budget_field(), problems)
    eligibility, priority = (_traits(holder, key, name, problems) for key in ("eligibility", "priority"))
    for key, matters in (("eligibility", lever.admits), ("priority", lever.selects)):
        if key in items:
            idle = Text(
                f"{key} has no effect on {name}, which does not choose persons by it; leave it out",
                f"{key}对{name}不起作用，该措施不据此选人；请删去",
            )
            problems.breaks(items[key].where, (not matters, idle))
    if priority is not None and len(priority) > MAX_PRIORITIES:
        most = Text(
            "priority of {name} names {count} traits; {most} are allowed",
            "{name}的priority列出{count}个特征，最多{most}个",
        )
        problems.add(items["priority"].where, fill(most, name=name, count=len(priority), most=MAX_PRIORITIES))
    return WindowContent(settings, eligibility, priority, budget)


def check_budget(
    name: str, where: Where, budget: Value | None, settings: Mapping[str, Value], problems: Problems
) -> None:
    """Reports a budget beside a quantity of zero."""
    scale_name = lever_classes()[name].scale
    scale = settings.get(scale_name)
    if budget is not None and scale is not None and scale.number == 0 and budget.number > 0:
        idle = Text(
            "{name} has a budget without {scale}: {scale} is 0, so nothing can be spent; "
            "give {scale} or take the budget out",
            "{name}有预算而没有{scale}：{scale}为0，预算无从支出；请填写{scale}，或删去预算",
        )
        problems.add(where, fill(idle, name=name, scale=scale_name))


def _traits(holder: MappingNode, key: str, name: str, problems: Problems) -> tuple[str, ...] | None:
    """Names of traits, each once; `None` if the key is not there."""
    what = Text(f"{key} of {name}", f"{name}的{key}")
    entries = sequence(holder.items.get(key), what, problems)
    if entries is None:
        return None
    names: list[str] = []
    for item in entries.items:
        trait_in = Text(f"trait in {key} of {name}", f"{name}的{key}中的特征")
        unknown = Text(f"trait in {key} of {name}:", trait_in.zh)
        trait = name_of(item, trait_in, unknown, TRAITS, problems)
        if trait is None:
            continue
        twice = both("{what} names {trait} twice", "{what}中{trait}重复出现", what=what, trait=trait)
        if not problems.breaks(item.where, (trait in names, twice)):
            names.append(trait)
    return tuple(names)
