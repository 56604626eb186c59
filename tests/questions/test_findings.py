"""Titles of charts state what the charts show: a rise for what rises, the right figure, in both languages."""

from __future__ import annotations

from dataclasses import replace
from math import nan
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pandas as pd
import pytest

from resettle.calibration.report import findings as calibrated
from resettle.results.questions.compare import findings as compared
from resettle.results.questions.discover import findings as discovered
from resettle.results.questions.optimise import findings as optimised
from resettle.results.questions.run import among
from resettle.results.questions.sensitivity import findings as sensitive
from resettle.results.questions.sensitivity.morris import MorrisEffect
from resettle.results.questions.sweep import findings as swept
from resettle.results.report.findings import difference
from resettle.results.statistics.intervals import Estimate
from resettle.results.text.labels import Text, text_of
from resettle.results.text.numbers import percent, yuan
from tests.questions.test_optimise import usual
from tests.questions.test_sensitivity_shown import FINDING, OFFER, STEADY
from tests.questions.test_sweep import SEATS, plan

A, B, WHAT = Text("first", "甲"), Text("second", "乙"), Text("Work", "就业")


def told(text: Text) -> tuple[str, str]:
    """Both languages, with plain spaces."""
    return text.en.replace("\N{NO-BREAK SPACE}", " "), text.zh


def table(*rows: tuple[Any, ...], names: tuple[str, ...] = ("name", "value", "low", "high")) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(names))


@pytest.mark.parametrize(
    ("rows", "english", "chinese"),
    [
        (
            ((A, 0.02, 0.01, 0.03), (B, 0.01, 0.005, 0.02)),
            "2.0 points higher with “first”",
            "“甲”高2.0个百分点",
        ),
        (
            ((A, 0.01, 0.005, 0.02), (B, -0.02, -0.03, -0.01)),
            "2.0 points lower with “second”",
            "“乙”低2.0个百分点",
        ),
        (
            ((A, 0.05, -0.01, 0.11), (B, 0.01, 0.005, 0.02)),
            "1.0 points higher with “second”",
            "“乙”高1.0个百分点",
        ),
        (
            ((A, 0.01, -0.01, 0.03),),
            "no clear difference (“first”: +1.0 points (−1.0 to +3.0))",
            "无明显差异（“甲”：+1.0个百分点（−1.0 至 +3.0））",
        ),
        (((A, 0.0, 0.0, 0.0),), "no difference", "无差异"),
    ],
)
def test_a_difference_is_told_of_the_scenario_that_clearly_differs_most(
    rows: tuple[Any, ...], english: str, chinese: str
) -> None:
    assert told(difference(WHAT, table(*rows), "share")) == (f"Work: {english}", f"就业：{chinese}")


@pytest.mark.parametrize(
    ("row", "better", "english", "chinese"),
    [
        ((A, -0.006, -0.008, -0.004), -1, "0.6 points lower (better)", "低0.6个百分点（更优）"),
        ((A, 0.006, 0.004, 0.008), -1, "0.6 points higher (worse)", "高0.6个百分点（更差）"),
        ((A, 0.006, 0.004, 0.008), 0, "0.6 points higher", "高0.6个百分点"),
        (
            (A, 0.01, -0.01, 0.03),
            1,
            "no clear difference (+1.0 points (−1.0 to +3.0))",
            "无明显差异（+1.0个百分点（−1.0 至 +3.0））",
        ),
    ],
)
def test_a_difference_of_one_scenario_says_whether_it_is_better(
    row: tuple[Any, ...], better: int, english: str, chinese: str
) -> None:
    made = difference(WHAT, table(row), "share", better, alone=True)
    assert told(made) == (f"Work: {english}", f"就业：{chinese}")


