"""Pages in two languages: each links to itself in the other, and links stay in the language of a site."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

SUFFIX = ".zh"
LINK = re.compile(r"\[([^\]\n]*)\]\(([\w./-]+?)(\.zh)?\.(md|ipynb)(#[^)]*)?\)")


def translated(name: str, sources: Path) -> bool:
    """Whether there is a Chinese page of a name."""
    return any((sources / f"{name}{SUFFIX}{ending}").is_file() for ending in (".md", ".ipynb"))


def twin(page: str, chinese: bool, sources: Path) -> str:
    """Where a page stands in the site of the other language, from the top of that site."""
    name = page.removesuffix(SUFFIX)
    return f"{name}.html" if chinese or not translated(name, sources) else f"{name}{SUFFIX}.html"


def stay(app: Sphinx, docname: str, content: list[str]) -> None:
    """Lead links to the pages of this site, and to those of the other one where that language is meant."""
    chinese = app.tags.has("zh")
    up = "../" * (docname.count("/") + 1)
    folder = Path(app.srcdir, docname).parent

    def led(link: re.Match[str]) -> str:
        text, name, suffix, ending, anchor = link.groups()
        if suffix and not chinese:
            return f'<a href="{up}zh/{name}{SUFFIX}.html">{text}</a>'
        if chinese and not suffix and not anchor and translated(name, folder):
            return f"[{text}]({name}{SUFFIX}.{ending})"
        return link[0]

    content[0] = LINK.sub(led, content[0])


def link(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object) -> None:
    """Give the template where this page is in the other language."""
    chinese = app.tags.has("zh")
    up = "../" * (pagename.count("/") + 1)
    context["other_language"] = f"{up}{'en' if chinese else 'zh'}/{twin(pagename, chinese, Path(app.srcdir))}"
    context["chinese"] = chinese


def open_by_index(app: Sphinx, exception: Exception | None) -> None:
    """Let a folder be opened by its `index.html`, whatever the first page is called."""
    first = Path(app.outdir) / f"{app.config.root_doc}.html"
    if exception is None and app.builder.format == "html" and first.name != "index.html":
        shutil.copy(first, first.with_name("index.html"))


def setup(app: Sphinx) -> dict[str, bool]:
    """What Sphinx calls."""
    app.connect("source-read", stay)
    app.connect("html-page-context", link)
    app.connect("build-finished", open_by_index)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
