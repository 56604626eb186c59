"""Where values come from, as lines of text: single values, and all documents and facts of scenarios."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from fnmatch import fnmatchcase

from resettle.results.report.provenance import label_of_key, range_text, source_text, value_rows
from resettle.results.text.labels import NOTHING, Lang, Text, fill, label, say
from resettle.results.text.numbers import unit_text
from resettle.scenarios import Scenario, Source, Value, documents, evidence
from resettle.scenarios.language import SaidError
from resettle.scenarios.problems import hint
from resettle.scenarios.sources.items import item_name
from resettle.scenarios.sources.registers import Document, Evidence
from resettle.scenarios.types import OWN
from resettle.scenarios.value_path import undated


class UnknownValue(SaidError, ValueError):
    """No scenario has a value of that path."""


def citations(scenarios: Collection[Scenario], lang: Lang) -> Iterator[str]:
    """Every document and every fact that a value of the scenarios cites, each once.

    Yields:
        Lines: documents with the items cited, then facts with their figures and addresses.
    """
    items: defaultdict[str, set[str]] = defaultdict(set)
    plans = {scenario.document for scenario in scenarios}
    sources = [value.source for scenario in scenarios for _, value, _ in scenario.values()]
    for source in sources:
        for plan, item in source.items:
            items[plan].add(item)
    facts = {fact for source in sources for fact in source.evidence}
    counts = sorted(Counter(source.kind for source in sources).items())
    kinds = [
        say("kind_count", kind=label(f"kind_{kind}"), number=number).in_(lang) for kind, number in counts
    ]
    yield say("values_by_source", counts=_row(kinds, lang)).in_(lang)
    own = dict.fromkeys(source.text for source in sources if source.kind in OWN)
    if own:
        yield ""
        yield label("cited_own").in_(lang)
        yield from (f"  {words}" for words in own)
    yield ""
    yield label("cited_documents").in_(lang)
    for name, document in documents().items():
        if name in items or name in plans:
            yield from _document(name, document, items[name], lang)
    yield ""
    yield label("cited_facts").in_(lang)
    for name, fact in evidence().items():
        if name in facts:
            yield from fact_lines(fact, lang)


def _document(name: str, document: Document, items: Collection[str], lang: Lang) -> Iterator[str]:
    """A document with who issued it and the items cited; its own title is Chinese in any language."""
    yield f"  {name}  {document.title.zh}"
    if lang == "en":
        yield f"      {document.title.en}"
    yield f"      {_row([document.issuer.in_(lang), document.number, document.date], lang)}"
    cited = [item for item in document.items if item in items]
    if cited:
        shown = cited if lang == "en" else [item_name(item).zh for item in cited]
        words = say("items_cited", items=_row(shown, lang))
        yield f"      {words.in_(lang)}"


def _row(parts: Collection[str], lang: Lang) -> str:
    """What there is of some words, in a row."""
    return ("、" if lang == "zh" else ", ").join(part for part in parts if part)


def fact_lines(fact: Evidence, lang: Lang) -> Iterator[str]:
    """A fact with its figure and scope, and its address."""
    if lang == "en":
        figure = f": {fact.value} {fact.unit}".rstrip() if fact.value else ""
        scope = ", ".join(part for part in (fact.period, fact.scope) if part)
        yield f"  {fact.id}  {fact.what}{figure}" + (f" ({scope})" if scope else "")
    else:
        unit = fact.said("unit").zh
        unit = unit_text(unit).zh if unit == fact.unit else unit
        figure = f"：{fact.value}{unit}" if fact.value else ""
        scope = "，".join(part for part in (fact.said("period").zh, fact.said("scope").zh) if part)
        yield f"  {fact.id}  {fact.said('what').zh}{figure}" + (f"（{scope}）" if scope else "")
    if fact.url:
        yield f"      {fact.url}"


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
        none = Text("no value {path}{hint}", "没有取值{path}{hint}")
        raise UnknownValue(fill(none, path=path, hint=hint(path, paths)))
    rows = {row.path: row for unsure in (True, False) for row in value_rows(scenarios, unsure)}
    lines: list[str] = []
    for (dated, _), (value, names) in matches.items():
        row = rows.get(dated) or rows.get(undated(dated))
        meaning = NOTHING if row is None else row.meaning
        lines += [*_lines(dated, value, names, meaning, lang), ""]
    return lines[:-1]


def _matches(dated: str, asked: str) -> bool:
    return any(
        name == asked or name.startswith((f"{asked}.", f"{asked}[")) or fnmatchcase(name, asked)
        for name in (dated, undated(dated))
    )


def _lines(path: str, value: Value, names: Sequence[str], meaning: Text, lang: Lang) -> Iterator[str]:
    if lang == "en":
        yield f"{path}: {_number(value, lang)} {value.unit}  ({', '.join(names)})"
    else:
        yield f"{path}：{_number(value, lang)}{unit_text(value.unit).zh}  （{'、'.join(names)}）"
    if meaning != NOTHING:
        yield f"    {meaning.in_(lang)}"
    if lang == "en":
        yield f"    {value.source.text}  {value.where}"
    else:
        yield f"    {source_text(value.source).zh}  {value.where}"
    if value.range is not None:
        low, high = (f"{end:g}" for end in value.range)
        yield (
            f"    range {low} to {high} ({value.range_is})"
            if lang == "en"
            else f"    范围：{range_text(value).zh}"
        )
    if value.note != NOTHING:
        yield f"    {value.note.in_(lang)}"
    yield from (f"  {line}" for line in _cited(value.source, lang))


def _number(value: Value, lang: Lang) -> str:
    """A number, or one for each key, with all its digits."""
    if not isinstance(value.value, dict):
        return f"{value.value:.12g}"
    if lang == "en":
        return ", ".join(f"{key} {part:.12g}" for key, part in value.value.items())
    named = {key: label_of_key(key) for key in value.value}
    return "、".join(f"{named[key].zh} {part:.12g}" for key, part in value.value.items()) + " "


def _cited(source: Source, lang: Lang) -> Iterator[str]:
    for name, item in source.items:
        document = documents()[name]
        yield f"  {_row([document.title.in_(lang), document.number, document.date], lang)}"
        number = item if lang == "en" else item_name(item).zh
        yield f"      {number}{'：' if lang == 'zh' else ': '}{document.items[item].text.in_(lang)}"
    for number in source.evidence:
        yield from fact_lines(evidence()[number], lang)
