"""The runs of an exploration, and the response of each outcome that is learnt from them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from resettle.model.text import Text
from resettle.results.judge.ensemble import PairedRuns
from resettle.results.judge.outcomes import Outcome
from resettle.results.questions.explore.design import alone, anywhere, filling
from resettle.results.questions.explore.request import FEWEST_FUTURES, Problem
from resettle.results.questions.explore.sliders import Slider, coordinates, moved
from resettle.results.questions.optimise.choice import plan_years
from resettle.results.report.answer import QuestionError
from resettle.results.runs.asking import Asking
from resettle.results.runs.table import Variant
from resettle.results.statistics.intervals import LEVEL, Estimate, FloatArray, mean_interval, median
from resettle.results.statistics.paired import difference, estimate
from resettle.results.statistics.response import Response, fit_response, told
from resettle.results.text.labels import NOTHING, say
from resettle.results.text.numbers import count, duration

SCREENED = 12
"""Futures of the screen, the first ones: effects are paired, so few are enough."""

SPENDING = "spending"


@dataclass(frozen=True)
class Screened:
    """What a lever does by itself.

    Attributes:
        slider: The lever.
        moves: Largest effect on an outcome other than spending, in spreads of that outcome over futures; 0 if
            no effect is clear by itself.
        outcome: The outcome that it moves most; `None` if no effect is clear among so many.
        spending: Spending at its upper end less the plan's.
    """

    slider: Slider
    moves: float
    outcome: Outcome | None
    spending: Estimate


@dataclass(frozen=True)
class Explored:
    """What is known of a plan and of what is around it.

    Attributes:
        problem: What was asked for.
        sliders: The sliders, those that move most first.
        others: Levers without a slider, as the screen found them.
        times: Points in multiples of the plan, shape (points, sliders); the first is the plan.
        runs: Their runs, in the futures in which all of them succeeded.
    """

    problem: Problem
    sliders: tuple[Slider, ...]
    others: tuple[Screened, ...]
    times: FloatArray
    runs: PairedRuns

    @property
    def futures(self) -> int:
        """Futures in which every point was run."""
        return len(self.runs.replications)

    @cached_property
    def at(self) -> FloatArray:
        """The points in [-1, 1]."""
        return coordinates(self.sliders, self.times)

    @cached_property
    def responses(self) -> dict[str, Response]:
        """The response of each outcome, and of the spending of each year, by column."""
        made = {}
        for one in self.problem.outcomes:
            met = None if one.met is None else self.runs.array(one.met)
            made[one.column] = fit_response(
                self.at, self.runs.array(one.column), met, one.bound, one.better or 1
            )
        for column in self.years.values():
            made[column] = fit_response(self.at, self.runs.array(column), None, None, 1)
        return made

    @cached_property
    def years(self) -> dict[int, str]:
        """Columns of the spending by year of the plan."""
        return {year: f"spent_year.{year}" for year in plan_years(self.problem.scenario.period)}

    def exact(self, row: int = 0, runs: PairedRuns | None = None) -> dict[str, dict[str, float]]:
        """What the runs of a point tell, by column and statistic; of the plan if no row is given."""
        own, made = runs or self.runs, {}
        for column in self.responses:
            made[column] = {name: float(one[0]) for name, one in told(own.array(column)[[row]]).items()}
        for one in self.problem.outcomes:
            if one.met is not None:
                made[one.column]["probability"] = float(own.array(one.met)[row].mean())
        return made

    @cached_property
    def hull(self) -> float:
        """Largest leverage of a point; a position beyond it is outside what was run.

        Cook (1977), "Detection of influential observation in linear regression", Technometrics 19.
        """
        widest = max(self.responses.values(), key=lambda one: len(one.design.terms)).design
        return float(widest.own_leverage.max())


def explored(problem: Problem, asking: Asking, tell: Callable[[Text], None] | None = None) -> Explored:
    """Run what the page rests on.

    The plan is run first: its pace says how long the rest takes.

    Args:
        problem: What is asked for.
        asking: Runs what is needed.
        tell: Called with how many runs there are and how long they take.

    Raises:
        results.report.answer.QuestionError: If too few futures succeeded at every point.
    """
    if tell is not None:
        first = [Variant("point-0", problem.scenario)]
        frame = asking.run(first, range(min(SCREENED, problem.request.futures)), stage="screen").frame
        tell(announced(problem, median(frame["seconds"].tolist()), asking.crew.workers))
    sliders, others = _chosen(problem, asking)
    parts = [np.ones((1, len(sliders))), alone(sliders), filling(sliders, problem.points, asking.seed)]
    times = np.concatenate(parts)
    return Explored(problem, sliders, others, times, run_at(problem, asking, sliders, times, "explore"))


def announced(problem: Problem, seconds: float, workers: int) -> Text:
    """How many runs there are at most, and how long they take.

    Args:
        problem: What is asked for.
        seconds: Seconds of one run.
        workers: Processes that work side by side.
    """
    request, ends = problem.request, [len(one.ends) for one in problem.sliders]
    screen = 0 if request.vary else (1 + sum(ends)) * min(SCREENED, request.futures)
    own = ends if request.vary else sorted(ends)[-request.top :]
    positions = 1 + sum(own) + problem.points
    runs = screen + (positions + request.check) * request.futures
    return say(
        "explore_runs",
        runs=count(runs),
        positions=str(positions),
        futures=str(request.futures),
        screen=NOTHING if not screen else say("explore_runs_screen", screen=count(screen)),
        check=NOTHING if not request.check else say("explore_runs_check", check=str(request.check)),
        time=duration(runs * seconds / max(1, workers)),
        workers=str(workers),
    )


def run_at(
    problem: Problem, asking: Asking, sliders: Sequence[Slider], times: FloatArray, stage: str
) -> PairedRuns:
    """Run positions in the shared futures; a future in which one of them failed is left out."""
    variants = [
        Variant(f"point-{number}", moved(problem.scenario, sliders, row))
        for number, row in enumerate(times.tolist())
    ]
    replications = range(problem.request.futures)
    frame = asking.run(variants, replications, stage=stage).frame
    runs = PairedRuns.of(frame, [one.name for one in variants], replications).common()
    if len(runs.replications) < FEWEST_FUTURES:
        raise QuestionError(Text("too many runs failed; nothing can be said", "失败的模拟过多，无法得出结论"))
    return runs


def _chosen(problem: Problem, asking: Asking) -> tuple[tuple[Slider, ...], tuple[Screened, ...]]:
    """The levers that matter most, and the others; those that were named if any were."""
    request = problem.request
    if request.vary:
        return problem.sliders, ()
    small = replace(problem, request=replace(request, futures=min(SCREENED, request.futures)))
    times = np.concatenate([np.ones((1, len(problem.sliders))), alone(problem.sliders)])
    runs = run_at(small, asking, problem.sliders, times, "screen")
    found = [_screened(problem, runs, times, position) for position in range(len(problem.sliders))]
    found.sort(key=lambda one: (-one.moves, -abs(one.spending.middle)))
    return tuple(one.slider for one in found[: request.top]), tuple(found[request.top :])


def _screened(problem: Problem, runs: PairedRuns, times: FloatArray, position: int) -> Screened:
    together = 1.0 - (1.0 - LEVEL) / (len(times) * len(problem.outcomes))  # Bonferroni: of all effects
    rows = np.flatnonzero(times[:, position] != 1.0).tolist()
    moves, by, sure = 0.0, None, False
    for outcome in problem.outcomes:
        if outcome.name == SPENDING:
            continue
        values = runs.array(outcome.column)
        spread = float(values[0].std()) or 1.0
        for row in rows:
            effect = difference(values[row], values[0])
            size = abs(float(effect.mean())) / spread
            if size > moves and estimate(effect, runs.groups).clear:
                moves, by = size, outcome
            sure |= Estimate(*mean_interval(effect, together, runs.groups)).clear
    spent = runs.array(SPENDING)
    top = max(rows, key=lambda row: times[row, position])
    cost = estimate(difference(spent[top], spent[0]), runs.groups)
    return Screened(problem.sliders[position], moves, by if sure else None, cost)


@dataclass(frozen=True)
class Checked:
    """One number of the page at a position that it was not made from, beside exact runs.

    Attributes:
        position: Number of the position.
        column: What it is of.
        statistic: One of `results.statistics.response.STATISTICS`.
        page: What the page says.
        error: The error that it states.
        exact: What the runs say.
    """

    position: int
    column: str
    statistic: str
    page: float
    error: float
    exact: float

    @property
    def inside(self) -> bool:
        """Whether the runs lie within the error."""
        return abs(self.page - self.exact) <= self.error * (1.0 + 1e-9) + 1e-12


def checks(found: Explored, asking: Asking) -> tuple[Checked, ...]:
    """Exact runs at new positions in the same futures, beside what the page says there."""
    problem = found.problem
    times = anywhere(found.sliders, problem.request.check, asking.seed)
    runs = run_at(problem, asking, found.sliders, times, "check of the page")
    at = coordinates(found.sliders, times)
    exact = [found.exact(row, runs) for row in range(len(times))]
    made = []
    for column, response in found.responses.items():
        page, error = response.predict(at), response.error(at)
        for statistic in page if not column.startswith("spent_year.") else ("mean",):
            made += [
                Checked(
                    row,
                    column,
                    statistic,
                    float(page[statistic][row]),
                    float(error[statistic][row]),
                    exact[row][column][statistic],
                )
                for row in range(len(times))
            ]
    return tuple(made)
