"""The parameter tables of docs/odd.md and docs/odd.zh.md, made from the files.

`python -m tests.docs.parameter_table` writes them anew.
"""

from __future__ import annotations

from pathlib import Path

from resettle.calibration.fit.priors import PriorParameter, priors
from resettle.model.parameters import PARAMETERS
from resettle.model.text import LANGS, NOTHING, Lang, Text, both, join
from resettle.results.report.provenance import label_of_key, source_text
from resettle.results.text.numbers import unit_text
from resettle.scenarios import Source, Value, bundled, part_of
from resettle.scenarios.marked import MarkedPart, markdown_table

FOLDER = Path(__file__).resolve().parents[2] / "docs"
BEGIN = "<!-- parameters: written by python -m tests.docs.parameter_table -->"
END = "<!-- end of parameters -->"
PARTS: dict[Lang, MarkedPart] = {
    "en": MarkedPart(FOLDER / "odd.md", BEGIN, END),
    "zh": MarkedPart(FOLDER / "odd.zh.md", BEGIN, END),
}
SHARED = "behaviour"
"""The scenario file that all others extend."""

HEADER = Text(
    "| parameter | meaning | unit | value | range | source |", "| 参数 | 含义 | 单位 | 取值 | 范围 | 来源 |"
)
FITTED_HEADER = Text(
    "| name | meaning | acts on | how | prior | source |",
    "| 名称 | 含义 | 作用于 | 方式 | 先验 | 来源 |",
)
HOW = {
    "factor": Text("times what is stated", "乘以所列取值"),
    "value": Text("in its place", "代替所列取值"),
    "shift": Text("added to it", "加到所列取值上"),
}
FIRST_WORDS = 3

Row = tuple[Text | str, ...]


def tables(lang: Lang) -> str:
    """Both tables in Markdown: what behaviour is, and what of it is fitted within which limits."""
    return "\n".join([behaviour(lang), "", fitted(lang)])


def behaviour(lang: Lang) -> str:
    """A row for each behavioural parameter, in the order of `model.parameters`."""
    values, others = part_of(SHARED).values, _own_values()
    rows: list[Row] = []
    for name, field in PARAMETERS.items():
        value = values[f"parameters.{name}"]
        own = NOTHING
        if name in others:
            files = join([Text(one, one) for one in others[name]], ", ", "、")
            own = both("<br>own values in {files}", "<br>另有取值：{files}", files=files)
        source = join([_source(value.source), own], "", "")
        unit = Text(field.unit, unit_text(field.unit).zh)
        rows.append((f"`{name}`", field.text, unit, _value(value), _range(value), source))
    return _table(HEADER, rows, lang)


def fitted(lang: Lang) -> str:
    """A row for each fitted number, those that only change how a run is read included."""
    rows: list[Row] = [
        (f"`{one.name}`", Text(one.en, one.zh), f"`{one.path}`", _how(one), _prior(one), _source(one.source))
        for one in priors()
    ]
    return _table(FITTED_HEADER, rows, lang)


def _table(header: Text, rows: list[Row], lang: Lang) -> str:
    cells = ([cell.in_(lang) if isinstance(cell, Text) else cell for cell in row] for row in rows)
    return markdown_table(header.in_(lang), cells)


def _own_values() -> dict[str, list[str]]:
    """Scenario files that state a behavioural parameter of their own, by parameter."""
    files: dict[str, list[str]] = {}
    for name in bundled():
        for path in part_of(name).values if name != SHARED else ():
            section, _, key = path.partition(".")
            if section == "parameters":
                files.setdefault(key, []).append(f"`{name}`")
    return files


def _source(source: Source) -> Text:
    return Text(source.text, source_text(source).zh)


def _value(value: Value) -> Text | str:
    if not isinstance(value.value, dict):
        return f"{value.value:,.10g}"
    parts = [
        Text(f"{key} {number:,.10g}", f"{label_of_key(key).zh}\u00a0{number:,.10g}")
        for key, number in value.value.items()
    ]
    return join(parts, ", ", "，") if len(parts) > FIRST_WORDS else join(parts, "<br>", "<br>")


def _range(value: Value) -> Text | str:
    if value.range is None:
        return "–"
    low, high = (f"{end:,.10g}" for end in value.range)
    times = "× " if value.range_is == "factor" else ""
    return _between(f"{times}{low}", high)


def _between(low: str, high: str) -> Text:
    return Text(f"{low} to {high}", f"{low}至{high}")


def _how(one: PriorParameter) -> Text:
    if one.observed:
        return Text("how a run is read", "只改变结果的读取方式")
    how = HOW[one.kind]
    if one.key:
        return both("{how}, part `{key}`", "{how}（其中`{key}`）", how=how, key=one.key)
    return how


def _prior(one: PriorParameter) -> Text:
    ends = _between(f"{one.low:,.10g}", f"{one.high:,.10g}")
    shape = Text("log-uniform", "对数均匀") if one.log else Text("uniform", "均匀")
    return join([ends, shape], ", ", "，")


if __name__ == "__main__":
    for lang in LANGS:
        how = "written anew" if PARTS[lang].write(tables(lang)) else "as they were"
        print(f"{PARTS[lang].path.name}: the tables of parameters are {how}")
