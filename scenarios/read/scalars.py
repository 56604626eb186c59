"""Scalars turned into what a field wants; every surprise is named, none is guessed."""

from __future__ import annotations

import re
from math import isfinite

from resettle.model.months import month_of
from resettle.model.text import Text
from resettle.scenarios.problems import Problems, Where, hint, listed, shown
from resettle.scenarios.read.strict_yaml import ListNode, MappingNode, Node, ScalarNode

_NUMBER = re.compile(r"[-+]?(?:(?:0|[1-9][0-9]*)(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]{1,4})?")
_LONGEST = 40
_NOT_FINITE = {"nan", "inf", "infinity"}
_BOOLEANS = {"yes", "no", "on", "off", "y", "n", "true", "false"}


def _what(node: Node) -> str:
    if isinstance(node, MappingNode):
        return "a mapping"
    return "a list" if isinstance(node, ListNode) else "a value"


def is_empty(node: Node) -> bool:
    """Whether nothing stands there (`key:` or `key: null`)."""
    return isinstance(node, ScalarNode) and node.plain and node.text in ("", "~", "null", "Null", "NULL")


def scalar(node: Node, name: str, problems: Problems) -> ScalarNode | None:
    """The single value of a node, or `None` after a problem."""
    if not isinstance(node, ScalarNode):
        problems.add(node.where, f"{name} is {_what(node)}; a single value is wanted here")
        return None
    if is_empty(node):
        problems.add(node.where, f"{name} is empty; give it a value or leave the line out")
        return None
    return node


def number(node: Node, name: str, problems: Problems) -> float | None:
    """A finite number, or `None` after a problem."""
    one = scalar(node, name, problems)
    if one is None:
        return None
    text, where = one.text, one.where
    if one.plain and len(text) <= _LONGEST and _NUMBER.fullmatch(text):
        value = float(text)
        if isfinite(value):
            return value
        problems.add(where, f"{name} is {shown(text)}, which is too large")
        return None
    problems.add(where, f"{name} is {shown(text)}, {_not_a_number(one)}")
    return None


def _not_a_number(one: ScalarNode) -> str:
    """Why a text is no number, and what to write."""
    text = one.text.strip()
    bare = text.lstrip("+-").lstrip(".").lower()
    if bare in _NOT_FINITE:
        return "not a finite number"
    if len(text) > _LONGEST:
        return "not a number"
    if not one.plain:
        plain = re.sub("[_, ]", "", text)
        ending = f"; write the number without quotes: {plain}" if _NUMBER.fullmatch(plain) else ""
        return f"a text, not a number{ending}"
    if bare in _BOOLEANS:
        return "not a number"
    if re.fullmatch(r"[-+]?0[0-9_]+(\.[0-9]*)?", text):
        return f"not a number: a number does not start with 0; write {text.lstrip('+-').lstrip('0_') or '0'}"
    if re.fullmatch(r"[-+]?[0-9][0-9_,]*(\.[0-9]*)?", text):
        return f"not a number; write it without separators: {re.sub('[_,]', '', text)}"
    if re.fullmatch(r"[-+]?[0-9.]+ *%", text):
        share = float(text.rstrip("% ") or 0) / 100 if text.count(".") < 2 and re.search("[0-9]", text) else 0
        return f"not a number; write a percentage as a share: {share:g}"
    if re.fullmatch(r"[0-9]+(:[0-9]+)+(\.[0-9]*)?", text):
        return "not a number: times and ratios are not read as numbers"
    if re.fullmatch(r"0[xob][0-9a-fA-F_]+", text):
        return "not a number: only decimal numbers are read"
    return "not a number"


def whole(node: Node, name: str, problems: Problems) -> int | None:
    """A whole number, or `None` after a problem."""
    value = number(node, name, problems)
    if value is None:
        return None
    if value != int(value):
        problems.add(node.where, f"{name} is {value:g}; a whole number is wanted")
        return None
    return int(value)


