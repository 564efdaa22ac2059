"""`python -m benchmarks [NAME]...`: run benchmarks (without a name: all) and append their tables to RESULTS.md."""

import argparse
import sys
from collections.abc import Callable, Iterator

from benchmarks import (
    canvas,
    chart,
    dataset_import,
    first_page,
    hostile,
    inspection,
    killed,
    night,
    runs_list,
    sse,
    start,
    training,
)
from benchmarks.results import Table, append


def main() -> int:
    """Returns 1 where a limit was missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="which ones; default: all")
    parser.add_argument("--pairs", type=int, default=7, help="pairs of trainings")
    parser.add_argument("--epochs", type=int, default=training.EPOCHS, help="epochs of each of these")
    parser.add_argument("--dry", action="store_true", help="only show the tables")
    asked = parser.parse_args()
    benchmarks: dict[str, Callable[[], Iterator[Table]]] = {
        "start": start.measure,
        "first-page": first_page.measure,
        "canvas": canvas.measure,
        "inspection": inspection.measure,
        "hostile": hostile.measure,
        "killed": killed.measure,
        "runs-list": runs_list.measure,
        "dataset-import": dataset_import.measure,
        "sse": sse.measure,
        "chart": chart.measure,
        "night": night.measure,
        "training": lambda: training.measure(asked.pairs, asked.epochs),
    }
    if unknown := set(asked.names) - set(benchmarks):
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}")
    missed = False
    for name in asked.names or benchmarks:
        for table in benchmarks[name]():
            print(f"\n{table.text()}", flush=True)
            missed = missed or table.missed
            if not asked.dry:
                append(table, "make bench" if not asked.names else f"python -m benchmarks {' '.join(sys.argv[1:])}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