def test_ends_of_scenarios_are_named_with_who_has_them() -> None:
    shown = table(("a", 12_000.0), ("b", 9_000.0), ("c", 10_000.0), names=("series", "value"))
    names = {"a": A, "b": B, "c": WHAT}
    ends = among.ends(WHAT, shown, names, yuan)
    assert ends is not None
    assert told(ends) == (
        "Work: highest with first, 12,000 yuan; lowest with second, 9,000 yuan",
        "就业：甲最高，为12,000元；乙最低，为9,000元",
    )
    same = table(("a", 0.9281), ("b", 0.9279), names=("series", "value"))
    same_in_all = among.ends(WHAT, same, names, percent)
    assert same_in_all is not None
    assert told(same_in_all) == ("Work: 92.8 % in each", "就业：均为92.8%")


def test_what_counts_nobody_is_not_told_of_anybody() -> None:
    nothing = table(("a", nan), ("b", nan), names=("series", "value"))
    assert among.ends(WHAT, nothing, {"a": A, "b": B}, percent) is None
    months = nothing.assign(month="2024-12")
    assert among.over_time("employment", months, {"a": A, "b": B}, percent) is None
    unknown = ("Work: no run has a figure", "就业：各次模拟均无数值")
    assert told(difference(WHAT, table((A, nan, nan, nan)), "share")) == unknown
    parts = table(("on", A, nan, nan, nan), names=("series", "name", "value", "low", "high"))
    assert told(compared.levers(WHAT, parts, "share")) == unknown


def test_tenths_tell_the_poorest_and_the_richest_or_of_several_the_largest_change() -> None:
    names = ("series", "row", "value", "low", "high")
    one = table(*(("a", row, 10.0 + row, 5.0, 20.0) for row in range(10)), names=names)
    assert told(compared.tenths(one, {"a": A})) == (
        "Change of income in the last year: poorest tenth +10 yuan, richest tenth +19 yuan a person",
        "末年人均收入变化：最低收入组+10元，最高收入组+19元",
    )
    two = pd.concat(
        [one, table(*(("b", row, -30.0 * (row == 3), -40.0, -1.0) for row in range(10)), names=names)]
    )
    english, chinese = told(compared.tenths(two.reset_index(drop=True), {"a": A, "b": B}))
    assert "“second”: −30 yuan" in english and "4" in english
    assert "“乙”" in chinese and "−30元" in chinese


def test_winners_and_losers_are_told_as_shares_of_all_households() -> None:
    def part(middle: float) -> Any:
        return SimpleNamespace(middle=middle)

    every = SimpleNamespace(
        better=part(0.42), worse=part(0.07), better_households=part(420.0), worse_households=part(70.0)
    )
    assert told(compared.shares(cast(Any, SimpleNamespace(all=every, small=100.0)))) == (
        "42 % of households are better off and 7.0 % worse off by more than 100 yuan a person",
        "人均收入增加超过100元的家庭占42%，减少超过100元的占7.0%",
    )


def test_the_lever_that_does_most_alone_is_named_not_the_one_left_out() -> None:
    rows = (("on", A, 3.0, 2.0, 4.0), ("on", B, -7.0, -8.0, -6.0), ("off", A, 50.0, 40.0, 60.0))
    title = compared.levers(
        WHAT, table(*rows, names=("series", "name", "value", "low", "high")), "yuan/person/year"
    )
    assert told(title) == (
        "Work: −7.0 yuan from the lever that does most by itself, second",
        "就业：单独改变一项措施时，乙作用最大，为−7.0元",
    )


def over(values: list[float], clear: bool = True) -> tuple[str, str]:
    axis = plan([f"{SEATS}=10000..40000/4"]).axes[0]
    line = pd.DataFrame({"x": [10_000.0, 20_000.0, 30_000.0, 40_000.0], "value": values})
    return told(swept.over(WHAT, line.sample(frac=1.0, random_state=1), axis, percent, clear))


