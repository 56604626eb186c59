"""JSON Schema of scenario files, for editors: made from the same declarations that the loader reads."""

from __future__ import annotations

import json
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Any

from resettle.model.fields import Field
from resettle.model.indicators import INDICATORS
from resettle.model.traits import MAX_PRIORITIES, TRAITS
from resettle.scenarios.catalogue import budget, comparable, levers, site_indicators, standards
from resettle.scenarios.read.part import FIRST_YEAR, LAST_YEAR, varied_paths
from resettle.scenarios.read.targets import INCOME_SERIES
from resettle.scenarios.sources.references import FORMS
from resettle.scenarios.types import DIRECTIONS, GRACE, KINDS, SECTIONS, WHEN

if TYPE_CHECKING:
    from resettle.model.levers.base import Lever

Schema = dict[str, Any]

MONTH: Schema = {"type": "string", "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])$", "description": "YYYY-MM / 年-月"}
SOURCE: Schema = {
    "type": "string",
    "pattern": r"^(document:[^#]+#.+|(data|literature):[^,]+(,[^,]+)*|calibrated|assumed)$",
    "description": FORMS,
}
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


def json_schema() -> Schema:
    """The schema (2020-12) of one scenario file, which may leave out what it extends."""
    properties: Schema = {
        "resettle": {"const": 1, "description": "Version of the format / 格式版本"},
        "name": {"type": "string", "pattern": r"^[^\W_][\w-]{0,59}$"},
        "title": {"$ref": "#/$defs/text"},
        "description": {"$ref": "#/$defs/text"},
        "document": {"type": "string"},
        "abstract": {"type": "boolean"},
        "extends": {"type": "string", "description": "A bundled name, or a path relative to this file"},
        "period": _object(
            {
                "base_year": {"type": "integer", "minimum": FIRST_YEAR, "maximum": LAST_YEAR},
                "start": {"$ref": "#/$defs/month"},
                "end": {"$ref": "#/$defs/month"},
            }
        ),
    }
    for section, fields in SECTIONS.items():
        make = _series if section == "series" else _value
        properties[section] = _object({name: make(spec) for name, spec in fields.items()})
    properties["levers"] = _object({name: _lever(lever) for name, lever in levers().items()})
    properties["standards"] = _object(
        {
            name: {"description": f"{en} / {zh}", "type": "array", "minItems": 1, "items": _condition()}
            for name, (en, zh) in standards().items()
        }
    )
    properties["targets"] = {
        "type": "object",
        "propertyNames": {"pattern": r"^[^\W_][\w-]{0,59}$"},
        "additionalProperties": _target(),
    }
    properties["uncertainty"] = _object(
        {
            "vary": {
                "anyOf": [{"enum": ["assumed", "none"]}, {"type": "array", "items": {"enum": varied_paths()}}]
            }
        }
    )
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
            "traits": {"type": "array", "items": {"enum": list(TRAITS)}, "uniqueItems": True},
            "backed": _backed("range", "note"),
            "reasoned": _backed("note"),
        },
    }


def schema_text() -> str:
    """The schema as it is stored beside this module."""
    return json.dumps(json_schema(), ensure_ascii=False, indent=1) + "\n"


def write_schema(path: Path | None = None) -> Path:
    """Writes the schema file that the bundled scenarios point their editor to."""
    target = path or Path(__file__).with_name("scenario.schema.json")
    target.write_text(schema_text(), encoding="utf-8")
    return target


def _object(properties: Schema, required: tuple[str, ...] = ()) -> Schema:
    found: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    return found | ({"required": list(required)} if required else {})


def _number(spec: Field) -> Schema:
    found: Schema = {"type": "integer" if spec.whole else "number"}
    if spec.low != -inf:
        found["minimum"] = spec.low
    if spec.high != inf:
        found["maximum"] = spec.high
    return found


