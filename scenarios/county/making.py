"""From answers to the files of a county, all of them checked before any of them is written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from resettle.model.joint_types import HouseholdTypes
from resettle.model.text import Text
from resettle.scenarios.county.answers import Answers, Wrong
from resettle.scenarios.county.county import County, county_of
from resettle.scenarios.county.figures import Figure
from resettle.scenarios.county.menus import TARGETS
from resettle.scenarios.county.work import with_work
from resettle.scenarios.county.writer import BASE, BASELINE, FITTED, file_name, written
from resettle.scenarios.problems import Problem, ScenarioErrors
from resettle.scenarios.read.loading import load
from resettle.scenarios.read.totals import STATED
from resettle.scenarios.scenario import Scenario

_STAND_IN = "resettle: 1\nname: stand-in\ntitle: x\nabstract: true\nextends: ./base.yaml\n"


def made(
    name: str,
    answers: Answers,
    lang: str,
    figures: Sequence[Figure] = (),
    types: HouseholdTypes | None = None,
) -> tuple[County, dict[str, str]]:
    """The county that was described, and the texts of its files by name.

    Args:
        name: Name of its folder and scenarios.
        answers: What was answered.
        lang: Language of titles and remarks.
        figures: Figures that came in by another door, such as a ledger.
        types: Joint household types of a ledger, if households are to be made of them.

    Raises:
        ScenarioErrors: With everything that is wrong.
    """
    county = replace(county_of(name, answers, lang, figures), types=types)
    wrong = Wrong()
    county = with_work(county, preview(county), wrong)
    wrong.raise_if_any()
    preview(county)
    return county, written(county, lang)


def preview(county: County) -> Scenario:
    """The baseline of a county before its base year is fitted.

    Raises:
        ScenarioErrors: If its figures cannot hold together.
    """
    with TemporaryDirectory() as folder:
        for name, text in {**written(county, "zh"), FITTED: _STAND_IN}.items():
            (Path(folder) / file_name(name)).write_text(text, encoding="utf-8")
        try:
            return load(Path(folder) / f"{BASELINE}.yaml")
        except ScenarioErrors as errors:  # the place in a file that nobody sees says nothing
            raise ScenarioErrors(Problem(None, in_words(one.message)) for one in errors.problems) from errors


def in_words(message: Text) -> Text:
    """A message with the labels of values in place of their paths, which a county has never seen."""
    labels = {name: field.text for fields in STATED.values() for name, field in fields.items()}

    def said(lang: str) -> str:
        def label(found: re.Match[str]) -> str:
            name = found[0].rpartition(".")[2]
            known = (name in labels and name != found[0]) or ("_" in name and name in labels)
            return labels[name].in_(lang) if known else found[0]

        return re.sub(r"[a-z_]+(?:\.[a-z_]+)?", label, message.in_(lang))

    return Text(said("en"), said("zh"))


def defaults(answers: Answers) -> Scenario:
    """What a county comes to that has answered so far: the defaults of the questions that are open.

    Raises:
        ScenarioErrors: If what was answered cannot hold together.
    """
    usual = {one.key: one.bound for one in TARGETS if one.usual}
    so_far = Answers(answers.words, answers.numbers, answers.levers, usual)
    county = county_of("county", so_far, "zh")
    return preview(with_work(county, preview(county), Wrong()))


__all__ = ["BASE", "defaults", "made", "preview"]
