"""Rules of files hold for numbers that are set, whoever sets them; sizes of files cost in proportion."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from resettle import scenarios
from resettle.model.checks import check_identities
from resettle.model.simulation import ResettlementModel
from resettle.model.synthesis import joint_table
from resettle.model.toy import toy_inputs
from resettle.results.runs.crew import Crew
from resettle.results.runs.draws import Parameters
from resettle.results.runs.table import Common, Variant, run_table
from resettle.scenarios.paths import PathError, possible
from resettle.scenarios.read import changes
from resettle.scenarios.scenario import Scenario

BEYOND = [
    (
        {"population.sites": 90_000.0, "population.households": 2_000.0},
        "population.sites is 90000 but there are only 2000 households; "
        "a settlement has at least one household",
    ),
    (
        {"initial.one_employed": 0.5},
        "initial.one_employed is 0.5, below in_work 0.897; all labour of the other households is out of "
        "work, and they have as much of it as any",
    ),
    (
        {"levers.workshop_capacity.workshops": 1e7},
        "levers.workshop_capacity.workshops goes up to 1e+07; for 431,600 households at most 100,000 "
        "are allowed",
    ),
    (
        {"levers.works_relief.unit_cost": 900.0},
        "levers.works_relief.unit_cost is 900 yuan a month, below the minimum wage of 2022, 1670 "
        "(series.minimum_wage); whoever works whole months is paid at least that",
    ),
]


@pytest.fixture(scope="module")
def plan() -> Scenario:
    return scenarios.load("guizhou")


@pytest.mark.parametrize(("values", "message"), BEYOND)
def test_numbers_that_no_file_could_state_cannot_be_set(
    plan: Scenario, values: dict[str, float], message: str
) -> None:
    with pytest.raises(PathError) as caught:
        possible(plan, values)
    assert caught.value.in_("en").splitlines()[0] == message
    with pytest.raises(PathError):
        plan.changed(values, name="mine")


def test_every_variant_of_a_table_is_looked_at_before_the_first_run(plan: Scenario) -> None:
    good = Variant("good", plan, (("initial.one_employed", 0.98),))
    bad = Variant("bad", plan, (("initial.one_employed", 0.5),))
    with Crew(1) as crew, pytest.raises(PathError, match="below in_work"):
        run_table([good, bad], [0], Common(Parameters("point")), crew)


def test_what_a_scenario_thinks_possible_itself_may_be_set() -> None:
    plan = scenarios.load("yinchuan")
    low = plan.levers["works_relief"].windows[-1].settings["unit_cost"].ends[0]
    assert low == 2000.0 < plan.series["minimum_wage"].parts["2025"]
    possible(plan, {"levers.works_relief.unit_cost": low})
    with pytest.raises(PathError, match="1999 yuan a month, below the minimum wage of 2024"):
        possible(plan, {"levers.works_relief.unit_cost": low - 1.0})


def _table(size: list[float], no_labour: float, labour: list[float]) -> np.ndarray:
    sizes, counts = ({str(n): share for n, share in enumerate(one, 1)} for one in (size, labour))
    return joint_table(sizes, no_labour, counts)


def test_households_that_are_just_large_enough_for_their_workers_are_made() -> None:
    table = _table([0.2, 0.3, 0.5], 0.0, [0.2, 0.3, 0.5])
    assert table.sum(1) == pytest.approx([0.2, 0.3, 0.5])
    assert table.sum(0) == pytest.approx([0.0, 0.2, 0.3, 0.5])
    assert table[0, 1] == pytest.approx(0.2) and table[2, 3] == pytest.approx(0.5)
    with pytest.raises(ValueError, match="workers exceed members"):
        _table([0.3, 0.2, 0.5], 0.0, [0.2, 0.3, 0.5])


def test_levers_may_pay_households_that_owe_more_than_they_receive() -> None:
    inputs = toy_inputs(2)
    inputs.population["other_transfer"] = -9_000.0  # type: ignore[index]
    model = ResettlementModel(inputs, seed=1, check=True)
    model.run()
    assert float(model.world.state.households.transfer.min()) < 0.0
    households = model.world.state.households
    households.from_levers[0] += 1e6
    with pytest.raises(Exception, match="households got"):
        check_identities(model.world, model.levers)


CHANGES = """resettle: 1
name: mine
title: mine
extends: hanyin
levers:
  public_welfare_jobs:
    changes:
"""
CHANGE = (
    '      - {{from: {month}, to: {month}, {key}: {{value: {value}, unit: {unit}, source: "own: so"}}}}\n'
)


def test_a_change_looks_at_the_windows_that_it_meets_and_at_no_others(
    write: Callable[[str, str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    period = scenarios.load("hanyin").period
    months = [period.label(month) for month in range(period.start, period.end + 1)]
    made = [
        CHANGE.format(month=one, key="posts", value=100 + n, unit="posts") for n, one in enumerate(months)
    ]
    write("mine.yaml", CHANGES + "".join(made))
    looked: list[int] = []
    real = changes._cut
    monkeypatch.setattr(changes, "_cut", lambda *given: looked.append(1) or real(*given))
    windows = scenarios.load("mine.yaml").levers["public_welfare_jobs"].windows
    changed = [one for one in windows if one.start >= period.start]
    assert [one.settings["posts"].number for one in changed] == [100 + n for n in range(len(months))]
    assert [(one.start, one.end) for one in changed] == [(m, m) for m in range(period.start, period.end + 1)]
    # Other files of the chain change it as well, each a window or two.
    assert len(looked) < len(months) + 20


def test_a_key_changed_twice_is_told_with_both_places_whatever_stands_between(
    write: Callable[[str, str], Path],
) -> None:
    spans = ["from: 2022-01, to: 2022-12", "from: 2022-02, to: 2022-02", "from: 2022-11, to: 2022-11"]
    posts = 'posts: {value: 200, unit: posts, source: "own: so"}'
    write("mine.yaml", CHANGES + "".join(f"      - {{{span}, {posts}}}\n" for span in spans))
    assert [str(problem) for problem in scenarios.check("mine.yaml")] == [
        f"mine.yaml:{line}:38: changes of public_welfare_jobs state posts twice for {month} to {month}; "
        "the first is at line 8"
        for line, month in ((9, "2022-02"), (10, "2022-11"))
    ]
