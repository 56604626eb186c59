"""The cheapest mix of a plan whose runs are a formula: found, tested, and told."""

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


def values(found: Solution) -> dict[str, float]:
    space = found.problem.space
    return dict(
        zip((one.path for one in found.problem.inputs), space.values(found.chosen.trial.mix), strict=True)
    )


def test_the_cheapest_mix_is_found_and_verified() -> None:
    toy, found = Toy(), usual()
    assert found.verified and found.chosen.met.low >= 0.9
    assert toy.probability(values(found)) >= 0.9
    # training costs 2/3 a unit and is bought first; labour cooperation supplies the rest of logit(p) + 1
    known = 2.0 + 4.0 * (log(0.96 / 0.04) + 1.0 - 3.0) / 3.0
    assert toy.cost(values(found)) <= 1.12e8 * known
    assert values(found)[path("industry_projects")] == 0.0
    assert values(found)[path("works_relief")] == 0.0


def test_levers_that_only_work_together_are_found() -> None:
    toy = Toy(strengths=(0.5, 0.5, 2.0, 0.0), costs=(1.0, 1.0, 9.0, 3.0), together=5.0)
    found = solved(toy)
    chosen = values(found)
    assert found.verified
    # both at their bounds give -1 + 1 + 5 = 5, p = 0.99, for 2; works relief alone can never do it
    assert toy.cost(chosen) <= 2.2e8
    assert chosen[path("training_subsidy")] > 0.0 and chosen[path("labour_cooperation")] > 0.0


def test_counted_settings_are_whole_and_within_their_bounds() -> None:
    wide = f"{path('works_relief')}=3..7"
    found = solved(Toy(strengths=(0.0, 0.0, 12.0, 0.0), base=-2.0), vary=(wide,))
    chosen = values(found)
    assert all(value == int(value) for value in chosen.values())
    assert 3.0 <= chosen[path("works_relief")] <= 7.0


def test_the_share_of_the_search_is_too_good_and_the_test_corrects_it() -> None:
    toy = Toy(luck=3.0, base=0.0, strengths=(0.4, 0.4, 0.4, 0.4))
    found = solved(toy)
    luckiest = max(one.share for one in found.trials)
    assert not found.verified
    assert found.chosen.share < luckiest - 0.05


def test_where_no_mix_is_enough_the_answer_says_so_with_limits() -> None:
    toy = Toy(strengths=(1.0, 0.5, 0.2, -0.5))
    found = solved(toy)
    assert not found.verified and found.ruled_out
    assert found.chosen.met.high < 0.9
    assert found.missed_check.none > 0 and found.missed_check.high < 0.9
    top = 1.0 / (1.0 + np.exp(-0.7))
    assert abs(found.chosen.share - top) < 0.1
    told = answer(found)
    assert "No mix found within the bounds" in told.headlines[0].en
    assert any("in one direction only" in line.en for line in told.headlines)
    assert any("where the target is" in line.en for line in told.headlines)
    assert told.exit_code == 0


def test_a_budget_buys_the_best_mix_that_it_pays_for() -> None:
    toy = Toy()
    found = solved(toy, budget="3e8")
    assert found.chosen.cost.middle <= 3e8
    # 2 for all of training, 1 for a quarter of labour cooperation: -1 + 3 + 0.75
    assert toy.probability(values(found)) >= 1.0 / (1.0 + np.exp(-2.75)) - 0.03
    assert "best mix found for 300 million yuan" in answer(found).headlines[0].en


def test_a_budget_below_the_cheapest_mix_is_refused() -> None:
    low = [f"{path(name)}={3 if name == 'works_relief' else 1}..200" for name in CHOSEN]
    with pytest.raises(QuestionError, match="pays for no mix within the bounds: the cheapest costs"):
        solved(Toy(), budget="1000", vary=tuple(low))


def test_the_same_question_tries_the_same_mixes() -> None:
    first, second = usual(), solved(Toy())
    assert [trial.mix for trial in first.trials] == [trial.mix for trial in second.trials]
    assert first.chosen.trial.mix == second.chosen.trial.mix


def test_tests_are_made_in_futures_that_the_search_never_saw() -> None:
    found = usual()
    seen = {stage: set() for stage in ("check", "test")}
    for one in found.checked:
        seen["check"] |= set(one.frame["replication"])
    for one in (found.plan, *found.tested):
        seen["test"] |= set(one.frame["replication"])
    assert not seen["check"] & seen["test"]
    assert min(seen["check"] | seen["test"]) > max(found.futures)
    assert found.chosen.met.runs == found.tests >= 200


def test_futures_in_which_runs_fail_are_not_searched_and_are_left_out_of_a_test() -> None:
    found = solved(Toy(broken=frozenset({3, 20_005})))
    assert 3 not in found.futures and len(found.futures) == 25
    assert found.chosen.met.runs == found.tests - 1


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
def test_what_cannot_be_asked_is_told(changes: dict[str, object], message: str) -> None:
    with pytest.raises(QuestionError, match=message):
        asked(**changes)


def test_all_errors_are_told_at_once() -> None:
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
    told = answer(solved(Toy(), **changes) if changes else usual())
    texts = [told.title, *told.headlines]
    for section in told.sections:
        texts += [section.title, *section.paragraphs]
        for table in section.tables:
            texts += [table.title, *table.head]
            assert all(len(row) == len(table.head) for row in table.rows)
    assert all(text.in_(lang) for text in texts for lang in LANGS)
    assert {"mixes", "mix"} == set(told.frames)
    mixes = told.frames["mixes"]
    assert mixes["low"].isna()[mixes["stage"] == "search"].all()
    assert mixes[(mixes["stage"] == "test") & mixes["chosen"]].shape[0] == 1
    assert told.details["bounds"][path("training_subsidy")] == [0.0, 48000.0]
