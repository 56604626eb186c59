"""Labels and documents use the words of the glossary, and none of those that it sets aside."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from resettle.model.composite import SITE_INDICATORS, STANDARDS
from resettle.model.indicators import INDICATORS
from resettle.model.levers import LEVERS
from resettle.model.parameters import PARAMETERS
from resettle.model.population_fields import INITIAL, POPULATION, SERIES
from resettle.model.text import Text
from resettle.results.text.labels import labels
from resettle.scenarios import load_bundled

ROOT = Path(__file__).parents[2]
GLOSSARY = ROOT / "docs" / "glossary.md"
READMES = [ROOT / "README.md", ROOT / "README.zh.md"]
DOCUMENTS = [*READMES, *(path for path in (ROOT / "docs").glob("*.md") if path != GLOSSARY)]


def rows() -> list[list[str]]:
    """Rows of the glossary's tables: English, Chinese, two definitions, words that are not used."""
    lines = [line for line in GLOSSARY.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    return [
        [cell.strip() for cell in line.strip().strip("|").split("|")]
        for line in lines
        if not line.startswith(("| English", "|---"))
    ]


def banned() -> tuple[list[str], list[str]]:
    """Words that the glossary sets aside, in English and in Chinese."""
    words = [word.strip() for row in rows() for word in row[4].split(",") if word.strip()]
    english = [word.strip("`") for word in words if word.startswith("`")]
    chinese = [word for word in words if not word.startswith("`")]
    return english, chinese


def registers() -> Iterator[tuple[str, Text]]:
    """Texts of the model and of the bundled scenarios that pages show."""
    for register in (INDICATORS, PARAMETERS, POPULATION, INITIAL, SERIES, SITE_INDICATORS):
        yield from ((name, Text(one.en, one.zh)) for name, one in register.items())
    for name, lever in LEVERS.items():
        yield name, Text(lever.en, lever.zh)
        yield from ((f"{name}.{key}", Text(one.en, one.zh)) for key, one in lever.settings.items())
    yield from ((name, Text(*texts)) for name, texts in STANDARDS.items())
    for scenario in load_bundled()[0]:
        yield scenario.name, scenario.title
        yield f"{scenario.name}.description", scenario.description
        yield from ((f"{scenario.name}.{name}", one.title) for name, one in scenario.targets.items())


def prose(text: str) -> str:
    """A document without its code and its addresses."""
    without = re.sub(r"```.*?```", " ", text, flags=re.DOTALL)
    without = re.sub(r"`[^`\n]*`|\]\([^)]*\)|https?://\S+|<!--.*?-->", " ", without)
    return re.sub(r"\s+", " ", without)


def english_words(text: str) -> list[str]:
    """Words set aside that stand in an English text."""
    return [word for word in banned()[0] if re.search(rf"\b{re.escape(word)}\b", text, re.IGNORECASE)]


def chinese_words(text: str) -> list[str]:
    """Words set aside that stand in a Chinese text."""
    return [word for word in banned()[1] if word in text]


def test_every_term_is_there_in_both_languages_with_a_definition_in_each() -> None:
    assert len(rows()) > 40
    chinese = re.compile("[\u4e00-\u9fff]")
    for row in rows():
        assert len(row) == 5, row
        english, term, meaning, explained, _ = row
        assert english and not chinese.search(english + meaning), row
        assert chinese.search(term) and chinese.search(explained), row
        assert meaning.endswith(".") and explained.endswith("。"), row


def test_the_terms_differ_from_each_other_and_from_what_is_set_aside() -> None:
    english, chinese = banned()
    for column, words in ((0, english), (1, chinese)):
        terms = [row[column] for row in rows()]
        assert len(set(terms)) == len(terms)
        assert not set(terms) & set(words)
        assert len(set(words)) == len(words)
    assert {"luck", "a head", "unknowns"} <= set(english)
    assert {"情景", "运气"} <= set(chinese)


@pytest.mark.parametrize(("source", "texts"), [("labels", labels().items()), ("registers", registers())])
def test_no_label_has_a_word_that_the_glossary_sets_aside(source: str, texts: object) -> None:
    found = []
    for key, text in texts:  # type: ignore[attr-defined]
        english = re.sub(r"\{\w+\}", " ", text.en)
        if key.startswith("unit:"):  # units are written so in scenario files
            english = ""
        words = english_words(english) + chinese_words(text.zh)
        found += [f"{source} {key}: {', '.join(words)}"] if words else []
    assert found == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_no_document_has_a_word_that_the_glossary_sets_aside(path: Path) -> None:
    text = prose(path.read_text(encoding="utf-8"))
    assert english_words(text) + chinese_words(text) == []
