"""The report is one safe file, written whole or not at all."""

from __future__ import annotations

import base64
import gzip
import re
from dataclasses import replace
from importlib.resources import files
from io import BytesIO, TextIOWrapper
from pathlib import Path

import plotly.offline
import pytest
from rich.cells import cell_len

from resettle.results.report import page, terminal
from resettle.results.report.answer import Answer, Section
from resettle.results.report.markdown import markdown
from resettle.results.report.page import PLOTLYJS, embedded, made_rows, write_page
from resettle.results.text import signs
from resettle.scenarios import Source, Text
from tests.page_text import Elements, printed
from tests.results.factory import Run, make_levers, make_monthly, make_run, render, value
from tests.results.regions_factory import make_places_run

EVIL = Text("Plan</script><script>alert(1)</script>", "方案<img src=x onerror=alert(2)>{{ 7*7 }}")


def test_text_from_a_scenario_is_never_markup() -> None:
    clean, dirty = (
        Elements(render(make_run("plan", "base"))),
        Elements(render(make_run("plan", "base", title=EVIL))),
    )
    assert dirty.tags.count("script") == clean.tags.count("script")
    assert "img" not in dirty.tags
    assert not any(name.startswith("on") for name, _ in dirty.attributes)
    page = render(make_run(title=EVIL))
    assert "<script>alert" not in page and "<img" not in page
    assert "{{ 7*7 }}" in page  # text, not a template


def test_notes_units_and_addresses_are_escaped_and_only_web_links_become_links() -> None:
    run = make_run()
    scenario = run.scenarios[0]
    odd = value(1.0, "<u>", note=Text("<i>note</i>", "<i>note</i>"))
    scenario = replace(scenario, parameters={**scenario.parameters, "pay_gap": odd})
    page = render(replace(run, scenarios=[scenario]))
    assert "<i>note" not in page and "&lt;i&gt;note" in page and "<u>" not in page
    links = [target for name, target in Elements(page).attributes if name == "href"]
    assert links and all(re.match(r"(#|https?://|data:,)", target) for target in links)


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("15.8 % a year (9.9–20.0 %)", "{15.8 %} a year<wbr> ({9.9–20.0 %})"),
        ("Households gain −1,200–−800 yuan, <b>", "Households gain {−1,200–−800} yuan, &lt;b&gt;"),
        ("2–3 of 15%", "2–3 of 15%"),
        (
            "按行政口径计算的人均可支配收入年均增长15%（9–20%）",
            "按行政口径计算的人均可支配收入年均增长15%<wbr>（{9–20%}）",
        ),
    ],
)
def test_no_line_of_the_page_ends_within_an_interval_or_before_per_cent(text: str, marked: str) -> None:
    shown = str(page._both(Text(text, text)))
    assert shown == marked.replace("{", '<span class="whole">').replace("}", "</span>")


def test_the_manifest_is_escaped() -> None:
    run = make_run()
    page = render(replace(run, manifest={**run.manifest, "command": "resettle run '<b>x'"}))
    assert "&lt;b&gt;x" in page and "<b>x" not in page


def test_the_page_loads_nothing() -> None:
    page = render(make_run("plan", "base"))
    elements = Elements(page)
    assert not [value for name, value in elements.attributes if name == "src"]
    assert "link" not in elements.tags or ("href", "data:,") in elements.attributes
    assert "default-src &#39;none&#39;" in page or "default-src 'none'" in page
    style = re.search(r"<style>(.*?)</style>", page, re.S)
    assert style is not None and "url(" not in style[1] and "@import" not in style[1]


def test_the_bundle_is_the_one_that_the_installed_plotly_writes_for() -> None:
    packed = (files("resettle.results.report") / "vendor" / PLOTLYJS).read_bytes()
    head = gzip.decompress(packed)[:300].decode()
    assert f"v{plotly.offline.get_plotlyjs_version()}" in head
    licence = (files("resettle.results.report") / "vendor" / "plotly.LICENSE").read_text(encoding="utf-8")
    assert "MIT" in licence or "Permission is hereby granted" in licence
    assert base64.b64encode(packed).decode() in render(make_run())


