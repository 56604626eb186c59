"""Exports: which formats there are, what they need, and that they are put in place whole or not at all."""

from __future__ import annotations

import csv
import json
from importlib.util import find_spec
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

import resettle
from resettle.cli.app import app
from resettle.results.report.export import ExportError
from resettle.results.report.exports import FORMATS, choose, chosen, docx, export, ready
from resettle.results.report.exports import csv as as_csv
from resettle.results.report.exports.source import source_lines
from resettle.results.runs import sealed
from resettle.results.runs.manifest import unfit
from resettle.results.text.install import install
from resettle.results.text.labels import Lang as Language
from tests.report.export_made import COMMAND, DIGEST, MANIFEST, made_up, saved


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_formats_are_named_with_commas_each_once() -> None:
    assert chosen("xlsx, DOCX,,xlsx") == ("xlsx", "docx")
    assert chosen(["pdf", "csv"]) == ("pdf", "csv") and chosen("") == ()


def test_all_wrong_names_are_told_with_the_nearest() -> None:
    with pytest.raises(ExportError) as refused:
        chosen("xlx,pdf,word")
    told = "formats are html, xlsx, docx, pdf, png, svg, csv: "
    assert refused.value.in_("en") == (
        f"{told}'xlx' is none of them; did you mean xlsx? 'word' is none of them"
    )
    assert "没有“xlx”；是否应为xlsx？" in refused.value.in_("zh")


def test_what_is_missing_is_told_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choose, "find_spec", lambda name: None if name == "docx" else find_spec(name))
    monkeypatch.setattr(choose, "browser", lambda: None)
    ready(("xlsx", "csv", "html"))
    with pytest.raises(ExportError) as refused:
        ready(("docx", "pdf"))
    first, second = refused.value.in_("en").split("; ", 1)
    assert first == f"docx needs the package python-docx: {install('office')}"
    assert second.startswith("Chromium, Chrome or Edge is needed for pdf; install one")
    assert "\n" not in refused.value.in_("zh") and "需要软件包python-docx" in refused.value.in_("zh")


def test_every_format_has_its_module() -> None:
    for name in FORMATS:
        module = "images" if name in ("png", "svg") else name
        assert find_spec(f"resettle.results.report.exports.{module}") is not None


def test_the_source_tells_version_day_digest_and_command() -> None:
    lines = [line.in_("en") for line in source_lines(MANIFEST)]
    assert lines[0].startswith("Made with resettle 0.1.0 on 2026-01-02. Synthetic population")
    assert lines[1:] == [f"Scenarios and digests of their content: plan {DIGEST}", f"Command: {COMMAND}"]
    assert "合成数据" in source_lines(MANIFEST)[0].zh
    assert source_lines(MANIFEST, 16)[1].zh.endswith(f"plan {DIGEST[:16]}")


