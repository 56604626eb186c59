"""Titles of the charts of a sensitivity analysis: what each shows, in figures."""

from __future__ import annotations

import pandas as pd

from resettle.results.questions.sensitivity.compute import Finding
from resettle.results.questions.sensitivity.sentences import size
from resettle.results.report.estimates import amount, share
from resettle.results.report.findings import rows_of, value_of
from resettle.results.text.labels import Text, quoted, say


def screening(finding: Finding) -> Text:
    """The input that moves an outcome most over its range, and which way."""
    pairs = finding.largest_effects
    clear = [(one, effect) for one, effect in pairs if effect.clear]
    one, effect = clear[0] if clear else pairs[0]
    moved = size(effect.mu_star, finding.outcome.unit)
    way = "none" if not clear else "mixed" if not effect.one_way else "up" if effect.mu > 0.0 else "down"
    return say(
        f"sensitivity_finding_{way}", outcome=finding.outcome.title, input=quoted(one.name), size=moved
    )


def shares(outcome: Text, table: pd.DataFrame) -> Text:
    """The input with the largest share of the variance, and the share of chance.

    Args:
        outcome: What varies.
        table: A row an input (`name`) in the series `total`, and the row `chance`, with their shares.
    """
    first = max(rows_of(table[table["series"] == "total"]), key=value_of)
    chance = float(table.loc[table["series"] == "chance", "value"].iloc[0])
    told = {"share": share(float(first["value"])), "chance": share(chance)}
    return say("sensitivity_finding_shares", outcome=outcome, input=quoted(first["name"]), **told)


def swing(finding: Finding) -> Text:
    """Both ends of the input with the widest swing."""
    one, own = finding.widest_swings[0]
    unit = finding.outcome.unit
    return say(
        "sensitivity_finding_swing",
        outcome=finding.outcome.title,
        input=quoted(one.name),
        low=amount(own.at(0.0).middle, unit),
        low_value=one.shown(one.value(0.0)),
        high=amount(own.at(1.0).middle, unit),
        high_value=one.shown(one.value(1.0)),
    )
