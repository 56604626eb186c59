"""Facts: each piece of evidence has one use, and what checks the model sets nothing in it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from resettle import scenarios
from resettle.calibration.evidence.facts import (
    COLUMNS,
    FILE,
    FIRST_HELD_OUT,
    HELD_OUT_DERIVED,
    SCENARIO,
    Fact,
    FactErrors,
    every_scenario,
    facts,
    guard,
    read,
)
from resettle.calibration.evidence.measures import spread_of
from resettle.calibration.evidence.observation import STATISTICS
from resettle.calibration.fit import priors
from resettle.model.months import year_of
from resettle.scenarios.scenario import Scenario
from resettle.scenarios.sources.registers import evidence

Edited = Callable[..., Path]

FIT = {
    "id": "net_income_2019", "use": "fit", "evidence": "F009", "statistic": "net_income_2019",
    "value": "9313", "error": "93", "discrepancy": "280", "unit": "yuan/person/year",
    "concept": "", "note": "",
}  # fmt: skip
CHECK = {
    **FIT, "id": "net_income_2022", "use": "check", "evidence": "F019", "statistic": "net_income_2022",
    "value": "13615",
}  # fmt: skip
CONTEXT = {
    **dict.fromkeys(COLUMNS, ""),
    "id": "size",
    "use": "context",
    "evidence": "F001",
    "note": "size only",
}


@pytest.fixture
def file(tmp_path: Path) -> Edited:
    """Writes a file of facts from rows."""

    def write(*rows: dict[str, str]) -> Path:
        text = io.StringIO()
        writer = csv.DictWriter(text, fieldnames=COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        path = tmp_path / "facts.csv"
        path.write_text(text.getvalue(), encoding="utf-8")
        return path

    return write


@pytest.fixture(scope="module")
def relocated() -> Scenario:
    return scenarios.load(SCENARIO)


def sets(scenario: Scenario, path: str, one: str) -> Scenario:
    """The scenario with the source of an initial value replaced by a piece of evidence."""
    name = path.partition(".")[2]
    value = scenario.initial[name]
    source = replace(value.source, kind="data", evidence=(one,))
    return replace(scenario, initial={**scenario.initial, name: replace(value, source=source)})


def test_every_row_of_the_register_has_exactly_one_use() -> None:
    used = [(one, fact.use) for fact in facts() for one in fact.evidence]
    assert {one for one, _ in used} == set(evidence())
    assert len({one for one, _ in used}) == len(set(used))


def test_facts_are_given_by_use_and_in_all() -> None:
    assert len(facts("fit")) >= 12 and len(facts("check")) >= 10
    assert len(facts("fit")) + len(facts("check")) + len(facts("context")) == len(facts())
    with pytest.raises(ValueError, match="no use 'fitted'"):
        facts("fitted")


def test_a_fact_names_its_publisher_address_period_and_scope() -> None:
    fact = next(one for one in facts("check") if one.id == "net_income_2022")
    assert fact.publisher == "NDRC via Xinhua"
    assert fact.url.startswith("http")
    assert fact.period == "2022"
    assert "全国" in fact.scope


@pytest.mark.parametrize("use", ["fit", "check"])
def test_used_facts_have_a_statistic_an_error_and_a_discrepancy_of_their_unit(use: str) -> None:
    for fact in facts(use):
        assert fact.unit == STATISTICS[fact.statistic].unit
        assert fact.error > 0 and fact.discrepancy >= 0
        assert fact.id == fact.statistic


def test_context_says_why() -> None:
    assert all(fact.note and not fact.statistic for fact in facts("context"))


def test_no_fitted_fact_is_of_a_held_out_year_and_every_check_is() -> None:
    for fact in facts("fit"):
        assert not any(int(year) >= FIRST_HELD_OUT for year in re.findall(r"20\d\d", fact.period))
    for fact in facts("check"):
        assert any(int(year) >= FIRST_HELD_OUT for year in re.findall(r"20\d\d", fact.period))


def test_fitted_facts_cover_patterns_at_different_levels() -> None:
    fitted = {fact.id for fact in facts("fit")}
    for pattern in (
        "employment",
        "net_income",
        "growth",
        "wage_share",
        "out_of_province",
        "job_finding",
        "income_spread",
    ):
        assert any(one.startswith(pattern) for one in fitted), pattern


def test_derived_figures_follow_from_what_was_published() -> None:
    register = evidence()

    def ratio(over: str, under: str) -> float:
        return float(register[over].value) / float(register[under].value)

    held = {fact.id: fact.value for fact in facts() if fact.use != "context"}
    assert held["growth_counties_2021"] == pytest.approx(ratio("F293", "F292") - 1, abs=5e-5)
    assert held["growth_counties_2022"] == pytest.approx(ratio("F294", "F293") - 1, abs=5e-5)
    assert held["growth_counties_2023"] == pytest.approx(ratio("F295", "F294") - 1, abs=5e-5)
    assert held["growth_counties_2024"] == pytest.approx(ratio("F296", "F295") - 1, abs=5e-5)
    assert held["employment_2022_end"] == pytest.approx(ratio("F017", "F016"), abs=5e-5)
    assert held["employment_2022_june"] == pytest.approx(ratio("F015", "F016"), abs=5e-5)
    assert held["employment_2021_october"] == pytest.approx(ratio("F089", "F088"), abs=5e-5)
    assert held["out_of_province_2020"] == pytest.approx(ratio("F039", "F038"), abs=5e-4)
    assert held["in_province_2020"] == pytest.approx(ratio("F040", "F038"), abs=5e-4)
    assert held["income_spread"] == pytest.approx(spread_of(ratio("F240", "F239")), abs=2e-3)


def test_the_priors_and_their_notes_lean_on_no_held_out_figure() -> None:
    held_out = {
        one
        for fact in facts()
        if fact.use == "check" or fact.concept == HELD_OUT_DERIVED
        for one in fact.evidence
    }
    assert not held_out & set(re.findall(r"\b[A-Z]\d{2,3}\b", priors.FILE.read_text(encoding="utf-8")))


def test_every_bundled_scenario_is_looked_through() -> None:
    names = {scenario.name for scenario in every_scenario()}
    assert {"guizhou", "chongqing", "hanyin", "wanzhou", "yinchuan", "relocated"} <= names


DEMAND = {
    "out_of_province": {2018: "N220", 2020: "N044", 2021: "N046", 2022: "N049", 2024: "N052"},
    "in_province": {2018: "N221", 2020: "N045", 2021: "N047", 2022: "N050", 2024: "N053"},
    "local": {
        2018: "N008", 2019: "N011", 2020: "N014", 2021: "N017", 2022: "N020", 2023: "N029", 2024: "N023",
    },
}  # fmt: skip
AWAY = {
    2018: "N009", 2019: "N012", 2020: "N015", 2021: "N018", 2022: "N021", 2023: "N030", 2024: "N024",
}  # fmt: skip


def test_demand_by_destination_is_what_was_published_and_adds_up_to_all_who_are_away() -> None:
    for scenario in every_scenario():
        held = {name: scenario.series[f"demand_{name}"].parts for name in DEMAND}
        years = range(scenario.period.base_year - 1, year_of(scenario.period.label(scenario.period.end)) + 1)
        for name, rows in DEMAND.items():
            assert list(held[name]) == [str(year) for year in years]
            for year in rows.keys() & set(years):
                assert held[name][str(year)] == float(evidence()[rows[year]].value), (name, year)
        for year in AWAY.keys() & set(years):
            away = held["out_of_province"][str(year)] + held["in_province"][str(year)]
            assert away == pytest.approx(float(evidence()[AWAY[year]].value), abs=1.0), year


def test_the_year_before_2020_has_the_published_fall_of_those_out_of_their_province(
    relocated: Scenario,
) -> None:
    held = relocated.series["demand_out_of_province"].parts
    assert held["2020"] / held["2019"] - 1.0 == pytest.approx(float(evidence()["N055"].value) / 100, abs=5e-4)


def test_evidence_in_two_uses_is_refused(file: Edited) -> None:
    path = file(FIT, CHECK, {**CONTEXT, "evidence": "F001 F019"})
    with pytest.raises(FactErrors, match=r"facts\.csv:4: F019 is context here and check in line 3"):
        read(path)


def test_a_check_that_sets_a_scenario_value_is_refused(file: Edited, relocated: Scenario) -> None:
    found = read(file(FIT, CHECK))
    guard(found, [relocated], relocated)
    with pytest.raises(FactErrors, match=r"F019 is held out .* sets initial.income_per_capita of relocated"):
        guard(found, [sets(relocated, "initial.income_per_capita", "F019")], relocated)


def test_a_note_of_the_fitted_scenario_that_leans_on_a_check_is_refused(
    file: Edited, relocated: Scenario
) -> None:
    found = read(file(FIT, CHECK))
    value = replace(relocated.initial["assets"], note="About what F019 would give.")
    leaning = replace(relocated, initial={**relocated.initial, "assets": value})
    with pytest.raises(FactErrors, match=r"the note of initial.assets of relocated leans on it"):
        guard(found, [], leaning)


def test_context_derived_from_a_check_may_set_no_value_either(file: Edited, relocated: Scenario) -> None:
    found = read(file({**CONTEXT, "evidence": "F031", "concept": HELD_OUT_DERIVED}))
    with pytest.raises(FactErrors, match="F031 is held out"):
        guard(found, [sets(relocated, "initial.income_per_capita", "F031")], relocated)


def test_a_fitted_fact_may_set_a_value(file: Edited, relocated: Scenario) -> None:
    guard(read(file(FIT)), [sets(relocated, "initial.income_per_capita", "F009")], relocated)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"use": "train"}, "use is 'train'"),
        ({"evidence": "F999"}, "no evidence F999"),
        ({"evidence": ""}, "id and evidence are needed"),
        ({"statistic": "happiness"}, "no statistic 'happiness'"),
        ({"value": "much"}, "value is 'much'"),
        ({"value": "nan"}, "value is 'nan'"),
        ({"error": ""}, "error is ''"),
        ({"error": "0"}, "error must be above 0"),
        ({"discrepancy": "-1"}, "discrepancy must not be below 0"),
        ({"unit": "yuan"}, "unit is 'yuan'"),
        ({"evidence": "F019"}, "facts from 2022 on are not fitted"),
        ({"use": "check"}, "checks are from 2022 on"),
    ],
)
def test_a_wrong_row_is_refused_with_its_line(file: Edited, change: dict[str, str], message: str) -> None:
    with pytest.raises(FactErrors, match=re.escape(message)) as told:
        read(file({**FIT, **change}))
    assert str(told.value).startswith("facts.csv:2: ")


@pytest.mark.parametrize(
    ("change", "message"),
    [({"note": ""}, "says in its note why"), ({"error": "1"}, "a context fact has no error")],
)
def test_wrong_context_is_refused(file: Edited, change: dict[str, str], message: str) -> None:
    with pytest.raises(FactErrors, match=message):
        read(file({**CONTEXT, **change}))


def test_two_facts_for_one_statistic_or_of_one_name_are_refused(file: Edited) -> None:
    with pytest.raises(FactErrors) as told:
        read(file(FIT, {**FIT, "evidence": "F008"}))
    assert "id net_income_2019 stands in line 2 already" in str(told.value)
    assert "statistic net_income_2019 is compared with line 2 already" in str(told.value)


def test_all_problems_are_told_at_once(file: Edited) -> None:
    with pytest.raises(FactErrors) as told:
        read(file({**FIT, "error": ""}, {**CHECK, "unit": "yuan"}))
    assert len(str(told.value).splitlines()) == 2 + 1  # a missing error is neither a number nor above 0


def test_other_columns_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "facts.csv"
    path.write_text("id,use\nx,fit\n", encoding="utf-8")
    with pytest.raises(FactErrors, match="columns must be id, use, evidence"):
        read(path)


def test_the_bundled_file_keeps_one_line_a_fact() -> None:
    lines = FILE.read_text(encoding="utf-8").splitlines()
    assert len(lines) == len(facts()) + 1
    assert [fact.line for fact in facts()] == list(range(2, len(lines) + 1))
    assert all(isinstance(fact, Fact) for fact in facts())
