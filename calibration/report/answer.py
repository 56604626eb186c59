"""The answer of a calibration: can it be trusted, what it learned, and how each fact is met."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from resettle.calibration.report.charts import density_marks, facts_chart, parameter_charts
from resettle.calibration.report.pairs import pairs_chart
from resettle.calibration.report.stored import read_calibration
from resettle.calibration.report.tables import checks, fact_table, parameter_table
from resettle.results.judge.verdicts import MISSED, REACHED
from resettle.results.report.answer import Answer, Cell, Headline, Section
from resettle.results.report.page import render_answer, write_page
from resettle.results.runs.sealed import CHECKSUM
from resettle.results.text.labels import join, label, say

if TYPE_CHECKING:
    from resettle.calibration.report.stored import Calibration
    from resettle.results.text.labels import Lang

UNSAID = frozenset({"diagnostics", "problem", "names", "hashes", "calibration", CHECKSUM})
"""Keys of the manifest of a fit that its page does not show as they are."""


def write_calibration_page(path: Path, folder: Path, lang: Lang | None = None) -> None:
    """Write the page of a fit; an earlier one is replaced only when the new one is complete.

    Args:
        path: File to write.
        folder: What the fit left.
        lang: Language in which the page opens, that of the browser if missing; a reader may switch it.

    Raises:
        results.runs.store.FolderError: If the folder holds no finished fit.
        OSError: If a file cannot be read or written.
    """
    calibration = read_calibration(folder)
    write_page(path, render_answer(answered(calibration), made(calibration), lang))


def made(calibration: Calibration) -> dict[str, Any]:
    """How a fit was made, for its page: what it says of itself first."""
    rest = {key: value for key, value in calibration.manifest.items() if key not in UNSAID}
    return {**calibration.diagnostics, **rest}


def answered(calibration: Calibration) -> Answer:
    """The answer of a calibration."""
    checked = tuple(checks(calibration))
    return Answer(
        "calibrate",
        label("cal_title"),
        (_headline(checked),),
        tuple(_sections(calibration, checked)),
        lead=(label("cal_lead"),),
    )


def _headline(checked: Sequence[Cell]) -> Headline:
    """How many checks hold, and which do not."""
    judged = [check for check in checked if check.verdict in (REACHED, MISSED)]
    failing = [check.text for check in judged if check.verdict == MISSED]
    key = "cal_headline_failing" if failing else "cal_headline"
    pieces = {"failing": join(failing, " ", "")} if failing else {}
    total = len(judged)
    sentence = say(key, holding=str(total - len(failing)), total=str(total), **pieces)
    return Headline(sentence, MISSED if failing else REACHED)


def _sections(calibration: Calibration, checked: tuple[Cell, ...]) -> Iterator[Section]:
    yield Section("checks", label("cal_checks"), points=checked, short=label("nav_cal_checks"))
    yield Section(
        "parameters",
        label("cal_parameters"),
        (label("cal_parameters_note"),),
        (parameter_table(calibration),),
        tuple(parameter_charts(calibration)),
        keys=tuple(density_marks(calibration).values()),
        dense=True,
        short=label("nav_cal_parameters"),
    )
    pairs = pairs_chart(calibration)
    if pairs is not None:
        yield Section(
            "pairs",
            label("cal_pairs"),
            (label("cal_pairs_note"),),
            charts=(pairs,),
            short=label("nav_cal_pairs"),
        )
    chart = facts_chart(calibration.facts)
    yield Section("facts", label("nav_cal_facts"), tables=(fact_table(calibration),), charts=(chart,))
