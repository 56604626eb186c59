"""Parts of a comparison that the page shows only when they are opened."""

from __future__ import annotations

from collections.abc import Sequence
from math import isinf, isnan

from resettle.results.questions.compare.against import Against
from resettle.results.questions.compare.texts import times, told
from resettle.results.questions.compare.words import needed_text, ratio_span
from resettle.results.report.answer import Section, Table
from resettle.results.text.labels import Text, label, say
from resettle.results.text.numbers import count, level_text


def title_of(made: Sequence[Against], against: Against, title: Text) -> Text:
    """Title of a table; with several alternatives it says whose it is."""
    return title if len(made) == 1 else say("chart_of", title=title, scenario=against.name)


def indicators(made: Sequence[Against]) -> Section:
    """Every indicator that differs, for those who look for one."""
    head = ("head_measure", "compare_head_reference", "compare_head_alternative", "compare_head_difference")
    tables = tuple(
        Table(
            title_of(made, against, label("compare_indicators_table")),
            tuple(map(label, head)),
            tuple(
                (
                    row.outcome.title,
                    level_text(row.reference, row.outcome.unit),
                    level_text(row.mean, row.outcome.unit),
                    told(row.difference, row.outcome.unit),
                )
                for row in against.indicators
                if not row.difference.flat
            ),
            terminal=False,
        )
        for against in made
    )
    title = label("compare_indicators")
    return Section("indicators", title, (label("compare_indicators_note"),), tables, folded=True)


def pairing_section(made: Sequence[Against], notes: Sequence[Text]) -> Section:
    """What pairing saves for each figure, and how it was run."""
    tables = tuple(
        Table(
            title_of(made, against, label("compare_pairing_table")),
            (
                label("head_measure"),
                label("compare_head_ratio"),
                label("head_interval"),
                label("compare_head_runs"),
                label("compare_head_needed"),
            ),
            tuple(
                (
                    row.outcome.title,
                    label("compare_same_pairs") if isinf(row.pairing.ratio) else times(row.pairing.ratio),
                    ratio_span(row.pairing),
                    count(row.pairing.runs),
                    needed_text(row.pairing),
                )
                for row in (*against.measures, *against.targets)
                if not isnan(row.pairing.ratio)
            ),
            terminal=False,
        )
        for against in made
    )
    return Section(
        "pairing",
        label("compare_pairing_title"),
        (label("compare_pairing_note"), *notes),
        tables,
        folded=True,
    )
