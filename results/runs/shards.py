"""Finished runs on disk: rows of small Parquet files that are there whole or not at all.

A shard is written under another name and then moved into place. Each row carries the key of its
run; the same command after a kill reads the shards, takes the rows whose keys it needs, and does
the rest. A shard with a single bit that is not as it was written gives no row.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import warnings
from collections.abc import Container, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from resettle.model.text import Text, fill
from resettle.results.runs import sealed
from resettle.results.runs.crew import DIED
from resettle.results.runs.rows import Block, Row, table_of
from resettle.scenarios.language import SaidWarning, reason_of

MANY_SHARDS = 50
"""So many shards are joined into one."""

_NAME = re.compile(r"runs-\d+-[0-9a-f]{12}\.parquet")
"""Name of a shard that this program wrote."""

LARGE_BYTES = 32 * 2**20
"""A shard of that size is not joined again, so that no row is written more than a few times."""

_QUICK: dict[str, Any] = {"compression": "none", "use_dictionary": False, "write_statistics": False}
"""How small shards are written, and read again, in a third of the time; joined ones are compressed."""


def kept(folder: Path, wanted: Container[str], columns: Container[str] | None = None) -> dict[str, Row]:
    """Rows that are kept, by key, but those worth another try.

    Args:
        folder: Folder of the shards; it need not exist.
        wanted: Keys that are of use.
        columns: Columns that are of use; all if left out.
    """
    tables = []
    for path in sorted(folder.glob("runs-*.parquet")):
        try:
            tables.append(_read(path, wanted, columns))
        except FileNotFoundError:  # joined by another command meanwhile
            continue
        except (OSError, sealed.DamageError) as error:  # those runs are done again
            warnings.warn(SaidWarning(_unread(path, error)), stacklevel=3)
            if isinstance(error, sealed.DamageError) and _NAME.fullmatch(path.name):
                _set_aside(path)
    rows: dict[str, Row] = {}
    for block in map(Block, _together([table for table in tables if table is not None])):
        rows.update(zip(block.columns["key"], block.lines(), strict=True))
    return rows


def _unread(path: Path, error: OSError | sealed.DamageError) -> Text:
    """What is said of a shard that cannot be read."""
    again = Text(
        "{name} cannot be read, its runs are done again: {why}", "{name}无法读取，其中的模拟将重新进行：{why}"
    )
    why = reason_of(error) if isinstance(error, OSError) else error.text
    return fill(again, name=path.name, why=why)


def _together(tables: list[Any]) -> list[Any]:
    """One table of many, unless their columns are of different kinds."""
    try:
        return [pa.concat_tables(tables, promote_options="default")] if tables else []
    except (pa.ArrowInvalid, pa.ArrowTypeError):  # one of them is not ours
        return tables


def _read(path: Path, wanted: Container[str], columns: Container[str] | None) -> Any:
    """Rows of a shard that are of use, as a table; `None` if there are none."""
    with pq.ParquetFile(sealed.read(path)) as file:
        present = file.schema_arrow.names
        if "key" not in present:
            return None
        first = file.read(columns=[name for name in ("key", "error") if name in present], use_threads=False)
        keys = first.column("key").to_pylist()
        errors = first.column("error").to_pylist() if "error" in present else [None] * len(keys)
        use = [key in wanted and not _try_again(error) for key, error in zip(keys, errors, strict=True)]
        if not any(use):
            return None
        names = [name for name in present if name == "key" or columns is None or name in columns]
        table = file.read(columns=names, use_threads=False)
    return table if all(use) else table.filter(pa.array(use))


def _set_aside(path: Path) -> None:
    """Give a damaged shard another name, so that it is reported once."""
    with contextlib.suppress(OSError):  # a folder that is only read
        path.rename(path.with_name(f"{path.name}.damaged"))


def _try_again(error: str | None) -> bool:
    """Whether a failure may have been the machine's; others repeat themselves."""
    return error is not None and error.startswith((DIED, "MemoryError", "OSError"))


def write_shard(folder: Path, rows: Sequence[Row]) -> Path:
    """Keep rows that have just been finished.

    Raises:
        OSError: If they cannot be written; what is kept already stays.
    """
    path = _fresh(folder)
    write_rows(path, rows)
    return path


def _fresh(folder: Path) -> Path:
    """Name of a shard that no other process takes."""
    return folder / f"runs-{os.getpid()}-{secrets.token_hex(6)}.parquet"


def write_rows(path: Path, rows: Sequence[Row]) -> None:
    """Write rows as Parquet, whole or not at all, creating the folder if needed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    sealed.write(path, table_of(rows), **_QUICK)


def join_shards(folder: Path) -> None:
    """Join many shards into one. A kill in between leaves rows twice, which does no harm."""
    shards = [path for path in sorted(folder.glob("runs-*.parquet")) if _size(path) < LARGE_BYTES]
    if len(shards) < MANY_SHARDS:
        return
    tables, joined = [], []
    for path in shards:
        try:
            with pq.ParquetFile(sealed.read(path)) as file:
                if "key" in file.schema_arrow.names:
                    tables.append(file.read())
                    joined.append(path)
        except (OSError, sealed.DamageError):
            continue
    together = _together(tables)
    if len(together) != 1:
        return
    sealed.write(_fresh(folder), together[0], compression="zstd")
    for path in joined:
        path.unlink(missing_ok=True)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return LARGE_BYTES
