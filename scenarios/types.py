"""What a scenario is once it has been read: values with unit, source and location."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from resettle.model.fields import Field
from resettle.model.inputs import Condition, Window
from resettle.model.parameters import PARAMETERS
from resettle.model.population_fields import INITIAL, POPULATION, SERIES
from resettle.model.text import NOTHING, Text
from resettle.scenarios.problems import Where

SECTIONS: dict[str, Mapping[str, Field]] = {
    "population": POPULATION,
    "initial": INITIAL,
    "parameters": PARAMETERS,
    "series": SERIES,
}
"""The sections that hold values by name, with their declarations."""

GRACE = Field(
    "months",
    "Months a zero-employment spell may last before it counts as long",
    "零就业宽限期",
    0.0,
    60.0,
    whole=True,
)
"""Declaration of the grace period of a spell that is read by the strict month."""

DEFAULT_GRACE_MONTHS = 3
"""Grace period of a scenario without a spell in a strict month, for the strict figure beside others."""

KINDS = ("growth", "stock", "flow", "spell")
WHEN = {
    "growth": ("period", "each_year", "by"),
    "stock": ("every_month", "period_end", "by", "each_year"),
    "flow": ("each_year", "period"),
    "spell": ("every_month",),
}
"""When each kind of target is judged."""

ROLES = OUTCOME, TASK = "outcome", "task"
"""What a target is about: how people fare, or how much is done, which a plan's author sets."""

COUNTS = EARNED, TRANSFERS = "earned", "transfers"
"""What of a mix counts towards an income target: only what people earn by it, or allowances too."""

EVERY_WHEN = tuple(dict.fromkeys(when for allowed in WHEN.values() for when in allowed))

NAME = re.compile(r"[^\W_][\w-]{0,59}")
"""What names of scenarios and targets look like."""

NAME_RULE = Text(
    "a name has letters, digits, '-' and '_' only, 60 at most, and starts with a letter or digit",
    "名称只能含字母、数字、“-”和“_”，最多60个字符，并以字母或数字开头",
)

SOURCE_KINDS = (
    "own", "ledger", "document", "data", "literature", "calibrated", "assumed", "derived", "transferred",
)  # fmt: skip

OWN = frozenset({"own", "ledger"})
"""Kinds of sources that a county states of itself: no assumption, so no range is asked for."""

UNSURE = frozenset({"assumed", "derived", "transferred"})
"""Kinds of sources that do not state the value itself: it needs a range and a note, and varies."""


@dataclass(frozen=True)
class Source:
    """Where a value comes from.

    Attributes:
        kind: One of `SOURCE_KINDS`.
        evidence: Ids in the evidence register; for `derived` the terms that the value is computed from, for
            `transferred` the figures of another year, place or population that stand for it.
        items: Items of documents, as id of the document and of the item: one for `document`, those among the
            terms for `derived` and `transferred`.
        words: What a county says of its own figure: `own: <words>` or `ledger:<name>#<column>`.
    """

    kind: str
    evidence: tuple[str, ...] = ()
    items: tuple[tuple[str, str], ...] = ()
    words: str = ""

    @property
    def text(self) -> str:
        """As it is written in a file, e.g. `document:guizhou#4` or `data:W11,W12`."""
        if self.words:
            return f"{self.kind}: {self.words}" if self.kind == "own" else f"{self.kind}:{self.words}"
        terms = [*self.evidence, *(f"{document}#{item}" for document, item in self.items)]
        return f"{self.kind}:{','.join(terms)}" if terms else self.kind

    @property
    def unsure(self) -> bool:
        """Whether the value itself is stated nowhere."""
        return self.kind in UNSURE


@dataclass(frozen=True)
class FittedTo:
    """What a file that holds a fitted base year says of its fit.

    Attributes:
        digest: Of all that the base year is made from, as it was when it was fitted.
        employment_rate: Simulated employment rate of the base year, in the reading in which it is published.
        income: Simulated income per person of the base year, in yuan.
        where: Where it stands.
    """

    digest: str
    employment_rate: float
    income: float
    where: Where


def mean_of(shares: Mapping[str, float]) -> float:
    """Mean of whole numbers, by their shares."""
    return sum(int(number) * share for number, share in shares.items())


