"""What all commands share: the app that they are added to, telling, errors in plain words, how it all ends.

Exit codes: 0 done; 1 something failed while running; 2 what was asked for cannot be done;
130 interrupted; 141 the reader of the output went away.
"""

from __future__ import annotations

import functools
import os
import shutil
import signal
import sys
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, TypeVar

import typer

from resettle.cli.usage import run_app
from resettle.model.text import NOTHING, Text, fill
from resettle.model.text import Lang as Language
from resettle.results.text.signs import on_stream, speaks, written

if TYPE_CHECKING:
    from resettle.results.runs.memory import Work

FAILED, REFUSED, INTERRUPTED, PIPE_CLOSED = 1, 2, 130, 141
UNTOUCHED = Text("earlier results are as they were", "原有结果未受影响")
RESUMING = ("resettle.calibration.", "resettle.results.runs.")
"""Modules whose work resumes when the same command is given again."""

_NO_CHINESE = Text(
    "standard output is written in {encoding}, which has no Chinese: what is printed is English; set "
    "PYTHONIOENCODING=utf-8 for Chinese",
    "标准输出的编码为{encoding}，不含汉字：以下输出用英文；设置PYTHONIOENCODING=utf-8即可显示中文",
)

_FOR_DEVELOPERS = warnings.formatwarning

Command = TypeVar("Command", bound=Callable[..., None])

app = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Will a relocation follow-up plan reach its targets? 易地扶贫搬迁后续扶持政策仿真",
)


@dataclass
class State:
    """How the command that runs is spoken with.

    Attributes:
        debug: Whether tracebacks are shown.
        lang: Language of what it tells: that which was asked for, else that of the system.
        page_lang: Language in which a page opens: that which was asked for, else that of the browser.
    """

    debug: bool = False
    lang: Language = "en"
    page_lang: Language | None = None


state = State()


