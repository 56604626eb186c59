"""The plan of an optimisation is the plan of every other question in the same futures."""

from __future__ import annotations

import pytest

import resettle
from resettle.results.questions.optimise.request import Request, checked
from resettle.results.questions.optimise.trial import Bench
from resettle.results.runs.asking import opened
from resettle.results.runs.settings import Settings


def test_the_plan_is_met_as_often_as_a_run_of_it_says() -> None:
    plan = resettle.load("hanyin")
    problem = checked(Request(plan))
    with opened(None, Settings(jobs=1)) as asking:
        bench = Bench(problem, asking, range(8), 0.05, "test", households=3)
        (trial,) = bench([problem.planned])
    answer = resettle.run(plan, replications=8, baseline=False, scale=0.05, jobs=1)
    told = answer.frames["targets"].query("main").set_index("target")["probability"]
    for name in plan.targets:
        assert trial.frame[f"met.{name}"].mean() == pytest.approx(told[name]), name
    assert len(trial.households) == 3 and len(trial.frame) == 8
