"""What is drawn for a run: its parameters, in one of three modes.

    point      nothing: every value at its central figure, fitted ones at the posterior's medians
    prior      assumed values over their ranges, fitted ones over their priors
    posterior  assumed values over their ranges, fitted ones together as one row of the posterior

A fitted value is never drawn from an assumed range as well.

The draw of a run is that of its future, see `results.judge.futures`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from resettle.model.inputs import DEFAULT_OUTSIDE, OUTSIDE, Outside
from resettle.model.text import Text, fill
from resettle.results.runs.modes import DEFAULT_MODE, MODES, Mode
from resettle.scenarios.language import SaidError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from resettle.scenarios import Scenario
    from resettle.scenarios.posterior import Posterior
    from resettle.scenarios.settable import Input


class NoPosterior(SaidError, ValueError):
    """The posterior was asked for, but none is there."""


@dataclass(frozen=True)
class Parameters:
    """How the parameters of an experiment are drawn.

    Attributes:
        mode: One of `MODES`.
        fitted: The fit with its priors and its posterior, if there is one.
        outside: Whether pay, prices and demand since the plan began are taken as published, or as they
            could be foreseen (`scenarios.outside`).
    """

    mode: Mode
    fitted: Posterior | None = None
    outside: Outside = DEFAULT_OUTSIDE

    def __post_init__(self) -> None:
        if self.mode not in MODES:
            raise ValueError(f"parameters '{self.mode}' is not one of {', '.join(MODES)}")
        if self.outside not in OUTSIDE:
            raise ValueError(f"outside '{self.outside}' is not one of {', '.join(OUTSIDE)}")
        if self.mode == "posterior" and self.fitted is None:
            missing = Text(
                "no fitted posterior is there; make one with `resettle calibrate`, or use --parameters prior",
                "没有校准得到的后验；请用`resettle calibrate`生成，或用--parameters prior",
            )
            raise NoPosterior(missing)

    @property
    def digest(self) -> str | None:
        """Digest of the posterior that the runs draw from, or of which they take the medians."""
        return None if self.fitted is None or self.mode == "prior" else self.fitted.digest

    def varied(self, scenario: Scenario) -> int:
        """Number of values of a scenario that are drawn anew from draw to draw."""
        from resettle.scenarios.value_path import undated

        varies = scenario.uncertainty
        if self.mode == "point" or varies == "none":
            return 0
        assumed = {undated(path) for path, value, _ in scenario.values() if scenario.varies(path, value)}
        assumed -= self.unseen(scenario)
        if self.fitted is None:
            return len(assumed)
        paths: Iterable[str] = (one.path for one in self.fitted.adjustments)
        drawn = [path for path in paths if varies == "assumed" or path in varies]
        return len(assumed - self.fitted.paths) + len(drawn)

    def settings(self) -> dict[str, Any]:
        """What the inputs of a scenario are asked for besides scale, draw and seed."""
        fit = {} if self.fitted is None else {"posterior": self.fitted, "prior": self.mode == "prior"}
        return {**fit, "outside": self.outside}

    def unseen(self, scenario: Scenario) -> frozenset[str]:
        """Paths of a scenario that its runs do not look at."""
        from resettle.scenarios.outside import unseen

        return unseen(scenario.period, self.outside)

    def input(self, scenario: Scenario, path: str) -> Input:
        """The number of a path that is to be set.

        Raises:
            scenarios.paths.PathError: If there is none, it cannot be set, or runs do not look at it.
        """
        from resettle.scenarios.paths import PathError, find

        one = find(scenario, path, self.fitted, self.mode == "prior")
        if path in self.unseen(scenario):
            other = next(name for name in OUTSIDE if name != self.outside)
            idle = Text(
                "{path} moves nothing with --outside {outside}; take --outside {other}",
                "--outside {outside}时{path}不起作用；请用--outside {other}",
            )
            raise PathError(fill(idle, path=path, outside=self.outside, other=other))
        return one


def parameters(mode: Mode = DEFAULT_MODE, outside: Outside = DEFAULT_OUTSIDE) -> Parameters:
    """How parameters are drawn in a mode, with the posterior that ships with the project.

    Raises:
        NoPosterior: If the posterior is asked for and none ships.
        ValueError: If there is no such mode.
    """
    from resettle.scenarios.posterior import shipped

    return Parameters(mode, shipped(), outside)
