"""In which futures a plan fails, asked of an analytic verdict."""

from __future__ import annotations

import json
import re
import sys
from typing import Any

import numpy as np
import pytest

from resettle.model.text import Text
from resettle.results.questions.discover.question import ask
from resettle.results.questions.discover.request import Request
from resettle.results.questions.discover.sentences import often, shown
from resettle.results.questions.discover.tables import p_text
from resettle.results.report.answer import Answer, QuestionError
from resettle.results.report.page import embedded
from resettle.scenarios.settable import Input
from tests.questions.discover_fake import CARE, FIRST, GROWTH, OTHERS, PLAN, PRICES, SEATS, FakeAsking

TASKS = Text("Tasks", "任务量指标")
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def slow_and_few(took: dict[str, float]) -> bool:
    return took[GROWTH] < 0.08 and took[SEATS] < 28_500


def words(answer: Answer, lang: str) -> str:
    return "\n".join(one.in_(lang) for one in answer.headlines)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def asked() -> tuple[FakeAsking, Answer]:
    asking = FakeAsking(slow_and_few)
    return asking, ask(Request(PLAN, [FIRST], 400), asking)


def test_each_future_is_one_draw_with_one_seed(asked: tuple[FakeAsking, Answer]) -> None:
    ((variants, count),) = asked[0].asked
    assert [one.scenario for one in variants] == [PLAN] and count == 400
    assert list(asked[1].frames["futures"]["draw"]) == list(range(400))


def test_the_region_is_described_in_english(asked: tuple[FakeAsking, Answer]) -> None:
    text = words(asked[1], "en")
    share, region, *_ = text.splitlines()
    assert re.match(r"The plan misses “Income per person grows 15 % a year” in \d+ of 400 futures", share)
    assert re.search(r"in (all|\d+ of 10|9\d of 100) futures \(\d+ of \d+\) where “", region)
    assert re.search(r"pensions and transfers” is below (7\.[6-9]|8(\.\d)?) %", region.replace("\u00a0", " "))
    assert re.search(r"“Training subsidy: [^”]*” is below 2[789],\d{3}", region)
    assert re.search(r"these are \d+ % of all failures", region.replace("\u00a0", " "))
    assert "On held-out futures these regions contain" in region and "of 10 halves" in region


def test_the_region_is_described_in_chinese(asked: tuple[FakeAsking, Answer]) -> None:
    text = words(asked[1], "zh")
    assert re.search(
        r"凡“[^”]+”低于[^且]+且“[^”]+”低于[^的]+的情形，方案(全部|每10+个中有\d+个)达不到“", text
    )
    assert "占全部不达标情形的" in text and "对半抽样" in text
    assert all(CHINESE.search(line) for line in text.splitlines())
    assert not re.search(r"[,;:()]", re.sub(r"\d,\d", "", text))


def test_frames_hold_what_was_drawn_and_the_regions(asked: tuple[FakeAsking, Answer]) -> None:
    frames = asked[1].frames
    futures, boxes, inputs = frames["futures"], frames["boxes"], frames["inputs"]
    assert (futures["missed"] == ((futures[GROWTH] < 0.08) & (futures[SEATS] < 28_500))).all()
    assert {FIRST, OTHERS[0]} <= {name.partition(".")[2] for name in futures if name.startswith("missed.")}
    assert f"figure.{FIRST}" in futures and futures[PRICES].abs().max() < 0.01
    first = boxes[boxes["box"] == 1].set_index("input")
    assert set(first.index) == {GROWTH, SEATS} and set(first["side"]) == {"below"}
    assert first.loc[GROWTH, "value"] == pytest.approx(0.08, abs=0.004)
    assert first.loc[SEATS, "value"] == pytest.approx(28_500, abs=900)
    assert first["density"].min() > 0.9 and first["density_unseen"].min() > 0.8
    assert (first["density_unseen_low"] <= first["density_unseen"]).all()
    inside = (futures[GROWTH] <= first.loc[GROWTH, "value"]) & (futures[SEATS] <= first.loc[SEATS, "value"])
    assert (inside == (futures["region"] == 1)).all()
    assert list(inputs["input"][:2]) in ([GROWTH, SEATS], [SEATS, GROWTH])
    paths = [name for name in futures if "." in name and not name.startswith(("figure.", "missed."))]
    assert set(inputs["input"]) == set(paths) and inputs["distance"].max() <= 1.0


