"""Who is still without work at the end of a plan, and why: by the last door that closed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np

from resettle.model.ends import REASONS
from resettle.results.judge.ends import People
from resettle.results.questions.run.compute import Case
from resettle.results.report.answer import Cell, Row, Table
from resettle.results.report.charts import Chart, Key, interval_row, rows, tidy
from resettle.results.report.style import ACCENT
from resettle.results.statistics.intervals import Estimate
from resettle.results.statistics.paired import banded
from resettle.results.text.labels import NOTHING, Text, heads, label, listed, say
from resettle.results.text.names import lever_label, within
from resettle.results.text.numbers import NONE, count, month, percent, with_interval
from resettle.results.text.scales import scale_of

WORKED_ON: dict[str, tuple[str, ...]] = {
    "illness": (),
    "wish": (),
    "course": (),
    "care": ("care_services",),
    "health": (),
    "places": ("public_welfare_jobs", "workshop_capacity", "works_relief"),
    "away": ("labour_cooperation", "transport_subsidy"),
    "offers": ("pay_rule", "labour_cooperation"),
    "unheard": ("placement_service",),
    "pause": ("monitoring",),
}
"""Levers that work on each reason in the model: none makes the ill well or gives the wish to work."""


def persons(one: Estimate) -> Text:
    """A number of people with its band."""
    return with_interval(*map(count, one))


def order(people: People) -> list[int]:
    """Positions of the reasons that hold anybody back, the largest first."""
    means = people.without_work.mean(axis=0)
    return sorted(np.flatnonzero(means > 0.0).tolist(), key=lambda place: -means[place])


def _reason(place: int) -> Text:
    name = REASONS[place]
    return label(f"reason_{name}")


def _meaning(place: int) -> Text:
    name = REASONS[place]
    return label(f"reason_{name}_means")


def idle_chart(case: Case, people: People) -> Chart | None:
    """Labour without work in the last month, by reason; nothing if everybody has work."""
    shown = order(people)
    if not shown:
        return None
    made = []
    for row, place in enumerate(shown):
        one = banded(people.without_work[:, place], np.mean)
        made.append(interval_row("idle", row, _reason(place), one, map(count, one)))
    end = month(case.panel.plan_months[-1])
    return Chart(
        "without-work",
        finding(case, people, shown),
        tidy(made, value="persons"),
        partial(
            rows,
            marks={"idle": Key(label("channel_idle"), ACCENT, "block")},
            scale=scale_of("persons"),
            counted=say("counted_persons_in", month=end),
        ),
        note=label("idle_note"),
        height=90 + 30 * len(made),
        wide=True,
    )


def finding(case: Case, people: People, shown: Sequence[int]) -> Text:
    """How many have no work, and what keeps most of them from it."""
    means = people.without_work.mean(axis=0)
    total, first = float(means.sum()), shown[0]
    pieces: dict[str, Text] = {
        "month": month(case.panel.plan_months[-1]),
        "idle": count(total),
        "share": percent(total / float(case.panel["labour"][:, case.panel.end].mean())),
        "part": percent(means[first] / total, 0),
        "reason": within(_reason(first)),
    }
    return say("idle_finding", **pieces)


def idle_table(case: Case, people: People) -> Table | None:
    """A row a reason: people, their share, and which levers of the plan work on it."""
    shown, means = order(people), people.without_work.mean(axis=0)
    if not shown:
        return None
    made: list[Row] = [
        (
            Cell(_reason(place), (_meaning(place),)),
            persons(banded(people.without_work[:, place], np.mean)),
            percent(means[place] / means.sum()),
            _levers(case, REASONS[place]),
        )
        for place in shown
    ]
    total = people.without_work.sum(axis=1)
    made.append((label("all_reasons"), persons(banded(total, np.mean)), percent(1.0, 0), NOTHING))
    head = heads("head_{}", "reason", "persons", "share_of_them", "levers_on_it")
    title = label("idle_table")
    return Table(title, head, tuple(made), terminal=False, words=(3,), folded=True, total=True)


def _levers(case: Case, reason: str) -> Text | Cell:
    """Levers of the plan that work on a reason, and those that it does not have."""
    known = WORKED_ON[reason]
    if not known:
        return NONE
    here = [lever_label(name) for name in known if name in case.ledger.totals]
    missing = [within(lever_label(name)) for name in known if name not in case.ledger.totals]
    absent = (say("levers_missing", levers=listed(missing)),) if missing else ()
    return Cell(listed(here) if here else NONE, absent)
