"""The page of an answer: one self-contained HTML file in Chinese and English that needs no network."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from resettle.results.report.answer import MARKS, Answer, cell_of
from resettle.results.report.charts.embed import embedded_chart, page_template
from resettle.results.report.made import failures, made_rows
from resettle.results.runs.atomic import replacing
from resettle.results.text.labels import LANGS, Lang, Text, label, say

if TYPE_CHECKING:
    from markupsafe import Markup


PLOTLYJS = "plotly-cartesian.min.js.gz"
"""The vendored bundle: scatter, bar, heat map and kin, at the version the installed plotly writes for."""


def render_answer(answer: Answer, manifest: Mapping[str, Any], lang: Lang = "en") -> str:
    """An answer as one HTML text.

    Args:
        answer: The answer.
        manifest: How it was made.
        lang: Language in which the page opens; it can be switched in the page.

    Raises:
        ValueError: If the language is unknown, or two charts or sections have one name.
    """
    if lang not in LANGS:
        raise ValueError(f"language '{lang}' is not one of {', '.join(LANGS)}")
    for what, names in (
        ("charts", [chart.name for chart in answer.charts]),
        ("sections", [section.name for section in answer.all_sections()]),
    ):
        if len(set(names)) != len(names):
            raise ValueError(f"{what} of one answer need different names")
    return str(
        _template().render(
            lang=lang,
            answer=answer,
            made=made_rows(manifest),
            failed=failures(manifest),
            sampled="scenarios" in manifest,
            figures=embedded([embedded_chart(chart) for chart in answer.charts]),
            template=embedded(page_template()),
            words=embedded(_words(answer.title)),
            plotly=_plotly(),
            style=_asset("style.css"),
            script=_asset("page.js"),
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
        "download": label("chart_download"),
    }
    return {name: {lang: text.in_(lang) for lang in LANGS} for name, text in texts.items()}


@lru_cache(maxsize=1)
def _plotly() -> str:
    """The drawing library, packed."""
    packed = (files("resettle.results.report") / "vendor" / PLOTLYJS).read_bytes()
    return base64.b64encode(packed).decode("ascii")


@lru_cache(maxsize=2)
def _asset(name: str) -> Markup:
    """The style sheet or the script."""
    from markupsafe import Markup

    return Markup(_read(name))


def _read(name: str) -> str:
    return (files("resettle.results.report") / "templates" / name).read_text(encoding="utf-8")


def _both(text: Text) -> Markup:
    """Both languages; the page shows one. A figure may part from the interval in brackets behind it."""
    from markupsafe import Markup, escape

    english, chinese = (escape(one) for one in (text.en, text.zh))
    for bracket in (" (", "（"):
        english, chinese = (one.replace(bracket, Markup(f"<wbr>{bracket}")) for one in (english, chinese))
    if text.en == text.zh:
        return english
    return Markup('<span lang="en">{}</span><span lang="zh-CN">{}</span>').format(english, chinese)


@lru_cache(maxsize=1)
def _template() -> Any:
    """The one template, escaped and strict."""
    from jinja2 import Environment, StrictUndefined

    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= {"both": _both, "cell": cell_of}
    environment.globals |= {
        "marks": MARKS,
        "t": lambda key, **pieces: _both(say(key, **pieces) if pieces else label(key)),
    }
    return environment.from_string(_read("page.html"))