def test_the_answer_can_be_shown_and_written(asked: tuple[FakeAsking, Answer]) -> None:
    answer = asked[1]
    assert [section.name for section in answer.sections] == ["regions", "inputs", "targets", "futures"]
    charts = [chart for section in answer.sections for chart in section.charts]
    assert [chart.name for chart in charts] == ["scatter", "steps", "ranges", "inputs"]
    json.dumps(answer.details, allow_nan=False)
    assert embedded(answer.details)
    assert answer.details["targets"] == [FIRST] and answer.details["regions"] >= 1
    for table in (table for section in answer.sections for table in section.tables):
        whole = [row for row in table.rows if row[0] != TASKS]
        assert whole and all(len(row) == len(table.head) for row in whole), table.title.en


def test_the_frame_of_the_scatter_is_the_first_region(asked: tuple[FakeAsking, Answer]) -> None:
    chart = asked[1].sections[0].charts[0]
    figure = chart.plot()
    (frame,) = figure.layout.shapes
    ends = {frame.x1, frame.y1}
    boxes = asked[1].frames["boxes"]
    assert ends == set(boxes[boxes["box"] == 1]["value"])
    failing = sum(asked[1].frames["futures"]["missed"])
    assert [len(trace.x) for trace in figure.data] == [400 - failing, failing]


def test_successes_are_the_other_side() -> None:
    answer = ask(Request(PLAN, [FIRST], 300, success=True), FakeAsking(slow_and_few))
    text = words(answer, "en")
    assert "The plan reaches “Income per person grows 15 % a year”" in text and "of all successes" in text
    futures = answer.frames["futures"]
    assert (futures["missed"] == ((futures[GROWTH] < 0.08) & (futures[SEATS] < 28_500))).all()
    assert "达标情形" in words(answer, "zh")
    assert set(answer.frames["boxes"]["side"]) == {"above"}


def test_of_several_targets_missing_any_is_failing() -> None:
    answer = ask(Request(PLAN, [FIRST, OTHERS[0]], 100), FakeAsking(slow_and_few))
    futures = answer.frames["futures"]
    either = futures[f"missed.{FIRST}"] | futures[f"missed.{OTHERS[0]}"]
    assert (futures["missed"] == either).all() and either.sum() > futures[f"missed.{FIRST}"].sum()
    assert "misses at least one of “" in words(answer, "en")


def test_without_a_name_the_first_open_target_is_taken() -> None:
    answer = ask(Request(PLAN, futures=100), FakeAsking(lambda took: True))
    assert answer.details["targets"] == [OTHERS[0]]
    assert "No target was named" in words(answer, "en")


@pytest.mark.parametrize(
    ("always", "phrase"), [(True, "in all 60 futures"), (False, "in none of 60 futures")]
)
def test_all_or_none_is_said_with_the_interval(always: bool, phrase: str) -> None:
    answer = ask(Request(PLAN, [FIRST], 60), FakeAsking(lambda took: always))
    (text,) = answer.headlines
    assert phrase in text.en and CHINESE.search(text.zh)
    assert ("94.0–100.0" if always else "0.0–6.0") in text.en
    assert "inputs" not in answer.frames and answer.frames["boxes"].empty
    assert [section.name for section in answer.sections] == ["targets", "futures"]


