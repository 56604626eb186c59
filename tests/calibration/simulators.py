"""Simulators that misbehave; new processes import this module by name, so they stand in no test."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from resettle.calibration.fit.problem import Floats, Problem
from tests.calibration.toys import MATRIX, Linear, linear


@dataclass(frozen=True)
class Troubled:
    """The linear toy, with something wrong.

    Attributes:
        trouble: `raise`, `nan`, `missing`, `die` (always), `die_once`, or empty.
        when: Seeds that are hit.
        mark: Folder where runs leave a file each, and where `die_once` remembers.
        seconds: Time that a run takes.
    """

    trouble: str = ""
    when: frozenset[int] = frozenset()
    mark: Path | None = None
    seconds: float = 0.0

    def __call__(self, theta: dict[str, float], seed: int) -> dict[str, float]:
        time.sleep(self.seconds)
        found = Linear()(theta, seed)
        if seed in self.when:
            if self.trouble == "raise":
                raise ArithmeticError(f"seed {seed} is bad\nand there is more to say")
            if self.trouble == "nan":
                found["sum_2"] = float("nan")
            if self.trouble == "missing":
                del found["sum_2"]
            if self.trouble == "die" or (self.trouble == "die_once" and self._first_time(seed)):
                os.kill(os.getpid(), signal.SIGKILL)
        if self.mark is not None:
            (self.mark / f"{seed}-{time.time_ns()}").touch()
        return found

    def _first_time(self, seed: int) -> bool:
        assert self.mark is not None
        try:
            (self.mark / f"died-{seed}").touch(exist_ok=False)
        except FileExistsError:
            return False
        return True


def problem(**trouble: object) -> Problem:
    """The linear toy with trouble."""
    return replace(linear(), simulate=Troubled(**trouble))  # type: ignore[arg-type]


def points(count: int) -> np.ndarray:
    """So many different points."""
    return np.random.default_rng(5).uniform(-1.0, 1.0, (count, 3))


def linear_answer(problem: Problem, scale: float, noise: float = 0.05) -> tuple[Floats, Floats]:
    """Mean and covariance of the linear toy's posterior at one discrepancy scale, bounds being far away."""
    errors = problem.error_covariance(np.array([scale]))[0] + noise**2 * np.eye(5)
    weight = np.linalg.inv(errors)
    covariance = np.linalg.inv(MATRIX.T @ weight @ MATRIX)
    return covariance @ MATRIX.T @ weight @ problem.observed, covariance
