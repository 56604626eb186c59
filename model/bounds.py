"""When a figure meets a bound: the one rule, for targets of a plan and for standards of settlements."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

DIRECTIONS = ("at_least", "at_most", "above", "below")
"""What a bound may ask for: the first two hold at the bound itself, the others do not."""

TOLERANCE = 1e-9
"""Relative slack for sums of floating-point numbers; far below anything that is counted."""


def meets(values: NDArray[np.float64], direction: str, bound: float) -> NDArray[np.bool_]:
    """Whether figures meet a bound, up to the rounding of floating-point sums; a NaN meets none.

    Args:
        values: Figures, of any shape.
        direction: One of `DIRECTIONS`.
        bound: The bound, in the unit of the figures.

    Raises:
        ValueError: If there is no such direction.
    """
    import numpy as np  # late: scenarios are read without it

    slack = TOLERANCE * max(1.0, abs(bound))
    with np.errstate(invalid="ignore"):
        if direction == "at_least":
            return np.asarray(values >= bound - slack)
        if direction == "at_most":
            return np.asarray(values <= bound + slack)
        if direction == "above":
            return np.asarray(values > bound + slack)
        if direction == "below":
            return np.asarray(values < bound - slack)
    raise ValueError(f"unknown direction '{direction}', not one of {', '.join(DIRECTIONS)}")
