"""What every question shares: who works, where runs are kept, and how far they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from resettle.model.text import NOTHING, Text, both, fill
from resettle.results.judge.targets import Drawn
from resettle.results.runs.cluster import crew
from resettle.results.runs.crew import Crew
from resettle.results.runs.draws import Parameters, parameters
from resettle.results.runs.frame import Runs
from resettle.results.runs.progress import Report
from resettle.results.runs.settings import Settings
from resettle.results.runs.store import RUNS
from resettle.results.runs.table import Common, Variant, run_table
from resettle.scenarios import Scenario
from resettle.scenarios.language import Refused

MOST_NAMED = 10
"""Runs that are named of those that cut a sample."""

_CUT = Text(
    "{failed} of {all} runs of {variant} cannot be made: {why} (replications {which}{more}); what is left is "
    "no fair sample and is not judged: narrow the ranges of the values named",
    "{variant}的{all}次模拟中有{failed}次因取值而无法建立：{why}（第{which}次{more}）；其余模拟不再是公平的样本，不作评判："
    "请收窄上述取值的区间",
)


class CutSample(Refused):
    """A sample that the ranges of its own scenario cut: runs whose draws allow no world are missing."""


@dataclass
class Asking:
    """Runs what a question needs; the same runs again cost nothing.

    Attributes:
        folder: Folder of the answer; finished runs are kept inside it, and nowhere if `None`.
        crew: Who works.
        parameters: How parameters are drawn.
        seed: Base seed.
        scale: Part of every population that is simulated; `None` for what the question or the
            scenario takes by default.
        report: Called with how far the runs are.
        made: Number of runs that were asked for so far.
        failures: Messages of runs that failed, with their variant and replication.
        trace: Traceback of the first of them, for a developer.
    """

    folder: Path | None
    crew: Crew
    parameters: Parameters
    seed: int = Settings.seed
    scale: float | None = Settings.scale
    report: Report | None = None
    made: int = 0
    failures: list[str] = field(default_factory=list)
    trace: str = ""

    def run(
        self,
        variants: Sequence[Variant],
        replications: Sequence[int],
        *,
        households: bool = False,
        record: bool = False,
        check: bool = False,
        stage: str = "runs",
    ) -> Runs:
        """Run variants, paired by replication; see `results.runs.table.run_table`.

        Raises:
            CutSample: If some of the draws of a variant allow no world, and others do.
        """
        common = Common(self.parameters, self.seed, households, record, check)
        scaled = [
            variant if variant.scale is not None else replace(variant, scale=self.scale)
            for variant in variants
        ]
        kept = None if self.folder is None else self.folder / RUNS
        runs = run_table(scaled, replications, common, self.crew, kept, self.report, stage)
        self.made += len(runs.frame)
        self.failures += [
            f"{row.variant}, replication {row.replication}: {row.error}" for row in runs.failed.itertuples()
        ]
        self.trace = self.trace or next(iter(runs.traces.values()), "")
        _not_cut(runs)
        return runs

    def beyond_behaviour(self, scenarios: Sequence[Scenario], runs: Runs) -> Drawn:
        """What the draws of runs took of the outside world and of what the model is thought to miss."""
        from resettle.scenarios.futures import beyond_behaviour

        made = {}
        for one in scenarios:
            own = runs.frame[runs.frame["variant"] == one.name]["draw"].unique()
            draws = sorted(int(draw) for draw in own if draw >= 0)
            made[one.name] = beyond_behaviour(one, draws, self.seed, **self.parameters.settings())
        return made


def _not_cut(runs: Runs) -> None:
    """Make sure that no sample lacks just the draws that its own ranges should not hold.

    Raises:
        CutSample: If one does.
    """
    for variant in dict.fromkeys(name for name, _ in runs.unmade):
        if len(runs.of(variant)):
            unmade = {number: why for (name, number), why in runs.unmade.items() if name == variant}
            numbers, reasons = list(unmade), dict.fromkeys(unmade.values())
            left = len(numbers) - MOST_NAMED
            more = both(" and {left} more", "等，另有{left}次", left=left) if left > 0 else NOTHING
            raise CutSample(
                fill(
                    _CUT,
                    failed=len(unmade),
                    all=int((runs.frame["variant"] == variant).sum()),
                    variant=variant,
                    why="; ".join(reasons),
                    which=", ".join(map(str, numbers[:MOST_NAMED])),
                    more=more,
                )
            )


@contextmanager
def opened(folder: Path | None, settings: Settings, report: Report | None = None) -> Iterator[Asking]:
    """Somebody to ask, with workers that live until the block ends.

    Args:
        folder: Folder of the answer.
        settings: How the question is worked out.
        report: Called with how far the runs are.

    Raises:
        results.runs.draws.NoPosterior: If the posterior is to be drawn from and none ships.
        results.runs.cluster.ClusterError: If the cluster cannot be used.
    """
    drawn = parameters(settings.parameters, settings.outside)
    with crew(settings.jobs, settings.cluster) as workers:
        yield Asking(folder, workers, drawn, settings.seed, settings.scale, report)


def same_futures(asking: Asking) -> tuple[str, ...]:
    """Options by which a command looks at the same futures, as far as they are not the defaults."""
    usual, how = Settings(), asking.parameters
    said: list[str] = []
    if asking.seed != usual.seed:
        said += ["--seed", str(asking.seed)]
    if asking.scale is not None:
        said += ["--scale", f"{asking.scale:.10g}"]
    if how.mode != usual.parameters:
        said += ["--parameters", how.mode]
    if how.outside != usual.outside:
        said += ["--outside", how.outside]
    return tuple(said)
