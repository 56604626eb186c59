"""What a reader sees of a sensitivity analysis: numbers with intervals, columns, bars and error bars."""

from __future__ import annotations

from dataclasses import replace

import pytest

from resettle.results.judge.outcomes import choose
from resettle.results.questions.sensitivity.charts import screening_chart, shares_chart, tornado_chart
from resettle.results.questions.sensitivity.compute import Finding, Variance
from resettle.results.questions.sensitivity.inputs import ranged_inputs
from resettle.results.questions.sensitivity.morris import MorrisEffect, SeedNoise, Swing
from resettle.results.questions.sensitivity.sentences import compared_with_chance, rest, trust
from resettle.results.questions.sensitivity.sobol import EmulatorCheck, Indices
from resettle.results.questions.sensitivity.tables import screening_table, shares_table, tornado_table
from resettle.results.report.answer import cell_of
from resettle.results.statistics.intervals import Estimate
from resettle.results.text.labels import LANGS, Text
from resettle.scenarios import load
from tests.fit import FIT_HOW

PLAN = load("guizhou")
OFFER, STEADY, GROWTH = ranged_inputs(
    PLAN,
    FIT_HOW,
    ["behaviour.steady_start", "behaviour.offer_rate", "behaviour.transfer_growth"],
)
VARIANCE = Variance(
    Indices(
        first=(Estimate(0.6, 0.52, 0.68), Estimate(0.08, 0.03, 0.13)),
        total=(Estimate(0.66, 0.57, 0.75), Estimate(0.14, 0.06, 0.22)),
        chance=Estimate(0.21, 0.12, 0.3),
        together=0.11,
        sd=0.02,
    ),
    "quadratic",
    192,
    0.004,
    EmulatorCheck(0.003, 0.81, 32),
)
FINDING = Finding(
    choose(PLAN, ["income_growth_15"])[0],
    SeedNoise(0.14, 0.011, 0.009, 0.016, 24),
    screened=(
        (STEADY, MorrisEffect(0.04, 0.042, 0.031, 0.053, 0.006, 0.001, 6)),
        (OFFER, MorrisEffect(-0.02, 0.02, 0.014, 0.026, 0.003, 0.001, 6)),
        (GROWTH, MorrisEffect(0.001, 0.004, 0.0, 0.009, 0.005, 0.006, 6)),
    ),
    close=(STEADY, OFFER),
    variance=VARIANCE,
    swings=(
        (
            STEADY,
            Swing(
                (0.0, 1 / 3, 0.44, 2 / 3, 1.0),
                (-0.018, -0.004, 0.0, 0.011, 0.024),
                (-0.022, -0.006, 0.0, 0.008, 0.019),
                (-0.014, -0.001, 0.0, 0.015, 0.031),
                False,
                10,
            ),
        ),
        (
            OFFER,
            Swing(
                (0.0, 0.3, 1 / 3, 2 / 3, 1.0),
                (0.002, 0.0, -0.004, 0.003, 0.008),
                (0.001, 0.0, -0.006, 0.001, 0.005),
                (0.004, 0.0, -0.001, 0.006, 0.01),
                True,
                10,
            ),
        ),
    ),
)


def plain(text: Text) -> str:
    return text.en.replace("\u00a0", " ")


def test_the_screening_shows_size_interval_direction_spread_and_noise_of_each_effect() -> None:
    table = screening_table(FINDING)
    assert [plain(cell) for cell in table.head] == [
        "Input", "Range", "Size (95 %)", "Direction", "σ", "Noise",
    ]  # fmt: skip
    assert [[plain(cell) for cell in row[1:]] for row in table.rows] == [
        ["× 0.74 to × 1.04", "4.2 points (3.1–5.3)", "up", "0.6 points",
         "0.1 points"],
        ["× 0.67 to × 1.21", "2.0 points (1.4–2.6)", "down", "0.3 points",
         "0.1 points"],
        [plain(GROWTH.range), "0.4 points (0.0–0.9)", "within noise",
         "0.5 points", "0.6 points"],
    ]  # fmt: skip
    assert [cell_of(row[0]).code for row in table.rows] == [
        "behaviour.steady_start", "behaviour.offer_rate", "behaviour.transfer_growth",
    ]  # fmt: skip
    note = compared_with_chance(FINDING)
    assert note is not None
    assert plain(note) == (
        "Chance alone moves a single run by 1.1 points (0.9–1.6) (standard deviation over seeds). Over their "
        "whole ranges, 1 of the 3 inputs move it less than that, and 1 so little that the effect cannot be "
        "told from zero."
    )


