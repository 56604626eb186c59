"""The cheapest mix of a plan whose runs are a formula: searched, tested, and reported."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from math import log

import numpy as np
import pytest

from resettle.results.questions.optimise.charts import mix_chart
from resettle.results.questions.optimise.compute import Confirmed, Solution, solve
from resettle.results.questions.optimise.question import answer
from resettle.results.questions.optimise.request import Problem, Request, checked
from resettle.results.report.answer import QuestionError
from resettle.results.statistics.paired import Estimate, Probability
from resettle.results.text.labels import LANGS, Text
from tests.questions.optimise_toy import CHOSEN, TARGET, Toy, kept, path, plan, stated


def asked(**changes: object) -> Problem:
    return checked(Request(plan(), **{"keep": kept(), "trials": 40, **changes}))  # type: ignore[arg-type]


@cache
def usual() -> Solution:
    return solved(Toy())


def solved(toy: Toy, **changes: object) -> Solution:
    return solve(asked(**changes), toy, whole=0.05)  # type: ignore[arg-type]


def values(solution: Solution) -> dict[str, float]:
    problem = solution.problem
    numbers = problem.space.values(solution.chosen.mix)
    return dict(zip((one.path for one in problem.inputs), numbers, strict=True))


def test_the_cheapest_mix_is_found_and_verified() -> None:
    toy, solution = Toy(), usual()
    assert solution.verified and solution.chosen.met.low >= 0.9
    assert toy.probability(values(solution)) >= 0.9
    # training costs 2/3 a unit and is bought first; labour cooperation supplies the rest of logit(p) + 1
    known = 2.0 + 4.0 * (log(0.96 / 0.04) + 1.0 - 3.0) / 3.0
    assert toy.cost(values(solution)) <= 1.12e8 * known
    assert values(solution)[path("industry_projects")] == 0.0
    assert values(solution)[path("works_relief")] == 0.0


def test_levers_that_only_work_together_are_found() -> None:
    toy = Toy(strengths=(0.5, 0.5, 2.0, 0.0), costs=(1.0, 1.0, 9.0, 3.0), together=5.0)
    solution = solved(toy)
    chosen = values(solution)
    assert solution.verified
    # both at their bounds give -1 + 1 + 5 = 5, p = 0.99, for 2; works relief alone can never do it
    assert toy.cost(chosen) <= 2.2e8
    assert chosen[path("training_subsidy")] > 0.0 and chosen[path("labour_cooperation")] > 0.0


def test_counted_settings_are_whole_and_within_their_bounds() -> None:
    wide = f"{path('works_relief')}=3..7"
    solution = solved(Toy(strengths=(0.0, 0.0, 12.0, 0.0), base=-2.0), vary=(wide,))
    chosen = values(solution)
    assert all(value == int(value) for value in chosen.values())
    assert 3.0 <= chosen[path("works_relief")] <= 7.0


def test_the_share_of_the_search_is_too_good_and_the_test_corrects_it() -> None:
    toy = Toy(noise=3.0, base=0.0, strengths=(0.4, 0.4, 0.4, 0.4))
    solution = solved(toy)
    luckiest = max(one.share for one in solution.trials)
    assert not solution.verified
    assert solution.chosen.share < luckiest - 0.05


def test_where_no_mix_is_enough_the_answer_says_so_with_limits() -> None:
    toy = Toy(strengths=(1.0, 0.5, 0.2, -0.5))
    solution = solved(toy)
    assert not solution.verified and solution.ruled_out
    assert solution.chosen.met.high < 0.9
    assert solution.missed_check.none > 0 and solution.missed_check.high < 0.9
    top = 1.0 / (1.0 + np.exp(-0.7))
    assert abs(solution.chosen.share - top) < 0.1
    reply = answer(solution)
    assert "No mix found within the bounds" in reply.headlines[0].en
    assert any("in one direction only" in line.en for line in reply.headlines)
    assert any("where the target is" in line.en for line in reply.headlines)
    assert reply.exit_code == 0


def test_a_budget_buys_the_best_mix_that_it_pays_for() -> None:
    toy = Toy()
    solution = solved(toy, budget="3e8")
    assert solution.chosen.cost.middle <= 3e8
    # 2 for all of training, 1 for a quarter of labour cooperation: -1 + 3 + 0.75
    assert toy.probability(values(solution)) >= 1.0 / (1.0 + np.exp(-2.75)) - 0.03
    assert "best mix found for 300 million yuan" in answer(solution).headlines[0].en


def test_a_budget_below_the_cheapest_mix_is_refused() -> None:
    low = [f"{path(name)}={3 if name == 'works_relief' else 1}..200" for name in CHOSEN]
    with pytest.raises(QuestionError, match="pays for no mix within the bounds: the cheapest costs"):
        solved(Toy(), budget="1000", vary=tuple(low))


def test_the_same_question_tries_the_same_mixes() -> None:
    first, second = usual(), solved(Toy())
    assert [trial.mix for trial in first.trials] == [trial.mix for trial in second.trials]
    assert first.chosen.trial.mix == second.chosen.trial.mix


def test_tests_are_made_in_futures_that_the_search_never_saw() -> None:
    solution = usual()
    seen = {stage: set() for stage in ("check", "test")}
    for one in solution.checked:
        seen["check"] |= set(one.frame["replication"])
    for one in (solution.plan, *solution.tested):
        seen["test"] |= set(one.frame["replication"])
    assert not seen["check"] & seen["test"]
    assert min(seen["check"] | seen["test"]) > max(solution.futures)
    assert solution.chosen.met.runs == solution.tests >= 200


def test_futures_in_which_runs_fail_are_not_searched_and_are_left_out_of_a_test() -> None:
    solution = solved(Toy(broken=frozenset({3, 20_005})))
    assert 3 not in solution.futures and len(solution.futures) == 25
    assert solution.chosen.met.runs == solution.tests - 1


def test_a_question_of_which_every_run_fails_is_refused() -> None:
    with pytest.raises(QuestionError, match="every run failed"):
        solved(Toy(broken=frozenset(range(200))))


@pytest.mark.parametrize(
    "changes, message",
    [
        ({"probability": 1.0}, "lies between 0 and 1"),
        ({"probability": 0.0}, "lies between 0 and 1"),
        ({"targets": ("income_growth",)}, "is no target"),
        ({"targets": ("income_growth_51",)}, "income_growth_15"),
        ({"vary": ("levers.training_subsidy.seats=9..3",)}, "empty"),
        ({"vary": ("levers.training_subsidy.seats=9",)}, "is no range"),
        ({"vary": ("levers.training_subsidy.seats=a..b",)}, "numbers"),
        ({"vary": ("levers.training_subsidy.chairs=0..3",)}, "no value"),
        ({"vary": ("levers.training_subsidy.seats=-3..3",)}, "at least 0"),
        ({"vary": ("parameters.working_age_top=0..3",)}, "parameters"),
        ({"keep": ("trainings_subsidy",)}, "training_subsidy"),
        ({"budget": "much"}, "is none"),
        ({"budget": "0"}, "above 0"),
        ({"most": 0.0}, "above 0"),
        ({"trials": 5}, "--trials"),
    ],
)
def test_what_cannot_be_asked_is_reported(changes: dict[str, object], message: str) -> None:
    with pytest.raises(QuestionError, match=message):
        asked(**changes)


def test_all_errors_are_reported_at_once() -> None:
    with pytest.raises(QuestionError) as caught:
        asked(probability=2.0, targets=("nothing",), vary=("x",), budget="y")
    assert len(str(caught.value).splitlines()) == 4


def test_everything_fixed_leaves_nothing_to_choose() -> None:
    with pytest.raises(QuestionError, match="nothing to choose"):
        asked(keep=tuple(plan().levers))


@pytest.mark.parametrize("text, yuan", [("4.7e9", 4.7e9), ("47亿", 4.7e9), ("4,700 m", 4.7e9), ("5万", 5e4)])
def test_a_budget_may_be_written_in_several_ways(text: str, yuan: float) -> None:
    assert asked(budget=text).goal.budget == pytest.approx(yuan)


def test_the_default_targets_are_those_of_income() -> None:
    assert [one.name for one in asked().targets] == [TARGET]


@pytest.mark.parametrize("changes", [{}, {"budget": "3e8"}])
def test_an_answer_is_complete_in_both_languages(changes: dict[str, object]) -> None:
    reply = answer(solved(Toy(), **changes) if changes else usual())
    texts = [reply.title, *reply.headlines]
    for section in reply.sections:
        texts += [section.title, *section.paragraphs]
        for table in section.tables:
            texts += [table.title, *table.head]
            whole = [row for row in table.rows if row != (Text("Tasks", "任务量指标"),)]
            assert all(len(row) == len(table.head) for row in whole)
    assert all(text.in_(lang) for text in texts for lang in LANGS)
    assert {"mixes", "mix"} == set(reply.frames)
    mixes = reply.frames["mixes"]
    assert mixes["low"].isna()[mixes["stage"] == "search"].all()
    assert mixes[(mixes["stage"] == "test") & mixes["chosen"]].shape[0] == 1
    assert reply.details["bounds"][path("training_subsidy")] == [0.0, 4.0 * stated("training_subsidy")]


def test_a_budget_is_drawn_where_it_stands_on_the_axis_of_money() -> None:
    charts = answer(solved(Toy(), budget="3e8")).sections[0].charts
    frontier = next(chart for chart in charts if chart.name == "frontier")
    assert "million yuan" in frontier.title.en and "亿元" in frontier.title.zh
    assert [frontier.plot(lang).layout.shapes[0].x0 for lang in LANGS] == pytest.approx([300.0, 3.0])


def seen(one: Confirmed, met: tuple[int, float, float], cost: tuple[float, float, float]) -> Confirmed:
    """A mix with other results of its test."""
    count, low, high = met
    return replace(
        one, met=Probability(count, 200, 0, low, high, 200.0), cost=Estimate(*cost), trial=replace(one.trial)
    )


def test_the_table_of_tests_shows_counts_intervals_and_verdicts() -> None:
    solution = usual()
    first, second, third, *_ = solution.tested
    tested = (
        seen(first, (194, 0.936, 0.986), (4.58e8, 4.41e8, 4.72e8)),
        seen(second, (180, 0.85, 0.934), (2.58e8, 2.51e8, 2.66e8)),
        seen(third, (189, 0.904, 0.969), (2.44e8, 2.39e8, 2.49e8)),
    )
    plan = seen(solution.plan, (150, 0.686, 0.805), (1.02e9, 9.6e8, 1.08e9))
    shown = replace(solution, plan=plan, tested=tested, chosen=tested[0], second=tested[1], verified_first=1)
    reply = answer(shown)
    assert reply.details["plan"] == {"met": 150, "futures": 200, "spending": 1.02e9}
    assert (reply.details["met"], reply.details["spending"]) == (194, 4.58e8)
    assert reply.details["interval"] == [0.936, 0.986]
    table = reply.sections[0].tables[0]
    assert [[cell.en.replace("\u00a0", " ") for cell in row] for row in table.rows] == [
        ["The plan", "150 of 200", "75.0 % (68.6–80.5)",
         "1.02 billion yuan (960 million yuan to 1.08 billion yuan)", "below"],
        ["Mix A", "194 of 200", "97.0 % (93.6–98.6)", "458 million yuan (441–472)", "verified"],
        ["Mix B", "180 of 200", "90.0 % (85.0–93.4)", "258 million yuan (251–266)", "not shown"],
        ["Mix C", "189 of 200", "94.5 % (90.4–96.9)", "244 million yuan (239–249)",
         "after the first that failed"],
    ]  # fmt: skip
    assert [cell.zh for cell in table.rows[2]] == [
        "组合B", "180/200", "90.0%（85.0–93.4）", "2.58亿元（2.51–2.66）", "未能证实",
    ]  # fmt: skip


def test_error_bars_of_the_frontier_reach_from_the_lower_to_the_upper_end() -> None:
    solution = usual()
    chosen = seen(solution.chosen, (189, 0.9, 0.97), (2.44e8, 2.39e8, 2.49e8))
    chart = answer(replace(solution, chosen=chosen, tested=(chosen,))).sections[0].charts[0]
    star = chart.plot("zh").data[-1]
    assert (star.x[0], star.y[0]) == pytest.approx((2.44, 0.945))
    assert star.error_y.array[0] == pytest.approx(0.97 - 0.945)
    assert star.error_y.arrayminus[0] == pytest.approx(0.945 - 0.9)
    assert chart.plot("en").data[-1].x[0] == pytest.approx(244.0)


def test_the_mix_is_shown_beside_the_plan_with_what_each_lever_spends() -> None:
    solution = usual()
    rows = {row[0].en: [cell.en for cell in row[1:]] for row in answer(solution).sections[1].tables[0].rows}
    training = rows["Training subsidy: Training seats a year"]
    assert training[:2] == ["27,000 person-times a year", "99,000 person-times a year"]
    assert training[2:] == ["+267\u00a0%", "66.7 million yuan", "244 million yuan"]
    assert rows["Works relief: Projects started a year"][1:] == [
        "0 projects a year", "−100\u00a0%", "200 million yuan", "0 yuan",
    ]  # fmt: skip
    assert rows["Public-welfare posts"] == ["unchanged", "unchanged", "–", "0 yuan", "0 yuan"]


def test_settings_are_drawn_as_parts_of_the_range_between_their_bounds() -> None:
    bounded = asked(vary=(f"{path('works_relief')}=30..150",))
    solution = replace(usual(), problem=bounded)
    (row,) = (at for at, one in enumerate(bounded.inputs) if one.lever == "works_relief")
    mix, plan = mix_chart(solution).plot().data
    assert (mix.x[row], plan.x[row]) == pytest.approx((0.0, (90 - 30) / (150 - 30)))
    assert (mix.y[row], plan.y[row]) == pytest.approx((row - 0.19, row + 0.19))


def test_a_mix_that_may_be_good_enough_is_neither_verified_nor_ruled_out() -> None:
    lines = [line.en for line in answer(replace(usual(), verified_first=0)).headlines]
    assert lines[0].startswith("No mix within the bounds could be verified to reach")
    assert not any("in one direction only" in line or "with hindsight" in line for line in lines)
    assert any("What can be promised with a probability of" in line for line in lines)
    assert not any(line.startswith("Runner-up") for line in lines)
