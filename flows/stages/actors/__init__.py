"""Actors: which names across articles are one person, body or document, by their names and by what analysts decided."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import pyarrow as pa

from flows.base.schemas.corpus import ACTOR_MENTIONS, ACTORS
from flows.base.text import fold
from flows.stages.actors.grouping import Mention, best_name, describe, group_mentions, mention_actor_id
from flows.stages.actors.judging import Decision, Verdict, find_verdicts, regroup

__all__ = ["ACTOR_KINDS", "RULE", "Assigned", "Decision", "Mention", "Verdict", "assign_actors", "mention_actor_id"]

RULE = "actors/1"
ACTOR_KINDS = ("named_person", "organization", "document")


class Assigned(NamedTuple):
    """Tables ACTORS and ACTOR_MENTIONS, and what became of each decision."""

    actors: pa.Table
    actor_mentions: pa.Table
    verdicts: list[Verdict]


def assign_actors(mentions: pa.Table, decisions: Sequence[Decision] = ()) -> Assigned:
    """Return a row per actor and per mention, for a table with the columns of Mention.

    An actor depends only on mentions that share a folded name, on the families in which they stand, and on the
    decisions, of which those before go before.
    """
    named = group_mentions(Mention(**row) for row in mentions.to_pylist())
    verdicts = find_verdicts(named, decisions)
    groups = regroup(named, decisions, verdicts)
    actors: list[dict[str, Any]] = []
    links = []
    actor_of: dict[str, str] = {}
    for group in groups:
        first = min(mention.key for part in group for mention in part.mentions)
        actor = mention_actor_id(*first.split(" "))
        actors.append({"actor_id": actor, **_describe([part.mentions for part in group], any(p.is_cut for p in group))})
        for mention in (one for part in group for one in part.mentions):
            actor_of[mention.key] = actor
            links.append({"item_id": mention.item_id, "role": mention.role, "actor_id": actor})
    settled = [one.naming(actor_of) for one in verdicts]
    return Assigned(ACTORS.of(actors), ACTOR_MENTIONS.of(links), settled)


def _describe(parts: Sequence[Sequence[Mention]], is_cut: bool) -> dict[str, Any]:
    """Return what an actor is called, who goes by several groups of names if so decided."""
    group = [mention for part in parts for mention in part]
    forms = [mention for mention in group if fold(mention.surface) != fold(mention.name)]
    if is_cut and 2 * len(forms) >= len(group):
        # A form of a name that was decided to be somebody else's is that one's name.
        name = best_name(mention._replace(name=mention.surface) for mention in forms)
        group = [mention._replace(name=name, surface=name) for mention in group]
        parts = [group]
    described = describe(group)
    if is_cut or len(parts) > 1:
        by_name = {why for part in parts for why in describe(part)["evidence"]}
        described["evidence"] = sorted({*by_name, "judgement"})
        described["kind"] = next(one.kind for one in group if one.name == best_name(group))
    return described
