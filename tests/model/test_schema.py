"""The declarations agree with the tables they declare."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

from resettle.model import openings, state, tables, tally
from resettle.model.channels import CHANNELS, WORKING
from resettle.model.fields import Field
from resettle.model.levers import LEVERS
from resettle.model.levers.base import BUDGET
from resettle.model.parameters import PARAMETERS
from resettle.model.population_fields import INITIAL, POPULATION, SERIES
from resettle.model.simulation import ResettlementModel
from resettle.model.state import Households, Workers, types_of
from resettle.model.traits import LABELS, TRAITS, bit, mask
from tests.model.worlds import SETTINGS, differing_columns, guizhou, lever, stepped

TABLES: dict[str, Any] = {"workers": Workers, "households": Households}


@pytest.mark.parametrize("name", TABLES)
def test_a_table_says_what_each_column_is(name: str) -> None:
    said = re.findall(r"^        (\w+): \S", TABLES[name].__doc__, re.MULTILINE)
    assert tuple(said) == TABLES[name]._fields


@pytest.mark.parametrize("name", TABLES)
def test_columns_keep_their_declared_type_through_a_run(name: str) -> None:
    model = stepped(guizhou(scale=0.001), 13)
    for column, kind in types_of(TABLES[name]).items():
        assert getattr(getattr(model.world.state, name), column).dtype == kind
        assert TABLES[name].__annotations__[column] == f"NDArray[np.{kind}]" or kind.name in str(
            TABLES[name].__annotations__[column]
        )


def test_a_worker_takes_no_more_than_eighty_bytes() -> None:
    tables = ResettlementModel(guizhou(scale=0.01), 1).world.state
    total = sum(column.nbytes for table in tables for column in table)
    assert total / len(tables.workers.household) <= 80


def test_bits_of_flags_are_in_the_order_of_their_names() -> None:
    values = [getattr(state, name.upper()) for name in state.FLAGS]
    assert values == [1 << position for position in range(len(state.FLAGS))]


def test_columns_of_the_tally_have_the_positions_of_their_names() -> None:
    assert tally.TALLY[: len(CHANNELS)] == tuple(f"channel_{name}" for name in CHANNELS)
    names = {
        "persons": tally.PERSONS, "labour": tally.LABOURERS, "zero_longest": tally.ZERO_LONGEST,
        "wage": tally.WAGE, "business": tally.BUSINESS_INCOME, "transfer": tally.TRANSFER,
        "hires": tally.HIRES, "enrolled": tally.ENROLLED, "organised": tally.ORGANISED_TAKEN,
        "property_pay": tally.PROPERTY_PAY, "safety_households": tally.SAFETY_HOUSEHOLDS,
        "in_course": tally.IN_COURSE, "ill": tally.ILL,
    }  # fmt: skip
    assert {name: tally.COLUMN[name] for name in names} == names


def test_numbers_of_the_openings_have_the_positions_of_their_names() -> None:
    assert [getattr(openings, name.upper()) for name in openings.SCALARS] == list(
        range(len(openings.SCALARS))
    )


def test_a_month_begins_with_nothing_open_and_promises_keep_their_terms() -> None:
    fresh, used = openings.empty_openings(3, graduates=2), openings.empty_openings(3, graduates=2)
    for column in used:
        column[...] = 7
    local = np.array([4.0, 5.5, 6.0])
    openings.reset(used, local)
    assert used.local_places.tolist() == local.tolist()
    for name in openings.Openings._fields:
        if name in openings.LASTING:
            assert (getattr(used, name) == 7).all(), name
        elif name != "local_places":
            assert (getattr(used, name) == getattr(fresh, name)).all(), name
    factors = (fresh.separation_factor, fresh.pay_factor, fresh.grant_offer)
    assert all((column == 1).all() for column in factors)
    others = {*openings.Openings._fields} - {"separation_factor", "pay_factor", "grant_offer", "scalars"}
    assert all((getattr(fresh, name) == 0).all() for name in others)
    scalars = dict(zip(openings.SCALARS, fresh.scalars.tolist(), strict=True))
    assert {name: value for name, value in scalars.items() if value} == {
        "graduate_offer": 1.0, "closure_factor": 1.0, "welfare_term": 1e9,
    }  # fmt: skip


def test_every_behavioural_number_reaches_the_kernels_or_a_phase() -> None:
    used = {*tables.Behaviour._fields, *tables.Vectors._fields}
    by_phases = {
        "season_separation", "season_offer", "demand_persistence", "demand_shock", "demand_offer",
        "demand_separation", "workshop_slump", "workshop_slump_months", "workshop_slump_share",
        "workshop_closure", "transfer_growth", "property_growth",
        "detection_recall", "local_slack", "demand_work", "season_work", "settling_gap",
        "settling_half_life", "turnover", "market_share", "matching", "pay_response", "register_lead",
        "pay_drift", "price_drift", "missing_growth",
    }  # fmt: skip
    foreseen_by_scenarios = {"pay_outlook", "price_outlook", "demand_outlook"}
    assert set(PARAMETERS) - used == by_phases | foreseen_by_scenarios


def test_vectors_have_a_place_for_every_channel() -> None:
    model = ResettlementModel(guizhou(scale=0.001), 1)
    vectors = model.world.vectors
    wage = guizhou().parameters["wage"]
    assert not isinstance(wage, float)
    for name, value in zip(CHANNELS, vectors.wage, strict=True):
        assert value == wage.get(name, 0.0)
    assert len(vectors.separation_rate) == len(WORKING) + 1


def test_traits_have_a_bit_and_a_label_each() -> None:
    assert [bit(trait) for trait in TRAITS] == [1 << n for n in range(len(TRAITS))]
    assert mask(("woman", "graduate")) == bit("woman") | bit("graduate")
    assert mask(()) == 0
    assert set(LABELS) == set(TRAITS)
    with pytest.raises(ValueError, match="no trait 'tall'"):
        bit("tall")


def everything() -> dict[str, Field]:
    """Every declared field by a path."""
    levers = {f"{name}.{key}": field for name, kind in LEVERS.items() for key, field in kind.settings.items()}
    return {**POPULATION, **INITIAL, **PARAMETERS, **SERIES, **levers, "budget": BUDGET}


@pytest.mark.parametrize("path", everything())
def test_a_field_has_bounds_a_unit_and_two_meanings(path: str) -> None:
    field = everything()[path]
    assert field.low <= field.high
    assert field.unit
    assert field.en
    assert any("\u4e00" <= sign <= "\u9fff" for sign in field.zh)
    assert field.total is None or field.keys


@pytest.mark.parametrize("name", LEVERS)
def test_a_lever_has_a_name_labels_and_a_scale_among_its_settings(name: str) -> None:
    kind = LEVERS[name]
    assert kind.name == name
    assert kind.en
    assert kind.zh
    assert kind.scale in kind.settings
    assert kind.settings[kind.scale].low == 0.0
    assert not kind.settings[kind.scale].optional
    assert set(SETTINGS[name]) == set(kind.settings)


@pytest.mark.parametrize("name", [name for name, kind in LEVERS.items() if not kind.admits])
def test_a_lever_that_is_open_to_all_or_none_leaves_nobody_out(name: str) -> None:
    levers = [{name: lever(name, eligibility=traits)} for traits in ((), ("graduate",))]
    models = [stepped(guizhou(scale=0.002, levers=each), 8) for each in levers]
    assert differing_columns(*models) == []