def boolean(node: Node, name: str, problems: Problems) -> bool | None:
    """`true` or `false`, or `None` after a problem."""
    one = scalar(node, name, problems)
    if one is None:
        return None
    if one.plain and one.text in ("true", "false"):
        return one.text == "true"
    problems.add(one.where, f"{name} is {shown(one.text)}; only true and false are allowed")
    return None


def text(node: Node, name: str, problems: Problems, limit: int = 4000) -> str | None:
    """A text that is not empty, or `None` after a problem."""
    one = scalar(node, name, problems)
    if one is None:
        return None
    words = one.text.strip()
    if not words:
        problems.add(one.where, f"{name} is empty; give it a value or leave the line out")
        return None
    if len(words) > limit:
        problems.add(one.where, f"{name} has {len(words):,} characters; {limit:,} are allowed")
        return None
    strange = next((c for c in words if not c.isprintable() and c not in "\n\u3000\u00a0"), None)
    if strange is not None:
        problems.add(one.where, f"{name} holds the control character \\x{ord(strange):02x}; take it out")
        return None
    return words


def month(node: Node, name: str, problems: Problems) -> int | None:
    """Months since year 0 of a `YYYY-MM`, or `None` after a problem."""
    one = scalar(node, name, problems)
    if one is None:
        return None
    read = month_of(one.text)
    if read is None:
        written = re.fullmatch("[0-9]{4}-[0-9]{2}", one.text)
        why = "; months run from 01 to 12" if written else ", not a month; write YYYY-MM, for example 2022-01"
        problems.add(one.where, f"{name} is {shown(one.text)}{why}")
    return read


def choice(node: Node, name: str, allowed: tuple[str, ...], problems: Problems) -> str | None:
    """One of some names, or `None` after a problem."""
    one = scalar(node, name, problems)
    if one is None:
        return None
    if one.text in allowed:
        return one.text
    problems.add(
        one.where,
        f"{name} is {shown(one.text)}; allowed: {listed(allowed)}{hint(one.text, allowed)}",
    )
    return None


def mapping(node: Node, name: str, problems: Problems) -> MappingNode | None:
    """A mapping, or `None` after a problem."""
    if isinstance(node, MappingNode):
        return node
    if is_empty(node):
        problems.add(node.where, f"{name} is empty; fill it in or leave the line out")
    else:
        problems.add(node.where, f"{name} is {_what(node)}; a mapping (key: value) is wanted here")
    return None


def sequence(node: Node, name: str, problems: Problems) -> ListNode | None:
    """A list, or `None` after a problem."""
    if isinstance(node, ListNode):
        return node
    problems.add(node.where, f"{name} is {_what(node)}; a list is wanted here")
    return None


def unknown(
    key: str, where: Where, what: str, allowed: tuple[str, ...] | list[str], problems: Problems
) -> None:
    """Reports a key that does not exist."""
    if problems.full:
        return
    problems.add(where, f"unknown {what} {shown(key)}; allowed: {listed(allowed)}{hint(key, allowed)}")


def check_keys(node: MappingNode, what: str, allowed: tuple[str, ...], problems: Problems) -> None:
    """Reports every key of a mapping that is not allowed."""
    for key, where in node.locations.items():
        if key not in allowed:
            unknown(key, where, what, allowed, problems)


def bilingual(node: Node, name: str, problems: Problems) -> Text | None:
    """A text in one or both languages; one of them stands for both."""
    if not isinstance(node, MappingNode):
        words = text(node, name, problems)
        return None if words is None else Text(words, words)
    check_keys(node, f"key of {name}", ("en", "zh"), problems)
    texts = {
        lang: text(node.items[lang], f"{name}.{lang}", problems)
        for lang in ("en", "zh")
        if lang in node.items
    }
    if not node.locations:
        problems.add(node.where, f"{name} is empty; write {{en: ..., zh: ...}}")
    english, chinese = texts.get("en"), texts.get("zh")
    either = english or chinese
    return None if either is None else Text(english or either, chinese or either)
