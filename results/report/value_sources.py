"""Where single values come from, as lines of text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase

from resettle.results.report.provenance import ValueRow, value_rows
from resettle.results.text.labels import Lang
from resettle.scenarios import Scenario, Source, Value
from resettle.scenarios.sources.citations import fact_lines
from resettle.scenarios.value_path import undated


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
    if value.note:
        yield f"    {value.note}"
    yield from (f"  {line}" for line in _cited(value.source, lang))


def _cited(source: Source, lang: Lang) -> Iterator[str]:
    from resettle.scenarios import documents, evidence

    if source.kind == "document":
        document = documents()[source.document]
        item = document.items[source.item]
        cited = ", ".join(part for part in (document.title.in_(lang), document.number, document.date) if part)
        yield f"  {cited}"
        yield f"      {source.item}: {item.text.in_(lang)}"
    for number in source.evidence:
        yield from fact_lines(evidence()[number])
