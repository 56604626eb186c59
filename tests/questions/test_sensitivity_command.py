"""The command: a gate that holds ends in 0, one that broke in 1, a bad file in 2 with nothing written."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Resettle

GATE = """\
resettle: 1
scenario: small.yaml
outcome: income_growth
scale: 1.0
replications: 2
inputs:
  behaviour.transfer_growth: {rules}
  levers.training_subsidy.unit_cost: {{direction: none}}
"""


@pytest.fixture
def gate(small: Path) -> Path:
    path = small.with_name("gate.yaml")
    path.write_text(GATE.format(rules="{direction: up, rank: 1}"), encoding="utf-8")
    return path


def test_a_gate_holds_then_breaks_and_an_update_brings_it_up_to_date(
    resettle: Resettle, gate: Path, tmp_path: Path
) -> None:
    command = ("sensitivity", "--gate", gate.name, "--jobs", "1", "--out", "out", "--lang", "en")
    kept = resettle(*command)
    assert kept.returncode == 0, kept.stderr
    assert "All 2 inputs" in kept.stdout and "OUT" not in kept.stdout
    assert (tmp_path / "out" / "report.html").exists() and (tmp_path / "out" / "gate.parquet").exists()

    gate.write_text(GATE.format(rules="{direction: down, size: [0, 0.001]}"), encoding="utf-8")
    broke = resettle(*command)
    assert broke.returncode == 1
    assert broke.stdout.count("OUT") == 2
    assert "behaviour.transfer_growth" in broke.stdout

    updated = resettle(*command, "--update")
    assert updated.returncode == 0, updated.stderr
    assert "direction: up" in gate.read_text(encoding="utf-8")
    assert resettle(*command).returncode == 0


def test_a_bad_gate_is_refused_and_nothing_is_written(resettle: Resettle, gate: Path, tmp_path: Path) -> None:
    gate.write_text(
        GATE.format(rules="{direction: sideways}") + "  behaviour.no: {rank: 7}\n", encoding="utf-8"
    )
    before = sorted(tmp_path.iterdir())
    refused = resettle("sensitivity", "--gate", gate.name)
    assert refused.returncode == 2 and refused.stdout == ""
    assert "gate.yaml:7:42" in refused.stderr and "gate.yaml:9:3" in refused.stderr
    assert sorted(tmp_path.iterdir()) == before


def test_options_that_a_gate_has_no_use_for_are_refused(resettle: Resettle, gate: Path) -> None:
    refused = resettle("sensitivity", "guizhou", "--gate", gate.name, "--top", "3", "--seed", "2")
    assert refused.returncode == 2
    assert "leave out SCENARIO, --top, --seed" in refused.stderr
    assert resettle("sensitivity").returncode == 2
    assert "--update is for gates" in resettle("sensitivity", "guizhou", "--update").stderr


def test_wrong_names_are_reported_together(resettle: Resettle, tmp_path: Path) -> None:
    refused = resettle("sensitivity", "guizhou", "--of", "income_grow", "--only", "behavior")
    assert refused.returncode == 2
    assert "did you mean income_growth" in refused.stderr and "did you mean behaviour?" in refused.stderr
    assert not list(tmp_path.iterdir())
