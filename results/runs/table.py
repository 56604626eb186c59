"""A table of runs: variants of scenarios by replications, each run with its figures.

Replication *i* has seed = base seed + *i* and the parameter draw of its future (`results.judge.futures`), in
every variant and for every question, so that all of them look at the same chance and the same parameters.
"""

from __future__ import annotations

import hashlib
import json
import pickle
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from resettle.model.inputs import ModelInputs
from resettle.results.judge.futures import draw_of
from resettle.results.runs.code import code_digest
from resettle.results.runs.crew import DIED, Crew
from resettle.results.runs.draws import Parameters
from resettle.results.runs.frame import Runs, frame_of
from resettle.results.runs.memory import Demand, kept_of
from resettle.results.runs.progress import Report
from resettle.results.runs.records import packed
from resettle.results.runs.rows import Row, failure
from resettle.results.runs.work import work_off
from resettle.scenarios import Scenario
from resettle.scenarios.paths import BEHAVIOUR, Input, changed, possible
from resettle.scenarios.rules.amounts import HOUSEHOLDS

MOST_HOUSEHOLDS = 20_000
"""Households of a run whose incomes are kept: of larger ones every second, every third, ..."""


@dataclass(frozen=True)
class Variant:
    """A scenario, with numbers set.

    Attributes:
        name: Its name, unique in a table.
        scenario: The scenario.
        values: Numbers by path, see `scenarios.paths`; `behaviour.<name>` sets fitted behaviour.
        scale: Part of the population that is simulated; `None` for the default.
    """

    name: str
    scenario: Scenario
    values: tuple[tuple[str, float], ...] = ()
    scale: float | None = None

    def __post_init__(self) -> None:
        plain = tuple((path, float(number)) for path, number in self.values)  # 100 and 100.0 are one run
        object.__setattr__(self, "values", plain)


@dataclass(frozen=True)
class Common:
    """What all runs of a table share.

    Attributes:
        parameters: How parameters are drawn.
        seed: Base seed.
        households: Whether the incomes of households are kept besides the figures.
        record: Whether the whole record of each run is kept besides its figures.
        check: Whether the identities of `model.checks` are checked every month.
    """

    parameters: Parameters
    seed: int = 1
    households: bool = False
    record: bool = False
    check: bool = False


@dataclass(frozen=True)
class Task:
    """One run.

    Attributes:
        key: Digest of all that decides its figures.
        scenario: Digest of its scenario.
        values: Numbers that are set in it.
        scale: Part of the population that is simulated.
        replication: Number of the replication.
        draw: Parameter draw; `None` for the central values.
    """

    key: str
    scenario: str
    values: tuple[tuple[str, float], ...]
    scale: float
    replication: int
    draw: int | None


class Unmade(ValueError):
    """A world that the values drawn for a run do not allow."""


