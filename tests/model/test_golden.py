"""No figure of the bundled scenarios moves unseen; `python -m tests.model.golden` writes new ones."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from resettle.model.indicators import INDICATORS
from tests.model import golden


def test_figures_of_the_bundled_scenarios_are_those_on_file() -> None:
    lines = golden.moved(golden.stored(), golden.figures())
    hint = "if this was meant, run: python -m tests.model.golden"
    assert not lines, "\n".join([*lines[:12], f"{len(lines)} figures moved; {hint}"])


def test_a_figure_that_moves_is_named_with_both_values_and_the_change() -> None:
    old = {"guizhou": {"income": [100.0, 200.0], "labour": [5.0, 5.0]}}
    new = {"guizhou": {"income": [100.00000001, 201.0], "labour": [5.0, 5.0]}}
    assert golden.moved(old, new) == ["guizhou  income  2022: 200 -> 201  (+0.5 %)"]


def test_figures_that_come_go_or_begin_are_named() -> None:
    assert golden.moved({"a": {"income": [1.0]}}, {"a": {"labour": [1.0]}}) == [
        "a  labour: new",
        "a  income: gone",
    ]
    assert golden.moved({"a": {"labour": [0.0]}}, {"a": {"labour": [2.0]}}) == [
        "a  labour  2021: 0 -> 2  (from nothing)"
    ]
    assert golden.moved({"a": {"labour": [0.0]}}, {"a": {"labour": [0.0, 1.0]}}) == [
        "a  labour: 1 years -> 2"
    ]


@pytest.mark.parametrize(
    ("name", "moves"), [("labour", True), ("income", False), ("spent on monitoring", False)]
)
def test_counts_are_compared_exactly_and_yuan_as_precisely_as_they_are_kept(name: str, moves: bool) -> None:
    assert bool(golden.moved({"a": {name: [1e6]}}, {"a": {name: [1e6 + 0.5]}})) == moves
    assert golden.moved({"a": {name: [1e6]}}, {"a": {name: [1e6 + 5.0]}}) != []


def test_only_indicators_are_kept_that_there_are() -> None:
    assert set(golden.INDICATORS_KEPT) <= set(INDICATORS)


def test_one_command_writes_new_figures_and_prints_what_moved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(golden, "PATH", tmp_path / "golden.json")
    monkeypatch.setattr(golden, "figures", lambda: {"guizhou": {"labour": [4.0, 5.0]}})
    golden.write({"guizhou": {"labour": [4.0, 4.0]}})
    assert golden.main(["--check"]) == 1
    assert json.loads(golden.PATH.read_text())["guizhou"]["labour"] == [4.0, 4.0]
    assert golden.main([]) == 0
    assert "labour  2022: 4 -> 5  (+25 %)" in capsys.readouterr().out
    assert golden.main(["--check"]) == 0
    assert golden.stored() == {"guizhou": {"labour": [4.0, 5.0]}}
