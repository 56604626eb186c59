"""Pages in two languages: each links to itself in the other, and links stay in the language of a site."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

SUFFIX = ".zh"
LINK = re.compile(r"\[([^\]\n]*)\]\(([\w/-]+?)(\.zh)?\.md(#[^)]*)?\)")


def twin(page: str, chinese: bool, sources: Path) -> str:
    """Where a page stands in the site of the other language, from the top of that site."""
    name = page.removesuffix(SUFFIX)
    if chinese or not (sources / f"{name}{SUFFIX}.md").is_file():
        return f"{name}.html"
    return f"{name}{SUFFIX}.html"


def stay(app: Sphinx, docname: str, content: list[str]) -> None:
    """Lead links to the pages of this site, and to those of the other one where that language is meant."""
    chinese = app.tags.has("zh")
    up = "../" * (docname.count("/") + 1)

    def led(link: re.Match[str]) -> str:
        text, name, suffix, anchor = link[1], link[2], link[3] or "", link[4] or ""
        if suffix and not chinese:
            return f'<a href="{up}zh/{name}{SUFFIX}.html">{text}</a>'
        if chinese and not suffix and not anchor and (Path(app.srcdir) / f"{name}{SUFFIX}.md").is_file():
            return f"[{text}]({name}{SUFFIX}.md)"
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
    if exception is None and first.name != "index.html":
        shutil.copy(first, first.with_name("index.html"))


def setup(app: Sphinx) -> dict[str, bool]:
    """What Sphinx calls."""
    app.connect("source-read", stay)
    app.connect("html-page-context", link)
    app.connect("build-finished", open_by_index)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
