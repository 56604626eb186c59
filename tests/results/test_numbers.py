"""Numbers have as many digits as their size needs, the sign of their value and their unit."""

from __future__ import annotations

from math import inf, nan

import pytest

from resettle.results.report.estimates import share_text
from resettle.results.statistics.intervals import Estimate, wilson
from resettle.results.text.labels import Text
from resettle.results.text.numbers import (
    NONE,
    alike,
    bound_bare,
    bound_text,
    count,
    difference_text,
    duration,
    figure,
    figure_bare,
    gap,
    level_text,
    money,
    percent,
    plain,
    points,
    probable,
    signed,
    signed_bound,
    span,
    tidy,
    unit_text,
    with_interval,
    yuan,
)


def ascii_of(text: str) -> str:
    """A text whose signs and spaces are those of a keyboard."""
    return text.replace("\N{MINUS SIGN}", "-").replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1234567.4, "1,234,567"), (100.5, "100"), (99.94, "99.9"), (10.0, "10"), (10.04, "10.0"),
        (9.994, "9.99"), (1.0, "1"), (0.5, "0.50"), (0.1, "0.10"), (0.0999, "0.0999"), (0.00004, "0.0000"),
        (-0.00004, "0.0000"), (-12.34, "-12.3"), (-250.0, "-250"), (0.0, "0"), (nan, "–"), (inf, "–"),
    ],
)  # fmt: skip
def test_a_plain_number_has_the_digits_that_its_size_needs(value: float, text: str) -> None:
    assert ascii_of(plain(value)) == text
    assert ascii_of(count(value, None).en) == ascii_of(count(value, None).zh) == text


def test_digits_that_are_asked_for_are_given_and_a_count_has_none() -> None:
    assert (plain(2.0, 1), plain(1234.5678, 2), count(2.6).en) == ("2.0", "1,234.57", "3")
    assert (tidy(0.15), tidy(12000.0), tidy(1e12), tidy(1.0)) == ("0.15", "12,000", "1e+12", "1")


def test_only_what_is_more_than_nothing_has_a_plus() -> None:
    text = Text("a", "甲")
    assert signed(text, 0.1) == Text("+a", "+甲")
    assert signed(text, 0.0) == signed(text, -0.1) == text


@pytest.mark.parametrize(
    ("value", "english", "chinese"),
    [
        (0.0, "0 yuan", "0元"), (1.0, "1.00 yuan", "1.00元"), (9.99, "9.99 yuan", "9.99元"),
        (10.0, "10 yuan", "10元"), (10.6, "11 yuan", "11元"), (-3.5, "-3.50 yuan", "-3.50元"),
        (1234.5, "1,234 yuan", "1,234元"), (nan, "–", "–"),
    ],
)  # fmt: skip
def test_small_amounts_have_fen_and_others_none(value: float, english: str, chinese: str) -> None:
    assert (ascii_of(yuan(value).en), ascii_of(yuan(value).zh)) == (english, chinese)


@pytest.mark.parametrize(
    ("value", "english", "chinese"),
    [
        (5.5, "5.50 yuan", "5.50元"), (10.0, "10 yuan", "10元"), (9_999.0, "9,999 yuan", "9,999元"),
        (10_000.0, "10,000 yuan", "1.00万元"), (1e6, "1.00 million yuan", "100万元"),
        (9.99e6, "9.99 million yuan", "999万元"), (9.996e6, "10.0 million yuan", "1,000万元"),
        (9.994e7, "99.9 million yuan", "9,994万元"), (9.996e7, "100 million yuan", "9,996万元"),
        (1e8, "100 million yuan", "1.00亿元"), (-1e9, "-1.00 billion yuan", "-10.0亿元"),
        (5.5e10, "55.0 billion yuan", "550亿元"), (inf, "–", "–"),
    ],
)  # fmt: skip
def test_public_money_has_three_digits_in_the_step_it_reaches(
    value: float, english: str, chinese: str
) -> None:
    assert (ascii_of(money(value).en), ascii_of(money(value).zh)) == (english, chinese)
    assert level_text(value, "yuan") == difference_text(value, "yuan") == money(value)


