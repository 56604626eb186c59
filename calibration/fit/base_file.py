"""Fit the base year of a county and write the fitted values into a file of their own.

The file is laid over the base, so that what is stated stays as it was written: `baseline.yaml` extends
`fitted.yaml`, which extends `base.yaml`. It keeps a digest of all that it was fitted to, and what came out.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from resettle.calibration.fit.base_year import calibrate, fitted, measure
from resettle.model.fields import number, parts
from resettle.model.inputs import ModelInputs
from resettle.model.text import Text, fill
from resettle.results.runs.atomic import replacing
from resettle.scenarios.base_year import base_digest
from resettle.scenarios.language import Refused, unwritable
from resettle.scenarios.problems import Problems
from resettle.scenarios.read.chain import bundled, bundled_name, read_chain
from resettle.scenarios.read.defaults import started
from resettle.scenarios.read.loading import load
from resettle.scenarios.read.resolve import resolve
from resettle.scenarios.scenario import Scenario

HOUSEHOLDS = 8_000
"""Most households that are simulated."""

HOUSEHOLDS_IN_ALL = 16_000
"""Households over all seeds: small counties are run more often, so that chance moves the fit no more."""

MOST_SEEDS, FIRST_SEED = 8, 101
FIT_MONTHS = 36
"""Most months over which a fit is measured: the base year and two more, so that it does not drift at once."""


@dataclass(frozen=True)
class Held:
    """A base year as it is stated and as it is simulated.

    Attributes:
        stated_rate: Employment rate as it is published.
        rate: The same, simulated.
        stated_income: Income per person, in yuan.
        income: The same, simulated.
    """

    stated_rate: float
    rate: float
    stated_income: float
    income: float


@dataclass(frozen=True)
class FittedBase:
    """What a fit of a base year came to.

    Attributes:
        path: The file that was written.
        scenario: The scenario with it.
        held: Stated and simulated base year.
        unstated: Labels of what a new county left to national defaults.
    """

    path: Path
    scenario: Scenario
    held: Held
    unstated: tuple[Text, ...] = ()


def simulated(scenario: Scenario) -> Held:
    """The base year by a small simulation: twelve months, at the medians of the posterior that ships."""
    begun, seeds = _sample(scenario.inputs(), months=12)
    fit = measure(fitted(begun), seeds)
    return Held(
        number(begun.initial, "employment_rate"),
        fit.employment,
        number(begun.initial, "income_per_capita"),
        fit.income,
    )


def _sample(inputs: ModelInputs, months: int) -> tuple[ModelInputs, tuple[int, ...]]:
    households = number(inputs.population, "households")
    scale = min(1.0, HOUSEHOLDS / households)
    seeds = min(MOST_SEEDS, max(2, round(HOUSEHOLDS_IN_ALL / (scale * households))))
    period = replace(inputs.period, end=min(inputs.period.end, months - 1))
    return replace(inputs, period=period, scale=scale), tuple(range(FIRST_SEED, FIRST_SEED + seeds))


def fit_base(reference: str | os.PathLike[str], lang: str = "en", shown: str = "") -> FittedBase:
    """Fits the base year of a scenario and writes the fitted values.

    Args:
        reference: A file of a county that can be run, or the folder that `resettle new` made.
        lang: Language of the remarks in the file.
        shown: What the file calls the reference; as it is given if empty.

    Returns:
        What was written, and how far the base year is kept.

    Raises:
        ScenarioErrors: If a file is not right, with all that is wrong.
        Refused: If the scenario comes with the program, or the file cannot be written.
    """
    if isinstance(reference, str) and reference in bundled() and not Path(reference).exists():
        raise Refused(_BUNDLED)
    path = Path(reference)
    path = path / "baseline.yaml" if path.is_dir() else path
    stated, holder, base = _stated(path)
    begun, seeds = _sample(stated.inputs(), FIT_MONTHS)
    made, _ = calibrate(begun, shared=_laid(stated), seeds=seeds)
    target = holder or path.with_name(f"{path.stem}-fitted.yaml")
    runs = path if holder else target
    name = stated.name if holder is None else stated.name.removesuffix("-baseline")
    head = _HEAD.format(
        remark=fill(_REMARK, file=shown or os.fspath(reference)).in_(lang),
        name=f"{name}-fitted",
        title=json.dumps(f"{stated.title.in_(lang)}{_FITTED.in_(lang)}", ensure_ascii=False),
        base=base,
        abstract="" if holder is None else "abstract: true\n",
    )
    values = _values(made, lang)
    before = target.read_bytes() if target.exists() else None
    try:
        _write(target, head + _KEPT.format(digest="-", rate=0.0, income=0.0) + values)
        scenario = load(runs)
        held = simulated(scenario)
        kept = _KEPT.format(digest=base_digest(scenario), rate=held.rate, income=held.income)
        _write(target, head + kept + values)
        return FittedBase(target, load(runs), held)
    except BaseException:
        _restore(target, before)
        raise


def _stated(path: Path) -> tuple[Scenario, Path | None, str]:
    """The scenario without its fitted values, the file that holds them or `None`, and what that extends."""
    problems = Problems()
    chain, names, whole = read_chain(path, problems)
    if chain and bundled_name(names[0]):
        raise Refused(_BUNDLED)
    holder, base = None, f"./{path.name}"
    for position, part in enumerate(chain):
        if part.fitted_to is not None and not bundled_name(part.where.file):
            holder = Path(part.where.file)
            base = part.extends[0] if part.extends else base
            chain[position] = replace(part, values={})
            break
    problems.raise_if_any()
    if chain[0].abstract or not whole:
        load(path)  # says why it cannot be run
    stated = resolve(chain, names, problems)
    problems.raise_if_any()
    assert stated is not None
    return stated, holder, base


def _laid(stated: Scenario) -> Callable[[ModelInputs], ModelInputs]:
    """Lays shared behaviour over inputs, and who starts in work where a county leaves that open."""
    open_ = bundled_name(stated.initial["one_employed"].where.file) is not None

    def laid(inputs: ModelInputs) -> ModelInputs:
        if open_:
            rate, in_work = (number(inputs.initial, name) for name in ("employment_rate", "in_work"))
            one = started(rate, in_work, parts(inputs.population, "labour_per_household"))
            inputs = replace(inputs, initial={**inputs.initial, "one_employed": one})
        return fitted(inputs)

    return laid


_BUNDLED = Text(
    "bundled scenarios are fitted already; fit-base is for files of your own",
    "内置方案已校准；fit-base用于自己的文件",
)
_REMARK = Text(
    "Written by `resettle fit-base {file}`: give the command again when you change what the base "
    "year states.",
    "由 resettle fit-base {file} 写入；改动基年数据后请重新运行该命令，不必手改本文件。",
)
_FITTED = Text(": fitted base year", "：基年校准值")
_NOTE = Text("so that the base year comes out as stated", "使基年与所填一致")
_HEAD = """\
# {remark}
resettle: 1
name: {name}
title: {title}
{abstract}extends: {base}
"""
_KEPT = "fitted_to: {{digest: {digest}, employment_rate: {rate:.4f}, income: {income:.0f}}}\n"


def _values(made: ModelInputs, lang: str) -> str:
    """The fitted values as they are written."""
    note = f"source: calibrated, note: {_NOTE.in_(lang)}"
    taste = ", ".join(f"{key}: {round(value)}" for key, value in parts(made.parameters, "taste").items())
    wants, in_work = number(made.population, "wants_work"), number(made.initial, "in_work")
    gap = number(made.parameters, "pay_gap")
    return (
        f"population:\n  wants_work: {{value: {wants:.4f}, unit: share, {note}}}\n"
        f"initial:\n  in_work: {{value: {in_work:.4f}, unit: share, {note}}}\n"
        f"parameters:\n  pay_gap: {{value: {gap:.4f}, unit: log points, {note}}}\n"
        f"  taste: {{value: {{{taste}}},\n    unit: yuan/month, {note}}}\n"
    )


def _write(path: Path, text: str) -> None:
    try:
        with replacing(path) as part:
            part.write_text(text, encoding="utf-8")
    except OSError as error:
        raise unwritable(path, error) from error


def _restore(path: Path, before: bytes | None) -> None:
    """Leaves a file as it was before a fit that failed."""
    if before is None:
        path.unlink(missing_ok=True)
    else:
        path.write_bytes(before)
