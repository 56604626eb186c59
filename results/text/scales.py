"""Scales of figures: what an axis counts, in both languages.

Public money is read in billions and millions in English, in 亿 and 万 in Chinese, so an axis of money
has one factor a language. All else has the same factor in both.
"""

from __future__ import annotations

from dataclasses import dataclass

from resettle.results.text.labels import NOTHING, Lang, Text, say
from resettle.results.text.numbers import POINTS, money_step, unit_text


@dataclass(frozen=True)
class Scale:
    """How figures of one unit are drawn.

    Attributes:
        unit: What the axis counts; empty where its ticks say it (per cent).
        en: Factor from the figure to the axis in English.
        zh: Factor in Chinese.
        form: d3 format of a tick.
        hover: d3 format of a figure that is hovered; as exact as is worth reading.
    """

    unit: Text
    en: float = 1.0
    zh: float = 1.0
    form: str = ",.4~f"
    hover: str = ",.4~f"

    def factor(self, lang: Lang) -> float:
        """Factor from the figure to the axis in one language."""
        return self.zh if lang == "zh" else self.en

    def titled(self, title: Text) -> Text:
        """A title with what the axis counts."""
        return title if self.unit == NOTHING else say("chart_unit", title=title, unit=self.unit)


def scale_of(unit: str, largest: float = 0.0, *, difference: bool = False) -> Scale:
    """The scale of a unit: per cent, percentage points, steps of public money, else the unit itself.

    Args:
        unit: Unit of the figures.
        largest: Size of the largest figure that is drawn, which decides on the step of public money.
        difference: Whether differences are drawn, so that shares are given in percentage points.
    """
    head = unit.split("/", maxsplit=1)[0]
    if head == POINTS or (head == "share" and difference):
        return Scale(unit_text(POINTS), 100.0, 100.0)
    if head == "share":
        return Scale(NOTHING, form=".3~%", hover=".1%")
    if unit == "yuan":
        (english, first), (chinese, second) = (money_step(largest, lang) for lang in ("en", "zh"))
        name = Text(say(first, value="").en.strip(), say(second, value="").zh.strip())
        return Scale(name, 1.0 / english, 1.0 / chinese)
    if head in ("yuan", "persons", "households"):
        return Scale(unit_text(unit), form=",.0f", hover=",.0f")
    return Scale(unit_text(unit))
