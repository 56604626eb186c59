"""Notes of values in two languages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml

from resettle import scenarios
from resettle.model.text import Text
from resettle.scenarios.scenario import Scenario
from tests.conftest import ROOT
from tests.test_both_languages import CHINESE, english_in

Write = Callable[[str, str], Path]

FILE = """resettle: 1
name: mine
title: mine
extends: guizhou
parameters:
  home_value: {{value: 250, unit: yuan/month, source: assumed, range: [200, 300], note: {0}}}
series:
  region_income: {{values: {{2021: 13000, 2022: 13900, 2023: 14800, 2024: 15700}}, unit: yuan/person/year,
    source: assumed, range: [-0.01, 0.01], range_is: growth, note: {0}}}
levers:
  training_subsidy:
    changes:
      - from: 2023-01
        seats: {{value: 100, unit: person-times/year, source: assumed, range: [50, 200], note: {0}}}
targets:
  income_growth_15:
    bound: {{value: 0.1, unit: share/year, source: assumed, range: [0.1, 0.1], note: {0}}}
"""


def noted(write: Write, note: str) -> Scenario:
    write("mine.yaml", FILE.format(note))
    return scenarios.load("mine.yaml")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("why", Text("why", "why")),
        ("{en: why, zh: 理由}", Text("why", "理由")),
        ("{zh: 理由}", Text("理由", "理由")),
    ],
)
def test_a_note_is_one_text_or_one_a_language_wherever_it_stands(
    write: Write, written: str, read: Text
) -> None:
    mine = noted(write, written)
    values = {path: value for path, value, _ in mine.values()}
    for path in (
        "parameters.home_value",
        "series.region_income",
        "levers.training_subsidy[2023-01].seats",
        "targets.income_growth_15.bound",
    ):
        assert values[path].note == read, path
    shown = yaml.safe_load(scenarios.dump_resolved(mine))
    plain = read.en if read.en == read.zh else {"en": read.en, "zh": read.zh}
    assert shown["parameters"]["home_value"]["note"] == plain
    write("again.yaml", scenarios.dump_resolved(mine))
    assert scenarios.load("again.yaml").digest == mine.digest


def test_notes_move_no_digest_of_numbers(write: Write) -> None:
    one, other = noted(write, "why"), noted(write, "{en: why, zh: 理由}")
    assert one.digest != other.digest
    assert one.numbers_digest == other.numbers_digest and one.values_digest == other.values_digest


def test_another_language_and_an_empty_note_are_refused(write: Write) -> None:
    with pytest.raises(scenarios.ScenarioErrors, match=r"unknown key of note of parameters.home_value 'fr'"):
        noted(write, "{fr: pourquoi}")
    with pytest.raises(scenarios.ScenarioErrors, match=r"note of parameters.home_value.zh is empty"):
        noted(write, "{en: why, zh: }")


def notes(node: object, path: str = "") -> Iterator[tuple[str, object]]:
    """Every note of a file, with where it stands."""
    if isinstance(node, list):
        for number, item in enumerate(node):
            yield from notes(item, f"{path}[{number}]")
    elif isinstance(node, dict):
        for key, item in node.items():
            if key == "note":
                yield path, item
            else:
                yield from notes(item, f"{path}.{key}")


FILES = sorted(
    [*(ROOT / "scenarios" / "files").glob("*.yaml"), *(ROOT / "calibration" / "scenarios").glob("*.yaml")]
)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_note_that_comes_with_the_program_has_both_languages(file: Path) -> None:
    for path, note in notes(yaml.safe_load(file.read_text(encoding="utf-8"))):
        assert isinstance(note, dict) and note.keys() == {"en", "zh"}, path
        assert CHINESE.search(note["zh"]) and not CHINESE.search(note["en"]), path
        assert not english_in(note["zh"]), path


def test_titles_and_descriptions_have_both_languages() -> None:
    for file in FILES:
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
        for key in ("title", "description"):
            text = content.get(key, {"en": "", "zh": "中"})
            assert text.keys() == {"en", "zh"} and CHINESE.search(text["zh"]), (file.stem, key)


def test_a_folded_chinese_note_has_no_space_where_its_line_breaks() -> None:
    note = scenarios.load("wanzhou").targets["monitoring_coverage"].bound.note.zh
    assert "按年均占比判定。排查期数加倍" in note and " " not in note
