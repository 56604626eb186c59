"""What a target on employment counts as work: one word in the file, one concrete indicator in the model.

Only households with a member able and willing to work count as without work, or as having someone in work.
"""

from __future__ import annotations

from resettle.model.text import Text

READINGS = ("any_work", "months_3", "months_6", "month", "stable")
"""Any work in the last twelve months; three or six months of them; a job in the month; stable work in it."""

STRICT = "month"
"""The reading that stands beside every other."""

PUBLISHED = {0: STRICT, 1: "any_work", 3: "months_3", 6: "months_6"}
"""Reading of a published employment rate, by the months of work in the last twelve from which it counts."""

CONCEPTS: dict[str, dict[str, str]] = {
    "employment_rate": {
        "any_work": "employment_any_work",
        "months_3": "employment_months_3",
        "months_6": "employment_months_6",
        "month": "employment_rate",
    },
    "zero_employment": {
        "any_work": "zero_employment_any_work",
        "months_3": "zero_employment_months_3",
        "months_6": "zero_employment_months_6",
        "month": "zero_employment_willing",
    },
    "one_employed": {name: f"one_employed_{name}" for name in READINGS},
    "off_farm_rate": {"any_work": "off_farm_any_work", "month": "off_farm_rate"},
}
"""What a target may name of employment -> reading -> indicator that it is judged by."""

BEYOND_GRACE = "zero_employment_long"
"""What a spell counts in a strict month: households without a job for longer than the grace period."""


def indicator_of(concept: str, reading: str | None, kind: str) -> str | None:
    """The indicator that a target is judged by; `None` without a reading that the concept has."""
    if (concept, reading, kind) == ("zero_employment", STRICT, "spell"):
        return BEYOND_GRACE
    return CONCEPTS[concept].get(reading or "")


def _both(first: str, second: str) -> Text:
    return Text(f"{first} and {second}", f"{first}和{second}")


def _instead() -> dict[str, Text]:
    """What to write for indicators that a target does not name."""
    made = {
        name: _both(f"indicator: {concept}", f"reading: {reading}")
        for concept, readings in CONCEPTS.items()
        for reading, name in readings.items()
        if name not in CONCEPTS
    }
    long = _both("indicator: zero_employment, kind: spell", f"reading: {STRICT}")
    return made | {
        BEYOND_GRACE: long,
        "stable_share": _both("indicator: one_employed", "reading: stable"),
        "one_employed_share": _both("indicator: one_employed", f"reading: {STRICT}"),
    }


INSTEAD = _instead()
"""Indicators of employment that a target does not name -> what it writes instead."""
