"""Where a county's labour works: counts that it knows, and national shares for the rest."""

from __future__ import annotations

from resettle.model.text import Text, both, join
from resettle.scenarios.county.answers import Wrong
from resettle.scenarios.county.county import County
from resettle.scenarios.county.figures import Figure
from resettle.scenarios.county.menus import scale_of
from resettle.scenarios.scenario import Scenario

CHANNEL, LEAVING = "initial.channel", "population.willing_to_leave"
REST = ("local_firm", "own_business", "farming")
"""Channels that share what is left."""

IN_WORK, STEADY = "initial.in_work", 0.95
"""Share of labour in work in a month, and its part of those who worked within the year, before a fit."""

FILLED = 0.95
"""Part of places that are filled when the run begins."""


def with_work(county: County, defaults: Scenario, wrong: Wrong) -> County:
    """The county with its labour by channel, unless a ledger has counted that.

    Posts, workshops and works relief are as many as their levers have places; workers away are as stated, or
    as in the country; local firms, own business and farming share the rest as in the country.

    Args:
        county: What the county states.
        defaults: The scenario that its figures come to, with national defaults for the rest.
        wrong: Collects what cannot be.
    """
    county = _begun(county, defaults)
    if any(one.path == CHANNEL for one in county.figures):
        return county
    people = labour(defaults)
    rate = defaults.initial["employment_rate"].number
    employed = rate * people
    national = defaults.initial["channel"].parts
    counts = _places(county, defaults)
    for name, stated in zip(("out_of_province", "in_province"), county.away, strict=True):
        counts[name] = national[name] * employed if stated is None else stated
    left = employed - sum(counts.values())
    if left < 0:
        wrong.add("", _too_many(counts, employed))
        return county
    rest = sum(national[name] for name in REST)
    counts |= {name: left * national[name] / rest for name in REST}
    shares = {name: round(counts[name] / employed, 4) for name in national}
    shares["local_firm"] = round(shares["local_firm"] + 1.0 - sum(shares.values()), 4)
    source = "assumed" if county.away == (None, None) else county.source
    channel = Figure(CHANNEL, shares, source, note=_shared_out(county.away))
    away = (shares["out_of_province"] + shares["in_province"]) * rate
    if away > defaults.population["willing_to_leave"].ends[0]:
        willing = min(1.0, round(away + 0.05, 2))
        why = Text("somewhat more than work away", "略高于外出务工占比")
        return county.stating(channel, Figure(LEAVING, willing, source, note=why))
    return county.stating(channel)


def _begun(county: County, defaults: Scenario) -> County:
    """Where fewer have worked within the year than work in any month of the country, the fit begins lower."""
    rate, usual = (defaults.initial[name].number for name in ("employment_rate", "in_work"))
    if rate >= usual:
        return county
    note = Text("where the fit begins", "校准的起始值")
    return county.stating(Figure(IN_WORK, round(STEADY * rate, 4), "calibrated", note=note))


def _shared_out(away: tuple[float | None, float | None]) -> Text:
    """How labour was shared out among channels."""
    names = (Text("out of the province", "省外"), Text("away in it", "省内县外"))
    stated = [name for name, number in zip(names, away, strict=True) if number is not None]
    rest = Text(
        "posts and workshops by their places, the rest by national shares",
        "公益性岗位和车间按岗位数，其余按全国占比分摊",
    )
    if not stated:
        return rest
    return both(
        "{names} as stated, {rest}", "{names}按所填人数，{rest}", names=join(stated, " and ", "、"), rest=rest
    )


def labour(scenario: Scenario) -> float:
    """Labour of a scenario, in persons."""
    population = scenario.population
    with_labour = population["households"].number * (1.0 - population["no_labour"].number)
    return with_labour * sum(
        int(key) * share for key, share in population["labour_per_household"].parts.items()
    )


def _places(county: County, defaults: Scenario) -> dict[str, float]:
    """Workers in places that levers have in the base year."""

    def now(lever: str, setting: str) -> float:
        answer = county.levers.get(lever)
        if answer is None or not answer.now.get(scale_of(lever)):
            return 0.0
        if setting in answer.now:
            return answer.now[setting]
        return defaults.levers[lever].windows[0].settings[setting].number

    workshops, places = (defaults.initial[name].ends[0] for name in ("workshops", "workshop_places"))
    relief = now("works_relief", "projects") * now("works_relief", "places")
    return {
        "workshop": FILLED * workshops * places,
        "public_welfare": FILLED * now("public_welfare_jobs", "posts"),
        "works_relief": relief * now("works_relief", "project_months") / 12.0 * 0.5,
    }


def _too_many(counts: dict[str, float], employed: float) -> Text:
    return both(
        "out of the province {out:,.0f}, in it {inside:,.0f}, in posts {posts:,.0f} and workshops "
        "{workshops:,.0f} (95 % of places), in works "
        "relief {relief:,.0f} are more than the {employed:,.0f} in work; check these figures",
        "省外务工{out:,.0f}人、省内县外{inside:,.0f}人、公益性岗位{posts:,.0f}人、帮扶车间{workshops:,.0f}人（各按岗位数的95%）、"
        "以工代赈{relief:,.0f}人，合计多于已就业{employed:,.0f}人，请核对",
        out=counts["out_of_province"], inside=counts["in_province"], posts=counts["public_welfare"],
        workshops=counts["workshop"], relief=counts["works_relief"], employed=employed,
    )  # fmt: skip
