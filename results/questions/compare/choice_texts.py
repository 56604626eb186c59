"""Choices in sentences and tables: regret, and what is worth knowing."""

from __future__ import annotations

from resettle.results.questions.compare.choice import Choice
from resettle.results.report.answer import Row, Section, Table
from resettle.results.text.labels import Text, heads, label, quoted, say
from resettle.results.text.numbers import money, percent

NAMED = 5
"""Unknowns that a table names at most."""


def choice_sentences(choice: Choice) -> tuple[Text, ...]:
    """Which scenario loses least by hindsight, and what is worth knowing."""
    best = choice.regrets[choice.least]
    made = [
        say(
            "compare_regret" if best.largest > 0.0 else "compare_regret_never",
            name=quoted(choice.names[choice.least]),
            largest=money(best.largest),
            share=percent(best.best, 0),
            futures=choice.futures,
        )
    ]
    if choice.worth:
        name, worth = next(iter(choice.worth.values()))
        made.append(say("compare_worth", name=quoted(name), worth=money(worth)))
    else:
        made.append(label("compare_worth_none"))
    return tuple(made)


def choice_tables(choice: Choice) -> tuple[Table, ...]:
    """Scenarios with their regret; unknowns that are worth knowing."""
    rows: list[Row] = [
        (name, money(one.mean), money(one.shortfall), money(one.largest), percent(one.best, 0))
        for name, one in zip(choice.names, choice.regrets, strict=True)
    ]
    columns = heads("compare_head_{}", "net_mean", "net_shortfall", "net_regret", "net_best")
    head = (label("head_scenario"), *columns)
    shown = [Table(label("compare_choice"), head, tuple(rows), terminal=False)]
    if choice.worth:
        known = tuple((name, money(worth)) for name, worth in list(choice.worth.values())[:NAMED])
        shown.append(
            Table(
                label("compare_worth_title"),
                heads("compare_head_{}", "unknown", "worth"),
                known,
                terminal=False,
            )
        )
    return tuple(shown)


def choice_section(choice: Choice) -> Section:
    """The part of the page on choices."""
    return Section(
        "choice", label("compare_choice_title"), (label("compare_choice_note"),), choice_tables(choice)
    )
