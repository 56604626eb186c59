"""What a table of runs left: a frame of figures, and what else was kept of each run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from resettle.model.record import RunRecord
from resettle.results.judge.futures import first_runs
from resettle.results.runs.records import unpacked
from resettle.results.runs.rows import Line, Row, by_block, lines_of

if TYPE_CHECKING:
    from resettle.results.runs.table import Task

NO_FIGURES = ("key", "seconds", "error", "trace", "unmade")
"""Columns of a row that are no figures, besides those that begin with one of `PARTS`."""

PARTS = ("households.", "record.")

IDENTITY = ("variant", "replication", "seed", "draw", "status", "error", "seconds")
"""Columns of a frame before the figures; `draw` is -1 where nothing is drawn."""


@dataclass(frozen=True)
class Households:
    """Incomes of the households of one run; a row is the same household in every variant of a pair.

    Attributes:
        base: Yuan a person over the base year.
        last: Yuan a person over the last twelve months of the plan.
        weight: Households that each stands for.
    """

    base: NDArray[np.float32]
    last: NDArray[np.float32]
    weight: float


@dataclass(frozen=True)
class Runs:
    """What a table of runs left.

    Attributes:
        frame: A row a variant and replication, in the order asked for: `IDENTITY` and the figures of
            `results.judge.measures`, NaN for a run that failed.
        kept_households: Incomes by variant and replication, if they were asked for.
        records: Records by variant and replication, in the order of the frame, if they were asked for.
        traces: Tracebacks of runs that failed, by variant and replication.
        unmade: Why the values of runs allow no world, by variant and replication of those that failed of it.
    """

    frame: pd.DataFrame
    kept_households: dict[tuple[str, int], Households] = field(default_factory=dict, repr=False)
    records: dict[tuple[str, int], RunRecord] = field(default_factory=dict, repr=False)
    traces: dict[tuple[str, int], str] = field(default_factory=dict, repr=False)
    unmade: dict[tuple[str, int], str] = field(default_factory=dict, repr=False)

    @classmethod
    def empty(cls) -> Runs:
        """No runs."""
        return cls(pd.DataFrame(columns=list(IDENTITY)))

    @property
    def failed(self) -> pd.DataFrame:
        """Rows of the runs that failed."""
        return self.frame[self.frame["status"] == "failed"]

    def of(self, variant: str) -> pd.DataFrame:
        """Rows of a variant that succeeded, by replication."""
        rows = self.frame[(self.frame["variant"] == variant) & (self.frame["status"] == "succeeded")]
        return rows.sort_values("replication", kind="stable").reset_index(drop=True)

    def first(self, variant: str) -> pd.DataFrame:
        """The same without futures that were run again; see `results.judge.futures`."""
        return first_runs(self.of(variant))

    def households(self, variant: str) -> dict[int, Households]:
        """Incomes of a variant's households by replication."""
        return {number: one for (name, number), one in self.kept_households.items() if name == variant}


def joined(variants: Sequence[str], *parts: Runs) -> Runs:
    """Runs of several calls as one, ordered by variant and replication as one call would have left them."""
    frame = pd.concat([one.frame for one in parts if len(one.frame)], ignore_index=True)
    order = {name: position for position, name in enumerate(variants)}
    frame = frame.assign(position=frame["variant"].map(order)).sort_values(["position", "replication"])
    frame = frame.drop(columns="position").reset_index(drop=True)
    names = list(zip(frame["variant"], frame["replication"], strict=True))
    together: dict[str, dict[tuple[str, int], Any]] = {}
    for kind in ("kept_households", "records", "traces", "unmade"):
        known = {name: kept for one in parts for name, kept in getattr(one, kind).items()}
        together[kind] = {name: known[name] for name in names if name in known}
    figures = [str(name) for name in frame if name not in IDENTITY]
    return Runs(frame[[*IDENTITY, *sorted(figures, key=_order)]], **together)


def frame_of(ran: Sequence[tuple[str, int, Task, Row]]) -> Runs:
    """Runs from (variant, base seed, task, row), in the order given; figures in an order of their own."""
    lines = lines_of([row for *_, row in ran])
    seconds = np.zeros(len(ran))
    errors = np.full(len(ran), "", dtype=object)
    figures: dict[str, NDArray[np.float64]] = {}
    for block, positions, inside in by_block(lines):
        seconds[positions] = block.columns["seconds"][inside]
        errors[positions] = block.columns["error"][inside]
        for name, values in block.columns.items():
            if name in NO_FIGURES or name.startswith(PARTS):
                continue
            if name in block.has and not block.has[name][inside].any():
                continue
            if name not in figures:
                figures[name] = np.full(len(ran), np.nan)
            figures[name][positions] = values[inside]
    columns: dict[str, object] = {
        "variant": [variant for variant, *_ in ran],
        "replication": np.array([task.replication for _, _, task, _ in ran], dtype=np.int64),
        "seed": np.array([seed + task.replication for _, seed, task, _ in ran], dtype=np.int64),
        "draw": np.array([-1 if task.draw is None else task.draw for _, _, task, _ in ran], dtype=np.int64),
        "status": np.where(errors == "", "succeeded", "failed").astype(object),
        "error": errors,
        "seconds": seconds,
    }
    columns |= {name: figures[name] for name in sorted(figures, key=_order)}
    names = [(variant, task.replication) for variant, _, task, _ in ran]
    named = list(zip(names, lines, strict=True))
    return Runs(
        pd.DataFrame(columns),
        {name: _households(line) for name, line in named if line.has("households.base")},
        {name: unpacked(line) for name, line in named if line.has("record.values")},
        {name: line["trace"] for name, line in named if line.has("trace")},
        {name: line["unmade"] for name, line in named if line.has("unmade")},
    )


def _households(line: Line) -> Households:
    base, last = (np.frombuffer(line[f"households.{name}"], dtype=np.float32) for name in ("base", "last"))
    return Households(base, last, line["households.weight"])


GROUPS = ("figure", "met", "", "spent", "spent_year", "lever_year", "last_year")
"""Groups of figures, in the order of their columns."""


def _order(name: str) -> tuple[int, str]:
    """Where a figure stands among the columns, whatever the order in which runs ended."""
    group = name.rpartition(".")[0] if "." in name else ""
    return GROUPS.index(group) if group in GROUPS else len(GROUPS), name
