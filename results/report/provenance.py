"""Where values come from: tables of assumed values and of sources, and single values as lines of text."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from resettle.model.channels import LABELS as CHANNEL_LABELS
from resettle.model.composite import STANDARDS
from resettle.model.fields import Field
from resettle.results.report.answer import Cell, Link, Row, Table
from resettle.results.text.labels import NOTHING, Lang, Text, heads, join, label, say, text_of
from resettle.results.text.names import channel_label, lever_label
from resettle.results.text.numbers import tidy, unit_text
from resettle.scenarios import Scenario, Source, Value
from resettle.scenarios.sources.citations import fact_lines
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
            meaning=_meaning(path, spec, titles),
            value=_value(value),
            unit=unit_text(value.unit),
            range=_range(value),
            note=value.note,
            kind=value.source.kind,
            links=tuple(_links(value.source)),
            scenarios=tuple(names),
        )
        for path, value, spec, names in values.values()
    ]


def _meaning(path: str, spec: Field | None, titles: dict[str, Text]) -> Text:
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
        name = channel_label(key) if key in CHANNEL_LABELS else label_of_key(key)
        parts.append(Text(f"{name.en} {tidy(number)}", f"{name.zh} {tidy(number)}"))
    return join(parts, "; ", "\N{FULLWIDTH SEMICOLON}")


def label_of_key(key: str) -> Text:
    """Label of one key of a mapping value, or the key itself."""
    from resettle.results.text.labels import labels

    return labels().get(f"key:{key}", Text(key.replace("_", " "), key.replace("_", " ")))


def _range(value: Value) -> Text:
    if value.range is None:
        return NOTHING
    low, high = (tidy(end) for end in value.range)
    kind = value.range_is if value.range_is in ("factor", "growth") else "bounds"
    return say(f"range_{kind}", low=low, high=high)


def _links(source: Source) -> Iterable[Link]:
    from resettle.scenarios import documents, evidence

    for name, number in source.items:
        document = documents().get(name)
        if document is None:
            yield Link(text_of(f"{name}#{number}"))
            continue
        item = document.items.get(number)
        cited = say("source_document", title=document.title, item=number)
        yield Link(cited, note=NOTHING if item is None else item.text)
    for number in source.evidence:
        fact = evidence().get(number)
        if fact is None:
            yield Link(text_of(number))
            continue
        text = f"{number}: {fact.what}, {fact.period}" if fact.period else f"{number}: {fact.what}"
        url = fact.url if fact.url.startswith(("https://", "http://")) else ""
        yield Link(text_of(text), url, text_of(fact.publisher or fact.kind))


class UnknownValue(ValueError):
    """No scenario has a value of that path."""


def value_sources(scenarios: Sequence[Scenario], path: str, lang: Lang) -> list[str]:
    """What the values of a path are and where they come from.

    Args:
        scenarios: Where to look; equal values of several scenarios are listed once.
        path: Path of a value such as `parameters.wage`, the beginning of one such as
            `levers.monitoring`, or a pattern such as `*.unit_cost`; months in brackets may be left out.
        lang: `en` or `zh`.

    Raises:
        UnknownValue: If there is none; the nearest path is named.
    """
    matches: dict[tuple[str, str], tuple[Value, list[str]]] = {}
    paths: dict[str, None] = {}
    for scenario in scenarios:
        for dated, value, _ in scenario.values():
            paths[undated(dated)] = None
            if _matches(dated, path):
                entry = matches.setdefault((dated, repr(value)), (value, []))
                entry[1].append(scenario.name)
    if not matches:
        from resettle.scenarios.problems import hint

        raise UnknownValue(f"no value {path}{hint(path, paths)}")
    meanings = {row.path: row for assumed in (True, False) for row in value_rows(scenarios, assumed)}
    lines: list[str] = []
    for (dated, _), (value, names) in matches.items():
        lines += [*_lines(dated, value, names, meanings, lang), ""]
    return lines[:-1]


def _matches(dated: str, asked: str) -> bool:
    return any(
        name == asked or name.startswith((f"{asked}.", f"{asked}[")) or fnmatchcase(name, asked)
        for name in (dated, undated(dated))
    )


def _lines(
    path: str, value: Value, names: Sequence[str], meanings: dict[str, ValueRow], lang: Lang
) -> Iterator[str]:
    row = meanings.get(path) or meanings.get(undated(path))
    if isinstance(value.value, dict):
        number = ", ".join(f"{key} {part:.12g}" for key, part in value.value.items())
    else:
        number = f"{value.value:.12g}"
    yield f"{path}: {number} {value.unit}  ({', '.join(names)})"
    meaning = row.meaning.in_(lang) if row is not None else ""
    if meaning:
        yield f"    {meaning}"
    yield f"    {value.source.text}  {value.where}"
    if value.range is not None:
        yield f"    range {value.range[0]:g} to {value.range[1]:g} ({value.range_is})"
    if value.note != NOTHING:
        yield f"    {value.note.in_(lang)}"
    yield from (f"  {line}" for line in _cited(value.source, lang))


def _cited(source: Source, lang: Lang) -> Iterator[str]:
    from resettle.scenarios import documents, evidence

    for name, item in source.items:
        document = documents()[name]
        cited = ", ".join(part for part in (document.title.in_(lang), document.number, document.date) if part)
        yield f"  {cited}"
        yield f"      {item}: {document.items[item].text.in_(lang)}"
    for number in source.evidence:
        yield from fact_lines(evidence()[number])
