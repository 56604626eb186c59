"""Which of the values that nobody knows move the main figure of a plan most, over its own futures.

This costs no run, and tells less than `resettle sensitivity`: values are drawn together, so that small
effects drown in large ones, and fitted values that are known only together share what they do.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from resettle.results.questions.run.pace import main_target
from resettle.results.report.answer import Table
from resettle.results.report.provenance import value_rows
from resettle.results.runs.asking import Asking
from resettle.results.runs.frame import Runs
from resettle.results.statistics.intervals import Estimate
from resettle.results.statistics.ranks import rank_correlations
from resettle.results.text.labels import NOTHING, Text, heads, label, say
from resettle.results.text.names import setting_name
from resettle.results.text.numbers import count, figure, percent, plain, span, with_interval
from resettle.scenarios import Scenario
from resettle.scenarios.settable import BEHAVIOUR, FACTOR, GROWTH, Input
from resettle.scenarios.value_path import undated

FEWEST = 30
"""Futures below which nothing is claimed."""

SHOWN = 5
"""Most rows of the table: more would not be read."""


@dataclass(frozen=True)
class Ranked:
    """A value that was drawn, and how the main figure goes with it.

    Attributes:
        one: The value.
        source: Where its range comes from.
        rank: Rank correlation with the figure; its interval allows for all values looked at.
    """

    one: Input
    source: Text
    rank: Estimate


@dataclass(frozen=True)
class Matters:
    """What the futures of a plan say of the values that were drawn.

    Attributes:
        futures: Futures in which the main target has a figure.
        drawn: The values, in the order of the scenario; they are not ranked in too few futures.
        untested: Assumed values that were not drawn.
    """

    futures: int
    drawn: tuple[Ranked, ...]
    untested: int

    @property
    def most(self) -> list[Ranked]:
        """The values that move the figure most, as far as that is more than chance; the first most of all."""
        if self.futures < FEWEST:
            return []
        clear = [one for one in self.drawn if one.rank.clear]
        return sorted(clear, key=lambda one: -abs(one.rank.middle))[:SHOWN]


def matters(plan: Scenario, runs: Runs, asking: Asking) -> Matters | None:
    """Rank what was drawn by how the main figure goes with it; nothing of a plan without a target.

    Args:
        plan: The plan.
        runs: Its runs; futures that were run again are left out, so that each counts once.
        asking: How parameters were drawn.
    """
    from resettle.scenarios.futures import futures, uncertain

    main = main_target(plan)
    if main is None:
        return None
    frame, how = runs.first(plan.name), asking.parameters
    frame = frame[(frame["draw"] >= 0) & frame[f"figure.{main.name}"].notna()]
    settings = how.settings()
    inputs = uncertain(plan, **settings) if how.varied(plan) else {}
    taken = futures(plan, [int(draw) for draw in frame["draw"]], asking.seed, **settings)
    x = np.array([[future[path] for path in inputs] for future in taken], dtype=np.float64)
    ranks = rank_correlations(
        x.reshape(len(frame), len(inputs)), frame[f"figure.{main.name}"].to_numpy(np.float64)
    )
    kinds = {undated(path): value.source.kind for path, value, _ in plan.values()}
    fitted = label("matters_prior" if how.mode == "prior" else "kind_calibrated")
    drawn = tuple(
        Ranked(one, fitted if path.startswith(f"{BEHAVIOUR}.") else label(f"kind_{kinds[path]}"), rank)
        for (path, one), rank in zip(inputs.items(), ranks, strict=True)
    )
    tested = set(inputs)
    if how.fitted is not None:
        tested |= {one.path for one in how.fitted.adjustments if f"{BEHAVIOUR}.{one.name}" in inputs}
    untested = sum(undated(row.path) not in tested for row in value_rows([plan], assumed=True))
    return Matters(len(frame), drawn, untested)


def told(found: Matters) -> list[Text]:
    """How many assumed values are not tested here, and why no value is named where none is."""
    said = [say("matters_untested", number=str(found.untested))] if found.untested else []
    futures, tested = str(found.futures), str(len(found.drawn))
    if not found.drawn:
        said.append(label("matters_nothing_drawn"))
    elif found.futures < FEWEST:
        said.append(say("matters_few", futures=futures, fewest=str(FEWEST)))
    elif not found.most:
        said.append(say("matters_chance", futures=futures, tested=tested))
    return said


def matters_table(found: Matters) -> Table | None:
    """The values that matter most; nothing where no claim is made."""
    most = found.most
    if not most:
        return None
    rows = tuple(
        (
            setting_name(drawn.one),
            range_of(drawn.one),
            drawn.source,
            _size(drawn.rank),
            label("matters_up" if drawn.rank.middle > 0.0 else "matters_down"),
        )
        for drawn in most
    )
    clear = sum(drawn.rank.clear for drawn in found.drawn)
    note = say("matters_note", futures=str(found.futures), tested=str(len(found.drawn)), clear=str(clear))
    return Table(
        label("matters_title"),
        (*heads("head_{}", "meaning", "range", "source"), *heads("matters_head_{}", "size", "way")),
        rows,
        note,
        terminal=False,
        words=(1, 2, 4),
        form="cards",
    )


def _size(rank: Estimate) -> Text:
    """How closely the figure goes with a value, whichever way, from 0 to 1."""
    ends = sorted((abs(rank.low), abs(rank.high)))
    return with_interval(*(count(value, 2) for value in (abs(rank.middle), *ends)))


def range_of(one: Input) -> Text:
    """The range of a value in its measure; empty if it has none."""
    if one.low is None or one.high is None:
        return NOTHING
    if FACTOR in (one.measure, one.unit):
        text = f"×\N{NO-BREAK SPACE}{plain(one.low)}–{plain(one.high)}"
        return Text(text, text)
    if one.measure == GROWTH:
        return span(percent(one.low, 1), percent(one.high, 1))
    return span(figure(one.low, one.unit, (one.high,)), figure(one.high, one.unit, (one.low,)))
