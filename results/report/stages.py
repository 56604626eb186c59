"""Progress of long work in stages, and what a fit found, on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import pandas as pd


class Step(Protocol):
    """How far a stage is."""

    @property
    def stage(self) -> str:
        """What is being done."""

    @property
    def done(self) -> int:
        """Units done."""

    @property
    def total(self) -> int:
        """Units in all."""

    @property
    def seconds_left(self) -> float | None:
        """Estimate; `None` while unknown."""


@contextmanager
def stages() -> Iterator[Callable[[Step], None]]:
    """Show one line that is written over; on anything but a terminal, one line a stage."""
    shown = ""
    terminal = sys.stderr.isatty()

    def tell(step: Step) -> None:
        nonlocal shown
        if not terminal:
            if step.stage != shown:
                print(f"{step.stage} ({step.total}) ...", file=sys.stderr, flush=True)
                shown = step.stage
            return
        left = "" if step.seconds_left is None else f", {step.seconds_left / 60:.1f} min left"
        line = f"{step.stage}: {step.done} of {step.total}{left}"
        print(f"\r{line:<{len(shown)}}", end="", file=sys.stderr, flush=True)
        shown = line

    try:
        yield tell
    finally:
        if terminal and shown:
            print(file=sys.stderr)


def fit_lines(parameters: pd.DataFrame, diagnostics: Mapping[str, Any]) -> Iterator[str]:
    """What a fit found of each parameter, and whether its chains can be trusted.

    Args:
        parameters: A row a parameter with its limits and posterior quantiles.
        diagnostics: Figures of the chains.
    """
    yield f"{'parameter':<24}{'prior':>18}{'median':>10}{'5-95 %':>20}{'learnt':>8}"
    for row in parameters.to_dict("records"):
        prior = f"{row['low']:g} to {row['high']:g}"
        band = f"{row['posterior_q05']:.3g} to {row['posterior_q95']:.3g}"
        learnt = f"{100.0 * float(row['contraction']):.0f} %"
        yield f"{row['parameter']:<24}{prior:>18}{row['posterior_q50']:>10.3g}{band:>20}{learnt:>8}"
    yield ""
    yield (
        f"largest R-hat {diagnostics['largest_rhat']:.3f}, smallest effective sample "
        f"{diagnostics['smallest_ess']:.0f}, acceptance {diagnostics['acceptance']:.2f}; "
        f"learnt: how much narrower than the prior"
    )
