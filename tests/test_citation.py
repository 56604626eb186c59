"""The citation names this version."""

from __future__ import annotations

import tomllib

import yaml

import resettle
from tests.conftest import ROOT


def test_the_citation_is_of_this_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["cff-version"] == "1.2.0"
    assert citation["version"] == resettle.__version__
    assert citation["title"] == project["name"]
    assert citation["license"] == project["license"]
    assert [one["name"] for one in citation["authors"]] == [one["name"] for one in project["authors"]]
    assert citation["keywords"] == project["keywords"]
    assert citation["abstract"].startswith(project["description"])
