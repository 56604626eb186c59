"""PRIM of the EMA workbench behind one function of arrays; everything that is particular to it stays here.

The patient rule induction method (Friedman and Fisher (1999), Statistics and Computing 9) peels a
box off five per cent of its futures at a time, always the slice whose loss makes the rest densest,
and pastes some back at the end. The workbench (Kwakkel (2017), Environmental Modelling & Software
96) makes the choice by gain of density per future lost, which suits scenario discovery (Bryant and
Lempert (2010), Technological Forecasting & Social Change 77).
"""

from __future__ import annotations

import importlib
import logging
import warnings
from dataclasses import dataclass
from math import nan
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from resettle.model.text import Text, both, fill
from resettle.results.statistics.intervals import FloatArray
from resettle.results.text.install import install
from resettle.scenarios.language import SaidError

BoolArray = NDArray[np.bool_]

PEELED = 0.05
"""Part of the futures in a box that one step peels off."""


class MissingExtra(SaidError, ValueError):
    """The EMA workbench is not installed, or is one that this program does not know."""


class PrimError(SaidError, RuntimeError):
    """The EMA workbench could not work."""


@dataclass(frozen=True)
class Limit:
    """One end of a box.

    Attributes:
        column: Input that it limits, by position.
        upper: Whether the box lies below it; else above.
        value: Where it lies; a future exactly there is in the box.
        quasi_p: One-sided binomial probability that the limit is there by chance, as in Bryant and
            Lempert (2010); NaN until it is known.
    """

    column: int
    upper: bool
    value: float
    quasi_p: float = nan

    @property
    def side(self) -> tuple[int, bool]:
        """What is limited, without where."""
        return self.column, self.upper


Limits = tuple[Limit, ...]


def _failed(error: str) -> Text:
    return both("the EMA workbench failed: {error}", "EMA workbench运行失败：{error}", error=error)


def workbench() -> Any:
    """The module `prim` of the EMA workbench.

    Raises:
        MissingExtra: If it cannot be imported; the message says how to install it.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            logging.getLogger("matplotlib").setLevel(logging.ERROR)  # it reports its font cache
            prim = importlib.import_module("ema_workbench.analysis.prim")
    except ImportError as error:
        missing = Text(
            "this needs the EMA workbench, which is not installed ({error}); install it with {install}",
            "需要EMA workbench，但尚未安装；安装命令：{install}",
        )
        raise MissingExtra(fill(missing, error=str(error), install=install("discover"))) from error
    if not all(hasattr(prim, name) for name in ("Prim", "PrimException", "EMAError")):
        old = Text(
            "this needs version 2.5 of the EMA workbench; install it with {install}",
            "需要EMA workbench 2.5版；安装命令：{install}",
        )
        raise MissingExtra(fill(old, install=install("discover")))
    return prim


def peel(x: FloatArray, hit: BoolArray, fewest: int) -> list[Limits]:
    """The boxes that PRIM passes through, from all futures to few.

    Args:
        x: Futures by inputs, all numbers.
        hit: Whether each future is of the kind that is looked for; some are and some are not.
        fewest: Futures that a box must hold.

    Returns:
        Limits of each box, without their quasi-p-values; the first has none.

    Raises:
        MissingExtra: If the EMA workbench is not there.
        PrimError: If it fails.
        ValueError: If all futures are hit, or none is.
    """
    if hit.all() or not hit.any():
        raise ValueError("PRIM needs futures of both kinds")
    prim = workbench()
    frame = pd.DataFrame(
        np.asarray(x, dtype=np.float64), columns=[f"x{number}" for number in range(x.shape[1])]
    )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            search = prim.Prim(
                frame, hit.astype(np.int64), threshold=1e-9, peel_alpha=PEELED, mass_min=fewest / len(hit)
            )
            box = search.find_box()
    except prim.EMAError as error:  # a BaseException: nothing else would catch it
        raise PrimError(_failed(str(error))) from error
    except (AssertionError, prim.PrimException) as error:
        raise PrimError(_failed(str(error) or type(error).__name__)) from error
    whole = search.box_init.to_numpy(dtype=np.float64)
    return [_limits(one.to_numpy(dtype=np.float64), whole) for one in box.box_lims]


def _limits(box: FloatArray, whole: FloatArray) -> Limits:
    """The ends of a box that differ from those of all futures; rows are lower and upper ends."""
    return tuple(
        Limit(column, upper, float(box[int(upper), column]))
        for column in range(box.shape[1])
        for upper in (False, True)
        if box[int(upper), column] != whole[int(upper), column]
    )
