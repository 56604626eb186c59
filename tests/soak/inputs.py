"""Files of users, changed at random: each is read, or refused in lines that name it."""

from __future__ import annotations

import gc
import random
import shutil
import time
import traceback
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from resettle import scenarios
from resettle.calibration.validation import literature
from resettle.results.questions.sensitivity.gate_file import read_gate
from resettle.results.questions.sweep.plan import planned
from resettle.results.questions.sweep.request import Request
from resettle.results.runs.draws import Parameters
from resettle.scenarios import ScenarioErrors, bundled, look_over
from resettle.scenarios.county.answer_file import read_answers
from resettle.scenarios.county.answers import Answers
from resettle.scenarios.county.blank import write_blank
from resettle.scenarios.county.figures import Figure
from resettle.scenarios.county.making import made
from resettle.scenarios.county.table import read_table
from resettle.scenarios.language import SaidError, SaidWarning
from resettle.scenarios.ledger import read_ledgers
from resettle.scenarios.ledger.for_county import described
from resettle.scenarios.ledger.privacy import key_of
from resettle.scenarios.ledger.recognise import MAP_HEADER, read_map
from resettle.scenarios.posterior import shipped
from resettle.scenarios.read import chain
from resettle.scenarios.read.household_types import written_types
from tests.conftest import ROOT
from tests.county.conftest import ANSWERS
from tests.county.test_table import FILLED, fill
from tests.ledger.books import as_html, as_xlsx, csv_text, families
from tests.model.test_household_types import TYPES
from tests.scenarios.test_household_types import FILE as WITH_TYPES
from tests.soak import kept
from tests.soak.kind import Kind
from tests.soak.mutations import mutated_book, mutated_bytes, mutated_csv, mutated_page, mutated_text
from tests.soak.said import TOGETHER, told_badly

SWEEP = """resettle: 1
sweep: hanyin
vary:
  levers.training_subsidy.seats: [1000, 2000, 4000]
  initial.one_employed: {from: 0.95, to: 0.99, steps: 3}
  levers.works_relief[2022-06].projects: 1..4/4
of: [employment_end]
replications: 3
"""

MAP = ",".join(MAP_HEADER[:2]) + "\r\n家庭编号,户编号\r\n备注二,忽略\r\n务工地,务工所在地\r\n"
BOOK = ROOT / "tests" / "ledger" / "synthetic.xls"

SECONDS = 20.0
"""Of the processor: who reads longer hangs."""


def _scenario(path: Path) -> None:
    problems, _ = look_over(path)
    if problems:
        raise ScenarioErrors(problems)


def _types(path: Path) -> None:
    _scenario(path.with_name("scenario.yaml"))


def _sweep(path: Path) -> None:
    planned(Request(str(path)), Parameters("point"), 1)


def _gate(path: Path) -> None:
    read_gate(path, Parameters("posterior", shipped()))


def _county(answers: Answers, figures: Sequence[Figure] = ()) -> None:
    try:
        made("pingshan", answers, "zh", figures)
    except SaidError as error:
        error.add_note(TOGETHER)
        raise


def _counted(path: Path) -> tuple[Answers, tuple[Figure, ...]]:
    ledger = read_ledgers([path], keep_going=path.stat().st_size % 2 == 0)
    return described(ledger, Answers())


def _ledger(path: Path) -> None:
    _county(*_counted(path))


def kinds(folder: Path) -> list[Kind]:
    """What is read; right files are made in a folder."""
    table, people, data = fill(_blank(folder), folder / "table.xlsx", FILLED), families(25), csv_text
    book, page = as_xlsx(folder / "ledger.xlsx", people), as_html(folder / "ledger.xls", people)

    def text(name: str, right: bytes, read: Callable[[Path], Any]) -> Kind:
        return Kind(name, f"{name}.yaml", right, mutated_text, read, often=20)

    def from_table(path: Path) -> None:
        _county(read_table(path))

    plans = [path for path in sorted((ROOT / "scenarios" / "files").glob("*.yaml")) if "hanyin" in path.stem]
    gates = ROOT / "tests" / "gates"
    typed = (("scenario.yaml", WITH_TYPES.encode()),)
    return [
        *(text(one.stem, one.read_bytes(), _scenario) for one in plans),
        text("gate", (gates / "guizhou.yaml").read_bytes(), _gate),
        text("literature", (gates / "literature.yaml").read_bytes(), literature.read_gate),
        text("sweep", SWEEP.encode(), _sweep),
        text("answers", ANSWERS.encode(), lambda path: _county(read_answers(path))),
        Kind(
            "household types",
            "types.csv",
            written_types(TYPES).encode(),
            mutated_csv,
            _types,
            typed,
            often=10,
        ),
        Kind("table .xlsx", "table.xlsx", table.read_bytes(), mutated_book, from_table, often=6),
        Kind("table .csv", "table.csv", data(people).encode(), mutated_csv, from_table, often=10),
        Kind("ledger .csv", "台账.csv", data(people).encode(), mutated_csv, _ledger, often=2),
        Kind("ledger .xlsx", "台账.xlsx", book.read_bytes(), mutated_book, _ledger, often=2),
        Kind("ledger .xls", "台账.xls", BOOK.read_bytes(), mutated_bytes, _counted, often=2),
        Kind("ledger HTML", "台账.xls", page.read_bytes(), mutated_page, _ledger, often=2),
        Kind("map", "列名.csv", MAP.encode(), mutated_csv, read_map, often=10),
        Kind("key", "key", b"0f" * 32 + b"\n", mutated_bytes, key_of, often=4),
        *kept.kinds(folder),
    ]


