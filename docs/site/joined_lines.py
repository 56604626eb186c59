"""Lines of a Chinese paragraph join without the blank that a browser puts where a line of the source ends."""

from __future__ import annotations

import re

from docutils import nodes
from sphinx.application import Sphinx

SIGN = "[\u2018-\u201d\u2026\u3000-\u303f\u3400-\u9fff\uff00-\uffef]"
END = re.compile(rf"(?<={SIGN})(\0?)\n|\n(\0?)(?={SIGN})")
"""The end of a line beside a Chinese sign, which may stand in the part of the paragraph before or after."""


def join(app: Sphinx, doctree: nodes.document) -> None:
    """Take ends of lines out of paragraphs, where a Chinese sign stands before or after."""
    for paragraph in doctree.findall(nodes.paragraph):
        texts = list(paragraph.findall(nodes.Text))
        for before, text, after in zip(["", *texts], texts, [*texts[1:], ""], strict=False):
            around = f"{before[-1:]}\0{text}\0{after[:1]}"
            whole = END.sub(r"\1\2", around)
            if whole != around:
                text.parent.replace(text, nodes.Text(whole.split("\0")[1]))


def setup(app: Sphinx) -> dict[str, bool]:
    """What Sphinx calls."""
    app.connect("doctree-read", join)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
