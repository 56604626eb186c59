"""The labels of charts, report and terminal: every text once, in English and Chinese.

Each question of the command line has a file of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any

from resettle.model.text import LANGS as LANGS
from resettle.model.text import NOTHING as NOTHING
from resettle.model.text import Lang as Lang
from resettle.model.text import Piece as Piece
from resettle.model.text import Text as Text
from resettle.model.text import fill as fill
from resettle.model.text import join as join
from resettle.model.text import text_of as text_of


@lru_cache(maxsize=1)
def labels() -> dict[str, Text]:
    """All labels by key, read once from the YAML files of this folder.

    Raises:
        ValueError: If a label lacks a language, or two files have one key.
    """
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    found: dict[str, Text] = {}
    for path in sorted(files("resettle.results.text.labels").iterdir(), key=lambda file: file.name):
        if not path.name.endswith(".yaml"):
            continue
        content: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=loader) or {}
        for key, entry in content.items():
            if not isinstance(entry, dict) or set(entry) != set(LANGS):
                raise ValueError(f"label '{key}' must have exactly the languages {', '.join(LANGS)}")
            if key in found:
                raise ValueError(f"label '{key}' of {path.name} stands in another file already")
            found[key] = Text(str(entry["en"]), str(entry["zh"]))
    return found


def label(key: str) -> Text:
    """One label.

    Raises:
        KeyError: If there is none of that key.
    """
    return labels()[key]


def heads(keys: str, *names: str) -> tuple[Text, ...]:
    """Labels whose keys differ in a name, such as the heads of columns: `head_{}`."""
    return tuple(label(keys.format(name)) for name in names)


def say(key: str, /, **pieces: Piece) -> Text:
    """A label with its gaps filled, each language with the pieces of that language."""
    text = label(key)
    for name, piece in pieces.items():
        if isinstance(piece, Text) and f"“{{{name}}}”" in text.zh:
            pieces[name] = _within_quotes(piece)
    return fill(text, **pieces)


def quoted(text: Text) -> Text:
    """A text in quotation marks; those within it become single ones."""
    within = _within_quotes(text)
    return Text(f"“{within.en}”", f"“{within.zh}”")


def _within_quotes(text: Text) -> Text:
    """A text whose quotation marks are single ones in Chinese."""
    return Text(text.en, text.zh.replace("“", "‘").replace("”", "’"))


def listed(parts: Sequence[Text]) -> Text:
    """Texts in a row, with "and" before the last."""
    if len(parts) < 2:
        return parts[0] if parts else NOTHING
    head = join(list(parts[:-1]), ", ", "\N{IDEOGRAPHIC COMMA}")
    return join([head, parts[-1]], " and ", "和")
