"""Ledgers of households and labour as counties have them: read, checked and counted."""

from __future__ import annotations

from resettle.scenarios.ledger.ledger import Ledger, LeftOut, read_ledgers
from resettle.scenarios.ledger.problems import LedgerProblem, LedgerProblems, write_problems
from resettle.scenarios.ledger.recognise import suggestions, write_map

__all__ = [
    "Ledger",
    "LedgerProblem",
    "LedgerProblems",
    "LeftOut",
    "read_ledgers",
    "suggestions",
    "write_map",
    "write_problems",
]
