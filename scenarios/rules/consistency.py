"""Marginals that no population can have: reported before a population is made."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace
from itertools import product

from resettle.model.fields import Number
from resettle.model.joint_types import HouseholdTypes
from resettle.model.population_fields import SITE_CLASS_BOUNDS
from resettle.model.text import Text, both, join
from resettle.scenarios.problems import Problems, listed
from resettle.scenarios.readings import PUBLISHED
from resettle.scenarios.types import Value

SLACK = 1e-6


def check_marginals(
    values: Mapping[str, Value], problems: Problems, touched: AbstractSet[str] | None = None
) -> None:
    """Reports marginals that contradict each other: as stated, and wherever in their ranges a run would fail.

    Args:
        values: All values by path, e.g. `population.households`.
        problems: Collects what is wrong.
        touched: Paths of which one at least must be of a rule; all rules are looked at if `None`.
    """
    for check, paths in CHECKS.items():
        if all(path in values for path in paths) and (touched is None or not touched.isdisjoint(paths)):
            used = dict(zip(paths, (values[path] for path in paths), strict=True))
            # at the value whose file comes first, as that is the user's own
            where = min((value.where for value in used.values()), key=problems.order)
            message = check(*used.values())
            if message is None and check in AT_ALL_ENDS:
                message = next(_at_ends(check, used), None)
            if message is not None:
                problems.add(where, message)


def _at_ends(check: Callable[..., Text | None], used: Mapping[str, Value]) -> Iterator[Text]:
    """What is wrong where values stand at ends of their ranges, whichever of them do together."""
    ranged = {path: value.ends for path, value in used.items() if not isinstance(value.value, dict)}
    ranged = {path: ends for path, ends in ranged.items() if ends[0] < ends[1]}
    for chosen in product(*ranged.values()):
        at = dict(zip(ranged, chosen, strict=True))
        moved = [
            replace(value, value=at[path], range=None) if path in at else value
            for path, value in used.items()
        ]
        message = check(*moved)
        if message is not None:
            ends = join([Text(f"{path} {end:g}", f"{path}为{end:g}") for path, end in at.items()], ", ", "、")
            yield Text(
                f"{message.en} (at these ends of ranges: {ends.en})", f"{message.zh}（范围端点：{ends.zh}）"
            )


def held_by(types: HouseholdTypes, values: Mapping[str, Value]) -> bool:
    """Whether joint household types can have the marginals of a scenario, at its central values."""
    stated: dict[str, dict[str, Number]] = {"population": {}, "initial": {}}
    for path, value in values.items():
        section, _, name = path.partition(".")
        if section in stated:
            stated[section][name] = value.value
    from resettle.model.household_types import marginals_of, weights

    try:
        weights(types, marginals_of(stated["population"], stated["initial"]))
    except ValueError:
        return False
    return True


def _sites(sites: Value, households: Value) -> Text | None:
    if sites.number <= households.number:
        return None
    return Text(
        f"population.sites is {sites.number:g} but there are only {households.number:g} households; "
        "a settlement has at least one household",
        f"population.sites为{sites.number:g}，但只有{households.number:g}户；每个安置点至少一户",
    )


def _counties(counties: Value, sites: Value) -> Text | None:
    if counties.number <= sites.number:
        return None
    return Text(
        f"population.counties is {counties.number:g} but there are only {sites.number:g} settlements; "
        "a county here has at least one settlement",
        f"population.counties为{counties.number:g}，但只有{sites.number:g}个安置点；每个县至少一个安置点",
    )


def _site_sizes(site_size: Value, sites: Value, households: Value) -> Text | None:
    mean = households.number / sites.number
    smallest, largest = (
        sum(share * SITE_CLASS_BOUNDS[key][end] for key, share in site_size.parts.items()) for end in (0, 1)
    )
    if mean < 1 or smallest <= mean <= largest:
        return None
    return both(
        "population.site_size allows {smallest:.0f} to {largest:.0f} households a settlement, "
        "but households / sites is {mean:.0f}",
        "按population.site_size每个安置点为{smallest:.0f}至{largest:.0f}户，但households / sites为{mean:.0f}",
        smallest=smallest,
        largest=largest,
        mean=mean,
    )


def _labour(labour: Value, size: Value, no_labour: Value) -> Text | None:
    with_labour = 1.0 - no_labour.number
    mean_labour, mean_size = with_labour * labour.mean, size.mean
    if mean_labour > mean_size + SLACK:
        return Text(
            f"mean labour per household is {mean_labour:.2f}, more than the mean household size "
            f"of {mean_size:.2f}",
            f"户均劳动力为{mean_labour:.2f}人，多于户均人口{mean_size:.2f}人",
        )
    most_workers, most_members = (
        max((int(key) for key, share in one.parts.items() if share > 0), default=0) for one in (labour, size)
    )
    if most_workers > most_members:
        return Text(
            f"population.labour_per_household has households with {most_workers} workers, "
            f"but the largest household has {most_members} members",
            f"population.labour_per_household中有{most_workers}个劳动力的家庭，但最大的家庭只有{most_members}人",
        )
    for least in range(2, most_workers + 1):
        shares = (
            sum(share for key, share in one.parts.items() if int(key) >= least) for one in (labour, size)
        )
        workers, members = with_labour * next(shares), next(shares)
        if workers > members + SLACK:
            return both(
                "{workers:.1%} of households have {least} or more workers, "
                "but only {members:.1%} have {least} or more members",
                "{workers:.1%}的家庭有{least}个及以上劳动力，但只有{members:.1%}的家庭有{least}人及以上",
                workers=workers,
                members=members,
                least=least,
            )
    return None


def _employed_households(one_employed: Value, in_work: Value, labour: Value) -> Text | None:
    one, rate = one_employed.number, in_work.number
    employed = rate * labour.mean
    if one > employed + SLACK:
        return Text(
            f"initial.one_employed is {one:g}, but in_work and labour_per_household leave only "
            f"{employed:.3g} employed a household with labour",
            f"initial.one_employed为{one:g}，但按in_work和labour_per_household，有劳动力家庭户均就业只有{employed:.3g}人",
        )
    if rate <= one + SLACK:
        return None
    return Text(
        f"initial.one_employed is {one:g}, below in_work {rate:g}; all labour of the other households is out "
        "of work, and they have as much of it as any",
        f"initial.one_employed为{one:g}，低于in_work {rate:g}；"
        "其余家庭的劳动力全部未就业，而其户均劳动力与其他家庭相同",
    )


def _willing(wants_work: Value, in_work: Value) -> Text | None:
    wanting, employed = wants_work.number, in_work.number
    if employed <= wanting + SLACK:
        return None
    return Text(
        f"initial.in_work is {employed:g}, but population.wants_work is {wanting:g}; "
        "who is in work wants work",
        f"initial.in_work为{employed:g}，但population.wants_work为{wanting:g}；已就业者应计入有就业意愿者",
    )


def _reading(months: Value) -> Text | None:
    if round(months.number) in PUBLISHED:
        return None
    return both(
        "initial.employment_months is {months:g}; published rates are read as {allowed}",
        "initial.employment_months为{months:g}；公布的就业率只按{allowed}个月口径读取",
        months=months.number,
        allowed=listed(str(one) for one in PUBLISHED),
    )


def _away(willing_to_leave: Value, channel: Value, in_work: Value) -> Text | None:
    out, inside = channel.parts["out_of_province"], channel.parts["in_province"]
    away, willing = (out + inside) * in_work.number, willing_to_leave.number
    if away <= willing + SLACK:
        return None
    return Text(
        f"{away:.1%} of labour works away from home, but population.willing_to_leave is {willing:g}",
        f"外出务工者占劳动力的{away:.1%}，但population.willing_to_leave为{willing:g}",
    )


def _workshops(
    channel: Value,
    in_work: Value,
    rate: Value,
    workshops: Value,
    workshop_places: Value,
    households: Value,
    no_labour: Value,
    labour: Value,
) -> Text | None:
    workers = households.number * (1.0 - no_labour.number) * labour.mean
    # Before a fit `in_work` may be that of the country, above the rate that a county states.
    working = workers * min(in_work.number, rate.number) * channel.parts["workshop"]
    openings = workshops.ends[0] * workshop_places.ends[0]
    if working <= openings + 1.0:
        return None
    return Text(
        f"initial.channel puts {working:,.0f} persons into workshops, but workshops x workshop_places "
        f"gives only {openings:,.0f} places at the low end",
        f"initial.channel中有{working:,.0f}人在车间就业，"
        f"但workshops × workshop_places下限只有{openings:,.0f}个岗位",
    )


_SITES, _HOUSEHOLDS = "population.sites", "population.households"
_LABOUR, _NO_LABOUR = "population.labour_per_household", "population.no_labour"
_EMPLOYED, _CHANNEL, _RATE = "initial.in_work", "initial.channel", "initial.employment_rate"
_WORKSHOPS = ("initial.workshops", "initial.workshop_places")

CHECKS: dict[Callable[..., Text | None], tuple[str, ...]] = {
    _sites: (_SITES, _HOUSEHOLDS),
    _counties: ("population.counties", _SITES),
    _site_sizes: ("population.site_size", _SITES, _HOUSEHOLDS),
    _labour: (_LABOUR, "population.household_size", _NO_LABOUR),
    _employed_households: ("initial.one_employed", _EMPLOYED, _LABOUR),
    _willing: ("population.wants_work", _EMPLOYED),
    _reading: ("initial.employment_months",),
    _away: ("population.willing_to_leave", _CHANNEL, _EMPLOYED),
    _workshops: (_CHANNEL, _EMPLOYED, _RATE, *_WORKSHOPS, _HOUSEHOLDS, _NO_LABOUR, _LABOUR),
}
"""What must hold, each with the paths of the values that it is said of."""

AT_ALL_ENDS = frozenset({_labour, _employed_households, _willing, _away})
"""Those without which a run fails: they hold for every value of a range, the others for what is stated."""
