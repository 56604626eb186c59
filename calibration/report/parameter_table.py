"""The parameter tables of docs/odd.md, made from the files.

`python -m resettle.calibration.report.parameter_table` writes them anew.
"""

from __future__ import annotations

from pathlib import Path

from resettle.calibration.fit.priors import PriorParameter, priors
from resettle.model.parameters import PARAMETERS
from resettle.scenarios import Value, bundled, part_of
from resettle.scenarios.marked import MarkedPart, markdown_table

PART = MarkedPart(
    Path(__file__).resolve().parents[2] / "docs" / "odd.md",
    "<!-- parameters: written by python -m resettle.calibration.report.parameter_table -->",
    "<!-- end of parameters -->",
)
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
    values, others = part_of(SHARED).values, _own_values()
    rows = []
    for name, field in PARAMETERS.items():
        value = values[f"parameters.{name}"]
        own = f"<br>own values in {', '.join(others[name])}" if name in others else ""
        source = f"{value.source.text}{own}"
        rows.append((f"`{name}`", field.en, field.unit, _value(value), _range(value), source))
    return markdown_table(HEADER, rows)


def fitted() -> str:
    """A row for each fitted number, those that only change how a run is read included."""
    rows = [
        (f"`{one.name}`", one.en, f"`{one.path}`", _how(one), _prior(one), one.source.text)
        for one in priors()
    ]
    return markdown_table(FITTED_HEADER, rows)


def _own_values() -> dict[str, list[str]]:
    """Scenario files that state a behavioural parameter of their own, by parameter."""
    files: dict[str, list[str]] = {}
    for name in bundled():
        for path in part_of(name).values if name != SHARED else ():
            section, _, key = path.partition(".")
            if section == "parameters":
                files.setdefault(key, []).append(f"`{name}`")
    return files


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
    if one.observed:
        return "how a run is read"
    how = {"factor": "times what is stated", "value": "in its place", "shift": "added to it"}[one.kind]
    return f"{how}, part `{one.key}`" if one.key else how


def _prior(one: PriorParameter) -> str:
    return f"{one.low:,.10g} to {one.high:,.10g}, {'log-uniform' if one.log else 'uniform'}"


if __name__ == "__main__":
    how = "written anew" if PART.write(tables()) else "as they were"
    print(f"{PART.path.name}: the tables of parameters are {how}")
