"""The notebooks of the documents run, cell by cell, and show what is kept in them, in both languages."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.docs.notebooks import FOLDER, executed, notebooks, text_of

CHINESE = re.compile("[\u4e00-\u9fff]")
NAMES = ("planner", "referee")


def cells(path: Path, kind: str) -> list[str]:
    page = json.loads(path.read_text(encoding="utf-8"))
    return ["".join(cell["source"]) for cell in page["cells"] if cell["cell_type"] == kind]


def run(path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Run a notebook, hold what it shows against what is kept in it, and give the names that it leaves."""
    monkeypatch.chdir(folder)
    left: dict[str, Any] = {}
    for cell, outputs, names in executed(path):
        hint = "run: python -m tests.docs.notebooks"
        assert text_of(outputs) == text_of(cell["outputs"]), f"{hint}\n{''.join(cell['source'])}"
        left = names
    return left


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["", ".zh"])
def test_the_planner_sees_that_cooperation_brings_more_income_than_posts(
    lang: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = run(FOLDER / f"planner{lang}.ipynb", tmp_path, monkeypatch)
    found = names["differences"].set_index(["scenario", "outcome"])["difference"]
    assert found["more-cooperation", "income_last_year"] == pytest.approx(34.486, abs=0.001)
    assert found["more-posts", "income_last_year"] == pytest.approx(9.6815, abs=0.001)
    assert found["more-posts", "employment_without_posts_end"] < 0 < found["more-posts", "employment_end"]
    cost = names["answer"].costs.query("measure == 'cost_per_income'").set_index("scenario")["ratio"]
    assert cost["more-cooperation"] < 1 < cost["more-posts"]


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["", ".zh"])
def test_the_referee_sees_what_was_learnt_what_is_predicted_and_what_is_weak(
    lang: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = run(FOLDER / f"referee{lang}.ipynb", tmp_path, monkeypatch)
    assert names["learnt"]["parameter"][0] == "pay_gap"
    assert (names["learnt"]["contraction"] >= 0.8).sum() == 1
    assert names["held_out"]["inside"].sum() == 7
    assert names["naive"].loc["rural_lead", "naive"] < names["naive"].loc["rural_lead", "model"]
    assert list(names["weak"]["inside"][:2]) == [False, True]
    assert names["told"][0][1] == "held out"


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_is_the_same_in_chinese(name: str) -> None:
    english, chinese = FOLDER / f"{name}.ipynb", FOLDER / f"{name}.zh.ipynb"
    for one, other in zip(cells(english, "markdown"), cells(chinese, "markdown"), strict=True):
        assert CHINESE.search(other) and not CHINESE.search(one)
        assert re.findall(r"^#+", one, re.MULTILINE) == re.findall(r"^#+", other, re.MULTILINE)
        assert re.findall(r"`[^`]+`|\]\(([^)]+)\)", one) == re.findall(r"`[^`]+`|\]\(([^)]+)\)", other)
    for one, other in zip(cells(english, "code"), cells(chinese, "code"), strict=True):
        shared = other.replace('LANG = "zh"', 'LANG = "en"')
        assert shared == one or ("print(" in one and CHINESE.search(other))


def test_every_notebook_is_kept_with_what_it_shows() -> None:
    assert [path.name for path in notebooks()] == [
        f"{name}{lang}.ipynb" for name in NAMES for lang in ("", ".zh")
    ]
    for path in notebooks():
        page = json.loads(path.read_text(encoding="utf-8"))
        codes = [cell for cell in page["cells"] if cell["cell_type"] == "code"]
        assert sum(bool(cell["outputs"]) for cell in codes) >= len(codes) - 2
        pictures = [one for cell in codes for one in cell["outputs"] if "image/png" in one.get("data", {})]
        assert len(pictures) == 1
