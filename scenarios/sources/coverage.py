"""Every item of every plan accounted for: modelled, context or outside."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from resettle.model.text import Text, both, fill
from resettle.scenarios.catalogue import lever_classes
from resettle.scenarios.problems import hint, listed
from resettle.scenarios.sources.registers import STATUSES, Document, Item, documents
from resettle.scenarios.value_path import undated

if TYPE_CHECKING:
    from resettle.scenarios.scenario import Scenario


@dataclass(frozen=True)
class Use:
    """Something of a bundled scenario that stands for an item.

    Attributes:
        kind: `lever` or `target` of a scenario of the item's document, or `value` of any scenario
            whose source is the item.
        name: Name of the lever or target; path of the value, e.g. `levers.monitoring.rounds`.
        scenarios: Names of the scenarios that have it.
    """

    kind: str
    name: str
    scenarios: tuple[str, ...]


@dataclass(frozen=True)
class ItemRow:
    """An item and what the project makes of it.

    Attributes:
        document: Id of the document.
        item: Id of the item.
        status: `modelled`, `context` or `outside`.
        by: Levers and targets that exist; for `context`, those that it feeds.
        unused: Those of `by` that no bundled scenario of the document has, if there is such a scenario.
        uses: What of the bundled scenarios stands for the item.
        reason: Why it is context or outside, or what of a modelled item is left out.
    """

    document: str
    item: str
    status: str
    by: tuple[str, ...]
    unused: tuple[str, ...]
    uses: tuple[Use, ...]
    reason: Text | None


def coverage(scenarios: Sequence[Scenario], register: Mapping[str, Document] | None = None) -> list[ItemRow]:
    """Every registered item with its status and with what stands for it.

    Args:
        scenarios: Scenarios that may stand for items, in the order in which they are listed.
        register: Documents by id; those of the project if left out.

    Returns:
        Rows in the order of the documents and their items.
    """
    register = documents() if register is None else register
    existing = _existing(scenarios)
    values = _values(scenarios)
    return [
        _row(document, item, scenarios, existing, values)
        for document in register.values()
        for item in document.items.values()
    ]


def problems(scenarios: Sequence[Scenario], register: Mapping[str, Document] | None = None) -> list[Text]:
    """What keeps the account from being complete; empty if nothing does.

    Args:
        scenarios: Scenarios that may stand for items.
        register: Documents by id; those of the project if left out.

    Returns:
        One line each: items unaccounted for, names and items that do not exist, items that no scenario of
        their document bears out, and levers and targets of a document's scenarios for which it has no item.
    """
    register = documents() if register is None else register
    return [
        *(line for document in register.values() for line in _gaps(document)),
        *_unknown_names(register, scenarios),
        *_unknown_items(register, scenarios),
        *_idle(coverage(scenarios, register), scenarios),
        *_unfounded(register, scenarios),
    ]


def scenarios_of(document: str, scenarios: Iterable[Scenario]) -> tuple[str, ...]:
    """Names of the scenarios made for a document."""
    return tuple(scenario.name for scenario in scenarios if scenario.document == document)


def _existing(scenarios: Iterable[Scenario]) -> frozenset[str]:
    """Names of the levers of the model and of the targets of the scenarios."""
    return frozenset(lever_classes()).union(*(scenario.targets for scenario in scenarios))


def _values(scenarios: Iterable[Scenario]) -> dict[tuple[str, str], dict[str, list[str]]]:
    """By document and item: paths of the values that cite it, with the scenarios that have them."""
    paths: defaultdict[tuple[str, str], dict[str, list[str]]] = defaultdict(dict)
    for scenario in scenarios:
        for dated, value, _ in scenario.values():
            for cited in value.source.items:
                # one setting for all windows of a lever
                names = paths[cited].setdefault(undated(dated), [])
                names += [] if scenario.name in names else [scenario.name]
    return paths


def _row(
    document: Document,
    item: Item,
    scenarios: Iterable[Scenario],
    existing: frozenset[str],
    values: Mapping[tuple[str, str], Mapping[str, list[str]]],
) -> ItemRow:
    own = [scenario for scenario in scenarios if scenario.document == document.id]
    by = tuple(name for name in item.by if name in existing)
    uses: list[Use] = []
    for name in by if item.status == "modelled" else ():
        having = {
            "lever": tuple(one.name for one in own if name in one.levers and one.levers[name].in_force),
            "target": tuple(one.name for one in own if name in one.targets),
        }
        uses += [Use(kind, name, names) for kind, names in having.items() if names]
    used = {use.name for use in uses}
    unused = tuple(name for name in by if own and item.status == "modelled" and name not in used)
    cited = values.get((document.id, item.id), {})
    uses += [Use("value", path, tuple(names)) for path, names in cited.items()]
    return ItemRow(document.id, item.id, item.status, by, unused, tuple(uses), item.reason)


def _gaps(document: Document) -> Iterator[Text]:
    """What a document's entry lacks."""
    for listed_item in document.contents:
        if listed_item not in document.items:
            yield both(
                "{item} is unaccounted for; register it in scenarios/data/documents",
                "{item}未作说明；请登记在scenarios/data/documents",
                item=f"{document.id}#{listed_item}",
            )
    for name, item in document.items.items():
        known, modelled = item.status in STATUSES, item.status == "modelled"
        hashed = re.fullmatch("[0-9a-f]{64}", item.sha256)
        for lacking, words in (
            (name not in document.contents, _UNLISTED),
            (item.part not in document.parts, _NO_PART),
            (not (item.en and item.zh), _NO_PARAPHRASE),
            (not hashed, _NO_HASH),
            (not known, _NO_STATUS),
            (known and modelled and not item.by, _BY_NOTHING),
            (known and not modelled and item.reason is None, _NO_REASON),
        ):
            if lacking:
                statuses = listed(STATUSES)
                yield fill(
                    words, item=f"{document.id}#{name}", part=item.part, status=item.status, statuses=statuses
                )


