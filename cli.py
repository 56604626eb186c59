"""The command `resettle`: parse, call, print.

Nothing heavy is imported before it is needed, so that `resettle --help` answers at once.
Exit codes: 0 done; 1 something failed while running; 2 what was asked for cannot be done;
130 interrupted; 141 the reader of the output went away.
"""

from __future__ import annotations

import functools
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, NoReturn, TypeVar

import typer

if TYPE_CHECKING:
    from scenarios import Scenario

FAILED, REFUSED, INTERRUPTED, PIPE_CLOSED = 1, 2, 130, 141

Command = TypeVar("Command", bound=Callable[..., None])
Lang = Literal["en", "zh"]
Parameters = Literal["point", "prior", "posterior"]

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Will a relocation follow-up plan reach its targets? 易地扶贫搬迁后续扶持政策仿真",
)
_state = {"debug": False}


@app.callback(invoke_without_command=True)
def _options(
    version: Annotated[bool, typer.Option("--version", help="Show the version. 版本")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show tracebacks of errors. 调试")] = False,
) -> None:
    _state["debug"] = debug
    if version:
        from results.manifest import VERSION

        print(f"resettle {VERSION}")
        raise typer.Exit


def _tell(message: str) -> None:
    print(message, file=sys.stderr, flush=True)


def _end(code: int, message: str = "") -> NoReturn:
    if message:
        _tell(message.rstrip())
    raise typer.Exit(code)


def _told(command: Command) -> Command:
    """A command whose errors are told in plain lines and end in the right exit code."""

    @functools.wraps(command)
    def told(*args: Any, **kwargs: Any) -> None:
        try:
            command(*args, **kwargs)
            sys.stdout.flush()
        except (typer.Exit, typer.BadParameter):
            raise
        except KeyboardInterrupt:
            _end(INTERRUPTED, "resettle: interrupted; earlier results are as they were")
        except BrokenPipeError:
            _end(PIPE_CLOSED)
        except Exception as error:
            if _state["debug"]:
                raise
            _end(*_plainly(error))

    return told  # type: ignore[return-value]


def _plainly(error: Exception) -> tuple[int, str]:
    """Exit code and plain words for an error that ended a command."""
    from results.store import FolderError
    from scenarios import ScenarioErrors

    if isinstance(error, ScenarioErrors):
        return REFUSED, str(error)
    if isinstance(error, FolderError):
        return REFUSED, f"resettle: {error}"
    if isinstance(error, MemoryError):
        return FAILED, "resettle: not enough memory; try a smaller --scale, or --jobs 1"
    if isinstance(error, FileNotFoundError) and error.errno is None:
        return REFUSED, f"resettle: {error}"
    if isinstance(error, RuntimeError) and type(error).__module__.startswith("calibration."):
        return FAILED, f"resettle: {error}; the same command goes on where it was"
    if isinstance(error, OSError):
        place = f": {error.filename}" if error.filename else ""
        return FAILED, f"resettle: {error.strerror or error}{place}; earlier results are as they were"
    line = f"{type(error).__name__}: {error}".splitlines()[0]
    return FAILED, f"resettle: {line} (a fault of the program; `resettle --debug ...` shows where)"


def _scale(text: str) -> float | None:
    if text == "default":
        return None
    try:
        scale = 1.0 if text == "all" else float(text)
    except ValueError:
        scale = float("nan")
    if not 0.0 < scale <= 1.0:
        raise typer.BadParameter(
            f"'{text}' is not 'default', 'all' or a number above 0 and at most 1.", param_hint="'--scale'"
        )
    return scale


def _load(references: list[str]) -> list[Scenario]:
    """Load scenarios; the problems of all of them are told together."""
    from scenarios import ScenarioErrors, load

    loaded: list[Scenario] = []
    told: list[str] = []
    for reference in references:
        try:
            loaded.append(load(reference))
        except ScenarioErrors as errors:
            told += [line for line in str(errors).splitlines() if line not in told]
    if told:
        _end(REFUSED, "\n".join(told))
    return loaded


def _different(scenarios: list[Scenario], references: list[str]) -> None:
    """Refuse scenarios of one name: they could not be told apart in any table."""
    first: dict[str, str] = {}
    for scenario, reference in zip(scenarios, references, strict=True):
        if scenario.name in first:
            other = first[scenario.name]
            same = f"{reference} is given twice" if other == reference else f"{other} and {reference}"
            _end(
                REFUSED,
                f"resettle: two scenarios are named '{scenario.name}' ({same}); "
                "give each once, and each file its own name",
            )
        first[scenario.name] = reference


@app.command()
@_told
def run(
    scenario: Annotated[
        list[str],
        typer.Argument(
            metavar="SCENARIO", help="Names or files; the first of each place is its reference. 方案"
        ),
    ],
    replications: Annotated[
        int, typer.Option(metavar="N", min=1, max=100_000, help="Replications of each scenario. 重复次数")
    ] = 30,
    seed: Annotated[int, typer.Option(metavar="S", min=0, max=2**48, help="Base seed. 随机种子")] = 1,
    scale: Annotated[
        str,
        typer.Option(metavar="default|all|NUMBER", help="Part of the population that is simulated. 抽样比例"),
    ] = "default",
    jobs: Annotated[
        int | None,
        typer.Option(
            min=1, max=1024, help="Processes; as many as help if left out. 进程数", show_default=False
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Folder for results [default: resettle-results/NAMES]. 结果目录"),
    ] = None,
    lang: Annotated[
        Lang | None, typer.Option(help="Language [default: that of the system]. 语言", show_default=False)
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Check every month that money and people add up. 校验")
    ] = False,
    parameters: Annotated[
        Parameters | None,
        typer.Option(
            help="What is not known: central, thinkable, or fitted [default: posterior]. 参数不确定性",
            show_default=False,
        ),
    ] = None,
    seeds_per_draw: Annotated[
        int | None,
        typer.Option(
            min=1, max=1000, metavar="K", help="Seeds for each draw. 每组参数种子数", show_default=False
        ),
    ] = None,
) -> None:
    """Run scenarios and judge their targets · 运行方案并判定目标."""
    part = _scale(scale)
    loaded = _load(scenario)
    _different(loaded, scenario)
    from results import terminal
    from results.parameters import NoPosterior
    from results.pipeline import NothingToJudge, Options, project
    from results.store import default_folder

    names = [one.name for one in loaded]
    opening = lang or terminal.default_lang()
    options = Options(
        replications, seed, part, jobs, check, opening, parameters=parameters, seeds_per_draw=seeds_per_draw
    )
    try:
        with terminal.bar(" + ".join(names)) as progress:
            finished = project(loaded, scenario, out or default_folder(names), options, progress, _announce)
    except NoPosterior as missing:
        _end(REFUSED, f"resettle: {missing}")
    except NothingToJudge as nothing:
        _end(
            FAILED,
            f"resettle: {nothing}\n{terminal.first_trace(nothing.experiment) if _state['debug'] else ''}",
        )
    terminal.print_verdicts(finished, opening)
    if not finished.experiment.complete:
        _end(
            FAILED,
            f"resettle: {terminal.told_failures(finished)}\n"
            f"{terminal.first_trace(finished.experiment) if _state['debug'] else ''}",
        )


def _announce(stage: str) -> None:
    if stage == "compiling":
        _tell("Compiling the model; this happens once after an installation or a change ... 正在编译模型")


@app.command("list")
@_told
def list_() -> None:
    """List the bundled scenarios · 列出内置方案."""
    from scenarios import bundled, is_abstract, part_of

    names = [name for name in bundled() if not is_abstract(name)]
    width = max(map(len, names), default=0)
    for name in names:
        title = part_of(name).title
        text = f"{title.en} · {title.zh}" if title is not None else ""
        print(f"{name:{width}}  {text}".rstrip())


@app.command()
@_told
def validate(
    file: Annotated[list[str], typer.Argument(metavar="FILE", help="Scenario files or names. 方案文件")],
) -> None:
    """Tell all that is wrong with scenario files · 检查方案文件."""
    from scenarios import check

    wrong: list[str] = []
    for reference in file:
        problems = check(reference)
        wrong += [str(problem) for problem in problems if str(problem) not in wrong]
        if not problems:
            print(f"{reference}: correct")
    if wrong:
        sys.stdout.flush()
        _end(REFUSED, "\n".join(wrong))


@app.command()
@_told
def show(
    scenario: Annotated[str, typer.Argument(metavar="SCENARIO", help="Name or file. 方案")],
) -> None:
    """Print a whole scenario with sources · 显示完整方案及来源."""
    from scenarios import dump_resolved

    sys.stdout.write(dump_resolved(_load([scenario])[0]))


@app.command()
@_told
def sources(
    scenario: Annotated[
        list[str] | None,
        typer.Argument(metavar="SCENARIO", help="Names or files; all if left out. 方案"),
    ] = None,
    value: Annotated[
        str | None,
        typer.Option(metavar="PATH", help="One value, e.g. parameters.wage. 某一取值"),
    ] = None,
    lang: Annotated[
        Lang | None, typer.Option(help="Language [default: that of the system]. 语言", show_default=False)
    ] = None,
) -> None:
    """Print the documents and facts used · 列出文件与数据来源."""
    from results.citations import citations
    from results.terminal import default_lang
    from results.value_sources import UnknownValue, value_sources
    from scenarios import bundled, is_abstract

    chosen = _load(scenario or [name for name in bundled() if not is_abstract(name)])
    try:
        found = citations(chosen) if value is None else value_sources(chosen, value, lang or default_lang())
    except UnknownValue as error:
        _end(REFUSED, str(error))
    for line in found:
        print(line)


@app.command()
@_told
def schema() -> None:
    """Print the JSON Schema of scenario files · 输出方案文件格式."""
    import json

    from scenarios import json_schema

    print(json.dumps(json_schema(), ensure_ascii=False, indent=2))


@app.command()
@_told
def coverage(
    documents: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Folder with your copies, to compare. 文件副本目录"),
    ] = None,
    lang: Annotated[
        Lang | None, typer.Option(help="Language [default: that of the system]. 语言", show_default=False)
    ] = None,
) -> None:
    """Account for every item of the documents · 逐条核对文件条目."""
    from results.terminal import default_lang
    from scenarios.coverage import problems, verify
    from scenarios.coverage_text import lines

    copies = verify(documents) if documents is not None else []
    for line in lines(lang or default_lang()):
        print(line)
    for copy in copies:
        print(copy)
    if problems() or not all(copy.agrees for copy in copies):
        _end(FAILED, "items are unaccounted for, or copies differ: see above")


@app.command()
@_told
def calibrate(
    out: Annotated[
        Path, typer.Option(metavar="DIR", help="Folder for runs and results; goes on where it was. 结果目录")
    ] = Path("resettle-calibration"),
    waves: Annotated[int, typer.Option(min=1, max=20, help="Waves of runs. 轮数")] = 3,
    runs: Annotated[int, typer.Option(min=40, max=1_000_000, help="Runs a wave. 每轮模拟次数")] = 400,
    jobs: Annotated[
        int | None, typer.Option(min=1, max=1024, help="Processes. 进程数", show_default=False)
    ] = None,
    seed: Annotated[int, typer.Option(metavar="S", min=0, max=2**48, help="Seed. 随机种子")] = 1,
    ship: Annotated[
        bool, typer.Option("--ship", help="Make it the posterior that comes with the program. 设为默认后验")
    ] = False,
) -> None:
    """Fit behaviour to the facts · 按事实校准行为参数."""
    from calibration.making import calibrate as make
    from calibration.making import ship as make_default
    from results.calibration_page import write_calibration_page
    from results.stages import fit_lines, stages

    _announce_compiling()
    try:
        with stages() as told:
            found, posterior = make(out, waves=waves, runs=runs, jobs=jobs, seed=seed, progress=told)
    except ValueError as wrong:
        _end(REFUSED, f"resettle: {wrong}")
    page = out / "calibration.html"
    write_calibration_page(page, out, "en")
    for line in fit_lines(found.parameters, found.diagnostics):
        print(line)
    if ship:
        make_default(found, posterior)
    print(f"Posterior: {out / 'posterior.parquet'}\nDiagnostics: {page}")


@app.command("validate-model")
@_told
def validate_model(
    fit: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Folder of a calibration [default: the shipped one]. 校准目录"),
    ] = None,
    runs: Annotated[int, typer.Option(min=20, max=100_000, help="Runs. 模拟次数")] = 200,
    jobs: Annotated[
        int | None, typer.Option(min=1, max=1024, help="Processes. 进程数", show_default=False)
    ] = None,
    write: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Also write the page of the docs. 写入文档")
    ] = None,
) -> None:
    """Predict facts that the fit never saw · 用未参与校准的事实检验模型."""
    from calibration.making import keep_summary, page, posterior_draws, statistic_names, validate
    from calibration.scores import text
    from results.manifest import VERSION
    from results.stages import stages

    _announce_compiling()
    draws, digest = posterior_draws(fit)
    with stages() as told:
        found, failed = validate(draws, runs=runs, jobs=jobs, progress=told)
    for line in text(found, statistic_names()):
        print(line)
    if write is not None:
        write.write_text(page(found, digest, failed, VERSION), encoding="utf-8")
        if fit is None:
            keep_summary(found, digest)
        print(f"Written: {write}")


def _announce_compiling() -> None:
    from model import compiled

    if not compiled.cache_is_warm():
        _announce("compiling")
        compiled.warm_up()


def _terminate(number: int, _: object) -> NoReturn:
    """End as after Ctrl-C, so that nothing is left behind."""
    sys.exit(128 + number)


def main() -> None:
    """Run the command; `--debug` may stand anywhere."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # closed by the caller
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 (kept to the end)
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal without Chinese shows question marks
    signal.signal(signal.SIGTERM, _terminate)
    words = [word for word in sys.argv[1:] if word != "--debug"]
    if len(words) < len(sys.argv) - 1:
        words.insert(0, "--debug")
    code: int | str | None = 0
    try:
        try:
            app(args=words, prog_name="resettle")
        except SystemExit as end:
            code = end.code
        sys.stdout.flush()
    except KeyboardInterrupt:
        code = INTERRUPTED
    except BrokenPipeError:
        code = PIPE_CLOSED
    except OSError as error:
        _tell(f"resettle: cannot print: {error.strerror}")
        code = FAILED
    if code in (PIPE_CLOSED, FAILED):
        # What is still buffered cannot be printed; without this Python would try again and complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(code)


if __name__ == "__main__":
    main()
