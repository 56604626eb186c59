"""The questions put to a reader one by one: what each is for, its default, and no answer needed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from resettle.model.text import NOTHING, Text, both, fill
from resettle.scenarios.catalogue import setting_field
from resettle.scenarios.county.answers import PLAN, Answers, Given, LeverAnswer, answers_of
from resettle.scenarios.county.county import BASE_YEAR, OWN_RECORD
from resettle.scenarios.county.making import defaults
from resettle.scenarios.county.menus import LEVERS, TARGETS, lever_text, scale_of
from resettle.scenarios.county.numbers import plain, skipped
from resettle.scenarios.county.questions import LAST_YEAR, QUESTIONS, Question
from resettle.scenarios.county.work import labour
from resettle.scenarios.county.writer import plain as shown_number
from resettle.scenarios.problems import Problem, ScenarioErrors
from resettle.scenarios.read.provinces import PROVINCES
from resettle.scenarios.scenario import Scenario
from resettle.scenarios.units import in_chinese
from resettle.scenarios.whole import whole

Ask = Callable[[Text], str]
"""Shows a prompt and returns what was typed."""

Tell = Callable[[Text], None]

_INTRO = Text(
    "Enter alone, or 'skip', leaves a question to its default; the files say what you stated and "
    "what is a default.",
    "直接回车或输入“跳过”即采用默认值；生成的文件会区分所填数与默认值。",
)
_LEVERS = Text(
    "Levers in force or planned: numbers with commas, for example 1,2; Enter for none",
    "已实施或拟实施的措施：填序号，用逗号隔开，例如1,2；没有则直接回车",
)
_TARGETS = Text(
    "Targets: numbers with commas; another bound behind '=', for example 1=12%,3. Enter for those with *",
    "目标：填序号，用逗号隔开；改目标值用“=”，例如1=12%,3。直接回车采用带*的各项",
)


def interview(name: str, ask: Ask, tell: Tell) -> Answers:
    """Puts the questions.

    Args:
        name: Name of the folder, the default of the county's name.
        ask: Shows a prompt and returns what was typed.
        tell: Shows a line.

    Raises:
        EOFError: If there is nobody to answer.
    """
    tell(_INTRO)
    made = Answers()
    for number, question in enumerate(QUESTIONS, 1):
        tell(fill(Text("{n}. {label}: {purpose}", "{n}. {label}：{purpose}"), n=number, label=question.label,
                  purpose=question.purpose))  # fmt: skip
        _until_right(partial(_one, made, question), _prompt(question, made, name), ask, tell)
    _levers(made, ask, tell)
    _targets(made, ask, tell)
    return made


def _until_right(take: Callable[[str], None], prompt: Text, ask: Ask, tell: Tell) -> None:
    """Asks until what was typed can be taken."""
    while True:
        try:
            return take(ask(prompt))
        except ScenarioErrors as errors:
            tell(errors.text)


def _one(made: Answers, question: Question, text: str) -> None:
    """Takes one answer; what does not go with earlier ones is refused at once."""
    if skipped(text):
        return
    new = answers_of([Given((question.key,), text, "")])
    together = Answers({**made.words, **new.words}, {**made.numbers, **new.numbers})
    defaults(together)
    made.words |= new.words
    made.numbers |= new.numbers


def _prompt(question: Question, made: Answers, name: str) -> Text:
    unit = NOTHING
    if question.unit:
        words = Text(question.unit, in_chinese(question.unit))
        unit = both(" ({unit})", "（{unit}）", unit=words)
    default = default_of(question, made, name)
    return both("   [{default}]{unit} > ", "   [默认：{default}]{unit} > ", default=default, unit=unit)


def default_of(question: Question, made: Answers, name: str) -> Text:
    """What a question is answered by if nobody answers it."""
    if question.kind == "text":
        return Text(name, name) if question.key == "title" else OWN_RECORD
    if question.kind == "province":
        names = Text(", ".join(PROVINCES), "、".join(PROVINCES.values()))
        return both("the country; or {names}", "全国；可填{names}", names=names)
    if question.kind == "year":
        base = int(made.numbers.get("base_year", BASE_YEAR))
        year = {"base_year": BASE_YEAR, "start": base + 1, "end": LAST_YEAR}[question.key]
        return Text(str(year), str(year))
    number = shown_number(round(number_in(defaults(made), question.key), 1))
    return Text(number, number)


def number_in(scenario: Scenario, key: str) -> float:
    """What a scenario comes to in the terms of a question."""
    population, initial = scenario.population, scenario.initial
    households, people = population["households"].number, labour(scenario)
    employed = initial["employment_rate"].number * people
    channel = initial["channel"].parts
    numbers = {
        "households": households,
        "persons": float(round(households * population["household_size"].mean)),
        "labour": float(round(people)),
        "without_labour": float(round(households * population["no_labour"].number)),
        "employed": float(round(employed)),
        "out_of_province": float(round(employed * channel["out_of_province"])),
        "in_province": float(round(employed * channel["in_province"])),
        "income": initial["income_per_capita"].number,
        "sites": population["sites"].number,
        "workshops": initial["workshops"].number,
        "workshop_places": initial["workshop_places"].number,
    }
    return numbers[key]


def _levers(made: Answers, ask: Ask, tell: Tell) -> None:
    names = list(LEVERS)
    for number, lever in enumerate(names, 1):
        tell(fill(Text("  {n:>2}. {label}", "  {n:>2}. {label}"), n=number, label=lever_text(lever)))
    chosen: list[str] = []

    def take(text: str) -> None:
        chosen[:] = [names[n] for n, _ in _numbered(text, len(names))]

    _until_right(take, Text(f"{_LEVERS.en} > ", f"{_LEVERS.zh} > "), ask, tell)
    for lever in chosen:
        tell(lever_text(lever))
        for setting in LEVERS[lever]:
            spec = setting_field(lever, setting)
            unit = Text(spec.unit, in_chinese(spec.unit))
            prompt = both(
                "   {label} now ({unit}) > ", "   现状{label}（{unit}） > ", label=spec.text, unit=unit
            )
            _until_right(partial(_setting, made, lever, setting), prompt, ask, tell)
        spec = setting_field(lever, scale_of(lever))
        prompt = Text(
            f"   {spec.text.en} in the plan, Enter for as now > ",
            f"   方案期{spec.text.zh}（与现状相同则直接回车） > ",
        )
        _until_right(partial(_setting, made, lever, PLAN), prompt, ask, tell)


def _setting(made: Answers, lever: str, setting: str, text: str) -> None:
    new = answers_of([Given(("levers", lever, setting), text, "")]).levers.get(lever)
    if new is not None:
        answer = made.levers.setdefault(lever, LeverAnswer())
        answer.now |= new.now
        answer.plan = answer.plan if new.plan is None else new.plan


def _targets(made: Answers, ask: Ask, tell: Tell) -> None:
    for number, one in enumerate(TARGETS, 1):
        star = "*" if one.usual else " "
        label = fill(one.label, bound=f"{100 * one.bound:g}%")
        tell(fill(Text(" {star}{n:>2}. {label}", " {star}{n:>2}. {label}"), star=star, n=number, label=label))

    def take(text: str) -> None:
        if skipped(text):
            return
        given = [
            Given(("targets", TARGETS[n].key), bound or "yes", "")
            for n, bound in _numbered(text, len(TARGETS))
        ]
        made.targets = answers_of(given).targets

    _until_right(take, Text(f"{_TARGETS.en} > ", f"{_TARGETS.zh} > "), ask, tell)


def _numbered(text: str, most: int) -> list[tuple[int, str]]:
    """Positions from 0 and what stands behind their `=`."""
    if skipped(text):
        return []
    found: dict[int, str] = {}
    for one in plain(text).replace("、", ",").replace(";", ",").split(","):
        written, _, bound = (part.strip() for part in one.partition("="))
        number = whole(written)
        if number is None or not 1 <= number <= most:
            wrong = both(
                "'{got}' is not one of the numbers 1 to {most}; put commas between them",
                "“{got}”不是1至{most}的序号；多个序号用逗号隔开",
                got=one.strip()[:20],
                most=most,
            )
            raise ScenarioErrors([Problem(None, wrong)])
        found[number - 1] = bound
    return list(found.items())
