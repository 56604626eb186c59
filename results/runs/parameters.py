"""What of the parameters is varied from draw to draw: nothing, what is thinkable, or what fits the facts.

    point      nothing: every value at its central figure, fitted ones at the posterior's medians
    prior      assumed values over their ranges, fitted ones over their priors
    posterior  assumed values over their ranges, fitted ones together as one row of the posterior

A fitted value is never drawn from an assumed range as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from resettle.scenarios.posterior import Posterior

Mode = Literal["point", "prior", "posterior"]
MODES: tuple[Mode, ...] = ("point", "prior", "posterior")


class NoPosterior(ValueError):
    """The posterior was asked for, but none is there."""


@dataclass(frozen=True)
class Parameters:
    """How the parameters of an experiment are drawn.

    Attributes:
        mode: One of `MODES`.
        fitted: The fit with its priors and its posterior, if there is one.
    """

    mode: Mode = "prior"
    fitted: Posterior | None = None

    def __post_init__(self) -> None:
        if self.mode not in MODES:
            raise ValueError(f"parameters '{self.mode}' is not one of {', '.join(MODES)}")
        if self.mode == "posterior" and self.fitted is None:
            raise NoPosterior(
                "no fitted posterior is there; make one with `resettle calibrate`, or use --parameters prior"
            )

    @property
    def digest(self) -> str | None:
        """Digest of the posterior that the runs draw from, or of which they take the medians."""
        return None if self.fitted is None or self.mode == "prior" else self.fitted.digest

    def varied(self, scenario: Any) -> int:
        """Number of values of a scenario that are drawn anew from draw to draw."""
        from resettle.scenarios.value_path import undated

        varies = getattr(scenario, "uncertainty", "assumed")
        if self.mode == "point" or varies == "none":
            return 0
        assumed = {undated(path) for path, value, _ in scenario.values() if scenario.varies(path, value)}
        if self.fitted is None:
            return len(assumed)
        paths: Iterable[str] = (one.path for one in self.fitted.adjustments)
        drawn = [path for path in paths if varies == "assumed" or path in varies]
        return len(assumed - self.fitted.paths) + len(drawn)

    def settings(self) -> dict[str, Any]:
        """What the inputs of a scenario are asked for besides scale, draw and seed."""
        return {} if self.fitted is None else {"posterior": self.fitted, "prior": self.mode == "prior"}


def parameters(mode: Mode | None = None) -> Parameters:
    """How parameters are drawn in a mode, with the posterior that ships with the project.

    Args:
        mode: One of `MODES`; `None` for `posterior` if one ships, else `prior`.

    Raises:
        NoPosterior: If the posterior is asked for and none ships.
    """
    from resettle.scenarios.posterior import shipped

    fitted = shipped()
    if mode is None:
        mode = "prior" if fitted is None else "posterior"
    return Parameters(mode, fitted)
