"""What a county answered, whichever way it came in; everything that is wrong is told at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from resettle.model.text import NOTHING, Text, both, fill, join
from resettle.scenarios.catalogue import setting_field
from resettle.scenarios.county.menus import LEVERS, TARGET_OF, lever_text
from resettle.scenarios.county.numbers import NUMBER_FORMS, as_written, number_of, plain, skipped
from resettle.scenarios.county.questions import BY_KEY, YEARS, Question
from resettle.scenarios.problems import Problem, ScenarioErrors, hint, listed, shown
from resettle.scenarios.read.provinces import PROVINCES, province_of
from resettle.scenarios.units import OTHERS, in_chinese

PLAN = "plan"
"""Under a lever: how much of it there is from the first month of the plan on."""

LONGEST = 60
YES, NO = ("是", "yes", "y", "true", "√", "采用"), ("否", "no", "n", "false", "×", "不采用")


@dataclass(frozen=True)
class Given:
    """One answer as it was written.

    Attributes:
        key: What it answers: a question; `levers`, a lever and a setting or `plan`; `targets`, a target.
        value: What was written.
        where: Where it stands, for messages.
    """

    key: tuple[str, ...]
    value: object
    where: str


@dataclass
class LeverAnswer:
    """What a county says of a lever.

    Attributes:
        now: Settings in the base year; empty if it is not in force then.
        plan: How much of it there is in the plan; `None` for as much as now.
        source: Where the numbers come from; empty if the county stated them.
        note: How they were worked out, or `None`.
    """

    now: dict[str, float] = field(default_factory=dict)
    plan: float | None = None
    source: str = ""
    note: Text | None = None


@dataclass
class Answers:
    """What was answered; what is not there is left to defaults.

    Attributes:
        words: Texts by question.
        numbers: Numbers by question, years among them.
        levers: Levers that are in force or planned.
        targets: Chosen targets with their bounds; `None` if nobody chose.
        usual: Those among them that the program chose, as nobody said yes or no.
    """

    words: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, float] = field(default_factory=dict)
    levers: dict[str, LeverAnswer] = field(default_factory=dict)
    targets: dict[str, float] | None = None
    usual: frozenset[str] = frozenset()


class Wrong:
    """Collects what is wrong with answers."""

    def __init__(self) -> None:
        """Starts empty."""
        self._problems: dict[Text, None] = {}

    def add(self, where: str, message: Text) -> None:
        """Adds a problem at a place, which may be empty."""
        place = f"{where}: " if where else ""
        self._problems[Text(f"{place}{message.en}", f"{place}{message.zh}")] = None

    def raise_if_any(self) -> None:
        """Raises `ScenarioErrors` with everything that is wrong."""
        if self._problems:
            raise ScenarioErrors(Problem(None, text) for text in self._problems)


def answers_of(given: Iterable[Given], wrong: Wrong | None = None) -> Answers:
    """Answers as they are meant.

    Args:
        given: What was written.
        wrong: What is wrong already.

    Raises:
        ScenarioErrors: With everything that is wrong.
    """
    made, wrong = Answers(), wrong or Wrong()
    for one in given:
        if one.key[0] == "targets":
            _target(made, one, wrong)
        elif skipped(one.value):
            continue
        elif one.key[0] == "levers":
            _lever(made, one, wrong)
        else:
            _answer(made, BY_KEY[one.key[0]], one, wrong)
    wrong.raise_if_any()
    return made


def _answer(made: Answers, question: Question, one: Given, wrong: Wrong) -> None:
    if question.kind in ("text", "province"):
        words = _words(question, one, wrong)
        if words is not None:
            made.words[question.key] = words
        return
    number = read_number(question, one.value)
    if isinstance(number, Text):
        wrong.add(one.where, number)
    else:
        made.numbers[question.key] = number


def read_number(question: Question, written: object) -> float | Text:
    """The number that answers a question, or what is wrong with what was written."""
    number = number_of(written, *units_of(question.unit), "年")
    stem = both("{label} is {got}", "{label}为{got}", label=question.label, got=shown(as_written(written)))
    if number is None:
        return join([stem, NUMBER_FORMS], "; ", "；")
    low, high = _bounds(question)
    if not low <= number <= high:
        between = Text(
            f"{stem.en}; it must lie between {low:.10g} and {high:.10g}",
            f"{stem.zh}，应在{low:.10g}至{high:.10g}之间",
        )
        return between
    if question.key not in {"income", "workshop_places"} and number != int(number):
        unit = Text(question.unit or "a year", in_chinese(question.unit) if question.unit else "年份")
        return both(
            "{stem}; write a whole number ({unit})", "{stem}；请写整数（{unit}）", stem=stem, unit=unit
        )
    return number


def units_of(unit: str) -> tuple[str, ...]:
    """The ways in which a unit may stand behind a number."""
    return (unit, in_chinese(unit), *OTHERS.get(unit, ())) if unit else ()


def _bounds(question: Question) -> tuple[float, float]:
    if question.kind == "year":
        return float(YEARS[0]), float(YEARS[1])
    spec = question.field
    return (0.0 if spec is None else spec.low), min(1e7, 1e7 if spec is None else spec.high)


def _words(question: Question, one: Given, wrong: Wrong) -> str | None:
    words = plain(str(one.value))
    if question.kind == "province":
        name = province_of(words)
        if name is None:
            names = tuple(PROVINCES.values())
            unknown = both(
                "{label} is {got}; series come with the program for {names} only, other provinces "
                "take those of the "
                "country: leave it empty{hint}",
                "{label}为{got}；程序只附有{names}的序列，其他省份请留空（采用全国序列）{hint}",
                label=question.label,
                got=shown(words),
                names=listed([*names]),
                hint=hint(words, [*PROVINCES, *names]),
            )
            wrong.add(one.where, unknown)
        return name
    strange = any(not letter.isprintable() for letter in words)
    if strange or len(words) > LONGEST or isinstance(one.value, (list, dict)):
        unfit = both(
            "{label} is {got}; write one line of at most {most} characters",
            "{label}为{got}；应为不超过{most}个字符的一行文字",
            label=question.label,
            got=shown(words, 30),
            most=LONGEST,
        )
        wrong.add(one.where, unfit)
        return None
    return words


def _lever(made: Answers, one: Given, wrong: Wrong) -> None:
    _, lever, setting = one.key
    scale = LEVERS[lever][0] if setting == PLAN else setting
    spec = setting_field(lever, scale)
    number, high = number_of(one.value, *units_of(spec.unit)), min(spec.high, 1e10)
    stem = both(
        "{lever}, {setting} is {got}",
        "{lever}的{setting}为{got}",
        lever=lever_text(lever),
        setting=join([spec.text, Text(" in the plan", "（方案期）") if setting == PLAN else NOTHING], "", ""),
        got=shown(as_written(one.value)),
    )
    if number is None:
        wrong.add(one.where, join([stem, NUMBER_FORMS], "; ", "；"))
    elif not spec.low <= number <= high:
        between = Text(
            f"{stem.en}; it must lie between {spec.low:.12g} and {high:.12g}",
            f"{stem.zh}，应在{spec.low:.12g}至{high:.12g}之间",
        )
        wrong.add(one.where, between)
    elif spec.whole and number != int(number):
        wrong.add(one.where, both("{stem}; a whole number is wanted", "{stem}，应为整数", stem=stem))
    else:
        answer = made.levers.setdefault(lever, LeverAnswer())
        if setting == PLAN:
            answer.plan = number
        else:
            answer.now[setting] = number


def _target(made: Answers, one: Given, wrong: Wrong) -> None:
    """A target: yes, no, or another number than the usual one."""
    name = one.key[1]
    choice = TARGET_OF[name]
    made.targets = {} if made.targets is None else made.targets
    words = plain(str(one.value)).lower() if isinstance(one.value, str) else one.value
    if one.value is False or words in NO or skipped(one.value):
        return
    if one.value is True or words in YES:
        made.targets.setdefault(name, choice.bound)
        return
    bound = _share(one.value)
    if bound is None or not 0.0 <= bound <= 1.0 or not choice.ask:
        forms = both(", or a number such as 95%", "，或目标值，如95%") if choice.ask else NOTHING
        wrong.add(
            one.where,
            both(
                "{label} is {got}; write yes or no{forms}",
                "{label}为{got}；请写是或否{forms}",
                label=fill(choice.label, bound="X"),
                got=shown(as_written(one.value)),
                forms=forms,
            ),
        )
    else:
        made.targets[name] = bound


def _share(written: object) -> float | None:
    """The share that was written: `95%`, `95` or `0.95`; a text that says 1 may mean either and is none."""
    number = number_of(written)
    if number is None or (isinstance(written, str) and "%" in plain(written)):
        return number
    if isinstance(written, str) and number == 1.0:
        return None
    return number / 100.0 if 1.0 < number <= 100.0 else number
