"""`resettle levers` holds sizes against a file of ranges and says by its exit code whether all hold."""

from __future__ import annotations

from pathlib import Path

from tests.conftest import Resettle

GATE = """\
resettle: 1
plan: guizhou
without: guizhou-no-levers
households: 600
seeds: 1
sizes:
  training_deadweight: {low: 0.0, high: 1.0, source: "a share"}
  posts_local_pay: {low: 0.9, high: 1.0, source: "made up"}
"""


def test_a_size_outside_its_range_fails_the_gate(resettle: Resettle, tmp_path: Path) -> None:
    gate, page = tmp_path / "gate.yaml", tmp_path / "levers.md"
    gate.write_text(GATE, encoding="utf-8")
    ran = resettle("levers", "--gate", str(gate), "--jobs", "1", "--write", str(page))
    assert sorted(one.name for one in tmp_path.iterdir()) == ["gate.yaml", "levers.md"]
    assert ran.returncode == 1, ran.stderr
    assert "1 of 2" in ran.stdout
    assert "1 of 2" in page.read_text(encoding="utf-8")
    assert f"Written: {page}\n" in ran.stdout


def test_a_gate_that_is_not_there_is_named(resettle: Resettle) -> None:
    ran = resettle("levers", "--gate", "none.yaml")
    assert ran.returncode == 2
    assert "none.yaml" in ran.stderr
    assert "Traceback" not in ran.stderr
