"""People before a plan and at its end: moves, the reason of each who has no work, and settlements."""

from __future__ import annotations

from collections import Counter
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from resettle.model import state
from resettle.model.channels import CHANNELS, FARMING, LOCAL, OUT, WELFARE
from resettle.model.ends import OUTSIDE, REASONS, SITE_FIGURES, STATES, Watch, without_work
from resettle.model.kernels.choice import NOTHING
from resettle.model.openings import ALTERNATIVES, ORGANISED_PLACE
from resettle.model.simulation import ResettlementModel
from tests.model.worlds import differing_indicators, guizhou

WANTS, CARER = int(state.WANTS_WORK), int(state.CARER)
LOOKED, NEAR, FAR = True, 1 << LOCAL, (1 << OUT) | (1 << ORGANISED_PLACE)
PEOPLE: dict[str, tuple[dict[str, int], tuple[int, bool] | None]] = {
    "illness": ({"ill": 2, "flags": WANTS}, None),
    "wish": ({"flags": CARER}, None),
    "course": ({"flags": WANTS | CARER, "course": 1}, None),
    "care": ({"flags": WANTS | CARER}, (NEAR, False)),
    "health": ({"flags": WANTS, "health": 1}, (0, False)),
    "places": ({"flags": WANTS | CARER, "health": 1}, (1 << WELFARE, True)),
    "away": ({"flags": WANTS}, (FAR, False)),
    "offers": ({"flags": WANTS, "course": 1}, (FAR | NEAR, False)),
    "unheard": ({"flags": WANTS | CARER}, (0, False)),
    "pause": ({"flags": WANTS, "health": 1}, None),
}
"""A person for each reason: columns, and what was offered to those who looked, and whether they wanted it."""


def world_of(*people: tuple[dict[str, int], tuple[int, bool] | None]) -> Any:
    """A world of idle labour, last of all somebody in work and somebody retired, who are ill."""
    columns = {
        name: np.array([one.get(name, 0) for one, _ in people] + [9, 9])
        for name in ("ill", "course", "health", "flags")
    }
    columns["status"] = np.array([state.LABOUR] * (len(people) + 1) + [state.RETIRED])
    columns["channel"] = np.array([0] * len(people) + [FARMING, 0])
    seekers = [(row, *seen) for row, (_, seen) in enumerate(people) if seen is not None]
    order = np.full((len(seekers), ALTERNATIVES), NOTHING, np.uint8)
    for n, (_, _, wanted) in enumerate(seekers):
        order[n, 0] = WELFARE if wanted else NOTHING
    found = SimpleNamespace(
        rows=np.array([row for row, *_ in seekers], np.int32),
        offered=np.array([offered for _, offered, _ in seekers], np.uint16),
        order=order,
    )
    return SimpleNamespace(state=SimpleNamespace(workers=SimpleNamespace(**columns)), seekers=found)


def test_every_reason_has_its_person() -> None:
    assert tuple(PEOPLE) == REASONS


@pytest.mark.parametrize("reason", REASONS)
def test_somebody_without_work_is_counted_by_the_last_door_that_closed(reason: str) -> None:
    counted = dict(zip(REASONS, without_work(world_of(PEOPLE[reason])), strict=True))
    assert counted == {**dict.fromkeys(REASONS, 0.0), reason: 1.0}


def test_all_together_are_counted_once_each() -> None:
    twice = world_of(*PEOPLE.values(), *PEOPLE.values())
    assert without_work(twice).tolist() == [2.0] * len(REASONS)


def test_moves_reasons_and_settlements_are_those_of_the_people_of_the_run() -> None:
    inputs = guizhou(scale=0.002)
    model = ResettlementModel(inputs, 3)
    model.watch = Watch.begin(model.world, inputs.period)
    table = model.world.state
    before: list[str] = []

    def stand() -> list[str]:
        views = [model.worker(row) for row in range(len(table.workers.channel))]
        return [view.employment if view.is_labour else OUTSIDE for view in views]

    while model.month < inputs.period.months:
        model.step()
        if model.month == inputs.period.start:
            before = stand()
    after, record = stand(), model.record()
    assert record.ends is not None
    moves, weight = Counter(zip(before, after, strict=True)), model.world.weight
    for i, first in enumerate(STATES):
        for j, last in enumerate(STATES):
            assert record.ends.flows[i, j] == pytest.approx(moves[first, last] * weight)
    for place, name in enumerate(CHANNELS):
        assert record.ends.flows[:, place].sum() == pytest.approx(record.indicators[f"channel_{name}"][-1])
        held = record.indicators[f"channel_{name}"][inputs.period.start - 1]
        assert record.ends.flows[place].sum() == pytest.approx(held)
    assert record.ends.without_work.sum() == pytest.approx(record.indicators["channel_none"][-1])
    sites = dict(zip(SITE_FIGURES, record.ends.settlements.T, strict=True))
    for name, indicator in (
        ("households", "households"),
        ("persons", "persons"),
        ("labour", "labour"),
        ("without_work", "channel_none"),
        ("zero_employment", "zero_employment_willing"),
        ("willing_households", "willing_households"),
    ):
        assert sites[name].sum() * weight == pytest.approx(record.indicators[indicator][-1]), name
    below = record.indicators["below_line_share"][-1] * record.indicators["persons"][-1]
    assert sites["below_line"].sum() * weight == pytest.approx(below)
    mean = (sites["income"] * sites["persons"]).sum() / sites["persons"].sum()
    assert mean == pytest.approx(record.indicators["income"][-12:].sum(), rel=0.02)


def test_nothing_that_is_counted_depends_on_who_watches() -> None:
    inputs = guizhou(scale=0.001)
    alone, watched = ResettlementModel(inputs, 1), ResettlementModel(inputs, 1)
    watched.watch = Watch.begin(watched.world, inputs.period)
    first, second = alone.run(), watched.run()
    assert differing_indicators(first, second) == []
    assert (first.ends, second.ends is None) == (None, False)