def test_a_line_rises_falls_turns_or_stays() -> None:
    english, chinese = over([0.1, 0.2, 0.3, 0.4])
    assert english.startswith("Work: from 10.0 % up to 40.0 % as ") and english.endswith(
        "goes from 10,000 to 40,000"
    )
    assert chinese.endswith("由10,000变到40,000，由10.0%升至40.0%")
    english, chinese = over([0.4, 0.3, 0.2, 0.1])
    assert english.startswith("Work: from 40.0 % down to 10.0 % as ") and "由40.0%降至10.0%" in chinese
    english, chinese = over([0.2, 0.1, 0.5, 0.3])
    assert "highest, 50.0 %, at 30,000, lowest, 10.0 %, at 20,000 of" in english
    assert "为30,000时最高（50.0%），为20,000时最低（10.0%）" in chinese
    assert over([0.1, 0.1, 0.10001, 0.1]) == ("Work: 10.0 % everywhere", "就业：处处为10.0%")
    english, chinese = over([0.1, 0.2, 0.15, 0.12], clear=False)
    assert "10.0 % to 20.0 %, no clear change" in english and "在10.0%至20.0%之间" in chinese


def test_probabilities_lie_apart_only_if_their_intervals_do() -> None:
    names = ("value", "low", "high")
    assert swept.apart(table((0.2, 0.1, 0.3), (0.6, 0.4, 0.8), names=names))
    assert not swept.apart(table((0.2, 0.1, 0.45), (0.6, 0.4, 0.8), names=names))


def test_a_scatter_tells_the_sign_of_its_rank_correlation() -> None:
    axis = plan([f"{SEATS}=10000..40000/4"]).axes[0]
    for middle, english, chinese in ((0.8, "rises with", "上升"), (-0.8, "falls as", "上升时下降")):
        title = told(swept.rank(WHAT, axis, Estimate(middle, middle - 0.1, middle + 0.1)))
        assert english in title[0] and chinese in title[1] and ("−" in title[0]) == (middle < 0.0)
    assert "no clear change" in swept.rank(WHAT, axis, Estimate(0.1, -0.2, 0.4)).en


def test_a_map_tells_its_highest_and_its_lowest_cell_as_they_are_written() -> None:
    across, up = plan([f"{SEATS}=10000,20000", "levers.public_welfare_jobs.posts=0,60000"]).axes
    rows = [(10_000.0, 0.0, 1.0), (20_000.0, 0.0, 4.0), (10_000.0, 60_000.0, 2.0), (20_000.0, 60_000.0, 3.0)]
    cells = table(*((*row, text_of(f"{row[2]:g}")) for row in rows), names=("x", "y", "value", "text"))
    english, chinese = told(swept.cells(WHAT, cells, across, up))
    high, low = english.split(", lowest 1 ")
    assert high.startswith("Work: highest 4 (") and "20,000" in high and "10,000" in low
    assert chinese.startswith("就业：最高4（") and "最低1（" in chinese


def test_a_screening_tells_which_way_its_first_input_moves_the_outcome() -> None:
    assert (
        "4.2 points" in told(sensitive.screening(FINDING))[0]
        and " up over its range" in sensitive.screening(FINDING).en
    )
    assert "由低到高升4.2个百分点" in sensitive.screening(FINDING).zh
    (one, effect), *others = FINDING.screened
    down = replace(FINDING, screened=((one, replace(effect, mu=-effect.mu)), *others))
    assert " down over its range" in sensitive.screening(down).en and "降4.2" in sensitive.screening(down).zh
    none = replace(
        FINDING,
        screened=tuple(
            (one, MorrisEffect(0.0, 0.01, 0.0, 0.02, 0.05, 0.06, 6)) for one, _ in FINDING.screened
        ),
    )
    assert "more than chance" in sensitive.screening(none).en


def test_shares_of_variance_tell_the_largest_total_and_chance() -> None:
    rows = (("alone", A, 0.9), ("total", A, 0.2), ("total", B, 0.55), ("chance", WHAT, 0.31))
    title = sensitive.shares(WHAT, table(*rows, names=("series", "name", "value")))
    assert told(title) == (
        "Work: “second” has a share of 55 % in the variance, chance 31 %",
        "就业：方差中“乙”占55%，随机因素占31%",
    )


def test_a_tornado_tells_both_ends_of_its_widest_bar() -> None:
    english, chinese = told(sensitive.swing(FINDING))
    assert STEADY.name.en in english and OFFER.name.en not in english
    assert english.index("−1.8 points where") < english.index("+2.4 points where")
    assert "−1.8个百分点" in chinese and "+2.4个百分点" in chinese


