"""What a reader sees of a page or an answer, as lines of plain text in both languages.

A line that is the same in both languages stands once; other lines stand twice, after `en` and after `zh`.
"""

from __future__ import annotations

import base64
import io
import json
import re
from collections.abc import Iterator, Sequence
from contextlib import redirect_stdout
from html.parser import HTMLParser
from itertools import groupby
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from resettle.results.text.labels import LANGS, Lang

if TYPE_CHECKING:
    import pandas as pd

    from resettle.results.report.answer import Answer

DIGITS = 4
"""Digits of a number of a chart or frame."""
WHOLE_ROWS = 40
"""Rows of a frame up to which all are told; of longer ones the first ten and the sums of columns."""
MOST_COLUMNS = 40
"""Columns of a frame up to which rows are told; of wider ones only the sums."""
BLOCKS = frozenset(
    [
        *("h1", "h2", "h3", "h4", "p", "li", "tr", "div", "section", "article", "summary"),
        *("figcaption", "figure", "table", "header", "nav", "button", "title"),
    ]
)
BEGINNINGS = {"h1": "# ", "h2": "## ", "h3": "### ", "h4": "#### ", "li": "- ", "summary": "> "}
UNSEEN = frozenset({"style", "script"})
MONTH = re.compile(r"\d{4}-\d{2}$")
TRACE = ("type", "mode", "orientation", "name", "x", "y", "base", "z", "text", "customdata", "hovertext")
TRACE_MORE = ("hovertemplate", "hoverinfo", "fill", "fillcolor", "colorscale", "xaxis", "yaxis")
AXIS = ("type", "range", "tickvals", "ticktext", "tickformat", "hoverformat", "dtick", "rangemode")


def both(english: Sequence[str], chinese: Sequence[str]) -> list[str]:
    """Lines of two languages as one list."""
    lines: list[str] = []
    for one, other in zip(english, chinese, strict=True):
        lines += [one] if one == other else [f"en  {one}", f"zh  {other}"]
    return lines


def page_lines(page: str) -> list[str]:
    """All that a page says, top to bottom, with the numbers of each chart where the chart stands."""
    figures = figures_of(page)
    lines: list[str] = []
    for line in _Reader(page).lines:
        name = line[0].removeprefix("[chart ").removesuffix("]") if line[0].startswith("[chart ") else None
        lines += both(*([one] for one in line))
        if name is not None:
            lines += chart_lines(figures.pop(name))
    assert not figures, f"charts without a place in the page: {', '.join(figures)}"
    return lines


def figures_of(page: str) -> dict[str, dict[Lang, Any]]:
    """`data` and `layout` of every chart of a page by language, as plain values."""
    embedded = re.search(r'<script type="application/json" id="figures">(.*?)</script>', page, re.S)
    assert embedded is not None
    charts = json.loads(embedded[1])
    return {one["name"]: {lang: _unpacked(patched(one, lang)) for lang in LANGS} for one in charts}


def patched(figure: dict[str, Any], lang: Lang) -> Any:
    """A figure as the page draws it: where the Chinese one differs, `zh` says what stands there."""
    return _changed(figure, figure.get("zh", {})) if lang == "zh" else figure


def _changed(node: Any, change: Any) -> Any:
    if not isinstance(change, dict):
        return change
    places = range(len(node)) if isinstance(node, list) else node
    made = {key: _changed(node[key], change[str(key)]) if str(key) in change else node[key] for key in places}
    return list(made.values()) if isinstance(node, list) else made


def _unpacked(node: Any) -> Any:
    if isinstance(node, list):
        return [_unpacked(one) for one in node]
    if not isinstance(node, dict):
        return node
    if set(node) >= {"dtype", "bdata"}:
        values = np.frombuffer(base64.b64decode(node["bdata"]), dtype=node["dtype"])
        shape = [int(size) for size in str(node.get("shape", values.size)).split(",")]
        return values.reshape(shape).tolist()
    return {key: _unpacked(one) for key, one in node.items()}


def chart_lines(figure: dict[Lang, Any]) -> list[str]:
    """Traces, axes, lines and notes of a chart."""
    return [f"    {line}" for line in both(*([*_figure(figure[lang])] for lang in LANGS))]


def _figure(figure: dict[str, Any]) -> Iterator[str]:
    for number, trace in enumerate(figure["data"]):
        yield f"trace {number}"
        for key in (*TRACE, *TRACE_MORE):
            if key in trace:
                yield f"  {key}: {_values(trace[key])}"
        for axis in "xy":
            bars = trace.get(f"error_{axis}")
            if bars is not None:
                assert bars["symmetric"] is False and bars["type"] == "data"
                yield f"  error_{axis}: -{_values(bars['arrayminus'])} +{_values(bars['array'])}"
        for part in ("marker", "line"):
            style = {key: one for key, one in trace.get(part, {}).items() if key != "line"}
            if style:
                yield f"  {part}: {_mapping(style)}"
    layout = figure["layout"]
    for key, axis in layout.items():
        if key.startswith(("xaxis", "yaxis")):
            told = {name: axis[name] for name in AXIS if name in axis}
            title = axis.get("title")
            if title is not None:
                told["title"] = title["text"] if isinstance(title, dict) else title
            yield f"{key}: {_mapping(told)}"
    for shape in layout.get("shapes", ()):
        ends = {key: shape[key] for key in ("type", "x0", "x1", "y0", "y1", "fillcolor") if key in shape}
        yield f"shape: {_mapping(ends | {'colour': shape.get('line', {}).get('color')})}"
    for note in layout.get("annotations", ()):
        yield f"note: {_mapping({key: note[key] for key in ('x', 'y', 'text') if key in note})}"


