"""Every text exists in both languages, is used, and has the same gaps in both."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

from resettle.model.indicators import AMONG, INDICATORS
from resettle.model.levers import LEVERS
from resettle.model.levers.base import BUDGET
from resettle.model.parameters import PARAMETERS
from resettle.model.population_fields import INITIAL, POPULATION, SERIES
from resettle.results.judge.causes import PARTS
from resettle.results.judge.comparison import READINGS
from resettle.results.judge.measures import MEASURES, RATIOS
from resettle.results.judge.tasks import LIMITS
from resettle.results.judge.verdicts import VERDICTS
from resettle.results.questions.run.pace import ENDINGS
from resettle.results.report.exports.columns import ENDS, OF_TARGETS, STATISTICS
from resettle.results.report.reading_names import reading_label
from resettle.results.runs.modes import MODES
from resettle.results.statistics.variance import CHANCE, INSEPARABLE
from resettle.results.text.labels import Text, fill, join, label, labels, quoted, say, text_of
from resettle.results.text.numbers import (
    bound_text,
    figure,
    gap,
    money,
    month,
    percent,
    points,
    span,
    unit_text,
)
from resettle.scenarios.readings import READINGS as WORK
from resettle.scenarios.types import SECTIONS, SOURCE_KINDS

ROOT = Path(__file__).parents[2]
SOURCES = [path for part in ("results", "calibration") for path in sorted((ROOT / part).rglob("*.py"))]
CHINESE = re.compile(r"[\u4e00-\u9fff]")

INDICATOR_NAMES = {
    *("zero_employment", "zero_employment_long", "zero_employment_longest"),
    *("zero_employment_willing", "without_work"),
}
"""Names of indicators and frames that look like keys."""

BUILT = {
    *(f"verdict_{word}" for word in VERDICTS),
    *(f"headline_{word}" for word in VERDICTS),
    *(f"headline_growth_{word}" for word in VERDICTS),
    *(f"part_{part}" for part in PARTS),
    *(f"measure_{measure.name}" for measure in MEASURES),
    *(f"measure_{name}" for name, _, _ in RATIOS),
    *(f"outcome_{outcome}" for outcome in READINGS if outcome != "value"),
    *(f"section_{section}" for section in (*SECTIONS, "standards", "levers", "targets")),
    *(f"kind_{kind}" for kind in SOURCE_KINDS),
    *(f"range_{kind}" for kind in ("bounds", "factor", "growth")),
    *(f"reading_{name}" for name in ("compound_nominal", "compound_real", "every_month", "period_end")),
    *(f"reading_{name}" for name in ("by_date", "worst_year", "spell", "of_work", "of_willing")),
    *(f"work_{name}" for name in WORK),
    *(f"{kind}_{name}" for kind in ("limit", "limited") for name in LIMITS),
    *(f"reading_ahead_{name}" for name in ("compound", "worst_year")),
    *(f"head_{name}" for name in ("share_short", "figure", "shortfall")),
    *("row_growth_against", "row_level_against", "chart_spending", "chart_band_note"),
    *("places_title", "several_title"),
    *(f"{kind}_{mode}" for kind in ("mode", "drawn") for mode in MODES),
    *(f"spread_{kind}_{word}" for kind in ("short", "told") for word in (CHANCE, INSEPARABLE)),
    *(f"pace_{ending}" for ending in ENDINGS),
    *(f"nobody_{among}" for among in AMONG),
    *("cal_inside", "cal_outside"),
    *(f"name_{kind}" for kind in (*ENDS, *OF_TARGETS, *STATISTICS)),
}
"""Keys that the program puts together."""


def used() -> set[str]:
    """Keys that stand in the code and in the page."""
    found: set[str] = set()
    for path in SOURCES:
        text = path.read_text(encoding="utf-8")
        found |= set(re.findall(r"\b(?:label|say)\(\s*\"([a-z_]+)\"", text))
        found |= set(re.findall(r"\"((?:scale|why|with|without|yuan|zero|reading)_[a-z_]+)\"", text))
    for page in (ROOT / "results" / "report" / "templates").glob("*.html"):
        found |= set(re.findall(r"\bt\(\"([a-z_]+)\"[,)]", page.read_text(encoding="utf-8")))
    return found


def test_every_label_has_both_languages_and_chinese_is_chinese() -> None:
    for key, text in labels().items():
        assert text.en and text.zh, key
        letters = re.sub(r"\{\w+\}", "", text.zh)
        if re.search(r"[A-Za-z]{2}", letters) and not CHINESE.search(letters):
            assert key == "page_title", key
        assert not CHINESE.search(text.en), key


def test_both_languages_have_the_same_gaps() -> None:
    def gaps(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    different = {key for key, text in labels().items() if gaps(text.en) != gaps(text.zh)}
    assert different == {"month"}  # English writes 2024-12, Chinese the year and the month


def test_chinese_uses_chinese_punctuation() -> None:
    for key, text in labels().items():
        bare = re.sub(r"\{\w+\}|\d,\d", "", text.zh)
        assert not re.search(r"[,;:()]", bare), key


def test_every_key_used_exists() -> None:
    assert (used() | BUILT) - set(labels()) == INDICATOR_NAMES


def mentioned() -> set[str]:
    """Keys that stand in the code of the questions, whole or with gaps that the program fills."""
    found: set[str] = set()
    rooms = (*(ROOT / "results" / part for part in ("questions", "report", "judge")), ROOT / "calibration")
    for path in (path for room in rooms for path in room.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        for literal in re.findall(r"\"([a-z][a-z0-9_]*_[a-z0-9_{}.!\[\]()]*)\"", text):
            form = re.compile("[a-z0-9_]+".join(map(re.escape, re.split(r"\{[^}]*\}", literal))))
            found |= {key for key in labels() if form.fullmatch(key)}
    return found


def test_every_label_is_used() -> None:
    tables = ("unit:", "key:", "run:", "column:", "frame:", "code:")
    free = {key for key in labels() if not key.startswith(tables)}
    assert free - used() - mentioned() - BUILT == set()


def test_every_unit_of_the_registers_is_chinese_in_chinese() -> None:
    fields = [*POPULATION.values(), *INITIAL.values(), *PARAMETERS.values(), *SERIES.values(), BUDGET]
    fields += [field for lever in LEVERS.values() for field in lever.settings.values()]
    units = {field.unit for field in fields} | {indicator.unit for indicator in INDICATORS.values()}
    for unit in units:
        assert not re.search(r"[a-z]", unit_text(unit).zh), unit


def test_readings_of_single_years_are_named_with_their_year() -> None:
    assert reading_label("year_2023").en == "Year 2023"
    assert "2022" in reading_label("year_2022_real").zh and "实际" in reading_label("year_2022_real").zh
    with pytest.raises(KeyError):
        reading_label("unknown")


def test_texts_that_a_planner_wrote_fill_gaps_as_they_are() -> None:
    text = fill(Text("{name}!", "{name}!"), name=Text("{braces} {0}", "{a}"))
    assert text == Text("{braces} {0}!", "{a}!")


@pytest.mark.parametrize(
    ("text", "english", "chinese"),
    [
        (percent(0.0881), "8.8\u00a0%", "8.8%"),
        (percent(-0.0004), "0.0\u00a0%", "0.0%"),
        (points(-0.012), "−1.2 points", "−1.2个百分点"),
        (money(5.432e9), "5.43 billion yuan", "54.3亿元"),
        (money(3.2e6), "3.20 million yuan", "320万元"),
        (money(0.0), "0 yuan", "0元"),
        (money(2500.0, 2e4), "2,500 yuan", "0.25万元"),
        (money(-3.2e8, 5e9), "−0.32 billion yuan", "−3.2亿元"),
        (figure(12345.0, "yuan/person/year"), "12,345 yuan", "12,345元"),
        (figure(66.0, "counties"), "66 counties", "66个县"),
        (figure(float("nan"), "share"), "–", "–"),
        (bound_text(0.15, "share/year"), "15\u00a0%", "15%"),
        (bound_text(0.125, "share/year"), "12.5\u00a0%", "12.5%"),
        (bound_text(0.0075, "share"), "0.75\u00a0%", "0.75%"),
        (gap(0.062, "share/year"), "6.2 points", "6.2个百分点"),
        (span(percent(0.078), percent(0.104)), "7.8–10.4\u00a0%", "7.8–10.4%"),
        (span(points(-0.01), points(0.02)), "−1.0 to 2.0 points", "−1.0 至 2.0个百分点"),
        (span(money(9e8), money(1.1e9)), "900 million yuan to 1.10 billion yuan", "9.00–11.0亿元"),
        (month("2024-03"), "2024-03", "2024年3月"),
        (month(None), "–", "–"),
    ],
)
def test_numbers_read_well_in_both_languages(text: Text, english: str, chinese: str) -> None:
    assert (text.en, text.zh) == (english, chinese)


def test_texts_are_the_same_in_both_languages_or_joined_by_each() -> None:
    assert text_of("a") == Text("a", "a")
    assert join([Text("a", "甲"), Text("b", "乙")]) == Text("a; b", "甲\N{FULLWIDTH SEMICOLON}乙")
    assert say("yuan", value="3") == label("yuan").__class__("3 yuan", "3元")


def test_quotation_marks_within_others_are_single_ones() -> None:
    title = Text("Growth of the plan", "“十四五”期间增速")
    assert (quoted(title).en, quoted(title).zh) == ("“Growth of the plan”", "“‘十四五’期间增速”")
    assert say("compare_target", title=title, mean="3", runs="4", base="2").zh.startswith(
        "“‘十四五’期间增速”"
    )
