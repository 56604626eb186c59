"""Charts of a comparison draw the numbers of its frames, and say them when they are hovered."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from resettle.results.report.answer import Answer
from resettle.results.report.charts import Chart
from resettle.results.text.labels import LANGS, Lang
from tests.questions.compare_asked import asked, row, section
from tests.questions.compare_fake import A, B, Fake, pair, scenario


def chart(answer: Answer, name: str) -> Chart:
    made = next(one for part in answer.sections for one in part.charts if one.name == name)
    assert isinstance(made, Chart)
    return made


def counted(chart: Chart, lang: Lang) -> str:
    """What is written along the axis of figures."""
    return str(chart.plot(lang).layout.xaxis.title.text).replace("<br>", " " if lang == "en" else "")


@pytest.fixture(scope="module")
def noisy() -> Answer:
    """Income that differs from run to run by more than its levels say, so that intervals have a width."""
    noise = np.random.default_rng(2)
    return asked(Fake(income=lambda at: 10.0 * at[A] + 5.0 * at[B] + 20.0 * noise.normal()))


def test_a_difference_is_drawn_with_its_interval_and_hovered_as_it_is_told(noisy: Answer) -> None:
    found = row(noisy, "differences", outcome="income_last_year")
    charts = [one for one in section(noisy, "differences").charts if "last year" in one.title.en]
    (drawn,) = charts
    ends = drawn.table.loc[0, ["value", "low", "high"]].tolist()
    assert ends == [found["difference"], found["difference_low"], found["difference_high"]]
    (dot,) = drawn.plot("en").data
    assert dot.x[0] == pytest.approx(found["difference"])
    assert dot.error_x.array[0] == pytest.approx(found["difference_high"] - found["difference"])
    assert dot.error_x.arrayminus[0] == pytest.approx(found["difference"] - found["difference_low"])
    assert (
        dot.hovertext[0].startswith("plan: Income") and f"{found['difference']:+.0f} yuan" in dot.hovertext[0]
    )


def test_the_first_sentence_says_what_stands_in_brackets(noisy: Answer) -> None:
    found = row(noisy, "differences", outcome="income_last_year")
    middle, low, high = (f"{found[f'difference{end}']:+.0f}" for end in ("", "_low", "_high"))
    said = noisy.headlines[0].en.replace("−", "-")
    assert f"{middle} yuan (95 % interval {low} to {high} yuan)" in said.replace("\u00a0", " ")


def test_a_target_is_titled_by_its_figure_and_by_whether_that_is_better() -> None:
    titles = [one.title for one in section(asked(), "differences").charts]
    assert any(
        one.en.startswith("Figure of “No large-scale return to poverty”: ") and one.en.endswith("(worse)")
        for one in titles
    )


def test_shares_are_drawn_in_percentage_points_and_money_in_steps() -> None:
    answer = asked()
    work = next(one for one in section(answer, "differences").charts if "posts" in one.title.en)
    assert [counted(work, lang) for lang in LANGS] == [
        "Difference from the reference (percentage points)",
        "与参照方案的差异（百分点）",
    ]
    assert work.plot("en").data[0].x[0] == pytest.approx(4.0)
    money = next(one for one in section(answer, "differences").charts if "pend" in one.title.en)
    assert "million yuan" in counted(money, "en") and "万元" in counted(money, "zh")
    assert money.title.en == "Spending over the plan: 8.00 million yuan higher"
    assert money.title.zh == "方案期总支出：高800万元"
    assert money.plot("en").data[0].x[0] == pytest.approx(8.0)
    assert money.plot("zh").data[0].x[0] == pytest.approx(800.0)


def test_each_alternative_has_a_row_and_a_colour_of_its_own() -> None:
    answer = asked(None, *pair(), scenario("third", {A: 6.0, B: 1.0}))
    first = section(answer, "differences").charts[0]
    assert [key.text.en for key in first.keys] == ["plan", "third"]
    traces = first.plot("en").data
    assert [trace.y[0] for trace in traces] == [0, 1]
    assert len({trace.marker.color for trace in traces}) == 2


def test_tenths_are_drawn_from_the_poorest_with_their_change() -> None:
    answer = asked()
    drawn = chart(answer, "compare-tenths")
    frame = answer.frames["tenths"].set_index("tenth")
    (bars,) = drawn.plot("en").data
    assert list(bars.y) == pytest.approx([frame.loc[number, "change"] for number in range(1, 11)])
    names = drawn.plot("en").layout.xaxis.ticktext
    assert names[0] == "1<br>(poorest)" and names[9] == "10<br>(richest)" and names[4] == "5"
    assert "Tenth 3" in bars.hovertext[2]


def test_better_off_stands_above_zero_and_worse_off_below_both_without_a_sign() -> None:
    answer = asked(None, scenario("before", {"safety_net": 1.0}), pair()[1])
    frame = answer.frames["tenths"].set_index("tenth")
    figure = chart(answer, "compare-shares-1").plot("en")
    better, worse = figure.data
    numbers = range(1, 11)
    assert list(better.y) == pytest.approx([frame.loc[number, "better"] for number in numbers])
    assert list(worse.y) == pytest.approx([-frame.loc[number, "worse"] for number in numbers])
    assert min(worse.y) < 0.0 and figure.layout.barmode == "relative"
    reach = max(*better.y, -min(worse.y))
    assert figure.layout.yaxis.tickvals[-1] >= reach and len(figure.layout.yaxis.tickvals) <= 11
    assert not any("-" in tick or "−" in tick for tick in figure.layout.yaxis.ticktext)
    share = f"{100.0 * frame.loc[10, 'worse']:.0f}"
    assert "better off: 100" in better.hovertext[0] and f"worse off: {share}" in worse.hovertext[9]


@pytest.mark.parametrize(
    ("largest", "ticks"),
    [
        (0.03, "0% 1% 2% 3% 4%"),
        (0.15, "0% 5% 10% 15% 20%"),
        (0.35, "0% 10% 20% 30% 40%"),
        (0.9, "0% 25% 50% 75% 100%"),
    ],
)
def test_shares_have_ticks_at_round_numbers_beyond_the_largest(largest: float, ticks: str) -> None:
    drawn = chart(asked(), "compare-shares-1")
    table = drawn.table.assign(value=largest)
    upward = replace(drawn, table=table).plot("en").layout.yaxis.ticktext
    assert " ".join(upward[len(upward) // 2 :]) == ticks


def test_a_lever_has_a_dot_on_alone_and_one_left_out() -> None:
    answer = asked(Fake(income=lambda at: 10.0 * at[A] + 5.0 * at[B] - at[A] * at[B]))
    drawn = chart(answer, "compare-levers-1-income-last-year")
    frame = answer.frames["levers"]
    frame = frame[frame["outcome"] == "income_last_year"].set_index("lever")
    alone, left_out, together = drawn.plot("en").data
    order = sorted((A, B), key=lambda lever: -abs(frame.loc[lever, "on"]))
    assert list(alone.x) == pytest.approx([frame.loc[lever, "on"] for lever in order])
    assert list(left_out.x) == pytest.approx([frame.loc[lever, "off"] for lever in order])
    assert list(together.x) == pytest.approx([frame.loc["(interaction)", "on"]])
    assert all(first < second for first, second in zip(alone.y, left_out.y, strict=True))
    assert alone.hovertext[0].startswith("On alone: Public-welfare posts")
