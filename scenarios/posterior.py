"""Fitted behaviour: adjustments of what a scenario states, and draws of them from a posterior.

A fit does not replace a region's own values: it says by what factor or shift all of them are to be
taken, so that one posterior serves every scenario.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cache, cached_property
from importlib import resources
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from resettle.model.fields import Field, Number
from resettle.model.parameters import PARAMETERS
from resettle.model.population_fields import POPULATION
from resettle.scenarios.draws import uniform

if TYPE_CHECKING:
    from resettle.model.inputs import ModelInputs

KINDS = ("factor", "value", "shift")
"""What an adjustment does: multiplies, replaces, or is added."""

_FIELDS = {"parameters": PARAMETERS, "population": POPULATION}

KEY = b"resettle"
"""Key of the description in the metadata of a posterior's Parquet file."""


@dataclass(frozen=True)
class Adjustment:
    """How one fitted number changes what a scenario states.

    Attributes:
        name: Column of the posterior.
        path: Value of the scenario: `parameters.<name>` or `population.<name>`.
        kind: `factor` on a number or on all parts of a mapping, `value` in place of a number, or
            `shift` added to a number or to one part.
        low: Lower end of the prior.
        high: Upper end of the prior.
        log: Whether the prior is even in the logarithm.
        key: Part of a mapping that a shift is added to; empty for a number.
    """

    name: str
    path: str
    kind: str
    low: float
    high: float
    log: bool = False
    key: str = ""

    @property
    def section(self) -> str:
        """`parameters` or `population`."""
        return self.path.partition(".")[0]

    @property
    def value_name(self) -> str:
        """Name of the value in its section."""
        return self.path.partition(".")[2]

    def from_prior(self, u: float) -> float:
        """Value at the quantile `u` of the prior."""
        if self.log:
            return math.exp(math.log(self.low) + u * (math.log(self.high) - math.log(self.low)))
        return self.low + u * (self.high - self.low)

    def to_prior(self, value: float) -> float:
        """Quantile of the prior at which a value lies."""
        if self.log:
            low, high, value = math.log(self.low), math.log(self.high), math.log(max(value, self.low))
        else:
            low, high = self.low, self.high
        return min(1.0, max(0.0, (value - low) / (high - low)))


def adjusted(
    inputs: ModelInputs, adjustments: Sequence[Adjustment], values: Mapping[str, float]
) -> ModelInputs:
    """The same inputs with fitted behaviour; results stay within the bounds of each parameter.

    Args:
        inputs: What a scenario states.
        adjustments: Adjustments; each once.
        values: A number for the name of each.

    Raises:
        KeyError: If a value is missing, or an adjustment names no value of a scenario.
    """
    changed = {"parameters": dict(inputs.parameters), "population": dict(inputs.population)}
    for one in adjustments:
        section, name = changed[one.section], one.value_name
        section[name] = _changed(section[name], one, values[one.name], _FIELDS[one.section][name])
    return replace(inputs, parameters=changed["parameters"], population=changed["population"])


def _changed(old: Number, one: Adjustment, value: float, field: Field) -> Number:
    def within(number: float) -> float:
        return min(field.high, max(field.low, number))

    if isinstance(old, Mapping):
        if one.kind == "factor":
            return {key: within(part * value) for key, part in old.items()}
        return {key: within(part + value) if key == one.key else part for key, part in old.items()}
    if one.kind == "factor":
        return within(old * value)
    return within(value if one.kind == "value" else old + value)


@dataclass(frozen=True)
class Posterior:
    """Draws of fitted behaviour.

    Attributes:
        adjustments: What the columns change.
        rows: One tuple of values a draw, in the order of the adjustments.
        digest: SHA-256 of the file; empty if it was made in memory.
        about: What the fit says of itself (date, facts, version).
        fixed: Numbers of columns that are set by hand, whatever the draw.
    """

    adjustments: tuple[Adjustment, ...]
    rows: tuple[tuple[float, ...], ...]
    digest: str = ""
    about: Mapping[str, Any] = field(default_factory=dict)
    fixed: Mapping[str, float] = field(default_factory=dict)

    @property
    def paths(self) -> frozenset[str]:
        """Paths that are fitted, and so not drawn from a range of their own."""
        return frozenset(one.path for one in self.adjustments)

    def draw(self, draw: int, seed: int) -> dict[str, float]:
        """A row by lot, the same for a draw and a seed."""
        return self._named(self.rows[int(uniform(seed, draw, "posterior") * len(self.rows))])

    def prior_draw(self, draw: int, seed: int) -> dict[str, float]:
        """Values drawn from the priors, independently."""
        return self._named(
            one.from_prior(uniform(seed, draw, f"prior.{one.name}")) for one in self.adjustments
        )

    @property
    def contraction(self) -> dict[str, float]:
        """What was learnt of each column, up to 1: less the variance of its draws by that of its prior.

        On the normal scale, on which every prior has a variance of one; below 0 if it got less sure.
        """
        from statistics import NormalDist, pvariance

        normal = NormalDist()
        made = {}
        for one, column in zip(self.adjustments, zip(*self.rows, strict=True), strict=True):
            ranks = (min(max(one.to_prior(value), 1e-6), 1.0 - 1e-6) for value in column)
            made[one.name] = 1.0 - pvariance([normal.inv_cdf(rank) for rank in ranks])
        return made

    def median(self) -> dict[str, float]:
        """The median of each column."""
        return self._named(self._medians)

    @cached_property
    def _medians(self) -> tuple[float, ...]:
        return tuple(map(median, zip(*self.rows, strict=True)))

    def _named(self, values: Iterable[float]) -> dict[str, float]:
        names = (one.name for one in self.adjustments)
        return dict(zip(names, values, strict=True)) | dict(self.fixed)

    def write(self, path: Path) -> None:
        """Write to Parquet, whole or not at all."""
        import os

        import pyarrow as pa
        import pyarrow.parquet as pq

        names = (one.name for one in self.adjustments)
        columns = dict(zip(names, map(list, zip(*self.rows, strict=True)), strict=True))
        adjustments = [asdict(one) for one in self.adjustments]
        content = {"adjustments": adjustments, "about": dict(self.about)}
        description = json.dumps(content, ensure_ascii=False)
        table = pa.table(columns).replace_schema_metadata({KEY: description})
        part = path.with_name(f".{path.name}.part")
        pq.write_table(table, part, compression="zstd", write_page_checksum=True)
        os.replace(part, path)


def read(path: Path) -> Posterior:
    """Read what `Posterior.write` wrote.

    Raises:
        ValueError: If the file is no posterior of this program.
    """
    import hashlib

    import pyarrow.parquet as pq

    table = pq.read_table(path, page_checksum_verification=True)
    description = (table.schema.metadata or {}).get(KEY)
    if description is None:
        raise ValueError(f"{path} is no posterior: it does not say what its columns change")
    content = json.loads(description)
    adjustments = tuple(Adjustment(**one) for one in content["adjustments"])
    columns = [table.column(one.name).to_pylist() for one in adjustments]
    return Posterior(
        adjustments,
        tuple(zip(*columns, strict=True)),
        hashlib.sha256(path.read_bytes()).hexdigest(),
        content["about"],
    )


SHIPPED = "posterior.parquet"


@cache
def shipped() -> Posterior | None:
    """The posterior that comes with the program, or `None` if there is none."""
    file = resources.files("resettle.scenarios") / "data" / SHIPPED
    if not file.is_file():
        return None
    with resources.as_file(file) as path:
        return read(path)
