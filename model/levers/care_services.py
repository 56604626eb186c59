"""Care services (hanyin#28, #30; wanzhou#17, #19; yinchuan#11)."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from resettle.model.fields import Field, Fields, share
from resettle.model.inputs import LeverWindow
from resettle.model.levers.base import Lever
from resettle.model.openings import CARE_RELIEF
from resettle.model.tally import CARERS


class CareServices(Lever):
    """Places in nurseries, for meals and for day care free those who care at home to work.

    A carer with a place bears `relief` less of the care duties: they look for work more often, and
    channels cost them less. Places open where labour is, in an order of carers drawn once for life, and
    cost `unit_cost` for each month of use.

    Size: `relief` is assumed with a range; no estimate for relocated people found.
    """

    name = "care_services"
    en = "Care services"
    zh = "托幼养老服务"
    scale = "places"
    rounded = "level"
    selects = False
    settings: ClassVar[Fields] = {
        "places": Field("places", "Households whose carer can have a place", "可服务户数", 0),
        "unit_cost": Field("yuan/place/month", "Cost of a place", "每个名额月成本", 0, 1e5),
        "relief": share("Part of the care duties that a place takes over", "照料负担减轻比例"),
    }

    used: float = 0.0

    def open(self, window: LeverWindow) -> None:
        """Open places where labour is; who has a place keeps it as more are opened."""
        world = self.world
        carers = world.previous.sums[:, CARERS]
        monthly = window.settings["unit_cost"]
        wanted = round(window.settings["places"] * world.part)
        places = world.spread(self.affordable(window, wanted, monthly * self.months_left))
        served = np.minimum(places, carers)
        self.used = float(served.sum())
        np.divide(served, carers, out=world.openings.care_served, where=carers > 0)
        world.openings.scalars[CARE_RELIEF] = window.settings["relief"]

    def charge(self, window: LeverWindow) -> None:
        """Pay for the places that are used."""
        planned = window.settings["places"] * self.world.part * window.settings["unit_cost"]
        self.write(planned, self.used * window.settings["unit_cost"], self.used, self.used)
