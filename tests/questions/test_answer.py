"""An answer is written whole or not at all, says what failed, and never takes the place of a better one."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import rich.progress

from resettle import scenarios
from resettle.results.report import deliver as module
from resettle.results.report import terminal
from resettle.results.report.deliver import Asked, answer_folder, described, save
from resettle.results.report.page import render_answer
from resettle.results.report.terminal import print_answer
from resettle.results.runs import store, table
from resettle.results.runs.asking import Asking
from resettle.results.runs.claim import check_folder
from resettle.results.runs.crew import Crew
from resettle.results.runs.draws import Parameters
from resettle.results.runs.progress import Progress
from resettle.results.runs.store import FolderError
from resettle.results.runs.table import Variant
from resettle.results.text.stages import stage_text
from tests.conftest import ROOT, environment
from tests.page_text import Elements
from tests.questions.answer_asked import EVIL, SEATS, answer_of
from tests.runs.quick import QuickWork

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "Work", QuickWork)


def asked(folder: Path, variants: int = 3) -> tuple[Asking, table.Runs]:
    plan = scenarios.load("guizhou")
    asking = Asking(folder, Crew(1), Parameters("prior"))
    several = [Variant(f"v{number}", plan, ((SEATS, 100.0 * number),)) for number in range(variants)]
    return asking, asking.run(several, range(2))


def delivered(folder: Path, variants: int = 3) -> Path:
    asking, runs = asked(folder, variants)
    how = Asked([scenarios.load("guizhou")], "resettle ask guizhou", NOW, 1.0)
    return save(described(answer_of(runs), asking, how), asking.folder, "en")


def manifest(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return found


def test_a_folder_holds_frames_manifest_page_and_runs(tmp_path: Path) -> None:
    folder = delivered(tmp_path / "answer")
    assert folder == tmp_path / "answer"
    names = {"answer.json", "cells.parquet", "manifest.json", "report.html", "runs"}
    assert {path.name for path in folder.iterdir()} == names
    held = manifest(folder)
    assert (held["question"], held["complete"], held["runs"], held["details"]) == ("ask", True, 6, {"n": 3})
    assert set(held["files"]) == names - {"runs"}
    assert held["scenarios"][0]["digest"] == scenarios.load("guizhou").digest
    assert len(pd.read_parquet(folder / "cells.parquet")) == 6


@pytest.mark.parametrize("what", ["write_page", "render_answer"])
def test_an_answer_that_cannot_be_written_leaves_the_earlier_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    folder = delivered(tmp_path / "answer")
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module, what, full)
    with pytest.raises(OSError, match="No space"):
        delivered(folder, 4)
    assert {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()} == before
    with pytest.raises(OSError, match="No space"):
        delivered(tmp_path / "new")
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == ["runs"]
    assert {path.name for path in tmp_path.iterdir()} == {"answer", "new"}
    check_folder(tmp_path / "new", "ask")


def test_runs_are_kept_and_serve_the_next_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    marks = tmp_path / "marks"
    marks.mkdir()
    monkeypatch.setenv("QUICK_MARKS", str(marks))
    delivered(tmp_path / "answer")
    first = (tmp_path / "answer" / "cells.parquet").read_bytes()
    assert len(list(marks.iterdir())) == 6
    delivered(tmp_path / "answer")
    assert len(list(marks.iterdir())) == 6
    assert (tmp_path / "answer" / "cells.parquet").read_bytes() == first
    delivered(tmp_path / "answer", 4)
    assert len(list(marks.iterdir())) == 8


def test_an_answer_with_failed_runs_never_takes_the_place_of_a_complete_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = delivered(tmp_path / "answer")
    before = manifest(folder)
    monkeypatch.setenv("QUICK_RAISES", "250")
    other = delivered(tmp_path / "answer", 4)
    assert other.name == "answer-incomplete-20260102-030405"
    assert manifest(folder) == before
    held = manifest(other)
    assert held["complete"] is False and len(held["failed"]) == 2
    assert held["failed"][0] == "v3, replication 0: ValueError: no world can be made"
    page = (other / "report.html").read_text(encoding="utf-8")
    assert "2 of 8 runs failed" in page and "8次模拟中有2次失败" in page
    # Where nothing better stands, it takes the folder, and a complete one takes its place.
    first = delivered(tmp_path / "first", 4)
    assert first.name == "first" and not manifest(first)["complete"]
    assert manifest(delivered(tmp_path / "first"))["complete"]


def test_the_folder_of_another_command_is_refused(tmp_path: Path) -> None:
    folder = delivered(tmp_path / "answer")
    check_folder(folder, "ask")
    for other in ("run", "sweep"):
        with pytest.raises(FolderError, match="holds results of 'resettle ask'"):
            check_folder(folder, other)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.doc").write_text("years of work")
    with pytest.raises(FolderError, match="holds other things"):
        check_folder(tmp_path / "mine", "ask")


def test_the_folder_is_named_after_question_and_scenarios() -> None:
    assert answer_folder("sweep", ["guizhou"]) == Path("resettle-results/sweep-guizhou")
    assert answer_folder("compare", ["a", "b"]).name == "compare-a+b"


def test_the_page_escapes_texts_and_asks_for_nothing(tmp_path: Path) -> None:
    page = (delivered(tmp_path / "answer") / "report.html").read_text(encoding="utf-8")
    found = Elements(page)
    assert "<script>alert" not in page and "<img" not in page and "{{ 7*7 }}" in page
    assert not [name for name, _ in found.attributes if name.startswith("on")]
    links = [value for name, value in found.attributes if name in ("src", "href")]
    assert all(re.match(r"(#|data:,)", link) for link in links), links
    assert "link" not in found.tags or links
    assert 'lang="zh-CN"' in page and 'lang="en"' in page
    assert "计算说明" in page and "How this was made" in page


def test_a_page_refuses_two_charts_of_one_name_and_an_unknown_language(tmp_path: Path) -> None:
    asking, runs = asked(tmp_path / "answer", 1)
    answer = answer_of(runs)
    how = module._manifest(answer, asking, Asked([], "resettle ask", NOW, 1.0))
    with pytest.raises(ValueError, match="language"):
        render_answer(answer, how, "de")  # type: ignore[arg-type]
    twice = replace(answer, sections=(answer.sections[0], answer.sections[0]))
    with pytest.raises(ValueError, match="different names"):
        render_answer(twice, how)


def test_the_terminal_shows_tables_then_sentences_then_the_report(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, runs = asked(tmp_path / "answer")
    for lang, more, report in (("en", "1 more rows", "Report: "), ("zh", "另有1行", "报告：")):
        print_answer(answer_of(runs), tmp_path / "answer" / "report.html", lang)  # type: ignore[arg-type]
        lines = capsys.readouterr().out.splitlines()
        assert lines[-1].startswith(report) and lines[-1].endswith("report.html")
        assert EVIL.in_(lang) in lines[-3]  # type: ignore[arg-type]
        text = "\n".join(lines)
        assert more in text and "not on the terminal" not in text


def test_a_warning_stands_before_the_headlines_on_the_terminal_and_on_the_page(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asking, runs = asked(tmp_path / "answer")
    asking.scale = 0.0001
    plan = scenarios.load("guizhou")
    told = described(answer_of(runs), asking, Asked([plan], "a command", NOW, 1.0))
    few, warning = told.warnings
    assert few.en.startswith("Households simulated: 43. With fewer than 100,")
    assert warning.en.startswith("In a sample of 0.01\u00a0% of the households these levers")
    assert "workshop capacity" in warning.en and "帮扶车间" in warning.zh
    print_answer(told, None, "zh")
    lines = capsys.readouterr().out.splitlines()
    assert lines.index(f"! {warning.zh}") == len(lines) - 1 - len(told.headlines)
    page = render_answer(told, told.manifest, "en")
    assert page.index("come to less than one") < page.index('class="headlines')
    asking.scale = 1.0
    assert described(answer_of(runs), asking, Asked([plan], "a command", NOW, 1.0)).warnings == ()


def test_the_bar_tells_the_minutes_that_are_left(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(rich.progress.Progress, "update", lambda _, task, **how: told.append(how["left"]))
    for lang, left in (("en", "· 1.5 min left"), ("zh", "· 约剩1.5分钟")):
        told.clear()
        with terminal._bar(lang, lambda _: "") as show:  # type: ignore[arg-type]
            show(Progress("grid", 0, 8))
            show(Progress("grid", 3, 8, 90.0))
        assert told == ["", left]


def test_stages_are_told_in_the_language_of_the_reader(capsys: pytest.CaptureFixture[str]) -> None:
    steps = [Progress("compare", 1, 4), Progress("screening 2 of 5", 0, 30), Progress("guizhou + mine", 0, 2)]
    for lang, lines in (
        ("en", ["compare (4) ...", "screening 2 of 5 (30) ...", "guizhou + mine (2) ..."]),
        ("zh", ["方案比较（4）……", "筛选，第2组，共5组（30）……", "guizhou + mine（2）……"]),
    ):
        with terminal.stages(lang) as report:  # type: ignore[arg-type]
            for step in steps:
                report(step)
        assert capsys.readouterr().err.splitlines() == lines


def test_every_stage_that_the_program_names_has_a_chinese_name() -> None:
    named = set()
    for room in ("results", "calibration", "cli"):
        for path in (ROOT / room).rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            named |= set(re.findall(r'stage(?:: str)? = f?"([^"]+)"', text))
            named |= set(
                re.findall(r'(?:stage=|Progress\(|\b_?tell\(progress, |report\(progress, )f?"([^"]+)"', text)
            )
            named |= set(re.findall(r'bench\.figures\(.*"([a-z ]+)"\)', text))
            named |= set(re.findall(r'f"(screening [^"]+)"', text))
            named |= set(re.findall(r'Bench\([^)]*?"([a-z]+)"', text))
    named = {re.sub(r"\{stage\}", "wave {n} of {m}", name) for name in named}
    plain = {re.sub(r"\{[^}]*\}", "3", name) for name in named} - {" + "}  # names of scenarios
    assert {"compare", "screening 3 of 3", "search", "fits", "tornado", "posterior, wave 3 of 3"} <= plain
    assert {name for name in plain if stage_text(name).zh == name} == set()


def test_a_table_of_just_as_many_rows_as_the_terminal_shows_has_none_left(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, runs = asked(tmp_path / "answer")
    answer = answer_of(runs)
    table = replace(answer.sections[0].tables[0], most=len(runs.frame))
    whole = replace(answer, sections=(replace(answer.sections[0], tables=(table,)),))
    print_answer(whole, tmp_path / "report.html", "en")
    assert "more rows" not in capsys.readouterr().out


def command(folder: Path, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tests.questions.answer_asked", str(folder), "--jobs", "1", *words],
        env={**environment(), "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "src"))), **variables},
        cwd=folder.parent,
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )


@pytest.mark.slow
def test_exit_codes_and_messages_of_a_command(tmp_path: Path) -> None:
    folder = tmp_path / "answer"
    done = command(folder)
    assert done.returncode == 0 and "grid (12) ..." in done.stderr, done.stderr
    assert (
        manifest(folder)["command"].startswith("resettle ask") and "--jobs" not in manifest(folder)["command"]
    )
    assert command(folder, "--exit-code", "1").returncode == 1, "what was asked for does not hold"
    failed = command(folder, "--variants", "5", QUICK_RAISES="350")
    assert failed.returncode == 1
    assert "3 of 15 runs failed and are left out, the first of them v4, replication 0" in failed.stderr
    assert sorted(path.name for path in tmp_path.iterdir())[1].startswith("answer-incomplete-")
    other = command(folder, "--name", "sweep")
    assert other.returncode == 2 and "holds results of 'resettle ask'" in other.stderr
    refused = command(tmp_path / "none", "--refuse", "no\nsecond reason")
    assert (refused.returncode, refused.stderr) == (2, "resettle: no\nsecond reason\n")
    assert not (tmp_path / "none").exists()
    if os.geteuid() != 0:
        folder.chmod(0o500)
        assert command(folder).returncode == 1
        folder.chmod(0o700)
    assert store.read_frame(folder / "cells.parquet").shape[0] == 12


@pytest.mark.parametrize(
    ("lang", "expected"),
    [
        (
            "en",
            [
                "runs: 10,000 in all, 8 done; the rest takes about 1 min",
                "levers: 900 in all, 9 done; the rest takes about 2.0 hours",
            ],
        ),
        (
            "zh",
            [
                "模拟：共10,000次，已完成8次；其余约需1分钟",
                "逐项分解措施：共900次，已完成9次；其余约需2.0小时",
            ],
        ),
    ],
)
def test_long_work_is_told_once_with_its_runs_and_how_long_it_takes(
    lang: str, expected: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    steps = [
        Progress("runs", 0, 10_000), Progress("runs", 8, 10_000, 61.0), Progress("runs", 9, 10_000, 9_000.0),
        Progress("short", 8, 10, 59.0), Progress("short", 9, 10, 600.0), Progress("levers", 9, 900, 7_200.0),
    ]  # fmt: skip
    with terminal.stages(lang, quiet=True) as report:  # type: ignore[arg-type]
        for step in steps:
            report(step)
    assert capsys.readouterr().err.splitlines() == expected
    with terminal.stages(lang, quiet=True, estimates=False) as report:  # type: ignore[arg-type]
        for step in steps:
            report(step)
    assert capsys.readouterr().err == ""
