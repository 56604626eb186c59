"""Titles of the charts of where a plan fails: what each shows, in figures."""

from __future__ import annotations

from resettle.results.questions.discover.compute import Discovery
from resettle.results.questions.discover.sentences import input_name, kind, number_of, where
from resettle.results.text.labels import Text, say
from resettle.results.text.numbers import percent


def region(discovery: Discovery) -> Text:
    """How much more often futures of the first region are of the kind that is looked for."""
    told = {"kind": kind(discovery), "all": percent(discovery.share, 0)}
    if not discovery.boxes:
        return say("discover_finding_none", **told)
    return say("discover_finding_region", inside=percent(discovery.boxes[0].step.density, 0), **told)


def steps(discovery: Discovery) -> Text:
    """How many of the futures that are looked for the first region holds."""
    step = discovery.boxes[0].step
    told = {"coverage": percent(step.coverage, 0), "density": percent(step.density, 0)}
    return say("discover_finding_steps", kind=kind(discovery), **told)


def limits(discovery: Discovery) -> Text:
    """Where the first region lies."""
    named = say("discover_region_number", number="1")
    return say("discover_finding_limits", region=named, where=where(discovery.boxes[0], discovery.futures))


def differing(discovery: Discovery) -> Text:
    """The input that differs most, with its middle in both kinds of futures."""
    assert discovery.ranking is not None
    ranking, futures, first = discovery.ranking, discovery.futures, discovery.order[0]
    return say(
        "discover_finding_input",
        name=input_name(futures.inputs[first]),
        hits=number_of(futures, first, float(ranking.hits[first])),
        others=number_of(futures, first, float(ranking.misses[first])),
        kind=kind(discovery),
    )
