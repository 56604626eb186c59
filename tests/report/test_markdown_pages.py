"""Pages of the documents: only the files that were named, each in the language of its name."""

from __future__ import annotations

from pathlib import Path

from resettle.results.report.answer import Answer
from resettle.results.report.markdown import write_pages
from resettle.results.text.labels import Text


def test_a_page_is_written_to_each_file_in_the_language_of_its_name(tmp_path: Path) -> None:
    answer = Answer("calibrate", Text("How well it predicts", "预测得如何"), (Text("Well.", "好。"),), ())
    write_pages(answer, [tmp_path / "a.zh.md"])
    assert [one.name for one in tmp_path.iterdir()] == ["a.zh.md"]
    assert (tmp_path / "a.zh.md").read_text(encoding="utf-8").startswith("# 预测得如何")
    write_pages(answer, [tmp_path / "a.md", tmp_path / "zh.md"])
    for name in ("a.md", "zh.md"):
        assert (tmp_path / name).read_text(encoding="utf-8").startswith("# How well it predicts")
