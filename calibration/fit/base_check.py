"""Does the base year of a scenario hold: words for `validate`, from a stored fit or a small simulation."""

from __future__ import annotations

from resettle.calibration.fit.base_file import Held, simulated
from resettle.model.text import Text, both, fill, join
from resettle.scenarios.base_year import EMPLOYMENT_GAP, INCOME_GAP, as_bundled, base_digest, borrowed
from resettle.scenarios.scenario import Scenario

_REMEDY = Text("; remedy: resettle fit-base {file}", "；请运行：resettle fit-base {file}")
_HELD = Text(
    "base year, stated and simulated: employment {stated_rate:.1%} and {rate:.1%}, income "
    "{stated_income:,.0f} and "
    "{income:,.0f} yuan per person",
    "基年所填与模拟：就业率{stated_rate:.1%}、{rate:.1%}，人均收入{stated_income:,.0f}元、{income:,.0f}元",
)


def held_text(held: Held) -> Text:
    """A base year as it is stated and as it is simulated, in a line."""
    return fill(
        _HELD,
        stated_rate=held.stated_rate,
        rate=held.rate,
        stated_income=held.stated_income,
        income=held.income,
    )


def gaps(held: Held, file: str = "") -> list[Text]:
    """What is further off than one point of employment or 1.5 % of income."""
    found = []
    remedy = fill(_REMEDY, file=file) if file else Text("", "")
    if abs(held.rate - held.stated_rate) > EMPLOYMENT_GAP:
        found.append(
            Text(
                f"employment of the base year is stated as {held.stated_rate:.1%}, simulated as "
                f"{held.rate:.1%}{remedy.en}",
                f"基年就业率所填为{held.stated_rate:.1%}，模拟为{held.rate:.1%}{remedy.zh}",
            )
        )
    if abs(held.income / held.stated_income - 1.0) > INCOME_GAP:
        found.append(
            Text(
                f"income of the base year is stated as {held.stated_income:,.0f} yuan per person, "
                f"simulated as {held.income:,.0f}{remedy.en}",
                f"基年人均收入所填为{held.stated_income:,.0f}元，模拟为{held.income:,.0f}元{remedy.zh}",
            )
        )
    return found


def base_cautions(scenario: Scenario, file: str) -> list[Text]:
    """What is to be said of the base year of a scenario that can be run.

    A bundled scenario, or one with the base year of a bundled one, is not looked at: tests hold those. One
    whose fit still belongs to what is stated is read off its file. Any other is simulated for twelve months.

    Args:
        scenario: The scenario.
        file: What its file is called, for the remedy.
    """
    if as_bundled(scenario):
        return []
    kept, found = scenario.fitted_to, []
    if kept is not None and kept.digest == base_digest(scenario):
        stated = scenario.initial
        held = Held(
            stated["employment_rate"].number,
            kept.employment_rate,
            stated["income_per_capita"].number,
            kept.income,
        )
        return gaps(held, file)
    others = borrowed(scenario)
    if others:
        of = dict.fromkeys(value.where.file.rpartition("/")[2].removesuffix(".yaml") for _, value in others)
        found.append(
            both(
                "{paths} are those fitted for {of}, not for what this file states{remedy}",
                "{paths}沿用为{of}校准的取值，不是按本文件所填数校准的{remedy}",
                paths=join([Text(path, path) for path, _ in others], ", ", "、"),
                of=", ".join(of),
                remedy=fill(_REMEDY, file=file),
            )
        )
    elif kept is not None:
        found.append(
            both(
                "what the base year states has changed since it was fitted{remedy}",
                "基年数据在校准之后有改动{remedy}",
                remedy=fill(_REMEDY, file=file),
            )
        )
    return [*found, *gaps(simulated(scenario), file)]
