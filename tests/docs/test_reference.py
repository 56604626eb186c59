"""The Python reference has every public name, and no other."""

from __future__ import annotations

import re

import resettle
from tests.conftest import ROOT


def test_the_reference_has_every_public_name() -> None:
    text = (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")
    named = re.findall(r"^\.\. auto\w+:: (?:resettle\.)?([\w.]+)$", text, re.MULTILINE)
    assert sorted(named) == sorted([*resettle.__all__, "api.Options"])
