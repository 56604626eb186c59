"""Golden figures: yearly values of some indicators, so that no change of numbers goes unseen.

`python -m tests.model.golden` runs the scenarios again, prints what moved and writes the new figures;
with `--check` it writes nothing and tells by its exit code whether anything moved.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from resettle import scenarios
from resettle.model.indicators import INDICATORS
from resettle.model.record import RunRecord
from resettle.model.simulation import ResettlementModel

PATH = Path(__file__).with_name("golden.json")
HOUSEHOLDS, SEED = 2158, 1
INDICATORS_KEPT = (
    "labour", "employment_rate", "employment_rate_without_posts", "channel_out_of_province",
    "channel_in_province", "channel_local_firm", "channel_workshop", "channel_public_welfare",
    "channel_own_business", "channel_farming", "stable_share", "zero_employment", "zero_employment_long",
    "income", "wage_income", "business_income", "property_income", "transfer_income", "income_from_levers",
    "income_p10", "income_p50", "below_line_share", "in_ledger", "trained", "hires", "separations",
    "refused", "workshops", "asset_use", "projects",
)  # fmt: skip

Figures = dict[str, dict[str, list[float]]]


def tolerance(name: str) -> float:
    """Relative difference that is still the same figure: pay is kept in single precision."""
    indicator = INDICATORS.get(name)
    return 1e-6 if indicator is None or indicator.unit.startswith("yuan") else 1e-9


def yearly(record: RunRecord, name: str) -> list[float]:
    """Sums of a flow, means of a stock, by calendar year."""
    path = record.indicators[name]
    years = [path[begin : begin + 12] for begin in range(0, len(path), 12)]
    flow = INDICATORS[name].kind == "flow"
    return [float(f"{float(year.sum() if flow else year.mean()):.12g}") for year in years]


def figures() -> Figures:
    """The figures as the model gives them now; identities are checked in every month of every scenario."""
    figures_now: Figures = {}
    for name in scenarios.bundled():
        if scenarios.is_abstract(name):
            continue
        scenario = scenarios.load(name)
        scale = min(1.0, HOUSEHOLDS / scenario.population["households"].number)
        record = ResettlementModel(scenario.inputs(scale=scale), SEED, check=True).run()
        spent = {
            f"spent on {lever}": [
                float(f"{float(books['spent_yuan'][begin : begin + 12].sum()):.12g}")
                for begin in range(0, len(record.months), 12)
            ]
            for lever, books in record.levers.items()
        }
        figures_now[name] = {kept: yearly(record, kept) for kept in INDICATORS_KEPT} | spent
    return figures_now


def same(old: float, new: float, name: str) -> bool:
    """Whether two values of a figure are the same within its tolerance."""
    return abs(new - old) <= tolerance(name) * max(abs(old), abs(new))


def moved(old: Figures, new: Figures, base_year: int = 2021) -> list[str]:
    """A line for each figure that is not what it was."""
    lines = []
    for scenario in [*new, *(name for name in old if name not in new)]:
        before, after = old.get(scenario, {}), new.get(scenario, {})
        for name in [*after, *(name for name in before if name not in after)]:
            if name not in before or name not in after:
                lines.append(f"{scenario}  {name}: {'new' if name in after else 'gone'}")
                continue
            if len(before[name]) != len(after[name]):
                lines.append(f"{scenario}  {name}: {len(before[name])} years -> {len(after[name])}")
                continue
            for year, (was, now) in enumerate(zip(before[name], after[name], strict=True), base_year):
                if not same(was, now, name):
                    change = f"{100 * (now / was - 1):+.4g} %" if was else "from nothing"
                    lines.append(f"{scenario}  {name}  {year}: {was:.8g} -> {now:.8g}  ({change})")
    return lines


def stored() -> Figures:
    """The figures that were written last."""
    if not PATH.exists():
        return {}
    figures_now: Figures = json.loads(PATH.read_text(encoding="utf-8"))
    return figures_now


def write(new: Figures) -> None:
    """Write the figures, one a line, so that a change reads well."""
    blocks = []
    for scenario, values in new.items():
        rows = ",\n".join(f"    {json.dumps(name)}: {json.dumps(path)}" for name, path in values.items())
        blocks.append(f"  {json.dumps(scenario)}: {{\n{rows}\n  }}")
    PATH.write_text("{\n" + ",\n".join(blocks) + "\n}\n", encoding="utf-8")


def main(arguments: list[str] | None = None) -> int:
    """Compare, print what moved, and write unless only asked to check."""
    parser = argparse.ArgumentParser(prog="python -m tests.model.golden", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if a figure moved")
    check = parser.parse_args(arguments).check
    new = figures()
    lines = moved(stored(), new)
    print("\n".join(lines) if lines else "No figure moved.")
    if lines:
        print(f"{len(lines)} figures moved.")
    if not check:
        write(new)
        print(f"Written: {PATH.name}")
    return int(check and bool(lines))


if __name__ == "__main__":
    raise SystemExit(main())