def _stated(
    unit: Schema, extra: Schema, first: str, ranges: list[str], *, distribution: bool = False
) -> Schema:
    """Unit, source, range and note round a number; an assumption needs its range and note."""
    properties = extra | {"unit": unit, "source": {"$ref": "#/$defs/source"}, "note": {"type": "string"}}
    if not distribution:
        properties |= {"range": {"$ref": "#/$defs/range"}, "range_is": {"enum": ranges}}
    found = _object(properties, (first, "unit", "source"))
    return found | {"$ref": "#/$defs/reasoned" if distribution else "#/$defs/backed"}


def _backed(*needed: str) -> Schema:
    """What an assumption must say beside its value; a calibrated value always says why."""
    return {
        "if": {"properties": {"source": {"const": "assumed"}}},
        "then": {"required": list(needed)},
        "else": {
            "if": {"properties": {"source": {"const": "calibrated"}}},
            "then": {"required": ["note"]},
        },
    }


def _described(found: Schema, spec: Field) -> Schema:
    return {"description": f"{spec.en} / {spec.zh} ({spec.unit})"} | found


def _value(spec: Field) -> Schema:
    one = _number(spec)
    value = _object(dict.fromkeys(spec.keys, one), spec.keys) if spec.keys else one
    ranges = ["factor"] if spec.keys else ["bounds", "factor"]
    return _described(
        _stated({"const": spec.unit}, {"value": value}, "value", ranges, distribution=spec.total is not None),
        spec,
    )


def _series(spec: Field) -> Schema:
    values = {
        "type": "object",
        "patternProperties": {"^[0-9]{4}$": _number(spec)},
        "additionalProperties": False,
        "minProperties": 1,
    }
    return _described(_stated({"const": spec.unit}, {"values": values}, "values", ["growth", "factor"]), spec)


def _lever(lever: type[Lever]) -> Schema:
    traits: Schema = {"$ref": "#/$defs/traits"}
    rules: Schema = {"eligibility": traits} if lever.admits else {}
    if lever.selects:
        rules |= {"priority": traits | {"maxItems": MAX_PRIORITIES}}
    properties: Schema = {
        "from": {"$ref": "#/$defs/month"},
        "to": {"$ref": "#/$defs/month"},
        **rules,
        **{name: _value(spec) for name, spec in lever.settings.items()},
        "budget": _value(budget()),
    }
    needed = ("from", "to", *(name for name, spec in lever.settings.items() if not spec.optional))
    windows = {"type": "array", "minItems": 1, "items": _object(properties, needed)}
    changes = _changes(properties)
    found = _object({"stop_from": {"$ref": "#/$defs/month"}, "windows": windows, "changes": changes})
    either = {"not": {"required": ["windows", "changes"]}}
    return {"description": f"{lever.en} / {lever.zh}"} | found | {"minProperties": 1} | either


def _changes(properties: Schema) -> Schema:
    """What a file may state anew in windows that it takes over: months, and something beside them."""
    something = {"anyOf": [{"required": [key]} for key in properties if key not in ("from", "to")]}
    return {"type": "array", "minItems": 1, "items": _object(properties, ("from",)) | something}


def _condition() -> Schema:
    """One condition of a standard; with a series, its bound is a multiple."""
    bound = _stated({"type": "string"}, {"value": {"type": "number"}}, "value", ["bounds", "factor"])
    compared = list(dict.fromkeys(name for one in site_indicators() for name in comparable(one)))
    return _object(
        {
            "indicator": {"enum": list(site_indicators())},
            "direction": {"enum": list(DIRECTIONS)},
            "series": {"enum": compared},
            "bound": bound,
        },
        ("indicator", "direction", "bound"),
    )


def _target() -> Schema:
    bound = _stated({"type": "string"}, {"value": {"type": "number"}}, "value", ["bounds", "factor"])
    every = list(dict.fromkeys(when for allowed in WHEN.values() for when in allowed))
    return _object(
        {
            "title": {"$ref": "#/$defs/text"},
            "indicator": {"enum": list(INDICATORS)},
            "kind": {"enum": list(KINDS)},
            "direction": {"enum": list(DIRECTIONS)},
            "bound": bound,
            "when": {"enum": every},
            "by": {"$ref": "#/$defs/month"},
            "series": {"enum": INCOME_SERIES},
            "grace_months": _value(GRACE),
        }
    )
