"""The cheapest mix of a plan whose runs are a formula: searched, tested, and reported."""

from __future__ import annotations

from functools import cache
from math import log

import numpy as np
import pytest

from resettle.results.questions.optimise.compute import Solution, solve
from resettle.results.questions.optimise.question import answer
from resettle.results.questions.optimise.request import Problem, Request, checked
from resettle.results.report.answer import QuestionError
from resettle.results.text.labels import LANGS
from tests.questions.optimise_toy import CHOSEN, TARGET, Toy, kept, path, plan


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
            assert all(len(row) == len(table.head) for row in table.rows)
    assert all(text.in_(lang) for text in texts for lang in LANGS)
    assert {"mixes", "mix"} == set(reply.frames)
    mixes = reply.frames["mixes"]
    assert mixes["low"].isna()[mixes["stage"] == "search"].all()
    assert mixes[(mixes["stage"] == "test") & mixes["chosen"]].shape[0] == 1
    assert reply.details["bounds"][path("training_subsidy")] == [0.0, 48000.0]
