"""Names that do not exist: what is said of them, the nearest ones first."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Mapping

from resettle.model.text import Text, fill
from resettle.scenarios.problems import Problems, Where, hint, listed, shown
from resettle.scenarios.read.strict_yaml import MappingNode


def unknown(
    key: str,
    where: Where,
    what: Text,
    allowed: Collection[str],
    problems: Problems,
    labels: Mapping[str, str] | None = None,
) -> None:
    """Reports a key that does not exist; names near to it are listed first.

    Args:
        key: The key.
        where: Its location.
        what: What it should be a name of.
        allowed: The names there are.
        problems: Collects what is wrong.
        labels: Names in Chinese, which may be written too.
    """
    if problems.full:
        return
    of = labels or {}
    names = nearest_first(key, allowed, of)
    both_names = [f"{name}（{of[name]}）" if name in of else name for name in names]
    there = Text(listed(names).en, listed(both_names).zh)
    wrong = Text("unknown {what} {key}; allowed: {allowed}{hint}", "{what}{key}不存在；可用：{allowed}{hint}")
    problems.add(
        where, fill(wrong, what=what, key=shown(key), allowed=there, hint=named_hint(key, allowed, of))
    )


def nearest_first(key: str, allowed: Collection[str], labels: Mapping[str, str]) -> list[str]:
    """All names, those near to a key before the others if there are too many to list."""
    names = [str(name) for name in allowed]
    if len(names) <= 20:
        return names
    by_label = {label: name for name, label in labels.items()}
    near = difflib.get_close_matches(key[:80], [*names, *by_label], n=6, cutoff=0.4)
    words = [part for part in re.split(r"[_\W]+", key) if len(part) > 3]
    alike = [name for name in names if any(word in name for word in words)]
    return list(dict.fromkeys([*(by_label.get(one, one) for one in near), *alike, *names]))


def named_hint(key: str, allowed: Collection[str], labels: Mapping[str, str]) -> Text:
    """The nearest name, by its name or its label."""
    by_name = hint(key, allowed)
    if by_name.en or not labels:
        return by_name
    near = difflib.get_close_matches(key[:80], labels.values(), n=1, cutoff=0.5)
    name = next((name for name, label in labels.items() if near and label == near[0]), None)
    return hint(name, [name]) if name is not None else by_name


def check_keys(
    node: MappingNode,
    what: Text,
    allowed: Collection[str],
    problems: Problems,
    labels: Mapping[str, str] | None = None,
) -> None:
    """Reports every key of a mapping that is not allowed; `labels` are names in Chinese."""
    for key, where in node.locations.items():
        if key not in allowed:
            unknown(key, where, what, allowed, problems, labels)
