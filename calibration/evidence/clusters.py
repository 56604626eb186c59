"""Facts that depend on each other: what one has wrong, the others of its cluster have wrong as well.

A cluster is a register, survey or report that goes on over the years; `cluster` of a fact is its name, and
after a slash the date or batch of the figure. Two figures of one date share nearly all that can be wrong of
them: the same people, the same rule of counting, the same month. Those of other dates share the rule and the
people, but not the year. Both correlations are stated and not fitted: some thirty facts could teach neither.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class Clustered(Protocol):
    """A fact, or what was predicted of one."""

    @property
    def cluster(self) -> str:
        """The cluster, and after a slash the date or batch."""


BETWEEN_DATES = 0.5
"""Correlation of errors and discrepancies between dates of one cluster."""

ONE_DATE = 0.8
"""Correlation between figures of one cluster and date."""

INDEPENDENT = {
    "paid_workers_by_place": "parts of one whole: who is missing in one place may be in another or in none",
    "job_changers_survey": "two different questions to the same people",
}
"""Clusters that count as one when hits are counted, but whose errors have no known sign: correlation 0."""


def name_of(fact: Clustered) -> str:
    """The cluster of a fact, without its date."""
    return fact.cluster.partition("/")[0]


def correlation(facts: Sequence[Clustered]) -> NDArray[np.float64]:
    """Correlation of what may be wrong of facts: a positive definite matrix with ones on its diagonal."""
    matrix = np.eye(len(facts))
    for row, one in enumerate(facts):
        for column, other in enumerate(facts[:row]):
            if name_of(one) == name_of(other) and name_of(one) not in INDEPENDENT:
                shared = ONE_DATE if one.cluster == other.cluster else BETWEEN_DATES
                matrix[row, column] = matrix[column, row] = shared
    return matrix
