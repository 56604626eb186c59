"""Any value can be asked where it comes from."""

from __future__ import annotations

from pathlib import Path

import pytest

from resettle.results.report.sources import UnknownValue, value_sources
from resettle.scenarios import Scenario, load


@pytest.fixture(scope="module")
def guizhou() -> list[Scenario]:
    return [load("guizhou-baseline"), load("guizhou")]


def test_a_value_of_the_evidence_is_told_with_each_fact_its_address_and_its_place(
    guizhou: list[Scenario],
) -> None:
    told = "\n".join(value_sources(guizhou, "parameters.wage", "en"))
    assert "data:W11,W12,F09" in told
    assert "behaviour.yaml:" in told
    assert all(f"  {name}  " in told for name in ("W11", "W12", "F09"))
    assert told.count("http") == 3


def test_a_value_of_a_document_is_told_with_the_item_in_own_words(guizhou: list[Scenario]) -> None:
    path = "levers.transport_subsidy[2022-08].unit_cost"
    english, chinese = (value_sources(guizhou, path, lang) for lang in ("en", "zh"))
    assert english[0].startswith(f"{path}: 500 yuan/person")
    assert any(line.lstrip().startswith("6: ") for line in english)
    assert english != chinese


def test_an_assumed_value_is_told_with_its_range_and_reason(guizhou: list[Scenario]) -> None:
    told = value_sources(guizhou, "population.women", "en")
    assert any("range 0.42 to 0.5" in line for line in told)
    assert any("Somewhat below half" in line for line in told)


@pytest.mark.parametrize("asked", ["levers.monitoring", "levers.monitoring.rounds", "*.rounds"])
def test_the_beginning_of_a_path_or_a_pattern_finds_every_value_under_it(
    guizhou: list[Scenario], asked: str
) -> None:
    heads = [line for line in value_sources(guizhou, asked, "en") if line.startswith("levers.")]
    assert [line.split(":")[0] for line in heads if "rounds" in line] == [
        "levers.monitoring[2021-01].rounds",
        "levers.monitoring[2022-01].rounds",
    ]


def test_values_that_scenarios_share_are_told_once(guizhou: list[Scenario]) -> None:
    told = value_sources(guizhou, "population.households", "en")
    assert told[0].endswith("(guizhou-baseline, guizhou)")
    assert sum(line.startswith("population.") for line in told) == 1


def test_a_path_that_no_value_has_is_refused_with_the_nearest(guizhou: list[Scenario]) -> None:
    with pytest.raises(UnknownValue, match=r"no value parameters\.wages; did you mean parameters\.wage"):
        value_sources(guizhou, "parameters.wages", "en")


def test_a_value_computed_from_others_varies_and_is_told_with_each_term(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mine.yaml").write_text(
        "resettle: 1\nname: mine\ntitle: mine\nextends: guizhou\npopulation:\n"
        "  women: {value: 0.4, unit: share, range: [0.3, 0.5], note: why,"
        " source: 'derived:F085,F087,guizhou#4'}\n"
        "  care_need: {value: 0.2, unit: share, source: 'transferred:F092', range: [0.1, 0.3], note: why}\n",
        encoding="utf-8",
    )
    mine = load("mine.yaml")
    told = value_sources([mine], "population.women", "zh")
    assert told[2].startswith("    推算：贵州第4条、F085、F087  mine.yaml:")
    terms = "\n".join(told)
    assert all(f"  {name}  " in terms for name in ("F085", "F087"))
    assert any(line.strip().startswith("第4条：") for line in told)
    drawn = mine.inputs(scale=1.0, draw=1)
    assert drawn.population["women"] != 0.4
    assert drawn.population["care_need"] != 0.2


def test_schooling_is_not_taken_for_a_channel_of_work(guizhou: list[Scenario]) -> None:
    told = value_sources(guizhou, "population.schooling", "zh")
    assert "未上过学" in told[0] and "未就业" not in told[0]
