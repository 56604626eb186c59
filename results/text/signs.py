"""Signs that a stream can carry: what a terminal or pipe has no character for may not be misread.

What has no character becomes `?` elsewhere, which is the sign of an uncertain verdict here, and a minus that
becomes one turns a loss into a gain.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from functools import lru_cache

from resettle.model.text import Lang

VERDICTS = "✓✗"
"""Signs of what is reached and what is missed, which are always changed together."""

_OTHER_VERDICTS = (("√", "×"), ("OK", "NO"))

_PLAIN = {
    "·": ".",
    "–": "-",
    "—": "-",
    "\N{MINUS SIGN}": "-",
    "≥": ">=",
    "≤": "<=",
    "×": "x",
    "±": "+/-",
    "…": "...",
    "→": "->",
    "○": "o",
    "“": '"',
    "”": '"',
    "‘": "'",
    "’": "'",
    "«": '"',
    "»": '"',
    "\N{NO-BREAK SPACE}": " ",
    "\N{NARROW NO-BREAK SPACE}": " ",
    "\N{THIN SPACE}": " ",
}

_ORDERS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]")
"""What a terminal takes for an order: an escape sequence begins, a line turns around, nothing is shown."""


def written(text: str, encoding: str | None) -> str:
    """A text as a stream can carry it, with nothing in it that a terminal obeys."""
    text = _ORDERS.sub(lambda order: _escaped(order[0]), text)
    name = encoding or "utf-8"
    if _carries(name, text):
        return text
    return "".join(
        character if _carries(name, character) else _instead(character, name)
        for character in _marked(text, name)
    )


def on_stream(encoding: str | None) -> str:
    """Name of an error handler by which whatever else is written to a stream is changed in the same way."""
    name = f"resettle-{encoding or 'utf-8'}"
    codecs.register_error(name, _handler(encoding or "utf-8"))
    return name


def speaks(lang: Lang, encoding: str | None) -> bool:
    """Whether a stream can carry the words of a language."""
    return lang == "en" or _carries(encoding or "utf-8", "搬迁")


def _handler(encoding: str) -> Callable[[UnicodeError], tuple[str, int]]:
    def handler(error: UnicodeError) -> tuple[str, int]:
        if not isinstance(error, UnicodeEncodeError):
            raise error
        return written(error.object[error.start : error.end], encoding), error.end

    return handler


def _marked(text: str, encoding: str) -> str:
    """A text with verdicts as a stream carries them: both signs or neither."""
    reached, missed = _verdicts(encoding)
    return text.replace(VERDICTS[0], reached).replace(VERDICTS[1], missed)


@lru_cache
def _verdicts(encoding: str) -> tuple[str, str]:
    pairs = ((VERDICTS[0], VERDICTS[1]), *_OTHER_VERDICTS)
    return next(pair for pair in pairs if _carries(encoding, "".join(pair)))


def _instead(character: str, encoding: str) -> str:
    plain = _PLAIN.get(character, "")
    return plain if plain and _carries(encoding, plain) else _escaped(character)


def _escaped(character: str) -> str:
    number = ord(character)
    if 0xDC80 <= number <= 0xDCFF:  # a byte of a name that is not valid in its encoding
        return f"\\x{number - 0xDC00:02x}"
    return (
        f"\\x{number:02x}"
        if number < 0x100
        else f"\\u{number:04x}"
        if number < 0x10000
        else f"\\U{number:08x}"
    )


def _carries(encoding: str, text: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    except LookupError:  # a stream of its own kind
        return True
    return True
