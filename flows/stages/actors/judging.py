"""What analysts decided of actors: whom they name, and how that joins and parts the groups that names make."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import compress
from operator import not_
from typing import NamedTuple

from flows.base.clusters import Pair, connected_apart, find_contradicted
from flows.base.text import fold
from flows.stages.actors.grouping import Mention, best_name, mention_actor_id

_SHOWN = 3


class Decision(NamedTuple):
    """Two actors are one or are not. Each end is an actor's id or name, or a quote or claim that mentions the actor."""

    left: str
    right: str
    is_one: bool


class Verdict(NamedTuple):
    """What became of a decision: the ids of its ends, or the problem with it."""

    left_id: str | None
    right_id: str | None
    problem: str | None = None
    is_contradicted: bool = False

    def naming(self, actor_of: Mapping[str, str]) -> "Verdict":
        """Return the verdict with these ids in the place of what its ends are now."""
        if self.left_id is None or self.right_id is None:
            return self
        return self._replace(left_id=actor_of[self.left_id], right_id=actor_of[self.right_id])


class Part(NamedTuple):
    """Mentions that one group of names has in an actor; `is_cut` says that the actor has not all of the group."""

    mentions: list[Mention]
    is_cut: bool


def find_verdicts(groups: Sequence[Sequence[Mention]], decisions: Sequence[Decision]) -> list[Verdict]:
    """Return a verdict for each decision; its ids are keys of mentions, null while it names nobody, or several.

    An actor's id means the mention from which the id is made, so that it means the same whatever became of the actor.
    """
    ends = {end for decision in decisions for end in (decision.left, decision.right)}
    known = _name_all(sorted(ends), groups)
    verdicts = [_verdict(known[one.left], known[one.right]) for one in decisions]
    standing = [number for number, verdict in enumerate(verdicts) if verdict.problem is None]
    told = [(verdicts[at].left_id or "", verdicts[at].right_id or "", decisions[at].is_one) for at in standing]
    for place in find_contradicted(told):
        problem = "later judgements say otherwise, on these two or through third ones"
        verdicts[standing[place]] = Verdict(None, None, problem, is_contradicted=True)
    return verdicts


class _Named(NamedTuple):
    key: str | None
    problem: str | None = None


def _verdict(left: _Named, right: _Named) -> Verdict:
    problems = [named.problem for named in (left, right) if named.problem]
    if not problems and left.key == right.key:
        problems = ["both name the same"]
    return Verdict(None, None, "; ".join(problems)) if problems else Verdict(left.key, right.key)


def _name_all(ends: Iterable[str], groups: Sequence[Sequence[Mention]]) -> dict[str, _Named]:
    """Return for each end the mention that stands for whom it names: the one in that item, the group's smallest."""
    by_id: dict[str, dict[int, str]] = {end: {} for end in ends}
    by_name: dict[str, dict[int, tuple[bool, str]]] = {fold(end): {} for end in by_id}
    has_actor_ids = any(end.startswith("act_") for end in by_id)
    for number, group in enumerate(groups):
        for mention in sorted(group, key=lambda mention: mention.key):
            actor = mention_actor_id(mention.item_id, mention.role) if has_actor_ids else ""
            for one in (mention.item_id, actor):
                if one in by_id:
                    by_id[one].setdefault(number, mention.key)
            for is_settled, name in ((False, fold(mention.surface)), (True, fold(mention.name))):
                if name in by_name:
                    known = by_name[name].get(number)
                    by_name[name][number] = min(known or (True, "~"), (is_settled, mention.key))
    return {end: _named(end, by_id[end] or _called(fold(end), by_name, groups)) for end in by_id}


def _called(
    name: str, by_name: Mapping[str, Mapping[int, tuple[bool, str]]], groups: Sequence[Sequence[Mention]]
) -> dict[int, str]:
    """Return the groups of that name, or if there are none, those in which it is another form of the name.

    The mention that stands for a group is the smallest that has this very form, so that two forms can be set apart.
    """
    found = sorted(by_name[name])
    best = [number for number in found if fold(best_name(groups[number])) == name]
    return {number: by_name[name][number][1] for number in best or found}


def _named(end: str, keys: Mapping[int, str]) -> _Named:
    if len(keys) == 1:
        return _Named(next(iter(keys.values())))
    if not keys:
        return _Named(None, f"there is no actor {end} (an id, a name, or a quote's or claim's id that mentions it)")
    ids = ", ".join(mention_actor_id(*key.split(" ")) for key in sorted(keys.values())[:_SHOWN])
    return _Named(None, f"{end} may be {len(keys)} actors; name one by its id, such as {ids}")


def regroup(
    groups: Sequence[Sequence[Mention]], decisions: Sequence[Decision], verdicts: Sequence[Verdict]
) -> list[list[Part]]:
    """Return the actors as the decisions have them, each by the groups of names that it has part in.

    What is decided goes first. Then names join as they would without it, an item's and a family's mentions before
    others, wherever that brings nobody together who is to stay apart: the rest of a group that is cut in two goes to
    the side that more of its mentions are on.
    """
    apart, together = _pairs(decisions, verdicts)
    ends = {key for pair in (*apart, *together) for key in pair}
    is_judged = [any(mention.key in ends for mention in group) for group in groups]
    judged = list(compress(groups, is_judged))
    mention_of = {mention.key: mention for group in judged for mention in group}
    links = [*together, *(link for group in judged for link in _links(group))]
    found = connected_apart(mention_of, links, apart)
    number_of = {mention.key: number for number, group in enumerate(judged) for mention in group}
    actors = [_parts([mention_of[key] for key in keys], judged, number_of) for keys in found]
    untouched = compress(groups, map(not_, is_judged))
    return [*([Part(list(group), False)] for group in untouched), *actors]


def _pairs(decisions: Sequence[Decision], verdicts: Sequence[Verdict]) -> tuple[list[Pair], list[Pair]]:
    """Return the pairs of mentions that stay apart, and those that are together."""
    pairs: dict[bool, list[Pair]] = {False: [], True: []}
    for decision, verdict in zip(decisions, verdicts, strict=True):
        if verdict.left_id and verdict.right_id:
            pairs[decision.is_one].append((verdict.left_id, verdict.right_id))
    return pairs[False], pairs[True]


def _links(group: Sequence[Mention]) -> Iterator[Pair]:
    """Yield the links that make a group one: within items, forms and families, then all to the largest family's."""
    by_item: dict[str, str] = {}
    by_form: dict[tuple[str, str], str] = {}
    by_family: dict[str, list[str]] = {}
    for mention in sorted(group, key=lambda mention: mention.key):
        by_family.setdefault(mention.family_id, []).append(mention.key)
        yield mention.key, by_item.setdefault(mention.item_id, mention.key)
        yield mention.key, by_form.setdefault((mention.family_id, fold(mention.surface)), mention.key)
    families = sorted(by_family.values(), key=lambda keys: (-len(keys), keys[0]))
    for keys in families:
        yield from ((keys[0], key) for key in keys)
    yield from ((families[0][0], keys[0]) for keys in families)


def _parts(actor: Sequence[Mention], groups: Sequence[Sequence[Mention]], number_of: Mapping[str, int]) -> list[Part]:
    by_group: dict[int, list[Mention]] = {}
    for mention in sorted(actor):
        by_group.setdefault(number_of[mention.key], []).append(mention)
    return [Part(own, len(own) < len(groups[number])) for number, own in sorted(by_group.items())]
