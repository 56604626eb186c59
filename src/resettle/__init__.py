"""Agent-based simulation of employment and income after poverty-alleviation relocation."""

from __future__ import annotations

from pathlib import Path

__version__ = "0.1.0"

_CHECKOUT = Path(__file__).resolve().parents[2]
if Path(__file__).resolve().parent.parent.name == "src" and (_CHECKOUT / "model").is_dir():
    # The project's folders lie at the top of a checkout; in a wheel they lie beside this file.
    __path__.append(str(_CHECKOUT))
