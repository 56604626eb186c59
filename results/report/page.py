"""The page of an answer: one self-contained HTML file in Chinese and English that needs no network."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from resettle.results.report.charts.embed import embedded_chart
from resettle.results.report.html import asset, embedded, page_words, plotly, template
from resettle.results.text.labels import LANGS, Text, label, say
from resettle.results.text.numbers import count

if TYPE_CHECKING:
    from resettle.results.report.answer import Answer
    from resettle.results.text.labels import Lang


def render_answer(answer: Answer, manifest: dict[str, Any], lang: Lang = "en") -> str:
    """An answer as one HTML text.

    Args:
        answer: The answer.
        manifest: How it was made.
        lang: Language in which the page opens.

    Raises:
        ValueError: If the language is unknown, or two charts have one name.
    """
    if lang not in LANGS:
        raise ValueError(f"language '{lang}' is not one of {', '.join(LANGS)}")
    charts = [chart for section in answer.sections for chart in section.charts]
    if len({chart.name for chart in charts}) != len(charts):
        raise ValueError("charts of one answer need different names")
    return str(
        template("answer.html").render(
            lang=lang,
            title=answer.title,
            headlines=answer.headlines,
            sections=answer.sections,
            made=_made(manifest),
            failed=_failed(manifest),
            figures=embedded([embedded_chart(chart) for chart in charts]),
            words=embedded(page_words(answer.title)),
            plotly=plotly(),
            style=asset("style.css"),
            script=asset("report.js"),
        )
    )


def _made(manifest: dict[str, Any]) -> list[tuple[Text, Text]]:
    """How the answer was made, row by row."""
    scenarios = "; ".join(f"{one['name']} ({one['digest'][:12]})" for one in manifest["scenarios"])
    rows = {
        "made_command": manifest["command"],
        "made_created": manifest["created"],
        "made_scenarios": scenarios,
        "made_runs": count(manifest["runs"]).en,
        "made_seed": str(manifest["seed"]),
        "made_parameters": manifest["parameters"],
        "made_versions": ", ".join(f"{name} {number}" for name, number in manifest["versions"].items()),
    }
    told = [(label(key), Text(str(value), str(value))) for key, value in rows.items()]
    if manifest["git"] is not None:
        commit = manifest["git"]["commit"][:12]
        told.append((label("made_commit"), Text(commit, commit)))
    return told


def _failed(manifest: dict[str, Any]) -> Text | None:
    """A warning if runs failed."""
    failed = manifest["failed"]
    if not failed:
        return None
    return say("answer_incomplete", failed=len(failed), total=manifest["runs"], first=failed[0])
