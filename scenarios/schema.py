"""JSON Schema of scenario files, for editors: made from the same declarations that the loader reads."""

from __future__ import annotations

import json
import re
import textwrap
from math import inf
from typing import TYPE_CHECKING, Any

from resettle.model.bounds import DIRECTIONS
from resettle.model.fields import Field
from resettle.model.inputs import STATUSES
from resettle.model.traits import MAX_PRIORITIES, TRAITS
from resettle.scenarios.catalogue import (
    budget_field,
    comparable,
    lever_classes,
    site_indicators,
    standard_labels,
)
from resettle.scenarios.read.part import FIRST_YEAR, FITTED_KEYS, LAST_YEAR, varied_paths
from resettle.scenarios.read.provinces import PROVINCES
from resettle.scenarios.read.scalars import REMOVE
from resettle.scenarios.read.targets import INCOME_SERIES, NAMED
from resettle.scenarios.read.totals import STATED
from resettle.scenarios.readings import READINGS
from resettle.scenarios.sources.references import FORMS
from resettle.scenarios.types import COUNTS, EVERY_WHEN, GRACE, KINDS, NAME, ROLES

if TYPE_CHECKING:
    from resettle.model.levers.base import Lever

Schema = dict[str, Any]

MAX_LINE = 110
"""Longest line of the stored file, unless a single text is longer."""

MONTH: Schema = {"type": "string", "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])$", "description": "YYYY-MM / 年-月"}
SOURCE: Schema = {
    "type": "string",
    "pattern": (
        r"^(own: *[^ ].*|ledger:[^#]+#.+|document:[^#]+#.+"
        r"|(data|literature|derived|transferred):[^,]+(,[^,]+)*|calibrated|assumed)$"
    ),
    "description": FORMS.en,
}
UNSURE = r"^(assumed$|derived:|transferred:)"
"""Sources of values that need a range, `scenarios.types.UNSURE`."""
TEXT: Schema = {
    "anyOf": [
        {"type": "string", "minLength": 1},
        {
            "type": "object",
            "properties": {"en": {"type": "string"}, "zh": {"type": "string"}},
            "additionalProperties": False,
            "minProperties": 1,
        },
    ]
}
RANGE: Schema = {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2}
ONWARD: Schema = {
    "type": "object",
    "properties": {"growth": {"type": "number"}, "to": {"type": "integer"}},
    "required": ["growth", "to"],
    "additionalProperties": False,
}
"""Years of a series beyond those stated."""
CHANGE: Schema = {"required": ["from"], "not": {"propertyNames": {"enum": ["from", "to"]}}}
"""What a change must hold: its first month, and something beside its months."""


def json_schema() -> Schema:
    """The schema (2020-12) of one scenario file, which may leave out what it extends.

    A shape that several values have stands once in `$defs` and is referred to, under a name made of what
    it allows; description and unit of each value stay with the value.
    """
    shapes = _Shapes()
    properties: Schema = {
        "resettle": {"const": 1, "description": "Version of the format / 格式版本"},
        "name": {"type": "string", "pattern": f"^{NAME.pattern}$"},
        "title": _ref("text"),
        "description": _ref("text"),
        "document": {"type": "string"},
        "abstract": {"type": "boolean"},
        "extends": {"type": "string", "description": "A bundled name, or a path relative to this file"},
        "province": {"enum": [name for pair in PROVINCES.items() for name in pair]},
        "fitted_to": _object(
            {"digest": {"type": "string"}, **{key: {"type": "number"} for key in FITTED_KEYS[1:]}},
            FITTED_KEYS,
        ),
        "household_types": {
            "anyOf": [
                {"type": "string", "description": "A table in CSV, relative to this file"},
                {"type": "array", "items": {"type": "array", "items": {"type": "integer", "minimum": 0}}},
            ],
            "description": "Joint types of which households are made / 户类型",
        },
        "period": _object(
            {
                "base_year": {"type": "integer", "minimum": FIRST_YEAR, "maximum": LAST_YEAR},
                "start": _ref("month"),
                "end": _ref("month"),
            }
        ),
    }
    for section, fields in STATED.items():
        make = shapes.series if section == "series" else shapes.value
        properties[section] = _object({name: make(spec) for name, spec in fields.items()})
    properties["levers"] = _object(
        {name: shapes.lever(name, lever) for name, lever in lever_classes().items()}
    )
    properties["standards"] = _object(
        {
            name: {"description": f"{en} / {zh}", "type": "array", "minItems": 1, "items": _ref("condition")}
            for name, (en, zh) in standard_labels().items()
        }
    )
    properties["targets"] = {
        "type": "object",
        "propertyNames": {"pattern": f"^{NAME.pattern}$"},
        "additionalProperties": shapes.target(),
    }
    vary: Schema = {"type": "array", "items": {"enum": varied_paths()}}
    properties["uncertainty"] = _object({"vary": {"anyOf": [{"enum": ["assumed", "none"]}, vary]}})
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "resettle scenario",
        "type": "object",
        "required": ["resettle", "name", "title"],
        "additionalProperties": False,
        "properties": properties,
        "$defs": {
            "month": MONTH,
            "source": SOURCE,
            "text": TEXT,
            "range": RANGE,
            "change": CHANGE,
            "some": {"type": "array", "minItems": 1},
            "traits": {"type": "array", "items": {"enum": list(TRAITS)}, "uniqueItems": True},
            "condition": _condition(),
            "bound": _stated({"value": {"type": "number"}}, ["bounds", "factor"]),
            "backed": _backed("range", "note"),
            "reasoned": _backed("note"),
            **shapes.schemas,
        },
    }


