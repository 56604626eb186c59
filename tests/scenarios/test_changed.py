"""A scenario with numbers set from Python: what changes, what stays, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from resettle.scenarios import Scenario, Source, Text, load
from resettle.scenarios.paths import PathError

SEATS = "levers.training_subsidy.seats"


@pytest.fixture(scope="module")
def plan() -> Scenario:
    return load("guizhou")


def test_a_number_is_set_from_the_first_month_of_the_plan_on(plan: Scenario) -> None:
    more = plan.changed({SEATS: 24_000}, name="more-seats")
    assert [window.settings["seats"] for window in plan.inputs().levers["training_subsidy"]][-1] == 27_000
    by_start = {window.start: window.settings["seats"] for window in more.inputs().levers["training_subsidy"]}
    assert by_start[12] == 24_000
    assert all(seats != 24_000 for start, seats in by_start.items() if start < 12)
    for section in ("population", "initial", "parameters", "series", "standards", "period"):
        assert getattr(more.inputs(), section) == getattr(plan.inputs(), section)


def test_a_number_with_a_month_is_set_from_that_month_on(plan: Scenario) -> None:
    more = plan.changed({"levers.training_subsidy[2023-07].seats": 24_000}, name="later")
    windows = more.inputs().levers["training_subsidy"]
    assert [one.settings["seats"] for one in windows if one.start >= 12] == [27_000, 24_000]
    assert [plan.period.label(one.start) for one in windows][-1] == "2023-07"


def test_several_numbers_of_all_measures_are_set_at_once(plan: Scenario) -> None:
    made = plan.changed(
        {"parameters.local_slack": 0.1, "parameters.taste": 1.5, "series.prices": 0.02}, name="other"
    )
    assert made.parameters["local_slack"].value == 0.1
    taste = plan.parameters["taste"].parts
    assert made.parameters["taste"].parts == {key: 1.5 * value for key, value in taste.items()}
    prices = plan.series["prices"].parts
    assert made.series["prices"].parts["2023"] == pytest.approx(prices["2023"] * 1.02**2)


def test_the_new_scenario_has_its_name_in_its_title_and_another_digest(plan: Scenario) -> None:
    more = plan.changed({SEATS: 24_000}, name="more-seats")
    assert more.name == "more-seats"
    assert more.title.en == f"{plan.title.en} (more-seats)"
    assert more.title.zh == f"{plan.title.zh}（more-seats）"
    digests = {plan.digest, more.digest, plan.changed({SEATS: 25_000}, name="more-seats").digest}
    assert len(digests) == 3
    assert plan.changed({SEATS: 24_000}, name="more-seats").digest == more.digest
    assert plan.digest == load("guizhou").digest


def test_what_is_set_says_so_and_is_no_longer_drawn(plan: Scenario) -> None:
    made = plan.changed({"parameters.local_slack": 0.1, SEATS: 24_000}, name="other")
    values = {path: value for path, value, _ in made.values()}
    for path in ("parameters.local_slack", "levers.training_subsidy[2022-01].seats"):
        assert values[path].source == Source("assumed")
        assert values[path].note == Text("set by the caller", "由调用者设定")
        assert values[path].range is None
    assert {made.inputs(draw=draw).parameters["local_slack"] for draw in range(3)} == {0.1}
    assert len({plan.inputs(draw=draw).parameters["local_slack"] for draw in range(3)}) == 3
    assert values["parameters.taste"] == plan.parameters["taste"]


def test_a_change_upon_a_change_keeps_both(plan: Scenario) -> None:
    first = plan.changed({SEATS: 24_000}, name="first")
    second = first.changed({"parameters.local_slack": 0.1}, name="second")
    assert second.inputs().levers == first.inputs().levers
    assert second.parameters["local_slack"].value == 0.1
    assert second.title.en == f"{plan.title.en} (first) (second)"


def test_numbers_of_numpy_are_numbers(plan: Scenario) -> None:
    for number in (np.int64(24_000), np.float32(24_000.0)):
        made = plan.changed({SEATS: number}, name="more")
        (value,) = (v for path, v, _ in made.values() if path == "levers.training_subsidy[2022-01].seats")
        assert type(value.value) is float and value.value == 24_000.0


@pytest.mark.parametrize("name", ["", "guizhou"])
def test_a_changed_scenario_needs_another_name(plan: Scenario, name: str) -> None:
    with pytest.raises(ValueError, match=r"needs a name of its own.*another name than 'guizhou'"):
        plan.changed({SEATS: 24_000}, name=name)


@pytest.mark.parametrize("name", ["a/b", "a b", "-a", "x" * 61, ".."])
def test_a_name_is_one_that_a_file_may_have(plan: Scenario, name: str) -> None:
    with pytest.raises(ValueError, match="a name has letters, digits"):
        plan.changed({SEATS: 24_000}, name=name)


def test_nothing_set_is_nothing_changed(plan: Scenario) -> None:
    assert plan.changed({}) is plan
    assert plan.changed({}, name="copy").inputs() == plan.inputs()
    assert plan.changed({}, name="copy").name == "copy"


def test_all_that_is_wrong_is_reported_at_once_with_the_nearest_names(plan: Scenario) -> None:
    with pytest.raises(PathError) as caught:
        plan.changed(
            {
                "levers.training_subsidy.seat": 1,
                "parameters.wag": 3,
                SEATS: -1,
                "parameters.local_slack": "a tenth",  # type: ignore[dict-item]
                "parameters.spent_away": True,
                "targets.one_employed.bound": 1,
                "behaviour.pay_gap": 1,
                "levers.training_subsidy[2026-01].seats": 5,
            },
            name="other",
        )
    lines = str(caught.value).splitlines()
    assert len(lines) == 8
    for piece in (
        "no value levers.training_subsidy.seat; training_subsidy has seats, unit_cost; "
        "did you mean levers.training_subsidy.seats?",
        "guizhou has no value parameters.wag; did you mean parameters.wage?",
        "levers.training_subsidy.seats is -1; it must be at least 0 (person-times/year)",
        "parameters.local_slack is 'a tenth'; a number is wanted (share)",
        "parameters.spent_away is True; a number is wanted",
        "targets.one_employed.bound is what a run is judged by, not something that moves it",
        "behaviour.pay_gap is fitted behaviour, which no scenario states; a sweep can vary it",
        "levers.training_subsidy[2026-01].seats: '2026-01' is no month of the plan; "
        "write one from 2022-01 to 2024-12",
    ):
        assert any(line.startswith(piece) for line in lines), (piece, lines)


def test_a_scenario_is_loaded_by_name_text_or_path_and_by_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("resettle: 1\nname: mine\ntitle: mine\nextends: guizhou\n", encoding="utf-8")
    assert load(path).digest == load(str(path)).digest
    for wrong in (3, None, b"guizhou", load("guizhou")):
        with pytest.raises(TypeError, match="loaded by its name or by the path of its file, not by"):
            load(wrong)  # type: ignore[arg-type]


def test_words_move_the_digest_but_not_that_of_the_numbers(plan: Scenario) -> None:
    other = replace(plan, name="renamed", title=Text("Another title", "另一标题"))
    assert other.digest != plan.digest
    assert other.numbers_digest == plan.numbers_digest
    more = plan.changed({SEATS: 24_001}, name="more")
    assert more.numbers_digest != plan.numbers_digest
