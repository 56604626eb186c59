"""Standards of settlements, optional series, and targets that are compared with a series."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest
import yaml

from resettle import scenarios
from resettle.model.composite import SITE_INDICATORS, STANDARDS
from resettle.model.inputs import Condition
from resettle.results.report.sources import citations

Write = Callable[[str, str], Path]
HEAD = "resettle: 1\nname: {0}\ntitle: {0}\nextends: {1}\n"
SERIES = """series:
  region_income:
    values: {2021: 13000, 2022: 13700, 2023: 14500, 2024: 15300}
    unit: yuan/person/year
    source: assumed
    range: [-0.02, 0.02]
    range_is: growth
    note: so
"""
STANDARD = """standards:
  demonstration:
    - {indicator: income, direction: above, series: region_income, bound: {value: 1.1, unit: multiple, source: "document:hanyin#9"}}
    - {indicator: employment_rate, direction: at_least, bound: {value: 0.9, unit: share, source: assumed, range: [0.8, 0.95], note: so}}
"""  # noqa: E501 (a condition is written on one line)
TARGETS = """targets:
  above_rural:
    title: mine
    indicator: income
    kind: growth
    direction: above
    series: rural_income
    bound: {value: 0, unit: share/year, source: "document:yinchuan#§2"}
    when: each_year
  level:
    title: mine
    indicator: income
    kind: stock
    direction: at_least
    series: region_income
    bound: {value: 1, unit: multiple, source: assumed, range: [0.9, 1.1], note: so}
    by: 2024-12
  level_each_year:
    title: mine
    indicator: income
    kind: stock
    direction: at_least
    series: rural_income
    bound: {value: 1, unit: multiple, source: "document:yinchuan#§2"}
    when: each_year
  last_year:
    title: mine
    indicator: wage_income
    kind: growth
    direction: at_least
    bound: {value: 0.05, unit: share/year, source: "document:yinchuan#§2"}
    by: 2023-12
  employed_each_year:
    title: mine
    indicator: employment_rate
    reading: month
    kind: stock
    direction: at_least
    bound: {value: 0.9, unit: share, source: "document:yinchuan#§2"}
    when: each_year
  demonstration:
    title: mine
    indicator: demonstration_share
    kind: stock
    direction: at_least
    bound: {value: 0.5, unit: share, source: "document:yinchuan#§2"}
    when: period_end
