"""Files that tell whether they are as they were written.

Parquet has checksums of pages only, which leave out its footer. A sealed file carries a digest of all its
other bytes among its metadata; any other program reads it like every Parquet file. Sealed JSON carries one
of all that it says.
"""

from __future__ import annotations

import json
from hashlib import blake2b
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from resettle.model.text import Text, fill
from resettle.results.runs.atomic import replacing
from resettle.scenarios.language import SaidError

KEY = b"resettle.digest"

SIZE = 16
"""Bytes of a digest; it is written in hexadecimal digits."""

CHECKSUM = "checksum"
"""Key of the digest in JSON."""

_BLANK = b"0" * (2 * SIZE)

_BETWEEN = 2
"""Bytes between key and value: the type and the length of the value."""


class DamageError(SaidError, ValueError):
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
    content = path.read_bytes()
    begin = content.rfind(KEY) + len(KEY) + _BETWEEN
    if begin < len(KEY) + _BETWEEN:
        raise NotSealedError(Text("it carries no digest", "没有摘要"))
    if content[begin : begin + len(_BLANK)] != _digest(memoryview(content), begin):
        raise DamageError(Text("it is not as it was written", "内容已变动"))
    return pa.BufferReader(content)


def is_sealed(path: Path) -> bool:
    """Whether this program wrote a Parquet file, whole or damaged since."""
    try:
        return KEY in (pq.read_schema(path).metadata or {})
    except (OSError, pa.ArrowInvalid):
        return False


def _digest(content: memoryview, begin: int) -> bytes:
    """Digest of all bytes but those of the digest itself."""
    whole = blake2b(content[:begin], digest_size=SIZE)
    whole.update(content[begin + len(_BLANK) :])
    return whole.hexdigest().encode()


def write_json(path: Path, data: dict[str, Any], indent: int | None = None) -> dict[str, Any]:
    """Write plain data, sealed, whole or not at all.

    Returns:
        What was written.

    Raises:
        OSError: If it cannot be written.
    """
    plain = json.loads(json.dumps({key: value for key, value in data.items() if key != CHECKSUM}))
    written = {**plain, CHECKSUM: _checksum(plain)}
    text = json.dumps(written, ensure_ascii=False, indent=indent)
    with replacing(path) as new:
        new.write_text(text + "\n", encoding="utf-8")
    return written


def read_json(path: Path, *, edited: bool = False) -> dict[str, Any]:
    """Plain data that `write_json` wrote.

    Args:
        path: The file.
        edited: Whether somebody may have changed them on purpose, who removes their checksum.

    Raises:
        DamageError: If they are not as they were written.
        OSError: If the file cannot be read.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError):
        raise DamageError(Text("it is no JSON", "不是JSON")) from None
    if not isinstance(data, dict):
        raise DamageError(Text("it is no JSON object", "不是JSON对象"))
    if CHECKSUM not in data:
        if edited:
            return data
        raise NotSealedError(Text("it carries no checksum", "没有校验值"))
    if data[CHECKSUM] == _checksum(data):
        return data
    if not edited:
        raise DamageError(Text("it is not as it was written", "内容已变动"))
    on_purpose = Text(
        "it is not as it was written; who has edited it removes its {checksum}",
        "内容已变动；如系自行修改，请删去其中的{checksum}",
    )
    raise DamageError(fill(on_purpose, checksum=CHECKSUM))


def _checksum(data: dict[str, Any]) -> str:
    plain = {key: value for key, value in data.items() if key != CHECKSUM}
    return blake2b(json.dumps(plain, sort_keys=True).encode(), digest_size=SIZE).hexdigest()
