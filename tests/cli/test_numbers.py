"""Numbers on the command line: none is infinite, or no number at all."""

from __future__ import annotations

import pytest

from resettle.cli import usage
from resettle.cli.app import app


@pytest.mark.parametrize(
    ("option", "number", "why"),
    [
        ("--scale", "1e-300", "'1e-300' is not 'default', 'all' or a number above 0 and at most 1."),
        ("--scale", "0", "'0' is not 'default', 'all' or a number above 0 and at most 1."),
        ("--scale", "", "'' is not 'default', 'all' or a number above 0 and at most 1."),
        ("--futures", "1e9", "valid integer"),
        ("--futures", "1000000000000", "less than or equal to 100000"),
        ("--jobs", "1000000000", "less than or equal to 1024"),
        ("--seed", "-1", "greater than or equal to 0"),
        ("--seed", "99999999999999999999999", "less than or equal to 281474976710656"),
    ],
)
def test_numbers_beyond_what_an_option_takes_are_refused_before_anything_is_run(
    option: str, number: str, why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert usage.run_app(app, ["run", "guizhou", option, number]) == 2
    said = capsys.readouterr()
    assert said.out == "" and why in said.err and option in said.err


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
