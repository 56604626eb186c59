"""A target that counts nobody is neither reached nor missed; its probability is a dash with the reason."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from resettle.results.judge.outcomes import outcomes
from resettle.results.questions.optimise.after import Afterwards
from resettle.results.questions.optimise.compute import Solution, solve
from resettle.results.questions.optimise.question import answer
from resettle.results.questions.optimise.reaching import excused, reached
from resettle.results.questions.optimise.request import Request, checked
from resettle.results.questions.optimise.tables import after_table
from resettle.results.report.answer import QuestionError, cell_of
from resettle.results.statistics.intervals import Estimate
from resettle.results.text.labels import LANGS, Text
from tests.questions.optimise_toy import OTHER, TARGET, Toy, kept, plan

NOBODY = "one_employed"
REASON = Text("no household able and willing to work", "没有有劳动能力和就业意愿的家庭")


def solved(toy: Toy, *targets: str) -> Solution:
    problem = checked(Request(plan(), targets, keep=kept(), trials=22, futures=60))
    return solve(problem, toy, whole=0.05)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def solution() -> Solution:
    return solved(Toy(base=-1.0, nobody=frozenset({NOBODY})), TARGET, OTHER, NOBODY)


@pytest.fixture(scope="module")
def alone() -> Solution:
    """The same question without that target."""
    return solved(Toy(base=-1.0), TARGET, OTHER)


def test_a_target_of_nobody_is_nothing_that_a_mix_can_miss(solution: Solution, alone: Solution) -> None:
    assert solution.plan.met == alone.plan.met and 0 < solution.plan.met.count < 60
    assert solution.plan.mean_share == alone.plan.mean_share
    assert [one.mix for one in solution.mixes] == [one.mix for one in alone.mixes] != []
    assert [one.earned for one in solution.mixes] == [one.earned for one in alone.mixes]
    assert [one.mean_share for one in solution.checked] == [one.mean_share for one in alone.checked]


def test_its_probability_is_a_dash_with_the_reason(solution: Solution) -> None:
    reply, title = answer(solution), outcomes(plan())[NOBODY].title
    (table,) = [
        one
        for section in reply.sections
        for one in section.tables
        if one.title.en == "Probability of each target"
    ]
    (row,) = [one for one in table.rows if cell_of(one[0]).text == title]
    plans, *mixes = map(cell_of, row[1:])
    assert plans.text == Text("–", "–")
    assert plans.small == (REASON,)
    assert mixes and all(one.text == Text("–", "–") and not one.small for one in mixes)
    for lang in LANGS:
        said = [line.in_(lang).replace("\u00a0", " ") for line in reply.headlines]  # type: ignore[union-attr]
        assert not any(f"{title.in_(lang)} 0" in line or "nan" in line for line in said)
        assert sum(title.in_(lang) in line for line in said) == 1
    english = [line.en for line in reply.headlines]  # type: ignore[union-attr]
    why = f"There is {REASON.en} in any run, so that it is neither reached nor missed."
    assert f"Nobody counted: {title.en}. {why}" in english
    assert "all 2 outcome targets" in english[0]
    shares = reply.frames["target_shares"].query("target == @NOBODY")
    assert shares["share"].isna().all() and (shares["runs"] == 0).all()


def test_where_no_target_counts_anybody_the_question_is_refused() -> None:
    with pytest.raises(QuestionError) as refused:
        solved(Toy(nobody=frozenset({NOBODY})), NOBODY)
    title = outcomes(plan())[NOBODY].title
    assert refused.value.text == Text(
        f"no run of the plan has anything that the targets count, so that none can be reached: "
        f"“{title.en}” ({REASON.en})",
        f"现行方案各次模拟中均无指标的统计对象，无所谓达标：“{title.zh}”（{REASON.zh}）",
    )


def test_a_mix_that_leaves_nobody_to_count_misses_what_the_plan_counts() -> None:
    (target,) = checked(Request(plan(), (NOBODY,), keep=kept())).targets
    column = f"met.{NOBODY}"
    # counted by both, the mix alone, the plan alone, neither; the last run failed
    runs = pd.DataFrame({"draw": [0.0, 1.0, 2.0, 3.0, np.nan], column: [1.0, 1.0, np.nan, np.nan, np.nan]})
    before = pd.DataFrame({"draw": np.arange(5.0), column: [1.0, np.nan, 1.0, np.nan, np.nan]})
    assert excused(runs, before, target).tolist() == [False, False, False, True, False]
    assert reached(runs, before, target).tolist() == [True, True, False, True, False]


def test_a_mix_that_leaves_nobody_a_year_after_has_a_dash_there(alone: Solution) -> None:
    one, other = (
        Afterwards(outcomes(plan())[name], "share", Estimate(by, by, by), worse=False)
        for name, by in ((TARGET, 0.02), (OTHER, 0.03))
    )
    looked_at = ((one, other), (), (other,))
    mixes = tuple(replace(alone.mixes[0], after=after) for after in looked_at)
    table = after_table(replace(alone, mixes=mixes))
    assert table is not None
    shown = [[cell_of(cell).text.en for cell in row] for row in table.rows]  # type: ignore[union-attr]
    assert shown == [
        [one.target.title.en, "+2.0 points", "–"],
        [other.target.title.en, "+3.0 points", "+3.0 points"],
    ]
