"""Tables of a calibration: is it to be trusted, what it learned, and how each fact is met."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from math import inf, isfinite
from typing import TYPE_CHECKING, Any

from resettle.calibration.fit.sampler import GOOD_ESS, GOOD_RHAT
from resettle.results.judge.verdicts import MISSED, REACHED
from resettle.results.report.answer import Cell, Row, Table
from resettle.results.text.labels import NOTHING, Text, label, say, text_of
from resettle.results.text.numbers import NONE, percent, plain, span

if TYPE_CHECKING:
    from resettle.calibration.report.stored import Calibration, FittedFact, FittedParameter

EMULATOR_ERRORS = (0.5, 1.5)
"""Root mean square of the emulator's errors at new runs, in the standard deviations that it states."""

LARGEST_SHIFT = 1.0
"""Standard deviations of the posterior by which the medians of the cross-check may differ."""

ACCEPTANCE = (0.1, 0.7)
"""Share of accepted steps of a healthy ensemble sampler; 0.2 to 0.5 is usual (Foreman-Mackey et al. 2013)."""

SHARE_INSIDE = 0.9
"""Share of the facts that ought to lie inside their 90 % predictive interval."""


def _check(holds: bool, text: Text) -> Cell:
    return Cell(text, verdict=REACHED if holds else MISSED)


def checks(calibration: Calibration) -> Iterator[Cell]:
    """What ought to hold before the posterior is used; what the fit does not say is left out."""
    diagnostics = calibration.diagnostics
    shifts = [abs(one.number("abc_shift")) for one in calibration.parameters]
    shift = max(filter(isfinite, shifts), default=None)
    limits = {"rhat": {"limit": str(GOOD_RHAT)}, "ess": {"limit": f"{GOOD_ESS:.0f}"}}
    limits["emulator"] = {"runs": str(diagnostics.get("confirmed_runs", "?"))}
    for name, value, (least, most), shown in (
        ("rhat", _number(diagnostics, "largest_rhat"), (-inf, GOOD_RHAT), partial(plain, digits=3)),
        ("ess", _number(diagnostics, "smallest_ess"), (GOOD_ESS, inf), partial(plain, digits=0)),
        ("acceptance", _number(diagnostics, "acceptance"), ACCEPTANCE, partial(percent, digits=0)),
        ("emulator", _number(diagnostics, "confirmed_rms"), EMULATOR_ERRORS, partial(plain, digits=2)),
        ("abc", shift, (0.0, LARGEST_SHIFT), partial(plain, digits=2)),
    ):
        if value is not None:
            text = say(f"cal_check_{name}", value=shown(value), **limits.get(name, {}))
            yield _check(least <= value <= most, text)
    inside = sum(fact.inside for fact in calibration.facts)
    if calibration.facts:
        holds = inside >= SHARE_INSIDE * len(calibration.facts)
        yield _check(holds, say("cal_check_facts", inside=inside, total=len(calibration.facts)))
    failed = _number(diagnostics, "failed_runs")
    if failed is not None:
        made = _number(diagnostics, "runs")
        runs = "?" if made is None else plain(made, 0)
        yield _check(failed == 0, say("cal_check_failed", failed=plain(failed, 0), runs=runs))
    scale = diagnostics.get("discrepancy_scale")
    middle = _number(scale, "q50") if isinstance(scale, Mapping) else None
    if middle is not None:
        yield Cell(say("cal_check_discrepancy", value=plain(middle, 2)), verdict="noted")


def _number(figures: Mapping[str, Any], key: str) -> float | None:
    value = figures.get(key)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not isfinite(value):
        return None
    return float(value)


def parameter_table(calibration: Calibration) -> Table:
    """What was learned of each parameter that has a row of its own."""
    heads = ("parameter", "range", "posterior", "learned", "abc", "rhat", "ess")
    return Table(
        label("cal_learned_title"),
        tuple(label(f"head_cal_{name}") for name in heads),
        tuple(_parameter(one) for one in calibration.parameters if one.row),
    )


def _parameter(one: FittedParameter) -> Row:
    rhat, ess = one.number("rhat"), one.number("ess")
    mixed = not (rhat > GOOD_RHAT or ess < GOOD_ESS)
    return (
        Cell(one.label, code=one.name, note=text_of(one.note)),
        span(_bare(one.low), _bare(one.high)),
        Cell(_bare(one.number("posterior_q50")), (_band(one, "posterior"),)),
        percent(max(0.0, one.number("contraction")), 0),
        _band(one, "abc"),
        Cell(_bare(rhat, 3), verdict="" if mixed else MISSED),
        _bare(ess, 0),
    )


def _bare(value: float, digits: int | None = None) -> Text:
    return text_of(plain(value, digits))


def _band(one: FittedParameter, which: str) -> Text:
    low, high = one.number(f"{which}_q05"), one.number(f"{which}_q95")
    return span(_bare(low), _bare(high)) if isfinite(low) and isfinite(high) else NONE


def fact_table(calibration: Calibration) -> Table:
    """How each fact is met before and after the fit."""
    heads = ("fact", "observed", "prior", "posterior", "predictive", "inside", "emulator")
    return Table(
        NOTHING,
        tuple(label(f"head_cal_{name}") for name in heads),
        tuple(map(_fact, calibration.facts)),
        terminal=False,
        words=(5,),
    )


def _fact(one: FittedFact) -> Row:
    def band(which: str) -> Text:
        return span(one.text(one.number(f"{which}_q05")), one.text(one.number(f"{which}_q95")))

    error, discrepancy, emulator = (
        one.text(one.number(column)) for column in ("error_sd", "discrepancy_sd", "emulator_sd")
    )
    return (
        Cell(one.label, code=one.name),
        Cell(one.text(one.number("observed")), (say("cal_errors", error=error, discrepancy=discrepancy),)),
        band("prior"),
        Cell(one.text(one.number("posterior_q50")), (band("posterior"),)),
        band("predictive"),
        Cell(
            label("cal_inside" if one.inside else "cal_outside"),
            (text_of(f"z = {plain(one.number('z'), 1)}"),),
            verdict=REACHED if one.inside else MISSED,
        ),
        emulator,
    )
