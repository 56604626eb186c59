"""What can move a number is found from the imports, and nothing else is."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from resettle.model import code
from tests.conftest import ROOT

ROOMS = ("model", "scenarios", "results", "calibration", "cli")


def parsed(path: Path) -> Iterator[str]:
    """Modules that a file imports, by Python's own parser."""
    for node in without_types(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative imports are not looked for"
            yield str(node.module)
            yield from (f"{node.module}.{one.name}" for one in node.names)


def without_types(tree: ast.AST) -> Iterator[ast.AST]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        yield node
        yield from without_types(node)


def test_imports_are_found_as_the_parser_finds_them() -> None:
    files = [path for room in ROOMS for path in (ROOT / room).rglob("*.py")]
    assert len(files) > 200
    for path in files:
        names = {name for name in parsed(path) if name.startswith("resettle.")}
        names |= {name.rsplit(".", above)[0] for name in names for above in range(1, name.count("."))}
        expected = {file for file in map(code._file, names) if file is not None}
        assert code._imported(path) == expected, path


def test_what_is_imported_within_functions_and_in_many_lines_counts_and_types_do_not(tmp_path: Path) -> None:
    path = tmp_path / "some.py"
    path.write_text(
        '''
"""Not the text: from resettle.cli.app import app."""
import resettle.model.chance as drawing
from resettle.model.kernels import (
    choice,  # a remark
    income as money,
)
if TYPE_CHECKING:
    from resettle.results.report.page import render_answer

    from resettle.results.report import html
# from resettle.cli import app
def late():
    from resettle.scenarios.paths import find  # late
'''
    )
    names = {file.relative_to(code.ROOT).as_posix() for file in code._imported(path)}
    packages = {"model/__init__.py", "model/kernels/__init__.py", "scenarios/__init__.py"}
    modules = {"model/chance.py", "model/kernels/choice.py", "model/kernels/income.py", "scenarios/paths.py"}
    assert names == packages | modules


def test_a_module_that_is_not_there_is_an_error() -> None:
    with pytest.raises(ValueError, match=r"no module resettle\.model\.nothing"):
        code.source("resettle.model.nothing")
    assert code.source("resettle.model.kernels") == ROOT / "model" / "kernels" / "__init__.py"
