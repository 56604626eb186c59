"""What a question may be asked of: targets, measures and indicators, by the names that a planner uses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from resettle.model.indicators import INDICATORS
from resettle.model.text import both, lines
from resettle.results.judge.figures import upward
from resettle.results.judge.measures import MEASURES
from resettle.results.judge.readings import beside
from resettle.results.text.labels import Text, label, say
from resettle.results.text.names import work_label
from resettle.results.text.numbers import POINTS
from resettle.scenarios import Scenario, Target
from resettle.scenarios.language import SaidError
from resettle.scenarios.problems import hint, listed, shown
from resettle.scenarios.readings import STRICT
from resettle.scenarios.types import OUTCOME


class OutcomeError(SaidError, ValueError):
    """A name that is no target, measure or indicator."""


@dataclass(frozen=True)
class Outcome:
    """One figure of a run that a question is asked of.

    Attributes:
        name: As it is asked for.
        column: Its column in a frame of runs.
        title: What it is.
        unit: Its unit.
        better: +1 if more is better, -1 if less is, 0 if neither.
        met: Column of 0 and 1 that says whether a target is met; `None` for what is no target.
        bound: What a target asks for, in `unit`; `None` for what is no target.
        direction: Direction of the target.
        role: One of `scenarios.types.ROLES`; empty for what is no target.
        strict: The same counted by the strict month, where the target counts work otherwise.
        indicator: Indicator that it is made from, which says of whom it is; empty if there is none.
    """

    name: str
    column: str
    title: Text
    unit: str
    better: int = 0
    met: str | None = None
    bound: float | None = None
    direction: str | None = None
    role: str = ""
    strict: Outcome | None = None
    indicator: str = ""


def outcomes(scenario: Scenario) -> dict[str, Outcome]:
    """Everything that may be asked of a scenario, targets first."""
    made = {name: _target(target) for name, target in scenario.targets.items()}
    for measure in measure_outcomes():
        made.setdefault(measure.name, measure)
    for name, spec in INDICATORS.items():
        of_year = Outcome(name, f"last_year.{name}", Text(spec.en, spec.zh), spec.unit, indicator=name)
        made.setdefault(name, of_year)
    return made


def measure_outcomes() -> list[Outcome]:
    """The measures of `results.judge.measures.MEASURES`, in order."""
    return [
        Outcome(
            one.name, one.name, label(f"measure_{one.name}"), one.unit, one.better, indicator=one.indicator
        )
        for one in MEASURES
    ]


def choose(scenario: Scenario, names: Sequence[str] | None) -> list[Outcome]:
    """Outcomes by name; all outcome targets and the spending if none are named.

    Raises:
        OutcomeError: With every name that is none, and the nearest ones.
    """
    known = outcomes(scenario)
    if not names:
        targets = (one.name for one in scenario.targets.values() if one.role == OUTCOME)
        return [known[name] for name in (*targets, "spending")]
    unknown = [
        both(
            "{name} is no target, measure or indicator of {scenario}; its targets are {targets}{hint}",
            "{name}不是{scenario}的目标或指标；其目标有{targets}{hint}",
            name=shown(name),
            scenario=scenario.name,
            hint=hint(name, known),
            targets=listed(scenario.targets),
        )
        for name in dict.fromkeys(names)
        if name not in known
    ]
    if unknown:
        raise OutcomeError(lines(unknown))
    return [known[name] for name in dict.fromkeys(names)]


def _target(target: Target) -> Outcome:
    lead = target.series is not None and target.kind == "growth"
    made = Outcome(
        target.name,
        f"figure.{target.name}",
        with_work(target),
        POINTS if lead else target.bound.unit,
        1 if upward(target.sense) else -1,
        f"met.{target.name}",
        target.bound.number,
        target.sense,
        target.role,
        indicator=target.indicator,
    )
    if target.concept is None or beside(target) is None:
        return made
    column, met = f"strict.{target.name}", f"strict_met.{target.name}"
    return replace(made, strict=replace(made, title=work_label(STRICT), column=column, met=met))


def with_strict(several: Iterable[Outcome]) -> list[Outcome]:
    """Outcomes, each target that counts work otherwise followed by the same counted by the strict month."""
    return [one for outcome in several for one in (outcome, outcome.strict) if one is not None]


def with_work(target: Target) -> Text:
    """Title of a target with what counts as work in it, if that is a matter."""
    if target.reading is None:
        return target.title
    return say("title_with_work", title=target.title, work=work_label(target.reading))
