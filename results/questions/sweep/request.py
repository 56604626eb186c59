"""What a sweep is asked for, with the defaults of the command and of the library."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from resettle.scenarios import Scenario

REPLICATIONS = 30
"""Replications of each point if neither the request nor its file names a number."""


@dataclass(frozen=True)
class Request:
    """A sweep.

    Attributes:
        scenario: A scenario, or its name or file; or a file of a sweep, which has the key `sweep`.
        vary: What is varied: `PATH=NUMBERS` each, or numbers by path, as a list or as they are written on the
            command line (`results.questions.sweep.reading`); added to what the file varies.
        sample: Points of a Latin hypercube; the whole grid if neither this nor the file names a number.
        of: Outcomes; those of the file if empty, else all outcome targets and the spending.
        replications: Replications of each point; those of the file or `REPLICATIONS` if missing.
    """

    scenario: Scenario | str
    vary: Sequence[str] | Mapping[str, Sequence[float] | str] = ()
    sample: int | None = None
    of: Sequence[str] = ()
    replications: int | None = None
