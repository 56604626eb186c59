"""Every item of every plan is accounted for, and what is said of it is borne out."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from resettle.scenarios import Problem, Scenario, ScenarioErrors, Text, load, load_bundled
from resettle.scenarios.read import loading
from resettle.scenarios.sources.coverage import ItemRow, Use, coverage, problems, scenarios_of
from resettle.scenarios.sources.coverage_text import STATUS_NAMES, WIDTH, account
from resettle.scenarios.sources.items import item_name
from resettle.scenarios.sources.registers import Document, documents


@pytest.fixture(scope="module")
def guizhou() -> Scenario:
    return load("guizhou")


@pytest.fixture(scope="module")
def bundled() -> tuple[Scenario, ...]:
    scenarios, unread = load_bundled()
    assert unread == ()
    return scenarios


@pytest.fixture(scope="module")
def rows(bundled: tuple[Scenario, ...]) -> list[ItemRow]:
    return coverage(bundled)


def register(**changes: Any) -> dict[str, Document]:
    """The register of Guizhou's plan alone; `item_9={...}` changes item 9, `item_9=None` takes it out."""
    document = documents()["guizhou"]
    items = dict(document.items)
    for key, change in changes.items():
        name = key.removeprefix("item_")
        if change is None:
            del items[name]
        else:
            items[name] = replace(items[name], **change)
    return {"guizhou": replace(document, items=items)}


def row_of(name: str, entries: Mapping[str, Document], scenario: Scenario) -> ItemRow:
    (row,) = (row for row in coverage([scenario], entries) if row.item == name)
    return row


def test_the_account_of_the_project_is_complete(bundled: tuple[Scenario, ...]) -> None:
    assert problems(bundled) == []


def test_every_registered_item_has_one_row_in_order(rows: list[ItemRow]) -> None:
    expected = [(name, item) for name, document in documents().items() for item in document.items]
    assert [(row.document, row.item) for row in rows] == expected
    assert {row.status for row in rows} <= set(STATUS_NAMES)


def test_a_modelled_item_shows_its_levers_targets_and_values_with_their_scenarios(guizhou: Scenario) -> None:
    row = row_of("22", register(), guizhou)
    assert row.status == "modelled"
    assert row.by == ("labour_cooperation", "county_enterprises")
    assert row.uses == (
        Use("lever", "labour_cooperation", ("guizhou",)),
        Use("target", "county_enterprises", ("guizhou",)),
        Use("value", "population.counties", ("guizhou",)),
        Use("value", "targets.county_enterprises.bound", ("guizhou",)),
    )


def test_a_value_that_cites_an_item_counts_once_for_all_windows(guizhou: Scenario) -> None:
    paths = [use.name for use in row_of("6", register(), guizhou).uses if use.kind == "value"]
    assert len(set(paths)) == len(paths)
    assert "levers.transport_subsidy.other_amount" in paths


def told(scenarios: Sequence[Scenario], documents: Mapping[str, Document]) -> list[str]:
    return [gap.en for gap in problems(scenarios, documents)]


def test_an_item_that_nobody_registered_is_unaccounted_for(guizhou: Scenario) -> None:
    gaps = told([guizhou], register(item_13=None))
    assert gaps == ["guizhou#13 is unaccounted for; register it in scenarios/data/documents"]


def test_an_item_that_the_document_does_not_have_is_told(guizhou: Scenario) -> None:
    documents = register()
    twin = replace(documents["guizhou"].items["1"], id="25")
    items = documents["guizhou"].items | {"25": twin}
    gaps = told([guizhou], {"guizhou": replace(documents["guizhou"], items=items)})
    assert gaps == ["guizhou#25 is registered, but 'contents' of the document does not list it"]


def test_an_item_by_something_that_does_not_exist_is_told_with_the_nearest_name(guizhou: Scenario) -> None:
    (gaps,) = told([guizhou], register(item_24={"by": ("works_relief", "trainning_subsidy")}))
    assert gaps.startswith("guizhou#24 names trainning_subsidy, which is neither a lever of the model nor")
    assert gaps.endswith("; did you mean training_subsidy?")


def test_a_citation_of_an_item_that_is_not_registered_is_told(guizhou: Scenario) -> None:
    gaps = told([guizhou], register(item_10=None))
    assert "guizhou: levers.industry_projects.lag cites guizhou#10, which is not registered" in gaps


def test_an_item_that_no_scenario_of_its_document_bears_out_is_told(guizhou: Scenario) -> None:
    levers = {name: lever for name, lever in guizhou.levers.items() if name != "works_relief"}
    gaps = told([replace(guizhou, levers=levers)], register())
    assert gaps == [
        "guizhou#24 is said to be modelled by works_relief, "
        "but no bundled scenario of guizhou has any of them"
    ]


def test_a_stopped_lever_bears_out_nothing(guizhou: Scenario) -> None:
    stopped = replace(guizhou.levers["works_relief"], stop=0)
    scenario = replace(guizhou, levers=guizhou.levers | {"works_relief": stopped})
    assert row_of("24", register(), scenario).unused == ("works_relief",)
    assert len(problems([scenario], register())) == 1


