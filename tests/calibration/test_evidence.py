"""Facts: each piece of evidence has one use, what is sealed sets nothing, and what depends is said to."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from resettle import scenarios
from resettle.calibration.evidence.clusters import BETWEEN_DATES, INDEPENDENT, ONE_DATE, correlation, name_of
from resettle.calibration.evidence.facts import (
    COLUMNS,
    FILE,
    GROUPS,
    SCENARIO,
    SEALED_DERIVED,
    Fact,
    FactErrors,
    as_of,
    every_scenario,
    facts,
    guard,
    read,
)
from resettle.calibration.evidence.observation import STATISTICS
from resettle.calibration.fit import priors
from resettle.model.months import year_of
from resettle.model.text import Text
from resettle.scenarios.scenario import Scenario
from resettle.scenarios.sources.registers import evidence
from tests.calibration.toys import spread_of

Edited = Callable[..., Path]

FIT = {
    "id": "net_income_2019", "use": "fit", "year": "2019", "group": "income_level",
    "cluster": "register_level/2019", "evidence": "F009", "statistic": "net_income_2019",
    "value": "9313", "error": "93", "discrepancy": "280", "unit": "yuan/person/year",
    "concept": "", "note": "as published",
}  # fmt: skip
SEALED = {
    **FIT, "id": "net_income_2022", "use": "sealed", "year": "2022", "cluster": "register_level/2022",
    "evidence": "F019", "statistic": "net_income_2022", "value": "13615",
}  # fmt: skip
CONTEXT = {
    **dict.fromkeys(COLUMNS, ""),
    "id": "size",
    "use": "context",
    "evidence": "F001",
    "note": "size only",
}


NOT_SEALED = ("employment",)
"""The rate of 2022 goes on in the count of 2023, `off_farm_2023`, which is sealed."""


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
    assert len(facts("fit")) >= 20 and len(facts("sealed")) >= 5
    assert len(facts("fit")) + len(facts("sealed")) + len(facts("context")) == len(facts())
    with pytest.raises(ValueError, match="no use 'fitted'"):
        facts("fitted")


@pytest.mark.parametrize("origin", [2020, 2021, 2022, None])
def test_an_origin_knows_the_facts_of_its_year_and_before_and_none_that_is_sealed(origin: int | None) -> None:
    raw = {fact.id: fact for fact in facts()}
    for fact in as_of(origin):
        known = raw[fact.id].use == "fit" and (origin is None or fact.year <= origin)
        if raw[fact.id].use == "context":
            assert fact == raw[fact.id]
        else:
            assert fact.use == ("fit" if known else "check")
            assert replace(fact, use=raw[fact.id].use) == raw[fact.id]


def test_each_origin_knows_more_than_the_one_before() -> None:
    known = [
        {fact.id for fact in as_of(origin) if fact.use == "fit"} for origin in (2019, 2020, 2021, 2022, None)
    ]
    assert all(fewer < more for fewer, more in pairwise(known))
    assert known[-1] == {fact.id for fact in facts("fit")}


def test_the_latest_year_of_every_series_is_sealed() -> None:
    """A series is what has the same name up to the year in it, of which more than one year is stated."""
    series: dict[str, dict[int, str]] = {}
    for fact in facts():
        if fact.use != "context":
            series.setdefault(re.sub(r"_20\d\d.*", "", fact.id), {})[fact.year] = fact.use
    for name, years in series.items():
        if len(years) > 1 and name not in NOT_SEALED:
            assert years[max(years)] == "sealed", name
            assert all(use == "fit" for year, use in years.items() if year < max(years)), name


def test_the_last_count_of_relocated_people_at_work_is_sealed_under_another_name() -> None:
    counts = [fact for fact in facts() if name_of(fact) == "relocated_count"]
    assert {fact.use for fact in counts if fact.year == max(one.year for one in counts)} == {"sealed"}


def test_a_fact_names_its_publisher_address_period_and_scope() -> None:
    fact = next(one for one in facts("sealed") if one.id == "net_income_2022")
    assert fact.publisher == Text("NDRC via Xinhua", "国家发展改革委，新华社")
    assert fact.url.startswith("http")
    assert fact.period == "2022"
    assert "全国" in fact.scope


@pytest.mark.parametrize("use", ["fit", "sealed"])
def test_used_facts_have_a_statistic_an_error_and_a_discrepancy_of_their_unit(use: str) -> None:
    for fact in facts(use):
        assert fact.unit == STATISTICS[fact.statistic].unit
        assert fact.error > 0 and fact.discrepancy >= 0
        assert fact.id == fact.statistic
        assert fact.note and fact.group in GROUPS


def test_context_says_why() -> None:
    assert all(fact.note and not fact.statistic for fact in facts("context"))


def test_the_year_of_a_fact_is_that_of_its_name_and_of_the_latest_evidence_it_rests_on() -> None:
    for fact in facts():
        if fact.use == "context":
            assert fact.year == 0 and not fact.group and not fact.cluster
            continue
        named = re.findall(r"20\d\d", fact.id)
        assert not named or int(named[0]) == fact.year
        spoken = [int(year) for one in fact.sources for year in re.findall(r"20\d\d", one.period)]
        assert max(spoken, default=fact.year) == fact.year


def test_fitted_facts_are_of_every_group() -> None:
    assert {fact.group for fact in facts("fit")} == set(GROUPS)


def test_figures_of_one_date_depend_more_than_those_of_one_series_and_others_not_at_all() -> None:
    used = [fact for fact in facts() if fact.use != "context"]
    place = {fact.id: row for row, fact in enumerate(used)}
    matrix = correlation(used)

    def between(one: str, other: str) -> float:
        return float(matrix[place[one], place[other]])

    assert between("employment_2022_end", "employed_per_household_2022") == ONE_DATE
    assert between("employment_2022_end", "employment_2022_june") == BETWEEN_DATES
    assert between("growth_counties_2020", "growth_counties_2024") == BETWEEN_DATES
    assert between("growth_counties_2022", "growth_alleviated_2022") == 0.0
    assert between("employment_2021_end", "employed_growth_2021") == 0.0
    assert np.allclose(matrix, matrix.T) and np.linalg.eigvalsh(matrix).min() > 0.1


def test_clusters_whose_errors_have_no_known_sign_exist_and_are_taken_as_independent() -> None:
    for name in INDEPENDENT:
        members = [fact for fact in facts() if fact.use != "context" and name_of(fact) == name]
        assert len(members) == 2
        assert correlation(members).tolist() == [[1.0, 0.0], [0.0, 1.0]]


def test_derived_figures_follow_from_what_was_published() -> None:
    register = evidence()

    def ratio(over: str, under: str) -> float:
        return float(register[over].value) / float(register[under].value)

    held = {fact.id: fact.value for fact in facts() if fact.use != "context"}
    assert held["net_income_alleviated_2020"] == float(register["N303"].value)
    assert held["growth_alleviated_2021"] == pytest.approx(ratio("N301", "N303") - 1, abs=5e-4)
    assert held["growth_alleviated_2022"] == pytest.approx(ratio("F036", "N301") - 1, abs=5e-4)
    assert held["growth_shaanxi_2021"] == pytest.approx(float(register["N138"].value) / 100)
    assert held["growth_sichuan_2022"] == pytest.approx(float(register["F063"].value) / 100)
    assert held["employed_growth_2021"] == pytest.approx(ratio("F032", "N061") - 1, abs=5e-5)
    assert held["employed_growth_2022"] == pytest.approx(ratio("F034", "F032") - 1, abs=5e-5)
    assert held["employed_growth_2023"] == pytest.approx(ratio("F035", "F034") - 1, abs=5e-5)
    assert held["employment_2020_june"] == pytest.approx(float(register["N085"].value) / 100)
    assert held["employment_2020_october"] == pytest.approx(ratio("N173", "N172"), abs=5e-5)
    assert held["off_farm_2023"] == pytest.approx(
        1e6 * float(register["H31"].value) / float(register["F016"].value), abs=5e-4
    )
    assert held["listed_share_2022"] == pytest.approx(float(register["F025"].value) / 100)
    assert held["months_worked"] == float(register["N038"].value)
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


def test_the_priors_and_their_notes_lean_on_no_sealed_figure() -> None:
    sealed = {
        one
        for fact in facts()
        if fact.use == "sealed" or fact.concept == SEALED_DERIVED
        for one in fact.evidence
    }
    assert not sealed & set(re.findall(r"\b[A-Z]\d{2,3}\b", priors.FILE.read_text(encoding="utf-8")))


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
            assert {str(year) for year in years} <= set(held[name])
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
    path = file(FIT, SEALED, {**CONTEXT, "evidence": "F001 F019"})
    with pytest.raises(FactErrors, match=r"facts\.csv:4: F019 is context here and sealed in line 3"):
        read(path)


def test_a_sealed_fact_that_sets_a_scenario_value_is_refused(file: Edited, relocated: Scenario) -> None:
    found = read(file(FIT, SEALED))
    guard(found, [relocated], relocated)
    with pytest.raises(FactErrors, match=r"F019 is sealed .* sets initial.income_per_capita of relocated"):
        guard(found, [sets(relocated, "initial.income_per_capita", "F019")], relocated)


def test_a_note_of_the_fitted_scenario_that_leans_on_a_sealed_fact_is_refused(
    file: Edited, relocated: Scenario
) -> None:
    found = read(file(FIT, SEALED))
    for note in (Text("About what F019 would give.", "略"), Text("Left out.", "约为F019的结果。")):
        value = replace(relocated.initial["assets"], note=note)
        leaning = replace(relocated, initial={**relocated.initial, "assets": value})
        with pytest.raises(FactErrors, match=r"the note of initial.assets of relocated leans on it"):
            guard(found, [], leaning)


def test_context_derived_from_a_sealed_fact_may_set_no_value_either(
    file: Edited, relocated: Scenario
) -> None:
    found = read(file({**CONTEXT, "evidence": "F031", "concept": SEALED_DERIVED}))
    with pytest.raises(FactErrors, match="F031 is sealed"):
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
        ({"evidence": "F019"}, "year is 2019, but F019, the latest that it rests on, is of 2022"),
        ({"year": "2021"}, "year is 2021, but F009, the latest that it rests on, is of 2019"),
        ({"year": "soon"}, "year is 'soon'"),
        ({"group": "luck"}, "group is 'luck'"),
        ({"cluster": ""}, "cluster is ''"),
        ({"note": ""}, "says in its note how it was had"),
    ],
)
def test_a_wrong_row_is_refused_with_its_line(file: Edited, change: dict[str, str], message: str) -> None:
    with pytest.raises(FactErrors, match=re.escape(message)) as told:
        read(file({**FIT, **change}))
    assert str(told.value).startswith("facts.csv:2: ")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"note": ""}, "says in its note why"),
        ({"error": "1"}, "a context fact has no error"),
        ({"year": "2020"}, "a context fact has no year"),
    ],
)
def test_wrong_context_is_refused(file: Edited, change: dict[str, str], message: str) -> None:
    with pytest.raises(FactErrors, match=message):
        read(file({**CONTEXT, **change}))


def test_two_facts_for_one_statistic_or_of_one_name_are_refused(file: Edited) -> None:
    with pytest.raises(FactErrors) as told:
        read(file(FIT, FIT))
    assert "id net_income_2019 stands in line 2 already" in str(told.value)
    assert "statistic net_income_2019 is compared with line 2 already" in str(told.value)


def test_all_problems_are_told_at_once(file: Edited) -> None:
    with pytest.raises(FactErrors) as told:
        read(file({**FIT, "error": ""}, {**SEALED, "unit": "yuan"}))
    assert len(str(told.value).splitlines()) == 2 + 1  # a missing error is neither a number nor above 0


def test_other_columns_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "facts.csv"
    path.write_text("id,use\nx,fit\n", encoding="utf-8")
    with pytest.raises(FactErrors, match="columns must be id, use, year, group, cluster, evidence"):
        read(path)


def test_the_bundled_file_keeps_one_line_a_fact() -> None:
    lines = FILE.read_text(encoding="utf-8").splitlines()
    assert len(lines) == len(facts()) + 1
    assert [fact.line for fact in facts()] == list(range(2, len(lines) + 1))
    assert all(isinstance(fact, Fact) for fact in facts())
