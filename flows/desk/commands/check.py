"""wirecopy check."""

from contextlib import suppress
from pathlib import Path

import click

from flows.base.errors import CheckFailed
from flows.desk.commands.options import OBJECT_FORMAT, WAREHOUSE
from flows.desk.commands.output import show_object
from flows.desk.reading import open_warehouse
from flows.store.checks import Failure, describe_failures, run_checks
from flows.store.layout import Layout
from flows.store.manifests import (
    DamagedManifest,
    committed_runs,
    current_manifest,
    find_damaged_manifests,
    find_damaged_parts,
    read_manifest,
)
from flows.store.published import find_altered_files
from flows.store.versions import is_intact


@click.command()
@WAREHOUSE
@OBJECT_FORMAT
def check(warehouse: Path, form: str) -> None:
    """Prove the warehouse: keys, references, spans, counts, closed lists, and the bytes of its stored files.

    Exit code 3 if something fails.
    """
    damaged = _damaged_files(warehouse)
    failures: list[Failure] = []
    if not damaged:
        with open_warehouse(warehouse) as con:
            failures = run_checks(con)
    if form == "json":
        failed = [{**failure._asdict(), "sample": failure.sample.to_pylist()} for failure in failures]
        show_object({"is_sound": not damaged and not failures, "damaged_files": damaged, "failed_checks": failed})
    if damaged:
        raise CheckFailed(
            f"{len(damaged)} file(s) are not as they were written: {', '.join(damaged[:5])}. "
            "wirecopy repair restores them from what is left."
        )
    if failures:
        raise CheckFailed(describe_failures(failures))
    if form == "table":
        click.echo("All checks passed.")


def _damaged_files(warehouse: Path) -> list[str]:
    """Return what is damaged of all that the warehouse keeps; CheckFailed if the published file itself was changed."""
    layout = Layout(warehouse)
    manifest = current_manifest(layout)
    open_warehouse(warehouse).close()
    if not is_intact(layout, manifest.run_id):
        raise CheckFailed(
            f"{layout.database(manifest.run_id)} was changed after it was published. The next wirecopy run publishes "
            "it anew from the stored files, which are the truth."
        )
    damaged = [part.file for _, part in find_damaged_parts(layout, manifest)]
    damaged += find_altered_files(layout, manifest.run_id, manifest.published)
    return damaged + _damaged_history(layout, manifest.run_id)


def _damaged_history(layout: Layout, shown: str) -> list[str]:
    """Return what is damaged of the manifests, of the log, and of the versions before the one that is shown."""
    from flows.pipeline.runlog import find_damaged_lines

    found = [path.relative_to(layout.root).as_posix() for path in find_damaged_manifests(layout)]
    found += [f"{layout.run_log.name} line {number}" for number in find_damaged_lines(layout)]
    for run_id in committed_runs(layout):
        if run_id != shown:
            with suppress(DamagedManifest):
                published = read_manifest(layout, run_id).published
                found += [f"{name} of {run_id}" for name in find_altered_files(layout, run_id, published)]
    return found
