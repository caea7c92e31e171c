"""The note beside exported files: a Data Package (https://datapackage.org, version 2) with the columns' comments."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa

from flows.desk.export.contents import Field, Relation, Version
from flows.desk.export.references import Reference
from flows.desk.tables import shielded
from flows.store.parts import file_digest

PACKAGE = "datapackage.json"
_PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"


class Written(NamedTuple):
    """A file of an export: the table or view in it, its name, its rows and its media type."""

    relation: Relation
    path: Path
    rows: int
    media_type: str


def write_package(
    folder: Path, version: Version, files: Iterable[Written], references: Mapping[str, list[Reference]]
) -> None:
    """Write datapackage.json: what stands in which file, of which run, with types, meaning, keys and checksums.

    `created` is when the run ended, not when it was exported: two exports of one version are the same bytes.
    """
    package = {
        "$schema": _PROFILE,
        "name": f"wirecopy-{version.run_id}",
        "title": f"wirecopy warehouse, {version.run_id}",
        "created": version.ended_at,
        "resources": [_resource(file, references[file.relation.name]) for file in files],
    }
    text = json.dumps(package, ensure_ascii=False, indent=1) + "\n"
    (folder / PACKAGE).write_text(text, encoding="utf-8")


def files_named(package: Path) -> set[str]:
    """Return the names of the files of an export, its datapackage.json among them; none if that is not one of ours."""
    try:
        content = json.loads(package.read_text("utf-8"))
        if content["$schema"] != _PROFILE or not content["name"].startswith("wirecopy-"):
            return set()
        return {PACKAGE, *(resource["path"] for resource in content["resources"])}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return set()


def _resource(file: Written, references: list[Reference]) -> dict[str, Any]:
    digest = file_digest(file.path)
    assert digest is not None
    relation, is_csv = file.relation, file.media_type == "text/csv"
    schema: dict[str, Any] = {"fields": [_field(field, is_csv) for field in relation.fields]}
    if relation.key:
        schema["primaryKey"] = list(relation.key)
    if references:
        schema["foreignKeys"] = [
            {"fields": [r.column], "reference": {"resource": r.to_table, "fields": [r.to_column]}} for r in references
        ]
    return {
        "name": relation.name,
        "path": file.path.name,
        "description": relation.comment,
        "format": file.path.suffix.removeprefix("."),
        "mediatype": file.media_type,
        **({} if file.path.suffix == ".parquet" else {"encoding": "utf-8"}),
        "bytes": digest[0],
        "hash": f"sha256:{digest[1]}",
        "rows": file.rows,
        "schema": schema,
    }


def _field(field: Field, is_csv: bool) -> dict[str, Any]:
    described: dict[str, Any] = {"name": field.name, "type": table_schema_type(field.type)}
    if field.comment:
        described["description"] = field.comment
    if is_csv and pa.types.is_string(field.type) and not field.nullable:
        # An empty cell is an empty text here, and no missing value.
        described["missingValues"] = []
    constraints: dict[str, Any] = {} if field.nullable else {"required": True}
    if field.choices and pa.types.is_string(field.type):
        choices = shielded(pa.array(field.choices)).to_pylist() if is_csv else list(field.choices)
        constraints["enum"] = choices
    return {**described, "constraints": constraints} if constraints else described


def table_schema_type(kind: pa.DataType) -> str:
    """Return the type of the Table Schema (https://datapackage.org/standard/table-schema) for an Arrow type."""
    tests = (
        (pa.types.is_boolean, "boolean"),
        (pa.types.is_integer, "integer"),
        (pa.types.is_floating, "number"),
        (pa.types.is_decimal, "number"),
        (pa.types.is_list, "array"),
        (pa.types.is_struct, "object"),
        (pa.types.is_string, "string"),
    )
    return next((name for is_kind, name in tests if is_kind(kind)), "any")
