"""The page of an answer, with how it was made: one HTML file in Chinese and English that needs no network."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from resettle.model.inputs import OUTSIDE
from resettle.results.report.answer import MARKS, Answer, cell_of
from resettle.results.report.charts.embed import embedded_chart, page_template
from resettle.results.runs.atomic import replacing
from resettle.results.runs.modes import MODES
from resettle.results.runs.sealed import CHECKSUM
from resettle.results.text.labels import LANGS, NOTHING, Lang, Text, join, label, labels, say, text_of
from resettle.results.text.numbers import plain, tidy

if TYPE_CHECKING:
    from markupsafe import Markup

PLOTLYJS = "plotly-cartesian.min.js.gz"
"""The vendored bundle: scatter, bar, heat map and kin, at the version the installed plotly writes for."""

EXPLORER = ("-emulator", "-words", "-file", "")
"""Scripts of a page with sliders, in order."""

FIRST = "page-first.js"
"""The script before anything is painted."""

SCRIPTS = tuple(
    f"page{part}" for part in ("-colours", "-table", "-numbers", "-told", "-scroll", "-narrow", "-tools", "")
)
"""Scripts of every page, in order."""


WORDS = (
    *("page_scroll", "chart_table", "chart_save", "chart_first", "chart_series", "chart_month", "chart_item"),
    *("chart_point", "chart_persons", "chart_low", "chart_high", "chart_ends", "chart_range", "chart_left"),
    *("chart_inner", "chart_inner_low", "chart_inner_high"),
)
"""Labels that the scripts write."""


def render_answer(answer: Answer, manifest: Mapping[str, Any], lang: Lang | None = None) -> str:
    """An answer as one HTML text.

    Args:
        answer: The answer.
        manifest: How it was made.
        lang: Language in which the page opens, that of the browser if missing; a reader may switch it.

    Raises:
        ValueError: If the language is unknown, or two charts or sections have one name.
    """
    if lang is not None and lang not in LANGS:
        raise ValueError(f"language '{lang}' is not one of {', '.join(LANGS)}")
    for what, names in (
        ("charts", [chart.name for chart in answer.charts]),
        ("sections", [section.name for section in answer.all_sections()]),
    ):
        if len(set(names)) != len(names):
            raise ValueError(f"{what} of one answer need different names")
    return str(
        _template().render(
            lang=lang or LANGS[0],
            follow=lang is None,
            answer=answer,
            made=made_rows(manifest),
            failed=failures(manifest),
            sampled="scenarios" in manifest,
            figures=embedded([embedded_chart(chart) for chart in answer.charts]),
            template=embedded(page_template()),
            words=embedded(_words(answer.title)),
            plotly=_plotly() if answer.charts else "",
            style=_asset("style.css"),
            first=_asset(FIRST),
            scripts=[_asset(f"{part}.js") for part in SCRIPTS],
            explorer=embedded(answer.explorer),
            explorer_style=_asset("explorer.css"),
            explorer_scripts=[_asset(f"explorer{part}.js") for part in EXPLORER],
        )
    )


def write_page(path: Path, page: str) -> None:
    """Write a page; an earlier one is replaced only when the new one is complete.

    Raises:
        OSError: If the file cannot be written; nothing is left behind.
    """
    with replacing(path) as new:
        new.write_bytes(page.encode("utf-8"))


def embedded(content: object) -> Markup:
    """JSON that may stand inside a script element: nothing in it can end the element."""
    from markupsafe import Markup

    text = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)


def _words(title: Text) -> dict[str, dict[str, str]]:
    """Texts that the script of a page needs, from the title of the page."""
    texts = {
        "title": say("page_title", scenario=title),
        "failed": label("charts_failed"),
        "chart_named": label("hover_point"),
        "chart_between": label("range"),
        "chart_interval": label("with_interval"),
        **{name: label(name) for name in WORDS},
    }
    return {name: {lang: text.in_(lang) for lang in LANGS} for name, text in texts.items()}


@lru_cache(maxsize=1)
def _plotly() -> str:
    """The drawing library, packed."""
    packed = (files("resettle.results.report") / "vendor" / PLOTLYJS).read_bytes()
    return base64.b64encode(packed).decode("ascii")


@lru_cache(maxsize=16)
def _asset(name: str) -> Markup:
    """A style sheet or a script."""
    from markupsafe import Markup

    return Markup(_read(name))


def _read(name: str) -> str:
    return (files("resettle.results.report") / "templates" / name).read_text(encoding="utf-8")


RANGE = re.compile(r"(?<=[\d%]) (至|to) (?=[+−])")
"""Between the ends of an interval."""

WHOLE = re.compile(r"[+−]?\d[\d,.]*(?:–[+−]?\d[\d,.]*(?:[ \u00a0]?%)?|[ \u00a0]%)")
"""An interval with a dash, or a share with a space before its sign: no line ends within."""

SHORT = 24
"""Letters of a text that has a line for itself, as in a cell."""


def _both(text: Text) -> Markup:
    """Both languages; the page shows one. A figure may part from its interval, which stays whole."""
    from markupsafe import Markup, escape

    english, chinese = (
        escape(RANGE.sub("\N{NO-BREAK SPACE}\\1\N{NO-BREAK SPACE}", one)) for one in (text.en, text.zh)
    )
    if len(text.en) > SHORT:
        english, chinese = (
            Markup(WHOLE.sub(r'<span class="whole">\g<0></span>', str(one))) for one in (english, chinese)
        )
    for bracket in (" (", "（"):
        english, chinese = (one.replace(bracket, Markup(f"<wbr>{bracket}")) for one in (english, chinese))
    if text.en == text.zh:
        return english
    return Markup('<span lang="en">{}</span><span lang="zh-CN">{}</span>').format(english, chinese)


def _text_from(given: Mapping[str, str]) -> Text:
    """A text from plain data."""
    return Text(given["en"], given["zh"])


@lru_cache(maxsize=1)
def _template() -> Any:
    """The one template, escaped and strict."""
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    environment = Environment(
        loader=FunctionLoader(_read),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"both": _both, "cell": cell_of, "text": _text_from}
    environment.globals |= {
        "marks": MARKS,
        "t": lambda key, **pieces: _both(say(key, **pieces) if pieces else label(key)),
    }
    return environment.get_template("page.html")


UNSAID = frozenset(
    {"resettle", "question", "scenarios", "details", "failed", "files", "runs", "lang", "targets", CHECKSUM}
)
"""Keys of a manifest that are no rows of their own."""

ADDRESSES = frozenset({"seed", "posterior", "digest"})
"""Keys whose values are copied, not read, so that nothing is put between their digits."""


def made_rows(manifest: Mapping[str, Any]) -> list[tuple[Text, Text]]:
    """How an answer was made; what the labels do not know keeps its own name.

    Args:
        manifest: The manifest; scalars of its `details` that have a label are rows too.
    """
    known = labels()
    details = {
        key: value
        for key, value in manifest.get("details", {}).items()
        if f"run:{key}" in known and key not in manifest
    }
    rows = []
    for key, value in (*manifest.items(), *details.items()):
        if key not in UNSAID:
            mode = value in {"parameters": MODES, "outside": OUTSIDE}.get(key, ())
            text = label(f"mode_{value}") if mode else value_text(value, key)
            if text.en:
                rows.append((known.get(f"run:{key}", Text(key, key)), text))
    made = manifest.get("runs")
    if isinstance(made, int):
        rows.append((known["run:runs"], value_text(made)))
    elif isinstance(made, Sequence):
        seeds = [run["seed"] for run in made]
        rows.append((label("run_seeds"), text_of(f"{min(seeds)}–{max(seeds)}")))
    rows.append((known["run:intervals"], label("run_intervals")))
    return [*rows, *map(_scenario_row, manifest.get("scenarios", ()))]


def _scenario_row(entry: Mapping[str, Any]) -> tuple[Text, Text]:
    """Files, scale, weight and digest of a scenario."""
    parts = [say("made_files", files=", ".join(entry["files"]))]
    if entry.get("scale"):
        parts.append(say("made_scale", scale=tidy(float(f"{entry['scale']:.4g}"))))
    if entry.get("weight"):
        parts.append(say("made_weight", weight=tidy(float(f"{entry['weight']:.4g}"))))
    parts.append(say("made_digest", digest=entry["digest"]))
    return text_of(entry["name"]), join(parts)


def failures(manifest: Mapping[str, Any]) -> Text | None:
    """A warning if runs failed."""
    failed, made = manifest.get("failed"), manifest["runs"]
    if not failed:
        return None
    total = made if isinstance(made, int) else len(made)
    return say("answer_incomplete", failed=len(failed), total=total, first=failed[0])


def value_text(value: Any, key: str = "") -> Text:
    """A value of a manifest in words; nothing for what is missing or empty."""
    if value is None or value in ("", {}, []):
        return NOTHING
    if isinstance(value, bool):
        return label("yes") if value else label("no")
    if isinstance(value, (int, float)) and key not in ADDRESSES:
        return text_of(plain(float(value)))
    if isinstance(value, Mapping):
        parts = [(inner, value_text(one, inner)) for inner, one in value.items()]
        return join(
            [Text(f"{inner} {text.en}", f"{inner} {text.zh}") for inner, text in parts if text.en], ", ", ", "
        )
    if isinstance(value, (list, tuple)):
        return join([value_text(one) for one in value], ", ", ", ")
    return text_of(str(value))