class Work:
    """Runs one task; whatever goes wrong in it becomes a row with a message.

    Args:
        scenarios: Scenarios by digest.
        common: What all runs share.
    """

    def __init__(self, scenarios: Mapping[str, Scenario], common: Common) -> None:
        self._packed = {digest: pickle.dumps(scenario) for digest, scenario in scenarios.items()}
        self._common = common

    def __call__(self, task: Task, threads: int = 1) -> Row:
        """A row with `key`, `seconds`, `error`, and what is kept of the run.

        `unmade` says why values that are drawn allow no world, where it is that.
        """
        started = perf_counter()
        try:
            results = self._results(task, threads)
        except Exception as error:  # one bad run must not take the others with it
            unmade = {"unmade": str(error).partition("\n")[0]} if isinstance(error, Unmade) else {}
            return {"key": task.key, "seconds": perf_counter() - started, **failure(error), **unmade}
        return {"key": task.key, "seconds": perf_counter() - started, "error": "", **results}

    def _results(self, task: Task, threads: int) -> dict[str, Any]:
        """What is kept of a run, by column."""
        from resettle.model.ends import Watch
        from resettle.model.incomes import HouseholdIncomes
        from resettle.model.simulation import ResettlementModel
        from resettle.results.judge.measures import figures

        common = self._common
        scenario = _scenario(self._packed[task.scenario], _plain(task.values))
        try:
            inputs = self.inputs(scenario, task)
            model = ResettlementModel(
                inputs, seed=common.seed + task.replication, threads=threads, check=common.check
            )
        except ValueError as error:
            raise Unmade(str(error)) from error
        if common.households:
            model.incomes = HouseholdIncomes.empty(len(model.world.state.households.site))
        if common.record:
            model.watch = Watch.begin(model.world, inputs.period)
        record = model.run()
        results: dict[str, Any] = dict(figures(scenario, record))
        if common.record:
            results |= packed(record)
        if model.incomes is not None:
            step = max(1, -(-len(model.incomes.base) // MOST_HOUSEHOLDS))
            results["households.base"] = model.incomes.base[::step].astype(np.float32).tobytes()
            results["households.last"] = model.incomes.last[::step].astype(np.float32).tobytes()
            results["households.weight"] = float(model.world.weight) * step
        return results

    def inputs(self, scenario: Scenario, task: Task) -> ModelInputs:
        """Plain numbers of a task."""
        settings = self._common.parameters.settings()
        behaviour = {path.partition(".")[2]: number for path, number in task.values if _fitted(path)}
        if behaviour:
            settings["posterior"] = replace(settings["posterior"], fixed=behaviour)
        return scenario.inputs(scale=task.scale, draw=task.draw, seed=self._common.seed, **settings)


def run_table(
    variants: Sequence[Variant],
    replications: Sequence[int],
    common: Common,
    crew: Crew,
    folder: Path | None = None,
    report: Report | None = None,
    stage: str = "runs",
) -> Runs:
    """Run variants, or take what an earlier call kept.

    Runs are begun replication by replication, and within one in an order that leaves an even
    sample of the variants whenever it is broken off (van der Corput's sequence).

    Args:
        variants: Variants of different names.
        replications: Numbers of the replications, see `results.judge.futures`.
        common: What all runs share.
        crew: Who works.
        folder: Where finished runs are kept; nowhere if `None`.
        report: Called with how far the runs are.
        stage: Name of the work.

    Returns:
        The runs; those that failed are rows with a message.

    Raises:
        ValueError: If two variants have one name.
        scenarios.paths.PathError: If a variant sets what cannot be set.
        OSError: If runs cannot be kept.
        results.runs.memory.NotEnoughMemory: If they cannot work in the memory that there is.
        results.runs.crew.CrewError: If nobody is left to work.
    """
    if len({variant.name for variant in variants}) != len(variants):
        raise ValueError("variants of one table need different names")
    known: dict[tuple[str, str], Input] = {}
    for variant in variants:
        _check(variant, common.parameters, known)
    scenarios = {variant.scenario.digest: variant.scenario for variant in variants}
    varied = {digest: common.parameters.varied(one) > 0 for digest, one in scenarios.items()}
    shared = _shared(common)
    tasks = {
        (variant.name, replication): _task(variant, replication, common, varied, shared)
        for variant in variants
        for replication in replications
    }
    crew.ensure(_demand(variants, len(replications), tasks, common))
    order = even_order(len(variants))
    begun = [tasks[variants[position].name, number] for number in replications for position in order]
    rows = work_off(Work(scenarios, common), begun, _died, crew, folder, report, stage)
    return frame_of([(name, common.seed, task, rows[task.key]) for (name, _), task in tasks.items()])


def even_order(count: int) -> list[int]:
    """Positions 0 to count - 1 so that every beginning of the list is spread evenly over them."""
    bits = max(1, count.bit_length())
    return sorted(range(count), key=lambda position: int(f"{position:0{bits}b}"[::-1], 2))


def _demand(
    variants: Sequence[Variant], count: int, tasks: Mapping[tuple[str, int], Task], common: Common
) -> Demand:
    """What a table asks of memory, at the sizes of populations that scenarios state or the table sets."""
    most = kept = 0
    scales = {name: task.scale for (name, _), task in tasks.items()}
    for variant in variants if count else ():
        scenario = variant.scenario
        stated = dict(variant.values).get(HOUSEHOLDS, scenario.population["households"].number)
        households = max(1, round(scales[variant.name] * stated))
        months = scenario.period.months
        kept += count * kept_of(min(households, MOST_HOUSEHOLDS), months, common.record, common.households)
        most = max(most, households)
    return Demand(len(tasks), most, kept)


def _check(variant: Variant, parameters: Parameters, known: dict[tuple[str, str], Input]) -> None:
    """Find out before the first run whether a variant can be made.

    Args:
        variant: The variant.
        parameters: How parameters are drawn; what is fitted is set as behaviour only.
        known: Inputs that were looked up before, by scenario and path.

    Raises:
        scenarios.paths.PathError: If not.
    """
    scenario = variant.scenario
    for path, number in variant.values:
        one = known.get((scenario.digest, path))
        if one is None:
            one = known[scenario.digest, path] = parameters.input(scenario, path)
        one.check(number)
    if variant.values:
        possible(scenario, dict(_plain(variant.values)))


def _shared(common: Common) -> list[Any]:
    """What of the key is the same for all runs of a table."""
    drawn, fitted = common.parameters, None
    if drawn.fitted is not None:  # its medians and its priors count in every mode
        made = repr((drawn.fitted.adjustments, drawn.fitted.rows)).encode()
        fitted = drawn.fitted.digest or hashlib.blake2b(made, digest_size=16).hexdigest()
    kinds = [common.households, common.record, common.check]
    return [code_digest(), common.seed, drawn.mode, drawn.outside, fitted, *kinds]


def _task(
    variant: Variant, replication: int, common: Common, varied: Mapping[str, bool], shared: list[Any]
) -> Task:
    from resettle.scenarios import default_scale

    scenario = variant.scenario
    scale = default_scale(scenario) if variant.scale is None else variant.scale
    draw = draw_of(replication) if varied[scenario.digest] else None
    own = [scenario.numbers_digest, variant.values, scale, replication, draw]
    key = hashlib.blake2b(json.dumps([shared, own]).encode(), digest_size=16).hexdigest()
    return Task(key, scenario.digest, variant.values, scale, replication, draw)


def _fitted(path: str) -> bool:
    return path.startswith(f"{BEHAVIOUR}.")


def _plain(values: Sequence[tuple[str, float]]) -> tuple[tuple[str, float], ...]:
    """Numbers of the scenario itself."""
    return tuple((path, number) for path, number in values if not _fitted(path))


@lru_cache(maxsize=512)
def _scenario(packed: bytes, values: tuple[tuple[str, float], ...]) -> Scenario:
    """A scenario with numbers set; many runs of one variant need it."""
    return changed(_unpacked(packed), dict(values))


@lru_cache(maxsize=64)
def _unpacked(packed: bytes) -> Scenario:
    scenario: Scenario = pickle.loads(packed)
    return scenario


def _died(task: Task) -> Row:
    return {"key": task.key, "seconds": 0.0, "error": DIED}
