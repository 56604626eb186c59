"""The workbook says what the page and the frames say, cell by cell, and holds no formula."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from math import isnan
from pathlib import Path
from zipfile import ZipFile

import docx as reader
import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

import resettle
from resettle.results.judge.measures import with_units
from resettle.results.report.answer import Answer, Section, Table, cell_of
from resettle.results.report.charts.embed import embedded_chart
from resettle.results.report.exports import docx, xlsx
from resettle.results.report.exports.columns import frame_label
from resettle.results.report.exports.csv import described
from resettle.results.report.exports.native import drawn, opaque
from resettle.results.report.saved import answer_data, answer_from
from resettle.results.text.labels import NOTHING, Text
from tests import golden_pages
from tests.report.export_made import COMMAND, DIGEST, MANIFEST, made_up, plain

SMALL = ("targets", "tasks", "uncertainty", "comparison", "margins", "causes")


@pytest.fixture(scope="module")
def answer() -> Answer:
    whole = made_up()
    return replace(whole, frames={name: frame for name, frame in whole.frames.items() if name in SMALL})


@pytest.fixture(scope="module", params=["en", "zh"])
def lang(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def path(answer: Answer, lang: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("xlsx")
    xlsx.write(answer, MANIFEST, folder, lang)  # type: ignore[arg-type]
    return folder / "tables.xlsx"


def rows_of(path: Path) -> dict[str, list[list[object]]]:
    book = CalamineWorkbook.from_path(path)
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def expected(table: Table, lang: str) -> list[list[str]]:
    """The cells of a table by hand: text after its sign, smaller lines, code, note, references."""
    signs = {"reached": "✓ ", "missed": "✗ ", "uncertain": "? ", "few": "○ ", "noted": "· ", "": ""}
    lines = []
    for row in (table.head, *table.rows):
        cells = []
        for cell in map(cell_of, row):
            parts = [signs[cell.verdict] + cell.text.in_(lang), *(one.in_(lang) for one in cell.small)]
            parts += [cell.code, cell.note.in_(lang)]
            for link in cell.links:
                parts += [link.text.in_(lang), link.url, link.note.in_(lang)]
            cells.append("\n".join(part for part in parts if part))
        lines.append(cells + [""] * (len(table.head) - len(cells)))
    return lines


def test_every_cell_of_every_table_of_the_page_is_there(path: Path, answer: Answer, lang: str) -> None:
    sheets = list(rows_of(path).values())[1:]
    tables = [one for section in answer.all_sections() for one in section.tables if one.page]
    assert len(tables) >= 9
    for table, rows in zip(tables, sheets, strict=False):
        wanted = expected(table, lang)
        assert [list(map(str, row)) for row in rows[: len(wanted)]] == wanted
        assert table.note == NOTHING or rows[-1][0] == table.note.in_(lang)


def same(cell: object, value: object) -> bool:
    """Whether a cell holds a value of a frame, a gap as nothing."""
    if value is None or value is pd.NA or (isinstance(value, float) and isnan(value)):
        return cell == ""
    return bool(
        cell == (value if isinstance(value, str | bool) else pytest.approx(value, rel=1e-15, abs=0.0))
    )


def test_every_number_of_every_frame_is_there(path: Path, answer: Answer, lang: str) -> None:
    """In Chinese by the two sheets that name tables, columns and codes as the files do."""
    sheets = {name.partition(" ")[2]: rows for name, rows in rows_of(path).items()}
    _, *named = sheets["列与单位" if lang == "zh" else "Columns and units"]
    codes = {(head, word): code for head, word, code in sheets.get("名称对照", [])[1:]}
    assert len(codes) == max(len(sheets.get("名称对照", [])) - 1, 0) and bool(codes) == (lang == "zh")
    for name, frame in answer.frames.items():
        own = [row for row in named if row[3] == name]
        assert [row[4] for row in own] == list(frame.columns)
        head, *rows = sheets[str(own[0][0]) if lang == "zh" else name]
        assert len(rows) == len(frame)
        if lang == "zh":
            wanted = [f"{text}（{unit}）" if unit else text for _, text, unit, _, _ in own]
            assert head == wanted and all(re.search("[\u4e00-\u9fff]", one) for one in head)
        else:
            assert head == list(frame.columns)
        for row, values in zip(rows, frame.itertuples(index=False), strict=True):
            for title, cell, value in zip(head, row, values, strict=True):
                assert same(codes.get((title, cell), cell), value), (name, title, cell, value)


def test_a_chinese_workbook_names_levers_targets_and_units_in_chinese(tmp_path: Path) -> None:
    xlsx.write(made_up(), MANIFEST, tmp_path, "zh")
    sheets = {name.partition(" ")[2]: rows for name, rows in rows_of(tmp_path / "tables.xlsx").items()}
    head, *rows = sheets["措施"]
    assert {"措施", "计划支出（元）", "实际支出（元）"} <= set(head)
    assert {row[head.index("措施")] for row in rows} == {
        "培训补贴",
        "公益性岗位",
        "防返贫与就业监测",
        "兜底保障",
    }
    head, *rows = sheets["目标判断"]
    assert head[1:4] == ["目标", "类别", "口径"] and head[6] == "达标概率（占比）"
    assert rows[0][1:4] == ["搬迁群众人均可支配收入年均增长15%以上", "成效指标", "年均复合增长，名义"]
    assert rows[0][head.index("单位")] == "年率"
    assert "就业率（占比）" in sheets["逐月指标"][0] and "末年人均可支配收入" in {
        row[1] for row in sheets["指标波动"]
    }
    assert ["逐月指标", "就业率", "占比", "monthly", "employment_rate"] in sheets["列与单位"]
    assert ["措施", "公益性岗位", "public_welfare_jobs"] in sheets["名称对照"]


def test_incomes_of_settlements_are_told_in_their_unit() -> None:
    frame = pd.DataFrame({"settlement": [1], "income": [14_851.97], "without_work": [2.0]})
    assert with_units(frame).attrs["units"] == {"income": "yuan/person/year", "without_work": "persons"}
    assert with_units(frame[["income"]]).attrs["units"] == {"income": "yuan/person/month"}


def test_contents_name_every_sheet_and_what_made_them(path: Path, answer: Answer, lang: str) -> None:
    sheets = rows_of(path)
    first, *others = sheets
    texts = [str(cell) for row in sheets[first] for cell in row]
    assert texts[0] == answer.title.in_(lang) and set(others) <= set(texts)
    assert any(DIGEST in text for text in texts) and any(COMMAND in text for text in texts)
    assert all(len(name) <= 31 for name in sheets)


def test_heads_are_frozen_and_filtered_and_charts_are_native(path: Path, answer: Answer, lang: str) -> None:
    with ZipFile(path) as file:
        names = file.namelist()
        pages = [file.read(name).decode() for name in names if name.startswith("xl/worksheets/sheet")]
        charts = [name for name in names if re.fullmatch(r"xl/charts/chart\d+\.xml", name)]
    assert sum('state="frozen"' in page and "<autoFilter" in page for page in pages) == len(pages) - 1
    assert not any("<f>" in page or "<f " in page for page in pages)
    held = [drawn(chart, lang) for chart in answer.charts]  # type: ignore[arg-type]
    assert len(charts) == sum(one is not None for one in held) >= 5


def test_every_column_is_as_wide_as_its_numbers(path: Path) -> None:
    """A narrower one shows ### in place of a number."""
    book = CalamineWorkbook.from_path(path)
    with ZipFile(path) as file:
        for number, name in enumerate(book.sheet_names[1:], start=2):
            page = file.read(f"xl/worksheets/sheet{number}.xml").decode()
            cols = re.findall(r'<col min="(\d+)" max="(\d+)" width="([\d.]+)"', page)
            widths = {at: float(width) for low, high, width in cols for at in range(int(low), int(high) + 1)}
            for row in book.get_sheet_by_name(name).to_python()[1:]:
                for column, value in enumerate(row, start=1):
                    if isinstance(value, float) and value.is_integer():
                        assert len(f"{value:,.0f}") < widths[column], (name, value)


