"""What is wrong with a command line, in the reader's language: typer says it in English only."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from typing import Any

import typer

from resettle.model.text import LANGS

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


def run_app(app: typer.Typer, words: Sequence[str]) -> int:
    """Run the command line and return its exit code; what is wrong with it is told in the language."""
    try:
        code = app(args=list(words), prog_name="resettle", standalone_mode=False)
    except _Usage as wrong:
        from resettle.scenarios.language import default_lang

        if (_asked(words) or default_lang()) == "zh" and type(wrong).__name__ != "NoArgsIsHelpError":
            print(_shown(wrong), file=sys.stderr)
        else:
            wrong.show()  # type: ignore[attr-defined]
        return int(wrong.exit_code)  # type: ignore[attr-defined]
    except typer.Abort:
        return 1
    return code if isinstance(code, int) else 0


def _asked(words: Sequence[str]) -> str | None:
    """The language that a command line asks for, even one with mistakes."""
    for word, after in zip(words, [*words[1:], ""], strict=True):
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
        name = (bad["of"] or "").strip("'")
        return f"“{name}”的取值无效：{chinese(bad['why'])}" if name else f"取值无效：{chinese(bad['why'])}"
    for pattern, words in _CHINESE:
        match = re.fullmatch(pattern, message, re.DOTALL)
        if match is not None:
            return match.expand(words)
    return message
