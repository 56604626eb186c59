"""Identities that hold after every month: of people, places and money."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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


def check_identities(world: World, levers: Iterable[Lever]) -> None:
    """Check people, places and money of the month just run.

    Raises:
        IdentityError: On the first identity that does not hold.
    """
    for holds, what in _identities(world, levers):
        if not holds:
            raise IdentityError(f"{world.inputs.period.label(world.month.t)}: {what}")


def _identities(world: World, levers: Iterable[Lever]) -> Iterator[tuple[bool, str]]:
    """Whether each identity holds, and what is said if it does not."""
    workers, households, _ = world.state
    sums, opened = world.tally.sums, world.openings.scalars
    total = dict(zip(COLUMN, sums.sum(axis=0).tolist(), strict=True))
    labour = workers.status == LABOUR
    by_channel = np.bincount(workers.channel[labour], minlength=len(CHANNELS))
    yield bool((workers.channel[~labour] == 0).all()), "somebody who is not labour has a job"
    yield int(by_channel.sum()) == int(total["labour"]), "channels do not add up to labour"
    yield bool((by_channel == sums[:, : len(CHANNELS)].sum(axis=0)).all()), "channel counts differ"
    for code in RATIONED:
        over = sums[:, code] > world.openings.places[:, code]
        yield not over.any(), f"more people than places in {CHANNELS[code]}"
    yield int(total["organised"]) <= max(0, opened[ORGANISED_PLACES]), "organised places exceeded"
    yield int(total["enrolled"]) <= max(0, opened[TRAINING_SEATS]), "training seats exceeded"
    yield from _money(world, levers)
    working = (workers.channel > 0) & labour
    yield bool((workers.tenure[working] > 0).all()), "somebody in work has no tenure"
    yield bool((workers.wage[workers.channel == channels.NONE] == 0).all()), "pay without a job"
    yield bool((households.size > 0).all()), "a household without members"


def _money(world: World, levers: Iterable[Lever]) -> Iterator[tuple[bool, str]]:
    households, t = world.state.households, world.month.t
    received = float(households.from_levers.sum())
    booked = sum(float(lever.ledger.households_yuan[t]) for lever in levers)
    paid = abs(received - booked) < 0.01 + 1e-9 * abs(booked)
    yield paid, f"levers paid {booked}, households got {received}"
    income = households.wage + households.business + households.property + households.transfer
    part = float(income.sum())
    sources = [COLUMN[name] for name in ("wage", "business", "property", "transfer")]
    counted = float(world.tally.sums[:, sources].sum())
    yield abs(part - counted) < 0.01 + 1e-9 * abs(part), "income by source does not add up"
    regular = households.elders * world.rules.elder_transfer + households.size * world.rules.other_transfer
    owed = np.minimum(0.0, regular / 12.0 * world.month.transfer_index)  # other net transfers may be negative
    within = bool((households.from_levers <= income - owed + 0.01).all())
    yield within, "levers paid more than was received"
    wage_and_business = float(world.state.workers.pay.astype(np.float64).sum())
    earned = float(households.wage.sum() + households.business.sum())
    same = abs(wage_and_business - earned) <= 0.01 + 1e-12 * earned
    yield same, "pay of workers is not household earnings"
    for lever in levers:
        books = lever.ledger
        yield books.spent_yuan[t] >= -1e-9, f"{lever.name} spent less than nothing"
        more = books.households_yuan[t] > books.spent_yuan[t] + 0.01
        yield lever.earns or not more, f"{lever.name} gave households more than it spent"
        window = lever.window()
        if window is not None and window.budget is not None and not lever.entitlement:
            spent = lever.spent_this_year(window) + books.spent_yuan[t]
            limit = window.budget * world.part
            yield spent <= limit + 0.01, f"{lever.name} spent {spent} of a budget of {limit}"
