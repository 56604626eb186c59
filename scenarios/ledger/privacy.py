"""What keeps people out of what is written: a keyed hash for numbers, and no count below five."""

from __future__ import annotations

import hmac
import os
import secrets
from collections.abc import Mapping, Sequence
from pathlib import Path

from resettle.model.text import Text, both
from resettle.scenarios.language import Refused, reason_of

FEWEST = 5
"""Fewest people or households that anything written is counted from."""

KEY_BYTES = 32


def key_of(path: Path | None) -> bytes:
    """The county's key for hashes of numbers: from a file, which is made if it is missing, or for once.

    Args:
        path: File with 64 hexadecimal digits, readable by its owner only; `None` for a key that nobody keeps.

    Raises:
        Refused: If the file cannot be read or made, or holds no key.
    """
    if path is None:
        return secrets.token_bytes(KEY_BYTES)
    try:
        if not path.exists():
            new = secrets.token_bytes(KEY_BYTES)
            with open(
                os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii"
            ) as file:
                file.write(new.hex() + "\n")
            return new
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except OSError as error:
        why = reason_of(error)
        raise Refused(
            both("key file {path}: {why}", "密钥文件{path}：{why}", path=str(path), why=why)
        ) from error
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise Refused(
            Text(
                f"key file {path} holds no key; name another file, and a key is made",
                f"密钥文件{path}内容不是密钥；请另指定一个文件，程序会自动生成",
            )
        )
    return key


def hashed(key: bytes, number: str) -> int:
    """A number of a person or household that cannot be traced back without the key: HMAC-SHA256, 64 bits.

    With a million numbers two of them meet with a chance of 1 in 40 million.
    """
    return int.from_bytes(hmac.digest(key, number.encode(), "sha256")[:8], "big", signed=True)


def merged(counts: Mapping[str, int], ordered: bool) -> dict[str, int]:
    """Counts in which none is from one to four: such a part goes to another.

    Args:
        counts: People or households by part.
        ordered: Whether parts lie in a row (sizes, ages), so that a small one joins its neighbour towards the
            largest part; else it joins the largest.
    """
    result = dict(counts)
    names: Sequence[str] = list(result)
    largest = names.index(max(result, key=lambda name: result[name]))
    # From both ends towards the largest part, so that what has been merged is looked at again.
    towards = [(at, at + 1) for at in range(largest)] + [
        (at, at - 1) for at in range(len(names) - 1, largest, -1)
    ]
    for at, neighbour in towards:
        if 0 < result[names[at]] < FEWEST:
            other = neighbour if ordered else largest
            result[names[other]] += result[names[at]]
            result[names[at]] = 0
    return result


def of_enough(some: int, all_of_them: int) -> int | None:
    """How many of a group have something, such that neither they nor the rest are from one to four.

    Returns:
        The count, moved to none or all where needed; `None` if the whole group is that small.
    """
    if all_of_them < FEWEST:
        return None
    if 0 < some < FEWEST:
        return 0
    return all_of_them if 0 < all_of_them - some < FEWEST else some
