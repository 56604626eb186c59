"""The plain page on the model names every lever and channel as the program does."""

from __future__ import annotations

import re

import pytest

from resettle.model.channels import LABELS
from resettle.model.levers import LEVERS
from resettle.model.text import LANGS, Lang
from tests.conftest import ROOT

PAGES = {"en": "model.md", "zh": "model.zh.md"}


def named(lang: Lang) -> dict[str, str]:
    """First cells of the tables of a page: name by code."""
    text = (ROOT / "docs" / PAGES[lang]).read_text(encoding="utf-8")
    return {code: name.strip() for name, code in re.findall(r"^\| ([^|`]+)`(\w+)` \|", text, re.MULTILINE)}


@pytest.mark.parametrize("lang", LANGS)
def test_the_page_names_every_channel_and_lever_and_no_other(lang: Lang) -> None:
    position = LANGS.index(lang)
    channels = {code: labels[position] for code, labels in LABELS.items()}
    levers = {code: (lever.en, lever.zh)[position] for code, lever in LEVERS.items()}
    assert named(lang) == channels | levers
