"""How to install an extra is said so that the program that runs stays the one that is imported."""

from __future__ import annotations

from pathlib import Path

import pytest

import resettle
from resettle.results.text.install import install

ROOT = Path(resettle.__file__).resolve().parents[2]


def test_in_a_checkout_an_extra_keeps_it_editable(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(ROOT)
    assert install("office") == "python -m pip install -e '.[office]'"
    monkeypatch.chdir(tmp_path)
    assert install("office") == f"python -m pip install -e '{ROOT}[office]'"


def test_an_installed_package_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(resettle, "__file__", str(tmp_path / "lib" / "resettle" / "__init__.py"))
    assert install("cluster") == "python -m pip install 'resettle[cluster]'"
