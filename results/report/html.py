"""What all pages share: one self-contained HTML file, written whole, that needs no network."""

from __future__ import annotations

import base64
import json
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from resettle.results.report.charts.embed import page_template
from resettle.results.report.style import bilingual
from resettle.results.runs.atomic import replacing
from resettle.results.text.labels import Text, label, say, text_of

if TYPE_CHECKING:
    from markupsafe import Markup

PLOTLYJS = "plotly-cartesian.min.js.gz"
"""The vendored bundle: scatter, bar, heat map and kin, at the version the installed plotly writes for."""


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


def page_words(title: Text) -> dict[str, Any]:
    """Texts that the script of a page needs, from the title of the page."""
    whole = say("page_title", scenario=title)
    return {
        "title": {"en": whole.en, "zh": whole.zh},
        "failed": bilingual(label("charts_failed")),
        "download": bilingual(label("chart_download")),
    }


@lru_cache(maxsize=1)
def plotly() -> str:
    """The drawing library, packed."""
    packed = (files("resettle.results.report") / "vendor" / PLOTLYJS).read_bytes()
    return base64.b64encode(packed).decode("ascii")


@lru_cache(maxsize=4)
def asset(name: str) -> Markup:
    """A style sheet or script of the templates."""
    from markupsafe import Markup

    text = (files("resettle.results.report") / "templates" / name).read_text(encoding="utf-8")
    return Markup(text)


def both(text: Text) -> Markup:
    """Both languages; the page shows one of them."""
    from markupsafe import Markup

    if text.en == text.zh:
        return Markup("{}").format(text.en)
    return Markup('<span lang="en">{}</span><span lang="zh-CN">{}</span>').format(text.en, text.zh)


@lru_cache(maxsize=4)
def template(name: str) -> Any:
    """A template of `results/templates`, escaped and strict."""
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    def load(wanted: str) -> str:
        return (files("resettle.results.report") / "templates" / wanted).read_text(encoding="utf-8")

    environment = Environment(
        loader=FunctionLoader(load),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["both"] = both
    environment.globals.update(
        t=lambda key, **pieces: both(say(key, **pieces) if pieces else label(key)),
        text_of=text_of,
        figure_template=lambda: embedded(page_template()),
    )
    return environment.get_template(name)
