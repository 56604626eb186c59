"""Tables of a calibration: is it to be trusted, what it learned, and how each fact is met."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, Any

from resettle.results.text.labels import NOTHING, Text, label, say
from resettle.results.text.numbers import NONE, percent, plain, span

if TYPE_CHECKING:
    from resettle.calibration.report.page import Calibration, Fact, Parameter

LARGEST_RHAT = 1.05
"""R-hat up to which chains count as mixed; Vehtari et al. (2021), Bayesian Analysis 16, ask for 1.01
of many short chains, Gelman and Rubin (1992) for 1.1."""

SMALLEST_ESS = 400.0
"""Effective draws from which quantiles are stable (Vehtari et al. 2021)."""

EMULATOR_ERRORS = (0.5, 1.5)
"""Root mean square of the emulator's errors at new runs, in the standard deviations that it states."""

LARGEST_SHIFT = 1.0
"""Standard deviations of the posterior by which the medians of the cross-check may differ."""

ACCEPTANCE = (0.1, 0.7)
"""Share of accepted steps of a healthy ensemble sampler; 0.2 to 0.5 is usual (Foreman-Mackey et al. 2013)."""

SHARE_INSIDE = 0.9
"""Share of the facts that ought to lie inside their 90 % predictive interval."""


@dataclass(frozen=True)
class Check:
    """One thing that ought to hold.

    Attributes:
        holds: Whether it does; `None` where it is only told.
        told: What was found.
    """

    holds: bool | None
    told: Text


def checks(held: Calibration) -> list[Check]:
    """What ought to hold before the posterior is used; what the fit does not tell is left out."""
    return list(_checks(held))


def _checks(held: Calibration) -> Iterator[Check]:
    told = held.diagnostics
    rhat, ess = _number(told, "largest_rhat"), _number(told, "smallest_ess")
    if rhat is not None:
        yield Check(
            rhat <= LARGEST_RHAT, say("cal_check_rhat", value=plain(rhat, 3), limit=str(LARGEST_RHAT))
        )
    if ess is not None:
        limit = f"{SMALLEST_ESS:.0f}"
        yield Check(ess >= SMALLEST_ESS, say("cal_check_ess", value=plain(ess, 0), limit=limit))
    acceptance = _number(told, "acceptance")
    if acceptance is not None:
        holds = ACCEPTANCE[0] <= acceptance <= ACCEPTANCE[1]
        yield Check(holds, say("cal_check_acceptance", value=percent(acceptance, 0)))
    confirmed = _number(told, "confirmed_rms")
    if confirmed is not None:
        runs = str(told.get("confirmed_runs", "?"))
        holds = EMULATOR_ERRORS[0] <= confirmed <= EMULATOR_ERRORS[1]
        yield Check(holds, say("cal_check_emulator", value=plain(confirmed, 2), runs=runs))
    shifts = [abs(one.number("abc_shift")) for one in held.parameters]
    shifts = [shift for shift in shifts if isfinite(shift)]
    if shifts:
        yield Check(max(shifts) <= LARGEST_SHIFT, say("cal_check_abc", value=plain(max(shifts), 2)))
    inside = sum(fact.inside for fact in held.facts)
    if held.facts:
        holds = inside >= SHARE_INSIDE * len(held.facts)
        yield Check(holds, say("cal_check_facts", inside=inside, total=len(held.facts)))
    failed = _number(told, "failed_runs")
    if failed is not None:
        runs = str(told.get("runs", "?"))
        yield Check(failed == 0, say("cal_check_failed", failed=plain(failed, 0), runs=runs))
    scale = told.get("discrepancy_scale")
    middle = _number(scale, "q50") if isinstance(scale, Mapping) else None
    if middle is not None:
        yield Check(None, say("cal_check_discrepancy", value=plain(middle, 2)))


def _number(held: Mapping[str, Any], key: str) -> float | None:
    value = held.get(key)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not isfinite(value):
        return None
    return float(value)


