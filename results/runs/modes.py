"""The ways in which the parameters of a run are drawn; `results.runs.draws` says what each means."""

from __future__ import annotations

from typing import Literal

Mode = Literal["point", "prior", "posterior"]
MODES: tuple[Mode, ...] = ("point", "prior", "posterior")
DEFAULT_MODE: Mode = "posterior"
"""How parameters are drawn by every command and function that names no other."""
