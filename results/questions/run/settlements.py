"""Settlements at the end of a plan, the worst first: a table of all, and small charts of the worst."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from math import isnan

import numpy as np
import pandas as pd

from resettle.results.judge.causes import about_income
from resettle.results.judge.ends import People
from resettle.results.questions.run.compute import Case
from resettle.results.questions.run.pace import main_target
from resettle.results.report.answer import Cell, Row, Section, Table
from resettle.results.report.charts import Chart, Key, interval_row, rows, tidy
from resettle.results.report.style import ACCENT
from resettle.results.statistics.intervals import Estimate, FloatArray, median, middle, quotient
from resettle.results.statistics.paired import banded
from resettle.results.text.labels import Text, heads, label, say
from resettle.results.text.numbers import NONE, alike, count, month, percent, span, yuan
from resettle.results.text.scales import scale_of

WORST = 8
"""Settlements that charts show."""

MOST_ROWS = 60
"""Settlements that the table lists."""


@dataclass(frozen=True)
class Figure:
    """A figure of a settlement.

    Attributes:
        name: Key of its label, `site_<name>`.
        unit: Its unit.
        of: The figure of each row of the frame.
        form: How it is written.
        more_is_worse: Whether a high one is bad.
    """

    name: str
    unit: str
    of: Callable[[pd.DataFrame], FloatArray]
    form: Callable[[float], Text]
    more_is_worse: bool


def _share(part: str, whole: str) -> Callable[[pd.DataFrame], FloatArray]:
    def of(frame: pd.DataFrame) -> FloatArray:
        above, below = (frame[name].to_numpy(np.float64) for name in (part, whole))
        return quotient(above, below)

    return of


INCOME = Figure("income", "yuan/person/year", lambda frame: frame["income"].to_numpy(np.float64), yuan, False)
IDLE = Figure("without_work", "share", _share("without_work", "labour"), percent, True)
ZERO = Figure("zero_employment", "share", _share("zero_employment", "willing_households"), percent, True)
BELOW = Figure("below_line", "share", _share("below_line", "persons"), percent, True)
FIGURES = (INCOME, IDLE, ZERO, BELOW)
DRAWN = (INCOME, IDLE, BELOW)
"""Those that small charts show: three stand in a row."""


@dataclass(frozen=True)
class Settlement:
    """One simulated settlement.

    Attributes:
        number: Its number, which no other has.
        households: Its households.
        figures: Median and band of nine runs in ten of each of `FIGURES`, by name.
    """

    number: int
    households: float
    figures: dict[str, Estimate]

    @property
    def title(self) -> Text:
        """Its number and size: settlements are made up, so that names would only seem to tell more."""
        return say("site_title", number=str(self.number), households=count(self.households))


def ranked_by(case: Case) -> Figure:
    """What makes a settlement bad: low income if the main target is on income, else people without work."""
    target = main_target(case.scenario)
    return INCOME if target is not None and about_income(target) else IDLE


def settlements(people: People, by: Figure) -> list[Settlement]:
    """All settlements, the worst first, those of nobody last; of equal ones the lower number."""
    table = people.settlements
    known, numbers = {one.name: one.of(table) for one in FIGURES}, table["settlement"].to_numpy(np.int64)
    households = table["households"].to_numpy(np.float64)
    made = []
    for number in np.unique(numbers).tolist():
        own = numbers == number
        figures = {name: banded(values[own], middle) for name, values in known.items()}
        made.append(Settlement(number, median(households[own]), figures))
    sign = -1.0 if by.more_is_worse else 1.0

    def rank(one: Settlement) -> tuple[bool, float, int]:
        value = one.figures[by.name].middle
        return isnan(value), 0.0 if isnan(value) else sign * value, one.number

    return sorted(made, key=rank)


def section(case: Case, people: People) -> Section:
    """Small charts of the worst settlements, one a figure, and a table of all."""
    by = ranked_by(case)
    every = settlements(people, by)
    alike = float(people.settlements["alike"].iloc[0])
    told = (_told(every, by), say("sites_made", number=str(len(every)), alike=count(round(alike, 1), None)))
    ordered = (by, *(one for one in DRAWN if one is not by))
    drawn = tuple(_chart(case, every, one, first=one is by) for one in ordered if _known(every[:WORST], one))
    return Section(
        "settlements",
        label("sites_title"),
        told,
        (_table(case, every, by),),
        drawn,
        dense=True,
        short=label("sites_title"),
    )


def _written(figure: Figure, one: Estimate) -> tuple[Text, ...]:
    return alike(figure.form, one) if figure.form is yuan else tuple(map(figure.form, one))


def _known(sites: list[Settlement], one: Figure) -> list[Settlement]:
    """Settlements that have somebody whom a figure counts."""
    return [site for site in sites if not isnan(site.figures[one.name].middle)]


def _told(every: list[Settlement], by: Figure) -> Text:
    """The worst settlement, and whether it can be told apart from the middle one."""
    worst, middle = every[0], every[len(every) // 2]
    first, other = worst.figures[by.name], middle.figures[by.name]
    apart = first.low > other.high or first.high < other.low
    return say(
        "sites_apart" if apart else "sites_not_apart",
        worst=worst.title,
        figure=by.form(first.middle),
        band=span(*_written(by, first)[1:]),
        middle=by.form(other.middle),
        what=label(f"site_{by.name}_within"),
    )


def _chart(case: Case, every: list[Settlement], one: Figure, *, first: bool) -> Chart:
    """One figure of the worst settlements, beside the median of all settlements."""
    shown = _known(every[:WORST], one)
    made = []
    for row, site in enumerate(shown):
        own = site.figures[one.name]
        made.append(interval_row("site", row, site.title, own, map(one.form, own)))
    middle = median([site.figures[one.name].middle for site in _known(every, one)])
    largest = max(abs(row["high"]) for row in made)
    return Chart(
        f"sites-{one.name}",
        _finding(shown, one, middle, first=first),
        tidy(made, value=one.unit),
        partial(
            rows,
            marks={"site": Key(label("sites_title"), ACCENT, "point")},
            scale=scale_of(one.unit, largest),
            wrap=(26, 14),
            counted=say(f"counted_site_{one.name}", month=month(case.panel.plan_months[-1])),
            ruled=middle,
        ),
        height=110 + 26 * len(made),
    )


def _finding(shown: list[Settlement], one: Figure, middle: float, *, first: bool) -> Text:
    values = [site.figures[one.name].middle for site in shown]
    ends = span(one.form(min(values)), one.form(max(values)))
    key = "sites_chart_first" if first else "sites_chart"
    return say(
        key, number=str(len(shown)), what=label(f"site_{one.name}_within"), ends=ends, middle=one.form(middle)
    )


def _table(case: Case, every: list[Settlement], by: Figure) -> Table:
    """A row a settlement, the worst first."""
    made: list[Row] = []
    for one in every[:MOST_ROWS]:
        cells = []
        for figure in FIGURES:
            own = one.figures[figure.name]
            middle, low, high = _written(figure, own)
            cells.append(Cell(middle, () if middle == NONE else (span(low, high),)))
        made.append((one.title, *cells))
    head = heads("head_site_{}", "settlement", *(figure.name for figure in FIGURES))
    pieces = {"month": month(case.panel.plan_months[-1]), "what": label(f"site_{by.name}_within")}
    title = say("sites_table", number=str(len(every)), **pieces)
    left_out = len(every) - len(made)
    note = say("sites_left_out", number=str(left_out)) if left_out else label("sites_note")
    return Table(title, head, tuple(made), note, terminal=False, folded=True, form="matrix")
