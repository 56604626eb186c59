"""Scalars turned into what a field wants; every surprise is named, none is guessed."""

from __future__ import annotations

import re
from collections.abc import Collection
from math import isfinite

from resettle.model.months import month_of
from resettle.model.text import Text, both, fill
from resettle.scenarios.problems import Problems, hint, listed, shown
from resettle.scenarios.read.number_forms import LONGEST, NUMBER, meant_month, not_a_number
from resettle.scenarios.read.strict_yaml import ListNode, MappingNode, Node, ScalarNode
from resettle.scenarios.read.unknown import check_keys, unknown

_EMPTY = Text("{name} is empty; give it a value or leave the line out", "{name}为空；请填写，或删去该行")

Name = Text | str
"""What messages call a value: its path, or words in both languages."""


def _what(node: Node) -> Text:
    if isinstance(node, MappingNode):
        return Text("a mapping", "一组键值")
    return Text("a list", "一个列表") if isinstance(node, ListNode) else Text("a value", "单个值")


def is_empty(node: Node) -> bool:
    """Whether nothing stands there (`key:` or `key: null`)."""
    return isinstance(node, ScalarNode) and node.plain and node.text in ("", "~", "null", "Null", "NULL")


REMOVE = ("remove", "移除", "删除")
"""What stands in place of a lever or a target that is taken out."""


def removes(node: Node) -> bool:
    """Whether a file takes out what the files that it extends state under this name."""
    return isinstance(node, ScalarNode) and node.plain and node.text in REMOVE


def nothing_to_remove(path: str) -> Text:
    """What is said of something taken out that no file below states."""
    return Text(
        f"{path} is removed, but no file that is extended states it; take the line out",
        f"{path}写为移除（remove），但所扩展的文件都没有该项；请删去该行",
    )


def scalar(node: Node | None, name: Name, problems: Problems) -> ScalarNode | None:
    """The single value of a node; `None` after a problem, or if there is no node.

    So do all functions below: what is not there is left to those who know whether it is needed.
    """
    if node is None:
        return None
    if not isinstance(node, ScalarNode):
        wrong = Text("{name} is {what}; a single value is wanted here", "{name}是{what}，此处应为单个值")
        problems.add(node.where, fill(wrong, name=name, what=_what(node)))
        return None
    if is_empty(node):
        problems.add(node.where, fill(_EMPTY, name=name))
        return None
    return node


def number(node: Node | None, name: Name, problems: Problems) -> float | None:
    """A finite number, or `None` after a problem."""
    one = scalar(node, name, problems)
    if one is None:
        return None
    if not (one.plain and len(one.text) <= LONGEST and NUMBER.fullmatch(one.text)):
        why = not_a_number(one.text, one.plain)
    elif isfinite(value := float(one.text)):
        return value
    else:
        why = Text("which is too large", "数值过大")
    problems.add(
        one.where,
        both("{name} is {got}, {why}", "{name}为{got}，{why}", name=name, got=shown(one.text), why=why),
    )
    return None


def whole(node: Node | None, name: Name, problems: Problems) -> int | None:
    """A whole number, or `None` after a problem."""
    value = number(node, name, problems)
    if node is None or value is None:
        return None
    if value != int(value):
        problems.add(node.where, not_whole(name, value))
        return None
    return int(value)


def not_whole(name: Name, value: float) -> Text:
    """What is said of a number that must be whole and is not."""
    return both(
        "{name} is {value:g}; a whole number is wanted", "{name}为{value:g}，应为整数", name=name, value=value
    )


def boolean(node: Node | None, name: Name, problems: Problems) -> bool | None:
    """`true` or `false`, or `None` after a problem."""
    one = scalar(node, name, problems)
    if one is not None and one.plain and one.text in ("true", "false"):
        return one.text == "true"
    if one is not None:
        wrong = Text("{name} is {got}; only true and false are allowed", "{name}为{got}，只能写true或false")
        problems.add(one.where, fill(wrong, name=name, got=shown(one.text)))
    return None


