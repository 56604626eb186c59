"""Sizes of levers beside what trials and studies found: who was served, and what became of them without it.

The same seed with and without the lever gives the same people, so what a lever did to those whom it served
is the difference between their two lives. The ranges are in `tests/gates/literature.yaml`, with sources.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from math import nan
from pathlib import Path

import numpy as np

from resettle.calibration.validation.lives import Lives, lived, only, times, yearly_growth
from resettle.model.channels import NONE, OUT, WELFARE
from resettle.model.inputs import ModelInputs
from resettle.model.levers import LEVERS
from resettle.model.state import ABLE, LABOUR, WANTS_WORK
from resettle.model.text import Text, both, fill
from resettle.scenarios.problems import Problems, listed, shown
from resettle.scenarios.read.scalars import mapping, number, text, whole
from resettle.scenarios.read.strict_yaml import MappingNode, read_yaml
from resettle.scenarios.read.unknown import check_keys

GATE_KEYS = ("resettle", "plan", "without", "households", "seeds", "sizes")

SIZES = (
    "training_during", "training_later", "training_pay", "training_deadweight", "placement_employment",
    "posts_displaced", "posts_from_away", "posts_local_pay", "posts_income", "cooperation_income_per_yuan",
    "cooperation_deadweight", "transport_migration", "transport_deadweight", "line_employment",
    "doubled_beyond_plan", "doubled_of_single",
)  # fmt: skip
"""Names of the sizes; their labels are `size_<name>`."""

AFTER = 24
"""Months after a course at which its effect is read."""

Measured = Iterator[tuple[str, float]]


@dataclass(frozen=True)
class Question:
    """What is compared for one lever.

    Attributes:
        lever: Name of the lever; empty if it is no lever.
        given: The scenario with the lever, from that without any.
        measure: Sizes by name, from the lives with and without.
    """

    lever: str
    given: Callable[[ModelInputs, ModelInputs], ModelInputs]
    measure: Callable[[Lives, Lives, int], Measured]


@dataclass(frozen=True)
class Range:
    """What the literature finds of a size.

    Attributes:
        low: Lower end.
        high: Upper end.
        source: Where it comes from.
        source_zh: The same in Chinese; empty if it reads alike.
    """

    low: float
    high: float
    source: str
    source_zh: str = ""

    @property
    def said(self) -> Text:
        """Where it comes from, in both languages."""
        return Text(self.source, self.source_zh or self.source)


@dataclass(frozen=True)
class LiteratureGate:
    """A file of ranges, read and checked.

    Attributes:
        plan: The plan whose levers are measured.
        without: The same place without levers.
        households: Households simulated.
        seeds: Seeds.
        ranges: Range of each size.
    """

    plan: str
    without: str
    households: int
    seeds: int
    ranges: Mapping[str, Range]


def read_gate(path: Path) -> LiteratureGate:
    """Read a file of ranges.

    Raises:
        resettle.scenarios.ScenarioErrors: With all that is wrong, line by line.
    """
    problems = Problems()
    problems.file(str(path))
    top = read_yaml(path, str(path), problems)
    problems.raise_if_any()
    assert top is not None
    check_keys(top, Text("key of a gate of the literature", "文献区间文件的键"), GATE_KEYS, problems)
    for key in GATE_KEYS:
        if key not in top.items:
            problems.add(top.where, both("has no '{key}'", "没有“{key}”", key=key))
    problems.raise_if_any()
    ranges = {}
    rows = mapping(top.items["sizes"], "sizes", problems)
    for name, node in rows.items.items() if isinstance(rows, MappingNode) else ():
        if name not in SIZES:
            none = Text("no size {name}; there are: {names}", "没有作用{name}；现有：{names}")
            problems.add(node.where, fill(none, name=shown(name), names=listed(SIZES)))
            continue
        row = mapping(node, name, problems)
        if isinstance(row, MappingNode):
            check_keys(
                row, Text("key of a size", "作用的键"), ("low", "high", "source", "source_zh"), problems
            )
            given = [row.items.get(key) for key in ("low", "high", "source")]
            if None in given:
                needs = Text("{name} needs low, high and source", "{name}需要low、high和source")
                problems.add(node.where, fill(needs, name=name))
                continue
            low, high = number(given[0], "low", problems), number(given[1], "high", problems)
            source = text(given[2], "source", problems)
            chinese = row.items.get("source_zh")
            said = "" if chinese is None else text(chinese, "source_zh", problems)
            if low is not None and high is not None and source is not None and said is not None:
                ranges[name] = Range(low, high, source, said)
    plan, without = (text(top.items[key], key, problems) for key in ("plan", "without"))
    households, seeds = (whole(top.items[key], key, problems) for key in ("households", "seeds"))
    for key, count in (("households", households), ("seeds", seeds)):
        if count is not None and count < 1:
            problems.add(top.items[key].where, both("{key} is at least 1", "{key}至少为1", key=key))
    problems.raise_if_any()
    assert plan and without and households and seeds
    return LiteratureGate(plan, without, households, seeds, ranges)


def sizes(plan: ModelInputs, none: ModelInputs, seeds: range) -> dict[str, list[float]]:
    """Every size by name, one figure a seed.

    Args:
        plan: The plan, whose windows say what a usual amount of each lever is.
        none: The same place without levers.
        seeds: Seeds; each gives the same people with and without.
    """
    found: dict[str, list[float]] = {}
    bare = replace(none, levers={})
    for seed in seeds:
        without = lived(bare, seed)
        for question in QUESTIONS:
            with_it = lived(question.given(plan, bare), seed)
            windows = plan.levers.get(question.lever, ())
            start = max(1, min((w.start for w in windows), default=plan.period.start))
            for name, value in question.measure(with_it, without, start):
                found.setdefault(name, []).append(value)
        for name, value in _doubled(plan, bare, without, seed):
            found.setdefault(name, []).append(value)
    return found


def _alone(name: str, factor: float = 1.0) -> Callable[[ModelInputs, ModelInputs], ModelInputs]:
    """A lever of the plan alone, in so many times the amount."""

    def given(plan: ModelInputs, bare: ModelInputs) -> ModelInputs:
        return only(bare, {name: times(plan.levers[name], LEVERS[name].scale, factor)})

    return given


def _everyone_served(plan: ModelInputs, bare: ModelInputs) -> ModelInputs:
    """Placement for everyone who looks, as the plan describes it."""
    windows = times(plan.levers["placement_service"], "places", 1e3)
    return only(bare, {"placement_service": tuple(replace(w, eligibility=()) for w in windows)})


def _higher_line(plan: ModelInputs, bare: ModelInputs) -> ModelInputs:
    line = {year: 1.2 * value for year, value in bare.series["allowance_line"].items()}
    return replace(bare, series={**bare.series, "allowance_line": line})


def _training(given: Lives, without: Lives, start: int) -> Measured:
    """Employment in the course and two years after it, pay, and who would have trained anyway."""
    during, later, pay, anyway = [], [], [], []
    course, alone = given.workers["course"], without.workers["course"]
    for month in range(start, len(course) - AFTER - 1):
        served = (course[month] > 0) & (course[month - 1] == 0) & (alone[month] == 0)
        if not served.any():
            continue
        during.append(_difference(given.works(month), without.works(month), served))
        end = month + 1 + AFTER
        later.append(_difference(given.works(end), without.works(end), served))
        both = served & given.market(end) & without.market(end)
        if both.any():
            wages = (lives.workers["wage"][end][both].sum() for lives in (given, without))
            pay.append(next(wages) / next(wages) - 1.0)
        trained = without.workers["trained"][end][served]
        anyway.append(float((trained >= month).mean()))
    yield "training_during", float(np.mean(during))
    yield "training_later", float(np.mean(later))
    yield "training_pay", float(np.mean(pay)) if pay else nan
    yield "training_deadweight", float(np.mean(anyway))


def _placement(given: Lives, without: Lives, start: int) -> Measured:
    """Employment in the half year after they were first served of those who want work and have none."""
    idle = (without.workers["channel"][start - 1] == NONE) & (without.workers["status"][start - 1] == LABOUR)
    idle &= (without.workers["flags"][start - 1] & WANTS_WORK) != 0
    yield (
        "placement_employment",
        float(
            np.mean([_difference(given.works(t), without.works(t), idle) for t in range(start, start + 6)])
        ),
    )


def _posts(given: Lives, without: Lives, start: int) -> Measured:
    """What holders of posts would do without them, local pay, and mean income."""
    displaced, from_away = [], []
    months = range(start + 6, len(given.pay))
    for month in months:
        holders = given.workers["channel"][month] == WELFARE
        displaced.append(without.paid_work(month)[holders].mean())
        from_away.append(without.away(month)[holders].mean())
    yield "posts_displaced", float(np.mean(displaced))
    yield "posts_from_away", float(np.mean(from_away))
    yield "posts_local_pay", float(np.mean(given.pay[start:] / without.pay[start:]) - 1.0)
    yield "posts_income", float(given.income[start:].sum() / without.income[start:].sum() - 1.0)


def _cooperation(given: Lives, without: Lives, start: int) -> Measured:
    """Household income a public yuan, and how many of those placed would have gone anyway."""
    spent = given.spent.sum()
    yield "cooperation_income_per_yuan", float((given.income.sum() - without.income.sum()) / spent)
    anyway, placed = 0, 0
    for month in range(start, len(given.pay) - 6):
        new = given.organised(month) & ~given.organised(month - 1)
        placed += int(new.sum())
        anyway += int((without.workers["channel"][month + 6][new] == OUT).sum())
    yield "cooperation_deadweight", anyway / max(1, placed)


def _transport(given: Lives, without: Lives, start: int) -> Measured:
    """Migration out of the province of those eligible, and how many of those paid would have gone anyway."""
    eligible = given.poor[given.home] & (given.workers["status"][start] == LABOUR)
    moved = [
        _difference(given.workers["channel"][t] == OUT, without.workers["channel"][t] == OUT, eligible)
        for t in range(start + 6, len(given.pay))
    ]
    yield "transport_migration", float(np.mean(moved))
    anyway, paid = 0, 0
    for month in range(start, len(given.pay)):
        new = (given.workers["received"][month] != 0) & (given.workers["received"][month - 1] == 0)
        paid += int(new.sum())
        anyway += int((without.workers["channel"][month][new] == OUT).sum())
    yield "transport_deadweight", anyway / max(1, paid)


def _line(given: Lives, without: Lives, start: int) -> Measured:
    """Employment of able people in households with the allowance."""
    effects = []
    for month in range(start, len(given.pay)):
        able = (without.workers["status"][month] == LABOUR) & (without.workers["health"][month] == ABLE)
        recipients = able & (given.aid[month] > 0)[given.home]
        effects.append(_difference(given.works(month), without.works(month), recipients))
    yield "line_employment", float(np.mean(effects))


def _doubled(plan: ModelInputs, bare: ModelInputs, without: Lives, seed: int) -> Measured:
    """Growth of income with all levers but cash doubled, beside the plan's and the sum of single effects."""
    levers = {name: windows for name, windows in plan.levers.items() if name != "safety_net"}
    twice = {name: times(windows, LEVERS[name].scale, 2.0) for name, windows in levers.items()}
    growth = {
        "none": yearly_growth(without.income),
        "plan": yearly_growth(lived(only(bare, levers), seed).income),
        "twice": yearly_growth(lived(only(bare, twice), seed).income),
    }
    alone = (lived(only(bare, {name: windows}), seed) for name, windows in twice.items())
    single = sum(yearly_growth(lives.income) - growth["none"] for lives in alone)
    yield "doubled_beyond_plan", growth["twice"] - growth["plan"]
    yield "doubled_of_single", (growth["twice"] - growth["none"]) / single


def _difference(given: np.ndarray, without: np.ndarray, who: np.ndarray) -> float:
    return float(given[who].mean() - without[who].mean())


QUESTIONS = (
    Question("training_subsidy", _alone("training_subsidy"), _training),
    Question("placement_service", _everyone_served, _placement),
    Question("public_welfare_jobs", _alone("public_welfare_jobs"), _posts),
    Question("labour_cooperation", _alone("labour_cooperation", 4.0), _cooperation),
    Question("transport_subsidy", _alone("transport_subsidy"), _transport),
    Question("", _higher_line, _line),
)
"""What is compared, in the order of the table in `docs/levers.md`."""
