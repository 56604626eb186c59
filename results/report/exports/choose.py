"""Which formats are asked for, and whether what they need is there."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec

from resettle.model.text import NOTHING, Text, both, fill, join
from resettle.results.report.export import ExportError
from resettle.results.report.exports.browser import browser
from resettle.results.runs.memory import BROWSER_SPACE, limit_of_process, size
from resettle.results.text.install import install
from resettle.scenarios.problems import hint, listed, shown

FORMATS = ("html", "xlsx", "docx", "pdf", "png", "svg", "csv")

EXTRAS = {
    "docx": ("docx", "python-docx", "office"),
    "png": ("kaleido", "kaleido", "images"),
    "svg": ("kaleido", "kaleido", "images"),
}
"""For each format that needs it: the module, its package, and the optional extra that installs it."""


def chosen(words: str | Sequence[str]) -> tuple[str, ...]:
    """The formats that a text names, with commas between, each once.

    Raises:
        ExportError: If a name is no format; all that are wrong are told, with the nearest.
    """
    given = words.split(",") if isinstance(words, str) else words
    names = list(dict.fromkeys(word.strip().lower() for word in given if word.strip()))
    wrong = [name for name in names if name not in FORMATS]
    if wrong:
        none = Text("{name} is none of them{hint}", "没有{name}{hint}")
        told = [fill(none, name=shown(name), hint=hint(name, FORMATS)) for name in wrong]
        raise ExportError(
            both(
                "formats are {formats}: {wrong}",
                "可用的格式有{formats}：{wrong}",
                formats=listed(FORMATS),
                wrong=join(told, " ", ""),
            )
        )
    return tuple(names)


def ready(formats: Sequence[str]) -> None:
    """Make sure, before any work is done, that these formats can be written on this machine.

    Raises:
        ExportError: If a package or a browser is missing, or cannot start; all that is missing is told.
    """
    missing: dict[Text, None] = {}
    for name in formats:
        module, package, extra = EXTRAS.get(name, ("", "", ""))
        if module and find_spec(module) is None:
            told = both(
                "{name} needs the package {package}: {install}",
                "{name}需要软件包{package}：{install}",
                name=name,
                package=package,
                install=install(extra),
            )
            missing[told] = None
    names = listed([name for name in formats if name in ("pdf", "png", "svg")])
    limit = limit_of_process()
    if names != NOTHING and browser() is None:
        missing[
            both(
                "Chromium, Chrome or Edge is needed for {names}; install one, or name it in BROWSER_PATH",
                "{names}需要Chromium、Chrome或Edge浏览器；请安装，或用环境变量BROWSER_PATH指定",
                names=names,
            )
        ] = None
    elif names != NOTHING and limit is not None and limit < BROWSER_SPACE:
        missing[
            both(
                "the browser needed for {names} starts only without a limit of its address space, which is "
                "{limit} (ulimit -v)",
                "{names}所需的浏览器在进程上限（ulimit -v）为{limit}时无法启动；请取消该上限",
                names=names,
                limit=size(limit),
            )
        ] = None
    if missing:
        raise ExportError(join(list(missing), "; ", "；"))
