"""What is cited of the evidence has Chinese words."""

from __future__ import annotations

import re

from resettle.calibration.evidence.facts import facts as facts_of_fit
from resettle.results.text.numbers import unit_text
from resettle.scenarios import load, load_bundled
from resettle.scenarios.sources.registers import evidence
from tests.conftest import ROOT

CHINESE = re.compile("[\u4e00-\u9fff]")
NAMES = re.compile(r"McKenzie|Paffhausen|Li(?=等)|R-hat|[\w.-]+\.(cn|com)\b")
"""Names of persons and addresses, which stay as they are."""


def cited() -> set[str]:
    scenarios = [*load_bundled()[0], load(ROOT / "calibration" / "scenarios" / "relocated.yaml")]
    return {fact for one in scenarios for _, value, _ in one.values() for fact in value.source.evidence}


def test_every_fact_that_a_scenario_cites_has_chinese_words() -> None:
    facts = evidence()
    lacking = []
    for name in sorted(cited()):
        fact = facts[name]
        if not CHINESE.search(fact.said("what").zh):
            lacking.append(f"{name}: {fact.what}")
        for column in ("what", "unit", "period", "scope", "publisher"):
            text = fact.said(column).zh
            text = unit_text(text).zh if column == "unit" else text
            if re.search("[A-Za-z]{2}", NAMES.sub("", text)):
                lacking.append(f"{name}: {column} is {text}")
    for one in facts_of_fit():
        said = next((each.said("publisher").zh for each in one.sources if each.publisher), "")
        if one.use != "context" and re.search("[A-Za-z]{2}", NAMES.sub("", said)):
            lacking.append(f"{one.id}: publisher is {said}")
    assert not lacking, "\n".join([*lacking, "write it in scenarios/data/evidence_zh.csv"])


def test_the_chinese_of_facts_is_of_facts_that_exist() -> None:
    known = evidence()
    text = (ROOT / "scenarios" / "data" / "evidence_zh.csv").read_text(encoding="utf-8")
    names = [line.partition(",")[0] for line in text.splitlines()[1:]]
    assert len(set(names)) == len(names) > 200
    assert set(names) <= set(known)
    assert known["F085"].said("what").zh == "搬迁户" and known["F085"].said("unit").zh == "户"
