"""Measure publishing, and a run of a thousand new files, on a warehouse with the rows of so many generated articles.

python -m benchmarks.load ARTICLES [--folder FOLDER]
python -m benchmarks.load --full ARTICLES [--kill-after SECONDS] [--folder FOLDER]

A thousand generated files are run for real; the rows of so many articles are laid beside what came of them; that is
published by the very functions of a run, and then a thousand more files, copies of the first among them, are run on
top. Beside it a plain load of the same rows by DuckDB, and a plain copy of the published file.

With --full so many raw articles are generated, as JSON Lines, and go through the whole pipeline, killed on the way if
asked and taken up again.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.load.full import run_whole, write_raw
from benchmarks.load.steps import (
    NEW_FILES,
    Measured,
    add_stored,
    copy_plainly,
    load_plainly,
    measure_step,
    publish_stored,
    run_files,
    sizes,
)


def measure(folder: Path, articles: int) -> Iterator[Measured | dict[str, int]]:
    """Yield what each step takes, and what then lies on the disk."""
    yield measure_step(f"run of {NEW_FILES:,} files into nothing", run_files, folder, 0, NEW_FILES)
    yield measure_step(f"rows of {articles:,} articles generated", add_stored, folder, articles)
    yield measure_step("all published anew", publish_stored, folder)
    yield measure_step("floor: plain DuckDB load", load_plainly, folder)
    yield measure_step("floor: file copied", copy_plainly, folder)
    yield sizes(folder)
    yield measure_step(f"run of {NEW_FILES:,} new files", run_files, folder, NEW_FILES, 2 * NEW_FILES)
    yield sizes(folder)


def measure_full(folder: Path, articles: int, kill_after: float | None) -> Iterator[Measured | dict[str, int]]:
    """Yield what the whole pipeline takes on so many generated raw articles."""
    yield measure_step(f"{articles:,} raw articles generated", write_raw, folder, articles)
    yield measure_step("whole pipeline", run_whole, folder, kill_after)
    yield sizes(folder)
    yield measure_step("the same again: nothing new", run_whole, folder, None)


def describe(found: Measured | dict[str, int]) -> Iterator[str]:
    """Yield what was found as lines to read."""
    if isinstance(found, dict):
        yield "  disk: " + ", ".join(f"{name} {size / 1e6:,.0f} MB" for name, size in found.items())
        return
    yield f"{found.name:<40} {found.took.wall:>8.1f} s {found.took.cpu:>8.1f} CPU-s {found.megabytes:>8,.0f} MB"
    if found.parts:
        yield "    " + ", ".join(f"{name} {seconds:.1f}" for name, seconds in found.parts.items() if seconds >= 0.1)


def main() -> None:
    """Print a line for each step as it ends."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", type=int)
    parser.add_argument("--full", action="store_true", help="the whole pipeline on so many raw articles")
    parser.add_argument("--kill-after", type=float, metavar="SECONDS", help="kill runs that last longer")
    parser.add_argument("--folder", type=Path, help="where it lies, and stays; else it is deleted at the end")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = asked.folder or Path(place)
        steps = (
            measure_full(folder, asked.articles, asked.kill_after) if asked.full else measure(folder, asked.articles)
        )
        for found in steps:
            sys.stdout.writelines(f"{line}\n" for line in describe(found))
            sys.stdout.flush()


if __name__ == "__main__":
    main()