def test_too_few_failures_are_said_with_what_would_do() -> None:
    answer = ask(Request(PLAN, [FIRST], 100), FakeAsking(lambda took: took[GROWTH] < 0.048))
    text = words(answer, "en")
    assert "too few to say where they lie" in text and re.search(r"about [\d,]+ futures", text)
    assert answer.frames["boxes"].empty and "inputs" in answer.frames


def test_noise_is_said_to_be_noise() -> None:
    dice = np.random.default_rng(3)
    answer = ask(Request(PLAN, [FIRST], 150), FakeAsking(lambda took: dice.random() < 0.4))
    text = words(answer, "en")
    assert "On held-out futures no region contains more failures than chance" in text
    assert "--futures 300" in text
    assert "None of the" in text and answer.frames["boxes"].empty
    assert answer.sections[0].name == "inputs" and answer.sections[0].charts[0].name == "scatter"
    assert "没有任何区域" in words(answer, "zh")


def test_priors_and_ranges_without_a_fit_serve_as_well() -> None:
    for mode, path in (("prior", GROWTH), ("prior", CARE)):
        middle = 0.07 if path == GROWTH else 1.05
        asking = FakeAsking(lambda took: took[path] < middle, mode)  # noqa: B023
        answer = ask(Request(PLAN, [FIRST], 200), asking)
        boxes = answer.frames["boxes"]
        assert list(boxes["input"]) == [path]
        assert boxes["value"][0] == pytest.approx(middle, rel=0.04)
    assert "multiple of the scenario's value” is below 1.0" in words(answer, "en")
    assert "over their priors" in answer.sections[-1].paragraphs[0].en


def test_runs_that_failed_are_left_out() -> None:
    answer = ask(Request(PLAN, [FIRST], 200), FakeAsking(slow_and_few, failing=range(50)))
    assert list(answer.frames["futures"]["draw"]) == list(range(50, 200))
    nothing = ask(Request(PLAN, [FIRST], 60), FakeAsking(slow_and_few, failing=range(60)))
    assert nothing.exit_code == 1 and not nothing.frames


def test_all_that_cannot_be_asked_is_reported_at_once(monkeypatch: Any) -> None:
    monkeypatch.setitem(sys.modules, "ema_workbench.analysis.prim", None)
    asking = FakeAsking(slow_and_few, "point")
    with pytest.raises(QuestionError) as caught:
        ask(Request(PLAN, ["income_15", "spending"], 10, density=1.5), asking)
    lines = str(caught.value).splitlines()
    assert len(lines) == 6 and not asking.asked
    assert "nothing is varied" in lines[0] and "too few" in lines[1] and "1.5" in lines[2]
    assert f"did you mean {FIRST}" in lines[3] and "'spending' is no target" in lines[4]
    assert "pip install -e '" in lines[5]


@pytest.mark.parametrize(
    ("share", "english", "chinese"),
    [
        (0.9, "9 of 10", "每10个中有9个"),
        (0.44, "4 of 10", "每10个中有4个"),
        (0.97, "97 of 100", "每100个中有97个"),
        (1.0, "all", "全部"),
        (0.02, "2 of 100", "每100个中有2个"),
    ],
)
def test_shares_are_written_as_so_many_of_ten(share: float, english: str, chinese: str) -> None:
    text = often(share)
    assert (text.en, text.zh) == (english, chinese)


@pytest.mark.parametrize(
    ("unit", "measure", "value", "width", "english"),
    [
        ("share", "value", 0.0944, 0.14, "9.4\u00a0%"),
        ("share/month", "value", 0.00812, 0.012, "0.81\u00a0%"),
        ("share/year", "growth", -0.0012, 0.006, "−0.12 points"),
        ("share/year", "growth", 0.0012, 0.006, "+0.12 points"),
        ("factor", "factor", 0.9123, 0.9, "0.91"),
        ("yuan/month", "value", 1234.5, 700.0, "1,234 yuan"),
        ("yuan/project", "value", 1_500_000.0, 2e6, "1.50 million yuan"),
        ("months", "value", 6.34, 9.0, "6.3 months"),
        ("multiple", "value", 1.8234, 1.3, "1.82 times"),
        ("person-times/year", "value", 12_345.0, 13_000.0, "12,345 person-times"),
    ],
)
def test_limits_have_as_many_digits_as_their_range_needs(
    unit: str, measure: str, value: float, width: float, english: str
) -> None:
    one = Input("p", measure, unit, 1.0, 0.0, 2.0, 0.0, 9e9, False, True, Text("x", "x"))
    assert shown(value, one, width).en == english