def test_a_frontier_tells_the_mix_with_the_highest_probability_beside_the_plan() -> None:
    solution = usual()
    best = max(solution.mixes, key=lambda one: one.mean_share)
    english, chinese = told(optimised.frontier(solution))
    shares = [told(percent(one.mean_share, 0)) for one in (best, solution.plan)]
    assert english.index(shares[0][0]) < english.index("the plan with") < english.rindex(shares[1][0])
    assert chinese.index(shares[0][1]) < chinese.rindex(shares[1][1])
    least = replace(
        solution,
        mixes=tuple(one for one in solution.mixes if one.mean_share <= solution.plan.mean_share)
        or (solution.plan,),
    )
    assert optimised.frontier(least).en.startswith("No mix meets targets with a higher")


def test_spending_tells_the_lever_that_a_mix_changes_most() -> None:
    solution = usual()
    spent = {"training_subsidy": (5e7, 9e7), "hiring_subsidy": (8e7, 7e7)}
    english, chinese = told(optimised.spending(solution, solution.mixes[0], spent))
    assert english.endswith("Training subsidy, 50 million yuan in place of 90 million yuan")
    assert chinese.endswith("由0.9亿元改为0.5亿元")
    same = {"training_subsidy": (5e6, 5e6)}
    assert "what the plan does" in optimised.spending(solution, solution.mixes[0], same).en


def test_regions_tell_density_beside_all_futures_and_coverage() -> None:
    step = SimpleNamespace(coverage=0.7, density=0.9, mass=0.2, limits=2)
    found = SimpleNamespace(
        share=0.3, boxes=(SimpleNamespace(step=step),), request=SimpleNamespace(success=False)
    )
    discovery = cast(Any, found)
    assert told(discovered.region(discovery)) == (
        "90 % of the futures in region 1 are failures, 30 % of all futures",
        "区域1中不达标情形占90%，全部情形中占30%",
    )
    assert told(discovered.steps(discovery)) == (
        "Region 1 holds 70 % of all failures; 90 % of its futures are failures",
        "区域1涵盖全部不达标情形的70%，其中不达标情形占90%",
    )
    none = cast(Any, SimpleNamespace(share=0.3, boxes=(), request=SimpleNamespace(success=True)))
    assert told(discovered.region(none))[0] == "30 % of all futures are successes; no region sets them apart"


def test_a_parameter_tells_its_medians_and_whether_its_spread_narrows() -> None:
    wide, narrow = np.linspace(0.0, 100.0, 1001), np.linspace(20.0, 45.0, 1001)
    assert told(calibrated.parameter(WHAT, wide, narrow)) == (
        "Work: 50 before, 32.5 after the fit; spread 75 % narrower",
        "就业：先验中位数50，后验32.5；离散程度缩小75%",
    )
    assert "spread 300 % wider" in told(calibrated.parameter(WHAT, narrow, wide))[0]
    assert "spread unchanged" in calibrated.parameter(WHAT, wide, wide).en


def test_facts_tell_how_many_are_met_and_which_lies_farthest_off() -> None:
    def fact(name: Text, inside: bool, middle: float) -> Any:
        return SimpleNamespace(label=name, inside=inside, scaled=lambda which: (0.0, middle, 0.0))

    title = calibrated.facts([fact(A, True, 0.5), fact(B, False, -2.0), fact(WHAT, True, 1.0)])
    assert (
        told(title)[0] == "After the fit 2 of 3 facts lie where 90 % of runs do; the farthest off is: second"
    )
    assert "3项事实中有2项" in title.zh and title.zh.endswith("是乙")


def test_pairs_tell_the_strongest_correlation_of_either_sign() -> None:
    ranks = np.array([[1.0, 0.4, -0.7], [0.4, 1.0, 0.1], [-0.7, 0.1, 1.0]])
    assert told(calibrated.pairs([A, B, WHAT], ranks)) == (
        "Most closely tied: first and Work, rank correlation −0.70",
        "关联最强的是甲与就业，秩相关系数−0.70",
    )
