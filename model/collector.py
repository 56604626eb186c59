"""Keeping the indicators of every month."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa

if TYPE_CHECKING:
    from resettle.model.simulation import ResettlementModel


class Collector(mesa.DataCollector):
    """Mesa's collector of model variables, for values that are plain numbers and all known at once.

    Mesa asks one reporter after the other and copies deeply what each says.
    """

    def collect(self, model: ResettlementModel) -> None:
        """Append this month's value of every indicator."""
        for name, kept in self.model_vars.items():
            kept.append(model.values[name])
