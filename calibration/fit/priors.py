"""What is fitted, with limits and sources: `priors.yaml`, read and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from resettle.calibration.evidence.observation import OBSERVATION
from resettle.model.fields import Field
from resettle.model.parameters import PARAMETERS
from resettle.model.population_fields import POPULATION
from resettle.model.text import text_of
from resettle.scenarios.posterior import KINDS, Adjustment
from resettle.scenarios.problems import Problems, hint, listed, shown
from resettle.scenarios.read.scalars import number
from resettle.scenarios.read.strict_yaml import ListNode, MappingNode, ScalarNode, read_yaml
from resettle.scenarios.read.unknown import unknown
from resettle.scenarios.read.values import read_source
from resettle.scenarios.types import Source

FILE = Path(__file__).with_name("priors.yaml")
SHAPES = ("uniform", "loguniform")
SECTIONS: dict[str, Mapping[str, Field]] = {"parameters": PARAMETERS, "population": POPULATION}
_TEXTS = ("name", "path", "kind", "shape", "note", "en", "zh")
_KEYS = (*_TEXTS, "key", "low", "high", "source")


class PriorErrors(ValueError):
    """All problems of a file of priors, one a line; in English, for those who work on the fit."""


@dataclass(frozen=True)
class PriorParameter:
    """A fitted number.

    Attributes:
        name: Name in draws.
        path: `parameters.<name>`, `population.<name>` or `observation.<name>`.
        kind: `factor`, `value` or `shift`, see `scenarios.posterior.Adjustment`.
        low: Lowest value, in the unit of the path for a value or shift.
        high: Highest value.
        shape: `uniform`, or `loguniform` (even in the logarithm).
        source: Where the limits come from.
        note: Why these limits.
        en: English label.
        zh: Chinese label.
        key: Part of a mapping that a shift is added to; empty for a number.
    """

    name: str
    path: str
    kind: str
    low: float
    high: float
    shape: str
    source: Source
    note: str
    en: str
    zh: str
    key: str = ""

    @property
    def log(self) -> bool:
        """Whether the prior is even in the logarithm."""
        return self.shape == "loguniform"

    @property
    def observed(self) -> bool:
        """Whether it changes how a run is read, not what the model does."""
        return self.path.startswith("observation.")

    def adjustment(self) -> Adjustment:
        """The adjustment of a scenario that a draw of it makes.

        Raises:
            ValueError: If it is an observation parameter.
        """
        if self.observed:
            raise ValueError(f"{self.name} is an observation parameter; it adjusts no scenario")
        return Adjustment(self.name, self.path, self.kind, self.low, self.high, self.log, self.key)


@cache
def priors() -> tuple[PriorParameter, ...]:
    """The bundled priors: adjustments first, then observation parameters.

    Raises:
        PriorErrors: If the file is not as it must be.
    """
    return read(FILE)


def adjustments() -> tuple[Adjustment, ...]:
    """Adjustments that are fitted, in the order of the file."""
    return tuple(one.adjustment() for one in priors() if not one.observed)


def split(values: Mapping[str, float]) -> tuple[dict[str, float], dict[str, float]]:
    """Values by name, parted into those of adjustments and those of observation parameters."""
    behaviour = {one.name: values[one.name] for one in priors() if not one.observed}
    return behaviour, {one.name: values[one.name] for one in priors() if one.observed}


def read(path: Path) -> tuple[PriorParameter, ...]:
    """Reads a file of priors.

    Raises:
        PriorErrors: With every problem of the file, each with line and column.
    """
    problems = Problems()
    top = read_yaml(path, path.name, problems)
    made: list[PriorParameter] = []
    listing = None if top is None else top.items.get("priors")
    if isinstance(listing, ListNode):
        for node in listing.items:
            if isinstance(node, MappingNode):
                one = _parameter(node, problems)
                if one is not None:
                    made.append(one)
            else:
                problems.add(node.where, text_of("each entry is a mapping that starts with 'name'"))
    elif top is not None:
        problems.add(top.where, text_of("has no list under 'priors'"))
    seen: set[str] = set()
    for one in made:
        if one.name in seen:
            problems.add(None, text_of(f"prior {one.name} stands twice"))
        seen.add(one.name)
    missing = OBSERVATION.keys() - {one.path.partition(".")[2] for one in made if one.observed}
    for name in sorted(missing):
        problems.add(None, text_of(f"observation parameter {name} has no prior"))
    if problems:
        raise PriorErrors("\n".join(one.in_("en") for one in problems.sorted()))
    return tuple(sorted(made, key=lambda one: one.observed))


def _parameter(node: MappingNode, problems: Problems) -> PriorParameter | None:
    for key in node.items:
        if key not in _KEYS:
            unknown(key, node.locations[key], text_of("key"), _KEYS, problems)
    missing = [key for key in _KEYS if key != "key" and key not in node.items]
    if missing:
        problems.add(node.where, text_of(f"has no {listed(missing).en}"))
        return None
    texts = {key: _text(node, key, problems) for key in _TEXTS}
    low = number(node.items["low"], "low", problems)
    high = number(node.items["high"], "high", problems)
    origin = read_source(node.items["source"], texts["name"] or "a prior", problems)
    part = _text(node, "key", problems) if "key" in node.items else ""
    if low is None or high is None or origin is None or part is None:
        return None
    given = {name: value for name, value in texts.items() if value is not None}
    if len(given) < len(texts):
        return None
    one = PriorParameter(**given, low=low, high=high, source=origin, key=part)
    for message in _wrong(one):
        problems.add(node.where, text_of(f"{one.name}: {message}"))
    return one


def _text(node: MappingNode, key: str, problems: Problems) -> str | None:
    text = node.items[key]
    if isinstance(text, ScalarNode) and text.text.strip():
        return text.text.strip()
    problems.add(text.where, text_of(f"{key} is empty or no text"))
    return None


def _wrong(one: PriorParameter) -> list[str]:
    """What is wrong with a prior whose entries can be read."""
    wrong = []
    if one.kind not in KINDS:
        wrong.append(f"kind is {shown(one.kind).en}; there are: {listed(KINDS).en}{hint(one.kind, KINDS).en}")
    if one.shape not in SHAPES:
        wrong.append(
            f"shape is {shown(one.shape).en}; there are: {listed(SHAPES).en}{hint(one.shape, SHAPES).en}"
        )
    if one.low >= one.high:
        wrong.append(f"low {one.low:g} is not below high {one.high:g}")
    if one.low <= 0 and (one.log or one.kind == "factor"):
        wrong.append("low must be above 0 for a factor and for the shape loguniform")
    section, _, name = one.path.partition(".")
    if section == "observation":
        if name not in OBSERVATION:
            wrong.append(f"no observation parameter {shown(name).en}{hint(name, OBSERVATION).en}")
        if name != one.name or one.kind != "value" or one.key:
            wrong.append("an observation parameter bears the name of its path and is a value without key")
        return wrong
    if section not in SECTIONS or name not in SECTIONS[section]:
        known = [f"{part}.{field}" for part, fields in SECTIONS.items() for field in fields]
        return [
            *wrong,
            f"path is {shown(one.path).en}, which is no value of a scenario{hint(one.path, known).en}",
        ]
    return wrong + _unfit(one, SECTIONS[section][name])


def _unfit(one: PriorParameter, field: Field) -> list[str]:
    """Where a prior and the declaration of its value do not go together."""
    parts = tuple(field.keys)
    if parts and one.kind == "value":
        return ["a value cannot replace a mapping; use a factor, or a shift of one part"]
    if parts and one.kind == "shift" and one.key not in parts:
        return [f"shift of {shown(one.key).en}; its parts are: {listed(parts).en}{hint(one.key, parts).en}"]
    if one.key and (not parts or one.kind != "shift"):
        return ["key is for the shift of one part of a mapping"]
    if one.kind == "value" and not field.low <= one.low < one.high <= field.high:
        return [f"{one.low:g} to {one.high:g} leaves the bounds {field.low:g} to {field.high:g}"]
    return []
