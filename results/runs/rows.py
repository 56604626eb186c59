"""Rows by column, so that a hundred thousand runs of a hundred figures are read in seconds."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from resettle.results.runs.memory import is_lack_of_memory

Row = Mapping[str, Any]
"""What became of a run, by column."""

_ROOTS = tuple(
    f"{Path(root).resolve()}{os.sep}" for root in (Path(__file__).parents[2], sys.prefix, sys.base_prefix)
)
"""Folders that no row names: it may be published with the results."""


def failure(error: Exception) -> dict[str, str]:
    """The columns of a row that failed: `error`, one line, and `trace`, the traceback for a developer."""
    trace = "".join(traceback.format_exception(error))
    for root in _ROOTS:
        trace = trace.replace(root, "")
    said = f"{type(error).__name__}: {error}".splitlines()[0]
    return {"error": NO_MEMORY if is_lack_of_memory(error) else said, "trace": trace}


NO_MEMORY = "not enough memory for the run"
"""Message of a run for which there was none, whatever library ran out of it."""


class Block:
    """Rows of one shard, or of one batch, by column.

    Args:
        table: The rows as an Arrow table.

    Attributes:
        columns: Values by column, NaN or `None` where a row has none.
        has: Rows that have a value, for the columns that some lack.
    """

    def __init__(self, table: Any) -> None:
        self.size = int(table.num_rows)
        self.columns: dict[str, NDArray[Any]] = {}
        self.has: dict[str, NDArray[np.bool_]] = {}
        for name, column in zip(table.column_names, table.columns, strict=True):
            self.columns[name] = column.to_numpy()
            if column.null_count:
                self.has[name] = column.is_valid().to_numpy()

    def lines(self) -> list[Line]:
        """Its rows."""
        return [Line(self, position) for position in range(self.size)]

    def holds(self, name: str, position: int) -> bool:
        """Whether a row has a value in a column."""
        return name in self.columns and (name not in self.has or bool(self.has[name][position]))


class Line(Mapping[str, Any]):
    """One row of a block."""

    __slots__ = ("block", "position")

    def __init__(self, block: Block, position: int) -> None:
        self.block, self.position = block, position

    def has(self, name: str) -> bool:
        """Whether the row has a value in a column."""
        return self.block.holds(name, self.position)

    def __getitem__(self, name: str) -> Any:
        if not self.has(name):
            raise KeyError(name)
        value = self.block.columns[name][self.position]
        return value.item() if isinstance(value, np.generic) else value

    def __iter__(self) -> Iterator[str]:
        return (name for name in self.block.columns if self.has(name))

    def __len__(self) -> int:
        return sum(1 for _ in self)


def table_of(rows: Sequence[Row]) -> Any:
    """Rows as an Arrow table; a row that lacks a column is null there."""
    names = dict.fromkeys(name for row in rows for name in row)
    return pa.table({name: [row.get(name) for row in rows] for name in names})


def lines_of(rows: Sequence[Row]) -> list[Line]:
    """Rows, each as a line of a block; lines stay what they are."""
    loose = [row for row in rows if not isinstance(row, Line)]
    made = iter(Block(table_of(loose)).lines() if loose else ())
    return [row if isinstance(row, Line) else next(made) for row in rows]


def by_block(lines: Sequence[Line]) -> Iterator[tuple[Block, NDArray[np.int64], NDArray[np.int64]]]:
    """Blocks of lines, with the positions of their lines in the list and in the block."""
    blocks: dict[int, tuple[Block, list[int], list[int]]] = {}
    for position, line in enumerate(lines):
        block, positions, inside = blocks.setdefault(id(line.block), (line.block, [], []))
        positions.append(position)
        inside.append(line.position)
    for block, positions, inside in blocks.values():
        yield block, np.array(positions, dtype=np.int64), np.array(inside, dtype=np.int64)
