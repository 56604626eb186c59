"""The made-up county: its faults are all found, and its figures are those of the people it was made of."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from resettle.model.population_fields import AGE_BANDS
from resettle.scenarios.ledger import Ledger, LedgerProblems, read_ledgers
from resettle.scenarios.ledger.made_up import MadeUp, write

SMALL = 900


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> MadeUp:
    return write(tmp_path_factory.mktemp("made"), households=SMALL)


def test_it_is_small_and_called_synthetic(made: MadeUp) -> None:
    assert sum(path.stat().st_size for path in made.paths) < 4e6
    assert all("合成" in path.name for path in made.paths)
    from python_calamine import CalamineWorkbook

    for path in made.paths:
        rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python(nrows=3)
        assert rows[1][0].startswith("合成数据")


def test_it_is_made_the_same_again(made: MadeUp, tmp_path: Path) -> None:
    again = write(tmp_path, households=SMALL)
    assert again.households == made.households
    assert again.planted == made.planted


def test_every_planted_fault_is_found_and_nothing_else(made: MadeUp) -> None:
    with pytest.raises(LedgerProblems) as caught:
        read_ledgers(made.paths)
    assert sorted((one.row, one.kind.name) for one in caught.value.problems) == sorted(made.planted)
    assert len(made.planted) > 15
    assert {one.file for one in caught.value.problems} == {"合成台账-人员.xlsx"}


def test_without_the_faulty_households_all_others_are_counted(made: MadeUp) -> None:
    ledger = read_ledgers(made.paths, keep_going=True)
    assert ledger.left_out.households == len(made.planted)
    found = {figure.path: figure.value for figure in ledger.figures}
    assert found["population.households"] == SMALL - len(made.planted)


def test_figures_are_those_of_its_people(clean: tuple[MadeUp, Ledger]) -> None:
    """Counted here from the people that were made, in plain loops."""
    made, ledger = clean
    assert ledger.problems == ()
    assert ledger.unrecognised == ()
    found = {figure.path: figure.value for figure in ledger.figures}
    moved = [one for one in made.households if one.site is not None]
    people = [member for one in moved for member in one.members]
    labour = [member for member in people if member.is_labour]
    assert found["population.households"] == len(moved) == 4300
    assert found["population.sites"] == len({one.site for one in moved})
    sizes = Counter(min(8, len(one.members)) for one in moved)
    for size, share in found["population.household_size"].items():
        assert share == pytest.approx(sizes[int(size)] / 4300, abs=1e-4)
    each = Counter(min(5, sum(member.is_labour for member in one.members)) for one in moved)
    assert found["population.no_labour"] == pytest.approx(each[0] / 4300, abs=1e-4)
    for workers, share in found["population.labour_per_household"].items():
        assert share == pytest.approx(each[int(workers)] / (4300 - each[0]), abs=1e-4)
    for band, (low, high) in AGE_BANDS.items():
        of_age = sum(low <= member.age < high for member in labour)
        assert found["population.labour_age"][band] == pytest.approx(of_age / len(labour), abs=1e-4)
    assert found["population.women"] == pytest.approx(np.mean([member.woman for member in labour]), abs=1e-4)
    assert found["population.weak_health"] == pytest.approx(
        np.mean([member.ability.startswith("弱") for member in labour]), abs=1e-4
    )
    worked = [member for member in labour if member.channel]
    assert found["initial.employment_rate"] == pytest.approx(len(worked) / len(labour), abs=1e-4)
    assert found["initial.in_work"] == pytest.approx(np.mean([member.now for member in labour]), abs=1e-4)
    assert found["population.certificate"] == pytest.approx(
        np.mean([member.level > 0 for member in labour]), abs=1e-4
    )
    assert found["initial.trained"] == pytest.approx(np.mean([member.trained for member in labour]), abs=1e-4)
    names = {
        "公益性岗位": "public_welfare",
        "帮扶车间": "workshop",
        "务农": "farming",
        "自主创业": "own_business",
    }
    for word, channel in names.items():
        share = sum(member.channel == word for member in worked) / len(worked)
        assert found["initial.channel"][channel] == pytest.approx(share, abs=1e-4)
    away = sum(member.place[:2] in ("广东", "浙江", "江苏", "福建") for member in worked) / len(worked)
    assert found["initial.channel"]["out_of_province"] == pytest.approx(away, abs=1e-4)
    income = sum(one.net_income for one in moved) / len(people)
    assert found["initial.income_per_capita"] == pytest.approx(income, abs=0.51)
    pensions = sum(one.income["pension"] for one in moved)
    elders = sum(not m.is_labour and not m.school and m.age >= 16 for m in people)
    assert found["population.elder_transfer"] == pytest.approx(pensions / elders, abs=0.51)
    paid = [member.pay for member in labour if member.channel == "帮扶车间"]
    assert found["parameters.wage"]["workshop"] == pytest.approx(np.mean(paid), abs=0.51)
