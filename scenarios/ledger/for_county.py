"""What a ledger says of a county beside what it answers: figures that hold together, posts in force."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from math import ceil

from resettle.model.text import Text, both
from resettle.scenarios.county.answers import Answers, LeverAnswer
from resettle.scenarios.county.figures import Figure
from resettle.scenarios.county.work import FILLED, LEAVING
from resettle.scenarios.ledger.ledger import Ledger
from resettle.scenarios.read.chain import part_of

CHANNEL, WORKSHOPS = "initial.channel", "initial.workshops"
POSTS, RELIEF = "public_welfare_jobs", "works_relief"


def described(ledger: Ledger, answers: Answers) -> tuple[Answers, tuple[Figure, ...]]:
    """Answers and figures of a county that has a ledger; what it answers itself goes before the ledger.

    Its workers in workshops need workshops, its holders of posts a lever that pays them, and those who work
    away must be willing to. Where the county says nothing of these, they are made to fit the ledger.

    Args:
        ledger: What was counted.
        answers: What was answered, which may be nothing.
    """
    numbers = {"base_year": float(ledger.year), **answers.numbers}
    answers = replace(answers, numbers=numbers, levers=dict(answers.levers))
    figures = {figure.path: figure for figure in ledger.figures}
    channel = figures.get(CHANNEL)
    if channel is None or not isinstance(channel.value, Mapping):
        return answers, ledger.figures
    shares, employed = dict(channel.value), _employed(figures)
    if RELIEF not in answers.levers and shares["works_relief"]:
        shares["local_firm"] = round(shares["local_firm"] + shares["works_relief"], 4)
        shares["works_relief"] = 0.0
        channel = figures[CHANNEL] = replace(channel, value=shares, note=_without_relief(channel))
    if employed is not None:
        _workshops(figures, channel, shares["workshop"] * employed, answers)
        posts = ceil(shares["public_welfare"] * employed / FILLED)
        if POSTS not in answers.levers and posts:
            held = both(
                "worked out from {held:.0f} holders of posts, 95 % of posts",
                "由在岗{held:.0f}人按岗位数的95%推算",
                held=shares["public_welfare"] * employed,
            )
            answers.levers[POSTS] = LeverAnswer({"posts": float(posts)}, source=channel.source, note=held)
    _willing(figures, channel, shares)
    return answers, tuple(figures.values())


def _number(figures: Mapping[str, Figure], path: str) -> float | None:
    figure = figures.get(path)
    return None if figure is None or isinstance(figure.value, Mapping) else float(figure.value)


def _employed(figures: Mapping[str, Figure]) -> float | None:
    """Labour in work, in persons, if the ledger tells of households and of work."""
    by_size = figures.get("population.labour_per_household")
    households, none, rate = (
        _number(figures, path)
        for path in ("population.households", "population.no_labour", "initial.employment_rate")
    )
    if by_size is None or not isinstance(by_size.value, Mapping) or None in (households, none, rate):
        return None
    assert households is not None
    assert none is not None
    assert rate is not None
    return rate * households * (1 - none) * sum(int(size) * share for size, share in by_size.value.items())


def _without_relief(channel: Figure) -> Text:
    """Works relief without a lever that pays for it is work of local firms."""
    said = Text(
        "works relief is counted with local firms, as no project is stated",
        "未填以工代赈项目，以工代赈务工计入本地企业",
    )
    return said if channel.note is None else both("{one}; {two}", "{one}；{two}", one=channel.note, two=said)


def _workshops(figures: dict[str, Figure], channel: Figure, workers: float, answers: Answers) -> None:
    """As many workshops as the workers in them fill, at the least number of places of a workshop."""
    if not workers or "workshops" in answers.numbers:
        return
    usual = part_of("county").values["initial.workshop_places"]
    places = answers.numbers.get("workshop_places", usual.ends[0])
    note = Text(
        f"worked out from {workers:.0f} workers in workshops, at {places:g} places each",
        f"由车间务工{workers:.0f}人按每车间{places:g}个岗位推算",
    )
    number = float(ceil(workers / places / FILLED))
    figures[WORKSHOPS] = Figure(WORKSHOPS, number, channel.source, channel.counted, note)


def _willing(figures: dict[str, Figure], channel: Figure, shares: Mapping[str, float]) -> None:
    rate = _number(figures, "initial.employment_rate")
    away = (shares["out_of_province"] + shares["in_province"]) * (1.0 if rate is None else rate)
    if away > part_of("county").values[LEAVING].ends[0]:
        why = Text("somewhat more than work away", "略高于外出务工占比")
        figures[LEAVING] = Figure(LEAVING, min(1.0, round(away + 0.05, 2)), channel.source, note=why)
