"""Measure everything and print one table: `python -m benchmarks [--quick | --full]`."""

from __future__ import annotations

import argparse
import time


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--quick", action="store_true", help="smaller samples, about a minute")
    size.add_argument(
        "--full", action="store_true", help="growth to five million workers, a thousand runs, more pairs"
    )
    asked = parser.parse_args()
    from resettle.results.runs.manifest import machine, versions

    about, begun = machine(), time.perf_counter()  # the load before anything is measured
    from benchmarks import command, ledgers, many, month, pairing, plans
    from benchmarks import table as tables
    from benchmarks.figures import table
    from resettle.model.compiled import cache_is_warm
    from resettle.model.toy import warm_up

    if not cache_is_warm():
        warm_up()
    figures = [
        *month.beside_the_oracle(asked.quick),
        *month.whole_guizhou(asked.quick),
        *plans.whole_plans(asked.quick),
        *month.beside_the_floor(asked.quick),
        *(month.growth() if asked.full else []),
        *command.start_up(),
        *command.first_verdict(asked.quick),
        *many.many_runs(asked.quick, asked.full),
        *tables.overhead(asked.quick),
        *tables.read_back(),
        *ledgers.reading(asked.quick),
        *pairing.pairing(asked.quick, asked.full),
    ]
    print(
        f"{about['processor']}, {about['cores']} cores, {about['memory_gib']} GiB, {about['system']} "
        f"{about['architecture']}; load before {about['load_average']}, after {machine()['load_average']}"
    )
    print(", ".join(f"{name} {version}" for name, version in versions().items()))
    print(f"measured in {time.perf_counter() - begun:.0f} s\n")
    print(table(figures))


if __name__ == "__main__":
    main()