def test_shares_of_variance_have_their_intervals_and_chance_a_row_of_its_own() -> None:
    rows = [[plain(cell) for cell in row[1:]] for row in shares_table(FINDING, VARIANCE).rows]
    assert rows == [
        ["60 % (52–68)", "66 % (57–75)"],
        ["8.0 % (3.0–13.0)", "14 % (6–22)"],
        ["11 %", "–"],
        ["21 % (12–30)", "–"],
    ]
    trusted = plain(trust(FINDING, VARIANCE))
    assert "At 32 held-out points the emulator behind this explains only 81 %" in trusted
    left = rest(FINDING)
    assert left is not None and "account for about 0 % of the variance" in plain(left)


def test_the_tornado_shows_the_difference_at_each_point_of_the_range() -> None:
    table = tornado_table(FINDING, 10, terminal=True)
    assert [[plain(cell) for cell in row[1:]] for row in table.rows] == [
        ["−1.8 points (−2.2 to −1.4)", "−0.4 points (−0.6 to −0.1)", "+1.1 points (+0.8 to +1.5)",
         "+2.4 points (+1.9 to +3.1)", ""],
        ["+0.2 points (+0.1 to +0.4)", "−0.4 points (−0.6 to −0.1)", "+0.3 points (+0.1 to +0.6)",
         "+0.8 points (+0.5 to +1.0)", "turns"],
    ]  # fmt: skip


def test_bars_and_their_error_bars_lie_where_the_numbers_are() -> None:
    chart = screening_chart(FINDING, 0)
    assert chart is not None
    up, down, mixed, sigma = chart.plot().data
    assert (up.x[0], up.error_x.array[0], up.error_x.arrayminus[0]) == pytest.approx((4.2, 1.1, 1.1))
    assert (down.x[0], down.y[0]) == pytest.approx((2.0, 1.0))
    assert mixed.error_x.array[0] == pytest.approx(0.5) and mixed.error_x.arrayminus[0] == pytest.approx(0.4)
    assert mixed.marker.color[0].startswith("rgba"), "what cannot be told from chance is pale"
    assert list(sigma.x) == pytest.approx([0.6, 0.3, 0.5])
    assert chart.plot().layout.shapes[0].x0 == pytest.approx(1.1), "the line of chance"


def test_bars_of_shares_and_of_the_tornado_have_the_right_halves() -> None:
    alone, total, chance = shares_chart(FINDING, VARIANCE, 0).plot().data
    assert list(total.x) == [0.66, 0.14] and list(alone.x) == [0.6, 0.08]
    assert list(alone.error_x.array) == pytest.approx([0.08, 0.05])
    assert (chance.y[0], chance.error_x.arrayminus[0]) == pytest.approx((2.0, 0.09))
    chart = tornado_chart(FINDING, 0)
    assert chart is not None
    low, high, between = chart.plot().data
    assert list(low.x) == pytest.approx([-1.8, 0.2]) and list(high.x) == pytest.approx([2.4, 0.8])
    assert list(high.error_x.array) == pytest.approx([0.7, 0.2])
    assert list(high.error_x.arrayminus) == pytest.approx([0.5, 0.3])
    assert list(high.width) == [0.62, 0.36], "both bars of an input that only raises the figure are seen"
    assert list(between.x) == pytest.approx([-0.4, 1.1, -0.4, 0.3]) and between.error_x.array is None


def test_the_axis_of_a_tornado_is_in_steps_that_fit_its_widest_bar() -> None:
    def stretched(swing: Swing, factor: float) -> Swing:
        ends = {name: getattr(swing, name) for name in ("means", "lows", "highs")}
        return replace(swing, **{name: tuple(factor * one for one in each) for name, each in ends.items()})

    (reach, wide), (offer, narrow) = FINDING.swings
    swings = ((reach, stretched(wide, 1e11)), (offer, stretched(narrow, 1e8)))
    finding = replace(FINDING, outcome=choose(PLAN, ["spending"])[0], swings=swings)
    chart = tornado_chart(finding, 0)
    assert chart is not None
    along = [chart.plot(lang).layout.xaxis.title.text.replace("<br>", " ") for lang in LANGS]
    assert along == ["Difference from the centre (billion yuan)", "与中心值的差异（亿元）"]
    assert chart.plot("en").data[1].x[0] == pytest.approx(2.4)