@pytest.mark.parametrize(
    ("value", "unit", "english", "chinese"),
    [
        (0.1234, "share/year", "12.3 %", "12.3%"), (0.012, "points", "1.2 points", "1.2个百分点"),
        (999_999.0, "yuan", "999,999 yuan", "999,999元"), (1e6, "yuan", "1.00 million yuan", "100万元"),
        (1.256, "multiple", "1.26 times", "1.26倍"), (3.0, "multiple", "3.00 times", "3.00倍"),
        (12.6, "households", "13 households", "13户"), (2.5, "households", "2.5 households", "2.5户"),
        (2.0, "households", "2 households", "2户"), (1.255, "households", "1.25 households", "1.25户"),
        (-3.25, "households", "-3.2 households", "-3.2户"), (nan, "households", "–", "–"),
    ],
)  # fmt: skip
def test_a_figure_has_the_form_of_its_unit(value: float, unit: str, english: str, chinese: str) -> None:
    assert (ascii_of(figure(value, unit).en), ascii_of(figure(value, unit).zh)) == (english, chinese)
    own = unit.split("/", maxsplit=1)[0] in ("share", "points", "yuan")
    bare = figure_bare(value, unit)
    assert bare == figure(value, unit) if own else ascii_of(bare.en) == english.split(" ", maxsplit=1)[0]


@pytest.mark.parametrize(
    ("value", "unit", "english", "chinese", "bare"),
    [
        (0.8, "share", "80 %", "80%", "80 %"), (0.07, "share/year", "7 %", "7%", "7 %"),
        (0.125, "share/year", "12.5 %", "12.5%", "12.5 %"), (0.955, "share", "95.5 %", "95.5%", "95.5 %"),
        (0.02, "points", "2 points", "2个百分点", "2"),
        (0.0125, "points", "1.25 points", "1.25个百分点", "1.25"),
        (2e6, "yuan/year", "2.00 million yuan", "200万元", "2.00 million yuan"),
        (1.2, "multiple", "1.2 times", "1.2倍", "1.2"), (0.0, "households", "0 households", "0户", "0"),
        (10_000.0, "households", "10,000 households", "10,000户", "10,000"),
    ],
)  # fmt: skip
def test_a_bound_is_written_as_it_was_given(
    value: float, unit: str, english: str, chinese: str, bare: str
) -> None:
    text = bound_text(value, unit)
    assert (ascii_of(text.en), ascii_of(text.zh)) == (english, chinese)
    assert ascii_of(bound_bare(value, unit).en) == bare
    signs = [signed_bound(way, text) for way in ("at_least", "at_most", "above", "below")]
    assert [ascii_of(one.en) for one in signs] == [f"{sign} {english}" for sign in "≥≤><"]
    assert [ascii_of(one.zh) for one in signs] == [f"{sign}{chinese}" for sign in "≥≤><"]


def test_shortfalls_and_differences_of_shares_are_points_and_tiny_ones_have_a_digit_more() -> None:
    assert (gap(0.05, "share/year").en, gap(0.05, "points").en) == ("5.0 points", "5.0 points")
    assert (gap(1.256, "multiple").en, gap(3.0, "households").en) == ("1.26", "3 households")
    small = [ascii_of(difference_text(value, "share").en) for value in (0.0005, 0.0004, 0.0, -0.00049)]
    assert small == ["0.1 points", "0.04 points", "0.0 points", "-0.05 points"]
    assert difference_text(-20.0, "households").en == figure(-20.0, "households").en


def test_a_unit_is_translated_whole_or_part_by_part() -> None:
    assert unit_text("persons/moon") == Text("persons/moon", f"{unit_text('persons').zh}/moon")
    assert unit_text("persons/year") == Text("persons a year", "人/年")
    assert unit_text("assets/sites") == Text("assets/settlements", "处资产/个安置点")


