"""Numbers on the command line: none is infinite, or no number at all."""

from __future__ import annotations

import pytest

from resettle.cli import usage
from resettle.cli.app import app


@pytest.mark.parametrize(
    "words",
    [
        ("optimise", "guizhou", "--most"),
        ("optimise", "guizhou", "--probability"),
        ("optimise", "guizhou", "--band"),
        ("compare", "guizhou", "hanyin", "--small"),
        ("discover", "guizhou", "--density"),
        ("run", "guizhou", "--time"),
    ],
)
@pytest.mark.parametrize("number", ["nan", "inf", "-inf", "1e308", "1e999"])
def test_numbers_that_are_not_finite_are_refused(
    words: tuple[str, ...], number: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert usage.run_app(app, [*words, number]) == 2
    said = capsys.readouterr()
    assert said.out == "" and words[-1] in said.err
    assert usage.run_app(app, [*words, number, "--lang", "zh"]) == 2
    chinese = capsys.readouterr().err
    if words[-1] in ("--small", "--time") and number in ("nan", "-inf"):  # below the least that they take
        assert "Input should be greater than or equal to 0" in said.err
        assert "的取值无效：不得小于0。" in chinese
    else:
        assert f"'{number}' is no finite number, or beyond 1e+15." in said.err
        assert f"的取值无效：“{number}”不是有限数，或超出1e+15。" in chinese
