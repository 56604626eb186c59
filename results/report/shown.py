"""A whole scenario as a file that can be read again, with what each value is in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from resettle.model.composite import SITE_INDICATORS
from resettle.model.fields import Field
from resettle.model.indicators import INDICATORS
from resettle.model.levers import LEVERS
from resettle.results.report.provenance import label_of_key, source_text
from resettle.results.text.labels import NOTHING, Lang, Text, join, label, say
from resettle.results.text.names import lever_label
from resettle.results.text.numbers import unit_text
from resettle.scenarios import Scenario, Value, documents
from resettle.scenarios.dump import plain, written
from resettle.scenarios.types import SECTIONS

STEP = "  "
"""What a level is indented by."""


def shown(scenario: Scenario, lang: Lang) -> str:
    """YAML of a resolved scenario: its texts in one language, and a comment on what each value is.

    Reading it again gives the same numbers; `scenarios.dump_resolved` writes the texts in both languages.
    """
    values = {path: (value, spec) for path, value, spec in scenario.values()}
    content = _in(plain(scenario), lang)
    lines: list[str] = []
    for key, node in content.items():
        if key in SECTIONS or key in ("levers", "standards", "targets"):
            lines.append(f"# {label(f'section_{key}').in_(lang)}")
        elif key == "document":
            lines.append(f"# {documents()[node].title.in_(lang)}")
        lines += _lines(key, node, key, values, lang, "")
    return "\n".join(lines) + "\n"


def _in(node: Any, lang: Lang) -> Any:
    """Content with each of its texts in one language."""
    if isinstance(node, list):
        return [_in(item, lang) for item in node]
    if not isinstance(node, dict):
        return node
    if node.keys() == {"en", "zh"}:
        return node[lang]
    return {key: _in(item, lang) for key, item in node.items()}


Values = dict[str, tuple[Value, Field | None]]


def _lines(key: str, node: Any, path: str, values: Values, lang: Lang, margin: str) -> Iterator[str]:
    """The lines of a key: a comment if it stands for something that has a name, then what it holds."""
    for text in _comment(key, node, path, values):
        yield f"{margin}# {text.in_(lang)}"
    if isinstance(node, dict) and "source" not in node and node:
        yield f"{margin}{key}:"
        for name, item in node.items():
            yield from _lines(name, item, f"{path}.{name}", values, lang, margin + STEP)
    elif isinstance(node, list) and node and isinstance(node[0], dict):
        yield f"{margin}{key}:"
        stem = path.removesuffix(".windows")
        for number, item in enumerate(node):
            own = f"{stem}[{item.get('from', number)}]"
            inside = [
                line
                for name, one in item.items()
                for line in _lines(name, one, f"{own}.{name}", values, lang, "")
            ]
            yield from _item(inside, margin)
    else:
        yield from (f"{margin}{line}" for line in written({key: node}, len(margin)).splitlines())


def _item(lines: list[str], margin: str) -> Iterator[str]:
    """The lines of one entry of a list; a comment that begins it stands before the dash."""
    begun = False
    for line in lines:
        if begun or line.startswith("#"):
            yield f"{margin}{STEP if begun else ''}{line}"
        else:
            yield f"{margin}- {line}"
            begun = True


def _comment(key: str, node: Any, path: str, values: Values) -> Iterator[Text]:
    """What a key stands for."""
    if path in values:
        value, spec = values[path]
        meaning = spec.text if spec is not None else label("bound")
        yield say(
            "shown_value", meaning=meaning, unit=unit_text(value.unit), source=source_text(value.source)
        )
        parts = _parts(value)
        if parts != NOTHING:
            yield parts
    elif path == f"levers.{key}" and key in LEVERS:
        yield lever_label(key)
    elif key == "indicator":
        known = SITE_INDICATORS if path.startswith("standards.") else INDICATORS
        if node in known:
            yield Text(known[node].en, known[node].zh)


def _parts(value: Value) -> Text:
    """What the keys of a mapping stand for, if they have names of their own."""
    if not isinstance(value.value, dict):
        return NOTHING
    named = []
    for key in value.value:
        name = label_of_key(key)
        if name.en != key.replace("_", " "):
            named.append(Text(f"{key}: {name.en}", f"{key}：{name.zh}"))
    return join(named, ", ", "、")
