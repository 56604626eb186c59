"""Texts in the two languages of the project."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
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

Piece = Text | str | int | float
"""What may fill a gap of a text: a text follows the language, anything else is the same in both."""


def fill(text: Text, /, **pieces: Piece) -> Text:
    """A text with its gaps filled, each language with the pieces of that language."""
    english = {name: piece.en if isinstance(piece, Text) else piece for name, piece in pieces.items()}
    chinese = {name: piece.zh if isinstance(piece, Text) else piece for name, piece in pieces.items()}
    return Text(text.en.format(**english), text.zh.format(**chinese))


def both(english: str, chinese: str, /, **pieces: Piece) -> Text:
    """A text from what it is in each language, with its gaps filled."""
    return fill(Text(english, chinese), **pieces)


def join(parts: Sequence[Text], english: str = "; ", chinese: str = "\N{FULLWIDTH SEMICOLON}") -> Text:
    """Texts one after another."""
    return Text(english.join(part.en for part in parts), chinese.join(part.zh for part in parts))


def lines(parts: Sequence[Text]) -> Text:
    """Texts one below another."""
    return join(parts, "\n", "\n")


def with_name(text: Text, name: Text | str) -> Text:
    """A text with a name in parentheses."""
    return both("{text} ({name})", "{text}（{name}）", text=text, name=name)


def apart(texts: Sequence[Text], names: Sequence[str]) -> list[Text]:
    """Texts that can be told apart: in each language, its name is added to whatever repeats there."""
    counts = {lang: Counter(text.in_(lang) for text in texts) for lang in LANGS}
    longer = map(with_name, texts, names)
    return [
        Text(*((full if counts[lang][text.in_(lang)] > 1 else text).in_(lang) for lang in LANGS))
        for text, full in zip(texts, longer, strict=True)
    ]


def text_of(words: Piece) -> Text:
    """A text as it is; a name, a number, or what a planner wrote in one language stands for both."""
    return words if isinstance(words, Text) else Text(str(words), str(words))
