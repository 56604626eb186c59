"""A population made of a ledger's figures has the ledger's marginals, within what drawing gives."""

from __future__ import annotations

import numpy as np
import pytest

from resettle.model.channels import CHANNELS
from resettle.model.population_fields import AGE_BANDS, SCHOOLING_YEARS
from resettle.model.state import CERTIFICATE, LABOUR, WANTS_WORK, WEAK, WOMAN, State
from resettle.scenarios.ledger import Ledger
from resettle.scenarios.ledger.made_up import MadeUp
from tests.model.test_settlements import build
from tests.model.worlds import guizhou


@pytest.fixture(scope="module")
def made(clean: tuple[MadeUp, Ledger]) -> tuple[dict[str, object], State]:
    found = {figure.path.partition(".")[2]: figure.value for figure in clean[1].figures}
    return found, build(guizhou("hanyin", scale=1.0, **found))


def near(share: float, given: float, among: int) -> None:
    """Within four standard errors of a draw, and a thousandth for rounding."""
    assert abs(share - given) < 4 * np.sqrt(given * (1 - given) / among) + 1e-3


def test_households_and_settlements(made: tuple[dict[str, object], State]) -> None:
    found, state = made
    size = state.households.size
    assert len(size) == found["households"] == 4300
    assert len(state.sites.county) == found["sites"]
    for name, share in found["household_size"].items():
        near((size == int(name)).mean(), share, 4300)
    labour = np.bincount(state.workers.household[state.workers.status == LABOUR], minlength=4300)
    near((labour == 0).mean(), found["no_labour"], 4300)
    some = labour[labour > 0]
    for name, share in found["labour_per_household"].items():
        near((some == int(name)).mean(), share, len(some))
    near((state.households.poor > 0).mean(), found["registered_poor"], 4300)
    near((state.households.land > 0).mean(), found["land_share"], 4300)


def test_workers(made: tuple[dict[str, object], State]) -> None:
    found, state = made
    workers = state.workers
    labour = workers.status == LABOUR
    count = int(labour.sum())
    age = -workers.birth[labour] / 12
    for band, (low, high) in AGE_BANDS.items():
        near(((age >= low) & (age < high)).mean(), found["labour_age"][band], count)
    for level, name in enumerate(SCHOOLING_YEARS):
        near((workers.schooling[labour] == level).mean(), found["schooling"][name], count)
    near((workers.health[labour] == WEAK).mean(), found["weak_health"], count)
    for level in range(3):
        near((workers.skill[labour] == level).mean(), found["skill"][str(level)], count)
    for bit, name in ((WOMAN, "women"), (CERTIFICATE, "certificate"), (WANTS_WORK, "wants_work")):
        near((workers.flags[labour] & bit != 0).mean(), found[name], count)
    at_work = workers.channel[labour] > 0
    near(at_work.mean(), found["in_work"], count)
    channel = workers.channel[labour][at_work]
    # Posts and workshops go by what levers and places there are; the others by their shares.
    for name in ("out_of_province", "in_province", "own_business", "farming"):
        near((channel == CHANNELS.index(name)).mean(), found["channel"][name], len(channel))
