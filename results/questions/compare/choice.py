"""Which scenario does well in most futures, and which unknown is worth measuring first; in words as well."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from resettle.results.report.answer import Row, Section, Table
from resettle.results.runs.asking import Asking
from resettle.results.statistics.intervals import FloatArray
from resettle.results.statistics.regret import Regret, least_regret, regrets, worth_knowing
from resettle.results.text.labels import Text, heads, label, quoted, say
from resettle.results.text.names import setting_name
from resettle.results.text.numbers import money, percent
from resettle.scenarios import Scenario

FEWEST = 30
"""Futures from which on worst tenths and curves through futures say anything."""


@dataclass(frozen=True)
class Choice:
    """Scenarios as choices, valued by households' income less public spending over the plan, in yuan.

    Attributes:
        names: What each is called.
        regrets: Regret of each.
        worth: Name of each unknown that is worth knowing, and what that is worth in yuan, by its path.
        futures: Futures that all succeeded in.
    """

    names: tuple[Text, ...]
    regrets: tuple[Regret, ...]
    worth: Mapping[str, tuple[Text, float]]
    futures: int

    @property
    def least(self) -> int:
        """The scenario whose largest regret is smallest."""
        return least_regret(self.regrets)


def chosen_of(
    names: Sequence[Text],
    scenarios: Sequence[Scenario],
    values: FloatArray,
    draws: Sequence[int],
    asking: Asking,
) -> Choice | None:
    """Look at scenarios as choices; nothing with fewer than `FEWEST` futures, or where nothing is drawn.

    Args:
        names: What each is called.
        scenarios: Those in which something is drawn.
        values: Income of households less spending, in yuan, [scenario, future].
        draws: The draw of each future.
        asking: Ran them.
    """
    if len(draws) < FEWEST or asking.parameters.varied(scenarios[0]) == 0 or not np.isfinite(values).all():
        return None
    return Choice(tuple(names), regrets(values), _worth(values, scenarios, draws, asking), len(draws))


def _worth(
    values: FloatArray, scenarios: Sequence[Scenario], draws: Sequence[int], asking: Asking
) -> dict[str, tuple[Text, float]]:
    from resettle.scenarios.futures import futures, uncertain

    settings = asking.parameters.settings()
    inputs, unknowns = {}, {}
    for one in reversed(scenarios):  # of what several have, the reference has the last word
        taken = futures(one, draws, asking.seed, **settings)
        for path, known in uncertain(one, **settings).items():
            inputs[path], unknowns[path] = known, np.array([future[path] for future in taken])
    found = worth_knowing(values, unknowns, asking.seed)
    return {path: (setting_name(inputs[path]), worth) for path, worth in found.items() if worth > 0.0}


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
