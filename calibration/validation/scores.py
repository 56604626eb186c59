"""Scores of held-out predictions against the bars set before anything was fitted, and a table of both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import comb

from resettle.calibration.validation.forecasts import GROWTHS, NAMES
from resettle.calibration.validation.heldout import Assessment, Row

COVERAGE = 0.9
"""Least part of held-out facts that lies inside the 90 % interval."""

GROWTH_ERROR = 0.015
"""Largest error of a yearly growth, as a share."""

PATTERNS = 4
"""Least number of patterns at different levels that are kept at once."""


@dataclass(frozen=True)
class Score:
    """One bar and what was reached.

    Attributes:
        name: What is scored.
        bar: What is asked.
        reached: What came of it.
        met: Whether it is met; `None` if these facts cannot decide.
    """

    name: str
    bar: str
    reached: str
    met: bool | None

    @property
    def verdict(self) -> str:
        """In a word or two."""
        return {True: "met", False: "NOT met", None: "undecided"}[self.met]


def scores(predicted: Assessment) -> list[Score]:
    """Every bar, in the order of the standards; none is left out because it is missed."""
    naive = [_against(predicted, name) for name in NAMES]
    return [_coverage(predicted), _growth(predicted), *naive, _patterns(predicted)]


def _coverage(predicted: Assessment) -> Score:
    rows = predicted.held_out
    bar = f"at least {percent(COVERAGE)} inside the 90 % interval"
    if not rows:
        return Score("coverage", bar, "no held-out fact", None)
    inside, half = sum(row.inside for row in rows), sum(row.inside_half for row in rows)
    reached = f"{inside} of {len(rows)} inside 90 %, {half} of {len(rows)} inside 50 %"
    if inside < len(rows):
        reached += f"; right intervals would do as badly in {percent(_as_badly(inside, len(rows)))} of cases"
    return Score("coverage", bar, reached, inside >= COVERAGE * len(rows) - 1e-9)


def _as_badly(inside: int, facts: int) -> float:
    """Chance that intervals which are right hold no more than so many of independent facts."""
    return sum(comb(facts, k) * COVERAGE**k * (1 - COVERAGE) ** (facts - k) for k in range(inside + 1))


def _growth(predicted: Assessment) -> Score:
    bar = f"every yearly growth within {100 * GROWTH_ERROR:.1f} points"
    if not predicted.growths:
        return Score("growth", bar, "no held-out growth", None)
    worst = max(predicted.growths, key=lambda one: abs(one.error))
    within = sum(abs(one.error) <= GROWTH_ERROR + 1e-12 for one in predicted.growths)
    reached = (
        f"{within} of {len(predicted.growths)} within; worst {signed(100 * worst.error)} points ({worst.id})"
    )
    return Score("growth", bar, reached, within == len(predicted.growths))


def _against(predicted: Assessment, forecast: str) -> Score:
    """Mean error of the model and of a naive forecast, over the facts of which the forecast can be made."""
    name, bar = f"naive, {NAMES[forecast].split(' carried')[0]}", f"smaller mean error than {NAMES[forecast]}"
    pairs = [
        (row.scaled(row.median), row.scaled(one.value))
        for row in predicted.held_out
        for one in row.forecasts
        if one.name == forecast and one.value is not None
    ]
    if not pairs:
        return Score(name, bar, "it can be made for no held-out fact", None)
    model, other = (sum(column) / len(pairs) for column in zip(*pairs, strict=True))
    nearer = sum(mine < theirs for mine, theirs in pairs)
    facts = f"{len(pairs)} of {len(predicted.held_out)} facts"
    reached = f"{model:.2f} sd against {other:.2f} sd on {facts}; nearer on {nearer}"
    return Score(name, bar, reached, model < other)


def kept(rows: Iterable[Row]) -> dict[str, tuple[int, int]]:
    """Facts inside their 90 % interval, and facts, by pattern."""
    counts: dict[str, tuple[int, int]] = {}
    for row in rows:
        inside, total = counts.get(row.pattern, (0, 0))
        counts[row.pattern] = (inside + row.inside, total + 1)
    return counts


def _patterns(predicted: Assessment) -> Score:
    """A pattern is kept if at least nine in ten of its facts, held out or fitted, lie inside."""
    bar = f"at least {PATTERNS} patterns at different levels at once"
    by_pattern = kept((*predicted.held_out, *predicted.fitted))
    if not by_pattern:
        return Score("patterns", bar, "no fact", None)
    good = [name for name, (inside, total) in by_pattern.items() if inside >= COVERAGE * total - 1e-9]
    blind = [name for name in good if name in kept(predicted.held_out)]
    reached = (
        f"{len(good)} of {len(by_pattern)} kept ({', '.join(good) or 'none'}), {len(blind)} of them held out"
    )
    missed = [name for name in by_pattern if name not in good]
    if missed:
        reached += f"; missed: {', '.join(missed)}"
    return Score("patterns", bar, reached, len(good) >= PATTERNS)


# -- figures and text ---------------------------------------------------------------------


def percent(share: float) -> str:
    """A share in whole per cent."""
    return f"{100 * share:.0f} %"


def signed(number: float) -> str:
    """A number with its sign and one decimal; what rounds to nothing has a plus."""
    return f"{round(number, 1) + 0.0:+.1f}"


def figure(value: float | None, unit: str) -> str:
    """A number as a reader wants it in its unit, without the unit where it is long."""
    if value is None:
        return "–"
    if unit in ("share", "share/month") or unit in GROWTHS:
        return f"{round(100 * value, 1) + 0.0:.1f} %"
    if unit.startswith("yuan") or abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def error_of(row: Row) -> str:
    """The error of the median: in points of a share, else in per cent of what was observed."""
    if row.unit.startswith("share"):
        return f"{signed(100 * row.error)} p"
    return f"{signed(100 * row.error / row.observed)} %" if row.observed else f"{row.error:+.3g}"


def interval(ends: tuple[float, float], unit: str) -> str:
    """Both ends in a few characters."""
    low, high = (figure(end, unit) for end in ends)
    if low.endswith(" %"):
        return f"{low.removesuffix(' %')}–{high}" if ends[0] >= 0 else f"{low.removesuffix(' %')} to {high}"
    return f"{low}–{high}" if ends[0] >= 0 else f"{low} to {high}"


WIDTHS = (36, 9, 9, 15, 15, 3, 7)
"""Characters of each column; with a space between them, a terminal of 100."""

HEADS = ("fact", "observed", "predicted", "50 %", "90 %", "in", "error")


def text(predicted: Assessment, names: Mapping[str, str] | None = None) -> Iterator[str]:
    """Lines for a terminal of 100 columns.

    Args:
        predicted: What was predicted.
        names: What each statistic is called; its own name if it is not there.
    """
    yield f"Held-out facts, predicted by {predicted.runs} runs, each with its own posterior draw"
    yield "(error: in percentage points, p, of shares and growth rates; else in per cent)"
    yield ""
    yield _line(HEADS)
    yield _line(tuple("-" * width for width in WIDTHS))
    for row in predicted.held_out:
        name = named(row, names or {})
        if len(name) > WIDTHS[0]:  # never cut: years stand at the end of a name
            yield from _wrapped(name, indent=0)
            name = ""
        yield _line(
            (
                name,
                figure(row.observed, row.unit),
                figure(row.median, row.unit),
                interval(row.half, row.unit),
                interval(row.most, row.unit),
                "yes" if row.inside else "NO",
                error_of(row),
            )
        )
        if row.forecasts:
            yield f"     {_forecasts(row)}"
    yield ""
    for score in scores(predicted):
        first, *rest = _wrapped(f"{score.name}: {score.bar}", indent=15)
        yield f"{score.verdict:15}{first.lstrip()}"
        yield from (*rest, *_wrapped(score.reached, indent=15))


def named(row: Row, names: Mapping[str, str]) -> str:
    """What a fact is called: its statistic, and its id where that says more."""
    name = names.get(row.statistic, row.statistic)
    return name if row.id == row.statistic else f"{row.id} {name}"


def _forecasts(row: Row) -> str:
    """The naive forecasts of a fact, or why there are none."""
    made = [
        f"{NAMES[one.name]}: {figure(one.value, row.unit)}" for one in row.forecasts if one.value is not None
    ]
    missing = {one.why_not for one in row.forecasts if one.value is None}
    if not made:
        return f"no naive forecast: {' / '.join(sorted(missing))}"
    lacking = [f"the other: {reason}" for reason in sorted(missing)]
    return "; ".join((*made, *lacking))


def _line(cells: tuple[str, ...]) -> str:
    first, *rest = zip(cells, WIDTHS, strict=True)
    return " ".join([f"{first[0]:{first[1]}}", *(f"{cell:>{width}}" for cell, width in rest)]).rstrip()


def _wrapped(words: str, indent: int) -> list[str]:
    from textwrap import wrap

    space = " " * indent
    return wrap(words, 100, initial_indent=space, subsequent_indent=space)
