"""The account of every item of every plan, as lines of text."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from resettle.model.text import Text
from resettle.scenarios.catalogue import lever_classes
from resettle.scenarios.sources.coverage import ItemRow, coverage, scenarios_of
from resettle.scenarios.sources.items import item_name
from resettle.scenarios.sources.registers import Document, documents
from resettle.scenarios.value_path import undated

if TYPE_CHECKING:
    from resettle.scenarios.scenario import Scenario

WIDTH = 110
"""Columns of a line; Chinese characters take two."""

NARROW = 80
"""Columns below which texts stand below the names of items, and counts below the names of documents."""

_WITHIN = re.compile(r"(?<=[0-9]) (?=%|[0-9]{3}(?![0-9]))")
"""The space within a figure, at which no line ends."""

STATUS_NAMES = {
    "modelled": Text("modelled", "已建模"),
    "context": Text("context", "背景"),
    "outside": Text("outside", "不纳入"),
}
"""What the statuses are called, in the order in which they are counted."""

_WORDS = {
    "by": Text("by", "由"),
    "unused": Text("in none of its scenarios", "其方案中未用"),
    "note": Text("note", "说明"),
    "feeds": Text("feeds", "用于"),
    "why": Text("why", "原因"),
    "cited": Text("cited by", "引用"),
    "scenarios": Text("scenarios", "方案"),
    "none_yet": Text("no scenario yet", "尚无方案"),
    "document": Text("document", "文件"),
    "items": Text("items", "条目"),
    "all": Text("all", "合计"),
    "problems": Text("problems", "问题"),
    "complete": Text("Every item is accounted for; no reference dangles.", "全部条目均有说明，无失效引用。"),
}


def account(
    lang: str, scenarios: Sequence[Scenario], gaps: Sequence[Text], width: int = WIDTH
) -> Iterator[str]:
    """The account: document by document every item, then the counts, then the problems.

    Args:
        lang: `en` or `zh`.
        scenarios: Scenarios that may stand for items.
        gaps: What keeps the account from being complete.
        width: Columns of a line.

    Yields:
        Lines of so many columns, unless a single word is longer, and names and headings of any length.
    """
    rows = coverage(scenarios)
    for name, document in documents().items():
        names = scenarios_of(name, scenarios)
        own_first = sorted(scenarios, key=lambda one: one.name not in names)
        called = _called(own_first) if lang == "zh" else {}
        yield from _document(
            document, names, [row for row in rows if row.document == name], called, lang, width
        )
        yield ""
    yield from _counts(lang, scenarios, rows, width)
    yield ""
    if not gaps:
        yield _word("complete", lang)
        return
    yield f"{_word('problems', lang)}{_colon(lang)}{len(gaps)}"
    yield from (f"  {gap.in_(lang)}" for gap in gaps)


def _counts(lang: str, scenarios: Sequence[Scenario], rows: Sequence[ItemRow], width: int) -> Iterator[str]:
    """A line for each document: its items by status, and how many scenarios it has.

    Yields:
        A heading, a line for each document, and a line for all of them.
    """
    tally = Counter((row.document, row.status) for row in rows)
    statuses = [text.in_(lang) for text in STATUS_NAMES.values()]
    heads = [_word("items", lang), *statuses, _word("scenarios", lang)]
    if width >= NARROW:
        yield _pad(_word("document", lang), 12) + "".join(_pad(head, 11, right=True) for head in heads)

    def row(name: str, figures: Sequence[int]) -> Iterator[str]:
        if width >= NARROW:
            yield _pad(name, 12) + "".join(f"{figure:11d}" for figure in figures)
            return
        yield name
        yield from (f"  {head}{_colon(lang)}{one}" for head, one in zip(heads, figures, strict=True))

    totals = [0] * len(heads)
    for name in documents():
        by_status = [tally[name, status] for status in STATUS_NAMES]
        figures = [sum(by_status), *by_status, len(scenarios_of(name, scenarios))]
        totals = [total + figure for total, figure in zip(totals, figures, strict=True)]
        yield from row(name, figures)
    yield from row(_word("all", lang), totals)


def _called(scenarios: Iterable[Scenario]) -> dict[str, Text]:
    """What levers, targets and values are called by the first scenario that has them, by name or path."""
    called: dict[str, Text] = {name: Text(one.en, one.zh) for name, one in lever_classes().items()}
    for scenario in scenarios:
        for path, _, spec in scenario.values():
            own = Text("bound", "目标值") if spec is None else spec.text
            section, name = path.split(".")[:2]
            whose = (
                scenario.targets[name].title if section == "targets" else called.get(name.partition("[")[0])
            )
            full = own if whose is None else Text(f"{whose.en}: {own.en}", f"{whose.zh}：{own.zh}")
            called.setdefault(undated(path), full)
        for name, target in scenario.targets.items():
            called.setdefault(name, target.title)
    return called


def _document(
    document: Document,
    names: Sequence[str],
    rows: Sequence[ItemRow],
    called: Mapping[str, Text],
    lang: str,
    width: int,
) -> Iterator[str]:
    margin = 32 if width >= NARROW else 6
    yield f"{document.id}  {document.title.in_(lang)}"
    issued = (document.issuer.in_(lang), document.number, document.date)
    yield "  " + _row(issued, lang)
    known = f"{_word('scenarios', lang)}{_colon(lang)}{_row(names, lang)}"
    yield f"  {known if names else _word('none_yet', lang)}"
    part = ""
    for row in rows:
        item = document.items[row.item]
        if item.part != part:
            part = item.part
            yield f"  {part}  {document.parts[part].in_(lang)}"
        number = row.item if lang == "en" else item_name(row.item).zh
        first = f"  {_pad(number, 18)}{_pad(STATUS_NAMES[row.status].in_(lang), 10)}"
        if width < NARROW:
            yield first.rstrip()
            first = " " * (margin - 2)
        yield from _wrapped(first, item.text.in_(lang), width)
        for word, text in _facts(row, called, lang):
            yield from _wrapped(" " * margin, f"{_word(word, lang)}{_colon(lang)}{text}", width)


def _facts(row: ItemRow, called: Mapping[str, Text], lang: str) -> Iterator[tuple[str, str]]:
    if row.by:
        yield ("feeds" if row.status == "context" else "by"), _row(_named(row.by, called), lang)
    if row.unused:
        yield "unused", _row(_named(row.unused, called), lang)
    cited: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
    for use in row.uses:
        if use.kind == "value":
            cited[use.scenarios].append(use.name)
    if cited:
        parts = [_cited(_named(paths, called), names, lang) for names, paths in cited.items()]
        yield "cited", ("；" if lang == "zh" else "; ").join(parts)
    if row.reason is not None:
        yield ("note" if row.status == "modelled" else "why"), row.reason.in_(lang)


def _named(names: Iterable[str], called: Mapping[str, Text]) -> list[str]:
    """What names stand for, with the names as they are written; the names alone where nothing is known."""
    return [f"{called[name].zh}（{name}）" if name in called else name for name in names]


def _cited(paths: Iterable[str], names: Sequence[str], lang: str) -> str:
    if lang == "zh":
        more = f"等{len(names)}个方案" if len(names) > 1 else ""
        return f"{_row(paths, lang)}（{names[0]}{more}）"
    more = f" + {len(names) - 1} more" if len(names) > 1 else ""
    return f"{_row(paths, lang)} ({names[0]}{more})"


def _colon(lang: str) -> str:
    return "：" if lang == "zh" else ": "


def _row(parts: Iterable[str], lang: str) -> str:
    """What there is of some words, in a row."""
    return ("、" if lang == "zh" else ", ").join(part for part in parts if part)


def _word(key: str, lang: str) -> str:
    return _WORDS[key].in_(lang)


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _pad(text: str, width: int, right: bool = False) -> str:
    gap = " " * max(1, width - _columns(text))
    return gap + text if right else text + gap


def _wrapped(first: str, text: str, width: int) -> Iterator[str]:
    """Text after `first`, broken between words or Chinese characters, further lines below its start."""
    line = first
    for word in _words(_WITHIN.sub("\N{NO-BREAK SPACE}", text)):
        if _columns(line) + _columns(word.rstrip(" ")) > width and line.strip() and line != first:
            yield line.rstrip().replace("\N{NO-BREAK SPACE}", " ")
            line = " " * _columns(first)
        line += word
    yield line.rstrip().replace("\N{NO-BREAK SPACE}", " ")


def _words(text: str) -> Iterator[str]:
    """Pieces of a text that may not be broken, each with the blank after it."""
    word = ""
    for c in text:
        wide = unicodedata.east_asian_width(c) == "W" and c not in "，。；：、）"
        if wide and word and not word[-1].isspace():
            yield word
            word = ""
        word += c
        if c == " ":
            yield word
            word = ""
    if word:
        yield word
