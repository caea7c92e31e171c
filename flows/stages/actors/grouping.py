"""Which names across articles are one actor, by the names alone.

Two mentions are one actor only by the same full name, or by a surname that one full name in the same family bears.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from flows.base.ids import content_id
from flows.base.text import fold


class Mention(NamedTuple):
    """An actor named in a role of a quote or claim.

    `surface` is the name as its own article has it; where the family has another, `reason` says how that is known.
    """

    item_id: str
    role: str
    name: str
    surface: str
    kind: str
    family_id: str
    reason: str = "aligned_quote"

    @property
    def key(self) -> str:
        """What tells the mention from every other."""
        return f"{self.item_id} {self.role}"


def mention_actor_id(item_id: str, role: str) -> str:
    """Return the id of the actor whose smallest mention is this role of this item."""
    return content_id("act", f"{item_id} {role}")


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


def best_name(group: Iterable[Mention]) -> str:
    """Return the fullest name, of those the most frequent, of those the smallest."""
    names = Counter(mention.name for mention in group)
    return min(names, key=lambda name: (-len(name.split()), -names[name], name))


def describe(group: Sequence[Mention]) -> dict[str, Any]:
    """Return the fullest and most frequent name, the other forms, and why they are one."""
    best = best_name(group)
    aliases = sorted({form for mention in group for form in (mention.name, mention.surface)} - {best})
    return {"name": best, "kind": group[0].kind, "aliases": aliases, "evidence": sorted(set(_evidence(group, best)))}


def _evidence(group: Iterable[Mention], best: str) -> Iterator[str]:
    for mention in group:
        if mention.surface != mention.name:
            yield mention.reason
        if mention.name == best:
            yield "full_name" if " " in best or mention.kind != "named_person" else "single_name_in_family"
        elif fold(mention.name).removeprefix("the ") == fold(best).removeprefix("the "):
            yield "full_name"
        else:
            yield "surname_in_family"
