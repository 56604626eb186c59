"""Scenarios and frames of results from a fixed generator, plausible enough to draw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from resettle.model.ends import REASONS, SITE_FIGURES, STATES
from resettle.model.indicators import INDICATORS
from resettle.model.inputs import Period
from resettle.model.levers import LEVERS
from resettle.model.parameters import PARAMETERS
from resettle.model.population_fields import INITIAL, POPULATION, SERIES
from resettle.model.record import Ends
from resettle.results.judge.comparison import compare
from resettle.results.judge.ends import ends_frames
from resettle.results.judge.targets import judge, uncertainty
from resettle.results.judge.tasks import tasks
from resettle.results.questions.run.households import tenths_frames
from resettle.results.questions.run.question import answered
from resettle.results.report.answer import Answer
from resettle.results.report.page import render_answer, write_page
from resettle.results.runs.frame import Households, Runs
from resettle.scenarios import LeverSpec, Scenario, Source, Target, Text, Value, Where, WindowSpec

PERIOD = Period(2021, 12, 47)
WHERE = Where("made.yaml", 1, 1)
ASSUMED = Source("assumed")
SERIES_COLUMNS = ("rural_income", "region_income", "urban_income", "urban_rural_ratio")
SPENT = {"public_welfare_jobs": 5.1e7, "training_subsidy": 3.5e6, "monitoring": 4e6, "safety_net": 2.2e7}


def value(number: float | dict[str, float], unit: str, kind: Source = ASSUMED, **more: Any) -> Value:
    """A value; assumed unless said otherwise."""
    if kind is ASSUMED:
        more = {
            "range": (0.8, 1.2),
            "range_is": "factor",
            "note": Text("No source; half to double is thinkable.", "没有来源；取一半到两倍都有可能。"),
            **more,
        }
    return Value(number, unit, kind, WHERE, **more)


def target(
    name: str, indicator: str, kind: str, bound: float, when: str, direction: str = "at_least", **more: Any
) -> Target:
    """A target with a title made from its name."""
    unit = more.pop("unit", "share/year" if kind == "growth" else INDICATORS[indicator].unit)
    source = Source("document", items=(("guizhou", "objectives"),))
    title = more.pop("title", Text(name.replace("_", " ").capitalize(), f"目标 {name}"))
    return Target(name, title, indicator, kind, direction, value(bound, unit, source), when, WHERE, **more)


TARGETS = (
    target(
        "income_growth_15",
        "income",
        "growth",
        0.15,
        "period",
        title=Text("Income per person grows by 15 % a year or more", "搬迁群众人均可支配收入年均增长15%以上"),
    ),
    target(
        "zero_employment_cleared",
        "zero_employment_any_work",
        "spell",
        0.0,
        "every_month",
        "at_most",
        grace_months=value(3, "months"),
        concept="zero_employment",
        reading="any_work",
        title=Text("Zero-employment households are cleared dynamically", "零就业家庭动态清零"),
    ),
    target(
        "one_employed",
        "one_employed_any_work",
        "stock",
        1.0,
        "every_month",
        concept="one_employed",
        reading="any_work",
        title=Text("Every household with labour has someone in stable work", "有劳动力家庭至少一人稳定就业"),
    ),
    target(
        "training_volume",
        "trained",
        "flow",
        10000,
        "each_year",
        unit="person-times/year",
        role="task",
        title=Text("10,000 person-times trained a year", "每年培训1万人次以上"),
    ),
    target(
        "asset_use_80",
        "asset_use",
        "stock",
        0.8,
        "by",
        by="2024-12",
        role="task",
        title=Text("80 % of settlement assets in use by the end of 2024", "2024年底安置区资产盘活率达80%"),
    ),
    target(
        "no_mass_return",
        "below_line_share",
        "stock",
        0.03,
        "every_month",
        "below",
        title=Text("No large-scale return to poverty", "不发生规模性返贫"),
    ),
)


def section(fields: Any) -> dict[str, Value]:
    data = Source("data", evidence=("F085",))
    held = {}
    for position, (name, field) in enumerate(fields.items()):
        number = {key: 1.0 / len(field.keys) for key in field.keys} if field.keys else max(field.low, 1.0)
        held[name] = value(number, field.unit, ASSUMED if position % 3 else data)
    return held


def make_scenario(name: str = "plan", title: Text | None = None, **changes: Any) -> Scenario:
    """A scenario in the shape of the bundled ones, with made-up values."""
    period = changes.get("period", PERIOD)
    levers = {}
    for lever in SPENT:
        settings = {
            key: value(max(field.low, 100.0), field.unit) for key, field in LEVERS[lever].settings.items()
        }
        windows = (
            WindowSpec(0, 11, settings, where=WHERE),
            WindowSpec(12, period.end, settings, where=WHERE),
        )
        levers[lever] = LeverSpec(lever, windows, WHERE)
    series = {
        key: value({str(year): 100.0 + year - 2021 for year in _years(period)}, field.unit)
        for key, field in SERIES.items()
    }
    held = Scenario(
        name=name,
        title=title or Text("Three-year plan for raising incomes", "搬迁群众增收三年方案"),
        description=Text("What the plan promises, month by month.", "方案各项措施逐月推演。"),
        document="guizhou",
        period=PERIOD,
        population=section(POPULATION),
        initial=section(INITIAL),
        parameters=section(PARAMETERS),
        series=series,
        levers=levers,
        standards={},
        targets={one.name: one for one in TARGETS},
        uncertainty="assumed",
        chain=("plan.yaml", "base.yaml"),
    )
    return replace(held, **changes)


def _years(period: Period) -> range:
    return range(period.base_year, period.base_year + period.months // 12)


def make_monthly(
    name: str = "plan",
    replications: int = 20,
    growth: float = 0.09,
    posts: float = 60000.0,
    seed: int = 1,
    period: Period = PERIOD,
    series: Mapping[str, tuple[float, float]] | None = None,
) -> pd.DataFrame:
    """Months of one scenario; replications of different scenarios share their noise.

    `series` gives first value and growth a year of series that the scenario states; the others are
    missing, as in the results of a run.
    """
    length = period.months
    months = [period.label(month) for month in range(length)]
    frames = []
    for replication in range(replications):
        noise = np.random.default_rng(seed + replication)
        time = np.arange(length)
        frame: dict[str, Any] = {indicator: np.zeros(length) for indicator in INDICATORS}
        luck = noise.normal(0, 0.008)
        level = 12300 / 12 * (1 + growth + luck) ** (time / 12) * (1 + noise.normal(0, 0.004, length))
        season = 1 + 0.12 * np.sin(2 * np.pi * (time - 2) / 12)
        shares = {
            "wage_income": 0.72,
            "business_income": 0.13,
            "property_income": 0.02,
            "transfer_income": 0.13,
        }
        for part, share in shares.items():
            frame[part] = level * share * season
        frame["income"] = sum(frame[part] for part in shares)
        frame["earned_income"] = (frame["wage_income"] + frame["business_income"]) * 1.003 ** (time / 12)
        frame["net_income"] = frame["income"] * 1.05 ** ((time - 5.5) / 12)
        frame["income_from_levers"] = frame["income"] * 0.03
        frame["persons"][:] = 1920800
        frame["households"][:] = 431600
        frame["labour"][:] = 991400
        frame["labour_households"][:] = 413600
        idle = 991400 * (0.064 + 0.01 * np.cos(2 * np.pi * time / 12) + noise.normal(0, 0.002, length))
        working = 991400 - idle - posts
        split = {"out_of_province": 0.53, "in_province": 0.13, "local_firm": 0.16, "workshop": 0.02}
        split |= {"works_relief": 0.01, "own_business": 0.07, "farming": 0.08}
        for channel, share in split.items():
            frame[f"channel_{channel}"] = working * share
        frame["channel_public_welfare"] = np.full(length, posts)
        frame["channel_none"] = idle
        frame["employed"] = 991400 - idle
        frame["employment_rate"] = frame["employed"] / 991400
        frame["employment_rate_without_posts"] = (frame["employed"] - posts) / 991400
        frame["zero_employment"] = np.round(idle * 0.05 / 21.58) * 21.58
        frame["zero_employment_long"] = np.round(idle * 0.008 * np.exp(-time / 12) / 21.58) * 21.58
        frame["zero_employment_longest"][:] = 7
        frame["zero_employment_willing"] = frame["zero_employment"] * 0.7
        frame["zero_employment_any_work"] = frame["zero_employment_long"] * 0.1
        frame["employment_any_work"] = frame["employment_rate"] + 0.01
        frame["in_ledger"][:] = 8632
        frame["stable_share"] = 0.97 + 0.01 * time / length + noise.normal(0, 0.001, length)
        frame["one_employed_share"] = frame["stable_share"] + 0.01
        frame["one_employed_any_work"] = frame["stable_share"] + 0.015
        frame["one_employed_month"] = frame["stable_share"] + 0.005
        frame["trained"] = 900 + noise.normal(0, 30, length)
        frame["asset_use"] = np.minimum(0.55 + 0.0055 * time + noise.normal(0, 0.004), 1.0)
        frame["below_line_share"] = 0.022 + noise.normal(0, 0.001, length)
        frame["seekers"], frame["refused"] = idle * 0.6, idle * 0.2
        for channel, room in (
            ("workshop", 1.0),
            ("public_welfare", 1.02),
            ("works_relief", 1.6),
            ("local_firm", 1.1),
        ):
            frame[f"places_open_{channel}"] = frame[f"channel_{channel}"] * room
        for column in SERIES_COLUMNS:
            first, pace = (series or {}).get(column, (np.nan, 0.0))
            frame[column] = first * (1.0 + pace) ** (time // 12)
        frame["prices"] = 100 * 1.01 ** (time / 12)
        head = {"scenario": name, "replication": replication, "seed": 1 + replication, "draw": replication}
        frames.append(pd.DataFrame({**head, "month": months, **frame}))
    return pd.concat(frames, ignore_index=True)


def make_levers(
    name: str = "plan", replications: int = 20, factor: float = 1.0, period: Period = PERIOD
) -> pd.DataFrame:
    """Ledger of the levers of one scenario."""
    rows = []
    for replication in range(replications):
        noise = np.random.default_rng(100 + replication)
        for month in range(period.months):
            for lever, yuan in SPENT.items():
                spent = yuan * factor * (0.95 + 0.05 * noise.random())
                households = spent if lever in ("public_welfare_jobs", "safety_net") else 0.0
                rows.append(
                    (
                        name,
                        replication,
                        period.label(month),
                        lever,
                        yuan * factor,
                        spent,
                        spent / 800,
                        spent / 900,
                        households,
                    )
                )
    columns = ["scenario", "replication", "month", "lever"]
    columns += ["planned_yuan", "spent_yuan", "units", "beneficiaries", "households_yuan"]
    return pd.DataFrame(rows, columns=columns)


def make_manifest(*names: str) -> dict[str, Any]:
    """A manifest in the shape of a run's."""
    return {
        "resettle": 1,
        "complete": True,
        "created": "2026-01-01T00:00:00+00:00",
        "command": f"resettle run {' '.join(names)} --replications 20 --seed 1 --scale default",
        "scenarios": [
            {
                "name": name,
                "digest": "0123456789abcdef" * 4,
                "files": [f"{name}.yaml"],
                "scale": 0.0463,
                "weight": 21.58,
            }
            for name in names
        ],
        "replications": 20,
        "seed": 1,
        "runs": [
            {"scenario": name, "seed": 1 + i, "status": "succeeded"} for name in names for i in range(20)
        ],
        "versions": {"resettle": "0.1.0", "python": "3.11.7"},
    }


