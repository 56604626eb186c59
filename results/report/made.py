"""How an answer was made, as rows of names and values from its manifest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from resettle.model.inputs import OUTSIDE
from resettle.results.runs.draws import MODES
from resettle.results.text.labels import NOTHING, Text, join, label, labels, say, text_of
from resettle.results.text.numbers import plain, tidy

UNSAID = frozenset({"resettle", "question", "scenarios", "details", "failed", "files", "runs"})
"""Keys of a manifest that are no rows of their own."""

ADDRESSES = frozenset({"seed", "posterior", "digest"})
"""Keys whose values are copied, not read, so that nothing is put between their digits."""


def made_rows(manifest: Mapping[str, Any]) -> list[tuple[Text, Text]]:
    """How an answer was made; what the labels do not know keeps its own name.

    Args:
        manifest: The manifest; scalars of its `details` that have a label are rows too.
    """
    known = labels()
    details = {
        key: value
        for key, value in manifest.get("details", {}).items()
        if f"run:{key}" in known and key not in manifest
    }
    rows = []
    for key, value in (*manifest.items(), *details.items()):
        if key not in UNSAID:
            mode = value in {"parameters": MODES, "outside": OUTSIDE}.get(key, ())
            text = label(f"mode_{value}") if mode else value_text(value, key)
            if text.en:
                rows.append((known.get(f"run:{key}", Text(key, key)), text))
    made = manifest.get("runs")
    if isinstance(made, int):
        rows.append((known["run:runs"], value_text(made)))
    elif isinstance(made, Sequence):
        seeds = [run["seed"] for run in made]
        rows.append((label("run_seeds"), text_of(f"{min(seeds)}–{max(seeds)}")))
    return [*rows, *map(_scenario_row, manifest.get("scenarios", ()))]


def _scenario_row(entry: Mapping[str, Any]) -> tuple[Text, Text]:
    """Files, scale, weight and digest of a scenario."""
    parts = [say("made_files", files=", ".join(entry["files"]))]
    if entry.get("scale"):
        parts.append(say("made_scale", scale=tidy(float(f"{entry['scale']:.4g}"))))
    if entry.get("weight"):
        parts.append(say("made_weight", weight=tidy(float(f"{entry['weight']:.4g}"))))
    parts.append(say("made_digest", digest=entry["digest"]))
    return text_of(entry["name"]), join(parts)


def failures(manifest: Mapping[str, Any]) -> Text | None:
    """A warning if runs failed."""
    failed, made = manifest.get("failed"), manifest["runs"]
    if not failed:
        return None
    total = made if isinstance(made, int) else len(made)
    return say("answer_incomplete", failed=len(failed), total=total, first=failed[0])


def value_text(value: Any, key: str = "") -> Text:
    """A value of a manifest in words; nothing for what is missing or empty."""
    if value is None or value in ("", {}, []):
        return NOTHING
    if isinstance(value, bool):
        return label("yes") if value else label("no")
    if isinstance(value, (int, float)) and key not in ADDRESSES:
        return text_of(plain(float(value)))
    if isinstance(value, Mapping):
        parts = [(inner, value_text(one, inner)) for inner, one in value.items()]
        return join(
            [Text(f"{inner} {text.en}", f"{inner} {text.zh}") for inner, text in parts if text.en], ", ", ", "
        )
    if isinstance(value, (list, tuple)):
        return join([value_text(one) for one in value], ", ", ", ")
    return text_of(str(value))
