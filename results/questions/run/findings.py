"""Titles of the charts of a single plan: what each shows, in figures, in place of what it is about."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from resettle.model.channels import WORKING
from resettle.results.judge.causes import PARTS, contributions
from resettle.results.judge.growth import growth_rate
from resettle.results.questions.run.compute import Case
from resettle.results.questions.run.reasons import PART_LABELS
from resettle.results.statistics.intervals import FloatArray, median
from resettle.results.text.labels import Text, label, say
from resettle.results.text.names import channel_label, indicator_label, lever_label, within, work_label
from resettle.results.text.numbers import bound_text, count, money, month, percent, points, yuan
from resettle.scenarios.readings import CONCEPTS

STILL = 0.0005
"""A change of a share that counts as none."""


def _moved(share: float) -> dict[str, Text]:
    """A change of a share in words, as a piece of a sentence that needs one."""
    if abs(share) < STILL:
        return {}
    return {"change": say("moved_up" if share > 0.0 else "moved_down", points=points(abs(share)))}


def _of_years(case: Case, indicator: str, how: Callable[..., FloatArray] = np.mean) -> tuple[float, float]:
    """Median over runs of an indicator's mean, or sum, in the base year and in the last twelve months."""
    before = case.panel[indicator][:, case.panel.columns(case.panel.base_year)]
    return median(how(before, axis=1)), median(how(case.panel.last_twelve(indicator), axis=1))


def _when(case: Case) -> dict[str, Text]:
    base = str(case.panel.base_year)
    return {"base": Text(base, base), "month": month(case.panel.plan_months[-1])}


def channels(case: Case) -> Text | None:
    """The largest channel among those in work over the last twelve months, and how its share has changed.

    Nothing without the base year; so below.
    """
    if not case.panel.has_base_year:
        return None
    shares: list[Mapping[str, float]] = []
    means = {name: _of_years(case, f"channel_{name}") for name in WORKING}
    for position in (0, 1):
        whole = sum(pair[position] for pair in means.values())
        shares.append({name: pair[position] / whole if whole else 0.0 for name, pair in means.items()})
    before, after = shares
    if not any(after.values()):
        return say("channels_finding_nobody", month=_when(case)["month"])
    first = max(after, key=lambda name: after[name])
    change = after[first] - before[first]
    return say(
        "channels_finding" if abs(change) >= STILL else "channels_finding_same",
        channel=channel_label(first),
        share=percent(after[first], 0),
        **_moved(change),
        **_when(case),
    )


def employment(case: Case, indicator: str) -> Text | None:
    """The rate of employment in the last twelve months beside that of the base year."""
    if not case.panel.has_base_year:
        return None
    before, after = _of_years(case, indicator)
    return say(
        "employment_finding" if abs(after - before) >= STILL else "employment_finding_same",
        name=indicator_label(indicator),
        after=percent(after),
        **_moved(after - before),
        **_when(case),
    )


def zero(case: Case, reading: str) -> Text | None:
    """Households with nobody in work by a reading: in the last twelve months, and in the base year."""
    if not case.panel.has_base_year:
        return None
    before, after = (count(one) for one in _of_years(case, CONCEPTS["zero_employment"][reading]))
    return say("zero_finding", before=before, after=after, work=work_label(reading), **_when(case))


def income(case: Case) -> Text | None:
    """Income per person in the base year and in the last twelve months."""
    if not case.panel.has_base_year:
        return None
    before, after = map(yuan, _of_years(case, "income", np.sum))
    return say("income_finding", before=before, after=after, **_when(case))


def growth(case: Case, indicator: str) -> Text:
    """Growth a year of an income over the plan, beside what its first target of that kind asks for."""
    base, last = case.panel.base_year, case.panel.years[-1]
    value = median(growth_rate(case.panel, indicator, last, base))
    pieces: dict[str, Text | str] = {
        "name": label(f"named_{indicator}"),
        "growth": percent(value),
        "year": str(last),
    }
    target = next(
        (
            one
            for one in case.scenario.targets.values()
            if one.kind == "growth" and one.indicator == indicator and one.series is None
        ),
        None,
    )
    if target is None or target.when == "by" or target.sense not in ("at_least", "above"):
        return say("growth_finding", base=str(base), **pieces)
    bound = target.bound.number
    return say(
        "growth_finding_short" if value < bound else "growth_finding_met",
        base=str(base),
        bound=bound_text(bound, "share"),
        apart=points(abs(value - bound)),
        **pieces,
    )


def made_of(case: Case) -> Text:
    """The source of income that growth over the plan owes most to."""
    base, last = case.panel.base_year, case.panel.years[-1]
    parts = {name: median(one) for name, one in contributions(case.panel, base, last).items()}
    first = max(PARTS, key=lambda name: parts[name])
    whole = median(growth_rate(case.panel, "income", last, base))
    return say(
        "contributions_finding",
        source=label(PART_LABELS[first]),
        part=points(parts[first]),
        whole=points(whole),
        base=str(base),
        year=str(last),
    )


def spending(case: Case) -> Text:
    """The lever that takes most of the spending over the plan."""
    spent = {name: median(own["spent_yuan"]) for name, own in case.ledger.totals.items()}
    total = median(case.ledger.spent(len(case.panel.replications)))
    first = max(spent, key=lambda name: spent[name])
    share = percent(spent[first] / total, 0) if total > 0.0 else percent(0.0, 0)
    return say("spending_finding", lever=within(lever_label(first)), share=share, total=money(total))