def test_csv_holds_every_number_and_says_what_made_it(tmp_path: Path) -> None:
    answer = made_up()
    as_csv.write(answer, MANIFEST, tmp_path, "zh")
    for name, frame in answer.frames.items():
        read = pd.read_csv(tmp_path / f"{name}.csv", encoding="utf-8-sig")
        assert list(read.columns) == list(frame.columns) and len(read) == len(frame)
        for column in frame.select_dtypes("number"):
            pd.testing.assert_series_equal(read[column], frame[column], check_dtype=False, check_exact=True)
    assert (tmp_path / "levers.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    with (tmp_path / "about.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["文件中的表", "文件中的列", "名称", "单位"]
    assert ["levers", "spent_yuan", "实际支出", "元"] in rows
    assert rows[-1] == [f"命令：{COMMAND}"] and DIGEST in rows[-2][0]


def test_an_export_that_fails_leaves_the_folder_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = saved(tmp_path / "out")
    before = contents(folder)

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(docx, "write", fail)
    with pytest.raises(OSError, match="No space"):
        export(made_up(), MANIFEST, folder, "csv,docx")
    assert contents(folder) == before and not (folder / "exports").exists()
    export(made_up(), MANIFEST, folder, "csv")
    before = contents(folder)
    with pytest.raises(OSError, match="No space"):
        export(made_up(), MANIFEST, folder, "csv,docx", "zh")
    assert contents(folder) == before


def test_exports_take_the_place_of_earlier_ones_and_of_nothing_else(tmp_path: Path) -> None:
    folder = saved(tmp_path / "out")
    first = export(made_up(), MANIFEST, folder, "csv,html", "en")
    own = folder / "exports" / "mine.docx"
    own.write_text("mine", encoding="utf-8")
    again = export(made_up(), MANIFEST, folder, "csv", "zh")
    assert [path.name for path in first if path.suffix == ".csv"] == [path.name for path in again]
    assert "命令" in (folder / "exports" / "about.csv").read_text(encoding="utf-8-sig")
    assert own.read_text(encoding="utf-8") == "mine" and (folder / "exports" / "report.html").is_file()
    assert {path.name for path in (folder / "exports").iterdir()} == {
        *(path.name for path in first),
        "mine.docx",
    }
    assert resettle.read(folder).title == made_up().title  # exports do not disturb the answer


def test_an_answer_is_saved_with_exports(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="did you mean csv"):
        made_up().save(tmp_path / "out", "zh", "cvs")
    assert not (tmp_path / "out").exists()
    folder = made_up().save(tmp_path / "out", "zh", ["csv"])
    assert (folder / "exports" / "monthly.csv").is_file() and (folder / "report.html").is_file()


def test_the_command_exports_a_folder(tmp_path: Path) -> None:
    folder = saved(tmp_path / "out")
    words = ["export", str(folder), "--format", "csv,docx", "--lang", "zh"]
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 0, done.output
    assert f"已导出：{folder / 'exports' / 'uncertainty.csv'}" in done.output.splitlines()
    assert f"已导出：{folder / 'exports' / 'brief.docx'}" in done.output.splitlines()
    nothing = CliRunner().invoke(app, ["export", str(tmp_path), "--format", "csv"])
    assert nothing.exit_code == 2 and "holds no results of resettle" in nothing.stderr
    nameless = CliRunner().invoke(app, ["export", str(folder), "--format", ",", "--lang", "zh"])
    assert (nameless.exit_code, nameless.stderr) == (2, "resettle: --format没有写明格式\n")


def test_a_browser_that_cannot_start_within_the_limit_of_a_process_is_told_of_before_any_work(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(choose, "browser", lambda: "/usr/bin/chromium")
    monkeypatch.setattr(choose, "limit_of_process", lambda: 3_000_000_000)
    with pytest.raises(ExportError) as caught:
        choose.ready(["csv", "pdf"])
    assert caught.value.text.en == (
        "the browser needed for pdf starts only without a limit of its address space, which is 3.0 GB "
        "(ulimit -v)"
    )
    choose.ready(["csv"])


def test_an_answer_of_another_version_is_refused_with_what_writes_it_again(tmp_path: Path) -> None:
    folder = saved(tmp_path / "out")
    sealed.write_json(folder / "answer.json", {**sealed.read_json(folder / "answer.json"), "is": "Lead"})
    done = CliRunner().invoke(app, ["export", str(folder), "--format", "csv", "--lang", "zh"])
    assert done.exit_code == 2
    assert "不是本版本resettle的结果；重新运行其清单（manifest.json）中的命令即可" in done.stderr


def test_a_manifest_without_scenarios_is_read(tmp_path: Path) -> None:
    folder = saved(tmp_path / "out")
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    del manifest["scenarios"], manifest["checksum"]
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    done = CliRunner().invoke(app, ["export", str(folder), "--format", "csv", "--lang", "en"])
    assert done.exit_code == 0 and "Exported: " in done.output


@pytest.mark.parametrize(
    ("kept", "asked", "wanted"),
    [("zh", [], "命令"), ("zh", ["--lang", "en"], "Command"), (None, [], "Command"), ("en", [], "Command")],
)
def test_files_are_in_the_language_of_the_question_unless_another_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kept: Language | None, asked: list[str], wanted: str
) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    folder = made_up().save(tmp_path / "out", kept)
    assert resettle.read(folder).manifest.get("lang") == kept
    done = CliRunner().invoke(app, ["export", str(folder), "--format", "csv,html", *asked])
    assert done.exit_code == 0, done.output
    about = (folder / "exports" / "about.csv").read_text(encoding="utf-8-sig")
    assert wanted in about.splitlines()[-1]
    page = (folder / "exports" / "report.html").read_text(encoding="utf-8")
    assert ">checksum<" not in page and ">lang<" not in page


def test_a_language_that_nobody_could_have_asked_for_is_damage() -> None:
    assert unfit({"lang": "fr"}) == ["lang"] and unfit({"lang": "zh"}) == []


def test_a_wrong_format_is_refused_before_the_first_run(tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = CliRunner().invoke(
        app, ["run", "hanyin", "--format", "xlsx,dox", "--out", str(out), "--lang", "en"]
    )
    assert done.exit_code == 2 and done.stderr.count("\n") == 1
    assert done.stderr.startswith("resettle: formats are html, ") and "did you mean docx?" in done.stderr
    assert not out.exists()
