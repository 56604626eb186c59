"""The brief, as Word document and on paper: the words of the page, in the form of a work report."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import docx as reader
import pytest
from PIL import Image

from resettle.results.report.answer import Answer, Headline, Labelled, Table, cell_of
from resettle.results.report.exports import brief as briefs
from resettle.results.report.exports import docx, export, images, pdf, words
from resettle.results.report.exports.brief import Brief, Part, Room, brief
from resettle.results.report.exports.browser import pages
from resettle.results.report.saved import answer_data, answer_from
from resettle.results.text.labels import NOTHING, Text
from tests.questions.compare_asked import asked
from tests.report.export_made import COMMAND, DIGEST, MANIFEST, made_up, plain


def page_words(answer: Answer, lang: str) -> str:
    """All that the page says, a text a line."""
    texts: list[Text] = [answer.title, *answer.lead, answer.caution, *answer.warnings]
    for one in answer.headlines:
        texts += [one.sentence, *one.small] if isinstance(one, Headline) else [one]
    for section in answer.all_sections():
        texts += [section.title, section.note, *section.paragraphs]
        cells = [cell_of(point) for point in section.points]
        for table in section.tables:
            texts += [table.title, table.note]
            cells += [cell_of(cell) for row in (table.head, *table.rows) for cell in row]
        texts += [line for cell in cells for line in (cell.text, *cell.small)]
    return "\n".join(text.in_(lang) for text in texts)


def parts_of(content: Brief) -> dict[str, Part]:
    return {part.title.zh: part for part in content.parts}


def test_a_run_is_told_in_the_order_of_a_work_report() -> None:
    answer = made_up()
    content = brief(answer, MANIFEST)
    parts = parts_of(content)
    assert list(parts) == ["结论", "方案带来的变化", "依据", "工作建议", "附表"]
    verdicts = [point.text.zh for point in parts["结论"].points]
    assert verdicts[0] == answer.headlines[0].sentence.zh  # type: ignore[union-attr]
    assert "未实现：搬迁群众人均可支配收入年均增长15%以上。达标概率0%（0–16%），差距6.2个百分点。" in verdicts
    assert "实现：不发生规模性返贫。达标概率100%（84–100%）。" in verdicts
    *told, do, trust = [one.zh for one in answer.headlines if isinstance(one, Text)]
    assert told and [one.zh for one in parts["方案带来的变化"].paragraphs][: len(told)] == told
    first = parts["工作建议"].points[0].text.zh
    assert do.startswith("工作建议：增收效益最高：") and first.startswith(do.removeprefix("工作建议："))
    assert f"可信程度：{parts['依据'].parts[0].paragraphs[0].zh}" == trust
    advice = next(one for one in answer.sections if one.name == "advice")
    assert [one.text for one in parts["工作建议"].points] == [cell_of(one).text for one in advice.points]
    assert parts["依据"].parts[0].paragraphs[-1] == answer.caution
    assert [one.title.zh for one in parts["附表"].tables] == [
        "附表1　目标完成情况",
        "附表2　各项措施支出",
        "附表3　任务量指标",
    ]


def test_every_figure_of_the_tables_stands_on_the_page_in_the_same_words() -> None:
    for lang in ("en", "zh"):
        said = page_words(made_up(), lang)
        for part in brief(made_up(), MANIFEST).parts:
            for table in part.tables:
                for cell in (cell_of(one) for row in table.rows for one in row):
                    figure, _, band = cell.text.in_(lang).partition(" (" if lang == "en" else "（")
                    assert figure in said and band.rstrip(")）") in said
                    assert all(line.in_(lang) in said for line in cell.small)


def test_a_table_without_room_keeps_its_sum_and_says_what_is_left_out() -> None:
    rows = tuple((Text(str(one), str(one)),) for one in range(10))
    table = Table(NOTHING, (Text("head", "头"),), rows, total=True)
    short = briefs._short(table, 4)
    assert [cell_of(row[0]).text.en for row in short.rows] == ["0", "1", "2", "9"]
    assert short.note.en == "6 more rows are in report.html." and briefs._short(table, 10) is table


def test_other_questions_have_headlines_and_first_tables() -> None:
    answer = asked()
    content = brief(answer, MANIFEST)
    parts = parts_of(content)
    assert [one.text for one in parts["结论"].points] == [
        one.sentence if isinstance(one, Headline) else one for one in answer.headlines
    ]
    first = next(
        one for section in answer.all_sections() if not section.folded for one in section.tables if one.page
    )
    assert parts["附表"].tables[0].head == first.head and 1 <= len(parts["附表"].tables) <= 3


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_word_document_says_all_of_the_brief(tmp_path: Path, lang: str) -> None:
    docx.write(made_up(), MANIFEST, tmp_path, lang)  # type: ignore[arg-type]
    document = reader.Document(str(tmp_path / "brief.docx"))
    content = brief(made_up(), MANIFEST, docx.ROOM)
    texts = [plain(paragraph.text) for paragraph in document.paragraphs]
    heads = [one.text for one in document.paragraphs if one.style.name == "Heading 1"]  # type: ignore[union-attr]
    wanted = ["一、结论", "二、方案带来的变化", "三、依据", "四、工作建议", "五、附表"]
    if lang == "en":
        wanted = ["1. Conclusions", "2. What the plan adds", "3. Grounds", "4. What to do", "5. Tables"]
    about = {"en": "Brief of simulated results, 2026-01-02", "zh": "——推演结果简报（2026年1月2日）"}
    assert texts[:2] == [content.title.in_(lang), about[lang]] and heads == wanted
    for part in content.parts:
        assert all(plain(text.in_(lang)) in texts for text in part.paragraphs)
        assert all(any(plain(point.text.in_(lang)) in text for text in texts) for point in part.points)
    tables = [table for part in content.parts for table in part.tables]
    assert len(tables) == len(document.tables) >= 4
    for table, drawn in zip(tables, document.tables, strict=True):
        for row, line in zip((table.head, *table.rows), drawn.rows, strict=True):
            for cell, shown in zip(map(cell_of, row), line.cells, strict=False):
                below = [one.in_(lang) for one in cell.small]
                first, *others = plain(shown.text).split("\n")
                assert first.endswith(plain(cell.text.in_(lang))) and others == list(map(plain, below))
    assert texts[-4:] == [line.in_(lang) for line in content.source]
    assert DIGEST[:16] in texts[-3] and COMMAND in texts[-2]
    normal = document.styles["Normal"].element.xml
    assert 'w:eastAsia="仿宋"' in normal and "PAGE" in document.sections[0].footer._element.xml


def test_the_paper_says_all_of_the_brief_and_runs_no_script() -> None:
    content = brief(made_up(), MANIFEST)
    page = plain(pdf.brief_page(content, "zh"))
    assert '<p class="about">——推演结果简报（2026年1月2日）</p>' in page
    assert "<script" not in page and "default-src 'none'" in page and page.count("<table>") == 4
    for part in content.parts:
        for text in (*part.paragraphs, *(point.text for point in part.points)):
            assert plain(text.zh).replace("'", "&#39;") in page
    assert f"命令：{COMMAND}" in page and DIGEST[:16] in page and "合成数据" in page
    assert "<h2>一、结论</h2>" in page and "<h2>五、附表</h2>" in page


def test_texts_of_a_scenario_cannot_become_markup() -> None:
    content = Brief(Text("<b>x</b>", "<b>x</b>"), Text("", ""), (), (), (), (Text("<i>", "<i>"),))
    page = pdf.brief_page(content, "en")
    assert "<b>x</b>" not in page and "&lt;b&gt;x&lt;/b&gt;" in page and "&lt;i&gt;" in page


def test_a_picture_says_what_made_it() -> None:
    chart = made_up().charts[0]
    plain, figure = chart.figure("zh"), chart.figure("zh")
    images.sourced(figure, ["命令：" + "长" * 200, "a < b"])
    text = figure.layout.annotations[-1].text
    assert text.replace("<br>", "").startswith("命令：" + "长" * 200) and text.endswith("a &lt; b")
    assert figure.layout.height > plain.layout.height
    assert max(map(len, text.split("<br>"))) <= images.COLUMNS


@pytest.mark.browser
def test_the_brief_is_printed_on_two_pages_and_the_page_on_more(tmp_path: Path) -> None:
    export(made_up(), MANIFEST, tmp_path, "pdf", "zh")
    assert pages((tmp_path / "exports" / "brief.pdf").read_bytes()) == 2
    assert pages((tmp_path / "exports" / "report.pdf").read_bytes()) > 4


@pytest.mark.browser
def test_every_chart_is_a_picture(tmp_path: Path) -> None:
    answer = made_up()
    kept = [replace(one, charts=one.charts[:1]) for one in answer.sections if one.charts]
    few = replace(answer, sections=tuple(kept))
    made = export(few, MANIFEST, tmp_path, "png,svg", "zh")
    names = sorted(f"chart-{chart.name}.{kind}" for chart in few.charts for kind in ("png", "svg"))
    assert [path.name for path in made] == names and names
    assert Image.open(made[0]).size[0] == 1800
    assert DIGEST[:16] in made[1].read_text(encoding="utf-8")


def test_room_is_given_up_step_by_step() -> None:
    sizes = [size for size, _ in pdf.SIZES]
    assert sizes == sorted(sizes, reverse=True) and pdf.SIZES[0][1] == Room()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_no_figure_of_a_crowded_table_is_broken(lang: str) -> None:
    figures = ("12,516,400", "1,330,191", "3.23–3.57", "1,214–6,712", "2,323,800", "14,985,900")
    cells = tuple(Text(f"{one} million yuan", f"{one}万元") for one in figures)
    heads = tuple(Text("Beneficiaries", "受益人次") for _ in figures)
    table = Table(NOTHING, (Text("Lever", "措施"), *heads), ((Text("Entrepreneurship", "创业支持"), *cells),))
    size, widths = docx._widths(table, lang)  # type: ignore[arg-type]
    assert sum(widths) == pytest.approx(docx.WIDTH_CM) and size in docx.TABLE_PTS
    needed = [docx._ems(one) * size * 0.0353 + docx.PADDING_CM for one in figures]
    assert all(width >= need - 1e-9 for width, need in zip(widths[1:], needed, strict=True))
    small = Table(NOTHING, (Text("Lever", "措施"), heads[0]), ((Text("Training", "培训"), cells[0]),))
    assert docx._widths(small, lang)[0] == docx.TABLE_PTS[0] > size  # type: ignore[arg-type]


def test_no_line_ends_within_an_interval_or_before_a_unit() -> None:
    dash, gap = "–\u2060", "\u00a0"
    assert words.unbroken("51–181") == f"51{dash}181"
    assert words.unbroken("5 % (−1.2–+3 %)") == f"5{gap}% (−1.2{dash}+3{gap}%)"
    assert words.unbroken("+0.02 至 +0.04，≥ 99.5 %") == f"+0.02{gap}至{gap}+0.04，≥{gap}99.5{gap}%"
    assert words.unbroken("82%（77–86）", units=False) == f"82%\u200b（77{dash}86）"
    assert words.unbroken("8.59 million yuan") == f"8.59{gap}million yuan"
    assert words.unbroken("8.59 million yuan", units=False) == "8.59 million yuan"
    assert docx._ems(words.unbroken("51–181")) == docx._ems("51–181")


def test_without_a_baseline_nothing_is_told_twice() -> None:
    answer = made_up()
    alone = replace(
        answer,
        sections=tuple(replace(one, parts=()) if one.name == "targets" else one for one in answer.sections),
    )
    parts = parts_of(brief(alone, MANIFEST))
    assert list(parts) == ["结论", "依据", "工作建议", "附表"]
    do, trust = (one for one in alone.headlines if isinstance(one, Labelled))
    told = [point.text for point in parts["结论"].points]
    assert do not in told and trust not in told
    assert parts["依据"].parts[0].paragraphs[0] == trust.bare


def test_headlines_that_have_a_part_of_their_own_carry_their_kind() -> None:
    do, trust = (one for one in made_up().headlines if isinstance(one, Labelled))
    assert (do.label, trust.label) == ("first_do", "first_trust")
    assert do.zh == f"工作建议：{do.bare.zh}" and trust.en == f"How far this can be trusted: {trust.bare.en}"
    again = answer_from(answer_data(made_up()), {})
    assert [one for one in again.headlines if isinstance(one, Labelled)] == [do, trust]


def test_cells_have_room_above_and_no_row_of_a_table_stands_alone(tmp_path: Path) -> None:
    docx.write(made_up(), MANIFEST, tmp_path, "zh")
    tables = reader.Document(str(tmp_path / "brief.docx")).tables
    for table in tables:
        for row in table.rows:
            forms = [one.paragraph_format for one in row.cells[-1].paragraphs]
            assert forms[0].space_before.pt == forms[-1].space_after.pt == 2  # type: ignore[union-attr]
        kept = [row.cells[0].paragraphs[0].paragraph_format.keep_with_next for row in table.rows]
        assert kept[0] and kept[-2]
    kept_with_note = [
        table.rows[-1].cells[0].paragraphs[0].paragraph_format.keep_with_next for table in tables
    ]
    assert kept_with_note == [None, True, True, None]  # a note never stands alone on the next page
