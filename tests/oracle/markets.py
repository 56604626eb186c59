"""Where workers are wanted: vacancies of each market, and how many others seek them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from resettle.model.channels import CHANNELS, WORKING
from tests.oracle.jobs import holders
from tests.oracle.trend import on_the_line

if TYPE_CHECKING:
    from tests.oracle.oracle import Oracle

MARKETS = {"out_of_province": "out_of_province", "in_province": "in_province", "local_firm": "local"}
"""Channels whose jobs others want too, each a market, and the name of its series."""

FEWEST_VACANCIES = 0.05
TIGHTEST = 4.0


@dataclass
class Relocated:
    """Relocated people in the markets.

    Attributes:
        workers: Those who have a job, by channel.
        seekers: Those who look for one.
    """

    workers: dict[str, int]
    seekers: float


def at_the_start(model: Oracle) -> Relocated:
    """Who has a job when the run begins, and how many are expected to look."""
    workers = _workers(model)
    idle = sum(worker.is_labour and worker.wants_work and not worker.works for worker in model.workers)
    on_the_job = sum(model.table["search_on_job"][channel] * workers[channel] for channel in WORKING)
    return Relocated(workers, model.number["search_intensity"] * idle + on_the_job)


def this_month(model: Oracle) -> Relocated:
    """Who has a job when the month ends, and how many looked in it."""
    return Relocated(_workers(model), sum(site.tally["seekers"] for site in model.settlements))


def _workers(model: Oracle) -> dict[str, int]:
    by_site = [holders(settlement) for settlement in model.settlements]
    return {channel: sum(here[channel] for here in by_site) for channel in CHANNELS}


def demand(model: Oracle, channel: str, t: int) -> float:
    """Jobs that there are for everyone, relative to the base year; the same for ever without a series."""
    yearly, base = model.inputs.series.get(f"demand_{MARKETS[channel]}"), model.inputs.period.base_year
    return on_the_line(yearly, base, t) / yearly[base] if yearly else 1.0


def in_month(model: Oracle, t: int) -> dict[str, Market]:
    """Every market in month `t`, by channel."""
    return {channel: Market(model, channel, t) for channel in MARKETS}


class Market:
    """A market in one month.

    Relocated people hold a part of its jobs. The others who work there follow demand, a month behind.

    Attributes:
        demand: Jobs that there are, relative to the base year.
        vacancies: Free jobs, relative to those of an even month.
        tightness: Vacancies over seekers, one in an even month.
    """

    def __init__(self, model: Oracle, channel: str, t: int) -> None:
        share, turnover = model.table["market_share"][channel], model.number["turnover"]
        now, first = model.relocated, model.relocated_first
        self.demand = demand(model, channel, t)
        held = _relative(now.workers[channel], first.workers[channel])
        filled = (1.0 - share) * demand(model, channel, max(0, t - 1)) + share * held
        free = (self.demand - (1.0 - turnover) * filled) / turnover
        self.vacancies = max(FEWEST_VACANCIES, free)
        seekers = (1.0 - share) + share * _relative(now.seekers, first.seekers)
        self.tightness = min(TIGHTEST, self.vacancies / seekers) if seekers > 0.0 else TIGHTEST


def _relative(now: float, first: float) -> float:
    return now / first if first else 1.0
