"""Identities that hold after every month: of people, places and money."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from resettle.model import channels
from resettle.model.channels import CHANNELS, RATIONED
from resettle.model.openings import ORGANISED_PLACES, TRAINING_SEATS
from resettle.model.state import LABOUR
from resettle.model.tally import COLUMN

if TYPE_CHECKING:
    from resettle.model.levers.base import Lever
    from resettle.model.world import World


class IdentityError(AssertionError):
    """An identity of the model does not hold: a defect of the program, not of the scenario."""


def _require(holds: bool, world: World, what: str) -> None:
    if not holds:
        raise IdentityError(f"{world.inputs.period.label(world.month.t)}: {what}")


def check_identities(world: World, levers: Iterable[Lever]) -> None:
    """Check people, places and money of the month just run.

    Raises:
        IdentityError: On the first identity that does not hold.
    """
    workers, households, _ = world.state
    sums, opened = world.tally.sums, world.openings.scalars
    labour = workers.status == LABOUR
    by_channel = np.bincount(workers.channel[labour], minlength=len(CHANNELS))
    _require(bool((workers.channel[~labour] == 0).all()), world, "somebody who is not labour has a job")
    _require(
        int(by_channel.sum()) == int(sums[:, COLUMN["labour"]].sum()),
        world,
        "channels do not add up to labour",
    )
    _require(bool((by_channel == sums[:, : len(CHANNELS)].sum(axis=0)).all()), world, "channel counts differ")
    for code in RATIONED:
        over = sums[:, code] > world.openings.places[:, code]
        _require(not over.any(), world, f"more people than places in {CHANNELS[code]}")
    _require(
        int(sums[:, COLUMN["organised"]].sum()) <= max(0, opened[ORGANISED_PLACES]),
        world,
        "organised places exceeded",
    )
    _require(
        int(sums[:, COLUMN["enrolled"]].sum()) <= max(0, opened[TRAINING_SEATS]),
        world,
        "training seats exceeded",
    )
    _check_money(world, levers)
    working = (workers.channel > 0) & (workers.status == LABOUR)
    _require(bool((workers.tenure[working] > 0).all()), world, "somebody in work has no tenure")
    _require(bool((workers.wage[workers.channel == channels.NONE] == 0).all()), world, "pay without a job")
    _require(bool((households.size > 0).all()), world, "a household without members")


def _check_money(world: World, levers: Iterable[Lever]) -> None:
    households = world.state.households
    received = float(households.from_levers.sum())
    booked = sum(float(lever.ledger.households_yuan[world.month.t]) for lever in levers)
    _require(
        abs(received - booked) < 0.01 + 1e-9 * abs(booked),
        world,
        f"levers paid {booked}, households got {received}",
    )
    income = households.wage + households.business + households.property + households.transfer
    part = float(income.sum())
    counted = float(
        world.tally.sums[:, [COLUMN[name] for name in ("wage", "business", "property", "transfer")]].sum()
    )
    _require(abs(part - counted) < 0.01 + 1e-9 * abs(part), world, "income by source does not add up")
    regular = households.elders * world.rules.elder_transfer + households.size * world.rules.other_transfer
    owed = np.minimum(0.0, regular / 12.0 * world.month.transfer_index)  # other net transfers may be negative
    _require(
        bool((households.from_levers <= income - owed + 0.01).all()),
        world,
        "levers paid more than was received",
    )
    wage_and_business = float(world.state.workers.pay.astype(np.float64).sum())
    earned = float(households.wage.sum() + households.business.sum())
    _require(
        abs(wage_and_business - earned) <= 0.01 + 1e-12 * earned,
        world,
        "pay of workers is not household earnings",
    )
    for lever in levers:
        books = lever.ledger
        t = world.month.t
        _require(books.spent_yuan[t] >= -1e-9, world, f"{lever.name} spent less than nothing")
        more = books.households_yuan[t] > books.spent_yuan[t] + 0.01
        _require(lever.earns or not more, world, f"{lever.name} gave households more than it spent")
        window = lever.window()
        if window is not None and window.budget is not None and not lever.entitlement:
            spent = lever.spent_this_year(window) + books.spent_yuan[t]
            limit = window.budget * world.part
            _require(spent <= limit + 0.01, world, f"{lever.name} spent {spent} of a budget of {limit}")