def test_part_of_what_an_item_names_may_be_unused_but_is_shown(guizhou: Scenario) -> None:
    levers = {name: lever for name, lever in guizhou.levers.items() if name != "employer_relief"}
    scenario = replace(guizhou, levers=levers)
    assert row_of("16", register(), scenario).unused == ("employer_relief",)
    assert problems([scenario], register()) == []


def test_a_lever_or_target_that_stands_for_no_item_is_told(guizhou: Scenario) -> None:
    gaps = told([guizhou], register(item_24={"by": ("public_welfare_jobs",)}))
    assert gaps == ["guizhou: works_relief stands for no item of guizhou; name it in the 'by' of one"]


def test_a_document_without_scenarios_is_no_problem(guizhou: Scenario) -> None:
    elsewhere = replace(guizhou, document=None)
    assert problems([elsewhere], register()) == []
    row = row_of("24", register(), elsewhere)
    assert (row.status, row.by, row.unused, row.uses) == ("modelled", ("works_relief",), (), ())
    assert scenarios_of("guizhou", [elsewhere]) == ()


def test_the_text_says_which_document_has_no_scenario(guizhou: Scenario) -> None:
    text = list(account("en", [guizhou], []))
    hanyin = text.index(f"hanyin  {documents()['hanyin'].title.en}")
    assert text[hanyin + 2] == "  no scenario yet"
    assert text[2] == "  scenarios: guizhou"
    assert list(account("zh", [guizhou], [])).count("  尚无方案") == len(documents()) - 1


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"status": "maybe"}, "has status maybe; there are: modelled, context, outside"),
        ({"by": ()}, "is said to be modelled, but not by what"),
        ({"status": "outside", "reason": None}, "is outside, but no reason is given"),
        ({"status": "context", "reason": None}, "is context, but no reason is given"),
        ({"part": "七"}, "stands in part 七, which 'parts' of the document does not list"),
        ({"zh": ""}, "needs a paraphrase in English and in Chinese"),
        ({"sha256": "0" * 63}, "has no SHA-256 of its paragraph (64 hexadecimal digits)"),
    ],
)
def test_an_entry_that_lacks_something_is_told(change: dict[str, Any], text: str, guizhou: Scenario) -> None:
    assert f"guizhou#12 {text}" in told([guizhou], register(item_12=change))


def test_a_bundled_scenario_that_cannot_be_read_is_reported_once(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = Problem(None, Text("document guizhou has no item 99", "文件guizhou没有条目99"))

    def refusing(name: str) -> Scenario:
        if name.startswith("guizhou"):
            raise ScenarioErrors([wrong])
        return load(name)

    monkeypatch.setattr(loading, "load", refusing)
    loading.load_bundled.cache_clear()
    try:
        read, unread = load_bundled()
    finally:
        loading.load_bundled.cache_clear()
    assert unread == (wrong,)
    assert {scenario.document for scenario in read} == set(documents()) - {"guizhou"}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_text_names_every_item_fits_the_terminal_and_ends_with_the_verdict(
    lang: str, bundled: tuple[Scenario, ...]
) -> None:
    text = list(account(lang, bundled, []))
    for line in text:
        columns = sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)
        assert columns <= WIDTH + 2, line  # a full stop may hang over
    for name, document in documents().items():
        start = text.index(f"{name}  {document.title.in_(lang)}")
        stands = [line for line in text[start:] if line.startswith("  ")]
        for item in document.items:
            called = item if lang == "en" else item_name(item).zh
            assert any(line[2:].startswith(f"{called} ") for line in stands), (name, item)
    assert text[-1] == Text(
        "Every item is accounted for; no reference dangles.", "全部条目均有说明，无失效引用。"
    ).in_(lang)


def test_the_text_ends_with_the_problems_if_there_are_any(guizhou: Scenario) -> None:
    assert list(account("en", [guizhou], [Text("guizhou#13 is unaccounted for", "guizhou#13未作说明")]))[
        -2:
    ] == [
        "problems: 1",
        "  guizhou#13 is unaccounted for",
    ]


def test_the_counts_add_up(rows: list[ItemRow], bundled: tuple[Scenario, ...]) -> None:
    text = list(account("en", bundled, []))
    end = len(text) - 2
    heading, *each, last = text[end - len(documents()) - 2 : end]
    assert heading.split() == ["document", "items", *STATUS_NAMES, "scenarios"]
    assert [line.split()[0] for line in each] == list(documents())
    figures = [[int(figure) for figure in line.split()[1:]] for line in each]
    assert [sum(column) for column in zip(*figures, strict=True)] == [int(f) for f in last.split()[1:]]
    assert all(line[0] == sum(line[1:4]) for line in figures)
    assert sum(line[0] for line in figures) == len(rows)
    assert sum(line[4] for line in figures) == len(bundled)
