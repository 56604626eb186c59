"""Search in Chinese without a dictionary: texts and queries are both cut into pairs of neighbouring signs."""

from __future__ import annotations

import re

from sphinx.application import Sphinx
from sphinx.search.zh import SearchChinese

RUN = re.compile("[\u3400-\u9fff]+")
LATIN = re.compile(r"[A-Za-z0-9_]+")


def pairs(text: str) -> list[str]:
    """Neighbouring Chinese signs of a text, two by two, and its words in Latin letters."""
    runs = RUN.findall(text)
    signs = [run[i : i + 2] for run in runs for i in range(max(len(run) - 1, 1))]
    return signs + LATIN.findall(text)


class SearchPairs(SearchChinese):
    """Chinese as pairs of signs, English as it is."""

    language_name = "English"  # names the stemmer of the page; Sphinx ships none of the name "Chinese"
    js_splitter_code = r"""
function splitQuery(query) {
  const pairs = [];
  for (const run of query.match(/[\u3400-\u9fff]+/g) || [])
    for (let i = 0; i < Math.max(run.length - 1, 1); i++) pairs.push(run.slice(i, i + 2));
  return pairs.concat(query.match(/[A-Za-z0-9_]+/g) || []);
}
"""

    def split(self, input: str) -> list[str]:
        """The words of a text that are put into the index."""
        return pairs(input)


def setup(app: Sphinx) -> dict[str, bool]:
    """What Sphinx calls."""
    app.add_search_language(SearchPairs)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
