"""The documents and facts that scenarios are made from, as lines of text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from resettle.scenarios.sources.registers import Evidence, documents, evidence

if TYPE_CHECKING:
    from resettle.scenarios.scenario import Scenario


def citations(scenarios: Iterable[Scenario]) -> Iterator[str]:
    """Every document and every fact that a value of the scenarios cites, each once.

    Yields:
        Lines: documents with the items cited, then facts with their figures and addresses.
    """
    items: dict[str, set[str]] = {}
    facts: set[str] = set()
    counts: dict[str, int] = {}
    for scenario in scenarios:
        if scenario.document is not None:
            items.setdefault(scenario.document, set())
        for _, value, _ in scenario.values():
            counts[value.source.kind] = counts.get(value.source.kind, 0) + 1
            if value.source.document:
                items.setdefault(value.source.document, set()).add(value.source.item)
            facts.update(value.source.evidence)
    yield "Values by source: " + ", ".join(f"{kind} {number}" for kind, number in sorted(counts.items()))
    yield ""
    yield "Documents 文件"
    for name, document in documents().items():
        if name not in items:
            continue
        cited = [item for item in document.items if item in items[name]]
        yield f"  {name}  {document.title.zh}"
        yield f"      {document.title.en}"
        yield "      " + ", ".join(
            part for part in (document.issuer.en, document.number, document.date) if part
        )
        if cited:
            yield f"      items cited: {', '.join(cited)}"
    yield ""
    yield "Facts 数据"
    for name, fact in evidence().items():
        if name not in facts:
            continue
        yield from fact_lines(fact)


def fact_lines(fact: Evidence) -> Iterator[str]:
    """A fact with its figure and scope, and its address."""
    figure = f": {fact.value} {fact.unit}".rstrip() if fact.value else ""
    scope = ", ".join(part for part in (fact.period, fact.scope) if part)
    yield f"  {fact.id}  {fact.what}{figure}" + (f" ({scope})" if scope else "")
    if fact.url:
        yield f"      {fact.url}"
