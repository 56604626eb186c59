"""What is pinned: with hashes, the same as elsewhere, and asked about."""

from __future__ import annotations

import json
import re
import tomllib

from tests.audit import verdict
from tests.conftest import ROOT

PIN = re.compile(r"^([\w.-]+)==(\S+)", re.MULTILINE)


def pins(name: str) -> set[tuple[str, str]]:
    return set(PIN.findall((ROOT / name).read_text(encoding="utf-8")))


def test_every_pin_with_hashes_is_a_pin_without() -> None:
    hashed = pins("requirements.txt")
    assert len(hashed) > 20 and hashed <= pins("constraints.txt")


def test_every_pin_has_hashes_and_what_the_program_needs_is_pinned() -> None:
    blocks = re.split(r"\n(?=\S)", (ROOT / "requirements.txt").read_text(encoding="utf-8").strip())
    assert all(re.search(r"--hash=sha256:[0-9a-f]{64}", block) for block in blocks)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = {re.split(r"[\s<>=!~;\[]", one)[0].lower() for one in project["dependencies"]}
    assert needed <= {name for name, _ in pins("requirements.txt")}


def test_an_audit_tells_what_is_known_and_what_was_not_asked() -> None:
    good = {"name": "numpy", "version": "2.4.6", "vulns": []}
    bad = {"name": "jinja2", "version": "2.10", "vulns": [{"id": "CVE-2019-10906"}]}
    silent = {"name": "mesa", "skip_reason": "not found"}
    assert verdict(json.dumps({"dependencies": [good, silent]})) == (
        0,
        "no vulnerability is known of 1 of 2 pinned packages",
    )
    assert verdict(json.dumps({"dependencies": [good, bad]})) == (
        1,
        "known vulnerabilities: jinja2 2.10: CVE-2019-10906",
    )
    for answer, trouble in (
        ("", "requests.exceptions.ConnectionError"),
        (json.dumps({"dependencies": [silent]}), ""),
    ):
        code, line = verdict(answer, trouble)
        assert code == 0 and line.startswith("no index of advisories could be reached")
    for trouble in ("", "No module named pip_audit", "unrecognized arguments: --disable-pip"):
        code, line = verdict("", trouble)
        assert code == 1 and line.startswith("pip-audit failed") and trouble in line
