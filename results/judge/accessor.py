"""Statistics of runs: every figure, by what, over what, how, and with its unit.

One accessor serves all questions, in the manner of PyPSA's `statistics` (Brown, Hörsch and Schlachtberger
(2018), "PyPSA: Python for Power System Analysis", Journal of Open Research Software 6): a figure is named,
the rows of the answer are named, and the rest is averaged over.

```python
statistics = Statistics(scenarios, runs=answer.frames["figures"])
statistics("income_last_year")                                  # mean per variant
statistics("income_last_year", against="guizhou-baseline")      # paired difference from a reference
statistics("income_growth_15", how="share")                     # probability that a target is met
statistics("spending", by=["levers.training_subsidy.seats"])    # along a path of a sweep

statistics = Statistics(scenarios, monthly=monthly, ledger=levers)      # frames of `resettle run`
statistics("employment_rate", by=["variant", "month"], how="band")
statistics("income", by=["variant", "year"], over="draws")
statistics("spent_yuan", by=["variant", "lever", "year"], how="median")
```
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, get_args

import numpy as np
import pandas as pd

from resettle.model.indicators import INDICATORS
from resettle.model.months import year_of
from resettle.model.record import LEDGER_COLUMNS
from resettle.results.judge.figures import is_flow
from resettle.results.judge.futures import first_runs
from resettle.results.judge.measures import TOTALS, figures_frame
from resettle.results.judge.outcomes import Outcome, OutcomeError, outcomes
from resettle.results.statistics.intervals import (
    FloatArray,
    Groups,
    groups_of,
    median_interval,
)
from resettle.results.statistics.paired import (
    banded,
    difference,
    estimate,
    level,
    probability,
    share_estimate,
)
from resettle.results.text.labels import Text, fill, text_of
from resettle.scenarios import Scenario
from resettle.scenarios.problems import hint, listed, shown

How = Literal["mean", "median", "band", "share"]
Over = Literal["replications", "draws"]

TIME = ("year", "month")
BY = ("variant", "lever", *TIME)
"""What an answer may have a row for, besides the paths of a sweep."""

IDENTITY = ("variant", "replication", "draw")
"""Columns that identify a run."""

LEDGER_UNITS = {"units": "units", "beneficiaries": "beneficiaries"}
"""Units of `model.record.LEDGER_COLUMNS` that are not yuan; what is counted depends on the lever."""


@dataclass(frozen=True, eq=False)
class Statistics:
    """Statistics of the runs of one question.

    Attributes:
        scenarios: The scenarios that were run; the first one's targets give titles and units.
        runs: A row a run, with the figures of `results.judge.measures`; made from `monthly` if left out.
        monthly: A row a month of a run, with the indicators; needed for `by` a year or a month.
        ledger: A row a month and lever of a run; needed for `model.record.LEDGER_COLUMNS`.
    """

    scenarios: Sequence[Scenario]
    runs: pd.DataFrame | None = None
    monthly: pd.DataFrame | None = None
    ledger: pd.DataFrame | None = None

    def __call__(
        self,
        of: str,
        by: Sequence[str] = ("variant",),
        over: Over = "replications",
        how: How = "mean",
        against: str | None = None,
    ) -> pd.DataFrame:
        """A statistic of one figure as a tidy table.

        Args:
            of: A target, measure or indicator by name; one of `TOTALS` of `results.judge.measures`; or a
                column of the ledger, such as `spent_yuan`. Without a year or month in `by` an indicator is
                taken over the last twelve months of the plan, a column of the ledger over the plan.
            by: What has a row: `variant`, `lever`, `year`, `month`, or the path of a number that a sweep
                varied. What is not named is averaged over, levers and months of the ledger are added up.
                With a path the scenario as it stands is left out.
            over: `replications` (every run counts, and intervals know that runs of one parameter draw
                resemble each other) or `draws` (one mean per draw, so that chance is averaged out).
            how: `mean` with its 95 % t interval; `median` with its 95 % bootstrap interval; `band`, the
                median with the 5 and 95 % quantiles; `share` of runs that meet the target with its 95 %
                Wilson interval or, with `against`, that are better than the reference.
            against: A variant (or a point of a sweep, by its number); values are then differences from it,
                replication by replication.

        Returns:
            Columns `by`, then `value`, `low`, `high` (NaN where there are too few runs), `n` (runs or draws
            with a value) and `unit`. What was asked stands in `attrs`.

        Raises:
            results.judge.outcomes.OutcomeError: If there is no such outcome.
            ValueError: If the runs do not hold what is asked for, or a word is not one of those above.
        """
        by = list(by)
        for word, allowed in ((over, get_args(Over)), (how, get_args(How))):
            if word not in allowed:
                raise ValueError(f"'{word}' is not one of {listed(allowed).en}{hint(word, allowed).en}")
        outcome = self._outcome(of)
        values = self._values(outcome, by).groupby([*by, "replication"], observed=True, as_index=False).mean()
        if against is not None:
            values = _differences(values, by, against)
        if how == "share":
            values["value"] = _hits(values, outcome, against is not None)
        unit = "share" if how == "share" else _unit(outcome, by)
        rows = []
        for cell, group in values.groupby(by, observed=True) if by else [((), values)]:
            draws = groups_of(group["draw"].to_numpy(dtype=np.int64))
            figures = group["value"].to_numpy(dtype=np.float64)
            rows.append((*cell, *_statistic(figures, draws, over, how, unit if against is None else "")))
        table = pd.DataFrame(rows, columns=[*by, "value", "low", "high", "n"])
        table["unit"] = unit
        table.attrs = {"of": of, "by": by, "over": over, "how": how, "against": against, "unit": unit}
        return table

    def _outcome(self, of: str) -> Outcome:
        """What is asked of, by its name."""
        if of in LEDGER_COLUMNS:
            return Outcome(of, of, text_of(of), LEDGER_UNITS.get(of, "yuan"))
        if of in TOTALS:
            return Outcome(of, of, text_of(of), TOTALS[of][0])
        known = self._outcomes
        if of not in known:
            names = [*known, *TOTALS, *LEDGER_COLUMNS]
            unknown = Text("{name} is no target, measure or indicator{hint}", "{name}不是目标或指标{hint}")
            raise OutcomeError(fill(unknown, name=shown(of), hint=hint(of, names)))
        return known[of]

    @cached_property
    def _outcomes(self) -> dict[str, Outcome]:
        made: dict[str, Outcome] = {}
        for scenario in self.scenarios:
            made = outcomes(scenario) | made
        return made

    def _values(self, outcome: Outcome, by: list[str]) -> pd.DataFrame:
        """Columns `by`, `replication`, `draw`, `value` and, for a target, `met`; rows are runs and more."""
        time = [name for name in by if name in TIME]
        if outcome.name in LEDGER_COLUMNS:
            frame = self._of_ledger(outcome.name, by)
        elif time:
            frame = self._of_months(outcome.name, time)
        else:
            frame = self._of_runs(outcome, by)
        missing = [name for name in by if name not in frame]
        if missing:
            raise ValueError(f"these runs have no {listed(missing).en} to show {outcome.name} by")
        paths = [name for name in by if name not in BY]
        if "variant" not in by and not paths and frame["variant"].nunique() > 1:
            raise ValueError("the runs are of several variants; name 'variant' in by")
        for name in ("variant", "lever"):
            if name in by:
                frame[name] = pd.Categorical(frame[name], frame[name].drop_duplicates())
        met = ["met"] if "met" in frame else []
        return frame[[*by, "replication", "draw", "value", *met]]

    def _of_runs(self, outcome: Outcome, by: list[str]) -> pd.DataFrame:
        frame = self._runs
        if self.runs is not None and "point" in self.runs and any(name not in BY for name in by):
            frame = frame[frame["variant"] != "0"]  # along a path the scenario as it stands is no point
        made = frame[[name for name in frame if name in {*IDENTITY, *by}]].copy()
        made["value"] = frame.get(outcome.column, np.nan)
        if outcome.met is not None and outcome.met in frame:
            made["met"] = frame[outcome.met]
        return made

    @cached_property
    def _runs(self) -> pd.DataFrame:
        """Runs that succeeded, with the columns `IDENTITY`."""
        if self.runs is None:
            parts = [figures_frame(one, one.name, self._monthly, self.ledger) for one in self.scenarios]
            return pd.concat(parts, ignore_index=True)
        return _identified(self.runs)

    @property
    def _monthly(self) -> pd.DataFrame:
        if self.monthly is None:
            raise ValueError("these runs were not kept by month")
        return self.monthly

    def _of_months(self, indicator: str, time: list[str]) -> pd.DataFrame:
        if indicator not in INDICATORS:
            raise ValueError(f"{indicator} has one value per run; only indicators are known by year or month")
        frame = _identified(self._monthly)[[*IDENTITY, "month", indicator]]
        frame = frame.rename(columns={indicator: "value"})
        frame["year"] = _years(frame)
        if "month" in time:
            return frame
        years = frame.groupby([*IDENTITY, "year"], sort=False)["value"]
        made = years.sum() if is_flow(indicator) else years.mean()
        return made[years.size() == 12].reset_index()

    def _of_ledger(self, column: str, by: list[str]) -> pd.DataFrame:
        if self.ledger is None and column == "spent_yuan" and not set(TIME) & set(by):
            spent = self._runs.filter(regex=r"^spent\.").rename(columns=lambda name: name.partition(".")[2])
            frame = self._runs[list(IDENTITY)].join(spent)
            frame = frame.melt(list(IDENTITY), var_name="lever", value_name="value").dropna()
            keys = [*IDENTITY, *(name for name in by if name == "lever")]
            return frame.groupby(keys, sort=False)["value"].sum().reset_index()
        if self.ledger is None:
            raise ValueError("these runs kept no ledger of the levers")
        frame = _identified(self.ledger)
        frame = frame.assign(year=_years(frame), value=frame[column])
        plan = {
            one.name: (one.period.label(one.period.start), one.period.label(one.period.end))
            for one in self.scenarios
        }
        first, last = (
            frame["variant"].map({name: ends[end] for name, ends in plan.items()}) for end in (0, 1)
        )
        inside = frame[(frame["month"] >= first) & (frame["month"] <= last)]
        keys = [*IDENTITY, *(name for name in by if name in ("lever", *TIME))]
        return inside.groupby(keys, sort=False)["value"].sum().reset_index()


def _years(frame: pd.DataFrame) -> pd.Series[int]:
    """Calendar year of each row."""
    return frame["month"].map({month: year_of(month) for month in frame["month"].unique()})


def _identified(frame: pd.DataFrame) -> pd.DataFrame:
    """Runs that succeeded, with the columns `IDENTITY`, whatever the question calls its variants."""
    name = next(name for name in ("variant", "scenario", "point") if name in frame)
    frame = frame.rename(columns={name: "variant"}).astype({"variant": str})
    if "status" in frame:
        frame = frame[frame["status"] == "succeeded"]
    frame = first_runs(frame)
    return frame if "draw" in frame else frame.assign(draw=-1)


def _differences(values: pd.DataFrame, by: list[str], against: str) -> pd.DataFrame:
    """Values less those of a variant, replication by replication; the variant itself is left out."""
    names = list(values["variant"].cat.categories) if "variant" in by else []
    if against not in names:
        raise ValueError(
            f"'{against}' is none of the variants{hint(against, names).en}; by must name 'variant'"
        )
    keys = [name for name in [*by, "replication"] if name != "variant"]
    reference = values[values["variant"] == against].set_index(keys)[["value", "draw"]]
    made = values[values["variant"] != against].merge(
        reference.reset_index(), on=keys, suffixes=("", "_there"), how="inner"
    )
    made["value"] = difference(made["value"].to_numpy(), made["value_there"].to_numpy())
    made["draw"] = np.maximum(made["draw"], made["draw_there"])
    return made


def _hits(values: pd.DataFrame, outcome: Outcome, compared: bool) -> FloatArray:
    """Whether each run meets the target or, compared, is better than the reference: 1, 0 or NaN."""
    if compared:
        if outcome.better == 0:
            raise ValueError(f"neither more nor less of {outcome.name} is better, so no share of runs is")
        better = values["value"].to_numpy() * outcome.better
        return np.where(np.isfinite(better), better > 0.0, np.nan)
    if "met" not in values:
        raise ValueError(f"{outcome.name} is no target; a share needs one, or a reference to compare with")
    return values["met"].to_numpy(dtype=np.float64)


def _statistic(
    values: FloatArray, groups: Groups, over: str, how: str, unit: str
) -> tuple[float, float, float, int]:
    """Value, ends of its interval or band, and how many runs or draws it rests on."""
    finite = np.isfinite(values)
    values, groups = values[finite], groups[finite]
    if over == "draws" and len(values):
        numbers, position, sizes = np.unique(groups, return_inverse=True, return_counts=True)
        values, groups = np.bincount(position, weights=values) / sizes, numbers
    count = len(values)
    if not count:
        return np.nan, np.nan, np.nan, 0
    if how == "band":
        return *banded(values), count
    if how == "median":
        return *median_interval(values), count
    if how == "share" and (over == "replications" or values.min() == values.max() in (0.0, 1.0)):
        share = probability(values > 0.5, groups)
        return share.share, share.low, share.high, count
    mean = share_estimate(values, groups) if how == "share" else level(estimate(values, groups), unit)
    return mean.middle, mean.low, mean.high, count


def _unit(outcome: Outcome, by: list[str]) -> str:
    """Unit of a figure; that of a flow over a year or a plan is not monthly."""
    return outcome.unit if "month" in by else outcome.unit.replace("/month", "/year")
