"""Every text of the question is used, and every text that is used is there."""

from __future__ import annotations

import re
from pathlib import Path

from resettle.results.questions.sensitivity.gate_file import RULES
from resettle.results.questions.sensitivity.inputs import ORIGINS
from resettle.results.text.labels import labels

FOLDER = Path(__file__).parents[2] / "results" / "questions"

HEADS = (
    *("input", "path", "range", "central", "origin", "size", "way", "noise", "alone", "total"),
    *("low", "third", "two_thirds", "high"),
)

BUILT = {
    *("sensitivity_turned", "sensitivity_given"),
    *(f"sensitivity_head_{word}" for word in HEADS),
    *(f"sensitivity_key_{word}" for word in ("up", "down", "mixed", "alone", "total", "sigma", "chance")),
    *(f"sensitivity_key_{word}" for word in ("low", "high", "between")),
    *(f"sensitivity_finding_{word}" for word in ("up", "down", "mixed", "none")),
    *(f"sensitivity_emulator_{grade}" for grade in ("good", "rough")),
    *(f"sensitivity_origin_{origin}" for origin in ORIGINS),
    *(f"sensitivity_gate_rule_{rule}" for rule in RULES),
    *(f"sensitivity_gate_head_{word}" for word in ("rule", "committed", "measured", "verdict")),
}
"""Keys that the program puts together."""


def test_every_text_is_used_and_every_used_text_is_there() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in (FOLDER / "sensitivity").glob("*.py"))
    named = set(re.findall(r'"(sensitivity_[a-z_]+)"', code)) - {"sensitivity_gate", "sensitivity_runs"}
    keys = {key for key in labels() if key.startswith("sensitivity_")}
    assert keys == named | BUILT
