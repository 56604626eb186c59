"""A tiny settlement that exercises every rule; its numbers mean nothing."""

from __future__ import annotations

from resettle.model.compiled import remember
from resettle.model.fields import Field, Number
from resettle.model.inputs import Condition, LeverWindow, ModelInputs, Period
from resettle.model.levers import LEVERS
from resettle.model.parameters import PARAMETERS
from resettle.model.population_fields import INITIAL, POPULATION, SERIES
from resettle.model.simulation import ResettlementModel

_BY_UNIT = {
    "share": 0.3,
    "share/month": 0.05,
    "share/year": 0.05,
    "log points": 0.1,
    "months": 3.0,
    "multiple": 1.0,
    "elasticity": 0.5,
}
_SIZES: dict[str, Number] = {
    "households": 60.0,
    "sites": 2.0,
    "counties": 2.0,
    "enterprise_counties": 1.0,
    "household_size": {str(n): float(n in (3, 4)) / 2 for n in range(1, 9)},
    "labour_per_household": {str(n): float(n in (1, 2)) / 2 for n in range(1, 6)},
    "site_size": {"under_200": 1.0, "200_800": 0.0, "800_2250": 0.0, "over_2250": 0.0},
    "employment_rate": 0.8,
    "in_work": 0.8,
    "one_employed": 0.9,
    "workshops": 2.0,
    "workshop_places": 3.0,
    "wants_work": 0.9,
    "willing_to_leave": 0.7,
    "entrants": 0.05,
}


def _value(name: str, field: Field) -> Number:
    if name in _SIZES:
        return _SIZES[name]
    plain = _BY_UNIT.get(field.unit, 500.0)
    if field.total is not None:
        return {key: field.total / len(field.keys) for key in field.keys}
    return dict.fromkeys(field.keys, plain) if field.keys else plain


def _setting(field: Field, is_scale: bool) -> float:
    if is_scale:
        return min(field.high, 24.0)
    return 0.5 if field.high <= 1 else 2.0


def toy_inputs(months: int = 14) -> ModelInputs:
    """Sixty households in two settlements, with every lever on.

    Args:
        months: Months to run, the first twelve being the base year.
    """
    period = Period(2021, min(12, months - 1), months - 1)
    windows = {
        name: (
            LeverWindow(
                0,
                months - 1,
                {key: _setting(field, key == lever.scale) for key, field in lever.settings.items()},
            ),
        )
        for name, lever in LEVERS.items()
    }
    return ModelInputs(
        period=period,
        population={name: _value(name, field) for name, field in POPULATION.items()},
        initial={name: _value(name, field) for name, field in INITIAL.items()},
        parameters={name: _value(name, field) for name, field in PARAMETERS.items()},
        series={name: {2021 + n: 4000.0 + 100 * n for n in range(4)} for name in SERIES},
        levers=windows,
        standards={
            "demonstration": (
                Condition("income", "above", 1.1, "rural_income"),
                Condition("employment_rate", "at_least", 0.75),
            ),
            "city_level": (Condition("infrastructure", "above", 0.5), Condition("services", "at_least", 1)),
        },
    )


def warm_up() -> None:
    """Compile every kernel by running a tiny model, and remember that it was done."""
    ResettlementModel(toy_inputs(), seed=1).run()
    remember()
