"""Joint household types of a ledger: real combinations, none that fewer than five households share."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from resettle.model.joint_types import COLUMNS, contradictions
from resettle.model.simulation import ResettlementModel
from resettle.model.state import LABOUR, State
from resettle.scenarios.county.answers import Answers
from resettle.scenarios.county.county import county_of
from resettle.scenarios.county.making import made, preview
from resettle.scenarios.ledger import Ledger, read_ledgers
from resettle.scenarios.ledger.for_county import described
from resettle.scenarios.ledger.made_up import MadeUp
from resettle.scenarios.ledger.made_up_people import Household
from tests.ledger.books import Row, as_csv, person


def type_of(one: Household) -> tuple[int, ...]:
    """The type of a made-up household, counted in plain loops."""
    labour = [member for member in one.members if member.is_labour]
    others = [member for member in one.members if not member.is_labour]
    weak = [member for member in labour if member.ability.startswith("弱")]
    return (
        len(one.members),
        len(labour),
        sum(member.age >= 16 and not member.school for member in others),
        sum(member.age < 6 for member in others),
        len(weak),
        sum(member.now for member in labour),
        sum(member.now for member in weak),
    )


def test_types_are_those_of_five_households_or_more(clean: tuple[MadeUp, Ledger]) -> None:
    data, ledger = clean
    real = Counter(type_of(one) for one in data.households if one.site is not None)
    assert ledger.types is not None
    kept = {row[:-1]: row[-1] for row in ledger.types.rows}
    few = {one for one in kept if one[1] < 5}  # five workers stand for five or more, with fewer others
    assert few == {one for one, count in real.items() if count >= 5 and one[1] < 5 and (one[1] or one[2])}
    assert min(kept.values()) >= 5
    assert sum(kept.values()) == pytest.approx(4300, rel=0.01)
    assert sum(real[one] for one in few) > 0.8 * sum(count for one, count in real.items() if one[1] < 5)
    assert not [row for row in ledger.types.rows if contradictions(dict(zip(COLUMNS, row, strict=True)))]


def test_rare_households_leave_no_row_and_change_no_mean(tmp_path: Path) -> None:
    """Twenty couples at work, twenty at home with a small child, and three such with one in work."""
    work = {"务工时间（月）": "12", "务工所在地": "广东省东莞市", "就业渠道": "务工"}
    rows: list[Row] = []
    for number in range(43):
        home, kind = f"H{number}", 0 if number < 20 else 1 if number < 40 else 2
        rows += [person(home, 1984, 与户主关系="户主", **(work if kind != 1 else {}))]
        rows += [person(home, 1985, woman=True, **(work if kind == 0 else {}))]
        rows += [person(home, 2021, 在校生状况="学龄前儿童")] if kind else []
    types = read_ledgers([as_csv(tmp_path / "台账.csv", rows)]).types
    assert types is not None
    # The three are 23 with a child of whom 3 have one in work; the two types that are left give 20 and 23.
    assert [row[:-1] for row in types.rows] == [(2, 2, 0, 0, 0, 2, 0), (3, 2, 0, 1, 0, 0, 0)]
    assert [row[-1] for row in types.rows] == [pytest.approx(20, abs=2), pytest.approx(23, abs=2)]


def test_without_work_or_households_there_are_no_types(tmp_path: Path) -> None:
    rows = [person(f"H{number}", 1984, 与户主关系="户主") for number in range(10)]
    plain = [{name: cell for name, cell in row.items() if name not in HOW_ONE_WORKS} for row in rows]
    assert read_ledgers([as_csv(tmp_path / "台账.csv", plain)]).types is None


HOW_ONE_WORKS = ("务工时间（月）", "务工所在地", "就业渠道", "公益性岗位(月数)")


def at_work_with_small_children(state: State) -> tuple[float, float]:
    """Shares of workers in work, in households with small children and in the others."""
    workers, households, _ = state
    labour = workers.status == LABOUR
    young = households.young[workers.household] > 0
    at_work = workers.channel > 0
    return at_work[labour & young].mean(), at_work[labour & ~young].mean()


@pytest.fixture(scope="module")
def county(clean: tuple[MadeUp, Ledger]):
    answers, figures = described(clean[1], Answers())
    return answers, figures


def test_care_keeps_people_from_work_as_in_the_ledger(clean: tuple[MadeUp, Ledger], county) -> None:
    """In the ledger fewer work where there are small children; marginals lose that, types keep it."""
    data, ledger = clean
    answers, figures = county
    moved = [one for one in data.households if one.site is not None]
    rates = []
    for wanted in (True, False):
        labour = [
            member.now
            for one in moved
            if any(other.age < 6 for other in one.members) == wanted
            for member in one.members
            if member.is_labour
        ]
        rates.append(np.mean(labour))
    gap = rates[0] - rates[1]
    assert gap < -0.02
    scenario = preview(county_of("pingshan", answers, "zh", figures))
    care = scenario.changed({"population.care_need": 0.0}, name="no-needy-elders")
    inputs = care.inputs(scale=1.0)
    of_types = replace(inputs, household_types=ledger.types)
    joint = at_work_with_small_children(ResettlementModel(of_types, seed=1).world.state)
    apart = at_work_with_small_children(ResettlementModel(inputs, seed=1).world.state)
    assert joint[0] - joint[1] == pytest.approx(gap, abs=0.02)
    assert abs(apart[0] - apart[1]) < 0.02


def test_files_of_a_county_hold_its_types(clean: tuple[MadeUp, Ledger], county) -> None:
    answers, figures = county
    _, texts = made("pingshan", answers, "zh", figures, clean[1].types)
    assert "household_types: types.csv" in texts["base"]
    lines = texts["types.csv"].splitlines()
    assert lines[0] == ",".join(COLUMNS)
    assert len(lines) == 1 + len(clean[1].types.rows)
    assert min(int(line.rpartition(",")[2]) for line in lines[1:]) >= 5
