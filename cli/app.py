"""What all commands share: the app that they are added to, telling, errors in plain words, how it all ends.

Exit codes: 0 done; 1 something failed while running; 2 what was asked for cannot be done;
130 interrupted; 141 the reader of the output went away.
"""

from __future__ import annotations

import functools
import os
import signal
import sys
import warnings
from collections.abc import Callable
from typing import Annotated, Any, NoReturn, TypeVar

import typer

FAILED, REFUSED, INTERRUPTED, PIPE_CLOSED = 1, 2, 130, 141
RESUMING = ("resettle.calibration.", "resettle.results.runs.")
"""Modules whose work resumes when the same command is given again."""

_FOR_DEVELOPERS = warnings.formatwarning

Command = TypeVar("Command", bound=Callable[..., None])

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Will a relocation follow-up plan reach its targets? 易地扶贫搬迁后续扶持政策仿真",
)
state = {"debug": False}
"""What stands before the name of the command: whether tracebacks are shown."""


@app.callback(invoke_without_command=True)
def _options(
    version: Annotated[bool, typer.Option("--version", help="Show the version. 版本")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show tracebacks of errors. 调试")] = False,
) -> None:
    state["debug"] = debug
    if version:
        from resettle import __version__

        print(f"resettle {__version__}")
        raise typer.Exit


def tell(message: str) -> None:
    """Tell something beside the output."""
    print(message, file=sys.stderr, flush=True)


def end(code: int, message: str = "") -> NoReturn:
    """End the command with an exit code, and with a message if there is one."""
    if message:
        tell(message.rstrip())
    raise typer.Exit(code)


def announce(stage: str) -> None:
    """Tell of a stage of the work that takes a user by surprise."""
    if stage == "compiling":
        tell("Compiling the model; this happens once after an installation or a change ... 正在编译模型")
    if stage == "compiling again":
        tell(
            "Compiling the model, as at every command: no folder of your own can be written to keep it "
            "(RESETTLE_CACHE_DIR names one) ... 正在编译模型"
        )


def compile_first() -> None:
    """Compile the model, and tell so, unless that was done before."""
    from resettle.model.compiled import cache_is_kept, cache_is_warm

    if not cache_is_warm():
        from resettle.model.toy import warm_up

        announce("compiling" if cache_is_kept() else "compiling again")
        warm_up()


def reported(command: Command) -> Command:
    """A command whose errors are reported in plain lines and end in the right exit code."""

    @functools.wraps(command)
    def reporting(*args: Any, **kwargs: Any) -> None:
        try:
            command(*args, **kwargs)
            sys.stdout.flush()
        except (typer.Exit, typer.BadParameter):
            raise
        except KeyboardInterrupt:
            end(INTERRUPTED, "resettle: interrupted; earlier results are as they were")
        except BrokenPipeError:
            end(PIPE_CLOSED)
        except Exception as error:
            if state["debug"]:
                raise
            end(*_plainly(error))

    return reporting  # type: ignore[return-value]


def _plainly(error: Exception) -> tuple[int, str]:
    """Exit code and plain words for an error that ended a command."""
    from resettle.results.report.answer import QuestionError
    from resettle.results.runs.store import FolderError
    from resettle.scenarios import ScenarioErrors

    if isinstance(error, ScenarioErrors):
        return REFUSED, str(error)
    if isinstance(error, FolderError | QuestionError):
        return REFUSED, f"resettle: {error}"
    if isinstance(error, MemoryError):
        return FAILED, "resettle: not enough memory; try a smaller --scale, or --jobs 1"
    if isinstance(error, FileNotFoundError) and error.errno is None:
        return REFUSED, f"resettle: {error}"
    if isinstance(error, RuntimeError) and type(error).__module__.startswith(RESUMING):
        return FAILED, f"resettle: {error}; the same command resumes"
    if isinstance(error, OSError):
        where = f": {error.filename}" if error.filename else ""
        return FAILED, f"resettle: {error.strerror or error}{where}; earlier results are as they were"
    line = f"{type(error).__name__}: {error}".splitlines()[0]
    return FAILED, f"resettle: {line} (a fault of the program; `resettle --debug ...` shows where)"


def _terminate(number: int, _: object) -> NoReturn:
    """End as after Ctrl-C, so that nothing is left behind."""
    sys.exit(128 + number)


def _in_a_line(
    message: Warning | str, category: type[Warning], filename: str, lineno: int, line: str | None = None
) -> str:
    """What users are warned of, in plain words; warnings to developers stay as they are."""
    if category is UserWarning:
        return f"resettle: {message}\n"
    return _FOR_DEVELOPERS(message, category, filename, lineno, line)


def main() -> None:
    """Run the command; `--debug` may stand anywhere."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # closed by the caller
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 (kept to the end)
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal without Chinese shows question marks
    signal.signal(signal.SIGTERM, _terminate)
    warnings.formatwarning = _in_a_line
    words = [word for word in sys.argv[1:] if word != "--debug"]
    if len(words) < len(sys.argv) - 1:
        words.insert(0, "--debug")
    code: int | str | None = 0
    try:
        try:
            app(args=words, prog_name="resettle")
        except SystemExit as ended:
            code = ended.code
        sys.stdout.flush()
    except KeyboardInterrupt:
        code = INTERRUPTED
    except BrokenPipeError:
        code = PIPE_CLOSED
    except OSError as error:
        tell(f"resettle: cannot print: {error.strerror}")
        code = FAILED
    if code in (PIPE_CLOSED, FAILED):
        # What is still buffered cannot be printed; without this Python would try again and complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(code)
