"""The JSON Schema of scenario files: what it accepts, what it refuses, and what an editor is offered."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from resettle import scenarios
from resettle.model.channels import CHANNELS
from resettle.model.levers import LEVERS
from resettle.scenarios.schema import MAX_LINE, schema_text
from resettle.scenarios.types import SECTIONS


def as_editor_reads(path: Path) -> Any:
    """YAML 1.2 as editors read it for a schema: dates are text, keys are text."""

    class Loader(yaml.SafeLoader):
        pass

    Loader.yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def text_keys(node: Any) -> Any:
        if isinstance(node, dict):
            return {str(key): text_keys(value) for key, value in node.items()}
        return [text_keys(item) for item in node] if isinstance(node, list) else node

    return text_keys(yaml.load(path.read_text(encoding="utf-8"), Loader))


@pytest.mark.parametrize("name", scenarios.bundled())
def test_a_bundled_file_names_the_schema_and_fits_it(name: str) -> None:
    path = scenarios.bundled()[name]
    first = path.read_text(encoding="utf-8").splitlines()[0]
    assert first == "# yaml-language-server: $schema=../scenario.schema.json"
    jsonschema.Draft202012Validator(scenarios.json_schema()).validate(as_editor_reads(path))


def test_the_stored_schema_is_current_and_valid() -> None:
    stored = resources.files("resettle.scenarios").joinpath("scenario.schema.json").read_text("utf-8")
    assert stored == schema_text(), "run: resettle schema > scenarios/scenario.schema.json"
    assert json.loads(stored) == scenarios.json_schema()
    jsonschema.Draft202012Validator.check_schema(scenarios.json_schema())
    assert all(len(line) <= MAX_LINE or line.count('"') <= 4 for line in stored.splitlines())


def test_the_schema_refuses_what_an_editor_should_underline() -> None:
    validator = jsonschema.Draft202012Validator(scenarios.json_schema())
    head = {"resettle": 1, "name": "mine", "title": "mine"}
    good = {"value": 300, "unit": "yuan/month", "source": "data:F085"}
    assert validator.is_valid(head | {"parameters": {"home_value": good}})
    for bad in (
        {"parameters": {"home_valu": good}},
        {"parameters": {"home_value": good | {"unit": "yuan"}}},
        {"parameters": {"home_value": good | {"source": "guess"}}},
        {"parameters": {"home_value": good | {"source": "assumed"}}},
        {"parameters": {"home_value": good | {"value": -1}}},
        {"levers": {"training": {}}},
        {"period": {"start": "2022-1"}},
    ):
        assert not validator.is_valid(head | bad), bad


SEATS = {"value": 10, "unit": "person-times/year", "source": "data:F085"}
COST = {"value": 10, "unit": "yuan/person-time", "source": "data:F085"}
WINDOW = {"from": "2022-01", "to": "2022-12", "seats": SEATS, "unit_cost": COST}
PRICES = {"values": {"2021": 100}, "unit": "index", "source": "data:F085"}
TASTE = {"value": dict.fromkeys(CHANNELS[1:], 1), "unit": "yuan/month", "source": "data:F085"}


@pytest.mark.parametrize(
    ("section", "content", "good"),
    [
        ("levers", {"training_subsidy": {"windows": [WINDOW]}}, True),
        ("levers", {"training_subsidy": {"changes": [{"from": "2022-01", "seats": SEATS}]}}, True),
        ("levers", {"training_subsidy": {"changes": [{"from": "2022-01", "budget": {}}]}}, False),
        ("levers", {"training_subsidy": {"changes": [{"from": "2022-01", "to": "2022-12"}]}}, False),
        ("levers", {"training_subsidy": {"changes": [{"to": "2022-12", "seats": SEATS}]}}, False),
        ("levers", {"training_subsidy": {"changes": [], "stop_from": "2022-01"}}, False),
        ("levers", {"training_subsidy": {"windows": [WINDOW], "changes": [WINDOW]}}, False),
        ("levers", {"training_subsidy": {"windows": [WINDOW | {"seats": COST}]}}, False),
        ("levers", {"training_subsidy": {"windows": [WINDOW | {"posts": SEATS}]}}, False),
        ("levers", {"training_subsidy": {"windows": [{"from": "2022-01", "to": "2022-12"}]}}, False),
        ("levers", {"training_subsidy": {"windows": [WINDOW | {"priority": ["women", "women"]}]}}, False),
        ("levers", {"training_subsidy": {}}, False),
        ("series", {"prices": PRICES}, True),
        ("series", {"prices": PRICES | {"range_is": "bounds"}}, False),
        ("series", {"prices": PRICES | {"values": {"21": 100}}}, False),
        ("series", {"prices": PRICES | {"unit": "share"}}, False),
        ("parameters", {"taste": TASTE}, True),
        ("parameters", {"taste": TASTE | {"value": {"workshop": 1}}}, False),
        ("parameters", {"taste": TASTE | {"source": "calibrated"}}, False),
        ("parameters", {"taste": TASTE | {"source": "calibrated", "note": "why"}}, True),
        ("parameters", {"taste": TASTE | {"note": {"en": "why", "zh": "理由"}}}, True),
        ("parameters", {"taste": TASTE | {"note": {"fr": "pourquoi"}}}, False),
        ("parameters", {"taste": TASTE | {"note": 5}}, False),
        ("targets", {"one": {"bound": {"value": 1, "unit": "share", "source": "assumed"}}}, False),
        ("targets", {"a b": {}}, False),
        ("standards", {"demonstration": []}, False),
    ],
)
def test_the_schema_knows_levers_series_mappings_targets_and_standards(
    section: str, content: Any, good: bool
) -> None:
    validator = jsonschema.Draft202012Validator(scenarios.json_schema())
    file = {"resettle": 1, "name": "mine", "title": "mine", section: content}
    assert validator.is_valid(file) == good


def offered(node: Any, schema: Any) -> dict[str, Any]:
    """What an editor completes at a place: keys of all that is referred to, with their schemas."""
    keys: dict[str, Any] = {}
    for part in (*node.get("allOf", []), *node.get("anyOf", [])):
        for key, one in offered(part, schema).items():
            keys[key] = keys.get(key, {}) | one
    if "$ref" in node:
        keys |= offered(schema["$defs"][node["$ref"].removeprefix("#/$defs/")], schema)
    for key, one in node.get("properties", {}).items():
        keys[key] = keys.get(key, {}) | one
    return keys


def test_an_editor_is_offered_meaning_unit_and_keys_of_every_value() -> None:
    schema = scenarios.json_schema()
    values = [
        (schema["properties"][section]["properties"][name], spec)
        for section, fields in SECTIONS.items()
        for name, spec in fields.items()
    ]
    for name, lever in LEVERS.items():
        for key in ("windows", "changes"):
            items = offered(schema["properties"]["levers"]["properties"][name], schema)[key]["items"]
            window = offered(items, schema)
            assert {"from", "to", "budget"} <= set(window)
            values += [(window[setting], spec) for setting, spec in lever.settings.items()]
    for node, spec in values:
        assert node["description"] == f"{spec.en} / {spec.zh} ({spec.unit})"
        keys = offered(node, schema)
        assert keys["unit"]["const"] == spec.unit
        assert {"source", "note"} <= set(keys)
        assert ("range" in keys) == (spec.total is None)
