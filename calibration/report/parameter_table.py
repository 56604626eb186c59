"""The parameter tables of docs/odd.md, made from the files.

`python -m resettle.calibration.report.parameter_table` writes them anew.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from resettle.calibration.fit.priors import PriorParameter, priors
from resettle.model.parameters import PARAMETERS
from resettle.scenarios import Value, bundled, part_of
from resettle.scenarios.marked import put, rewrite

BEGIN = "<!-- parameters: written by python -m resettle.calibration.report.parameter_table -->"
END = "<!-- end of parameters -->"
DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "odd.md"
SHARED = "behaviour"
"""The scenario file that all others extend."""

HEADER = "| parameter | meaning | unit | value | range | source |"
FITTED_HEADER = "| name | meaning | acts on | how | prior | source |"
FIRST_WORDS = 3


def tables() -> str:
    """Both tables in Markdown: what behaviour is, and what of it is fitted within which limits."""
    return "\n".join([behaviour(), "", fitted()])


def behaviour() -> str:
    """A row for each behavioural parameter, in the order of `model.parameters`."""
    values = part_of(SHARED).values
    others = _own_values()
    rows = []
    for name, field in PARAMETERS.items():
        value = values[f"parameters.{name}"]
        places = f"<br>own values in {', '.join(others[name])}" if name in others else ""
        cells = (
            f"`{name}`",
            field.en,
            field.unit,
            _value(value),
            _range(value),
            f"{value.source.text}{places}",
        )
        rows.append(_row(cells))
    return "\n".join([HEADER, "|---|---|---|---|---|---|", *rows])


def fitted() -> str:
    """A row for each fitted number, those that only change how a run is read included."""
    rows = [
        _row((f"`{one.name}`", one.en, f"`{one.path}`", _how(one), _prior(one), one.source.text))
        for one in priors()
    ]
    return "\n".join([FITTED_HEADER, "|---|---|---|---|---|---|", *rows])


def _own_values() -> dict[str, list[str]]:
    """Scenario files that state a behavioural parameter of their own, by parameter."""
    found: dict[str, list[str]] = {}
    for name in bundled():
        if name != SHARED:
            for path in part_of(name).values:
                section, _, key = path.partition(".")
                if section == "parameters":
                    found.setdefault(key, []).append(f"`{name}`")
    return found


def _row(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |"


def _value(value: Value) -> str:
    if not isinstance(value.value, dict):
        return f"{value.value:,.10g}"
    parts = [f"{key} {number:,.10g}" for key, number in value.value.items()]
    return ", ".join(parts) if len(parts) > FIRST_WORDS else "<br>".join(parts)


def _range(value: Value) -> str:
    if value.range is None:
        return "–"
    low, high = (f"{end:,.10g}" for end in value.range)
    return f"× {low} to {high}" if value.range_is == "factor" else f"{low} to {high}"


def _how(one: PriorParameter) -> str:
    told = {"factor": "times what is stated", "value": "in its place", "shift": "added to it"}[one.kind]
    if one.observed:
        return "how a run is read"
    return f"{told}, part `{one.key}`" if one.key else told


def _prior(one: PriorParameter) -> str:
    return f"{one.low:,.10g} to {one.high:,.10g}, {'log-uniform' if one.log else 'uniform'}"


def written_into(document: str) -> str:
    """A document with the tables between the two marks.

    Raises:
        ValueError: If the marks are not there.
    """
    return put(document, BEGIN, END, tables())


def _main(document: Path = DOCUMENT) -> Iterator[str]:
    how = "written anew" if rewrite(document, written_into) else "as they were"
    yield f"{document.name}: the tables of parameters are {how}"


if __name__ == "__main__":
    sys.stdout.writelines(f"{line}\n" for line in _main())
