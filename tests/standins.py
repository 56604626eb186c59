"""A scenario and a model small enough to run in no time, for tests of what runs them.

New processes import this module by name, so what they need stands here and not in a test.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from resettle.model.indicators import INDICATORS
from resettle.model.record import LEDGER_COLUMNS
from resettle.scenarios.posterior import Posterior

MONTHS = tuple(f"{2021 + month // 12}-{month % 12 + 1:02d}" for month in range(36))


@dataclass(frozen=True)
class StandInInputs:
    """What the stand-in model is made from."""

    scale: float
    draw: int | None
    settings: dict[str, Any]


@dataclass(frozen=True)
class StandInScenario:
    """Has what running an experiment needs of a scenario."""

    name: str
    settings: dict[str, Any] = field(default_factory=dict)
    digest: str = "0" * 64
    chain: tuple[Path, ...] = (Path("stand-in.yaml"),)
    draws: bool = True
    uncertainty: str = "assumed"

    def inputs(
        self,
        scale: float = 1.0,
        draw: int | None = None,
        seed: int = 0,
        posterior: Posterior | None = None,
        prior: bool = False,
    ) -> StandInInputs:
        if self.settings.get("bad_inputs", -1) == draw:
            raise ValueError("these inputs cannot be")
        row = 0.0
        if posterior is not None:
            drawn = posterior.prior_draw if prior else posterior.draw
            row = sum((posterior.median() if draw is None else drawn(draw, seed)).values())
        return StandInInputs(scale, draw, {**self.settings, "base": seed, "row": row})

    def values(self) -> Iterator[tuple[str, None, None]]:
        yield "parameters.reach", None, None
        yield "levers.monitoring[2021-01].rounds", None, None
        yield "levers.monitoring[2022-01].rounds", None, None

    def varies(self, path: str, value: None) -> bool:
        return self.draws


@dataclass(frozen=True)
class StandInRecord:
    """Has what a run leaves."""

    months: tuple[str, ...]
    indicators: dict[str, np.ndarray]
    levers: dict[str, dict[str, np.ndarray]]
    weight: float


def simulate(inputs: StandInInputs, seed: int, threads: int, check: bool) -> StandInRecord:
    """Numbers that depend on the seed, the draw, the base seed and fitted values, and on nothing else.

    Settings name a seed at which to raise, to die (`once`: only the first time, remembered in a
    folder), or to wait.
    """
    settings = inputs.settings
    if seed == settings.get("raises"):
        raise RuntimeError("identity broken\nsecond line")
    if seed in settings.get("dies", ()):
        mark = Path(settings["marks"]) / str(seed) if "marks" in settings else None
        if mark is None or not mark.exists():
            if mark is not None:
                mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
    if "seconds" in settings:
        time.sleep(settings["seconds"])
    key = [seed, (inputs.draw or 0) + 1, settings["base"], round(1e6 * settings["row"])]
    generator = np.random.Generator(np.random.Philox(np.random.SeedSequence(key)))
    indicators = {name: generator.random(len(MONTHS)) for name in INDICATORS}
    levers = {
        lever: {column: generator.random(len(MONTHS)) for column in LEDGER_COLUMNS}
        for lever in settings.get("levers", ("training_subsidy", "safety_net"))
    }
    return StandInRecord(MONTHS, indicators, levers, weight=1.0 / inputs.scale)
