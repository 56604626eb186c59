"""How far from home one works: the channel of a place, by what ledgers write of it."""

from __future__ import annotations

import re
from functools import cache

import pandas as pd

from resettle.scenarios.ledger.columns import place_words, provinces

ENDINGS = re.compile("(省|市|自治区|壮族自治区|回族自治区|维吾尔自治区|特别行政区)$")
COUNTY_ENDINGS = re.compile("(.{2,}?)(各族自治县|[^县市区旗]{1,3}族自治县|自治县|县|市|区|旗|特区|林区)$")


def short(name: str) -> str:
    """A province without its ending."""
    return next((one for one in provinces() if name.startswith(one)), ENDINGS.sub("", name))


def stem(county: str) -> str:
    """A county without its ending, if two characters are left."""
    found = COUNTY_ENDINGS.fullmatch(county)
    return found[1] if found else county


@cache
def distance(place: str, province: str, county: str) -> str | None:
    """The channel of a place of work.

    Args:
        place: As the ledger has it: a word such as 省外, an address from the province down, or the code of a
            place.
        province: Home province, by name or code; empty if it is not known.
        county: Home county, by name or code; empty if it is not known.

    Returns:
        `local_firm` within the county, `in_province`, `out_of_province`, or `None` if it cannot be told.
    """
    word = place_words().get(place)
    if word is not None:
        return "local_firm" if word == "local" else word
    if re.match(r"\d{6}", place):
        return _by_code(place, province, county)
    home = short(province) if province and not province.isdecimal() else ""
    named = next((one for one in (*filter(None, [home]), *provinces()) if place.startswith(one)), None)
    if named is not None and home and named != home:
        return "out_of_province"
    rest = place if named is None else ENDINGS.sub("", place[len(named) :])
    if county and not county.isdecimal() and stem(county) in rest:
        return "local_firm"
    return "in_province" if named is not None and home and county else None


def _by_code(place: str, province: str, county: str) -> str | None:
    home = county if re.match(r"\d{6}", county) else ""
    if home:
        if place[:2] != home[:2]:
            return "out_of_province"
        return "local_firm" if place[:6] == home[:6] else "in_province"
    if re.match(r"\d{2}", province) and place[:2] != province[:2]:
        return "out_of_province"
    return None


def distances(people: pd.DataFrame, home: tuple[str, str] = ("", "")) -> pd.Series:
    """The channel by distance of each person: abroad, else the region that is stated, else the place.

    Args:
        people: Persons, some with `province` and `county`; who has none is of those of most others.
        home: Province and county of a ledger that names none.
    """
    blank = pd.Series("", index=people.index, dtype=object)

    def column(field: str) -> pd.Series:
        return people[field].fillna("") if field in people else blank

    province, county = (
        column(field).replace("", _usual(column(field)) or otherwise)
        for field, otherwise in zip(("province", "county"), home, strict=True)
    )
    abroad = column("abroad") == "yes"
    found = [
        "out_of_province" if away else distance(region or place, home, own) if region or place else None
        for away, region, place, home, own in zip(
            abroad, column("region"), column("place"), province, county, strict=True
        )
    ]
    return pd.Series(found, index=people.index, dtype=object)


def _usual(names: pd.Series) -> str:
    given = names[names != ""]
    return "" if given.empty else str(given.mode().iloc[0])
