"""The same month with ordinary objects: slow, obvious, and the judge of the compiled model.

Read in this order: `agents` (who acts), `oracle` (the ten phases), then one module for
each part of the month: `trend`, `markets`, `life`, `courses`, `jobs`, `search`, `places`,
`income`, `ledger`, `counting`. `office` lets the real levers open and book; `columns` reads
the synthetic population into objects; `compare` names the first difference between the two;
`plans` makes odd plans to compare them on. The compiled model shares with this one the
population it starts from, the keyed uniform numbers and the levers, and no rule.
"""

from __future__ import annotations

from tests.oracle.compare import agree, first_difference
from tests.oracle.oracle import Oracle

__all__ = ["Oracle", "agree", "first_difference"]