@dataclass(frozen=True)
class Run:
    """A run as it is judged, with what its manifest says."""

    scenarios: Sequence[Scenario]
    monthly: pd.DataFrame
    levers: pd.DataFrame
    targets: pd.DataFrame
    manifest: dict[str, Any]

    @property
    def answer(self) -> Answer:
        frames = {"monthly": self.monthly, "levers": self.levers, "targets": self.targets}
        frames["tasks"] = tasks(self.scenarios, self.monthly, self.levers, self.targets)
        frames["uncertainty"] = uncertainty(self.scenarios, self.monthly, self.levers)
        frames["comparison"] = compare(self.scenarios, self.monthly, self.levers)
        return answered(self.scenarios, frames, self.manifest, {one.name: 21.58 for one in self.scenarios})


def render(run: Run, lang: str = "en") -> str:
    """The page of a run."""
    return render_answer(run.answer, run.manifest, lang)  # type: ignore[arg-type]


def write_report(path: Path, run: Run, lang: str = "en") -> None:
    """Write the page of a run."""
    write_page(path, render(run, lang))


def make_run(*names: str, title: Text | None = None) -> Run:
    """Everything a report needs, for one scenario or several."""
    names = names or ("plan",)
    titles = [
        title,
        Text("What ran before continues", "延续原有措施"),
        Text("No levers", "无措施"),
        Text("More training", "侧重培训"),
    ]
    held = [make_scenario(name, titles[i % 4]) for i, name in enumerate(names)]
    monthly = pd.concat(
        [
            make_monthly(name, growth=0.09 - 0.012 * i, posts=60000.0 - 9000 * i)
            for i, name in enumerate(names)
        ],
        ignore_index=True,
    )
    levers = pd.concat(
        [make_levers(name, factor=1.0 - 0.25 * i) for i, name in enumerate(names)], ignore_index=True
    )
    manifest = make_manifest(*names)
    weights = dict.fromkeys(names, 21.58)
    return Run(held, monthly, levers, judge(held, monthly, weights), manifest)


