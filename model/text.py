"""Texts in the two languages of the project."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Lang = Literal["en", "zh"]
LANGS: tuple[Lang, Lang] = ("en", "zh")


@dataclass(frozen=True)
class Text:
    """One text in English and Chinese."""

    en: str
    zh: str

    def in_(self, lang: str) -> str:
        """The text in `en` or `zh`."""
        return self.zh if lang == "zh" else self.en


NOTHING = Text("", "")
"""No text at all."""
