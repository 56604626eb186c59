"""From scenarios to a results folder: run, judge, compare, write."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from resettle.results.questions.run.experiment import Experiment, Progress, run_experiment
from resettle.results.runs import manifest, store
from resettle.results.runs.draws import DEFAULT_MODE, Design, Mode, parameters
from resettle.results.text.labels import Lang

if TYPE_CHECKING:
    import pandas as pd

    from resettle.scenarios import Scenario


@dataclass(frozen=True)
class Options:
    """What is asked of a run besides its scenarios.

    Attributes:
        replications: Replications of each scenario.
        seed: Base seed.
        scale: Part of every population that is simulated; `None` for the default of each.
        jobs: Processes; `None` for as many as make it quicker.
        check: Whether the identities are checked every month.
        lang: Language in which the report opens, `en` or `zh`.
        parameters: How parameters are drawn.
        seeds_per_draw: Seeds for every parameter draw; `None` for the default design.
    """

    replications: int = 30
    seed: int = 1
    scale: float | None = None
    jobs: int | None = None
    check: bool = False
    lang: Lang = "en"
    parameters: Mode = DEFAULT_MODE
    seeds_per_draw: int | None = None

    @property
    def scale_text(self) -> str:
        """The scale as the command line takes it."""
        if self.scale is None:
            return "default"
        return "all" if self.scale == 1.0 else repr(self.scale)


@dataclass(frozen=True)
class Finished:
    """A run that has been judged and written.

    Attributes:
        folder: Where its results are.
        experiment: What was run.
        targets: The judged targets.
    """

    folder: Path
    experiment: Experiment
    targets: pd.DataFrame


class NothingToJudge(RuntimeError):
    """A scenario of which no replication succeeded.

    Attributes:
        experiment: What was run.
    """

    def __init__(self, experiment: Experiment, record: Path | None) -> None:
        judged = {outcome.task.scenario for outcome in experiment.outcomes}
        name = next(part.scenario.name for i, part in enumerate(experiment.parts) if i not in judged)
        error = next(run.error for run in experiment.failed if run.scenario == name)
        recorded = f"; recorded in {record}" if record is not None else ""
        super().__init__(
            f"no replication of {name} succeeded: {error}{recorded}; earlier results are as they were"
        )
        self.experiment = experiment


def project(
    scenarios: Sequence[Scenario],
    references: Sequence[str],
    folder: Path,
    options: Options,
    progress: Progress | None = None,
    stage: Callable[[str], None] = lambda _: None,
) -> Finished:
    """Run scenarios, judge their targets and write everything into a folder.

    Args:
        scenarios: The scenarios; with several, the first is the reference.
        references: Bundled names or files they were loaded from, for the command to repeat this.
        folder: Where to write; what it held is replaced only by complete results.
        options: What is asked besides.
        progress: Called after every replication.
        stage: Called with `compiling`, `running` or `writing` when that begins.

    Raises:
        resettle.results.runs.draws.NoPosterior: If the posterior is asked for and none ships.
        NothingToJudge: If a scenario has no replication that succeeded; it is recorded in the folder.
        results.runs.store.FolderError: If something else lives in the folder.
        OSError: If the folder cannot be written.
    """
    drawn = parameters(options.parameters)
    store.check_folder(folder)
    started = datetime.now(UTC)
    clock = _Clock()
    _compile(stage)
    clock.lap("compiling")
    stage("running")
    experiment = run_experiment(
        scenarios,
        options.replications,
        options.seed,
        options.scale,
        options.jobs,
        options.check,
        progress,
        parameters=drawn,
        design=Design(options.seeds_per_draw),
    )
    clock.lap("running")
    stage("writing")
    command = manifest.reproduce(
        references,
        options.replications,
        options.seed,
        options.scale_text,
        options.check,
        drawn.mode,
        options.seeds_per_draw,
    )
    if not experiment.judgeable:
        described = manifest.build(experiment, command, clock.seconds, started)
        try:
            record = store.record_failure(folder, described, started)
        except OSError:
            raise NothingToJudge(experiment, None) from None
        raise NothingToJudge(experiment, record)
    if not experiment.complete:
        folder = store.folder_for_incomplete(folder, started)
    targets = _write(experiment, folder, options.lang, command, started, clock)
    return Finished(folder, experiment, targets)


def _compile(stage: Callable[[str], None]) -> None:
    """Compile here, once, what every process would else compile for itself."""
    from resettle.model.compiled import cache_is_kept, cache_is_warm

    if not cache_is_warm():
        from resettle.model.toy import warm_up

        stage("compiling" if cache_is_kept() else "compiling again")
        warm_up()


def _write(
    experiment: Experiment, folder: Path, lang: Lang, command: str, started: datetime, clock: _Clock
) -> pd.DataFrame:
    from resettle.results.judge.comparison import compare
    from resettle.results.judge.targets import judge
    from resettle.results.judge.uncertainty import uncertainty
    from resettle.results.questions.run.report import ReportData, write_report

    scenarios = [part.scenario for part in experiment.parts]
    weights = {part.scenario.name: part.weight for part in experiment.parts}
    frames = {
        "monthly": experiment.monthly,
        "levers": experiment.levers,
        "targets": judge(scenarios, experiment.monthly, weights),
        "uncertainty": uncertainty(scenarios, experiment.monthly, experiment.levers),
    }
    comparison = compare(scenarios, experiment.monthly, experiment.levers)
    if len(comparison):
        frames["comparison"] = comparison
    clock.lap("judging")
    with store.writing(folder) as new:
        for name, frame in frames.items():
            store.write_frame(new / f"{name}.parquet", frame)
        described = manifest.build(experiment, command, clock.seconds, started)
        data = ReportData(
            scenarios=scenarios,
            monthly=frames["monthly"],
            levers=frames["levers"],
            targets=frames["targets"],
            manifest=described,
            comparison=comparison,
            uncertainty=frames["uncertainty"],
        )
        write_report(new / store.REPORT, data, lang)
        clock.lap("writing")
        store.write_manifest(new, manifest.build(experiment, command, clock.seconds, started))
    return frames["targets"]


class _Clock:
    """Seconds by stage."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._last = perf_counter()

    def lap(self, stage: str) -> None:
        """Book the time since the last lap on a stage."""
        now = perf_counter()
        self.seconds[stage] = now - self._last
        self._last = now
