"""Where values come from: tables of assumed values and of sources."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

from resettle.model.channels import LABELS as CHANNEL_LABELS
from resettle.model.composite import STANDARDS
from resettle.model.fields import Field
from resettle.results.report.answer import Cell, Link, Row, Table
from resettle.results.text.labels import NOTHING, Text, heads, join, label, say, text_of
from resettle.results.text.names import channel_label, lever_label
from resettle.results.text.numbers import tidy, unit_text
from resettle.scenarios import Scenario, Source, Value
from resettle.scenarios.sources.items import item_name, place_of
from resettle.scenarios.value_path import LeverPath, undated


@dataclass(frozen=True)
class ValueRow:
    """One value of one or several scenarios.

    Attributes:
        path: Where it stands in a scenario.
        section: First part of the path.
        meaning: What it is.
        value: The value as text, without unit.
        unit: Its unit.
        range: Plausible range, or empty.
        note: Why this value.
        kind: Kind of its source.
        links: What it is taken from.
        scenarios: Names of the scenarios that have it.
    """

    path: str
    section: str
    meaning: Text
    value: Text
    unit: Text
    range: Text
    note: Text
    kind: str
    links: tuple[Link, ...]
    scenarios: tuple[str, ...]


def value_table(scenarios: Sequence[Scenario], assumed: bool) -> Table:
    """The assumed values of all scenarios with their ranges, or all others with their sources."""
    rows = value_rows(scenarios, assumed)
    sections: dict[str, list[ValueRow]] = {}
    for row in rows:
        sections.setdefault(row.section, []).append(row)
    lines: list[Row] = []
    for section, group in sections.items():
        lines.append((say("count_of", name=label(f"section_{section}"), number=str(len(group))),))
        for row in group:
            owners = text_of(", ".join(row.scenarios)) if len(row.scenarios) < len(scenarios) else NOTHING
            meaning = Cell(row.meaning, (owners,), code=row.path)
            source = Cell(label(f"kind_{row.kind}"), links=row.links)
            value = (row.value, row.range, row.unit) if assumed else (row.value, row.unit)
            lines.append((meaning, *value, source, row.note))
    names = ("meaning", "value", *(("range", "unit") if assumed else ("unit",)), "source", "note")
    return Table(
        say("assumed_show" if assumed else "sourced_show", number=str(len(rows))),
        heads("head_{}", *names),
        tuple(lines),
        terminal=False,
        words=(1, 2, 3, 4, 5) if assumed else (1, 2, 3, 4),
        folded=True,
        form="listing",
    )


def value_rows(scenarios: Sequence[Scenario], assumed: bool) -> list[ValueRow]:
    """The assumed values of all scenarios, or all others; what scenarios share is listed once.

    Windows of a lever that repeat a value in the same words are listed once as well, under the
    first window.
    """
    values: dict[tuple[Hashable, ...], tuple[str, Value, Field | None, list[str]]] = {}
    titles: dict[str, Text] = {}
    for scenario in scenarios:
        for path, value, spec in scenario.values():
            if value.source.unsure != assumed:
                continue
            key = (
                path if path.startswith("standards.") else undated(path),
                repr(value.value),
                value.source.text,
                value.note,
                repr(value.range),
            )
            entry = values.setdefault(key, (path, value, spec, []))
            if scenario.name not in entry[3]:
                entry[3].append(scenario.name)
        titles |= {f"targets.{name}": target.title for name, target in scenario.targets.items()}
    return [
        ValueRow(
            path=path,
            section=path.split(".")[0],
            meaning=meaning_of(path, spec, titles),
            value=_value(value),
            unit=unit_text(value.unit),
            range=range_text(value),
            note=value.note,
            kind=value.source.kind,
            links=tuple(_links(value.source)),
            scenarios=tuple(names),
        )
        for path, value, spec, names in values.values()
    ]


def meaning_of(path: str, spec: Field | None, titles: dict[str, Text]) -> Text:
    """What a value is, from its path and its declaration; a target by its title."""
    setting = LeverPath.of(path)
    if setting is not None and setting.month is not None:
        own = spec.text if spec is not None else text_of(setting.setting)
        return say("value_of_lever", lever=lever_label(setting.lever), setting=own, month=setting.month)
    if spec is not None:
        if path.startswith("standards."):
            name = STANDARDS[path.split(".")[1].partition("[")[0]]
            return say("value_of", name=Text(*name), what=spec.text)
        if path.startswith("targets."):
            return say("value_of", name=titles.get(path.rpartition(".")[0], NOTHING), what=spec.text)
        return spec.text
    if path.startswith("targets."):
        title = titles.get(path.rpartition(".")[0])
        if title is not None:
            return say("value_of", name=title, what=label("bound"))
    return text_of(path)


def _value(value: Value) -> Text:
    if not isinstance(value.value, dict):
        text = tidy(value.value)
        return Text(text, text)
    parts = []
    for key, number in value.value.items():
        name = label_of_key(key)
        parts.append(Text(f"{name.en} {tidy(number)}", f"{name.zh} {tidy(number)}"))
    return join(parts, "; ", "\N{FULLWIDTH SEMICOLON}")


def label_of_key(key: str) -> Text:
    """Label of one key of a mapping value, a channel among them, or the key itself."""
    from resettle.results.text.labels import labels

    if f"key:{key}" in labels():
        return labels()[f"key:{key}"]
    return channel_label(key) if key in CHANNEL_LABELS else text_of(key.replace("_", " "))


def range_text(value: Value) -> Text:
    """The plausible range of a value in words; empty if it has none."""
    if value.range is None:
        return NOTHING
    low, high = (tidy(end) for end in value.range)
    kind = value.range_is if value.range_is in ("factor", "growth") else "bounds"
    return say(f"range_{kind}", low=low, high=high)


def _links(source: Source) -> Iterable[Link]:
    from resettle.scenarios import documents, evidence

    if source.words:
        yield Link(text_of(source.words))
    for name, number in source.items:
        document = documents().get(name)
        if document is None:
            yield Link(text_of(f"{name}#{number}"))
            continue
        item = document.items.get(number)
        cited = say("source_document", title=document.title, item=item_name(number))
        yield Link(cited, note=NOTHING if item is None else item.text)
    for number in source.evidence:
        fact = evidence().get(number)
        if fact is None:
            yield Link(text_of(number))
            continue
        parts = [part for part in (fact.said("what"), fact.said("period")) if part != NOTHING]
        named = say("source_fact", id=number, fact=join(parts, ", ", "，"))
        url = fact.url if fact.url.startswith(("https://", "http://")) else ""
        yield Link(
            named, url, fact.said("publisher") if fact.publisher else label(f"kind_of_fact_{fact.kind}")
        )


def source_text(source: Source) -> Text:
    """The source of a value in words: its kind, and what it is taken from."""
    kind = label(f"kind_{source.kind}")
    cited = [say("source_item", place=place_of(name), item=item_name(item)) for name, item in source.items]
    own = [text_of(source.words)] if source.words else []
    terms = [*own, *cited, *map(text_of, source.evidence)]
    return say("source_words", kind=kind, terms=join(terms, ", ", "、")) if terms else kind