def test_what_looks_like_a_formula_or_a_link_stays_a_text(tmp_path: Path) -> None:
    words = ("=1+1", "+2", "@SUM(A1)", "https://example.org", "12", "=cmd|'/c calc'!A1")
    table = Table(
        NOTHING, tuple(Text(word, word) for word in words), (tuple(Text(one, one) for one in words),)
    )
    section = Section("s", Text("=a/b [c]", "标题：*"), tables=(table,))
    frame = pd.DataFrame({"=head": ["=2+2"], "flag": [True], "number": [3]})
    xlsx.write(Answer("run", Text("=t", "=t"), (), (section,), {"f": frame}), MANIFEST, tmp_path, "en")
    with ZipFile(tmp_path / "tables.xlsx") as file:
        pages = [file.read(name).decode() for name in file.namelist() if "worksheets/sheet" in name]
    assert not any("<f>" in page for page in pages)
    sheets = list(rows_of(tmp_path / "tables.xlsx").values())
    assert sheets[1] == [list(words), list(words)]
    assert sheets[2] == [["=head", "flag", "number"], ["=2+2", True, 3.0]]


def test_a_table_too_large_for_a_workbook_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "MOST_CELLS", 5)
    frames = {"large": pd.DataFrame({"a": range(6)}), "small": pd.DataFrame({"a": range(5)})}
    xlsx.write(Answer("run", Text("t", "t"), (), (), frames), MANIFEST, tmp_path, "en")
    sheets = rows_of(tmp_path / "tables.xlsx")
    assert [name for name in sheets if "small" in name] and not [name for name in sheets if "large" in name]
    texts = [str(cell) for row in sheets["Contents"] for cell in row]
    assert "large: left out: 6 cells would make the workbook slow; --format csv writes them" in texts


