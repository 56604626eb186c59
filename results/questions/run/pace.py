"""How many futures a run looks at: as many as its main probability needs, or as its time allows.

Luck makes a few per cent of the spread even in a sample of some thousand households, so that time is better
spent on more futures than on more households (`scenario.DEFAULT_HOUSEHOLDS`). A probability known from n
independent futures has a 95 % interval of about 0.98 / sqrt(n) to either side at the most.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter

from resettle.model.text import Text
from resettle.results.judge.futures import replications
from resettle.results.questions.run.request import Request
from resettle.results.runs.asking import Asking
from resettle.results.runs.frame import Runs, joined
from resettle.results.runs.table import Variant
from resettle.results.statistics.intervals import wilson
from resettle.results.text.labels import say
from resettle.results.text.numbers import percent, probable, span
from resettle.scenarios import Scenario, Target
from resettle.scenarios.types import OUTCOME

STEPS = (150, 280, 400)
"""Futures after which a run asks itself whether it knows enough: the first gives 8 points, the last 5."""

PRECISE = 0.05
"""Half width of the interval of the main probability at which it does."""

Tell = Callable[[Text], None]
"""Shows a line to whoever waits."""

ASKED, ENOUGH, TIME, ALL = ENDINGS = ("asked", "precise", "time", "most")
"""Why a run ended: so many futures were asked for, it knew enough, its time was up, it had made the most."""


@dataclass(frozen=True)
class Paced:
    """Runs, and why they are so many.

    Attributes:
        runs: The runs.
        futures: Number of futures.
        ending: One of `ENDINGS`.
        half_width: Half width of the interval of the main probability, the widest of all scenarios asked of.
    """

    runs: Runs
    futures: int
    ending: str
    half_width: float


def main_target(scenario: Scenario) -> Target | None:
    """The target whose probability a run is to know: the first outcome target, else the first of all."""
    targets = scenario.targets.values()
    return next((one for one in targets if one.role == OUTCOME), next(iter(targets), None))


def paced(request: Request, asking: Asking, tell: Tell | None = None) -> Paced:
    """Run scenarios in as many futures as it takes; some of these again, to split the spread.

    Args:
        request: What is asked for.
        asking: Runs what is needed.
        tell: Told the first verdict as soon as it is known.
    """
    asked = [Variant(one.name, one) for one in request.scenarios]
    variants = [Variant(one.name, one) for one in request.run]
    several = len(asked) > 1  # tenths of households are told of a single plan
    started, runs = perf_counter(), Runs.empty()

    def more(wanted: Sequence[Variant], numbers: Sequence[int]) -> None:
        nonlocal runs
        if wanted and numbers:
            stage = " + ".join(one.name for one in wanted)
            new = asking.run(
                wanted, numbers, households=not several, record=True, check=request.check, stage=stage
            )
            runs = joined([one.name for one in variants], runs, new)

    done, ending = request.replications, ASKED
    if done is not None:
        more(variants, range(done))
    else:
        done = STEPS[0]
        more(asked, range(done))
        if tell is not None:
            for one in request.scenarios:
                tell(first_verdict(one, runs, done))
        more(variants[: -len(asked)], range(done))
        for further in STEPS[1:]:
            ending = _ending(request, runs, perf_counter() - started)
            if ending:
                break
            more(variants, range(done, further))
            done = further
        else:
            ending = _ending(request, runs, 0.0) or ALL
    drawn = [one for one in asked if asking.parameters.varied(one.scenario)]
    more(drawn, [number for number in replications(done, request.seeds_per_draw) if number >= done])
    return Paced(runs, done, ending, half_width(request.scenarios, runs))


def _ending(request: Request, runs: Runs, seconds: float) -> str:
    """Why no further futures are needed, or empty."""
    if half_width(request.scenarios, runs) <= PRECISE:
        return ENOUGH
    if not runs.records:
        return ALL
    return TIME if seconds > request.seconds else ""


def half_width(scenarios: Sequence[Scenario], runs: Runs) -> float:
    """Half width of the interval of the main probability, the widest of the scenarios."""
    widths = [0.0]
    for one in scenarios:
        target = main_target(one)
        if target is not None:
            low, high = _interval(one, target, runs)[1:]
            widths.append((high - low) / 2.0)
    return max(widths)


def _interval(scenario: Scenario, target: Target, runs: Runs) -> tuple[float, float, float]:
    frame = runs.first(scenario.name)
    if not len(frame):
        return 0.0, 0.0, 1.0
    met = frame[f"met.{target.name}"]
    return float(met.mean()), *wilson(float(met.sum()), float(len(met)))


def first_verdict(scenario: Scenario, runs: Runs, futures: int) -> Text:
    """What is known of the main target before everything else is run."""
    target = main_target(scenario)
    if target is None:
        return say("pace_first_none", futures=str(futures))
    share, low, high = _interval(scenario, target, runs)
    interval = span(*probable(low, high))
    return say(
        "pace_first", title=target.title, share=percent(share, 0), interval=interval, futures=str(futures)
    )
