"""Priors: what is fitted has limits, a source and a place in the model."""

from __future__ import annotations

from pathlib import Path

import pytest

from resettle import scenarios
from resettle.calibration.evidence.facts import SCENARIO
from resettle.calibration.evidence.observation import OBSERVATION
from resettle.calibration.fit.priors import (
    FILE,
    PriorErrors,
    PriorParameter,
    adjustments,
    priors,
    read,
    split,
)
from resettle.model.fields import Field, number, parts
from resettle.model.parameters import PARAMETERS
from resettle.model.population_fields import POPULATION
from resettle.scenarios.posterior import Adjustment, adjusted
from resettle.scenarios.sources.registers import evidence

ENTRY = """\
- name: offers
  path: parameters.offer_rate
  kind: factor
  low: 0.5
  high: 2.0
  shape: loguniform
  source: literature:L07
  note: Why.
  en: Offers
  zh: 获岗概率
"""


def _field(one: Adjustment) -> Field:
    return {"parameters": PARAMETERS, "population": POPULATION}[one.section][one.value_name]


@pytest.fixture
def first(tmp_path: Path) -> Path:
    """A file with one adjustment and every observation parameter."""
    return write(tmp_path, ENTRY)


def write(folder: Path, entry: str) -> Path:
    text = FILE.read_text(encoding="utf-8")
    observed = text[text.index("- name: register_gap") :]
    path = folder / "priors.yaml"
    path.write_text(f"priors:\n{entry}{observed}", encoding="utf-8")
    return path


def test_fifteen_to_twenty_behavioural_numbers_are_fitted() -> None:
    assert 15 <= len(adjustments()) <= 20
    assert [one.observed for one in priors()] == sorted(one.observed for one in priors())


def test_no_behaviour_grows_without_an_end() -> None:
    """Growth a year is of transfers and of registers; what people do has no prior in a share a year."""
    growing = {one.name for one in adjustments() if _field(one).unit.endswith("share/year")}
    assert growing == {"transfer_growth", "register_lead"}
    assert "reach" not in PARAMETERS and "work_intensity_growth" not in PARAMETERS


def test_what_settles_is_used_up_within_a_decade_of_the_move() -> None:
    held = {one.name: one for one in adjustments()}
    for half_life in (held["settling_half_life"].low, held["settling_half_life"].high):
        assert held["settling_gap"].high * 0.5 ** (120.0 / half_life) < 0.1


def test_every_observation_parameter_has_a_prior_around_or_beside_its_neutral_value() -> None:
    observed = {one.name: one for one in priors() if one.observed}
    assert set(observed) == set(OBSERVATION)
    for name, one in observed.items():
        assert one.low <= max(OBSERVATION[name].neutral, one.low) <= one.high


def test_limits_have_a_source_in_the_register_or_a_reason() -> None:
    for one in priors():
        assert one.note
        assert set(one.source.evidence) <= set(evidence())
        assert one.en and any("一" <= sign <= "鿿" for sign in one.zh)


def test_adjustments_within_their_limits_change_what_they_name_and_nothing_else() -> None:
    inputs = scenarios.load(SCENARIO).inputs()
    middle = {one.name: one.from_prior(0.5) for one in adjustments()}
    changed = adjusted(inputs, adjustments(), middle)
    paths = {one.path for one in adjustments()}
    for name, value in inputs.parameters.items():
        assert (changed.parameters[name] != value) <= (f"parameters.{name}" in paths)
    assert number(changed.population, "wage_effect") == pytest.approx(0.55)
    before, after = parts(inputs.parameters, "separation_rate"), parts(changed.parameters, "separation_rate")
    assert after["farming"] / before["farming"] == pytest.approx(middle["separation_rate"])


def test_values_are_parted_into_behaviour_and_observation() -> None:
    values = {one.name: one.low for one in priors()}
    behaviour, observation = split(values)
    assert set(observation) == set(OBSERVATION)
    assert set(behaviour) == {one.name for one in adjustments()}
    assert {**behaviour, **observation} == values


def test_an_observation_parameter_is_no_adjustment() -> None:
    one = next(one for one in priors() if one.observed)
    with pytest.raises(ValueError, match="adjusts no scenario"):
        one.adjustment()


def test_a_good_file_is_read(first: Path) -> None:
    one = read(first)[0]
    assert isinstance(one, PriorParameter)
    assert (one.name, one.low, one.high, one.log, one.key) == ("offers", 0.5, 2.0, True, "")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("kind: factor", "kind: times", "kind is 'times'"),
        ("kind: factor", "kind: value", "a value cannot replace a mapping"),
        ("kind: factor", "kind: shift", "its parts are: out_of_province"),
        ("shape: loguniform", "shape: normal", "shape is 'normal'"),
        ("low: 0.5", "low: 3", "low 3 is not below high 2"),
        ("low: 0.5", "low: 0", "low must be above 0"),
        ("low: 0.5", "low: some", "low"),
        ("offer_rate", "offer_rat", "did you mean parameters.offer_rate"),
        ("  note: Why.\n", "", "has no note"),
        ("note: Why.", "note:", "note is empty"),
        ("note: Why.", "remark: Why.", "unknown key 'remark'"),
        ("literature:L07", "literature:L99", "no evidence 'L99'"),
        ("literature:L07", "hearsay", "source of offers is 'hearsay'"),
        ("  note: Why.\n", "  note: Why.\n  key: farming\n", "key is for the shift"),
        ("name: offers", "name: register_gap", "prior register_gap stands twice"),
        ("parameters.offer_rate", "observation.luck", "no observation parameter 'luck'"),
    ],
)
def test_a_wrong_entry_is_refused_with_its_place(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in ENTRY
    with pytest.raises(PriorErrors) as told:
        read(write(tmp_path, ENTRY.replace(old, new, 1)))
    assert message in str(told.value)
    assert "priors.yaml:" in str(told.value) or "stands twice" in str(told.value)


def test_a_value_beyond_the_bounds_of_its_field_is_refused(tmp_path: Path) -> None:
    entry = ENTRY.replace("offer_rate", "search_intensity").replace("kind: factor", "kind: value")
    with pytest.raises(PriorErrors, match=r"0\.5 to 2 leaves the bounds 0 to 1"):
        read(write(tmp_path, entry))


def test_a_missing_observation_parameter_is_told(tmp_path: Path) -> None:
    path = tmp_path / "priors.yaml"
    path.write_text(f"priors:\n{ENTRY}", encoding="utf-8")
    with pytest.raises(PriorErrors, match="observation parameter alleviated_level has no prior"):
        read(path)


def test_a_file_without_a_list_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "priors.yaml"
    path.write_text("offers: 1\n", encoding="utf-8")
    with pytest.raises(PriorErrors, match="has no list under 'priors'"):
        read(path)
