"""Progress of long work in stages, on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol


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