@dataclass(frozen=True)
class Value:
    """A number, or one number a key, with all that is known of it.

    Attributes:
        value: A number; or numbers by key; for a series, numbers by year (`"2021"`).
        unit: Unit of the number.
        source: Where it comes from.
        where: Where it stands.
        range: Smallest and largest plausible value, or `None`.
        range_is: How to read the range: `bounds` of the value, a `factor` on it, or
            `growth` (added to the yearly growth of a series after the base year).
        note: Why this value, in both languages; empty if nothing is said.
        published_to: Last year of a series that its growth range leaves alone, as figures reach that far.
        onward: Growth a year of a series after its last year, and the year to which it is thought to hold.
    """

    value: float | dict[str, float]
    unit: str
    source: Source
    where: Where
    range: tuple[float, float] | None = None
    range_is: str = "bounds"
    note: Text = NOTHING
    published_to: int | None = None
    onward: tuple[float, int] | None = None

    @property
    def number(self) -> float:
        """The value as a number.

        Raises:
            TypeError: If it is one number a key.
        """
        if isinstance(self.value, dict):
            raise TypeError("this value is a mapping")
        return self.value

    @property
    def parts(self) -> dict[str, float]:
        """The value as numbers by key.

        Raises:
            TypeError: If it is a single number.
        """
        if not isinstance(self.value, dict):
            raise TypeError("this value is a single number")
        return self.value

    @property
    def mean(self) -> float:
        """Mean of whole numbers, by their shares.

        Raises:
            TypeError: If it is a single number.
        """
        return mean_of(self.parts)

    def grows_after(self, base_year: int) -> int:
        """Last year of a series that further growth leaves alone: the base year, or the last published."""
        return max(base_year, self.published_to or base_year)

    @property
    def ends(self) -> tuple[float, float]:
        """Lowest and highest plausible value of a single number; the value itself without a range."""
        if self.range is None:
            return self.number, self.number
        if self.range_is == "factor":
            first, second = (self.number * factor for factor in self.range)
            return min(first, second), max(first, second)
        return self.range


@dataclass(frozen=True)
class WindowSpec(Window[Value]):
    """One stretch of months of a lever, with its numbers as a file states them.

    While files are read, months count from January of year 0; in a scenario, of the base year.

    Attributes:
        where: Where the window stands.
    """

    where: Where = field(kw_only=True)

    @property
    def values(self) -> dict[str, Value]:
        """Its settings, and its budget under that name if it has one."""
        return {**self.settings, **({} if self.budget is None else {"budget": self.budget})}


@dataclass(frozen=True)
class LeverSpec:
    """A lever of a scenario.

    Attributes:
        name: Key in `model.levers.LEVERS`.
        windows: Windows in order of time, as the files state them.
        where: Where the lever stands.
        stop: No window is in force from this month on; `None` if never stopped.
        status: How far a planner may move it, one of `model.inputs.STATUSES`; `None` for that of its class.
    """

    name: str
    windows: tuple[WindowSpec, ...]
    where: Where
    stop: int | None = None
    status: str | None = None

    @property
    def in_force(self) -> tuple[WindowSpec, ...]:
        """The windows as far as the lever is not stopped."""
        stop = self.stop
        if stop is None:
            return self.windows
        begun = [window for window in self.windows if window.start < stop]
        return tuple(replace(window, end=min(window.end, stop - 1)) for window in begun)


@dataclass(frozen=True)
class Target:
    """Something that a projection can meet or miss.

    Attributes:
        name: Id of the target.
        title: What it says.
        indicator: Key in `model.indicators.INDICATORS`; with a reading, the indicator that it comes to.
        kind: One of `KINDS`.
        direction: One of `model.bounds.DIRECTIONS`.
        bound: The figure to reach.
        when: When it is judged: `period`, `every_month`, `period_end`, `by` or `each_year`.
        where: Where the target stands.
        by: Month `YYYY-MM` for `when: by`.
        grace_months: Longest spell allowed, for kind `spell` with `reading: month`; other readings count
            the months before by itself and has none.
        series: Series that the indicator is compared with, or `None`: a growth is judged by how far
            it is above the growth of the series, a stock by its ratio to the series.
        concept: What the file names as its indicator, a key in `scenarios.readings.CONCEPTS`, or `None`.
        reading: What counts as work, one of `scenarios.readings.READINGS`, or `None`.
        role: One of `ROLES`.
        counts: One of `COUNTS`, of targets on an income: what a mix may add to reach it.
    """

    name: str
    title: Text
    indicator: str
    kind: str
    direction: str
    bound: Value
    when: str
    where: Where
    by: str | None = None
    grace_months: Value | None = None
    series: str | None = None
    concept: str | None = None
    reading: str | None = None
    role: str = OUTCOME
    counts: str = EARNED

    @property
    def yearly(self) -> bool:
        """Whether it is judged by whole calendar years."""
        return self.kind in ("growth", "flow") or self.when == "each_year" or self.series is not None

    @property
    def sense(self) -> str:
        """Direction in which its figure is compared with the bound; a spell lasts so long at most."""
        return "at_most" if self.kind == "spell" else self.direction


@dataclass(frozen=True)
class SiteCondition(Condition[Value]):
    """One condition of a standard that settlements can meet, with its bound as a file states it.

    Attributes:
        where: Where the condition stands.
    """

    where: Where = field(kw_only=True)
