"""Everything that is said is said in both languages, with the same gaps, and the Chinese holds no English."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import pytest

from resettle.scenarios.language import SaidError
from tests.conftest import ROOT

FOLDERS = ("scenarios", "results", "calibration", "cli", "src")
CHINESE = re.compile("[\u4e00-\u9fff]")
ENGLISH = re.compile(r"(?<![\w.-])[A-Za-z]+(?: [A-Za-z]+){2,}(?![\w.-])")
"""Three words in a row: no name of a key and no path has blanks."""

QUOTED = re.compile(r"“[^”]*”|`[^`]*`|\{[^{}]*\}|python -m pip install \S+|dask worker|^resettle: ")
"""What stands as it is in any language: what a file says, commands, gaps."""


@cache
def modules() -> dict[Path, ast.Module]:
    files = [file for folder in FOLDERS for file in sorted((ROOT / folder).rglob("*.py"))]
    return {file: ast.parse(file.read_text(encoding="utf-8")) for file in files}


def literal(node: ast.expr) -> str | None:
    """The text of a literal, with what an f-string fills in in braces; `None` for anything else."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else filled(part) for part in node.values)
    return None


def filled(part: ast.expr) -> str:
    """A gap of an f-string, named alike in the English and the Chinese half of a text."""
    assert isinstance(part, ast.FormattedValue)
    words = re.split(" [-+*/] ", ast.unparse(part.value))[0]  # one may count all, the other those left out
    if words.isupper():  # a sign
        return ""
    words = re.sub(r"(?:^|\.)(?:en|zh|english|chinese)$", "", words) or "words"
    return "{" + re.sub(r"[^\w.]+", "_", words) + "}"


def pairs() -> Iterator[tuple[str, str, str]]:
    """Every text that is written in both languages: where, in English, in Chinese."""
    for file, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and len(node.args) == 2 and isinstance(node.func, ast.Name):
                english, chinese = map(literal, node.args)
                if node.func.id in ("Text", "both") and english is not None and chinese is not None:
                    yield f"{file.relative_to(ROOT)}:{node.lineno}", english, chinese


def english_in(chinese: str) -> str:
    """A sentence in English that stands in a Chinese text."""
    found = ENGLISH.search(QUOTED.sub("·", chinese))
    return "" if found is None else found[0]


def gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_every_text_has_its_chinese_with_the_same_gaps() -> None:
    found = list(pairs())
    assert len(found) > 400
    for where, english, chinese in found:
        worded = re.search("[A-Za-z]{2}", QUOTED.sub("", english)) is not None
        assert not worded or CHINESE.search(chinese), f"{where}: no Chinese for {english!r}"
        assert not english_in(chinese), f"{where}: {english_in(chinese)!r} in {chinese!r}"
        assert gaps(chinese) <= gaps(english), f"{where}: other gaps in {chinese!r}"
        # what a library says in English only may be left out in Chinese
        assert gaps(english) - gaps(chinese) <= {"reason", "error"}, f"{where}: gaps missing in {chinese!r}"


def kinds(one: type[SaidError]) -> Iterator[str]:
    yield one.__name__
    for other in one.__subclasses__():
        yield from kinds(other)


def test_no_error_is_raised_in_english_only() -> None:
    import resettle.api
    import resettle.calibration.fit.making
    import resettle.calibration.report.stored
    import resettle.cli
    import resettle.results.questions.discover.prim
    import resettle.results.report.deliver
    import resettle.results.runs.cluster  # noqa: F401

    said = set(kinds(SaidError))
    assert {"ScenarioErrors", "PathError", "FolderError", "ClusterError", "QuestionError"} <= said
    for file, tree in modules().items():
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and node.exc.args):
                continue
            name = (
                node.exc.func.attr if isinstance(node.exc.func, ast.Attribute) else ast.unparse(node.exc.func)
            )
            where = f"{file.relative_to(ROOT)}:{node.lineno}"
            assert name not in said or literal(node.exc.args[0]) is None, f"{where}: {name} in one language"


@pytest.mark.parametrize(
    ("chinese", "found"), [("应为数字", ""), ("write a number here", "write a number here")]
)
def test_english_is_found(chinese: str, found: str) -> None:
    assert english_in(chinese) == found