def make_ends(name: str = "plan", replications: int = 20, sites: int = 10) -> dict[str, pd.DataFrame]:
    """People at both ends of a plan: every move, reason and settlement has figures of its own."""
    seen = {}
    for replication in range(replications):
        noise = np.random.default_rng(500 + replication)
        flows = 1000.0 * (1.0 + np.add.outer(np.arange(len(STATES)), 2.0 * np.arange(len(STATES))))
        flows += np.diag(np.full(len(STATES), 60_000.0))
        flows *= 1.0 + 0.05 * noise.normal()
        reasons = 500.0 * np.arange(len(REASONS), 0, -1) * (1.0 + 0.1 * noise.normal(size=len(REASONS)))
        labour = 40.0 * np.arange(1, sites + 1)
        lost = labour * (0.04 + 0.01 * np.arange(sites)) * (1.0 + 0.05 * noise.normal())
        columns = {
            "households": labour / 2.0,
            "persons": 2.0 * labour,
            "labour": labour,
            "without_work": lost,
            "willing_households": labour / 2.5,
            "zero_employment": lost / 10.0,
            "below_line": lost / 5.0,
            "income": 15_000.0 - 200.0 * np.arange(sites) + 150.0 * noise.normal(),
        }
        table = np.column_stack([columns[figure] for figure in SITE_FIGURES])
        seen[name, replication] = Ends(flows, reasons, table, 21.58)
    runs = {"variant": name, "replication": range(replications), "seed": range(1, replications + 1)}
    return ends_frames(seen, pd.DataFrame({**runs, "draw": range(replications)}))


def make_tenths(name: str = "plan", reference: str = "base", replications: int = 20) -> pd.DataFrame:
    """Tenths of households: each tenth gains forty yuan more than the poorer one, from −80 yuan on."""
    scenarios, kept = [make_scenario(name), make_scenario(reference)], {}
    for replication in range(replications):
        noise = np.random.default_rng(900 + replication)
        base = np.linspace(6000.0, 24_000.0, 200)
        gain = np.repeat(np.arange(-80.0, 320.0, 40.0), 20) + noise.normal()
        last = 1.2 * base + 300.0 * noise.normal()
        for variant, more in ((reference, 0.0), (name, gain)):
            kept[variant, replication] = Households(base, last + more, 21.58)
    frame = {"variant": name, "replication": range(replications), "draw": range(replications)}
    runs = Runs(pd.DataFrame({**frame, "status": "succeeded"}), kept_households=kept)
    return tenths_frames(scenarios[:1], scenarios[1], runs)["tenths"]
