"""Actors: which names across articles are one person, body or document.

Two mentions are one actor only by the same full name, or by a surname that one full name in the same family bears.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import pyarrow as pa

from flows.base.ids import content_id
from flows.base.schemas.corpus import ACTOR_MENTIONS, ACTORS
from flows.base.text import fold

ACTOR_KINDS = ("named_person", "organization", "document")


class Mention(NamedTuple):
    """An actor named in a role of a quote or claim; `surface` is the name as its own article has it."""

    item_id: str
    role: str
    name: str
    surface: str
    kind: str
    family_id: str


class Assigned(NamedTuple):
    """Tables ACTORS and ACTOR_MENTIONS."""

    actors: pa.Table
    actor_mentions: pa.Table


def assign_actors(mentions: pa.Table) -> Assigned:
    """Return a row per actor and per mention, for a table with the columns of Mention.

    An actor depends only on mentions that share a folded name, and on the families in which they stand.
    """
    found = [Mention(**row) for row in mentions.to_pylist()]
    groups = group_mentions(found)
    actors, links = [], []
    for group in groups:
        actor = content_id("act", min(f"{mention.item_id} {mention.role}" for mention in group))
        actors.append({"actor_id": actor, **_describe(group)})
        links += [{"item_id": one.item_id, "role": one.role, "actor_id": actor} for one in group]
    return Assigned(ACTORS.of(actors), ACTOR_MENTIONS.of(links))


def group_mentions(mentions: Iterable[Mention]) -> list[list[Mention]]:
    """Return the mentions actor by actor, in a fixed order."""
    ordered = sorted(mentions)
    full_names = _full_names(ordered)
    groups: dict[tuple[str, ...], list[Mention]] = defaultdict(list)
    for mention in ordered:
        groups[_key(mention, full_names)].append(mention)
    return [groups[key] for key in sorted(groups)]


def _full_names(mentions: Iterable[Mention]) -> Mapping[tuple[str, str], set[str]]:
    """Return the full names that bear a surname in a family, folded."""
    bearers: dict[tuple[str, str], set[str]] = defaultdict(set)
    for mention in mentions:
        parts = fold(mention.name).split()
        if mention.kind == "named_person" and len(parts) > 1:
            bearers[mention.family_id, parts[-1]].add(" ".join(parts))
    return bearers


def _key(mention: Mention, full_names: Mapping[tuple[str, str], set[str]]) -> tuple[str, ...]:
    name = fold(mention.name).removeprefix("the ")
    if mention.kind != "named_person":
        return mention.kind, name
    if " " in name:
        return mention.kind, name
    bearers = full_names.get((mention.family_id, name), set())
    if len(bearers) == 1:
        return mention.kind, next(iter(bearers))
    return mention.kind, name, mention.family_id


def _describe(group: list[Mention]) -> dict[str, Any]:
    """Return the fullest and most frequent name, the other forms, and why they are one."""
    names = Counter(mention.name for mention in group)
    best = min(names, key=lambda name: (-len(name.split()), -names[name], name))
    aliases = sorted({*names, *(mention.surface for mention in group)} - {best})
    return {"name": best, "kind": group[0].kind, "aliases": aliases, "evidence": sorted(set(_evidence(group, best)))}


def _evidence(group: list[Mention], best: str) -> Iterator[str]:
    for mention in group:
        if mention.surface != mention.name:
            yield "aligned_quote"
        if mention.name == best:
            yield "full_name" if " " in best or mention.kind != "named_person" else "single_name_in_family"
        elif fold(mention.name).removeprefix("the ") == fold(best).removeprefix("the "):
            yield "full_name"
        else:
            yield "surname_in_family"