def _blank(folder: Path) -> Path:
    write_blank(folder / "blank.xlsx", "zh")
    return folder / "blank.xlsx"


class Soak:
    """Reads changed files in a folder of its own.

    Args:
        folder: An empty folder.
    """

    def __init__(self, folder: Path) -> None:
        right = folder / "right"
        right.mkdir()
        _read_bundled_files_once()
        self.kinds = kinds(right)
        self.turns = [
            kind
            for turn in range(max(one.often for one in self.kinds))
            for kind in self.kinds
            if turn < kind.often
        ]
        self.folder = folder / "changed"
        self.slowest: dict[str, tuple[float, int]] = {}

    def one(self, number: int) -> tuple[str, str]:
        """The kind of a file, and what became of it: `read`, `refused`, or what is wrong with how it was."""
        lot = random.Random(number)
        kind = self.turns[number % len(self.turns)]
        place = self.folder / kind.name
        path = kind.put(place)
        path.write_bytes(kind.change(kind.right, lot))
        before, began = _names(place), time.process_time()
        became = _read(kind, path)
        seconds = time.process_time() - began
        self.slowest[kind.name] = max(self.slowest.get(kind.name, (0.0, 0)), (seconds, number))
        if became in ("read", "refused") and seconds > SECONDS:
            became = f"{became} after {seconds:.0f} seconds"
        if _names(place) != before:
            if not kind.mends:
                became = f"{became}, and the folder holds {sorted(_names(place))}"
            shutil.rmtree(place)
        return kind.name, became

    def many(self, numbers: Iterable[int], wrong: Callable[[str], Any]) -> Counter[str]:
        """Counts of what became of files by kind; what went wrong is told at once."""
        counts: Counter[str] = Counter()
        gc.disable()
        for done, number in enumerate(numbers):
            kind, became = self.one(number)
            fine = became in ("read", "refused")
            counts[f"{kind}: {became if fine else 'wrong'}"] += 1
            if not fine:
                wrong(f"{number} ({kind}): {became}")
            if done % 200 == 0:
                gc.collect()
        gc.enable()
        return counts


def _names(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


def _read(kind: Kind, path: Path) -> str:
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        try:
            kind.read(path)
        except BaseException as error:
            if isinstance(error, (KeyboardInterrupt, SystemExit)):
                raise
            bad = told_badly(error, path)
            became = f"{bad}\n{''.join(traceback.format_exception(error)[-4:])}" if bad else "refused"
        else:
            became = "read"
    for warning in warned:
        if not isinstance(warning.message, SaidWarning):
            return f"warned by {warning.filename}: {warning.category.__name__}: {warning.message}"
    return became


def _read_bundled_files_once() -> None:
    """As the changed ones extend them again and again."""
    read_yaml, read_part, load = chain.read_yaml, chain.read_part, scenarios.load
    inside = {path: stem for stem, path in bundled().items()}

    @cache
    def top(stem: str) -> Any:
        return read_yaml(bundled()[stem], f"{chain.FILES}/{stem}.yaml", chain.Problems())

    @cache
    def part(stem: str) -> Any:
        return read_part(top(stem), chain.Problems(), stem)

    loaded = cache(load)
    chain.read_yaml = lambda path, *more: top(inside[path]) if path in inside else read_yaml(path, *more)
    chain.read_part = lambda top, problems, stem: (
        replace(part(stem)) if stem else read_part(top, problems, stem)
    )
    scenarios.load = lambda name: loaded(name) if name in bundled() else load(name)
