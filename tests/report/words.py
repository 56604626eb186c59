"""How many words of a page are seen before anything is unfolded, by section."""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser

from resettle.results.text.labels import Lang

UNSEEN = frozenset({"style", "script", "nav", "button", "title"})
WORD = {"en": re.compile(r"\S*\w\S*"), "zh": re.compile(r"[\u4e00-\u9fff]|[A-Za-z0-9][\w.,%–-]*")}
"""A word of English, and a character (or a number, or a foreign word) of Chinese."""
VOID = frozenset({"meta", "link", "br", "wbr", "img", "input", "col", "hr"})


class _Seen(HTMLParser):
    def __init__(self, page: str, lang: Lang) -> None:
        super().__init__()
        self.counted: Counter[str] = Counter()
        self._shown, self._word = {"en": "en", "zh": "zh-CN"}[lang], WORD[lang]
        self._open: list[tuple[str, dict[str, str | None]]] = []
        self._section = "header"
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "section":
            self._section = given["id"] or ""
        if tag not in VOID:
            self._open.append((tag, given))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            continue

    def handle_data(self, data: str) -> None:
        tags = [tag for tag, _ in self._open]
        folded = any(tag == "details" and "open" not in given for tag, given in self._open)
        if set(tags) & UNSEEN or (folded and "summary" not in tags) or ("em" in tags and "td" in tags):
            return
        if tags.count("details") > 1:
            return
        other = any(
            given.get("lang") not in (None, self._shown) for tag, given in self._open if tag == "span"
        )
        if not other:
            self.counted[self._section] += len(self._word.findall(data))


def words_seen(page: str, lang: Lang) -> Counter[str]:
    """Words before anything is unfolded, by section; the navigation and what charts write are left out."""
    return _Seen(page, lang).counted
