"""Who beats whom, where more than two scenarios are compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import permutations

import numpy as np

from resettle.results.judge.ensemble import PairedRuns
from resettle.results.questions.compare.against import INCOME
from resettle.results.questions.compare.texts import probability_text, share_interval
from resettle.results.report.answer import Table
from resettle.results.runs.frame import Runs
from resettle.results.statistics.paired import Probability, beats, difference, probability
from resettle.results.text.labels import NOTHING, Text, label, say
from resettle.results.text.numbers import NONE, yuan


@dataclass(frozen=True)
class Ranking:
    """Scenarios by income a head in the last year.

    Attributes:
        names: What each scenario is called.
        beats: Probability that one scenario has more than another, by their positions.
        best: Position of the scenario with the highest mean.
        mean: Its mean, in yuan a year.
        highest: Probability that it is the highest of all; `None` if no replication succeeded in all.
    """

    names: tuple[Text, ...]
    beats: dict[tuple[int, int], Probability]
    best: int
    mean: float
    highest: Probability | None

    @property
    def sentence(self) -> Text:
        """Which scenario brings most, and how surely; nothing if that cannot be told."""
        held = self.highest
        if held is None:
            return NOTHING
        return say(
            "compare_best",
            name=self.names[self.best],
            mean=yuan(self.mean),
            count=str(held.count),
            runs=str(held.runs),
            interval=share_interval(held.low, held.high),
        )

    @property
    def table(self) -> Table:
        """Probability that the row beats the column."""
        places = range(len(self.names))

        def cell(one: int, other: int) -> Text:
            return probability_text(self.beats[one, other]) if (one, other) in self.beats else NONE

        rows = tuple((self.names[one], *(cell(one, other) for other in places)) for one in places)
        head = (label("head_scenario"), *self.names)
        return Table(label("compare_ranking"), head, rows, label("compare_ranking_note"))


def ranking(runs: Runs, scenarios: Sequence[str], names: Sequence[Text]) -> Ranking:
    """Rank scenarios by income a head in the last year, run by run under the same luck and draw.

    Args:
        runs: Their runs.
        scenarios: Variants, of which two or more have runs.
        names: What each is called.
    """
    found: dict[tuple[int, int], Probability] = {}
    for one, other in permutations(range(len(scenarios)), 2):
        pair = PairedRuns.of(runs.frame, (scenarios[one], scenarios[other])).common()
        if pair.replications:
            change = difference(*pair.array(INCOME))
            held = beats(change, 1, pair.groups)
            if held is not None:
                found[one, other] = held
    every = PairedRuns.of(runs.frame, scenarios).common()
    if not every.replications:
        return Ranking(tuple(names), found, 0, np.nan, None)
    incomes = every.array(INCOME)
    best = int(np.argmax(incomes.mean(axis=1)))
    others = np.delete(incomes, best, axis=0).max(axis=0)
    ahead = difference(incomes[best], others)
    highest = probability(ahead > 0.0, every.groups, ties=int(np.sum(ahead == 0.0)))
    return Ranking(tuple(names), found, best, float(incomes[best].mean()), highest)