def test_tables_show_regions_limits_and_inputs_as_the_frames_have_them(
    asked: tuple[FakeAsking, Answer],
) -> None:
    answer = asked[1]
    regions, limits = answer.sections[0].tables
    boxes = answer.frames["boxes"]
    first = boxes[boxes["box"] == 1].iloc[0]
    whole, unseen = ("density", "coverage", "mass"), ("density_unseen", "density_unseen_low")
    shown = [cell.en.replace("\u00a0", " ") for cell in regions.rows[0]]
    assert shown[1:4] == [f"{100 * first[name]:.0f} %" for name in whole]
    middle, low = (f"{100 * first[name]:.0f}" for name in unseen)
    assert shown[4] == f"{middle} % ({low}–{100 * first['density_unseen_high']:.0f})"
    assert shown[5] == f"{100 * first['coverage_unseen']:.0f} %"
    assert len(limits.rows) == len(boxes)
    for row, (_, limit) in zip(limits.rows, boxes.iterrows(), strict=True):
        assert row[1].en == str(limit["box"]) and row[2].en.startswith(f"{limit['side']} ")
        assert row[4].en == f"{round(10 * limit['found_again'])} of 10"
        assert row[3].en == ("< 0.001" if limit["quasi_p"] < 0.001 else f"{limit['quasi_p']:.3f}")
    inputs = answer.sections[1].tables[0]
    for row, (_, one) in zip(inputs.rows, answer.frames["inputs"].iterrows(), strict=False):
        assert row[1].en == f"{one['distance']:.2f}"
    targets = answer.sections[2].tables[0]
    futures = answer.frames["futures"]
    heading = targets.rows.index((TASKS,))
    strict = [row for row in targets.rows if row[0] == Text("strict month", "当月口径")]
    assert [row[1].en for row in strict] == ["100.0\N{NO-BREAK SPACE}%"] * len(strict) and strict
    parts = targets.rows[:heading], targets.rows[heading + 1 :]
    named = [[row[3].en for row in rows if row not in strict] for rows in parts]
    roles = {name: target.role for name, target in PLAN.targets.items()}
    assert named == [[name for name in roles if roles[name] == role] for role in ("outcome", "task")]
    for row in (row for row in targets.rows if row != (TASKS,) and row not in strict):
        assert row[1].zh == f"{100 * futures[f'missed.{row[3].en}'].mean():.1f}%"


def test_bars_of_ranges_lie_where_the_region_does(asked: tuple[FakeAsking, Answer]) -> None:
    answer = asked[1]
    chart = answer.sections[0].charts[2]
    futures, boxes = answer.frames["futures"], answer.frames["boxes"]
    first = boxes[boxes["box"] == 1].drop_duplicates("input")
    trace = chart.plot().data[1]
    for base, length, (_, limit) in zip(trace.base, trace.x, first.iterrows(), strict=False):
        values = futures[limit["input"]]
        end = (limit["value"] - values.min()) / (values.max() - values.min())
        assert (base, base + length) == pytest.approx((0.0, end) if limit["side"] == "below" else (end, 1.0))


def test_a_small_probability_by_chance_is_told_as_below_a_thousandth() -> None:
    assert [p_text(p).en for p in (0.0009, 0.001, 0.0042)] == ["< 0.001", "0.001", "0.004"]
