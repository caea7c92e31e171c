"""The kept versions of the warehouse: which one readers see, and which are forgotten."""

import shutil

from flows.store.layout import Layout, swap_link
from flows.store.manifests import committed_runs, forget_manifest

VERSIONS_KEPT = 3


def reveal_version(layout: Layout, run_id: str) -> None:
    """Point the links that readers open at the files of this run."""
    swap_link(layout.parquet_link, layout.parquet(run_id))
    swap_link(layout.database_link, layout.database(run_id))


def prune(layout: Layout) -> None:
    """Forget all but the last few committed runs: their manifests first, then every version without a manifest."""
    runs = committed_runs(layout)
    for run_id in runs[:-VERSIONS_KEPT]:
        forget_manifest(layout, run_id)
    kept = set(runs[-VERSIONS_KEPT:])
    for path in sorted(layout.versions.glob("*run-*")):
        if path.stem[-len("run-000000") :] in kept:
            continue
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def is_revealed(layout: Layout, run_id: str) -> bool:
    """Tell whether readers see this run."""
    return layout.database_link.exists() and layout.database_link.resolve() == layout.database(run_id).resolve()
