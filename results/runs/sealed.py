"""Parquet files that tell whether they are as they were written.

Parquet has checksums of pages only, which leave out its footer. A sealed file carries a digest of all its
other bytes among its metadata; any other program reads it like every Parquet file.
"""

from __future__ import annotations

from hashlib import blake2b
from pathlib import Path
from typing import Any

from resettle.results.runs.atomic import replacing

KEY = b"resettle.digest"

SIZE = 16
"""Bytes of a digest; it is written in hexadecimal digits."""

_BLANK = b"0" * (2 * SIZE)

_BETWEEN = 2
"""Bytes between key and value: the type and the length of the value."""


class DamageError(ValueError):
    """A file that is not as it was written."""


class NotSealedError(DamageError):
    """A file that carries no digest: this program did not write it, or an early version did."""


def write(path: Path, table: Any, **options: Any) -> None:
    """Write an Arrow table, sealed, whole or not at all.

    Args:
        path: The file.
        table: The table.
        options: For `pyarrow.parquet.write_table`.

    Raises:
        OSError: If it cannot be written.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    sink = pa.BufferOutputStream()
    metadata = {**(table.schema.metadata or {}), KEY: _BLANK}
    pq.write_table(table.replace_schema_metadata(metadata), sink, **options)
    content = memoryview(sink.getvalue())
    footer = len(content) - 8 - int.from_bytes(content[-8:-4], "little")
    begin = footer + bytes(content[footer:]).rindex(KEY) + len(KEY) + _BETWEEN
    end = begin + len(_BLANK)
    assert content[begin:end] == _BLANK
    with replacing(path) as new, new.open("wb") as file:
        for part in (content[:begin], _digest(content, begin), content[end:]):
            file.write(part)


def read(path: Path) -> Any:
    """A sealed file, as a buffer that `pyarrow.parquet` reads.

    Raises:
        DamageError: If it is not as it was written.
        OSError: If it cannot be read.
    """
    import pyarrow as pa

    content = path.read_bytes()
    begin = content.rfind(KEY) + len(KEY) + _BETWEEN
    if begin < len(KEY) + _BETWEEN:
        raise NotSealedError("it carries no digest")
    if content[begin : begin + len(_BLANK)] != _digest(memoryview(content), begin):
        raise DamageError("it is not as it was written")
    return pa.BufferReader(content)


def _digest(content: memoryview, begin: int) -> bytes:
    """Digest of all bytes but those of the digest itself."""
    whole = blake2b(content[:begin], digest_size=SIZE)
    whole.update(content[begin + len(_BLANK) :])
    return whole.hexdigest().encode()