"""
MINE = HEAD.format("mine", "guizhou") + SERIES + STANDARD + TARGETS


def test_conditions_reach_the_model_as_plain_numbers_and_are_never_drawn(write: Write) -> None:
    write("mine.yaml", MINE)
    mine = scenarios.load("mine.yaml")
    expected = {
        "demonstration": (
            Condition("income", "above", 1.1, "region_income"),
            Condition("employment_rate", "at_least", 0.9),
        )
    }
    assert mine.inputs().standards == expected
    for draw in range(5):
        assert mine.inputs(draw=draw).standards == expected
    assert not any(
        mine.varies(path, value)
        for path, value, _ in mine.values()
        if path.startswith(("standards.", "targets."))
    )
    assert scenarios.load("guizhou-baseline").inputs().standards == {}


def test_an_optional_series_is_drawn_like_any_other_and_may_be_left_out(write: Write) -> None:
    write("mine.yaml", MINE)
    drawn = [scenarios.load("mine.yaml").inputs(draw=draw).series["region_income"] for draw in range(4)]
    assert {years[2021] for years in drawn} == {13_000}
    assert len({years[2024] for years in drawn}) == 4
    assert "region_income" not in scenarios.load("guizhou").inputs().series


def test_targets_keep_what_they_are_held_against_and_when(write: Write) -> None:
    write("mine.yaml", MINE)
    targets = scenarios.load("mine.yaml").targets
    assert {name: (one.kind, one.series, one.when, one.by) for name, one in list(targets.items())[-6:]} == {
        "above_rural": ("growth", "rural_income", "each_year", None),
        "level": ("stock", "region_income", "by", "2024-12"),
        "level_each_year": ("stock", "rural_income", "each_year", None),
        "last_year": ("growth", None, "by", "2023-12"),
        "employed_each_year": ("stock", None, "each_year", None),
        "demonstration": ("stock", None, "period_end", None),
    }
    assert targets["level"].bound.unit == "multiple"
    assert [
        targets[name].yearly for name in ("above_rural", "level", "employed_each_year", "demonstration")
    ] == [
        True,
        True,
        True,
        False,
    ]


def test_a_scenario_with_standards_and_series_survives_the_round_trip(write: Write) -> None:
    write("mine.yaml", MINE)
    mine = scenarios.load("mine.yaml")
    text = scenarios.dump_resolved(mine)
    write("again.yaml", text)
    again = scenarios.load("again.yaml")
    assert again.digest == mine.digest
    assert again.inputs(draw=2) == mine.inputs(draw=2)
    shown = yaml.safe_load(text)
    assert shown["standards"]["demonstration"][0] == {
        "indicator": "income",
        "direction": "above",
        "series": "region_income",
        "bound": {"value": 1.1, "unit": "multiple", "source": "document:hanyin#9"},
    }
    assert shown["series"]["region_income"]["range_is"] == "growth"
    assert shown["targets"]["above_rural"]["series"] == "rural_income"
    jsonschema.Draft202012Validator(scenarios.json_schema()).validate(as_text(shown))


def as_text(node: object) -> object:
    """Years as an editor reads the keys of a mapping: text."""
    if isinstance(node, dict):
        return {str(key): as_text(value) for key, value in node.items()}
    return [as_text(item) for item in node] if isinstance(node, list) else node


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("value: 0.9, unit: share, source: assumed", "value: 0.91, unit: share, source: assumed"),
        ("direction: above, series: region_income", "direction: at_least, series: region_income"),
        ("series: rural_income", "series: region_income"),
        ("2022: 13700", "2022: 13701"),
    ],
)
def test_every_part_of_it_is_in_the_digest(old: str, new: str, write: Write) -> None:
    write("mine.yaml", MINE)
    write("other.yaml", MINE.replace(old, new, 1))
    assert MINE.count(old) >= 1
    assert scenarios.load("mine.yaml").digest != scenarios.load("other.yaml").digest


def test_bounds_of_conditions_are_listed_with_path_declaration_and_place(write: Write) -> None:
    write("mine.yaml", MINE)
    mine = scenarios.load("mine.yaml")
    bounds = {path: (value, spec) for path, value, spec in mine.values() if path.startswith("standards.")}
    assert list(bounds) == ["standards.demonstration[0].bound", "standards.demonstration[1].bound"]
    value, spec = bounds["standards.demonstration[0].bound"]
    line = MINE[: MINE.index("indicator: income, direction: above")].count("\n") + 1
    assert (value.where.file, value.where.line) == ("mine.yaml", line)
    assert spec is not None and spec.unit == "multiple"
    assert spec.en == "Income per person of the last twelve months, relative to: " + (
        "Disposable income per person that the plan compares with"
    )
    _, share = bounds["standards.demonstration[1].bound"]
    assert share is not None and (share.unit, share.low, share.high) == ("share", 0.0, 1.0)
    assert "standards.demonstration[1].bound" in [path for path, _, _ in mine.assumed()]
    lines = list(citations([mine], "en"))
    start = next(number for number, line in enumerate(lines) if line.startswith("  hanyin"))
    assert lines[start + 3] == "      items cited: 9"


def test_a_list_of_conditions_is_replaced_as_a_whole(write: Write) -> None:
    write("below.yaml", MINE.replace("mine", "below"))
    write(
        "mine.yaml",
        HEAD.format("mine", "./below.yaml")
        + "standards:\n  demonstration:\n    - {indicator: services, direction: at_least, "
        + 'bound: {value: 1, unit: share, source: "document:hanyin#9"}}\n'
        + "  city_level:\n    - {indicator: income, direction: at_least, series: rural_income, "
        + 'bound: {value: 1, unit: multiple, source: "document:hanyin#9"}}\n',
    )
    mine = scenarios.load("mine.yaml")
    assert {name: [one.indicator for one in conditions] for name, conditions in mine.standards.items()} == {
        "demonstration": ["services"],
        "city_level": ["income"],
    }
    assert mine.series["region_income"] == scenarios.load("below.yaml").series["region_income"]


@pytest.mark.parametrize("name", STANDARDS)
@pytest.mark.parametrize("indicator", SITE_INDICATORS)
def test_every_standard_may_ask_for_every_indicator_of_a_settlement(
    name: str, indicator: str, write: Write
) -> None:
    unit = SITE_INDICATORS[indicator].unit
    write(
        "mine.yaml",
        HEAD.format("mine", "guizhou")
        + f"standards:\n  {name}:\n    - {{indicator: {indicator}, direction: below, "
        + f'bound: {{value: 1, unit: {unit}, source: "document:hanyin#9"}}}}\n',
    )
    (condition,) = scenarios.load("mine.yaml").inputs().standards[name]
    assert condition == Condition(indicator, "below", 1.0)


def test_a_part_may_state_standards_whose_series_others_add(write: Write) -> None:
    write("part.yaml", HEAD.format("part", "guizhou") + "abstract: true\n" + STANDARD)
    assert scenarios.check("part.yaml") == ()
    write("mine.yaml", HEAD.format("mine", "./part.yaml"))
    (problem,) = scenarios.check("mine.yaml")
    assert str(problem).startswith(
        "part.yaml:8:53: standards.demonstration[0] names the series region_income"
    )
    write("mine.yaml", HEAD.format("mine", "./part.yaml") + SERIES)
    assert scenarios.check("mine.yaml") == ()


def test_the_schema_underlines_wrong_standards_changes_and_series() -> None:
    validator = jsonschema.Draft202012Validator(scenarios.json_schema())
    head = {"resettle": 1, "name": "mine", "title": "mine"}
    bound = {"value": 1, "unit": "share", "source": "document:hanyin#9"}
    condition = {"indicator": "services", "direction": "at_least", "bound": bound}
    rounds = {"value": 12, "unit": "rounds/year", "source": "document:guizhou#19"}
    change = {"from": "2022-08", "rounds": rounds}

    def lever(**keys: object) -> dict[str, object]:
        return head | {"levers": {"monitoring": keys}}

    assert validator.is_valid(head | {"standards": {"demonstration": [condition]}})
    assert validator.is_valid(lever(changes=[change, change | {"to": "2024-12"}], stop_from="2024-06"))
    for bad in (
        head | {"standards": {"demonstrations": [condition]}},
        head | {"standards": {"demonstration": []}},
        head | {"standards": {"demonstration": [condition | {"indicator": "employed"}]}},
        head | {"standards": {"demonstration": [condition | {"series": "prices"}]}},
        head | {"standards": {"demonstration": [{"indicator": "services"}]}},
        head | {"targets": {"mine": {"series": "prices"}}},
        lever(changes=[]),
        lever(changes=[{"rounds": rounds}]),
        lever(changes=[{"from": "2022-08", "to": "2022-12"}]),
        lever(changes=[change], windows=[]),
    ):
        assert not validator.is_valid(bad), bad
