"""Households of a plan: tenths of income, winners and losers, months worked, poverty, spells without work."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
import pandas as pd

from resettle.model.indicators import INDICATORS
from resettle.results.judge.futures import AGAIN
from resettle.results.judge.households import TENTHS, tenths
from resettle.results.questions.run.compute import Case
from resettle.results.questions.run.sentences import records
from resettle.results.questions.run.transitions import ends_of
from resettle.results.report.answer import Cell, Row, Table
from resettle.results.report.charts import Chart, Key, interval_row, rows, tidy
from resettle.results.report.estimates import amounts, change
from resettle.results.report.style import ACCENT
from resettle.results.runs.frame import Runs
from resettle.results.statistics.intervals import Estimate, FloatArray, groups_of, median
from resettle.results.statistics.paired import banded
from resettle.results.text.labels import Text, heads, label, say
from resettle.results.text.names import indicator_label
from resettle.results.text.numbers import (
    alike,
    count,
    figure,
    level_text,
    percent,
    plain,
    span,
    with_interval,
    yuan,
)
from resettle.results.text.scales import scale_of
from resettle.scenarios import Scenario

YEARLY = "yuan/person/year"
ESTIMATES = ("last", "change", "better", "worse", "better_households", "worse_households")
"""Estimates of each tenth; all but the first need a baseline."""

LEVELS = (
    *(
        "months_worked",
        "employment_any_work",
        "employment_months_3",
        "employment_months_6",
        "steady_job_share",
    ),
    *("below_line_share", "unassisted_share"),
    *("zero_employment_willing", "zero_employment_long"),
)
"""Indicators of the table of households: work over twelve months, poverty, spells without work."""


def tenths_frames(
    scenarios: Sequence[Scenario], baseline: Scenario | None, runs: Runs
) -> dict[str, pd.DataFrame]:
    """The frame `tenths` of a single plan: a row a tenth by income in the base year, 0 for all households.

    Args:
        scenarios: The scenarios that were asked of.
        baseline: What a single plan is compared with.
        runs: Runs of which the incomes of households were kept.
    """
    name = scenarios[0].name
    own = {
        one: kept for (variant, one), kept in runs.kept_households.items() if variant == name and one < AGAIN
    }
    before = own
    if baseline is not None:
        before = {
            one: kept for (variant, one), kept in runs.kept_households.items() if variant == baseline.name
        }
    both = sorted(set(own) & set(before))
    if len(scenarios) > 1 or not both:
        return {}
    draws = runs.of(name).set_index("replication")["draw"]
    found = tenths(before, own, both, groups_of(draws.loc[both].to_numpy(np.int64)))
    if found is None:
        return {}
    about = {"scenario": name, "reference": "" if baseline is None else baseline.name}
    told = ESTIMATES[:1] if baseline is None else ESTIMATES
    made = [about | one.columns(told) for one in (*found.rows, found.all)]
    return {"tenths": pd.DataFrame(made).assign(small=found.small, runs=found.runs)}


def _estimate(row: dict[str, float], name: str) -> Estimate:
    return Estimate(row[name], row[f"{name}_low"], row[f"{name}_high"])


def _named(number: float) -> Text:
    words = {0: "all_households", 1: "poorest_tenth", TENTHS: "richest_tenth"}
    key = words.get(int(number))
    return label(key) if key else say("tenth", number=str(int(number)))


def tenth_chart(frame: pd.DataFrame) -> Chart:
    """What the plan adds to income per person in each tenth; without a baseline, income itself."""
    compared = "change" in frame
    name = "change" if compared else "last"
    made, every = [], [*map(dict, records(frame))]
    for row, one in enumerate([one for one in every if one["tenth"] > 0]):
        own = _estimate(one, name)
        told = amounts(own, YEARLY) if compared else tuple(map(yuan, own))
        made.append(interval_row("tenth", row, _named(one["tenth"]), own, told))
    finding, all_of_them = (_winners if compared else _apart), next(one for one in every if one["tenth"] == 0)
    return Chart(
        "tenths",
        finding(all_of_them, every),
        tidy(made, value=YEARLY),
        partial(
            rows,
            marks={"tenth": Key(label("tenth_bar"), ACCENT, "block")},
            scale=scale_of(YEARLY),
            counted=label("counted_change_last_year" if compared else "counted_income_last_year"),
        ),
        note=label("tenths_note" if compared else "tenths_alone_note"),
        height=80 + 28 * len(made),
        wide=True,
    )


def _winners(total: dict[str, float], _: Sequence[dict[str, float]]) -> Text:
    better, worse = _estimate(total, "better"), _estimate(total, "worse")
    key = "tenths_finding" if _estimate(total, "change").clear else "tenths_finding_unclear"
    return say(
        key,
        better=percent(better.middle, 0),
        worse=percent(worse.middle, 0),
        small=yuan(total["small"]),
        change=change(_estimate(total, "change"), YEARLY),
    )


def _apart(_: dict[str, float], every: Sequence[dict[str, float]]) -> Text:
    of = {int(one["tenth"]): one["last"] for one in every}
    return say(
        "tenths_finding_alone", rich=yuan(of[TENTHS]), poor=yuan(of[1]), times=count(of[TENTHS] / of[1], 1)
    )


def tenth_table(frame: pd.DataFrame) -> Table:
    """Each tenth: income in the base year and the last, and beside the baseline who gains and who loses."""
    compared = "change" in frame
    made: list[Row] = []
    for one in map(dict, records(frame)):
        last = _estimate(one, "last")
        cells: list[Text | Cell] = [
            _named(one["tenth"]),
            level_text(one["base_income"], YEARLY),
            with_interval(*alike(yuan, last)),
        ]
        if compared:
            gain = _estimate(one, "change")
            cells.append(Cell(change(gain, YEARLY), faint=not gain.clear))
            cells += [_share(one, side) for side in ("better", "worse")]
        made.append(tuple(cells))
    small = yuan(float(frame["small"].iloc[0]))
    names = ("tenth", "income_base", "income_last", "added", "better", "worse")
    head = heads("head_{}", *names[: 6 if compared else 3])
    note = say("tenths_table_note", small=small) if compared else label("tenths_alone_note")
    return Table(label("tenths_table"), head, tuple(made), note, terminal=False, folded=True, total=True)


def _share(one: dict[str, float], side: str) -> Cell:
    share, many = _estimate(one, side), _estimate(one, f"{side}_households")
    text = with_interval(*(percent(end, 0) for end in share))
    return Cell(text, (say("households_many", number=count(many.middle)),))


def levels_table(case: Case) -> Table:
    """Months worked, poverty and spells without work: before the plan, at its end, and what changed."""
    made: list[Row] = []
    for name in LEVELS:
        before, after = (
            case.panel[name][:, month] for month in (max(0, case.panel.start - 1), case.panel.end)
        )
        unit = INDICATORS[name].unit
        form = months_text if unit == "months" else partial(figure, unit=unit)
        moved = after - before
        made.append(
            (indicator_label(name), _banded(before, form), _banded(after, form), _changed(moved, unit))
        )
    return Table(
        label("levels_table"),
        (label("head_measure"), *ends_of(case), label("head_difference")),
        tuple(made),
        label("levels_note"),
        terminal=False,
        folded=True,
        form="cards",
    )


def told(case: Case) -> Text:
    """Months worked, people below the line and households without work, before the plan and at its end."""
    first, last = ends_of(case)
    pieces: dict[str, Text | str] = {}
    for name, form in (
        ("months_worked", partial(plain, digits=1)),
        ("below_line_share", percent),
        ("zero_employment_willing", count),
    ):
        for when, month in (("before", max(0, case.panel.start - 1)), ("after", case.panel.end)):
            pieces[f"{name}_{when}"] = form(median(case.panel[name][:, month]))
    return say("households_told", first=first, last=last, **pieces)


def months_text(value: float) -> Text:
    """Months worked, to the tenth: whole ones hide what changes."""
    return say("months_worked", value=plain(value, 1))


def _banded(values: FloatArray, form: Callable[[float], Text]) -> Cell:
    middle, low, high = map(form, banded(values))
    return Cell(middle, (span(low, high),))


def _changed(values: FloatArray, unit: str) -> Cell:
    one = banded(values)
    told = amounts(one, unit)
    faint = one.low <= 0.0 <= one.high
    return Cell(told[0], (span(told[1], told[2]),), faint=faint)
