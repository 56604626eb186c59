"""What must hold of all values of a scenario together: in a file, and at every point of a question."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from resettle.model.inputs import Period
from resettle.scenarios.problems import Problems
from resettle.scenarios.rules.amounts import check_amounts, check_steps
from resettle.scenarios.rules.consistency import check_marginals
from resettle.scenarios.rules.grants import check_grants
from resettle.scenarios.rules.pay import check_pay
from resettle.scenarios.types import SECTIONS, LeverSpec, Value
from resettle.scenarios.value_path import LeverPath

if TYPE_CHECKING:
    from resettle.scenarios.scenario import Scenario


def check_together(
    values: Mapping[str, Value],
    levers: Mapping[str, LeverSpec],
    uncertainty: str | tuple[str, ...],
    period: Period | None,
    problems: Problems,
) -> None:
    """Reports values of files that cannot stand together.

    Args:
        values: All values by path.
        levers: Levers of the scenario.
        uncertainty: What varies between draws.
        period: Months of the run, if they are known.
        problems: Collects what is wrong.
    """
    check_marginals(values, problems)
    check_amounts(values, levers, problems)
    if period is not None:
        check_steps(values, period, problems)
        check_grants(levers, uncertainty, period, problems)
        check_pay(levers, values.get("series.minimum_wage"), period, problems)


def check_point(scenario: Scenario, paths: Collection[str], problems: Problems) -> None:
    """Reports numbers that were set and cannot stand together with the others.

    What a file states wrongly is said when it is read: only rules that a path touches are looked at.

    Args:
        scenario: The scenario with numbers set.
        paths: What was set, and lies beyond what its file thinks possible.
        problems: Collects what is wrong.
    """
    levers = [lever for path in paths if (lever := LeverPath.of(path)) is not None]
    plain = {".".join(path.split(".")[:2]) for path in paths if LeverPath.of(path) is None}
    touched = plain | {lever.undated for lever in levers}
    values = {
        f"{section}.{name}": value
        for section in SECTIONS
        for name, value in getattr(scenario, section).items()
    }
    check_marginals(values, problems, touched)
    check_amounts(values, scenario.levers, problems, touched)
    check_steps(values, scenario.period, problems, touched)
    own = {lever.lever: scenario.levers[lever.lever] for lever in levers}
    check_grants(own, scenario.uncertainty, scenario.period, problems)
    check_pay(own, scenario.series.get("minimum_wage"), scenario.period, problems)