def schema_text() -> str:
    """The schema as it is stored beside this module, for editors that open a bundled file.

    What fits into a line stands in one. `resettle schema > scenarios/scenario.schema.json` stores it anew.
    """
    return _compact(json_schema()) + "\n"


def _compact(value: Any, indent: int = 0, before: int = 0) -> str:
    """JSON of a value that begins `before` columns after an indent; at most a comma follows it."""
    text = json.dumps(value, ensure_ascii=False)
    if indent + before + len(text) < MAX_LINE or not isinstance(value, (dict, list)):
        return text
    margin = " " * (indent + 1)
    if isinstance(value, dict):
        keys = [f"{json.dumps(key, ensure_ascii=False)}: " for key in value]
        items = [
            f"{margin}{key}{_compact(item, indent + 1, len(key))}"
            for key, item in zip(keys, value.values(), strict=True)
        ]
        return "{\n" + ",\n".join(items) + "\n" + margin[:-1] + "}"
    if all(isinstance(item, str) for item in value):
        words = textwrap.wrap(
            text[1:-1], MAX_LINE - indent - 1, break_long_words=False, break_on_hyphens=False
        )
        return "[\n" + "\n".join(margin + line for line in words) + "\n" + margin[:-1] + "]"
    items = [margin + _compact(item, indent + 1) for item in value]
    return "[\n" + ",\n".join(items) + "\n" + margin[:-1] + "]"


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _object(properties: Schema, required: tuple[str, ...] = ()) -> Schema:
    schema: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    return schema | ({"required": list(required)} if required else {})


def _stated(
    number: Schema, ranges: list[str], *, distribution: bool = False, more: Schema | None = None
) -> Schema:
    """Unit, source, range and note round a number; an assumption needs its range and note."""
    text: Schema = {"type": "string"}
    properties = number | {"unit": text, "source": _ref("source"), "note": _ref("text")}
    properties |= more or {}
    if not distribution:
        properties |= {"range": _ref("range"), "range_is": {"enum": ranges}}
    return _object(properties, (*number, "unit", "source")) | _ref("reasoned" if distribution else "backed")


def _backed(*needed: str) -> Schema:
    """What an assumption must say beside its value; a calibrated value always says why."""
    return {
        "if": {"properties": {"source": {"pattern": UNSURE}}},
        "then": {"required": list(needed)},
        "else": {
            "if": {"properties": {"source": {"const": "calibrated"}}},
            "then": {"required": ["note"]},
        },
    }


def _number(spec: Field) -> Schema:
    ends = {"minimum": spec.low, "maximum": spec.high}
    kind = {"type": "integer" if spec.whole else "number"}
    return kind | {key: end for key, end in ends.items() if abs(end) != inf}


