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
def stages(quiet: bool = False) -> Iterator[Callable[[Step], None]]:
    """Show how far the work is: a bar on a terminal, on anything else one line per stage.

    Args:
        quiet: Whether nothing is said of it on anything but a terminal.
    """
    if sys.stderr.isatty():
        with _bar() as show:
            yield show
        return
    shown = ""

    def tell(step: Step) -> None:
        nonlocal shown
        if step.stage != shown and not quiet:
            print(f"{step.stage} ({step.total}) ...", file=sys.stderr, flush=True)
            shown = step.stage

    yield tell


@contextmanager
def _bar() -> Iterator[Callable[[Step], None]]:
    """A bar with the time left, taken away when the block ends."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[left]}"),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as drawn:
        task = drawn.add_task("", total=None, visible=False, left="")
        shown = ""

        def show(step: Step) -> None:
            nonlocal shown
            if step.stage != shown:
                drawn.reset(task)
                shown = step.stage
            left = "" if not step.seconds_left else f"· {step.seconds_left / 60:.1f} min left"
            drawn.update(
                task, description=step.stage, completed=step.done, total=step.total, left=left, visible=True
            )

        yield show


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
