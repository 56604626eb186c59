"""What is wrong with how something was said to a user."""

from __future__ import annotations

import re
from pathlib import Path
from unicodedata import category

from resettle.cli.app import REFUSED, plainly
from resettle.results.text.signs import written
from resettle.scenarios import ScenarioErrors
from resettle.scenarios.problems import printable

FOREIGN = re.compile(
    r"Traceback|fault of the program|程序错误|\berrno\b|<class |\bobject at 0x|NoneType|codec can't"
    r"|char [0-9]+\)|invalid literal|could not convert"
    r"|object (?:has no|is not)|(?:list|tuple|string) (?:index|indices)"
    r"|Expecting (?:value|property|',')|Extra data|Unterminated|Invalid control|not supported between"
    r"|unsupported operand|(?:positional|keyword) argument|mapping values|found character|out of range for"
    r"|\b(?:Key|Type|Value|Index|Attribute|Assertion)Error|local file header|zlib|[Cc]alamine"
    r"|[Aa]rrow|Parquet magic|[Tt]hrift|[Dd]eserializ"
)
"""Words of Python and of libraries, which say nothing to a planner."""


TOGETHER = "of what files say together"
"""Note of an error that is about a county as a whole, whichever file each figure comes from."""


def told_badly(error: BaseException, path: Path) -> str:
    """What is wrong with how a command ends with an error about a file; empty if nothing is.

    It is refused with exit code 2, in words of this program that name the file, in both languages.
    """
    if not isinstance(error, Exception):
        return f"no error that a command could report: {error!r}"
    code, said = plainly(error)
    if code != REFUSED:
        return f"exit code {code}: {said.en}"
    for lang in ("en", "zh"):
        words = written(said.in_(lang), "utf-8")
        foreign = FOREIGN.search(words.replace(str(path), ""))
        if foreign:
            return f"{foreign.group()!r} in {words[:300]}"
        if not words.strip() or not all(
            category(sign) in ("Zs", "Cn", "Co") or sign.isprintable() for sign in words.replace("\n", "")
        ):
            return f"{lang} cannot be printed: {words[:300]!r}"
        if TOGETHER not in getattr(error, "__notes__", ()) and not any(
            name in words for name in (printable(path.name, 400), path.parent.name, path.parent.parent.name)
        ):
            return f"the file is not named: {words[:300]}"
    if not re.search("[\u4e00-\u9fff]", said.zh):
        return f"no Chinese: {said.zh[:300]}"
    if isinstance(error, ScenarioErrors):
        for problem in error.problems:
            if problem.where is not None and not re.search(
                r":[0-9]+:[0-9]+$|![A-Z]*[0-9]*$", str(problem.where)
            ):
                return f"without a line: {problem.in_('en')}"
    return ""