@pytest.mark.parametrize(
    ("low", "high", "english"),
    [
        (percent(0.1), percent(0.1), "10.0 %"), (percent(0.1), NONE, "10.0 % to –"),
        (NONE, percent(0.1), "– to 10.0 %"), (points(0.01), points(0.02), "1.0–2.0 points"),
        (points(0.01), points(-0.02), "1.0 to -2.0 points"),
        (signed(points(0.01), 1.0), signed(points(0.02), 1.0), "+1.0 to +2.0 points"),
        (yuan(5.0), money(2e6), "5.00 yuan to 2.00 million yuan"),
    ],
)  # fmt: skip
def test_a_band_says_the_unit_once_and_has_no_dash_beside_a_sign(low: Text, high: Text, english: str) -> None:
    assert ascii_of(span(low, high).en) == english


@pytest.mark.parametrize(
    ("unit", "shown"),
    [
        *(("share", "占比"), ("share/year", "年率"), ("share/month", "月率"), ("places/workshop", "个/车间")),
        *(("yuan/start", "元/户"), ("places/start", "个/户"), ("households/workshop", "户/车间")),
        *(("yuan/asset", "元/处"), ("places/settlement", "个/安置点"), ("persons/year", "人/年")),
    ],
)
def test_units_are_written_as_officials_write_them(unit: str, shown: str) -> None:
    assert unit_text(unit).zh == shown


def test_a_yearly_count_is_written_with_words_in_english() -> None:
    assert unit_text("workshops/year").en == "workshops a year"
    assert unit_text("places/workshop").en == "places/workshop"


def test_an_estimate_and_both_ends_of_its_interval_share_unit_and_decimals() -> None:
    told = with_interval(*alike(difference_text, (-2.2, -2.6, -1.76), "households"))
    assert (told.en, told.zh) == ("−2.2 households (−2.6 to −1.8)", "−2.2户（−2.6 至 −1.8）")
    one = with_interval(*alike(figure, (12.0, 8.4, 15.2), "persons"))
    assert one.en == "12 persons (8–15)"
    money_told = span(*alike(level_text, (533e6, 1.19e9), "yuan"))
    assert (money_told.en, money_told.zh) == ("0.53–1.19 billion yuan", "5.3–11.9亿元")
    assert with_interval(*alike(yuan, (9.5, 8.0, 11.0))).en == "10 yuan (8–11)"
    tiny = with_interval(*alike(difference_text, (-0.0002, -0.002, 0.003), "share"))
    assert tiny.en == "0.0 points (−0.2 to 0.3)"
    same = with_interval(*alike(difference_text, (0.012, 0.0118, 0.0122), "share"))
    assert (same.en, same.zh) == ("1.2 points", "1.2个百分点")
    assert share_text(Estimate(0.25, 0.089, 0.53)).zh == "25%（9–53）"
    assert share_text(Estimate(0.05, 0.002, 0.21)).zh == "5.0%（0.2–21.0）"


def test_none_or_all_of_many_runs_are_no_certainty() -> None:
    assert span(*probable(*wilson(0, 1000))).en == "0.0–0.4\N{NO-BREAK SPACE}%"
    assert span(*probable(*wilson(2000, 2000))).zh == "99.8–100.0%"
    assert span(*probable(*wilson(0, 12))).en == "0–24\N{NO-BREAK SPACE}%"


@pytest.mark.parametrize(
    ("seconds", "en", "zh"),
    [
        (20, "1 min", "1分钟"),
        (610, "10 min", "10分钟"),
        (5_399, "90 min", "90分钟"),
        (41_040, "11.4 hours", "11.4小时"),
    ],
)
def test_time_is_told_in_minutes_or_hours(seconds: float, en: str, zh: str) -> None:
    assert duration(seconds) == Text(en, zh)
