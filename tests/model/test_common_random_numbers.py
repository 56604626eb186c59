"""Scenarios that differ in one lever share every draw, so that only who is touched differs."""

from __future__ import annotations

import dataclasses
from functools import cache

import numpy as np
import pytest

from resettle.model.inputs import LeverWindow
from resettle.model.levers import LEVERS
from resettle.model.record import RunRecord
from resettle.model.simulation import ResettlementModel
from resettle.model.state import LABOUR
from tests.model.worlds import (
    SETTINGS,
    all_levers,
    differing_columns,
    differing_indicators,
    dosed,
    guizhou,
    lever,
    run,
)

OPENS = 8
"""Month in which a late lever opens."""


Run = tuple[ResettlementModel, RunRecord]


def small(levers: dict[str, tuple[LeverWindow, ...]], months: int) -> Run:
    """A run of a town of some hundred households."""
    return run(guizhou(scale=0.0015, months=months, levers=levers))


@cache
def without(name: str, months: int = 32) -> Run:
    """A run with every lever but one."""
    levers = all_levers()
    del levers[name]
    return small(levers, months)


@cache
def whole() -> Run:
    """A run with every lever."""
    return small(all_levers(), 32)


@cache
def plan() -> Run:
    """A longer run of more households, with every lever."""
    return run(guizhou(levers=all_levers()))


@pytest.mark.parametrize("name", LEVERS)
def test_a_lever_at_zero_is_a_lever_left_out_bit_for_bit(name: str) -> None:
    absent, record = without(name)
    zero, zero_record = small(all_levers(**{name: dosed(name, 0.0)}), 32)
    assert differing_columns(absent, zero) == []
    assert differing_indicators(record, zero_record) == []
    books = zero_record.levers[name]
    assert all((column == 0).all() for column in books.values())


@pytest.mark.parametrize("name", LEVERS)
def test_a_lever_changes_nothing_before_it_opens(name: str) -> None:
    absent, record = without(name, OPENS)
    later, later_record = small(all_levers(**{name: lever(name, OPENS)}), OPENS)
    assert differing_columns(absent, later) == []
    assert differing_indicators(record, later_record) == []


@pytest.mark.parametrize("name", LEVERS)
def test_a_lever_that_is_open_does_change_something(name: str) -> None:
    assert differing_indicators(without(name)[1], whole()[1]) != []


@pytest.mark.parametrize("threads", [2, 5])
def test_any_number_of_threads_gives_the_same_state(threads: int) -> None:
    inputs = guizhou(scale=0.01, months=24, levers=all_levers())
    alone, record = run(inputs)
    shared, shared_record = run(inputs, threads=threads)
    assert len(shared.world.blocks.ranges) > 1
    assert differing_columns(alone, shared) == []
    assert differing_indicators(record, shared_record) == []
    for name, books in record.levers.items():
        assert all((shared_record.levers[name][column] == path).all() for column, path in books.items())


def test_the_same_seed_gives_the_same_run_and_another_seed_another() -> None:
    inputs = guizhou(months=14)
    first, record = run(inputs, 5)
    again, again_record = run(inputs, 5)
    other, other_record = run(inputs, 6)
    assert differing_columns(first, again) == []
    assert differing_indicators(record, again_record) == []
    assert "workers.channel" in differing_columns(first, other)
    assert "income" in differing_indicators(record, other_record)


def test_the_order_in_which_a_file_names_its_levers_does_not_matter() -> None:
    inputs = guizhou(scale=0.002, months=20, levers=all_levers())
    turned = dataclasses.replace(inputs, levers=dict(reversed([*inputs.levers.items()])))
    assert differing_columns(run(inputs)[0], run(turned)[0]) == []


@pytest.mark.parametrize("name", LEVERS)
def test_a_tenth_more_of_a_lever_moves_few_workers(name: str) -> None:
    scale = LEVERS[name].scale
    dose = SETTINGS[name][scale] * (1.0 if name == "monitoring" else 1.1) + (name == "monitoring")
    more, _ = run(guizhou(levers=all_levers(**{name: dosed(name, dose)})))
    before, after = (model.world.state.workers for model in (plan()[0], more))
    labour = before.status == LABOUR
    moved = before.channel[labour] != after.channel[labour]
    assert moved.mean() < 0.1


def test_another_seed_moves_far_more_workers_than_a_lever_does() -> None:
    models = plan()[0], run(guizhou(levers=all_levers()), 2)[0]
    size = min(len(model.world.state.workers.channel) for model in models)
    channels = [model.world.state.workers.channel[:size] for model in models]
    assert (channels[0] != channels[1]).mean() > 0.4


def test_pairing_by_seed_removes_most_of_the_noise_of_a_levers_effect() -> None:
    with_levers, bare = (guizhou(scale=0.002, months=18, levers=levers) for levers in (all_levers(), {}))
    with_it, without_it = ([run(i, seed)[1] for seed in range(1, 9)] for i in (with_levers, bare))
    income = [np.array([r.indicators["income"][-1] for r in runs]) for runs in (with_it, without_it)]
    paired = (income[0] - income[1]).var(ddof=1)
    apart = income[0].var(ddof=1) + income[1].var(ddof=1)
    assert paired < 0.5 * apart
