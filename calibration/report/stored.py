"""What a fit left in its folder; nothing here knows how the fit was made.

posterior.parquet   draws, one column a parameter in its own unit
prior.parquet       draws of the prior, same columns
abc.parquet         draws of the cross-check by ABC, same columns (may be missing)
parameters.parquet  one row a parameter: bounds, R-hat, effective sample size
fit.parquet         one row a fact: observed, errors, quantiles of prior, posterior and prediction
manifest.json       how it was made; `names` may give labels and units
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from math import nan, sqrt
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from resettle.model.text import both
from resettle.results.runs.sealed import DamageError, read_json
from resettle.results.runs.store import FolderError, damage_of, read_frame
from resettle.results.statistics.intervals import FloatArray
from resettle.results.text.labels import Text, label, say
from resettle.results.text.numbers import figure, plain
from resettle.scenarios.problems import listed

NEEDED = ("posterior", "prior", "parameters", "fit")
"""Frames without which there is no page."""


@dataclass(frozen=True)
class _Stored:
    """What is stored of one name.

    Attributes:
        name: Its name: a column of the draws, or a statistic.
        label: What the page calls it.
        row: Its row of a frame; empty if it has none.
    """

    name: str
    label: Text
    row: Mapping[str, Any]

    def number(self, column: str) -> float:
        """A number of its row, NaN if it is missing."""
        try:
            return float(self.row.get(column, nan))
        except (TypeError, ValueError):
            return nan


@dataclass(frozen=True)
class FittedParameter(_Stored):
    """One fitted number, with its row of `parameters.parquet`.

    Attributes:
        note: Why this prior, or empty.
    """

    note: str

    @property
    def low(self) -> float:
        """Lower end of its prior; NaN if it has none."""
        return self.number("low")

    @property
    def high(self) -> float:
        """Upper end."""
        return self.number("high")

    @property
    def log(self) -> bool:
        """Whether its prior is even in the logarithm."""
        return bool(self.row.get("log", False))


@dataclass(frozen=True)
class FittedFact(_Stored):
    """One fact that was fitted, with its row of `fit.parquet`.

    Attributes:
        unit: Its unit; empty if unknown.
    """

    unit: str

    @property
    def sd(self) -> float:
        """Standard deviation of measurement error and model discrepancy together."""
        return sqrt(self.number("error_sd") ** 2 + self.number("discrepancy_sd") ** 2)

    @property
    def inside(self) -> bool:
        """Whether the observed figure lies inside the 90 % predictive interval."""
        return self.number("predictive_q05") <= self.number("observed") <= self.number("predictive_q95")

    def scaled(self, which: str) -> tuple[float, float, float]:
        """5, 50 and 95 % of the prior or posterior, as standard deviations from the observed figure."""
        low, middle, high = (
            (self.number(f"{which}_q{q}") - self.number("observed")) / self.sd for q in ("05", "50", "95")
        )
        return low, middle, high

    def text(self, value: float) -> Text:
        """A value in the fact's unit."""
        shown = plain(value)
        return figure(value, self.unit) if self.unit else Text(shown, shown)

    @property
    def hover(self) -> Text:
        """Observed and posterior median, for the hover of a chart."""
        return say(
            "cal_hover",
            name=self.label,
            observed=self.text(self.number("observed")),
            median=self.text(self.number("posterior_q50")),
        )


@dataclass(frozen=True)
class Calibration:
    """What a fit left.

    Attributes:
        posterior: Draws of the posterior.
        prior: Draws of the prior.
        abc: Draws of the cross-check, if it was made.
        rows: `parameters.parquet`.
        fit: `fit.parquet`.
        manifest: How it was made.
    """

    posterior: pd.DataFrame
    prior: pd.DataFrame
    abc: pd.DataFrame | None
    rows: pd.DataFrame
    fit: pd.DataFrame
    manifest: Mapping[str, Any]

    def column(self, which: str, name: str) -> FloatArray:
        """Draws of one parameter."""
        return np.asarray(getattr(self, which)[name].to_numpy(dtype=np.float64))

    @property
    def diagnostics(self) -> Mapping[str, Any]:
        """Numbers that the fit says of itself."""
        diagnostics = self.manifest.get("diagnostics")
        return diagnostics if isinstance(diagnostics, Mapping) else {}

    @cached_property
    def fitted(self) -> frozenset[str]:
        """Names of the parameters that have a row of their own."""
        return frozenset(str(name) for name in self.rows["parameter"])

    @cached_property
    def parameters(self) -> tuple[FittedParameter, ...]:
        """Every column of the draws, those with a row of their own first."""
        rows = {str(row["parameter"]): row for row in _records(self.rows)}
        names = dict.fromkeys([*rows, *map(str, self.posterior.columns)])
        return tuple(
            FittedParameter(name, self._label(name), rows.get(name, {}), self._words(name, "note"))
            for name in names
            if name in self.posterior.columns and name in self.prior.columns
        )

    @cached_property
    def facts(self) -> tuple[FittedFact, ...]:
        """The facts in order."""
        rows = [(str(row["statistic"]), row) for row in _records(self.fit)]
        return tuple(
            FittedFact(name, self._label(name), row, self._words(name, "unit")) for name, row in rows
        )

    def _words(self, name: str, key: str) -> str:
        """What the manifest says of a name, or nothing."""
        named = self.manifest.get("names")
        words = named.get(name) if isinstance(named, Mapping) else None
        return str(words.get(key) or "") if isinstance(words, Mapping) else ""

    def _label(self, name: str) -> Text:
        en, zh = self._words(name, "en"), self._words(name, "zh")
        if name == "discrepancy_scale" and not (en or zh):
            return label("cal_discrepancy")
        bare = name.replace("_", " ")
        return Text(en or bare, zh or en or bare)


def read_calibration(folder: Path) -> Calibration:
    """Read what a fit left in a folder.

    Raises:
        results.runs.store.FolderError: If the folder holds no finished fit.
        OSError: If a file cannot be read.
    """
    paths = {name: folder / f"{name}.parquet" for name in (*NEEDED, "abc")}
    manifest = folder / "manifest.json"
    missing = [path.name for path in (*(paths[name] for name in NEEDED), manifest) if not path.exists()]
    if missing:
        lacks = both(
            "{folder} holds no finished calibration: {missing} missing",
            "{folder}中没有完成的校准：缺少{missing}",
            folder=folder.name,
            missing=listed(missing),
        )
        raise FolderError(lacks)
    try:
        content = read_json(manifest)
    except DamageError as error:
        raise damage_of(manifest, error.text) from None
    frames = {name: read_frame(path) for name, path in paths.items() if path.exists()}
    return Calibration(
        frames["posterior"], frames["prior"], frames.get("abc"), frames["parameters"], frames["fit"], content
    )


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(key): value for key, value in row.items()} for row in frame.to_dict("records")]
