"""The files of a county: one writer, whichever door its figures came in by."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping

from resettle.model.text import Text, both, fill, join
from resettle.scenarios.catalogue import setting_field
from resettle.scenarios.county.county import County
from resettle.scenarios.county.figures import Figure
from resettle.scenarios.county.menus import ALWAYS, TARGET_OF, lever_text, scale_of
from resettle.scenarios.read.household_types import written_types
from resettle.scenarios.read.totals import STATED

BASE, FITTED, BASELINE, PLAN, NO_LEVERS = "base", "fitted", "baseline", "plan", "no-levers"
FILES = (BASE, FITTED, BASELINE, PLAN, NO_LEVERS)
"""Files of a county, by name; the fitted one is written by the fit."""

TYPES = "types.csv"
"""Joint household types, beside them."""

_TITLES = {
    BASE: Text("{title}: base year and targets", "{title}：基年与目标"),
    BASELINE: Text("{title}: what is in force continues", "{title}：延续现有措施"),
    PLAN: Text("{title}: the plan", "{title}：方案"),
    NO_LEVERS: Text("{title}: no levers", "{title}：停止全部措施"),
}
_REMARKS = {
    BASE: Text(
        "What {title} states of {base}. After a change: resettle fit-base {name}",
        "{title}：{base}年基数、年份和目标，可直接修改；改动后请运行：resettle fit-base {name}",
    ),
    BASELINE: Text(
        "What was in force in {base} goes on until {end}.", "{base}年已实施的措施，原样延续至{end}年。"
    ),
    PLAN: Text(
        "What the plan changes from {start} on. To run it: resettle run {name}/plan.yaml",
        "方案自{start}年起的调整；运行：resettle run {name}/plan.yaml",
    ),
    NO_LEVERS: Text("For comparison: everything ends with {base}.", "对照：{base}年后全部停止。"),
}
_USUAL = Text("not stated, usual target", "未填，程序默认目标")
_ONE_IN_200 = Text("0.5 % of households with labour", "按有劳动力家庭的0.5%计")
_NOTHING_NEW = Text(
    "The plan states nothing beyond what is in force: write changes under 'levers', as in baseline.yaml.",
    "方案尚无新的安排：可仿照 baseline.yaml，在 levers 下写明调整。",
)


def file_name(name: str) -> str:
    """The file of a name: a scenario, unless the name has an ending."""
    return name if "." in name else f"{name}.yaml"


def unstated_text(labels: Iterable[Text]) -> Text:
    """What a county left to national defaults, by the labels of the questions."""
    names = join(list(labels), "; ", "、")
    return both("not stated, national default: {names}", "未填，采用全国默认值：{names}", names=names)


def written(county: County, lang: str) -> dict[str, str]:
    """Texts of the scenario files by name, but that of the fitted values, and of a table beside them.

    Args:
        county: What the county states.
        lang: Language of titles and remarks.
    """
    years = county.years
    pieces = {"title": county.title, "name": county.name}
    pieces |= {"base": str(years.base), "start": str(years.start), "end": str(years.end)}

    def file(name: str, suffix: str, below: str, lines: Iterable[str], abstract: bool = False) -> str:
        head = [
            f"# {fill(_REMARKS[name], **pieces).in_(lang)}",
            "resettle: 1",
            f"name: {county.name}{suffix}",
            f"title: {quoted(fill(_TITLES[name], **pieces).in_(lang))}",
            *(["abstract: true"] if abstract else []),
            f"extends: {below}",
        ]
        return "\n".join([*head, *lines]) + "\n"

    levers = _changes(county, lang, _now(county), f"{years.base}-01")
    beside = {} if county.types is None else {TYPES: written_types(county.types)}
    return beside | {
        BASE: file(BASE, "-base", "county", _base(county, lang), abstract=True),
        BASELINE: file(BASELINE, "-baseline", f"./{FITTED}.yaml", levers),
        PLAN: file(PLAN, "", f"./{BASELINE}.yaml", _plan(county, lang)),
        NO_LEVERS: file(NO_LEVERS, "-no-levers", f"./{BASELINE}.yaml", _stopped(county)),
    }


def _base(county: County, lang: str) -> Iterator[str]:
    years = county.years
    if county.province is not None:
        yield f"province: {county.province}"
    yield f"period: {{base_year: {years.base}, start: {years.start}-01, end: {years.end}-12}}"
    if county.types is not None:
        yield f"household_types: {TYPES}"
    if county.unstated:
        yield f"# {unstated_text(county.unstated).in_(lang)}"
    for section, fields in STATED.items():
        stated = [one for one in county.figures if one.path.partition(".")[0] == section]
        if stated:
            yield f"{section}:"
        for one in stated:
            yield from _figure(one, fields[one.path.partition(".")[2]].unit, lang)
    yield "targets:"
    for name, bound in county.targets.items():
        yield from _target(county, name, bound, lang)


def _figure(figure: Figure, unit: str, lang: str) -> Iterator[str]:
    section, _, name = figure.path.partition(".")
    label = STATED[section][name].text.in_(lang)
    yield f"  {name}: {value(figure.value, unit, figure.source, figure.note, lang)}  # {label}"


def value(
    number: float | Mapping[str, float], unit: str, source: str, note: Text | None, lang: str, more: str = ""
) -> str:
    """A value as it is written, in one line."""
    if isinstance(number, Mapping):
        shown = "{" + ", ".join(f"{_key(key)}: {plain(part)}" for key, part in number.items()) + "}"
    else:
        shown = plain(number)
    kept = "" if note is None else f", note: {quoted(note.in_(lang))}"
    source = source if source.isalpha() else quoted(source)
    return f"{{value: {shown}, unit: {quoted(unit) if ',' in unit else unit}, source: {source}{more}{kept}}}"


def plain(number: float) -> str:
    """A number without an exponent or needless zeros."""
    return str(int(number)) if number == int(number) else f"{number:.6f}".rstrip("0")


def quoted(words: str) -> str:
    """Words as YAML reads them back, whatever is in them."""
    return json.dumps(words, ensure_ascii=False)


def _key(key: str) -> str:
    return f'"{key}"' if key[0].isdigit() else key


def _target(county: County, name: str, bound: float, lang: str) -> Iterator[str]:
    choice = TARGET_OF[name]
    content = choice.content.format(end=f"{county.years.end}-12")
    number = bound
    if choice.unit == "households":
        households = county.figure("population.households") or 2660.0
        without = county.figure("population.households_without_labour")
        number = max(1, round(bound * (households - (0.18 * households if without is None else without))))
    title = quoted(fill(choice.label, bound=_percent(bound)).in_(lang))
    notes = [_USUAL] * (name in county.usual) + [_ONE_IN_200] * (choice.unit == "households")
    note = join(notes, "; ", "；") if notes else None
    source, fixed = county.source, ""
    if name in county.usual:  # nobody stated it, and no run varies it
        source, fixed = "assumed", f", range: [{plain(number)}, {plain(number)}]"
    yield f"  {name}: {{title: {title},"
    yield f"    {content},"
    yield f"    bound: {value(number, choice.unit, source, note, lang, fixed)}}}"


def _percent(share: float) -> str:
    return f"{100 * share:g}%"


def _now(county: County) -> dict[str, dict[str, float]]:
    """Settings of each lever that is in force in the base year."""
    return {
        lever: answer.now
        for lever, answer in county.levers.items()
        if answer.now.get(scale_of(lever)) or (lever in ALWAYS and answer.now)
    }


def _plan(county: County, lang: str) -> Iterator[str]:
    now = _now(county)
    changed: dict[str, dict[str, float]] = {}
    for lever, answer in county.levers.items():
        scale = scale_of(lever)
        if answer.plan is not None and answer.plan != answer.now.get(scale, 0.0):
            new = {} if lever in now else {key: one for key, one in answer.now.items() if key != scale}
            changed[lever] = {scale: answer.plan, **new}
    if not changed:
        yield f"# {_NOTHING_NEW.in_(lang)}"
    yield from _changes(county, lang, changed, f"{county.years.start}-01")


def _changes(
    county: County, lang: str, settings: Mapping[str, Mapping[str, float]], start: str
) -> Iterator[str]:
    if settings:
        yield "levers:"
    for lever, numbers in settings.items():
        yield f"  {lever}:  # {lever_text(lever).in_(lang)}"
        yield "    changes:"
        yield f"      - from: {start}"
        answer = county.levers[lever]
        source = answer.source or county.source
        for setting, number in numbers.items():
            spec = setting_field(lever, setting)
            stated = value(number, spec.unit, source, answer.note, lang)
            yield f"        {setting}: {stated}  # {spec.text.in_(lang)}"


def _stopped(county: County) -> Iterator[str]:
    names = dict.fromkeys([*_now(county), *ALWAYS])
    yield "levers:"
    for lever in names:
        yield f"  {lever}: {{stop_from: {county.years.start}-01}}"