@app.callback(invoke_without_command=True)
def _options(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Show the version. 版本")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show tracebacks of errors. 调试")] = False,
) -> None:
    state.debug = debug
    if version:
        from resettle import __version__

        put(f"resettle {__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        from resettle.cli.next_steps import next_steps
        from resettle.model.language import default_lang

        lang = default_lang()
        put(next_steps().in_(lang if speaks(lang, sys.stdout.encoding) else "en"))


def tell(message: Text) -> None:
    """Tell something beside the output, in English where the language has no signs."""
    encoding = sys.stderr.encoding
    words = message.in_(state.lang if speaks(state.lang, encoding) else "en")
    print(written(words.rstrip(), encoding), file=sys.stderr, flush=True)


def put(words: Text | str, end: str = "\n", whole: bool = False) -> None:
    """Print lines of the output; on a terminal, unless whole, they are broken nowhere within a figure."""
    line = written(words if isinstance(words, str) else words.in_(state.lang), sys.stdout.encoding)
    if not whole and sys.stdout.isatty():
        from resettle.results.report.folding import hanging

        width = columns()
        line = "\n".join(part for one in line.split("\n") for part in hanging(one, width))
    print(line, end=end)


def columns(otherwise: int = 80) -> int:
    """Columns of the terminal; of a file or a pipe as many as are stated."""
    return shutil.get_terminal_size((otherwise, 24)).columns if sys.stdout.isatty() else otherwise


def end(code: int, message: Text = NOTHING) -> NoReturn:
    """End the command with an exit code, and with a message if there is one."""
    if message != NOTHING:
        tell(message)
    raise typer.Exit(code)


def refuse(reason: Text) -> NoReturn:
    """End the command because what was asked for cannot be done."""
    end(REFUSED, _named(reason))


def _named(message: Text) -> Text:
    """A message with the name of the program before it."""
    return Text(f"resettle: {message.en}", f"resettle: {message.zh}")


_COMPILING = Text(
    "Compiling the model; this happens once after an installation or a change ...",
    "正在编译模型，仅在安装或改动后进行一次……",
)
_COMPILING_AGAIN = Text(
    "Compiling the model, as at every command: it can be kept in no folder that only you can write to "
    "(tried {folders}; RESETTLE_CACHE_DIR names another) ...",
    "正在编译模型；因没有仅本人可写的文件夹保存，每次运行都要编译（已试{folders}；可用RESETTLE_CACHE_DIR指定）……",
)
_NOT_KEPT = Text(
    "compiled code cannot be kept in {folder}: {reason}; every command compiles again "
    "(RESETTLE_CACHE_DIR names another folder)",
    "编译结果无法存入{folder}：{reason}；每次运行都要重新编译（可用RESETTLE_CACHE_DIR另行指定）",
)


def compile_first() -> None:
    """Compile the model, and tell so, unless that was done before; and tell where it cannot be kept."""
    from resettle.model import kernel_cache
    from resettle.model.compiled import cache_is_kept, cache_is_warm

    if cache_is_warm():
        return
    from resettle.model.toy import warm_up
    from resettle.scenarios.language import reason_of
    from resettle.scenarios.problems import listed

    again = fill(_COMPILING_AGAIN, folders=listed(map(str, kernel_cache.places())))
    tell(_COMPILING if cache_is_kept() else again)
    warm_up()
    trouble = kernel_cache.trouble()
    if trouble is not None:
        why = reason_of(trouble.error)
        tell(_named(fill(_NOT_KEPT, folder=str(trouble.folder), reason=why)))


def working(command: Command) -> Command:
    """A command that makes runs; reported, and refused where its libraries find no room."""
    return reported(command, "running")


def exporting(command: Command) -> Command:
    """A command that writes files for others; reported, and refused where its libraries find no room."""
    return reported(command, "exporting")


def reported(command: Command, work: Work = "reading") -> Command:
    """A command whose errors are reported in plain lines and end in the right exit code."""

    @functools.wraps(command)
    def reporting(*args: Any, **kwargs: Any) -> None:
        from resettle.model.language import default_lang

        state.page_lang = kwargs.get("lang")
        state.lang = state.page_lang or default_lang()
        if not speaks(state.lang, sys.stdout.encoding):
            tell(_named(fill(_NO_CHINESE, encoding=sys.stdout.encoding)))
            state.lang = "en"
        from resettle.results.runs.memory import ensure_start

        try:
            ensure_start(work)
            command(*args, **kwargs)
            sys.stdout.flush()
        except (typer.Exit, typer.BadParameter):
            raise
        except KeyboardInterrupt:
            stopped = Text("interrupted; {kept}", "已中断；{kept}")
            end(INTERRUPTED, _named(fill(stopped, kept=UNTOUCHED)))
        except BrokenPipeError:
            end(PIPE_CLOSED)
        except Exception as error:
            if state.debug:
                raise
            end(*plainly(error))

    return reporting  # type: ignore[return-value]


def plainly(error: Exception) -> tuple[int, Text]:
    """Exit code and plain words for an error that ended a command."""
    from resettle.scenarios import ScenarioErrors
    from resettle.scenarios.language import Missing, SaidError, reason_of

    if error.args and isinstance(error.args[0], OSError):
        error = error.args[0]  # wrapped, as xlsxwriter does where a disk is full
    if isinstance(error, ScenarioErrors):
        return REFUSED, error.text
    if isinstance(error, SaidError) and issubclass(type(error), (ValueError, Missing)):
        return REFUSED, _named(error.text)
    from resettle.results.runs.memory import is_lack_of_memory

    if is_lack_of_memory(error):
        short = Text(
            "not enough memory; try a smaller --scale, or --jobs 1", "内存不足；请调小--scale，或用--jobs 1"
        )
        return FAILED, _named(short)
    if isinstance(error, RuntimeError) and type(error).__module__.startswith(RESUMING):
        resumes = Text("{error}; the same command resumes", "{error}；重新执行同一命令即可继续")
        words = error.text if isinstance(error, SaidError) else str(error)
        return FAILED, _named(fill(resumes, error=words))
    if isinstance(error, OSError):
        where = f": {error.filename}" if error.filename else ""
        failed = Text("{reason}{where}; {kept}", "{reason}{where}；{kept}")
        return FAILED, _named(fill(failed, reason=reason_of(error), where=where, kept=UNTOUCHED))
    line = f"{type(error).__name__}: {error}".splitlines()[0]
    fault = Text(
        "{line} (a fault of the program; `resettle --debug ...` shows where)",
        "{line}（程序错误；`resettle --debug ...`显示出处）",
    )
    return FAILED, _named(fill(fault, line=line))


def _terminate(number: int, _: object) -> NoReturn:
    """End as after Ctrl-C, so that nothing is left behind."""
    sys.exit(128 + number)


def _in_a_line(
    message: Warning | str, category: type[Warning], filename: str, lineno: int, line: str | None = None
) -> str:
    """What users are warned of, in plain words; warnings to developers stay as they are."""
    from resettle.scenarios.language import SaidWarning

    if isinstance(message, SaidWarning):
        return f"{written(_named(message.text).in_(state.lang), sys.stderr.encoding)}\n"
    if category is UserWarning:
        return f"{written(f'resettle: {message}', sys.stderr.encoding)}\n"
    return _FOR_DEVELOPERS(message, category, filename, lineno, line)


def main() -> None:
    """Run the command; `--debug` may stand anywhere."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # closed by the caller
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 (kept to the end)
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors=on_stream(stream.encoding))
    signal.signal(signal.SIGTERM, _terminate)
    warnings.formatwarning = _in_a_line
    words = [word for word in sys.argv[1:] if word != "--debug"]
    if len(words) < len(sys.argv) - 1:
        words.insert(0, "--debug")
    code: int | str | None = 0
    try:
        try:
            code = run_app(app, words)
        except SystemExit as ended:
            code = ended.code
        sys.stdout.flush()
        sys.stderr.flush()
    except KeyboardInterrupt:
        code = INTERRUPTED
    except BrokenPipeError:
        code = PIPE_CLOSED
    except OSError as error:
        from resettle.scenarios.language import reason_of

        unprinted = Text("cannot print: {reason}", "无法输出：{reason}")
        tell(_named(fill(unprinted, reason=reason_of(error))))
        code = FAILED
    if code in (PIPE_CLOSED, FAILED):
        # What is still buffered cannot be printed; without this Python would try again and complain.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        for stream in (sys.stdout, sys.stderr) if code == PIPE_CLOSED else (sys.stdout,):
            os.dup2(nowhere, stream.fileno())
    sys.exit(code)
