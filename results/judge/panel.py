"""The months of one scenario as arrays: replications down, months across."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from resettle.model.inputs import Period
from resettle.model.months import year_of
from resettle.model.record import LEDGER_COLUMNS, RunRecord
from resettle.results.judge.futures import first_runs
from resettle.results.statistics.intervals import FloatArray, Groups, groups_of
from resettle.results.statistics.paired import mean_over


class FrameError(ValueError):
    """A frame of results that lacks what it must hold."""


Weights = float | Mapping[str, float] | None
"""Households that one simulated household stands for: one number, or one per scenario."""


@dataclass(frozen=True)
class Panel:
    """One scenario's monthly results.

    Attributes:
        months: `YYYY-MM` of each column, base year included, in order.
        replications: Replication number of each row, in order.
        values: Indicator name -> array [replication, month], whole population.
        start: Column of the first month of the plan.
        end: Column of the last month of the plan (inclusive).
        base_year: Calendar year before the plan that growth is measured from.
        weight: Households that one simulated household stands for; 1 if unknown.
        groups: Parameter draw of each replication; below 0, and each a number of its own, where
            nothing is drawn.
    """

    months: tuple[str, ...]
    replications: tuple[int, ...]
    values: dict[str, FloatArray]
    start: int
    end: int
    base_year: int
    weight: float = 1.0
    groups: Groups = field(default_factory=lambda: np.empty(0, dtype=np.int64))

    @classmethod
    def of(
        cls,
        monthly: pd.DataFrame,
        scenario: str,
        period: Period,
        weight: Weights = None,
        again: bool = False,
    ) -> Panel:
        """Arrays of one scenario from the tidy monthly frame.

        Args:
            monthly: One row per (scenario, replication, month).
            scenario: Name of the scenario to take.
            period: Its base year and the months of its plan.
            weight: Households that one simulated household stands for. Without it the column
                `weight` of the frame is used, or the attribute of that name.
            again: Whether futures that were run again with other chance are there too; see `futures`.

        Raises:
            FrameError: If the scenario is missing, a replication misses months, or the plan's months
                are not all there.
        """
        rows = monthly[monthly["scenario"] == scenario]
        rows = rows if again else first_runs(rows)
        if not len(rows):
            raise FrameError(f"the results hold no scenario '{scenario}'")
        rows = rows.sort_values(["replication", "month"], kind="stable")
        replications = tuple(int(number) for number in rows["replication"].unique())
        stamps = rows["month"].to_numpy(dtype=str)
        months = tuple(str(month) for month in np.unique(stamps))
        shape = (len(replications), len(months))
        if len(rows) != shape[0] * shape[1] or not np.all(stamps.reshape(shape) == np.array(months)):
            raise FrameError(f"scenario '{scenario}': the replications do not all hold the same months")
        first, last = period.label(period.start), period.label(period.end)
        if first not in months or last not in months:
            raise FrameError(f"scenario '{scenario}': the results do not reach from {first} to {last}")
        keys = {"scenario", "replication", "seed", "draw", "month", "weight"}
        values = {
            str(name): rows[name].to_numpy(dtype=np.float64).reshape(shape)
            for name in rows.columns
            if name not in keys
        }
        start, end = months.index(first), months.index(last)
        if weight is None:
            weight = rows["weight"].iloc[0] if "weight" in rows.columns else monthly.attrs.get("weight", 1.0)
        if isinstance(weight, Mapping):
            weight = weight.get(scenario, 1.0)
        draws = np.full(shape[0], -1, dtype=np.int64)
        if "draw" in rows.columns:
            draws = rows["draw"].to_numpy(dtype=np.int64)[:: shape[1]]
        weight = float(weight or 1.0)
        return cls(months, replications, values, start, end, period.base_year, weight, groups_of(draws))

    @classmethod
    def of_record(cls, record: RunRecord, period: Period) -> Panel:
        """The record of one run as a panel of one replication."""
        values = {name: np.asarray(months)[None, :] for name, months in record.indicators.items()}
        start, end, weight = period.start, period.end, float(record.weight)
        groups = np.array([-1], dtype=np.int64)
        return cls(tuple(record.months), (0,), values, start, end, period.base_year, weight, groups)

    def __getitem__(self, indicator: str) -> FloatArray:
        """Array [replication, month] of an indicator.

        Raises:
            FrameError: If the results lack the indicator.
        """
        if indicator not in self.values:
            raise FrameError(f"the results hold no indicator '{indicator}'")
        return self.values[indicator]

    def plan(self, indicator: str) -> FloatArray:
        """Array [replication, plan month] of an indicator."""
        return self[indicator][:, self.start : self.end + 1]

    def last_twelve(self, indicator: str) -> FloatArray:
        """Array [replication, month] of an indicator over the last twelve months of the plan."""
        return self[indicator][:, max(0, self.end - 11) : self.end + 1]

    @property
    def plan_months(self) -> tuple[str, ...]:
        """`YYYY-MM` of the plan's months."""
        return self.months[self.start : self.end + 1]

    def columns(self, year: int) -> slice:
        """Columns of a calendar year (those that the results hold)."""
        return self._by_year.get(year, slice(0, 0))

    @cached_property
    def _by_year(self) -> dict[int, slice]:
        """Columns of each calendar year, which follow each other."""
        years = [year_of(month) for month in self.months]
        return {year: slice(years.index(year), years.index(year) + years.count(year)) for year in set(years)}

    @cached_property
    def years(self) -> tuple[int, ...]:
        """Calendar years of the plan of which all twelve months lie inside it."""
        years = [year_of(month) for month in self.plan_months]
        return tuple(year for year in dict.fromkeys(years) if years.count(year) == 12)

    @property
    def has_base_year(self) -> bool:
        """Whether all twelve months of the base year are there."""
        columns = self.columns(self.base_year)
        return int(columns.stop) - int(columns.start) == 12

    def yearly(self, indicator: str, year: int, how: Callable[..., FloatArray] = np.sum) -> FloatArray:
        """One figure per replication: the sum (or another summary) over a calendar year."""
        return np.asarray(how(self[indicator][:, self.columns(year)], axis=1), dtype=np.float64)

    def yearly_mean(self, indicator: str, year: int) -> FloatArray:
        """Mean over the months of a calendar year that have a figure, one figure per replication."""
        return self.yearly(indicator, year, mean_over)

    def trailing(self, indicator: str, how: str = "sum") -> FloatArray:
        """Sum or mean over the twelve months that end in each month, [replication, month].

        Months that have fewer than eleven months before them are NaN, and those of which one has no figure.
        """
        values = self[indicator]
        known = np.isfinite(values)
        total, counted = (
            np.cumsum(np.pad(one, ((0, 0), (1, 0))), axis=1) for one in (np.where(known, values, 0.0), known)
        )
        out = np.full(values.shape, np.nan)
        if values.shape[1] >= 12:
            out[:, 11:] = total[:, 12:] - total[:, :-12]
            out[:, 11:][counted[:, 12:] - counted[:, :-12] < 12] = np.nan
        return out / 12.0 if how == "mean" else out


