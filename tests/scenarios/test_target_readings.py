"""What a target says counts as work comes to one indicator, and is kept; so is what the target is about."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from resettle import scenarios
from resettle.model.indicators import INDICATORS
from resettle.scenarios.read.targets import NAMED
from resettle.scenarios.readings import CONCEPTS, INSTEAD

Write = Callable[[str, str], Path]
HEAD = "resettle: 1\nname: mine\ntitle: mine\nextends: guizhou\ntargets:\n"
SHARE = '{value: 1.0, unit: share, source: "document:guizhou#5"}'
HOUSEHOLDS = '{value: 0, unit: households, source: "document:guizhou#5"}'
COMES_TO = {
    ("employment_rate", "any_work"): "employment_any_work",
    ("employment_rate", "months_3"): "employment_months_3",
    ("employment_rate", "months_6"): "employment_months_6",
    ("employment_rate", "month"): "employment_rate",
    ("zero_employment", "any_work"): "zero_employment_any_work",
    ("zero_employment", "months_3"): "zero_employment_months_3",
    ("zero_employment", "months_6"): "zero_employment_months_6",
    ("zero_employment", "month"): "zero_employment_willing",
    ("one_employed", "any_work"): "one_employed_any_work",
    ("one_employed", "months_3"): "one_employed_months_3",
    ("one_employed", "months_6"): "one_employed_months_6",
    ("one_employed", "month"): "one_employed_month",
    ("one_employed", "stable"): "one_employed_stable",
    ("off_farm_rate", "any_work"): "off_farm_any_work",
    ("off_farm_rate", "month"): "off_farm_rate",
}


def stated(indicator: str, reading: str, more: str = "") -> str:
    bound = HOUSEHOLDS if indicator == "zero_employment" else SHARE
    return (
        f"  mine:\n    title: mine\n    indicator: {indicator}\n    reading: {reading}\n    kind: stock\n"
        f"    direction: at_least\n    bound: {bound}\n    when: every_month\n{more}"
    )


@pytest.mark.parametrize(("concept", "reading"), COMES_TO)
def test_an_indicator_with_a_reading_comes_to_one_series_and_both_are_kept(
    concept: str, reading: str, write: Write
) -> None:
    write("mine.yaml", HEAD + stated(concept, reading))
    mine = scenarios.load("mine.yaml")
    target = mine.targets["mine"]
    assert (target.concept, target.reading) == (concept, reading)
    assert target.indicator == COMES_TO[concept, reading] in INDICATORS
    assert target.role == "outcome"
    shown = yaml.safe_load(scenarios.dump_resolved(mine))["targets"]["mine"]
    assert (shown["indicator"], shown["reading"], "role" in shown) == (concept, reading, False)


def test_a_spell_in_a_strict_month_counts_those_beyond_the_grace(write: Write) -> None:
    grace = '    grace_months: {value: 3, unit: months, source: "document:guizhou#5"}\n'
    for reading, series, more in (
        ("any_work", "zero_employment_any_work", ""),
        ("month", "zero_employment_long", grace.replace("3", "2", 1)),
    ):
        spell = stated("zero_employment", reading, more).replace("stock", "spell")
        write("mine.yaml", HEAD + spell)
        mine = scenarios.load("mine.yaml")
        assert mine.targets["mine"].indicator == series
        assert mine.grace_months == (2 if more else 3)


def test_a_file_below_may_change_the_reading_alone(write: Write) -> None:
    write("mine.yaml", HEAD + "  one_employed:\n    reading: any_work\n")
    target = scenarios.load("mine.yaml").targets["one_employed"]
    assert (target.reading, target.indicator) == ("any_work", "one_employed_any_work")


def test_a_role_is_kept_and_written(write: Write) -> None:
    write("mine.yaml", HEAD + stated("employment_rate", "any_work", "    role: task\n"))
    mine = scenarios.load("mine.yaml")
    assert mine.targets["mine"].role == "task"
    assert yaml.safe_load(scenarios.dump_resolved(mine))["targets"]["mine"]["role"] == "task"
    assert mine.targets["training_volume"].role == "task"
    assert mine.targets["income_growth_15"].role == "outcome"


def test_every_series_of_work_is_refused_by_name_and_every_other_one_may_be_named() -> None:
    of_work = {name for readings in CONCEPTS.values() for name in readings.values()}
    assert of_work | {"zero_employment_long", "stable_share", "one_employed_share"} == {*INSTEAD} | {
        "employment_rate",
        "off_farm_rate",
    }
    assert set(INSTEAD) <= set(INDICATORS)
    assert set(NAMED) == set(INDICATORS) - set(INSTEAD) | set(CONCEPTS)


def test_targets_of_the_bundled_plans_say_what_counts_as_work() -> None:
    about = ("employment_any_work", "one_employed", "zero_employment", "off_farm")
    seen = {}
    for place in ("guizhou", "wanzhou", "hanyin", "yinchuan", "chongqing"):
        for name, target in scenarios.load(place).targets.items():
            assert (target.concept is not None) == target.indicator.startswith(about), name
            if target.concept is not None:
                seen[place, name] = target.reading
    assert len(seen) >= 8 and None not in seen.values()


GROWTH = (
    "  mine:\n    title: mine\n    indicator: income\n    kind: growth\n    direction: at_least\n"
    '    bound: {value: 0.1, unit: share/year, source: "document:guizhou#5"}\n    when: period\n'
)


def test_an_income_counts_what_is_earned_unless_the_target_counts_transfers(write: Write) -> None:
    write("mine.yaml", HEAD + GROWTH + "    counts: transfers\n")
    mine = scenarios.load("mine.yaml")
    assert (mine.targets["mine"].counts, mine.targets["income_growth_15"].counts) == ("transfers", "earned")
    shown = yaml.safe_load(scenarios.dump_resolved(mine))["targets"]
    assert shown["mine"]["counts"] == "transfers" and "counts" not in shown["income_growth_15"]


@pytest.mark.parametrize(
    ("target", "said"),
    [
        (GROWTH + "    counts: transfer\n", "did you mean transfers"),
        (
            stated("employment_rate", "any_work", "    counts: earned\n"),
            "belongs to targets on an income only",
        ),
    ],
)
def test_what_counts_is_one_of_two_words_and_of_an_income(target: str, said: str, write: Write) -> None:
    write("mine.yaml", HEAD + target)
    with pytest.raises(scenarios.ScenarioErrors, match=said):
        scenarios.load("mine.yaml")
