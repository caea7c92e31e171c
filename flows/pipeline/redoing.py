"""What is done over: which stages, for which lots, and by which version of each stage the warehouse was made."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict

from flows.base.errors import UserError
from flows.pipeline.job import Job, Redo
from flows.stages.actors import RULE as ACTORS
from flows.stages.articles import EXTRACTOR as ARTICLES
from flows.stages.claims import EXTRACTOR as CLAIMS
from flows.stages.families import RULE as FAMILIES
from flows.stages.fingerprints import EXTRACTOR as FINGERPRINTS
from flows.stages.groups import RULE as GROUPS
from flows.stages.matches import RULE as MATCHES
from flows.stages.quotes import EXTRACTOR as QUOTES
from flows.stages.speakers import EXTRACTOR as SPEAKERS
from flows.stages.utterances import RULE as UTTERANCES
from flows.store.journal import Journal

LOCAL_STAGES = ("articles", "quotes", "claims", "fingerprints")
CORPUS_STAGES = ("families", "utterances", "actors", "groups")
STAGES = (*LOCAL_STAGES, *CORPUS_STAGES)
OUTDATED = "outdated"
# The tables that each local stage writes; the corpus stages own all others.
TABLES_OF = {
    "articles": ("articles", "blocks"),
    "quotes": ("quotes", "not_quotes"),
    "claims": ("claims", "proposals"),
    "fingerprints": ("sentences", "fingerprints"),
}
# What a corpus stage is done over with; every one depends on all that is local.
_LATER = {
    "families": CORPUS_STAGES,
    "utterances": ("utterances", "actors"),
    "actors": ("actors",),
    "groups": ("groups",),
}
_PENDING = "redo"
# Beside the stages in a manifest: by which settings its rows are made.
_SETTINGS = "settings"


def first_stage(redo: Redo, lot: str) -> str | None:
    """Return the first local stage after parsing that is done over for a lot; null if there is none."""
    wanted = redo.stages | {redo.lots.get(lot, "")}
    return next((stage for stage in LOCAL_STAGES[1:] if stage in wanted), None)


def with_depending(stages: Iterable[str]) -> frozenset[str]:
    """Return the stages with all that depend on them."""
    found: set[str] = set()
    for stage in stages:
        if stage in LOCAL_STAGES:
            found |= {*LOCAL_STAGES[LOCAL_STAGES.index(stage) :], *CORPUS_STAGES}
        else:
            found |= set(_LATER[stage])
    return frozenset(found)


def stage_versions(job: Job) -> dict[str, str]:
    """Return by which version this wirecopy, so configured, makes what each stage makes."""
    return {
        "articles": ARTICLES,
        "quotes": f"{QUOTES} {SPEAKERS}",
        "claims": CLAIMS,
        "fingerprints": FINGERPRINTS,
        "families": f"{MATCHES} {FAMILIES} {_hash_of(job.candidates, job.matches, job.families)}",
        "utterances": f"{UTTERANCES} {_hash_of(job.utterances)}",
        "actors": ACTORS,
        "groups": f"{GROUPS} {_hash_of(job.groups, job.candidates.claim_keys, job.candidates.claim_hubs)}",
    }


def _hash_of(*configs: object) -> str:
    said = [config if isinstance(config, int) else asdict(config) for config in configs]  # type: ignore[call-overload]
    return hashlib.sha256(json.dumps(said, default=str, sort_keys=True).encode()).hexdigest()[:8]


def settings_mark(job: Job) -> str:
    """Return a hash of what wirecopy.toml says of articles, and one of what it says of families."""
    said = job.settings
    of_articles = [*map(asdict, said.outlets), sorted(said.only_languages), sorted(said.skip_languages)]
    of_families = [said.threshold, said.short_threshold, said.least_average]
    hashes = (hashlib.sha256(json.dumps(part).encode()).hexdigest()[:8] for part in (of_articles, of_families))
    return " ".join(hashes)


def _set_otherwise(made_by: Mapping[str, str], job: Job) -> list[str]:
    """Return the stages of which wirecopy.toml says something else than when the warehouse was made.

    No one need ask for these: half of a warehouse under other names than the rest is never meant.
    """
    if not made_by:
        return []
    before = made_by.get(_SETTINGS, settings_mark(Job(job.raw, job.warehouse))).split()
    now = settings_mark(job).split()
    return [stage for stage, old, new in zip(("articles", "families"), before, now, strict=True) if old != new]


def find_outdated(made_by: Mapping[str, str], job: Job) -> list[str]:
    """Return the stages whose rows another version made, or one that was configured otherwise, in data order."""
    return [stage for stage, version in stage_versions(job).items() if made_by.get(stage, version) != version]


def made_by_after(made_by: Mapping[str, str], job: Job, redone: frozenset[str]) -> dict[str, str]:
    """Return by which version what the run leaves is made: its own where all was done over, or nothing was there."""
    own = stage_versions(job)
    kept = {stage: version if stage in redone else made_by.get(stage, version) for stage, version in own.items()}
    return {**kept, _SETTINGS: settings_mark(job)}


def wanted_stages(job: Job, made_by: Mapping[str, str]) -> frozenset[str]:
    """Return the stages that the caller asks to be done over, and what depends on them."""
    named = {stage for stage in job.redo if stage != OUTDATED}
    unknown = named - set(STAGES)
    if unknown:
        raise UserError(f"there is no stage {min(unknown)!r}. Stages: {', '.join(STAGES)}; or {OUTDATED}.")
    asked = find_outdated(made_by, job) if OUTDATED in job.redo else ()
    return with_depending({*named, *asked, *_set_otherwise(made_by, job)})


def note_pending(journal: Journal, redo: Redo) -> None:
    """Write down what is being done over: if this run is killed, the next goes on with it, asked or not."""
    if redo:
        journal.note(_PENDING, {"stages": sorted(redo.stages), "lot_stages": dict(redo.lots)})


def read_pending(journal: Journal) -> Redo:
    """Return what an unfinished run was doing over."""
    entry = journal.recall(_PENDING)
    return Redo() if entry is None else Redo(frozenset(entry["stages"]), entry["lot_stages"])
