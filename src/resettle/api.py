"""The public functions of `resettle`: what programs and notebooks of others may rely on.

Each question is a function with the options and the defaults of the command of its name; it returns an
`Answer`. `docs/api.md` shows them in use.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

from resettle import scenarios as _scenarios
from resettle.results.questions.compare.request import Request as CompareRequest
from resettle.results.questions.discover.request import Request as DiscoverRequest
from resettle.results.questions.explore.request import Request as ExploreRequest
from resettle.results.questions.optimise.request import Request as OptimiseRequest
from resettle.results.questions.run.request import Request as RunRequest
from resettle.results.questions.sensitivity.request import Request as SensitivityRequest
from resettle.results.questions.sweep.request import Request as SweepRequest
from resettle.results.runs.settings import Settings

if TYPE_CHECKING:
    from resettle.calibration.fit.base_file import FittedBase
    from resettle.model.inputs import Outside
    from resettle.model.text import Lang
    from resettle.results.report.answer import Answer as AnyAnswer
    from resettle.results.report.deliver import CompleteAnswer as Answer
    from resettle.results.runs.asking import Asking
    from resettle.results.runs.modes import Mode
    from resettle.results.runs.progress import Report
    from resettle.scenarios import Scenario


class Options(TypedDict, total=False):
    """How a question is worked out; see `results.runs.settings.Settings` for meanings and defaults.

    Attributes:
        seed: Base seed.
        parameters: `point`, `prior` or `posterior`.
        outside: `forecast` or `known`.
        scale: Part of every population that is simulated, in (0, 1].
        jobs: Processes.
        cluster: Address of a dask scheduler.
        out: Folder in which finished runs are kept, and the answer is saved.
        progress: Called with how far the runs are.
    """

    seed: int
    parameters: Mode
    outside: Outside
    scale: float | None
    jobs: int | None
    cluster: str | None
    out: str | Path | None
    progress: Report | None


def bundled() -> tuple[str, ...]:
    """Names of the scenarios that come with the program and can be run, in alphabetical order.

    >>> "guizhou" in bundled()
    True
    """
    return _scenarios.runnable()


def run(
    scenarios: Sequence[Scenario | str | Path] | Scenario | str | Path,
    *,
    replications: int | None = RunRequest.replications,
    baseline: bool = True,
    advice: bool = True,
    seconds: float = RunRequest.seconds,
    check: bool = RunRequest.check,
    seeds_per_draw: int | None = RunRequest.seeds_per_draw,
    **options: Unpack[Options],
) -> Answer:
    """Run scenarios and judge their targets.

    Args:
        scenarios: Scenarios, names or files; the first of each place is its reference.
        replications: Futures that each is run in; `None` for as many as its main probability needs.
        baseline: Whether a single plan is run beside what it extends.
        advice: Whether each lever of a single plan is tried at the margin.
        seconds: Time after which no further futures are begun, if their number is left open.
        check: Whether it is checked every month that money and people add up.
        seeds_per_draw: Times that each future is run; `None` for some of them twice, to split the spread.
        **options: See `Options`.

    Raises:
        ScenarioErrors: If a file is not right, with all that is wrong.
        results.report.answer.QuestionError: If the question makes no sense.
        results.report.answer.NothingToJudge: If a scenario has no replication that succeeded.
    """
    from resettle.results.questions.run.question import ask
    from resettle.results.questions.run.request import beside

    loaded = _loaded(scenarios)
    request = RunRequest(
        loaded, replications, check, seeds_per_draw, beside(loaded) if baseline else None, seconds, advice
    )
    return _asked("run", request.run, lambda asking: ask(request, asking), options)


def compare(
    scenarios: Sequence[Scenario | str | Path],
    *,
    replications: int = CompareRequest.replications,
    of: Sequence[str] = (),
    levers: bool | None = CompareRequest.levers,
    small: float = CompareRequest.small,
    **options: Unpack[Options],
) -> Answer:
    """Compare scenarios of one place with the first of them, run by run.

    Args:
        scenarios: Two or more scenarios, names or files; the first is the reference.
        replications: Replications of each.
        of: Targets, measures or indicators that are taken apart lever by lever.
        levers: Whether to do that at all; `None` for two scenarios only.
        small: Change of income, in yuan per person and year, that makes nobody better or worse off.
        **options: See `Options`.

    Raises:
        ScenarioErrors: If a file is not right, with all that is wrong.
        results.report.answer.QuestionError: If the scenarios cannot be compared; all reasons at once.
    """
    from resettle.results.questions.compare.question import ask

    request = CompareRequest(_loaded(scenarios), replications, tuple(of), levers, small)
    return _asked("compare", request.scenarios, lambda asking: ask(request, asking), options)


def sweep(
    scenario: Scenario | str | Path,
    vary: Sequence[str] | Mapping[str, Sequence[float] | str] = (),
    *,
    sample: int | None = SweepRequest.sample,
    of: Sequence[str] = (),
    replications: int | None = SweepRequest.replications,
    **options: Unpack[Options],
) -> Answer:
    """Vary numbers of a scenario over a grid or a sample.

    Args:
        scenario: A scenario, its name or file, or a file of a sweep.
        vary: Numbers by path, such as `{"levers.training_subsidy.seats": [0, 24_000]}`, or texts as on the
            command line.
        sample: Points of a Latin hypercube; the whole grid if left out.
        of: Targets, measures or indicators; all outcome targets and the spending if empty.
        replications: Replications of each point; 30, or those of the file, if left out.
        **options: See `Options`.

    Raises:
        ScenarioErrors: With all that is wrong in the request, its file and its scenario.
    """
    from resettle.results.questions.sweep.plan import planned
    from resettle.results.questions.sweep.question import answered
    from resettle.results.runs.draws import parameters

    given = str(scenario) if isinstance(scenario, Path) else scenario
    request = SweepRequest(given, vary, sample, tuple(of), replications)
    settings = _settings(options)
    plan = planned(request, parameters(settings.parameters, settings.outside), settings.seed)
    return _asked("sweep", [plan.scenario], lambda asking: answered(plan, asking), options)


def sensitivity(
    scenario: Scenario | str | Path,
    *,
    of: Sequence[str] = (),
    method: str = SensitivityRequest.method,
    only: Sequence[str] = (),
    top: int = SensitivityRequest.top,
    quick: bool = SensitivityRequest.quick,
    **options: Unpack[Options],
) -> Answer:
    """Find out what moves a figure most: screening, shares of variance, swings.

    Args:
        scenario: A scenario, its name or file.
        of: Targets, measures or indicators.
        method: `all`, `morris`, `sobol` or `tornado`.
        only: Beginnings of the paths of the inputs that are moved; all of them if empty.
        top: Inputs that are looked at closely.
        quick: Whether a rough answer will do.
        **options: See `Options`.

    Raises:
        ScenarioErrors: If a file is not right, with all that is wrong.
        results.report.answer.QuestionError: If nothing can be moved or a name is unknown; all reasons.
    """
    from resettle.results.questions.sensitivity.question import ask

    request = SensitivityRequest(_loaded(scenario)[0], tuple(of), method, tuple(only), top, quick)
    return _asked("sensitivity", [request.scenario], lambda asking: ask(request, asking), options)


def optimise(
    scenario: Scenario | str | Path,
    *,
    targets: Sequence[str] = (),
    probability: float = OptimiseRequest.probability,
    vary: Sequence[str] = (),
    keep: Sequence[str] = (),
    budget: float | str = OptimiseRequest.budget,
    band: float = OptimiseRequest.band,
    allow_cash: bool = OptimiseRequest.allow_cash,
    harm: bool = OptimiseRequest.harm,
    most: float | None = OptimiseRequest.most,
    trials: int = OptimiseRequest.trials,
    futures: int = OptimiseRequest.futures,
    **options: Unpack[Options],
) -> Answer:
    """Look for mixes of a plan's levers that an office could put before its leader.

    Args:
        scenario: A scenario, its name or file.
        targets: Targets to be met; all outcome targets if empty.
        probability: Probability that all of them are met.
        vary: Bounds of settings, `PATH=LOW..HIGH`.
        keep: Levers that stay as they are.
        budget: Most that may be spent over the plan, in yuan; what the plan spends if it is empty.
        band: How far each year's spending may be from the plan's, as a part of it.
        allow_cash: Whether more may be handed out than a quarter of additional spending.
        harm: Whether other outcomes may get worse.
        most: Levers of capacity may go from nothing to so many times the plan; `None` for what their status
            allows.
        trials: Mixes that are tried.
        futures: Futures of plan and named mixes, the first of those that all questions share.
        **options: See `Options`.

    Raises:
        ScenarioErrors: If a file is not right, with all that is wrong.
        results.report.answer.QuestionError: If the request makes no sense; all reasons at once.
    """
    from resettle.results.questions.optimise.question import ask

    plan = _loaded(scenario)[0]
    request = OptimiseRequest(
        plan,
        tuple(targets),
        probability,
        tuple(vary),
        tuple(keep),
        str(budget),
        band,
        allow_cash,
        harm,
        most,
        trials,
        futures,
    )
    return _asked("optimise", [request.scenario], lambda asking: ask(request, asking), options)


def discover(
    scenario: Scenario | str | Path,
    *,
    targets: Sequence[str] = (),
    futures: int = DiscoverRequest.futures,
    success: bool = DiscoverRequest.success,
    density: float | None = DiscoverRequest.density,
    **options: Unpack[Options],
) -> Answer:
    """Find the regions of futures in which a plan fails.

    Args:
        scenario: A scenario, its name or file.
        targets: Targets, of which a failure misses any; the first outcome target that is open if empty.
        futures: Parameter draws, each run once.
        success: Whether to look for where the plan succeeds instead.
        density: Share of failures that a region is to have, in (0, 1).
        **options: See `Options`.

    Raises:
        ScenarioErrors: If a file is not right, with all that is wrong.
        results.report.answer.QuestionError: If the question cannot be asked; all reasons at once.
    """
    from resettle.results.questions.discover.question import ask

    request = DiscoverRequest(_loaded(scenario)[0], tuple(targets), futures, success, density)
    return _asked("discover", [request.scenario], lambda asking: ask(request, asking), options)


def explore(
    scenario: Scenario | str | Path,
    *,
    vary: Sequence[str] = (),
    of: Sequence[str] = (),
    top: int = ExploreRequest.top,
    points: int | None = ExploreRequest.points,
    futures: int = ExploreRequest.futures,
    check: int = ExploreRequest.check,
    **options: Unpack[Options],
) -> Answer:
    """Make a page with sliders that says at once what comes of it if levers are moved.

    Args:
        scenario: A scenario, its name or file.
        vary: Levers with a slider, `LEVER` or `LEVER=LOW..HIGH` in multiples of the plan; those that matter
            most if empty.
        of: Targets, measures or indicators, three to six; outcome targets and the spending if empty.
        top: Sliders, if none are named.
        points: Positions that are run, beside the plan and the ends of each slider; 32, or as many as the
            sliders need, if `None`.
        futures: Futures in which each is run, the first of those that all questions share.
        check: New positions at which exact runs check the page.
        **options: See `Options`.

    Raises:
        ScenarioErrors: If a file is not right, with all that is wrong.
        results.report.answer.QuestionError: If the question cannot be asked; all reasons at once.
    """
    from resettle.results.questions.explore.question import ask

    request = ExploreRequest(_loaded(scenario)[0], tuple(vary), tuple(of), top, points, futures, check)
    return _asked("explore", [request.scenario], lambda asking: ask(request, asking), options)


def new(
    folder: str | Path,
    *,
    answers: str | Path | None = None,
    table: str | Path | None = None,
    lang: Lang = "en",
) -> FittedBase:
    """Make the scenarios of a county in a new folder and fit their base year.

    Args:
        folder: A folder that does not exist yet; its name is that of the scenarios.
        answers: A file of answers.
        table: A filled table; without either, all is left to national defaults.
        lang: Language of titles and remarks in the files.

    Returns:
        The fitted baseline, the file of the fitted values, and the base year as stated and simulated.

    Raises:
        ScenarioErrors: With all that is wrong; nothing is written.
        ValueError: If both are given, or the folder holds something or cannot be written.
    """
    from resettle.calibration.fit.county import check_new, stated
    from resettle.calibration.fit.county import new as make

    if answers is not None and table is not None:
        raise ValueError("give answers or a table, not both")
    check_new(Path(folder))
    return make(Path(folder), stated(table, answers), lang)


def fit_base(scenario: str | Path, *, lang: Lang = "en") -> FittedBase:
    """Fit the base year of a scenario file of one's own, or of a folder that `new` made.

    Args:
        scenario: The file or the folder.
        lang: Language of the remarks in the file that is written.

    Returns:
        As `new`.

    Raises:
        ScenarioErrors: If a file is not right, with all that is wrong.
        ValueError: If the scenario comes with the program, or the file cannot be written.
    """
    from resettle.calibration.fit.base_file import fit_base as fit

    return fit(scenario, lang)


def read(folder: str | Path) -> Answer:
    """Read an answer that `Answer.save` or a command wrote.

    Raises:
        results.runs.store.FolderError: If the folder holds none, or one of a newer version.
    """
    from resettle.results.report.deliver import read

    return read(Path(folder))


def _loaded(references: Sequence[Scenario | str | Path] | Scenario | str | Path) -> list[Scenario]:
    """Scenarios as they are, and those of names and files; all that is wrong is reported at once."""
    from resettle.scenarios import Scenario, ScenarioErrors, load

    given = [references] if isinstance(references, Scenario | str | Path) else list(references)
    loaded, problems = [], []
    for one in given:
        try:
            loaded.append(one if isinstance(one, Scenario) else load(one))
        except ScenarioErrors as errors:
            problems += [problem for problem in errors.problems if problem not in problems]
    if problems:
        raise ScenarioErrors(problems)
    return loaded


def _settings(options: Options) -> Settings:
    """Raises `TypeError` for an option that does not exist."""
    words: dict[str, Any] = {key: value for key, value in options.items() if key not in ("out", "progress")}
    return Settings(**words)


def _asked(
    question: str, given: Sequence[Scenario], ask: Callable[[Asking], AnyAnswer], options: Options
) -> Answer:
    """Ask, and describe how the answer was made; save it if a folder is named."""
    from resettle.model.compiled import cache_is_warm
    from resettle.model.toy import warm_up
    from resettle.results.report.deliver import Asked, described, save
    from resettle.results.runs.asking import opened
    from resettle.results.runs.claim import check_folder

    settings, out = _settings(options), options.get("out")
    folder = None if out is None else Path(out)
    if folder is not None:
        check_folder(folder, question)
    started, clock = datetime.now(UTC), perf_counter()
    with opened(folder, settings, options.get("progress")) as asking:
        if not cache_is_warm():
            warm_up()  # here, once, what every process would else compile for itself
        answered = ask(asking)
    command = f"resettle.{question}({', '.join(repr(one.name) for one in given)})"
    answer = described(answered, asking, Asked(given, command, started, perf_counter() - clock))
    if folder is not None:
        save(answer, folder)
    return answer
