"""Units of the columns of frames, from the declarations of indicators and of the books of levers."""

from __future__ import annotations

import pandas as pd

from resettle.model.indicators import INDICATORS
from resettle.model.record import LEDGER_COLUMNS
from resettle.results.judge.measures import MEASURES

PREFIX = "last_year."
"""Before an indicator that is taken over the last twelve months of a plan: a flow is a sum of them."""

UNITS: dict[str, str] = {
    **{column: "yuan" for column in LEDGER_COLUMNS if column.endswith("_yuan")},
    **{measure.name: measure.unit for measure in MEASURES},
    **{name: spec.unit for name, spec in INDICATORS.items()},
    **{f"{PREFIX}{name}": spec.unit.replace("/month", "/year") for name, spec in INDICATORS.items()},
    "probability": "share",
    "seconds": "seconds",
}
"""Units by column; where a row has a unit of its own, it stands in the column `unit`."""


def with_units(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with the units of its columns in `attrs["units"]`; the data are shared, not copied."""
    known = frame.copy(deep=False)
    known.attrs = {**frame.attrs, "units": {name: UNITS[name] for name in frame.columns if name in UNITS}}
    return known
