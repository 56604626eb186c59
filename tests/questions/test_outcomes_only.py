"""If no target is named, questions are asked of outcome targets only; a task is looked at if it is named."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pytest

from resettle import scenarios
from resettle.results.judge.outcomes import choose, outcomes
from resettle.results.questions.discover.compute import Futures
from resettle.results.questions.discover.request import Request as DiscoverRequest
from resettle.results.questions.discover.request import checked as discover_checked
from resettle.results.questions.optimise.request import Request, checked
from resettle.results.report.answer import QuestionError, cell_of
from resettle.results.runs.draws import Parameters
from resettle.scenarios import Scenario
from tests.fit import FIT
from tests.questions.test_optimise import usual

PLAN = scenarios.load("guizhou")
TASKS = [name for name, target in PLAN.targets.items() if target.role == "task"]
OUTCOMES = [name for name in PLAN.targets if name not in TASKS]


def only(names: Iterable[str]) -> Scenario:
    """The plan with some of its targets."""
    return replace(PLAN, targets={name: PLAN.targets[name] for name in names})


def test_the_usual_outcomes_are_outcome_targets_and_the_spending() -> None:
    assert len(TASKS) > 2 and len(OUTCOMES) > 2
    assert [one.name for one in choose(PLAN, None)] == [*OUTCOMES, "spending"]
    assert [one.name for one in choose(PLAN, [TASKS[0]])] == [TASKS[0]]
    known = outcomes(PLAN)
    assert {known[name].role for name in TASKS} == {"task"} and known["spending"].role == ""


def test_an_optimisation_has_to_meet_all_outcome_targets() -> None:
    def asked(plan: Scenario, *names: str) -> list[str]:
        return [one.name for one in checked(Request(plan, names, trials=1000)).targets]

    assert asked(PLAN) == OUTCOMES
    others = [name for name in PLAN.targets if name != "income_growth_15"]
    assert asked(only(others)) == [name for name in OUTCOMES if name != "income_growth_15"]
    assert asked(PLAN, TASKS[0]) == [TASKS[0]]
    with pytest.raises(QuestionError) as refused:
        asked(only(TASKS))
    reason = "guizhou has no outcome target, so that nothing can be reached; name tasks with --target"
    assert refused.value.in_("en") == reason
    assert refused.value.in_("zh") == "guizhou没有成效指标，无所谓达标；任务量指标请用--target指定"


def test_a_discovery_takes_the_first_open_outcome_target() -> None:
    known = outcomes(PLAN)
    order = [*TASKS, *OUTCOMES]
    some = np.zeros((4, len(order)), dtype=bool)
    some[:2, [0, len(TASKS) + 1]] = True
    futures = Futures(
        (), np.zeros((4, 0)), (0, 1, 2, 3), tuple(known[name] for name in order), some, some * 1.0
    )
    assert order[futures.open_target] == OUTCOMES[1]
    none = replace(futures, missed=np.zeros_like(some))
    assert order[none.open_target] == OUTCOMES[0]
    fitted = Parameters("posterior", FIT)
    with pytest.raises(QuestionError) as refused:
        discover_checked(DiscoverRequest(only(TASKS)), fitted)
    assert refused.value.in_("en").startswith(f"guizhou has tasks only; name one with --target: {TASKS[0]}, ")
    assert refused.value.in_("zh").startswith(f"guizhou只有任务量指标；请用--target指定：{TASKS[0]}")
    assert discover_checked(DiscoverRequest(only(TASKS), TASKS[:1]), fitted) == (TASKS[0],)


def test_titles_say_what_counts_as_work_and_the_strict_month_is_an_outcome_beside() -> None:
    target = PLAN.targets["zero_employment_cleared"]
    assert (target.reading, target.kind) == ("any_work", "spell")
    one = outcomes(PLAN)["zero_employment_cleared"]
    assert one.title.en == f"{target.title.en} (any work in 12 months)"
    assert one.title.zh == f"{target.title.zh}（12个月内有务工）"
    assert one.strict is not None and one.strict.column == "strict.zero_employment_cleared"
    assert (one.strict.title.en, one.strict.title.zh) == ("strict month", "当月口径")
    assert outcomes(PLAN)["income_growth_15"].strict is None


def test_an_optimisation_shows_the_strict_month_below_a_target_and_tasks_apart() -> None:
    from resettle.results.questions.optimise.tables import targets_table

    targets = targets_table(usual())
    shown = [
        [cell_of(cell).text.en.replace("\N{NO-BREAK SPACE}", " ") for cell in row] for row in targets.rows
    ]
    titles = [row[0] for row in shown]
    cleared = titles.index(f"{PLAN.targets['zero_employment_cleared'].title.en} (any work in 12 months)")
    assert shown[cleared][1:3] == ["100 % (94–100)", "100 % (94–100)"]
    assert shown[cleared + 1][:3] == ["strict month", "0 %", "0 %"]
    heading = titles.index("Tasks")
    assert titles[heading + 1 :] == [PLAN.targets[name].title.en for name in TASKS]
