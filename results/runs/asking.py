"""What every question shares: who works, where runs are kept, and how far they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from resettle.results.runs.crew import Crew
from resettle.results.runs.draws import Design, Parameters
from resettle.results.runs.frame import Runs
from resettle.results.runs.progress import Report
from resettle.results.runs.store import RUNS
from resettle.results.runs.table import Common, Variant, run_table


@dataclass
class Asking:
    """Runs what a question needs; the same runs again cost nothing.

    Attributes:
        folder: Folder of the answer; finished runs are kept inside it.
        crew: Who works.
        parameters: How parameters are drawn.
        seed: Base seed.
        scale: Part of every population that is simulated; `None` for what the question or the
            scenario takes by default.
        report: Told how far the runs are.
        made: Runs that were asked for so far.
        failures: Messages of runs that failed, with their variant and replication.
    """

    folder: Path
    crew: Crew
    parameters: Parameters
    seed: int = 1
    scale: float | None = None
    report: Report | None = None
    made: int = 0
    failures: list[str] = field(default_factory=list)

    def run(
        self,
        variants: Sequence[Variant],
        replications: Sequence[int],
        *,
        design: Design | None = None,
        households: bool = False,
        stage: str = "runs",
    ) -> Runs:
        """Run variants, paired by replication; see `results.runs.table.run_table`."""
        common = Common(self.parameters, self.seed, design or Design(), households)
        asked = [
            variant if variant.scale is not None else replace(variant, scale=self.scale)
            for variant in variants
        ]
        runs = run_table(asked, replications, common, self.crew, self.folder / RUNS, self.report, stage)
        self.made += len(runs.frame)
        self.failures += [
            f"{row.variant}, replication {row.replication}: {row.error}" for row in runs.failed.itertuples()
        ]
        return runs
