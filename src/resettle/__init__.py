"""Will a relocation follow-up plan reach its targets? An agent-based simulation for planners.

    import resettle

    plan = resettle.load("guizhou")
    more = plan.changed({"levers.training_subsidy.seats": 54_000}, name="more-seats")
    answer = resettle.compare([plan, more])
    answer.figure("income")

The names below are loaded when they are first used. `docs/api.md` shows each of them.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from resettle.api import (
        bundled,
        compare,
        discover,
        explore,
        fit_base,
        new,
        optimise,
        read,
        run,
        sensitivity,
        sweep,
    )
    from resettle.model.simulation import ResettlementModel as Model
    from resettle.results.report.deliver import CompleteAnswer as Answer
    from resettle.scenarios import Scenario, ScenarioErrors, check, load

__version__ = "0.1.0"

__all__ = [
    "Answer",
    "Model",
    "Scenario",
    "ScenarioErrors",
    "bundled",
    "check",
    "compare",
    "discover",
    "explore",
    "fit_base",
    "load",
    "new",
    "optimise",
    "read",
    "run",
    "sensitivity",
    "sweep",
]

_MODULES = {
    "Answer": "resettle.results.report.deliver:CompleteAnswer",
    "Model": "resettle.model.simulation:ResettlementModel",
    "Scenario": "resettle.scenarios",
    "ScenarioErrors": "resettle.scenarios",
    "check": "resettle.scenarios",
    "load": "resettle.scenarios",
}
"""Where a public name lives, and what it is called there; all others live in `resettle.api`."""

_CHECKOUT = Path(__file__).resolve().parents[2]
if Path(__file__).resolve().parent.parent.name == "src" and (_CHECKOUT / "model").is_dir():
    # The project's folders lie at the top of a checkout; in a wheel they lie beside this file.
    __path__.append(str(_CHECKOUT))


def __getattr__(name: str) -> Any:
    """Load a public name when it is first used, so that `import resettle` costs nothing."""
    if name not in __all__:
        from difflib import get_close_matches

        near = get_close_matches(name, __all__, n=1)
        hint = f"; did you mean {near[0]}?" if near else ""
        raise AttributeError(f"module 'resettle' has no attribute '{name}'{hint}")
    module, _, own = _MODULES.get(name, "resettle.api").partition(":")
    value = getattr(import_module(module), own or name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
