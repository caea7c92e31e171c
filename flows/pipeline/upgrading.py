"""A warehouse of an older schema brought to the present one, from its parts.

What was read of the raw files stays, all else is found again from it. The old version stays published until the run
that upgrades has published its own. Each step leads from one schema version to the next.
"""

from collections.abc import Callable
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from flows.pipeline.redoing import LOCAL_STAGES, TABLES_OF, with_depending
from flows.store.layout import Layout
from flows.store.manifests import SCHEMA_VERSION, Manifest
from flows.store.parts import read_parts, write_part


class Upgraded(NamedTuple):
    """The manifest in the present schema, and the stages to be done over."""

    manifest: Manifest
    stages: frozenset[str]


def upgrade(layout: Layout, manifest: Manifest, mark: str) -> Upgraded:
    """Return the manifest upgraded step by step; as it is if it has the present schema."""
    stages: set[str] = set()
    while manifest.schema_version < SCHEMA_VERSION:
        step = _STEPS[manifest.schema_version]
        upgraded = step(layout, manifest, f"{mark}-from-{manifest.schema_version}")
        manifest = upgraded.manifest._replace(schema_version=manifest.schema_version + 1)
        stages |= upgraded.stages
    return Upgraded(manifest, frozenset(stages))


def _name_lots(layout: Layout, manifest: Manifest, mark: str) -> Upgraded:
    """Give parts their lots, a lot for each part of articles, and leave out all that stages found in them.

    By which version articles were read, which this schema said in their rows alone, is noted for all.
    """
    kept = ("blocks", "model_answers")
    rows = {table: read_parts(layout, table, manifest.parts.get(table, ())) for table in kept}
    parts = manifest.parts.get("articles", ())
    found = {table for stage in LOCAL_STAGES for table in TABLES_OF[stage]} | {"model_answers"}
    read_by = sorted(set(read_parts(layout, "articles", parts, ["extractor"])["extractor"].to_pylist()))
    kept_parts = {name: old for name, old in manifest.parts.items() if name not in found}
    manifest = manifest._replace(parts=kept_parts, made_by={"articles": read_by[0]} if read_by else {})
    for number, part in enumerate(parts):
        name = f"{mark}-{number:05d}"
        ids = pa.chunked_array(read_parts(layout, "articles", [part], ["article_id"])["article_id"])
        own = {table: found.filter(pc.is_in(found["article_id"], ids)) for table, found in rows.items()}
        lot = {table: write_part(layout, table, found, name) for table, found in own.items()}
        manifest = manifest.adding_lot(name, {"articles": [part], **lot})
    return Upgraded(manifest, with_depending({"quotes"}))


def _compare_anew(layout: Layout, manifest: Manifest, mark: str) -> Upgraded:
    """Leave out the comparisons of articles, which know nothing of forms and of the names that fill them."""
    return Upgraded(
        manifest._replace(parts={name: old for name, old in manifest.parts.items() if name != "matches"}),
        with_depending({"families"}),
    )


_STEPS: dict[int, Callable[[Layout, Manifest, str], Upgraded]] = {5: _name_lots, 6: _compare_anew}
