"""Every option of every command that takes a number refuses what is none, and what is beyond all use."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, get_args

import pytest
import typer

from resettle.cli import usage
from resettle.cli.app import app
from resettle.cli.options import scale_of
from resettle.model.text import LANGS, Lang
from resettle.results.questions.optimise.request import Request, checked
from resettle.results.report.answer import QuestionError
from resettle.scenarios import load

WRONG = ("nan", "inf", "1e308", str(10**18), "5万", "")
NOUGHT = {"--seed", "--small", "--time", "--band", "--check"}
"""Options that may be nought: a base seed, no change that counts as none, no time, no leeway, no check."""


class Numbered(NamedTuple):
    """An option that takes a number, and what stands before it on the command line."""

    words: tuple[str, ...]
    name: str
    whole: bool
    least: float | None
    most: float | None


def numbered() -> Iterator[Numbered]:
    """The options that take a number, read off the commands themselves."""
    for command in app.registered_commands:
        assert command.callback is not None
        named = command.name or command.callback.__name__.replace("_", "-")
        parameters = inspect.signature(command.callback, eval_str=True).parameters.values()
        found = [(one, *get_args(one.annotation)[:2]) for one in parameters if get_args(one.annotation)]
        needed = [
            "guizhou"
            for one, _, info in found
            if isinstance(info, typer.models.ArgumentInfo) and one.default is one.empty
        ]
        for one, kind, info in found:
            kinds = {kind, *get_args(kind)}
            if isinstance(info, typer.models.OptionInfo) and kinds & {int, float}:
                own = info.default  # typer keeps the first name there
                name = own if isinstance(own, str) else f"--{one.name.replace('_', '-')}"
                yield Numbered((named, *needed), name, int in kinds, info.min, info.max)


OPTIONS = list(numbered())


@pytest.fixture(autouse=True)
def made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a test make the command line once: it takes longer than all that is tried on it."""
    monkeypatch.setattr(typer.main, "get_command", cache(typer.main.get_command))


every = pytest.mark.parametrize("option", OPTIONS, ids=lambda one: f"{one.words[0]} {one.name}")


def told(option: Numbered, number: str, lang: Lang, capsys: pytest.CaptureFixture[str]) -> tuple[Any, ...]:
    code = usage.run_app(app, [*option.words, f"{option.name}={number}", "--lang", lang])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_all_that_a_planner_may_turn_is_among_them() -> None:
    assert {option.name for option in OPTIONS} >= {
        *("--futures", "--jobs", "--seed", "--trials", "--points", "--most", "--density", "--check"),
        *("--time", "--seeds-per-draw", "--small", "--sample", "--top", "--probability", "--band"),
        *("--year", "--waves", "--runs", "--sbc", "--draws", "--households"),
    }
    assert all(option.least is not None and option.most is not None for option in OPTIONS if option.whole)


@pytest.mark.parametrize("lang", LANGS)
@every
def test_what_is_no_number_or_beyond_all_use_is_refused(
    option: Numbered, lang: Lang, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: Any
) -> None:
    monkeypatch.chdir(tmp_path)
    for number in WRONG if lang == "en" else WRONG[-3:]:
        code, out, err = told(option, number, lang, capsys)
        assert (code, out) == (2, ""), number
        assert option.name in err and "Traceback" not in err, number
        if lang == "zh":
            assert "的取值无效" in err and "Input should" not in err, (number, err)
    assert list(tmp_path.iterdir()) == []


@every
def test_less_than_nought_is_refused_and_nought_where_it_means_nothing(
    option: Numbered, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: Any
) -> None:
    monkeypatch.chdir(tmp_path)
    for number in ("-1", *(["0"] if option.name not in NOUGHT else [])):
        code, out, err = told(option, number, "en", capsys)
        assert (code, out) == (2, ""), number
        assert option.name.removeprefix("--") in err and "Traceback" not in err, err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "number", ["nan", "inf", "1e308", str(10**18), "5万", "1,280", "many", "", "-1", "0"]
)
def test_a_scale_is_a_share_of_the_population(number: str) -> None:
    with pytest.raises(typer.BadParameter):
        scale_of(number)


@pytest.mark.parametrize("number", ["nan", "inf", "1e999", "-1", "0", "many", "1e308bn"])
def test_a_budget_is_an_amount(number: str) -> None:
    with pytest.raises(QuestionError) as refused:
        checked(Request(load("guizhou"), budget=number))
    assert "budget" in refused.value.in_("en") and "预算" in refused.value.in_("zh")