def test_a_report_stays_below_a_megabyte() -> None:
    assert len(render(make_run()).encode()) < 1_000_000


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_opening_language_is_the_one_asked_for(lang: str) -> None:
    assert f'data-lang="{lang}"' in render(make_run(), lang)  # type: ignore[arg-type]


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(ValueError, match="language 'fr'"):
        render(make_run(), "fr")  # type: ignore[arg-type]


def test_the_first_page_says_verdict_reason_and_cost() -> None:
    page = render(make_run())
    texts = ("The income target is not reached", "per person short", "not a recommendation", "Population")
    for text in texts:
        assert text.lower() in page.lower()
    assert page.index("The income target is not reached") < page.index('id="work"')
    assert "synthetic" in page


def test_failed_runs_are_told_on_the_first_page() -> None:
    run = make_run()
    failed = ["plan, replication 2: made to fail"]
    page = render(replace(run, manifest={**run.manifest, "failed": failed}))
    assert "1 of 20 runs failed and are left out; the first of them: plan, replication 2: made" in page
    assert "runs failed and are left out" not in render(run)


def test_every_assumed_value_is_listed_with_its_range_and_note() -> None:
    run = make_run()
    page = render(run)
    for path, held, _ in run.scenarios[0].assumed():
        if not path.startswith("levers."):
            assert f"<code>{path}</code>" in page, path
        assert held.note.en in page and held.note.zh in page
    assert "× 0.8 to × 1.2" in page


def test_sources_are_linked_to_their_address() -> None:
    from resettle.scenarios import evidence

    run = make_run()
    scenario = run.scenarios[0]
    cited = value(1.0, "share", Source("data", evidence=("F085",)))
    page = render(
        replace(run, scenarios=[replace(scenario, parameters={"pay_gap": cited, **scenario.parameters})])
    )
    assert f'href="{evidence()["F085"].url}"' in page


def test_details_with_a_label_are_rows_and_what_the_manifest_says_itself_comes_first() -> None:
    rows = made_rows({"seed": 5, "details": {"seed": 6, "replications": 30, "unheard_of": 7}})
    told = [(name.en, value.en) for name, value in rows]
    assert told[:2] == [("Base seed", "5"), ("Runs per scenario", "30")]
    assert [name for name, _ in told[2:]] == ["Intervals"] and "Wilson" in told[2][1]


def test_parts_of_a_section_and_their_parts_stand_below_it_in_markdown() -> None:
    names = [Text(word, f"{word}文") for word in ("whole", "part", "piece")]
    piece = Section("piece", names[2])
    whole = Section("whole", names[0], parts=(Section("part", names[1], parts=(piece,)),))
    page = markdown(Answer("validate", Text("Title", "题"), (), (whole,)), "zh")
    assert [line for line in page.splitlines() if line] == [
        "# 题",
        "## whole文",
        "### part文",
        "#### piece文",
    ]


def test_a_page_holds_no_number_that_a_browser_cannot_read() -> None:
    with pytest.raises(ValueError, match="JSON"):
        embedded({"high": float("nan")})


