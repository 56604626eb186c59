"""What scenarios that are compared are called, without what all of their titles begin with."""

from __future__ import annotations

from collections.abc import Sequence

from resettle.model.text import apart
from resettle.results.text.labels import Text, listed, quoted, say
from resettle.scenarios import Scenario


def short_names(scenarios: Sequence[Scenario]) -> list[Text]:
    """Titles without what all of them begin with (the region, before the colon)."""
    return [name for _, name in _cut(scenarios)]


def question_title(scenarios: Sequence[Scenario]) -> Text:
    """What is compared with what, after the region where all titles begin with it."""
    (head, reference), *others = _cut(scenarios)
    alternative = listed([quoted(name) for _, name in others])
    title = say("compare_title", reference=quoted(reference), alternative=alternative)
    english, chinese = (filter(None, pair) for pair in ((head.en, title.en), (head.zh, title.zh)))
    return Text(": ".join(english), "：".join(chinese))


def _cut(scenarios: Sequence[Scenario]) -> list[tuple[Text, Text]]:
    """Common beginning of all titles, or nothing, and the rest of each."""
    titles = apart([one.title for one in scenarios], [one.name for one in scenarios])
    english = _halves([title.en for title in titles], ": ")
    chinese = _halves([title.zh for title in titles], "\N{FULLWIDTH COLON}")
    return [
        (Text(one[0], other[0]), Text(one[1], other[1])) for one, other in zip(english, chinese, strict=True)
    ]


def _halves(titles: Sequence[str], colon: str) -> list[tuple[str, str]]:
    parts = [title.partition(colon) for title in titles]
    tails = [tail.strip() for _, _, tail in parts]
    if len({head for head, _, _ in parts}) == 1 and all(tails) and len(set(tails)) == len(tails):
        return [(head, tail) for (head, _, _), tail in zip(parts, tails, strict=True)]
    return [("", title) for title in titles]