_UNLISTED = Text(
    "{item} is registered, but 'contents' of the document does not list it",
    "{item}已登记，但文件的“contents”未列出",
)
_NO_PART = Text(
    "{item} stands in part {part}, which 'parts' of the document does not list",
    "{item}属于{part}部分，但文件的“parts”未列出",
)
_NO_PARAPHRASE = Text("{item} needs a paraphrase in English and in Chinese", "{item}缺少中英文转述")
_NO_HASH = Text(
    "{item} has no SHA-256 of its paragraph (64 hexadecimal digits)",
    "{item}没有原文段落的SHA-256（64位十六进制）",
)
_NO_STATUS = Text(
    "{item} has status {status}; there are: {statuses}", "{item}的状态为{status}；可用：{statuses}"
)
_BY_NOTHING = Text("{item} is said to be modelled, but not by what", "{item}称已建模，但未说明由什么体现")
_NO_REASON = Text("{item} is {status}, but no reason is given", "{item}为{status}，但未说明原因")
"""What an item of the register may lack."""


def _unknown_names(register: Mapping[str, Document], scenarios: Iterable[Scenario]) -> Iterator[Text]:
    known = _existing(scenarios)
    named = [(f"{one.id}#{item.id}", item.by) for one in register.values() for item in one.items.values()]
    for stem, names in named:
        for name in names:
            if name not in known:
                yield both(
                    "{item} names {name}, which is neither a lever of the model "
                    "nor a target of a bundled scenario{hint}",
                    "{item}列有{name}，既不是模型的措施，也不是内置方案的目标{hint}",
                    item=stem,
                    name=name,
                    hint=hint(name, sorted(known)),
                )


def _unknown_items(register: Mapping[str, Document], scenarios: Iterable[Scenario]) -> Iterator[Text]:
    for (document, item), paths in _values(scenarios).items():
        if document not in register or item not in register[document].items:
            for path, names in paths.items():
                yield both(
                    "{names}: {path} cites {item}, which is not registered",
                    "{names}：{path}引用{item}，该条目未登记",
                    names=listed(names),
                    path=path,
                    item=f"{document}#{item}",
                )


def _idle(rows: Iterable[ItemRow], scenarios: Iterable[Scenario]) -> Iterator[Text]:
    """Items that are said to be modelled although no scenario of their document has anything of it."""
    with_scenarios = {scenario.document for scenario in scenarios}
    for row in rows:
        if row.status == "modelled" and row.by and row.document in with_scenarios and not row.uses:
            yield both(
                "{item} is said to be modelled by {names}, but no bundled scenario of {plan} has any of them",
                "{item}称由{names}体现，但{plan}的内置方案均没有",
                item=f"{row.document}#{row.item}",
                names=listed(row.by),
                plan=row.document,
            )


def _unfounded(register: Mapping[str, Document], scenarios: Iterable[Scenario]) -> Iterator[Text]:
    """Levers and targets of a document's scenarios that none of its items names."""
    unnamed: dict[tuple[str, str], list[str]] = {}
    for scenario in scenarios:
        document = register.get(scenario.document or "")
        if document is None:
            continue
        named = {name for item in document.items.values() for name in item.by}
        for name in (*scenario.levers, *scenario.targets):
            if name not in named:
                unnamed.setdefault((document.id, name), []).append(scenario.name)
    for (plan, name), names in unnamed.items():
        yield both(
            "{names}: {name} stands for no item of {plan}; name it in the 'by' of one",
            "{names}：{name}不对应{plan}的任何条目；请写入某条目的“by”",
            names=listed(names),
            name=name,
            plan=plan,
        )