class _Shapes:
    """Shapes of values, each once.

    Attributes:
        schemas: Schemas by name.
    """

    def __init__(self) -> None:
        self.schemas: dict[str, Schema] = {}

    def _shared(self, name: str, schema: Schema) -> Schema:
        """A reference to a shape; two that differ cannot have one name."""
        name = re.sub(r"[^\w.-]+", "-", name)
        assert self.schemas.setdefault(name, schema) == schema, name
        return _ref(name)

    def _of(self, spec: Field, name: str, shape: Schema) -> Schema:
        """A shape in the unit of a value, with its meaning."""
        unit = self._shared(f"unit.{spec.unit}", {"properties": {"unit": {"const": spec.unit}}})
        meaning = f"{spec.en} / {spec.zh} ({spec.unit})"
        return {"description": meaning, "allOf": [self._shared(f"{name}.{_bounds(spec)}", shape), unit]}

    def value(self, spec: Field) -> Schema:
        """A number or mapping with unit, source, range and note."""
        if not spec.keys:
            shape = _stated({"value": _number(spec)}, ["bounds", "factor"])
            return self._of(spec, "value", shape)
        part = self._shared(f"number.{_bounds(spec)}", _number(spec))
        parts = _object(dict.fromkeys(spec.keys, part), spec.keys)
        distribution = spec.total is not None
        shape = _stated({"value": parts}, ["factor"], distribution=distribution)
        name = f"{'shares' if distribution else 'parts'}.{spec.keys[0]}-{spec.keys[-1]}"
        return self._of(spec, name, shape)

    def series(self, spec: Field) -> Schema:
        """Numbers by year with unit, source, range and note."""
        values = {
            "type": "object",
            "patternProperties": {"^[0-9]{4}$": _number(spec)},
            "additionalProperties": False,
            "minProperties": 1,
        }
        return self._of(
            spec,
            "series",
            _stated(
                {"values": values},
                ["growth", "factor"],
                more={"published_to": {"type": "integer"}, "onward": ONWARD},
            ),
        )

    def lever(self, name: str, lever: type[Lever]) -> Schema:
        """Windows or changes, which may state the same, and the month from which on it is stopped."""
        rules: Schema = {"eligibility": _ref("traits")} if lever.admits else {}
        if lever.selects:
            rules |= {"priority": _ref("traits") | {"maxItems": MAX_PRIORITIES}}
        properties: Schema = {
            "from": {"anyOf": [_ref("month"), {"const": "base_year"}]},
            "to": {"anyOf": [_ref("month"), {"const": "end"}]},
            **rules,
            **{name: self.value(spec) for name, spec in lever.settings.items()},
            "budget": self.value(budget_field()),
        }
        needed = ["from", "to", *(name for name, spec in lever.settings.items() if not spec.optional)]
        window = self._shared(f"window.{name}", _object(properties))
        windows = _ref("some") | {"items": window | {"required": needed}}
        changes = _ref("some") | {"items": {"allOf": [window, _ref("change")]}}
        schema = _object(
            {
                "status": {"enum": list(STATUSES)},
                "stop_from": _ref("month"),
                "in_force": {"type": "boolean"},
                "windows": windows,
                "changes": changes,
            }
        )
        either = {"not": {"required": ["windows", "changes"]}}
        stated = schema | {"minProperties": 1} | either
        return {"description": f"{lever.en} / {lever.zh}", "anyOf": [{"enum": list(REMOVE)}, stated]}

    def target(self) -> Schema:
        """A target; which keys it needs depends on all files of a chain."""
        stated = _object(
            {
                "title": _ref("text"),
                "role": {"enum": list(ROLES)},
                "counts": {"enum": list(COUNTS)},
                "indicator": {"enum": list(NAMED)},
                "reading": {"enum": list(READINGS)},
                "kind": {"enum": list(KINDS)},
                "direction": {"enum": list(DIRECTIONS)},
                "bound": _ref("bound"),
                "when": {"enum": list(EVERY_WHEN)},
                "by": _ref("month"),
                "series": {"enum": INCOME_SERIES},
                "grace_months": self.value(GRACE),
            }
        )
        return {"anyOf": [{"enum": list(REMOVE)}, stated]}


def _bounds(spec: Field) -> str:
    """What a number may be, as part of a name."""
    ends = [f"{end:g}".replace("+", "") for end in (spec.low, spec.high) if abs(end) != inf]
    return "_".join([*ends, *(["whole"] if spec.whole else [])]) or "any"


def _condition() -> Schema:
    """One condition of a standard; with a series, its bound is a multiple."""
    compared = list(dict.fromkeys(name for one in site_indicators() for name in comparable(one)))
    return _object(
        {
            "indicator": {"enum": list(site_indicators())},
            "direction": {"enum": list(DIRECTIONS)},
            "series": {"enum": compared},
            "bound": _ref("bound"),
        },
        ("indicator", "direction", "bound"),
    )
