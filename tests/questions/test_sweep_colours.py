"""What is written on the cells of a heat map can be read on every colour."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest

from resettle.results.questions.sweep.charts import SHADES, SHARES
from resettle.results.report.style import INK

LEAST = 4.5
"""Contrast of small text at least (WCAG 2.2, 1.4.3)."""


def parts(colour: str) -> np.ndarray:
    return np.array([int(colour[place : place + 2], 16) for place in (1, 3, 5)]) / 255.0


def luminance(colour: np.ndarray) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    linear = np.where(colour <= 0.04045, colour / 12.92, ((colour + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


@pytest.mark.parametrize("scale", [SHADES, SHARES])
def test_ink_can_be_read_on_every_colour_of_a_heat_map(scale: Sequence[Sequence[object]]) -> None:
    colours = [parts(str(colour)) for _, colour in scale]
    for one, other in pairwise(colours):
        for mixed in np.linspace(one, other, 20):
            assert (luminance(mixed) + 0.05) / (luminance(parts(INK)) + 0.05) >= LEAST
    lights = [luminance(colour) for colour in colours]
    assert lights == sorted(lights, reverse=True) and lights[0] > 2.0 * lights[-1]