@dataclass(frozen=True)
class Ledger:
    """What the levers of one scenario did, over the months of its plan.

    Attributes:
        totals: Lever name -> column -> one sum per replication over the plan's months.
        yearly: Lever name -> calendar year -> yuan spent, one figure per replication.
    """

    totals: dict[str, dict[str, FloatArray]]
    yearly: dict[str, dict[int, FloatArray]]

    @classmethod
    def of(cls, levers: pd.DataFrame, scenario: str, panel: Panel, order: Iterable[str] = ()) -> Ledger:
        """Sums of the lever frame over the months of the plan.

        Args:
            levers: One row per (scenario, replication, month, lever).
            scenario: Name of the scenario to take.
            panel: The scenario's months and replications.
            order: Lever names in the order wanted; others follow.

        Raises:
            FrameError: If a lever has other replications than the monthly results.
        """
        rows = levers[(levers["scenario"] == scenario) & levers["month"].isin(panel.plan_months)]
        rows = rows[rows["replication"].isin(panel.replications)]
        present = [str(name) for name in rows["lever"].unique()]
        names = [name for name in order if name in present]
        names += [name for name in present if name not in names]
        totals: dict[str, dict[str, FloatArray]] = {}
        yearly: dict[str, dict[int, FloatArray]] = {}
        year = {month: year_of(month) for month in panel.plan_months}
        for name in names:
            own = rows[rows["lever"] == name]
            sums = own.groupby("replication", sort=True)[list(LEDGER_COLUMNS)].sum()
            if tuple(int(number) for number in sums.index) != panel.replications:
                raise FrameError(f"scenario '{scenario}': lever '{name}' misses replications")
            totals[name] = {column: sums[column].to_numpy(dtype=np.float64) for column in LEDGER_COLUMNS}
            years = own.assign(year=own["month"].map(year))
            table = years.pivot_table(index="replication", columns="year", values="spent_yuan", aggfunc="sum")
            yearly[name] = {int(year): table[year].to_numpy(dtype=np.float64) for year in table.columns}
        return cls(totals, yearly)

    @classmethod
    def of_record(cls, record: RunRecord, panel: Panel) -> Ledger:
        """What was spent in one run, over the months of the plan."""
        plan = slice(panel.start, panel.end + 1)
        years = np.array([year_of(month) for month in panel.plan_months])
        totals, yearly = {}, {}
        for lever, columns in record.levers.items():
            spent = columns["spent_yuan"][plan]
            totals[lever] = {"spent_yuan": np.array([float(spent.sum())])}
            yearly[lever] = {int(year): np.array([float(spent[years == year].sum())]) for year in set(years)}
        return cls(totals, yearly)

    def spent(self, replications: int) -> FloatArray:
        """Yuan spent by all levers together, one figure per replication."""
        parts = [columns["spent_yuan"] for columns in self.totals.values()]
        return np.sum(parts, axis=0) if parts else np.zeros(replications)