@pytest.mark.parametrize("read_back", [False, True])
def test_charts_of_the_workbook_have_the_numbers_of_those_of_the_page(
    answer: Answer, read_back: bool
) -> None:
    held = answer_from(json.loads(json.dumps(answer_data(answer))), {}) if read_back else answer
    charts = {chart.name: chart for chart in held.charts}
    income = drawn(charts["income"], "zh")
    table = charts["income"].table
    median = table[table["series"] == table["series"].iloc[0]]
    assert income is not None and income.kind == "line" and income.categories == list(median["month"])
    first = income.series[0]
    assert (first.name, first.values) == ("中位数", median["value"].tolist())
    assert (first.low, first.high) == (median["low"].tolist(), median["high"].tolist())
    spending = drawn(charts["spending"], "zh")
    assert spending is not None and spending.kind == "bar" and spending.least == 0.0
    wan = (charts["spending"].table["value"] / 1e4).tolist()
    assert spending.series[0].values == pytest.approx(wan) or spending.series[0].values == pytest.approx(
        [one / 1e4 for one in wan]
    )
    assert drawn(charts["anyway"], "zh") is None  # bars that begin where the last one ends
    stacked = drawn(next(chart for name, chart in charts.items() if name.startswith("channels")), "en")
    assert stacked is not None and stacked.kind == "area"
    sums = [
        sum(one or 0.0 for one in month)
        for month in zip(*(one.values for one in stacked.series), strict=True)
    ]
    assert sums == pytest.approx([1.0] * len(stacked.categories))


def test_colours_that_let_paper_through_are_as_pale_as_they_look() -> None:
    assert opaque("rgba(0,114,178,0.5)") == "#80B8D8" and opaque("rgba(0,114,178,0.45)") == "#8CC0DC"
    assert opaque("#0072B2") == "#0072B2"


@pytest.mark.parametrize("page", ["sweep", "sensitivity", "optimise", "comparison", "discover", "explore"])
def test_every_question_has_its_workbook_and_its_brief(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found: list[Answer] = []
    monkeypatch.setattr(golden_pages, "_answer", lambda answer: found.append(answer) or [])
    getattr(golden_pages, page)()
    (answer,) = found
    xlsx.write(answer, MANIFEST, tmp_path, "zh")
    docx.write(answer, MANIFEST, tmp_path, "zh")
    titles = {
        name: target.title
        for plan in ("guizhou", "hanyin")
        for name, target in resettle.load(plan).targets.items()
    }
    assert [one for one in described(answer, titles) if one[2] == NOTHING] == []
    assert all(frame_label(name) for name in answer.frames)
    sheets = list(rows_of(tmp_path / "tables.xlsx").values())
    tables = [table for _, table in xlsx.shown(answer)]
    assert tables
    for table, rows in zip(tables, sheets[1:], strict=False):
        wanted = expected(table, "zh")
        assert [list(map(str, row)) for row in rows[: len(wanted)]] == wanted
    texts = [plain(one.text) for one in reader.Document(str(tmp_path / "brief.docx")).paragraphs]
    first = answer.headlines[0]
    said = plain((first if isinstance(first, Text) else first.sentence).zh)
    assert any(said in text for text in texts)


def test_the_page_of_a_kept_answer_draws_from_the_same_lists(answer: Answer) -> None:
    """Packed arrays of numbers stop the scripts of a page."""
    kept = answer_from(json.loads(json.dumps(answer_data(answer))), {})
    for fresh, again in zip(answer.charts, kept.charts, strict=True):
        assert embedded_chart(again)["data"] == embedded_chart(fresh)["data"]
        assert "bdata" not in json.dumps(embedded_chart(again))