def text(node: Node | None, name: Name, problems: Problems, limit: int = 4000) -> str | None:
    """A text that is not empty, or `None` after a problem."""
    one = scalar(node, name, problems)
    if one is None:
        return None
    words = one.text.strip()
    strange = next((c for c in words if not c.isprintable() and c not in "\n\u3000\u00a0"), "")
    if not words:
        wrong = _EMPTY
    elif len(words) > limit:
        wrong = Text(
            "{name} has {count:,} characters; {limit:,} are allowed",
            "{name}有{count:,}个字符，最多{limit:,}个",
        )
    elif strange:
        wrong = Text(
            "{name} holds the control character {code}; take it out", "{name}含控制字符{code}，请删去"
        )
    else:
        return words
    code = f"\\x{ord(strange or ' '):02x}"
    problems.add(one.where, fill(wrong, name=name, count=len(words), limit=limit, code=code))
    return None


def name_of(
    node: Node | None, name: Name, what: Text, allowed: Collection[str], problems: Problems
) -> str | None:
    """One of the names of something, or `None` after a problem."""
    words = text(node, name, problems)
    if node is None or words is None or words in allowed:
        return words
    unknown(words, node.where, what, allowed, problems)
    return None


def month(node: Node | None, name: Name, problems: Problems) -> int | None:
    """Months since year 0 of a `YYYY-MM`, or `None` after a problem."""
    one = scalar(node, name, problems)
    if one is None:
        return None
    read = month_of(one.text)
    if read is None:
        if re.fullmatch("[0-9]{4}-[0-9]{2}", one.text):
            wrong = Text("{name} is {got}; months run from 01 to 12", "{name}为{got}，月份应为01至12")
        else:
            wrong = Text(
                "{name} is {got}, not a month; write YYYY-MM, {meant}",
                "{name}为{got}，不是月份；格式为“年-月”，{meant}",
            )
        problems.add(one.where, fill(wrong, name=name, got=shown(one.text), meant=meant_month(one.text)))
    return read


def choice(node: Node | None, name: Name, allowed: tuple[str, ...], problems: Problems) -> str | None:
    """One of some words, or `None` after a problem."""
    one = scalar(node, name, problems)
    if one is None or one.text in allowed:
        return None if one is None else one.text
    wrong = Text("{name} is {got}; allowed: {allowed}{hint}", "{name}为{got}；可用：{allowed}{hint}")
    near = hint(one.text, allowed)
    problems.add(one.where, fill(wrong, name=name, got=shown(one.text), allowed=listed(allowed), hint=near))
    return None


def mapping(node: Node | None, name: Name, problems: Problems) -> MappingNode | None:
    """A mapping, or `None` after a problem."""
    if node is None or isinstance(node, MappingNode):
        return node
    if is_empty(node):
        wrong = Text("{name} is empty; fill it in or leave the line out", "{name}为空；请填写，或删去该行")
    else:
        wrong = Text(
            "{name} is {what}; a mapping (key: value) is wanted here",
            "{name}是{what}，此处应为一组键值（key: value）",
        )
    problems.add(node.where, fill(wrong, name=name, what=_what(node)))
    return None


def sequence(node: Node | None, name: Name, problems: Problems) -> ListNode | None:
    """A list, or `None` after a problem."""
    if node is None or isinstance(node, ListNode):
        return node
    wrong = Text("{name} is {what}; a list is wanted here", "{name}是{what}，此处应为列表")
    problems.add(node.where, fill(wrong, name=name, what=_what(node)))
    return None


def key_of(name: Name) -> Text:
    """What messages call the keys of a mapping."""
    return both("key of {name}", "{name}的键", name=name)


def inside(english: str, chinese: str, path: str) -> Text:
    """What messages call a name that stands at a path and is not known."""
    return Text(f"{english} in {path}:", f"{path}中的{chinese}")


_FOLDED = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef]) (?=[\u3000-\u9fff\uff00-\uffef])")
"""The space that a line break of a file leaves between two Chinese characters, which have none."""


def bilingual(node: Node | None, name: Name, problems: Problems) -> Text | None:
    """A text in one or both languages; one of them stands for both."""
    if not isinstance(node, MappingNode):
        words = text(node, name, problems)
        return None if words is None else Text(words, words)
    check_keys(node, key_of(name), ("en", "zh"), problems)
    english, chinese = (
        text(node.items.get(lang), both("{name}.{lang}", "{name}.{lang}", name=name, lang=lang), problems)
        for lang in ("en", "zh")
    )
    if not node.items:
        wrong = Text("{name} is empty; write {form}", "{name}为空；格式为{form}")
        problems.add(node.where, fill(wrong, name=name, form="{en: ..., zh: ...}"))
    either = english or chinese
    return None if either is None else Text(english or either, _FOLDED.sub("", chinese or either))