def test_a_report_is_written_whole(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    write_page(path, render(make_run(), "zh"))
    assert path.read_text(encoding="utf-8").rstrip().endswith("</html>")
    assert [entry.name for entry in tmp_path.iterdir()] == ["report.html"]


def test_a_report_that_cannot_be_written_leaves_the_earlier_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "report.html"
    path.write_text("earlier", encoding="utf-8")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_page(path, render(make_run()))
    assert path.read_text(encoding="utf-8") == "earlier"
    assert [entry.name for entry in tmp_path.iterdir()] == ["report.html"]


def test_a_scenario_without_levers_or_income_target_still_has_a_report() -> None:
    run = make_run()
    scenario = run.scenarios[0]
    targets = {name: one for name, one in scenario.targets.items() if name != "income_growth_15"}
    bare = replace(scenario, targets=targets, levers={})
    judged = run.targets[run.targets["target"] != "income_growth_15"]
    nobody = make_levers()[lambda frame: frame["scenario"] == "nobody"]
    page = render(replace(run, scenarios=[bare], targets=judged, levers=nobody))
    assert "No lever is in force" in page
    assert "chart-spending" not in page
    assert "chart-growth" in page and "Target: 15" not in page  # growth is told, nothing is asked of it


def test_one_replication_is_enough_for_a_report_of_several_scenarios() -> None:
    import pandas as pd

    from resettle.results.judge.targets import judge

    run = make_run("plan", "base")
    monthly = pd.concat([make_monthly(name, replications=1) for name in ("plan", "base")])
    levers = pd.concat([make_levers(name, replications=1) for name in ("plan", "base")])
    judged = judge(run.scenarios, monthly)
    page = render(replace(run, monthly=monthly, levers=levers, targets=judged))
    assert "Uncertain" in page


def shown(monkeypatch: pytest.MonkeyPatch, run: Run, lang: str, width: int) -> list[str]:
    monkeypatch.setattr(terminal, "WIDTH_WITHOUT_TERMINAL", width)
    return printed(lambda: terminal.print_answer(run.answer, Path("f"), lang))  # type: ignore[arg-type]


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("width", [80, 140])
def test_the_terminal_table_shows_every_verdict_in_any_width(
    monkeypatch: pytest.MonkeyPatch, lang: str, width: int
) -> None:
    lines = shown(monkeypatch, make_run(), lang, width)[:-3]
    text = "\n".join(lines)
    words = ("未实现", "实现", "不确定") if lang == "zh" else ("Not reached", "Reached", "Uncertain")
    assert all(word in text for word in words)
    assert "…" not in text and max(map(cell_len, lines)) <= width
    assert text.count("✗") == 3 and text.count("✓") == 2 and text.count("?") == 1
    for figure in ("7.8–10.4", "10,622–10,804", "84–100", "already" if lang == "en" else "方案出台前"):
        assert figure in text


def test_no_figure_is_broken_where_the_terminal_is_too_narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "\n".join(shown(monkeypatch, make_run(), "en", 40))
    for figure in ("✗ Not reached", "7.8–10.4 %", "10,622–10,804", "84–100 %", "already"):
        assert figure in text


def test_the_terminal_table_sets_scenarios_side_by_side(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = shown(monkeypatch, make_run("plan", "base", "none"), "en", 120)
    assert "\n".join(lines).count("✗ Not reached") == 9
    assert len(lines[-4:-1]) == 3 and lines[-4].startswith("plan: ✗ The income target is not reached")


@pytest.mark.parametrize(
    ("encoding", "reached", "missed", "between", "least"),
    [
        ("ascii", "OK", "NO", "-", ">="),
        ("cp1252", "OK", "NO", "–", ">="),
        ("cp437", "OK", "NO", "-", "≥"),
        ("gbk", "√", "×", "–", "≥"),
        ("big5", "√", "×", "–", ">="),
        ("utf-8", "✓", "✗", "–", "≥"),
    ],
)
def test_two_verdicts_never_look_alike_whatever_the_terminal_can_write(
    monkeypatch: pytest.MonkeyPatch, encoding: str, reached: str, missed: str, between: str, least: str
) -> None:
    run = make_places_run("guizhou", "wanzhou")
    stream = TextIOWrapper(BytesIO(), encoding=encoding, errors=signs.on_stream(encoding))
    monkeypatch.setattr("sys.stdout", stream)
    terminal.print_answer(run.answer, Path("f"), "en")
    stream.flush()
    text = stream.buffer.getvalue().decode(encoding).replace("\N{NO-BREAK SPACE}", " ")
    assert f"{reached} Reached, {missed} Not reached, ? Uncertain" in text
    for written in (f"{missed} 0 %", f"{reached} 100 %", "? 95 %", f"0{between}16 %", f"{least} 95 %"):
        assert written in text
    assert text.count("?") == 3, "once in a cell, and in the note below each table"


def test_markup_of_the_terminal_is_not_read_from_a_title(monkeypatch: pytest.MonkeyPatch) -> None:
    run = make_run()
    scenario = run.scenarios[0]
    targets = {
        name: replace(one, title=Text("[red]boo[/red] [/]", "[red]"))
        for name, one in scenario.targets.items()
    }
    changed = replace(run, scenarios=[replace(scenario, targets=targets)])
    assert "[red]boo[/red]" in "\n".join(shown(monkeypatch, changed, "en", 140))
