"""The made-up county without faults, made and read once for all tests of it."""

from __future__ import annotations

import pytest

from resettle.scenarios.ledger import Ledger, read_ledgers
from resettle.scenarios.ledger.made_up import MadeUp, write


@pytest.fixture(scope="session")
def clean(tmp_path_factory: pytest.TempPathFactory) -> tuple[MadeUp, Ledger]:
    made = write(tmp_path_factory.mktemp("clean"), faults=False)
    return made, read_ledgers(made.paths)
