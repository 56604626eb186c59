"""The plan of a sweep: what was asked for, checked against the scenario, and the points to run."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import ceil, floor

import numpy as np

from resettle.model.text import both
from resettle.results.judge.outcomes import Outcome, OutcomeError, choose
from resettle.results.questions.sweep.points import Numbers, between, grid, grid_size, sample
from resettle.results.questions.sweep.reading import FORMS, LARGEST, Located, SweepSpec, Variation, read
from resettle.results.questions.sweep.request import REPLICATIONS, Request
from resettle.results.runs.draws import Parameters
from resettle.results.runs.table import Variant
from resettle.results.statistics.intervals import FloatArray
from resettle.results.text.labels import Text, fill, text_of
from resettle.results.text.names import month_of, setting_name, short_setting
from resettle.results.text.numbers import percent, tidy
from resettle.scenarios import Scenario, ScenarioErrors, load
from resettle.scenarios.paths import BEHAVIOUR, Input, PathError, changed, possible
from resettle.scenarios.problems import Where, listed
from resettle.scenarios.value_path import undated

SEVERAL = 16
"""Most points of a grid that are suggested where a range says no number of steps."""

STATED = "as-stated"
"""Name of the variant that nothing is changed in."""


PEOPLE = frozenset(
    f"population.{name}" for name in ("households", "sites", "no_labour", "care_need", "entrants")
)
"""Paths that decide how many households and workers there are, by whose rows chance is drawn."""

MOST_TOLD = 5
"""Points that cannot be run of which the reason is told."""


@dataclass(frozen=True)
class VariedInput:
    """One varied path.

    Attributes:
        input: What the path stands for in the scenario.
        numbers: What it may take.
    """

    input: Input
    numbers: Numbers

    @property
    def path(self) -> str:
        """The path as it was asked for."""
        return self.input.path

    @property
    def text(self) -> Text:
        """What it is called in the report."""
        return setting_name(self.input)

    @property
    def short(self) -> Text:
        """The name of its lever alone where it counts what the lever offers; else as `text`."""
        return short_setting(self.input)


@dataclass(frozen=True)
class Plan:
    """A sweep that can be run.

    Attributes:
        scenario: The scenario.
        axes: The varied paths in the order in which they were asked for.
        points: Array [point, axis].
        sampled: Points of the Latin hypercube that were asked for; 0 for a grid.
        outcomes: What is looked at.
        replications: Replications of each point.
    """

    scenario: Scenario
    axes: tuple[VariedInput, ...]
    points: FloatArray
    sampled: int
    outcomes: tuple[Outcome, ...]
    replications: int

    @property
    def paired(self) -> bool:
        """Whether a replication has the same people at every point, and so the same chance."""
        return not any(axis.path in PEOPLE for axis in self.axes)

    @property
    def runs(self) -> int:
        """Number of runs, with those of the scenario as it stands."""
        return (len(self.points) + 1) * self.replications

    def variants(self) -> list[Variant]:
        """The scenario as it stands, then every point in order."""
        order = sorted(range(len(self.axes)), key=lambda path: _specific(self.axes[path].path))
        made = [Variant(STATED, self.scenario)]
        for number, point in enumerate(self.points.tolist(), start=1):
            values = tuple((self.axes[path].path, point[path]) for path in order)
            made.append(Variant(f"point-{number}", self.scenario, values))
        return made


def _specific(path: str) -> tuple[str, int]:
    """Order in which paths are set: what holds for less comes later, and so is not overwritten."""
    return month_of(path), path.count(".")


def planned(request: Request, parameters: Parameters, seed: int) -> Plan:
    """The plan of what was asked for.

    Args:
        request: What is asked for.
        parameters: How uncertain parameters are drawn; fitted behaviour can be varied if they are.
        seed: Seed of a sample.

    Raises:
        ScenarioErrors: With all that is wrong, in the scenario too.
    """
    asked = read(request)
    scenario = _scenario(asked)
    if scenario is None:
        asked.problems.raise_if_any()
        raise AssertionError("a scenario that cannot be read is a problem")
    if not asked.variations and not asked.problems:
        none = Text(
            "nothing is varied; write --vary PATH=NUMBERS, with {forms}",
            "没有变动任何取值；请写--vary 路径=取值，例如{forms}",
        )
        asked.problems.add(None, fill(none, forms=FORMS))
    checked = [_axis(wanted, scenario, parameters, asked) for wanted in asked.variations]
    axes = [axis for axis in checked if axis is not None]
    outcomes = _outcomes(asked, scenario)
    count = asked.replications or REPLICATIONS
    complete = len(axes) == len(asked.variations) and bool(axes)
    size = asked.sample if asked.sample is not None else grid_size([axis.numbers.listed for axis in axes])
    if complete and (size + 1) * count > LARGEST:
        remedy = Text("take fewer numbers, or --sample N points", "请减少取值，或用--sample抽取若干点")
        if asked.sample:
            remedy = Text("take fewer replications", "请减少重复次数")
        many = Text(
            "{size:,} points of {count:,} replications each are more than {most:,} runs; {remedy}",
            "{size:,}个点各重复{count:,}次，超过{most:,}次模拟；{remedy}",
        )
        asked.problems.add(asked.named, fill(many, size=size, count=count, most=LARGEST, remedy=remedy))
    asked.problems.raise_if_any()
    numbers = [axis.numbers for axis in axes]
    points = sample(numbers, size, seed) if asked.sample else grid([one.listed for one in numbers])
    plan = Plan(scenario, tuple(axes), points, asked.sample or 0, outcomes, count)
    _told_apart(plan, asked)
    _possible(plan, asked)
    asked.problems.raise_if_any()
    return plan


def _told_apart(plan: Plan, asked: SweepSpec) -> None:
    """Refuses a path all of whose numbers are set by the others as well, so that it moves nothing."""
    axes = [axis for axis in plan.axes if not axis.path.startswith(f"{BEHAVIOUR}.")]
    columns = {axis.path: np.unique(plan.points[:, plan.axes.index(axis)])[:2].tolist() for axis in axes}
    for axis in axes if len(axes) > 1 else ():
        values = {path: numbers[0] for path, numbers in columns.items()}
        other = {axis.path: columns[axis.path][-1]}
        if len(columns[axis.path]) > 1 and changed(plan.scenario, values) == changed(
            plan.scenario, values | other
        ):
            same = Text(
                "{path} names no number but those that are set by {others}; leave one of them out",
                "{path}所指的数值已全部由{others}设定；请去掉其一",
            )
            others = listed(
                path for path in columns if path != axis.path and undated(path) == undated(axis.path)
            )
            asked.problems.add(asked.named, fill(same, path=axis.path, others=others))


def _possible(plan: Plan, asked: SweepSpec) -> None:
    """Refuses points that no scenario file could state; the first of them are told."""
    told: set[Text] = set()
    for variant in plan.variants()[1:]:
        values = {path: value for path, value in variant.values if not path.startswith(f"{BEHAVIOUR}.")}
        try:
            possible(plan.scenario, values)
        except PathError as error:
            if error.text not in told:
                told.add(error.text)
                point = ", ".join(f"{path}={value:g}" for path, value in values.items())
                asked.problems.add(
                    asked.named, both("{point}: {why}", "{point}：{why}", point=point, why=error.text)
                )
            if len(told) == MOST_TOLD:
                return


def _scenario(asked: SweepSpec) -> Scenario | None:
    if not isinstance(asked.scenario, str):
        return asked.scenario
    try:
        return load(asked.scenario)
    except ScenarioErrors as errors:
        for problem in errors.problems:
            here = asked.named if problem.where is None else problem.where
            asked.problems.add(here, problem.message)
        return None


def _axis(
    wanted: Variation, scenario: Scenario, parameters: Parameters, asked: SweepSpec
) -> VariedInput | None:
    """A varied path checked against the scenario, or nothing after a problem."""
    problems = asked.problems
    try:
        field = parameters.input(scenario, wanted.path)
    except PathError as error:
        problems.add(wanted.where, error.text)
        return None
    low, high = _end(wanted.low, field.low, wanted.where), _end(wanted.high, field.high, wanted.where)
    given = wanted.listed or tuple(end for end in (low, high) if end is not None)
    whole = replace(field, whole=field.whole and bool(wanted.listed))
    good = True
    for number in given:
        try:
            whole.check(number.value)
        except PathError as error:
            problems.add(number.where, error.text)
            good = False
    if not wanted.listed and (low is None or high is None):
        endless = Text(
            "{path} has no range; write both ends, for example {forms}",
            "{path}没有范围；请写出两端，例如{forms}",
        )
        problems.add(wanted.where, fill(endless, path=wanted.path, forms=FORMS))
        return None
    if good and given:
        first = given[0].value
        good = _settable(wanted, scenario, float(ceil(first)) if counted(field) else first, asked)
    if not good:
        return None
    if wanted.listed:
        return VariedInput(field, Numbers(tuple(one.value for one in wanted.listed), whole=field.whole))
    assert low is not None and high is not None
    return _range(wanted, field, low.value, high.value, asked)


def _end(given: Located | None, own: float | None, where: Where) -> Located | None:
    """An end of a range: as asked for, or as in the scenario."""
    return given if given is not None or own is None else Located(own, where)


def _settable(wanted: Variation, scenario: Scenario, value: float, asked: SweepSpec) -> bool:
    """Whether the path can be set at all, for instance whether windows are in force."""
    if wanted.path.startswith(f"{BEHAVIOUR}."):
        return True
    try:
        changed(scenario, {wanted.path: value})
    except PathError as error:
        asked.problems.add(wanted.where, error.text)
        return False
    return True


def _range(wanted: Variation, field: Input, low: float, high: float, asked: SweepSpec) -> VariedInput | None:
    problems = asked.problems
    if low >= high:
        empty = Text(
            "{path} runs from {low:g} to {high:g}, which is empty; lower end first",
            "{path}由{low:g}至{high:g}，区间为空；应先写下限",
        )
        problems.add(wanted.where, fill(empty, path=wanted.path, low=low, high=high))
        return None
    whole = counted(field)
    if whole and floor(high) <= ceil(low):
        few = Text(
            "{path} takes whole numbers, and {low:g} to {high:g} holds fewer than two",
            "{path}取整数，{low:g}至{high:g}之间不足两个",
        )
        problems.add(wanted.where, fill(few, path=wanted.path, low=low, high=high))
        return None
    if wanted.steps is not None:
        return VariedInput(field, Numbers(between(low, high, wanted.steps, whole), whole=whole))
    if asked.sample is None:
        open_ = Text(
            "{path} runs from {low:g} to {high:g} without saying at how many numbers; "
            "write {low:g}..{high:g}/5, or draw points with --sample {several}",
            "{path}由{low:g}至{high:g}，未写明取几个数；"
            "请写{low:g}..{high:g}/5，或用--sample {several}抽取若干点",
        )
        problems.add(wanted.where, fill(open_, path=wanted.path, low=low, high=high, several=SEVERAL))
        return None
    return VariedInput(field, Numbers(low=low, high=high, whole=whole))


def counted(field: Input) -> bool:
    """Whether numbers between two ends are rounded: where the field wants it, and for openings and posts."""
    return field.whole or (field.scale and not field.unit.startswith("share"))


def _outcomes(asked: SweepSpec, scenario: Scenario) -> tuple[Outcome, ...]:
    """The outcomes asked for, each once; the usual ones if none were."""
    if not asked.of:
        return tuple(choose(scenario, None))
    named: dict[str, Outcome] = {}
    for name, where in asked.of:
        try:
            named |= {one.name: one for one in choose(scenario, [name])}
        except OutcomeError as error:
            asked.problems.add(where, error.text)
    return tuple(named.values())


def axis_value(axis: VariedInput, value: float) -> Text:
    """A number of a path as it was set: a share in per cent, else all its digits."""
    if axis.input.unit.split("/", maxsplit=1)[0] == "share":
        exact = (digits for digits in range(3) if round(value * 100, digits) == round(value * 100, 6))
        return percent(value, next(exact, 3))
    return text_of(tidy(value) if value == round(value) else f"{value:,.6g}")
