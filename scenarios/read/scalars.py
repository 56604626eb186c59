"""Scalars turned into what a field wants; every surprise is named, none is guessed."""

from __future__ import annotations

import re
from collections.abc import Collection
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


def scalar(node: Node | None, name: str, problems: Problems) -> ScalarNode | None:
    """The single value of a node; `None` after a problem, or if there is no node.

    So do all functions below: what is not there is left to those who know whether it is needed.
    """
    if node is None:
        return None
    if not isinstance(node, ScalarNode):
        problems.add(node.where, f"{name} is {_what(node)}; a single value is wanted here")
        return None
    if is_empty(node):
        problems.add(node.where, f"{name} is empty; give it a value or leave the line out")
        return None
    return node


def number(node: Node | None, name: str, problems: Problems) -> float | None:
    """A finite number, or `None` after a problem."""
    one = scalar(node, name, problems)
    if one is None:
        return None
    if not (one.plain and len(one.text) <= _LONGEST and _NUMBER.fullmatch(one.text)):
        why = _not_a_number(one)
    elif isfinite(value := float(one.text)):
        return value
    else:
        why = "which is too large"
    problems.add(one.where, f"{name} is {shown(one.text)}, {why}")
    return None


def _not_a_number(one: ScalarNode) -> str:
    """Why a text is no number, and what to write."""
    text = one.text.strip()
    bare = text.lstrip("+-").lstrip(".").lower()
    if bare in _NOT_FINITE:
        return "not a finite number"
    if len(text) > _LONGEST or (one.plain and bare in _BOOLEANS):
        return "not a number"
    if not one.plain:
        plain = re.sub("[_, ]", "", text)
        ending = f"; write the number without quotes: {plain}" if _NUMBER.fullmatch(plain) else ""
        return f"a text, not a number{ending}"
    if re.fullmatch(r"[-+]?0[0-9_]+(\.[0-9]*)?", text):
        return f"not a number: a number does not start with 0; write {text.lstrip('+-').lstrip('0_') or '0'}"
    if re.fullmatch(r"[-+]?[0-9][0-9_,]*(\.[0-9]*)?", text):
        return f"not a number; write it without separators: {re.sub('[_,]', '', text)}"
    if re.fullmatch(r"[-+]?[0-9.]+ *%", text):
        share = float(text.rstrip("% ") or 0) / 100 if text.count(".") < 2 and re.search("[0-9]", text) else 0
        return f"not a number; write a percentage as a share: {share:g}"
    if re.fullmatch(r"[0-9]+(:[0-9]+)+(\.[0-9]*)?", text):
        return "not a number: times and ratios are not read as numbers"
    only = ": only decimal numbers are read" if re.fullmatch(r"0[xob][0-9a-fA-F_]+", text) else ""
    return f"not a number{only}"


def whole(node: Node | None, name: str, problems: Problems) -> int | None:
    """A whole number, or `None` after a problem."""
    value = number(node, name, problems)
    if node is None or value is None:
        return None
    if problems.breaks(node.where, (value != int(value), f"{name} is {value:g}; a whole number is wanted")):
        return None
    return int(value)


def boolean(node: Node | None, name: str, problems: Problems) -> bool | None:
    """`true` or `false`, or `None` after a problem."""
    one = scalar(node, name, problems)
    if one is not None and one.plain and one.text in ("true", "false"):
        return one.text == "true"
    if one is not None:
        problems.add(one.where, f"{name} is {shown(one.text)}; only true and false are allowed")
    return None


def text(node: Node | None, name: str, problems: Problems, limit: int = 4000) -> str | None:
    """A text that is not empty, or `None` after a problem."""
    one = scalar(node, name, problems)
    if one is None:
        return None
    words = one.text.strip()
    strange = next((c for c in words if not c.isprintable() and c not in "\n\u3000\u00a0"), "")
    wrong = problems.breaks(
        one.where,
        (not words, f"{name} is empty; give it a value or leave the line out"),
        (len(words) > limit, f"{name} has {len(words):,} characters; {limit:,} are allowed"),
        (strange, f"{name} holds the control character \\x{ord(strange or ' '):02x}; take it out"),
    )
    return None if wrong else words


def name_of(
    node: Node | None, name: str, what: str, allowed: Collection[str], problems: Problems
) -> str | None:
    """One of the names of something, or `None` after a problem."""
    words = text(node, name, problems)
    if node is None or words is None or words in allowed:
        return words
    unknown(words, node.where, what, allowed, problems)
    return None


def month(node: Node | None, name: str, problems: Problems) -> int | None:
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


def choice(node: Node | None, name: str, allowed: tuple[str, ...], problems: Problems) -> str | None:
    """One of some words, or `None` after a problem."""
    one = scalar(node, name, problems)
    if one is None or one.text in allowed:
        return None if one is None else one.text
    allow = f"{listed(allowed)}{hint(one.text, allowed)}"
    problems.add(one.where, f"{name} is {shown(one.text)}; allowed: {allow}")
    return None


def mapping(node: Node | None, name: str, problems: Problems) -> MappingNode | None:
    """A mapping, or `None` after a problem."""
    if node is None or isinstance(node, MappingNode):
        return node
    if is_empty(node):
        problems.add(node.where, f"{name} is empty; fill it in or leave the line out")
    else:
        problems.add(node.where, f"{name} is {_what(node)}; a mapping (key: value) is wanted here")
    return None


def sequence(node: Node | None, name: str, problems: Problems) -> ListNode | None:
    """A list, or `None` after a problem."""
    if node is None or isinstance(node, ListNode):
        return node
    problems.add(node.where, f"{name} is {_what(node)}; a list is wanted here")
    return None


def unknown(key: str, where: Where, what: str, allowed: Collection[str], problems: Problems) -> None:
    """Reports a key that does not exist."""
    if not problems.full:
        problems.add(where, f"unknown {what} {shown(key)}; allowed: {listed(allowed)}{hint(key, allowed)}")


def check_keys(node: MappingNode, what: str, allowed: Collection[str], problems: Problems) -> None:
    """Reports every key of a mapping that is not allowed."""
    for key, where in node.locations.items():
        if key not in allowed:
            unknown(key, where, what, allowed, problems)


def bilingual(node: Node | None, name: str, problems: Problems) -> Text | None:
    """A text in one or both languages; one of them stands for both."""
    if not isinstance(node, MappingNode):
        words = text(node, name, problems)
        return None if words is None else Text(words, words)
    check_keys(node, f"key of {name}", ("en", "zh"), problems)
    english, chinese = (text(node.items.get(lang), f"{name}.{lang}", problems) for lang in ("en", "zh"))
    if not node.items:
        problems.add(node.where, f"{name} is empty; write {{en: ..., zh: ...}}")
    either = english or chinese
    return None if either is None else Text(english or either, chinese or either)