def _mapping(values: dict[str, Any]) -> str:
    return "; ".join(f"{key} {_values(one)}" for key, one in values.items())


def _values(values: Any) -> str:
    if not isinstance(values, list):
        return number(values)
    if values and all(isinstance(one, str) and MONTH.match(one) for one in values):
        return _months(values)
    told = [(one, len([*same])) for one, same in groupby(_values(one) for one in values)]
    return f"[{', '.join(one if times == 1 else f'{one} x{times}' for one, times in told)}]"


def _months(months: Sequence[str]) -> str:
    """Months, of which those that follow each other are told by the first and the last."""
    order = [12 * int(month[:4]) + int(month[5:]) for month in months]
    told, begin = [], 0
    for end in range(1, len(months) + 1):
        step = order[begin + 1] - order[begin] if end > begin + 1 else 0
        if end < len(months) and order[end] - order[end - 1] in ((step,) if step else (1, -1)):
            continue
        told.append(months[begin] if end == begin + 1 else f"{months[begin]}..{months[end - 1]}")
        begin = end
    return f"[{', '.join(told)}]"


def number(value: Any) -> str:
    """A number with few digits; texts as they are."""
    if isinstance(value, (bool, np.bool_)) or value is None or isinstance(value, str):
        return str(value)
    if isinstance(value, (int, float, np.integer, np.floating)):
        return f"{float(f'{value:.{DIGITS}g}'):.15g}" if isfinite(value) else "none"
    return str(value)


class _Reader(HTMLParser):
    """Lines of a page in both languages; cells of a row stand between bars."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.lines: list[tuple[str, str]] = []
        self._now = ["", ""]
        self._open: list[tuple[str, str | None]] = []
        self.feed(page)
        self._end()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in BLOCKS:
            self._end()
            self._put(BEGINNINGS.get(tag, ""))
        elif tag in ("td", "th"):
            self._put(" | ")
        elif tag in ("small", "br"):
            self._put(" / ")
        mark = re.search(r"(?:--c|background):(#\w+)", given.get("style", ""))
        if mark is not None:
            self._put(f"({given['class']} {mark[1]}) ")
        if tag == "a":
            self._put("; " if given["href"].startswith("#") else f"<{given['href']}> ")
        if given.get("id", "").startswith("chart-"):
            self._put(f"[chart {given['id'].removeprefix('chart-')}]")
        if tag not in ("meta", "link", "br", "wbr", "img", "input", "col"):
            self._open.append((tag, given.get("lang")))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            continue
        if tag in BLOCKS:
            self._end()

    def handle_data(self, data: str) -> None:
        tags = {tag for tag, _ in self._open}
        if tags & UNSEEN or ("em" in tags and "td" in tags):
            return
        lang = next((lang for tag, lang in reversed(self._open) if lang and tag == "span"), None)
        text = re.sub(r"[ \n\t]+", " ", data)
        for position, shown in enumerate(("en", "zh-CN")):
            if lang in (None, shown):
                self._now[position] += text

    def _put(self, text: str) -> None:
        self._now = [f"{one.rstrip() if text.startswith(' ') else one}{text}" for one in self._now]

    def _end(self) -> None:
        english, chinese = (re.sub(r" {2,}", " ", one).strip().removeprefix("| ") for one in self._now)
        if english.strip("-#> /") or chinese.strip("-#> /"):
            self.lines.append((english, chinese))
        self._now = ["", ""]


def frame_lines(name: str, frame: pd.DataFrame) -> Iterator[str]:
    """A frame of an answer: its columns and rows, or the first rows and the sums of a long one."""
    yield f"frame {name}: {len(frame)} rows"
    yield f"  {' | '.join(map(str, frame.columns))}"
    wide = len(frame.columns) > MOST_COLUMNS
    shown = frame.head(0 if wide else 10) if wide or len(frame) > WHOLE_ROWS else frame
    for row in shown.itertuples(index=False):
        yield f"  {' | '.join(map(number, row))}"
    if len(shown) < len(frame):
        sums = [
            number(values.sum()) if values.dtype.kind in "biuf" else f"{values.nunique()}"
            for _, values in frame.items()
        ]
        yield f"  sums, or numbers of different values: {' | '.join(sums)}"


def printed(tell: Any) -> list[str]:
    """What a call prints on a terminal that is a file, without spaces at the ends of lines."""
    out = io.StringIO()
    with redirect_stdout(out):
        tell()
    return [line.rstrip() for line in out.getvalue().splitlines()]


def terminal_lines(answer: Answer) -> list[str]:
    """What the terminal shows of an answer, in English and in Chinese."""
    from resettle.results.report.terminal import print_answer

    lines: list[str] = []
    for lang in LANGS:
        told = printed(lambda lang=lang: print_answer(answer, Path("folder/report.html"), lang))
        lines += [f"terminal, {lang}", *(f"  {line}".rstrip() for line in told)]
    return lines


class Elements(HTMLParser):
    """Counts elements and collects attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, given or "") for name, given in attrs]
