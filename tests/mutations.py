"""Files changed at random, as people and programs change them: seeded, so that a fault can be made again."""

from __future__ import annotations

import random
from collections.abc import Callable

Change = Callable[[list[str], random.Random], None]

NUMBERS = (
    "0",
    "-1",
    "1e300",
    "1e999",
    "nan",
    "0.5",
    "1e7",
    "12",
    "99999999999",
    "2022-13",
    "9999-99",
    "１２",
)
WORDS = (
    "",
    "{}",
    "[]",
    "null",
    "guizhou",
    "~",
    "'",
    '"',
    "&a",
    "*a",
    "!!python/object:os",
    "是",
    "\t",
    "remove",
)


def _number(lines: list[str], lot: random.Random) -> None:
    """Another number where one stands."""
    at = [n for n, line in enumerate(lines) if any(sign.isdigit() for sign in line)]
    if at:
        line = lot.choice(at)
        words = lines[line].split(" ")
        digits = [n for n, word in enumerate(words) if any(sign.isdigit() for sign in word)]
        chosen = lot.choice(digits)
        end = words[chosen][-1] if words[chosen][-1] in ",}]" else ""
        words[chosen] = lot.choice(NUMBERS) + end
        lines[line] = " ".join(words)


def _word(lines: list[str], lot: random.Random) -> None:
    """Another word in a line."""
    line = lot.randrange(len(lines))
    words = lines[line].split(" ")
    words[lot.randrange(len(words))] = lot.choice(WORDS)
    lines[line] = " ".join(words)


def _gone(lines: list[str], lot: random.Random) -> None:
    """A line is missing."""
    del lines[lot.randrange(len(lines))]


def _twice(lines: list[str], lot: random.Random) -> None:
    """A line stands twice."""
    line = lot.randrange(len(lines))
    lines.insert(line, lines[line])


def _moved(lines: list[str], lot: random.Random) -> None:
    """A line is indented otherwise."""
    line = lot.randrange(len(lines))
    lines[line] = " " * lot.choice((0, 1, 2, 4, 9)) + lines[line].lstrip()


def _swapped(lines: list[str], lot: random.Random) -> None:
    """Two lines have changed places."""
    one, other = lot.randrange(len(lines)), lot.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]


def _sign(lines: list[str], lot: random.Random) -> None:
    """A sign in the middle of a line."""
    line = lot.randrange(len(lines))
    at = lot.randrange(len(lines[line]) + 1)
    lines[line] = lines[line][:at] + lot.choice("：，{}[]:#|>\x00\u202e%@`") + lines[line][at:]


CHANGES: tuple[Change, ...] = (_number, _number, _number, _word, _gone, _twice, _moved, _swapped, _sign)
"""Ways to change a file; numbers most often, as files with other numbers get farthest."""


def mutated(text: str, lot: random.Random) -> str:
    """A text with one to three changes."""
    lines = text.splitlines() or [""]
    for _ in range(lot.choice((1, 1, 1, 2, 3))):
        lot.choice(CHANGES)(lines, lot)
        lines = lines or [""]
    return "\n".join(lines) + "\n"
