"""What items of documents are called: `4` is item 4 in English and 第4条 in Chinese."""

from __future__ import annotations

import re

from resettle.model.text import Text

PLACES = {
    "guizhou": Text("Guizhou", "贵州"),
    "wanzhou": Text("Wanzhou", "万州"),
    "hanyin": Text("Hanyin", "汉阴"),
    "yinchuan": Text("Yinchuan", "银川"),
    "chongqing": Text("Chongqing", "重庆"),
}
"""The plans by id, in the order in which they are listed: whose they are."""

_WORDS = {"objectives": "目标部分", "safeguards": "保障部分"}
_FORMS = (
    (r"(\d+)", "第{0}条"),
    (r"§(\d+)", "第{0}部分"),
    (r"ch\. (\d+)", "第{0}章"),
    (r"ch\. (\d+) §(\d+)", "第{0}章第{1}节"),
    (r"table (\d+) row (\d+)", "专栏{0}第{1}行"),
    (r"special column (\d+)", "专栏{0}"),
)
"""How items are written, and what stands for them in Chinese."""


def item_name(item: str) -> Text:
    """What an item is called."""
    chinese = _WORDS.get(item, item)
    for pattern, words in _FORMS:
        match = re.fullmatch(pattern, item)
        if match is not None:
            chinese = words.format(*match.groups())
    return Text(f"item {item}", chinese)


def place_of(document: str) -> Text:
    """Whose plan a document is; its id if it is none of those known."""
    return PLACES.get(document, Text(document, document))
