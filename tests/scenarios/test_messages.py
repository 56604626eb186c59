"""Every kind of bad input: its message names the place, what is allowed and the nearest name."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from resettle import scenarios
from tests.test_both_languages import CHINESE, english_in

HEAD = "resettle: 1\nname: mine\ntitle: mine\nextends: guizhou\n"
"""Four lines, so that the snippets start in line 5."""


def read_cases() -> list[object]:
    """The cases of `bad_input.txt`: a snippet, and patterns of the lines that are said of it."""
    text = Path(__file__).with_name("bad_input.txt").read_text(encoding="utf-8")
    cases: list[object] = []
    for block in text.split("### ")[1:]:
        name, *lines = block.rstrip().splitlines()
        snippet = "".join(f"{line}\n" for line in lines if not line.startswith("=> "))
        expected = [
            ".*".join(re.escape(piece) for piece in line.removeprefix("=> ").split("…"))
            for line in lines
            if line.startswith("=> ")
        ]
        cases.append(pytest.param(snippet, expected, id=name))
    return cases


@pytest.mark.parametrize(("snippet", "expected"), read_cases())
def test_a_wrong_file_is_explained(
    snippet: str, expected: list[str], write: Callable[[str, str], Path]
) -> None:
    write("mine.yaml", HEAD + snippet)
    with pytest.raises(scenarios.ScenarioErrors) as caught:
        scenarios.load("mine.yaml")
    lines = str(caught.value).splitlines()
    assert expected and len(lines) == len(expected), lines
    for line, pattern in zip(lines, expected, strict=True):
        assert re.fullmatch(pattern, line), line
    problems = scenarios.check("mine.yaml")
    assert [problem.in_("en") for problem in problems] == lines
    for problem, line in zip(problems, lines, strict=True):
        chinese = problem.in_("zh")
        assert CHINESE.search(problem.message.zh), chinese
        assert not english_in(problem.message.zh), chinese
        where, nearest = line.partition(": ")[0], re.search(r"did you mean (.+)\?$", line)
        assert "？；" not in chinese and "？，" not in chinese
        assert chinese.startswith(where) and (nearest is None or f"是否应为{nearest[1]}？" in chinese)


@pytest.mark.parametrize(("name", "lang"), [("zh_CN.UTF-8", "zh"), ("C.UTF-8", "en")])
def test_an_error_is_in_the_language_of_the_system(
    name: str, lang: str, write: Callable[[str, str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    write("mine.yaml", HEAD + "paramters: {}\n")
    monkeypatch.setenv("LC_ALL", name)
    with pytest.raises(scenarios.ScenarioErrors) as caught:
        scenarios.load("mine.yaml")
    assert str(caught.value) == caught.value.in_(lang) == scenarios.check("mine.yaml")[0].in_(lang)
    assert caught.value.in_("zh").startswith(
        "mine.yaml:5:1: 键“paramters”不存在；可用：resettle、name、title"
    )
    assert caught.value.in_("zh").endswith("；是否应为parameters？")


def test_all_problems_of_all_files_come_at_once(write: Callable[[str, str], Path]) -> None:
    write(
        "below.yaml",
        "resettle: 1\nname: below\ntitle: below\nextends: guizhou\nparameters:\n  home_value: 3\n",
    )
    write(
        "mine.yaml",
        "resettle: 2\nname: mine\ntitle: mine\nextends: ./below.yaml\nlever: {}\nperiod: {start: 2022}\n",
    )
    problems = scenarios.check("mine.yaml")
    assert [str(problem.where) for problem in problems] == [
        "mine.yaml:1:11",
        "mine.yaml:5:1",
        "mine.yaml:6:17",
        "below.yaml:6:15",
    ]
    assert "did you mean levers?" in problems[1].message.en


def test_a_file_of_nonsense_is_refused_at_once(write: Callable[[str, str], Path]) -> None:
    write("mine.yaml", HEAD + "".join(f"key{number}: 1\n" for number in range(60_000)))
    problems = scenarios.check("mine.yaml")
    assert 100 < len(problems) <= 1000
    text = str(scenarios.ScenarioErrors(problems))
    assert len(text.splitlines()) <= 201
    assert text.endswith("more problems")
