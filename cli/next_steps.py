"""What `resettle` by itself says: what to do next."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from resettle.model.text import NOTHING, Text, both, fill, lines

_STEPS = Text(
    "Will a relocation follow-up plan reach its targets, and what would reach them?\n\n{commands}\n\n"
    "Reports are single files that open in any browser: {report}.{here}",
    "后续扶持规划的目标能否实现，怎样才能实现？\n\n{commands}\n\n报告为单个文件，用浏览器打开即可：{report}。{here}",
)
_REPORT = "resettle-results/NAME/report.html"
_COMMANDS = {
    "resettle run guizhou": Text(
        "judge a plan that comes with the program; `resettle list` names all",
        "评判内置方案；全部方案见`resettle list`",
    ),
    "resettle new NAME": Text("make the scenarios of your own county", "编制本县方案"),
    "resettle optimise guizhou": Text(
        "what to do: mixes of levers within limits that can be kept", "怎么办：在可行范围内寻找措施组合"
    ),
    "resettle explore guizhou": Text(
        "a page with sliders for the levers that matter most", "可调整主要措施的页面"
    ),
    "resettle --help": Text(
        "all commands; `resettle COMMAND --help` tells of one",
        "全部命令；单个命令的用法见`resettle COMMAND --help`",
    ),
}
_HERE = Text(
    "\nThis shell does not find `resettle` yet: run `{activate}` first{shell}.",
    "\n当前终端还找不到resettle：请先执行`{activate}`{shell}。",
)
_SHELL = Text(", or `make shell`", "，或`make shell`")


def next_steps() -> Text:
    """What to do next, and how to reach `resettle` where the shell does not find it."""
    width = max(map(len, _COMMANDS)) + 3
    told = [
        both("  {command}{what}", "  {command}{what}", command=command.ljust(width), what=what)
        for command, what in _COMMANDS.items()
    ]
    return fill(_STEPS, commands=lines(told), report=_REPORT, here=_how_to_reach_it())


def _how_to_reach_it() -> Text:
    scripts = Path(sys.executable).parent  # not resolved: a virtual environment's Python is a link
    if sys.prefix == sys.base_prefix or shutil.which("resettle") is not None:
        return NOTHING
    name = "Scripts\\activate" if os.name == "nt" else "bin/activate"
    try:
        script = scripts.parent.relative_to(Path.cwd()) / name
    except ValueError:
        script = scripts.parent / name
    shell = _SHELL if Path("Makefile").is_file() and Path("src/resettle").is_dir() else NOTHING
    return fill(_HERE, activate=str(script) if os.name == "nt" else f"source {script}", shell=shell)