@dataclass(frozen=True)
class ParameterRow:
    """One parameter, ready to print."""

    label: Text
    name: str
    note: str
    prior: Text
    posterior: Text
    band: Text
    learned: Text
    abc: Text
    rhat: Text
    ess: Text
    fine: bool


def parameter_rows(held: Calibration) -> list[ParameterRow]:
    """What was learned of each parameter that has a row of its own."""
    return [_parameter(one) for one in held.parameters if one.row]


def _parameter(one: Parameter) -> ParameterRow:
    rhat, ess = one.number("rhat"), one.number("ess")
    return ParameterRow(
        label=one.label,
        name=one.name,
        note=one.note,
        prior=span(_bare(one.low), _bare(one.high)),
        posterior=_bare(one.number("posterior_q50")),
        band=_band(one, "posterior"),
        learned=percent(max(0.0, one.number("contraction")), 0),
        abc=_band(one, "abc"),
        rhat=_bare(rhat, 3),
        ess=_bare(ess, 0),
        fine=not (rhat > LARGEST_RHAT or ess < SMALLEST_ESS),
    )


def _bare(value: float, digits: int | None = None) -> Text:
    text = plain(value, digits)
    return Text(text, text)


def _band(one: Parameter, which: str) -> Text:
    low, high = one.number(f"{which}_q05"), one.number(f"{which}_q95")
    return span(_bare(low), _bare(high)) if isfinite(low) and isfinite(high) else NONE


@dataclass(frozen=True)
class FactRow:
    """One fact, ready to print."""

    label: Text
    name: str
    observed: Text
    errors: Text
    prior: Text
    posterior: Text
    band: Text
    predictive: Text
    inside: bool
    word: Text
    z: Text
    emulator: Text


def fact_rows(held: Calibration) -> list[FactRow]:
    """How each fact is met before and after the fit."""
    return [_fact(one) for one in held.facts]


def _fact(one: Fact) -> FactRow:
    def band(which: str) -> Text:
        return span(one.text(one.number(f"{which}_q05")), one.text(one.number(f"{which}_q95")))

    error, discrepancy, emulator = (
        one.text(one.number(column)) for column in ("error_sd", "discrepancy_sd", "emulator_sd")
    )
    return FactRow(
        label=one.label,
        name=one.name,
        observed=one.text(one.number("observed")),
        errors=say("cal_errors", error=error, discrepancy=discrepancy),
        prior=band("prior"),
        posterior=one.text(one.number("posterior_q50")),
        band=band("posterior"),
        predictive=band("predictive"),
        inside=one.inside,
        word=label("cal_inside" if one.inside else "cal_outside"),
        z=_bare(one.number("z"), 1),
        emulator=emulator,
    )


def number_rows(held: Calibration) -> list[tuple[Text, Text]]:
    """Everything else that the fit says of itself; what the labels do not know keeps its own name."""
    from resettle.results.text.labels import labels

    rows = []
    for key, value in (*held.diagnostics.items(), *held.manifest.items()):
        if key in ("diagnostics", "problem", "names", "hashes", "calibration"):
            continue
        told = _told(value)
        if told.en:
            rows.append(
                (labels().get(f"run:{key}", Text(key.replace("_", " "), key.replace("_", " "))), told)
            )
    return rows


def _told(value: Any) -> Text:
    if value is None or value in ("", {}, []):
        return NOTHING
    if isinstance(value, bool):
        return label("yes" if value else "no")
    if isinstance(value, (int, float)):
        return _bare(float(value))
    if isinstance(value, Mapping):
        parts = [(key, _told(inner).en) for key, inner in value.items()]
        text = ", ".join(f"{key} {told}" for key, told in parts if told)
    elif isinstance(value, (list, tuple)):
        text = ", ".join(_told(inner).en for inner in value)
    else:
        text = str(value)
    return Text(text, text)
