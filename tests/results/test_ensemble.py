"""Runs as arrays: which are paired, and what failed."""

from __future__ import annotations

import numpy as np
import pandas as pd

from resettle.results.judge.ensemble import Ensemble, PairedRuns


def test_pairs_are_the_replications_that_succeeded_in_both_grouped_by_the_draws_of_either() -> None:
    rows = [
        {"variant": name, "replication": number, "draw": draw, "status": status, "income": 10.0 * number}
        for name, draws in (("fixed", (-1, -1, -1)), ("drawn", (0, 1, 0)))
        for number, draw in enumerate(draws)
        for status in ["failed" if (name, number) == ("drawn", 1) else "succeeded"]
    ]
    pair = PairedRuns.of(pd.DataFrame(rows[::-1]), ("fixed", "drawn")).common()
    assert pair.replications == (0, 2) and pair.groups.tolist() == [0, 0]
    assert pair.array("income").tolist() == [[0.0, 20.0], [0.0, 20.0]]
    assert np.isnan(pair.array("no such column")).all()


def test_an_array_has_a_row_a_variant_and_a_gap_where_a_run_failed_or_is_missing() -> None:
    rows = [
        ("b", 4, 1.0, "succeeded"),
        ("a", 2, 2.0, "succeeded"),
        ("b", 2, 3.0, "failed"),
        ("c", 2, 4.0, "succeeded"),
    ]
    frame = pd.DataFrame(rows, columns=["variant", "replication", "x", "status"])
    runs = PairedRuns.of(frame, ("a", "b"))
    assert runs.replications == (2, 4)
    assert np.array_equal(runs.array("x"), [[2.0, np.nan], [np.nan, 1.0]], equal_nan=True)
    assert PairedRuns.of(frame).variants == ("b", "a", "c")
    assert PairedRuns.of(frame, ("b",), range(5)).array("x")[0, 4] == 1.0
    assert len(set(runs.groups.tolist())) == 2 and (runs.groups < 0).all()


def test_an_ensemble_reports_shares_means_and_bands_over_the_runs_that_it_has() -> None:
    values = np.array([[0.0, 1.0, 2.0, np.nan], [10.0, 10.0, 14.0, 18.0]])
    made = Ensemble(values, np.array([[0.0, 0.0, 1.0, np.nan], [1.0, 1.0, 1.0, 0.0]]), -1 - np.arange(4))
    assert made.means.tolist() == [1.0, 13.0] and made.shares.tolist() == [1 / 3, 0.75]
    first = made.probability(0)
    assert first is not None and (first.count, first.runs) == (1, 3)
    assert made.band(1) == tuple(np.quantile(values[1], [0.05, 0.95]))
    assert made.against(1).middle == (10.0 + 9.0 + 12.0) / 3
    assert not made.complete and Ensemble(values[1:], None, made.groups).complete
    assert Ensemble(values, None, made.groups).probability(0) is None
