"""Figures are written as pictures and as JSON; what is missing is said in one line, and nothing is left."""

from __future__ import annotations

from functools import partial
from importlib.util import find_spec
from pathlib import Path

import plotly.io
import pytest
from PIL import Image

from resettle.results.report import export
from resettle.results.report.charts import Chart, Key, rows, tidy
from resettle.results.report.export import ExportError, write_figures
from resettle.results.text.labels import Text
from resettle.results.text.scales import scale_of


def chart() -> Chart:
    table = {"series": "a", "row": [0], "name": [Text("seats", "名额")], "hover": [Text("told", "说明")]}
    marks = {"a": Key(Text("Plan", "方案"), "#0072B2", "block")}
    draw = partial(rows, marks=marks, scale=scale_of("yuan", 2e9))
    return Chart("c", Text("Spending", "支出"), tidy({**table, "value": [2e9]}), draw, tuple(marks.values()))


def test_a_figure_in_json_is_read_back_as_it_was(tmp_path: Path) -> None:
    figure = chart().figure("zh")
    write_figures({tmp_path / "c.json": figure})
    read = plotly.io.read_json(tmp_path / "c.json")
    assert read.data[0].x == (20.0,) and read.layout.title.text == "支出"
    assert read.layout.template.layout.font.family == figure.layout.template.layout.font.family
    assert [path.name for path in tmp_path.iterdir()] == ["c.json"]


def test_an_unknown_ending_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    figure = chart().figure()
    with pytest.raises(ExportError, match=r"'c.gif' should end in one of .svg, .png, .pdf, .json"):
        write_figures({tmp_path / "c.json": figure, tmp_path / "c.gif": figure})
    assert not list(tmp_path.iterdir())


def test_without_kaleido_one_line_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "find_spec", lambda name: None if name == "kaleido" else find_spec(name))
    with pytest.raises(ExportError, match=r"^pictures need the package kaleido: .*'.*\[images\]'$"):
        write_figures({tmp_path / "c.svg": chart().figure()})
    assert not list(tmp_path.iterdir())


def test_without_a_browser_one_line_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("choreographer.browsers.chromium.Chromium.find_browser", lambda **_: None)
    with pytest.raises(ExportError, match=r"^pictures need Chromium or Chrome"):
        write_figures({tmp_path / "c.svg": chart().figure()})
    monkeypatch.undo()
    monkeypatch.setenv("BROWSER_PATH", "/bin/false")
    with pytest.raises(ExportError, match=r"^the browser drew no picture: "):
        write_figures({tmp_path / "c.svg": chart().figure()})
    assert not list(tmp_path.iterdir())


@pytest.mark.browser
def test_pictures_show_the_figure_in_its_language(tmp_path: Path) -> None:
    made = chart()
    paths = {
        tmp_path / f"{lang}.{kind}": made.figure(lang) for lang in ("en", "zh") for kind in ("svg", "png")
    }
    write_figures(paths)
    for lang, words in {"en": ("Spending", "seats", "Plan"), "zh": ("支出", "名额", "方案")}.items():
        svg = (tmp_path / f"{lang}.svg").read_text(encoding="utf-8")
        assert svg.startswith("<svg") and all(f">{word}<" in svg for word in words)
        picture = Image.open(tmp_path / f"{lang}.png").convert("RGB")
        assert picture.size == (1800, 2 * made.figure(lang).layout.height)
        assert (0, 114, 178) in {colour for _, colour in picture.getcolors(1 << 20)}
    # a font without Chinese draws every character as the same box
    chinese = Image.open(tmp_path / "zh.png").convert("L")
    assert chinese.tobytes() != Image.open(tmp_path / "en.png").convert("L").tobytes()
