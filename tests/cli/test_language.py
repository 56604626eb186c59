"""Commands speak the language that is asked for, or that of the system, throughout."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner, Result

from resettle.cli.app import app
from resettle.cli.usage import chinese, run_app
from resettle.scenarios import load
from tests.conftest import ROOT, SMALL, Resettle, environment
from tests.test_both_languages import CHINESE, english_in

RELOCATED = str(ROOT / "calibration" / "scenarios" / "relocated.yaml")


def invoke(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


@pytest.mark.parametrize(
    "words",
    [
        ["list"],
        ["validate", "guizhou"],
        ["coverage"],
        ["sources"],
        ["sources", RELOCATED, "--value", "parameters"],
        ["sources", RELOCATED, "--value", "series"],
        ["show", RELOCATED],
    ],
)
def test_what_is_printed_in_chinese_holds_no_english_sentence(
    words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = invoke(*words, "--lang", "zh")
    assert asked.exit_code == 0
    lines = asked.stdout.splitlines()
    for line in lines:
        assert not english_in(re.sub(r"https?://\S+", "", line)), line
    assert CHINESE.search(asked.stdout)
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert invoke(*words).stdout == asked.stdout
    assert invoke(*words, "--lang", "en").stdout != asked.stdout


def test_show_says_what_each_value_is_and_reads_again_with_the_same_numbers(tmp_path: Path) -> None:
    plan = load("guizhou")
    for lang, labels in (
        ("en", ["# Population", "# Relocated households (households). Data: F085", "# Training subsidy"]),
        (
            "zh",
            [
                "# 人口",
                "# 搬迁户数（户）；数据：F085",
                "# 培训补贴",
                "# 目标值（个项目/年）；文件：贵州第11条",
            ],
        ),
    ):
        shown = invoke("show", "guizhou", "--lang", lang).stdout
        lines = [line.strip() for line in shown.splitlines()]
        assert all(label in lines for label in labels), lang
        file = tmp_path / f"{lang}.yaml"
        file.write_text(shown, encoding="utf-8")
        again = load(str(file))
        assert again.numbers_digest == plan.numbers_digest
        assert again.title.in_(lang) == plan.title.in_(lang)
        assert yaml.safe_load(shown)["title"] == plan.title.in_(lang)


def test_sources_are_said_in_words() -> None:
    told = invoke(
        "sources", "guizhou", "--value", "levers.transport_subsidy.unit_cost", "--lang", "zh"
    ).stdout
    assert "文件：贵州第6条" in told and "第6条：" in told
    told = invoke("sources", "guizhou", "--value", "population.women", "--lang", "zh").stdout
    assert "假设值" in told and "范围：0.42 至 0.5" in told


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["show", "guizou"], 2, "没有方案“guizou”；自己的文件请写路径，例如./my.yaml；现有："),
        (["validate", "faulty.yaml"], 2, "faulty.yaml:5:1: 键“poplation”不存在；可用："),
        (
            ["sources", "guizhou", "--value", "parameters.wages"],
            2,
            "没有取值parameters.wages；是否应为parameters.wage？",
        ),
        (
            ["coverage", "--documents", "nowhere"],
            1,
            "resettle: 没有这个文件或文件夹: nowhere；原有结果未受影响",
        ),
        (["run", "guizhou", "guizhou"], 2, "resettle: 有两个方案名为“guizhou”（guizhou给了两次）"),
        (["run", "guizhou", "--out", "letter.txt"], 2, "resettle: letter.txt是文件，不是文件夹"),
        (["compare", "guizhou", "--of", "incom"], 2, "resettle: 比较至少需要两个方案，参照方案在前"),
        (["compare", "guizhou", "wanzhou"], 2, "resettle: guizhou与wanzhou不能逐次比较：guizhou为2022-01至"),
        (["optimise", "guizhou", "--vary", "x=2..1"], 2, "resettle: guizhou没有取值x"),
        (["discover", "guizhou", "--futures", "3"], 2, "3个未来情形过少，找不出区域；至少需要50个"),
        (["sensitivity"], 2, "resettle: 请写方案，或用--gate指定检验文件"),
        (["sweep", "guizhou"], 2, "没有变动任何取值；请写--vary 路径=取值"),
        (["sweep", "guizhou", "--vary", "x"], 2, "--vary: “x”不是“路径=取值”的形式"),
        (
            ["run", "guizhou", "--jobs", "1", "--cluster", "tcp://a:1"],
            2,
            "--jobs用于本机，--cluster用于其他机器",
        ),
    ],
)
def test_errors_are_told_in_the_language(
    words: list[str], code: int, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("faulty.yaml").write_text(SMALL.format(name="faulty").replace("population:", "poplation:"))
    Path("letter.txt").write_text("dear")
    done = invoke(*words, "--lang", "zh")
    assert (done.exit_code, told in done.stderr) == (code, True), done.stderr
    assert not any(english_in(line) for line in done.stderr.splitlines()), done.stderr


@pytest.mark.parametrize(
    ("english", "told"),
    [
        ("Missing argument 'SCENARIO'.", "缺少参数“SCENARIO”。"),
        ("No such command 'rum'. Did you mean 'run'?", "没有命令“rum”；是否应为'run'？"),
        (
            "No such option: --sed (Possible options: --scale, --seed)",
            "没有选项--sed；相近的有--scale, --seed。",
        ),
        ("No such option: --sed Did you mean --seed?", "没有选项--sed；是否应为--seed？"),
        ("Option '--seed' requires an argument.", "选项“--seed”需要取值。"),
        ("Got unexpected extra argument (b)", "多余的参数：b。"),
        ("Invalid value for '--seed': 'x' is not a valid integer.", "“--seed”的取值无效：应为整数。"),
        (
            "Invalid value for '--jobs': 0 is not in the range 1<=x<=1024.",
            "“--jobs”的取值无效：应在1至1024之间。",
        ),
        (
            "Invalid value for '--lang': 'fr' is not one of 'en', 'zh'.",
            "“--lang”的取值无效：“fr”不在可用取值之列：'en', 'zh'。",
        ),
        ("something new", "something new"),
    ],
)
def test_what_typer_says_is_said_in_chinese(english: str, told: str) -> None:
    assert chinese(english) == told


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["run", "--lang", "zh"], "错误：缺少参数“SCENARIO”。"),
        (["rum", "--lang=zh"], "错误：没有命令“rum”；是否应为'run'？"),
        (
            ["run", "guizhou", "--replications", "0", "--lang", "zh"],
            "错误：“--futures”或“--replications”的取值无效：不得小于1。",
        ),
        (
            ["run", "guizhou", "--scale", "2", "--lang", "zh"],
            "错误：“--scale”的取值无效：“2”不是default、all或",
        ),
        (["run", "--lang", "en"], "Error: Missing argument 'SCENARIO'"),
    ],
)
def test_a_command_line_that_is_wrong_is_told_in_the_language(
    words: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_app(app, words) == 2
    assert told in capsys.readouterr().err


def test_a_language_that_is_none_is_refused_in_the_language_of_the_system(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.delenv("LC_MESSAGES", raising=False)
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert run_app(app, ["show", "wanzhou", "--lang", "fr"]) == 2
    assert "错误：“--lang”的取值无效：“fr”不在可用取值之列" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["--help"], ["run", "--help"], ["optimise", "--help"], ["list", "--help"]])
def test_help_is_chinese_in_chinese(
    words: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    run_app(app, words)
    asked = capsys.readouterr()
    told = asked.out + asked.err
    assert told.startswith("用法：") and "选项：" in told and "显示帮助。" in told
    for word in ("Usage", "Options", "Arguments", "Commands", "default:", "required", "Show this"):
        assert word not in told, word
    assert "Replications" not in told and ("重复次数" in told) == (words[:1] == ["run"])
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    run_app(app, words)
    asked = capsys.readouterr()
    assert (asked.out + asked.err).startswith("Usage: resettle")


def test_a_stream_without_chinese_signs_gets_english_after_one_line(resettle: Resettle) -> None:
    ended = resettle("list", "--lang", "zh", env={**environment(), "PYTHONIOENCODING": "ascii"})
    english = resettle("list", "--lang", "en", env={**environment(), "PYTHONIOENCODING": "ascii"})
    assert ended.returncode == 0 and ended.stdout == english.stdout and "\\u" not in ended.stdout
    assert ended.stderr == (
        "resettle: standard output is written in ascii, which has no Chinese: what is printed is English; "
        "set PYTHONIOENCODING=utf-8 for Chinese\n"
    )
