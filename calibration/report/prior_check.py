"""The answer of a prior check: which headlines were found, and which were assumed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from resettle.calibration.fit.priors import priors
from resettle.calibration.validation.prior_check import DOUBLED, HALVED, STEADY, WITHOUT
from resettle.calibration.validation.scores import pattern_label
from resettle.results.judge.verdicts import MISSED, REACHED, UNCERTAIN
from resettle.results.report.answer import Answer, Cell, Headline, Section, Table
from resettle.results.statistics.learnt import LARGE, LEARNT
from resettle.results.text.labels import NOTHING, Text, label, listed, say, text_of
from resettle.results.text.numbers import NONE, percent, points, signed, span

if TYPE_CHECKING:
    from resettle.calibration.validation.prior_check import Moved, PriorCheck
    from resettle.results.report.answer import Row

CHANGES = {HALVED: "prior_halved", DOUBLED: "prior_doubled", WITHOUT: "prior_without"}
"""Label of each way to change a fit."""

SMALL = 0.01
"""Parameters whose shares are all below that are left out of the table."""


def answered(check: PriorCheck) -> Answer:
    """The answer of a prior check."""
    sections = (
        _headline_section(check),
        Section(
            "parameters",
            label("prior_parameters"),
            (label("prior_parameters_note"),),
            (_parameter_table(check),),
        ),
        Section("moves", label("prior_moves"), (label("prior_moves_note"),), (_move_table(check),)),
    )
    return Answer(
        "calibrate", label("prior_title"), tuple(_sentences(check)), sections, lead=(label("prior_lead"),)
    )


def _sentences(check: PriorCheck) -> Iterator[Headline]:
    """The bars, then each headline, as a range where it was assumed."""
    if check.steady is not None:
        yield _steady(check)
    if check.seen is not None:
        key = "prior_bar_seen" if check.seen else "prior_bar_unseen"
        yield Headline(label(key), REACHED if check.seen else MISSED)
    total = len(check.headlines)
    assumed = [number for number in range(total) if check.assumed(number)]
    if assumed:
        yield Headline(say("prior_bar_assumed", number=len(assumed), total=total), MISSED)
    else:
        yield Headline(label("prior_bar_learnt"), REACHED)
    for number in range(total):
        pieces = {"name": named(check, number), "value": percent(float(check.base.values[number]))}
        if number in assumed:
            low, high = check.over_priors(number)
            names = listed([parameter(name) for name in check.assumed(number)])
            sentence = say(
                "prior_sentence_range", range=span(percent(low), percent(high)), parameters=names, **pieces
            )
            yield Headline(sentence, UNCERTAIN)
        else:
            yield Headline(say("prior_sentence", **pieces), "noted")


def _steady(check: PriorCheck) -> Headline:
    """How far the chance of a target moves at most under another prior."""
    chances = [number for number, one in enumerate(check.headlines) if one.bound is not None]
    worst = max(chances, key=lambda number: abs(check.furthest(number, check.priors)[0]))
    move, by = check.furthest(worst, check.priors)
    sentence = say(
        "prior_bar_steady" if check.steady else "prior_bar_moves",
        most=points(STEADY, 0),
        move=signed(points(move), move),
        name=named(check, worst),
        change=NOTHING if by is None else changed(by),
    )
    return Headline(sentence, REACHED if check.steady else MISSED)


def _headline_section(check: PriorCheck) -> Section:
    heads = ("headline", "value", "range", "by_prior", "by_facts", "assumed")
    rows = tuple(_headline_row(check, number) for number in range(len(check.headlines)))
    table = Table(NOTHING, tuple(label(f"head_prior_{name}") for name in heads), rows, words=(5,))
    return Section("headlines", label("prior_headlines"), (label("prior_headlines_note"),), (table,))


def _headline_row(check: PriorCheck, number: int) -> Row:
    low, high = check.over_priors(number)
    assumed = check.assumed(number)
    return (
        named(check, number),
        percent(float(check.base.values[number])),
        span(percent(low), percent(high)),
        _furthest(*check.furthest(number, check.priors)),
        _furthest(*check.furthest(number, check.groups)),
        Cell(listed([parameter(name) for name in assumed]), verdict=MISSED) if assumed else NONE,
    )


def _furthest(move: float, by: Moved | None) -> Cell | Text:
    return NONE if by is None else Cell(signed(points(move), move), (changed(by),))


def _parameter_table(check: PriorCheck) -> Table:
    """Parameters by the largest share that they make of any headline."""
    largest = check.shares.max(axis=1)
    order = [row for row in largest.argsort()[::-1] if largest[row] >= SMALL]
    names = (named(check, number) for number in range(len(check.headlines)))
    heads = (label("head_prior_parameter"), label("head_prior_learnt"), *names)
    rows = tuple(_parameter_row(check, int(row)) for row in order)
    return Table(NOTHING, heads, rows, form="matrix")


def _parameter_row(check: PriorCheck, row: int) -> Row:
    name, learnt = check.parameters[row], float(check.contraction[row])
    shares = (_share(float(share), learnt) for share in check.shares[row])
    return (Cell(parameter(name), code=name), percent(max(0.0, learnt), 0), *shares)


def _share(share: float, learnt: float) -> Cell:
    return Cell(percent(share, 0), verdict=MISSED if share > LARGE and learnt < LEARNT else "")


def _move_table(check: PriorCheck) -> Table:
    names = (named(check, number) for number in range(len(check.headlines)))
    heads = (label("head_prior_change"), *names)
    return Table(NOTHING, heads, tuple(_move_row(check, one) for one in check.moved), form="matrix")


def _move_row(check: PriorCheck, one: Moved) -> Row:
    if one.error:
        empty = (NONE,) * len(check.headlines)
        return (Cell(changed(one), (say("prior_failed", error=one.error),)), *empty)
    moves = (float(move) for move in one.values - check.base.values)
    return (changed(one), *(signed(points(move), move) for move in moves))


def changed(one: Moved) -> Text:
    """What was changed."""
    name = pattern_label(one.what) if one.how == WITHOUT else parameter(one.what)
    return say(CHANGES[one.how], name=name)


def named(check: PriorCheck, number: int) -> Text:
    """What a headline is called."""
    one = check.headlines[number]
    bound = {} if one.bound is None else {"bound": percent(one.bound, 0)}
    return say(f"headline_{one.name}", **bound)


def parameter(name: str) -> Text:
    """What a parameter is called."""
    known = {one.name: Text(one.en, one.zh) for one in priors()}
    return known.get(name, text_of(name))
