"""What is wrong with a command line, in the reader's language: typer says it in English only."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import typer

from resettle.model.text import LANGS
from resettle.results.text.signs import speaks, written

_CHINESE = (
    (r"Missing (?:argument|parameter)(?: '(.+?)')?\..*", r"缺少参数“\1”。"),
    (r"Missing option(?: '(.+?)')?\..*", r"缺少选项“\1”。"),
    (r"Missing command\.", r"缺少命令。"),
    (r"No such command '(.+?)'\. Did you mean (.+?)\?", r"没有命令“\1”；是否应为\2？"),
    (r"No such command '(.+?)'\.", r"没有命令“\1”。"),
    (r"No such option: (\S+) \(Possible options: (.+)\)", r"没有选项\1；相近的有\2。"),
    (r"No such option: (\S+) Did you mean (.+?)\?", r"没有选项\1；是否应为\2？"),
    (r"No such option: (\S+)", r"没有选项\1。"),
    (r"Option '(.+?)' requires .*", r"选项“\1”需要取值。"),
    (r"Option '(.+?)' does not take a value\.", r"选项“\1”不带取值。"),
    (r"Got unexpected extra arguments?(?:\(s\))? \((.+)\)", r"多余的参数：\1。"),
    (r"(?:Value error, )?'(.*?)' is not one of (.+?)\.?", r"“\1”不在可用取值之列：\2。"),
    (r"'(.*?)' is no finite number, or beyond (\S+)\.", r"“\1”不是有限数，或超出\2。"),
    (r"Input should be a valid integer.*|.* is not a valid (?:int|integer).*", r"应为整数。"),
    (r"Input should be a valid number.*|.* is not a valid float.*", r"应为数字。"),
    (r"Input should be greater than or equal to (\S+)|.* is not in the range x>=(\S+?)\.", r"不得小于\1\2。"),
    (r"Input should be less than or equal to (\S+)|.* is not in the range x<=(\S+?)\.", r"不得大于\1\2。"),
    (r".* is not in the range (\S+?)<=x<=(\S+?)\.", r"应在\1至\2之间。"),
)
"""Patterns of what typer says, of its versions so far, and what is said instead."""

_BAD_VALUE = re.compile(r"Invalid value(?: for (?P<of>.+?))?: (?P<why>.*)", re.DOTALL)

_Usage: type[Exception] = next(one for one in typer.BadParameter.__mro__ if one.__name__ == "ClickException")
"""What typer raises for a command line that it does not understand, of whatever package it takes it from."""


_HELP = (
    (r"\AUsage:", "用法："),
    (r"(?m)^Arguments:", "参数："),
    (r"(?m)^Options:", "选项："),
    (r"(?m)^Commands:", "命令："),
    (r"\[OPTIONS\]", "[选项]"),
    (r"COMMAND \[ARGS\]\.\.\.", "命令 [参数]..."),
    (r"\[default:\s+", "[默认："),
    (r"\[required\]", "[必填]"),
    (r"; required\]", "；必填]"),
    (r" <list\[str\]>", ""),
    (r"<int range>", "整数       "),
    (r"<str>", "     "),
)
"""Patterns of what typer puts around the help of commands, and what stands there in Chinese."""


LARGEST = 1e15
"""Farthest number that an option may take: beyond it whole numbers are no longer exact."""


def run_app(app: typer.Typer, words: Sequence[str]) -> int:
    """Run the command line and return its exit code; help and what is wrong are told in the language."""
    from resettle.model.language import default_lang

    lang = _asked(words) or default_lang()
    if lang == "zh" and not speaks("zh", sys.stdout.encoding):
        lang = "en"
    command: Any = typer.main.get_command(app)
    _finite(command)
    if lang == "zh":
        _in_chinese(command)
    try:
        code = command.main(args=list(words), prog_name="resettle", standalone_mode=False)
    except _Usage as wrong:
        if lang == "zh" and type(wrong).__name__ != "NoArgsIsHelpError":
            print(written(_shown(wrong), sys.stderr.encoding), file=sys.stderr)
        else:
            wrong.show()  # type: ignore[attr-defined]
        return int(wrong.exit_code)  # type: ignore[attr-defined]
    except typer.Abort:
        return 1
    except SystemExit as ended:  # what typer makes of a reader that went away
        if isinstance(ended.__context__, BrokenPipeError):
            raise ended.__context__ from None
        raise
    return code if isinstance(code, int) else 0


def _finite(command: Any) -> None:
    """Let the options of a command and of those within it take finite numbers only."""
    for option in command.params:
        option.process_value = partial(_number, option, option.process_value)
    for one in getattr(command, "commands", {}).values():
        _finite(one)


def _number(option: Any, process: Callable[[Any, Any], Any], context: Any, value: Any) -> Any:
    """What an option takes; `nan` and infinite numbers would pass every comparison or none."""
    taken = process(context, value)
    if isinstance(taken, float) and not abs(taken) <= LARGEST:
        wrong = f"'{value}' is no finite number, or beyond {LARGEST:g}."
        raise typer.BadParameter(wrong, ctx=context, param=option)
    return taken


def _in_chinese(command: Any) -> None:
    """Let a command and those within it give their help in Chinese."""
    command.help = _own(command.help)
    for option in command.params:
        option.help = _own(option.help)
    if getattr(command, "add_help_option", False):
        command.options_metavar = "[选项]"
    english = command.get_help
    command.get_help = lambda context: _headings(english(context))
    for one in getattr(command, "commands", {}).values():
        _in_chinese(one)


def _own(text: str | None) -> str | None:
    """The Chinese half of a help text, which stands after the English, with a default named only there."""
    half = re.search(r"[\u3400-\u9fff].*", text or "", re.DOTALL)
    if text is None or half is None:
        return text
    default = re.search(r"\[default: ([^\]]*)\]", text)
    named = default is not None and not re.search(r" ", default[1])
    return f"{half[0].rstrip('.')}{f' [默认：{default[1]}]' if default is not None and named else ''}"


def _headings(text: str) -> str:
    for pattern, words in _HELP:
        text = re.sub(pattern, words, text)
    return text.replace("Show this message and exit.", "显示帮助。")


def _asked(words: Sequence[str]) -> str | None:
    """The language that a command line asks for, even one with mistakes."""
    for word, after in zip(words, [*words[1:], ""], strict=False):
        if word == "--lang":
            return after if after in LANGS else None
        if word.startswith("--lang="):
            asked = word.partition("=")[2]
            return asked if asked in LANGS else None
    return None


def _shown(wrong: Any) -> str:
    """What is wrong and how to get help, in Chinese."""
    lines = []
    context = getattr(wrong, "ctx", None)
    if context is not None:
        usage = context.get_usage().replace("Usage:", "用法：", 1)
        lines = [usage, f"“{context.command_path} {context.help_option_names[0]}”显示帮助。", ""]
    return "\n".join([*lines, f"错误：{chinese(wrong.format_message())}"])


def chinese(message: str) -> str:
    """What typer says, in Chinese; what it never said so far stays as it is."""
    bad = _BAD_VALUE.fullmatch(message)
    if bad is not None:
        name = (bad["of"] or "").strip("'").replace("' / '", "”或“")
        return f"“{name}”的取值无效：{chinese(bad['why'])}" if name else f"取值无效：{chinese(bad['why'])}"
    for pattern, words in _CHINESE:
        match = re.fullmatch(pattern, message, re.DOTALL)
        if match is not None:
            return match.expand(words)
    return message
