"""`calibrate --prior-check` and `calibrate --sbc`: questions about a fit that is there already."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from resettle.calibration.fit import making, relocated
from resettle.calibration.validation import headlines, prior_check
from resettle.calibration.validation.headlines import Headline
from resettle.cli.app import app
from resettle.scenarios.posterior import shipped
from tests.calibration.test_refits import observing
from tests.calibration.toys import linear

TOLD = (
    Headline("growth_survey", lambda drawn: 0.1 + 0.01 * drawn.theta["first"]),
    Headline("guizhou_survey", lambda drawn: drawn.statistics["sum_2"], 0.6),
)


@pytest.fixture
def fit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Folder of a finished fit of the linear toy."""
    toy = linear()
    monkeypatch.setattr(making, "problem", lambda households: toy)
    monkeypatch.setattr(making, "as_posterior", lambda result: shipped())
    monkeypatch.setattr(relocated, "problem", lambda: toy)
    monkeypatch.setattr(headlines, "headlines", lambda: TOLD)
    monkeypatch.setattr(headlines, "NEEDED", toy.statistics)
    monkeypatch.setattr(prior_check, "without_each", lambda: {"growth": observing(toy, "sum_0")})
    assert asked(tmp_path, "--waves", "1", "--runs", "60").exit_code == 0
    return tmp_path


def asked(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(app, ["calibrate", "--out", str(folder), "--jobs", "1", *words])


def test_the_prior_check_prints_headlines_and_leaves_a_page(fit: Path) -> None:
    before = (fit / "posterior.parquet").read_bytes()
    done = asked(fit, "--prior-check")
    assert done.exit_code == 0, done.output
    assert "Growth moves visibly when the facts of growth are left out" in " ".join(done.output.split())
    page = (fit / "prior-check.html").read_text(encoding="utf-8")
    assert "without income growth" in page and "去掉收入增长" in page
    assert (fit / "posterior.parquet").read_bytes() == before  # no fit was made
    assert asked(fit, "--waves", "1", "--runs", "60").exit_code == 0  # and one may be made again


def test_known_parameters_are_looked_for_and_what_was_done_is_kept(fit: Path) -> None:
    done = asked(fit, "--sbc", "20")
    assert done.exit_code == 0, done.output
    assert "Of 20 fits to data with known parameters" in " ".join(done.output.split())
    assert (fit / "sbc.html").exists()
    assert asked(fit, "--sbc", "20").output == done.output


def test_a_fit_of_another_model_is_not_put_to_the_test(fit: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relocated, "problem", lambda: replace(linear(), version="later"))
    done = asked(fit, "--sbc", "20")
    assert done.exit_code == 2
    assert "another version" in done.output


@pytest.mark.parametrize("words", [("--prior-check",), ("--sbc", "20")])
def test_without_a_fit_it_is_said_how_to_make_one(words: tuple[str, ...], tmp_path: Path) -> None:
    done = asked(tmp_path, *words)
    assert done.exit_code in (1, 2)
    assert "resettle calibrate" in done.output


@pytest.mark.parametrize(
    "words",
    [
        ("--prior-check", "--sbc", "20"),
        ("--prior-check", "--ship"),
        ("--sbc", "20", "--ship"),
        ("--sbc", "3"),
    ],
)
def test_only_one_thing_is_asked_at_a_time(words: tuple[str, ...], tmp_path: Path) -> None:
    assert asked(tmp_path / "fit", *words).exit_code == 2
    assert not (tmp_path / "fit").exists()
