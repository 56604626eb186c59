"""`resettle compare` on the model itself, small; and what it says to questions that cannot be asked."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner, Result

import resettle.cli.questions  # noqa: F401
from resettle.cli.app import app
from tests.conftest import SMALL

Compare = Callable[..., Result]


@pytest.fixture
def compare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Compare:
    """Two small scenarios, `before.yaml` and `plan.yaml`, and the command in this process."""
    monkeypatch.chdir(tmp_path)
    before = SMALL.replace("extends: guizhou", "extends: guizhou-baseline")
    (tmp_path / "before.yaml").write_text(before.format(name="before"), encoding="utf-8")
    (tmp_path / "plan.yaml").write_text(SMALL.format(name="plan"), encoding="utf-8")

    def call(*words: str) -> Result:
        options = ["--jobs", "1", "--out", "out", "--lang", "en"]
        return CliRunner(env={"COLUMNS": "140"}).invoke(app, ["compare", *words, *options])

    return call


def test_the_model_is_compared_and_the_same_households_are_paired(compare: Compare, tmp_path: Path) -> None:
    result = compare("before.yaml", "plan.yaml", "--replications", "3", "--no-levers")
    assert result.exit_code == 0, result.output
    assert "Income per person in the last year" in result.output
    out = tmp_path / "out"
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["question"] == "compare" and manifest["details"]["replications"] == 3
    rows = pd.read_parquet(out / "differences.parquet").set_index("outcome")
    assert rows.loc["spending", "difference_low"] > 0.0 and rows.loc["spending", "runs"] == 3
    tenths = pd.read_parquet(out / "tenths.parquet").set_index("tenth")
    assert list(tenths.index) == [*range(1, 11), 0]
    assert tenths["base_income"].iloc[:10].is_monotonic_increasing
    figures = pd.read_parquet(out / "figures.parquet")
    assert set(figures["variant"]) == {"before", "plan"} and len(figures) == 6
    page = (out / "report.html").read_text(encoding="utf-8")
    assert 'id="chart-compare-tenths"' in page


def test_other_places_and_unknown_outcomes_are_refused_before_anything_is_run(
    compare: Compare, tmp_path: Path
) -> None:
    result = compare("before.yaml", "hanyin", "plan.yaml", "--of", "incom")
    assert result.exit_code == 2
    assert "before and hanyin cannot be compared run by run" in result.output
    assert "'incom' is no target" in result.output
    assert not (tmp_path / "out" / "runs").exists()
    assert not list(tmp_path.glob("out/*.parquet"))


def test_one_scenario_alone_or_twice_is_refused(compare: Compare) -> None:
    alone = compare("before.yaml")
    assert alone.exit_code == 2 and "needs two scenarios" in alone.output
    twice = compare("before.yaml", "before.yaml")
    assert twice.exit_code == 2 and "given twice" in twice.output
    both = compare("before.yaml", "nowhere.yaml")
    assert both.exit_code == 2 and "nowhere" in both.output
    negative = compare("before.yaml", "plan.yaml", "--small", "-5")
    assert negative.exit_code == 2
