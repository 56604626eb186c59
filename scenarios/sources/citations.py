"""The documents and facts that scenarios are made from, as lines of text."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from resettle.scenarios.sources.registers import Evidence, documents, evidence

if TYPE_CHECKING:
    from resettle.scenarios.scenario import Scenario


def citations(scenarios: Collection[Scenario]) -> Iterator[str]:
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
    yield "Values by source: " + ", ".join(f"{kind} {number}" for kind, number in counts)
    yield ""
    yield "Documents 文件"
    for name, document in documents().items():
        if name not in items and name not in plans:
            continue
        yield f"  {name}  {document.title.zh}"
        yield f"      {document.title.en}"
        issued = (document.issuer.en, document.number, document.date)
        yield "      " + ", ".join(filter(None, issued))
        cited = [item for item in document.items if item in items[name]]
        if cited:
            yield f"      items cited: {', '.join(cited)}"
    yield ""
    yield "Facts 数据"
    for name, fact in evidence().items():
        if name in facts:
            yield from fact_lines(fact)


def fact_lines(fact: Evidence) -> Iterator[str]:
    """A fact with its figure and scope, and its address."""
    figure = f": {fact.value} {fact.unit}".rstrip() if fact.value else ""
    scope = ", ".join(part for part in (fact.period, fact.scope) if part)
    yield f"  {fact.id}  {fact.what}{figure}" + (f" ({scope})" if scope else "")
    if fact.url:
        yield f"      {fact.url}"
