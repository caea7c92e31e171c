"""wirecopy check."""

from pathlib import Path

import click

from flows.base.errors import CheckFailed
from flows.desk.commands.options import WAREHOUSE
from flows.desk.reading import open_warehouse
from flows.store.checks import describe_failures, run_checks
from flows.store.layout import Layout
from flows.store.manifests import current_manifest, find_damaged_parts
from flows.store.published import find_altered_files
from flows.store.versions import is_intact


@click.command()
@WAREHOUSE
def check(warehouse: Path) -> None:
    """Prove the warehouse: keys, references, spans, counts, closed lists, and the bytes of its stored files.

    Exit code 3 if something fails.
    """
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
    if damaged:
        raise CheckFailed(
            f"{len(damaged)} file(s) are not as they were written: {', '.join(damaged[:5])}. "
            "wirecopy repair restores them from what is left."
        )
    with open_warehouse(warehouse) as con:
        failures = run_checks(con)
    if failures:
        raise CheckFailed(describe_failures(failures))
    click.echo("All checks passed.")
