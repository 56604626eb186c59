"""What is wrong in a scenario file, and where: collected, never one at a time."""

from __future__ import annotations

import contextlib
import difflib
import os
from collections.abc import Iterable
from dataclasses import dataclass

from resettle.model.language import default_lang
from resettle.model.text import NOTHING, Text, both, lines
from resettle.scenarios.language import SaidError

MAX_PRINTED = 200
"""Most problems that are printed; a file that is wrong throughout needs no more."""

SPAN = Text("{start} to {end}", "{start}至{end}")
"""Two months, the first and the last of a stretch."""

MAX_KEPT = 500
"""Most problems that are looked for, so that a file of nonsense is refused at once."""


@dataclass(frozen=True, order=True)
class Where:
    """A location in a file; lines and columns count from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        """`file:line:column`, which editors and terminals can open."""
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: what, what is allowed, and the nearest right name.

    Attributes:
        where: The location; `None` if it is about none.
        message: What is wrong and how to mend it.
    """

    where: Where | None
    message: Text

    @property
    def text(self) -> Text:
        """One line: location and message."""
        if self.where is None:
            return self.message
        return Text(f"{self.where}: {self.message.en}", f"{self.where}: {self.message.zh}")

    def __str__(self) -> str:
        """One line in the language of the system."""
        return self.in_(default_lang())

    def in_(self, lang: str) -> str:
        """One line in `en` or `zh`."""
        return self.text.in_(lang)


class ScenarioErrors(SaidError):
    """All problems of a scenario and of the files it extends.

    Attributes:
        problems: The problems in order of file and location.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keeps the problems in the order given; its text has one a line."""
        self.problems: tuple[Problem, ...] = tuple(problems)
        printed = [problem.text for problem in self.problems[:MAX_PRINTED]]
        hidden = len(self.problems) - len(printed)
        if hidden > 0:
            printed.append(both("... and {number} more problems", "……另有{number}个问题", number=hidden))
        super().__init__(lines(printed))
        self.args = (self.problems,)


class Problems:
    """Collects problems while a scenario is read."""

    def __init__(self) -> None:
        """Starts empty."""
        self._problems: dict[tuple[Where | None, Text], Problem] = {}
        self._files: dict[str, int] = {}

    def __bool__(self) -> bool:
        """Whether anything is wrong so far."""
        return bool(self._problems)

    @property
    def full(self) -> bool:
        """Whether so much is wrong that looking for more is of no use."""
        return len(self._problems) >= MAX_KEPT

    def order(self, where: Where) -> int:
        """Position of a location's file: 0 for the file that was asked for."""
        return self._files.get(where.file, len(self._files))

    def file(self, name: str) -> None:
        """Notes a file, so that problems are listed in the order in which files were read."""
        self._files.setdefault(name, len(self._files))

    def add(self, where: Where | None, message: Text) -> None:
        """Adds a problem; the same words at the same location count once."""
        if not self.full:
            self._problems.setdefault((where, message), Problem(where, message))

    def breaks(self, where: Where, *rules: tuple[object, Text]) -> bool:
        """Whether a rule (what breaks it, and words) is broken; the first that is broken is reported."""
        message = next((words for broken, words in rules if broken), None)
        if message is not None:
            self.add(where, message)
        return message is not None

    def sorted(self) -> tuple[Problem, ...]:
        """All problems by file, line and column."""

        def order(problem: Problem) -> tuple[int, int, int]:
            where = problem.where
            return (-1, 0, 0) if where is None else (self.order(where), where.line, where.column)

        return tuple(sorted(self._problems.values(), key=order))

    def raise_if_any(self) -> None:
        """Ends the reading if anything is wrong.

        Raises:
            ScenarioErrors: With every problem so far.
        """
        if self._problems:
            raise ScenarioErrors(self.sorted())


def readable(name: str) -> str:
    """The name of a file as a text can hold it.

    A system tells names as bytes: those that its encoding does not have, as in the C locale or in an archive
    that was made on Windows, are read as UTF-8, or else as GBK.
    """
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        for encoding in ("utf-8", "gb18030"):
            with contextlib.suppress(UnicodeError):
                return os.fsencode(name).decode(encoding)
        return name.encode("utf-8", "backslashreplace").decode("utf-8")
    return name


def printable(text: str, limit: int = 60) -> str:
    """Text of a file as it may be printed: short, without control characters."""
    text = readable(text)
    short = text if len(text) <= limit else text[: limit - 1] + "…"
    return "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in short)


def shown(text: str, limit: int = 60) -> Text:
    """Text of a file in quotation marks, as it may be printed."""
    words = printable(text, limit)
    return Text(f"'{words}'", f"“{words}”")


def listed(names: Iterable[str], limit: int = 20) -> Text:
    """Names in a row, the first ones only if there are many."""
    all_names = [str(name) for name in names]
    first = Text(", ".join(all_names[:limit]), "、".join(all_names[:limit]))
    if len(all_names) <= limit:
        return first
    return both(
        "{first}, … ({number} in all)", "{first}……（共{number}个）", first=first, number=len(all_names)
    )


def hint(name: str, names: Iterable[str]) -> Text:
    """`; did you mean X?` with the nearest name, or nothing if none is near."""
    candidates = [str(candidate) for candidate in names]
    tidy = name[:80].strip().lower().replace("-", "_").replace(" ", "_")
    by_tidy = {candidate.lower().replace("-", "_"): candidate for candidate in candidates}
    near = difflib.get_close_matches(tidy, by_tidy, n=1, cutoff=0.6)
    return both("; did you mean {one}?", "；是否应为{one}？", one=by_tidy[near[0]]) if near else NOTHING
