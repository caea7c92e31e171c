"""The tree of a family: its origin, what each member rests on, and how its text came about."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import Any, NamedTuple

from flows.base.ids import content_id
from flows.base.schemas.corpus import ORDER_BASES
from flows.stages.families.direction import Facts, Precedence, credits_elsewhere, find_precedence, has_credit_line

Row = Mapping[str, Any]
Pairs = Mapping[tuple[str, str], Row]

# Carried over word for word: so large a share of the word trigrams of the later text stand in the earlier.
VERBATIM_SHARE = 0.7
# A verbatim text is an excerpt when less than this share of the earlier text is in it.
EXCERPT_SHARE = 0.85


class Member(NamedTuple):
    """A row of FAMILY_MEMBERS."""

    article_id: str
    family_id: str
    derivation: str
    based_on_article_id: str | None
    order_basis: str


class Family(NamedTuple):
    """A row of FAMILIES."""

    family_id: str
    origin_article_id: str | None
    origin_basis: str
    credited_outlet: str | None


def pair_row(pairs: Pairs, one: str, other: str) -> Row | None:
    """Return the match of two articles, whichever comes first; null if they were not compared."""
    return pairs.get((one, other) if one < other else (other, one))


def side(match: Row, feature: str, article_id: str) -> float:
    """Return a two-sided feature (alignment, containment) of a match as seen from one of its articles."""
    value: float = match[f"{feature}_{'a' if match['article_a'] == article_id else 'b'}"]
    return value


def _derivation(later: Facts, earlier: Facts, match: Row | None) -> str:
    if later.language and earlier.language and later.language != earlier.language:
        return "translation"
    if match is None or side(match, "containment", later.article_id) < VERBATIM_SHARE:
        return "rewrite"
    if has_credit_line(later, earlier):
        return "reprint"
    return "excerpt" if side(match, "alignment", earlier.article_id) < EXCERPT_SHARE else "copy"


def _closest(article_id: str, before: Sequence[Precedence], pairs: Pairs) -> Precedence:
    """Return the precedence of the strongest basis; of those, the most alike article's, ties to the smaller id."""

    def rank(one: Precedence) -> tuple[int, float, str]:
        match = pair_row(pairs, article_id, one.earlier)
        by_credit = 0 if one.basis == "credit_line" else 1
        return by_credit, -match["score"] if match else 0.0, one.earlier

    return min(before, key=rank)


def _root(members: Sequence[str], order: Sequence[Precedence]) -> str | None:
    """Return the member that precedes every other or, failing that, the only one that others credit for the text.

    What one member credits to an outlet all have from it, for they share one text; nobody may precede the outlet's.
    """
    counts = {member: sum(one.earlier == member for one in order) for member in members}
    leaders = [member for member in members if counts[member] == len(members) - 1]
    if leaders:
        return leaders[0]
    later = {one.later for one in order}
    credited = {one.earlier for one in order if one.basis == "credit_line"} - later
    return credited.pop() if len(credited) == 1 else None


def _complete(members: Sequence[str], order: Sequence[Precedence], root: str | None) -> list[Precedence]:
    """Return the order with the root before each member that nothing else orders, by the credit that made it root."""
    placed = {one.later for one in order}
    loose = [member for member in members if root and member != root and member not in placed]
    return [*order, *(Precedence(root, member, "credit_line") for member in loose if root)]


def _credited(members: Iterable[Facts]) -> str | None:
    names = [member.credited_outlet for member in members if member.credited_outlet]
    return min(names, key=lambda name: (-names.count(name), name)) if names else None


def _origin_basis(root: str | None, is_elsewhere: bool, weakest: str, count: int) -> str:
    if is_elsewhere:
        return "not in the corpus: a credit line names an outlet, and no member is known to be that outlet's"
    if root is None:
        return "undetermined: nothing orders all members"
    return "the only member" if count == 1 else f"precedes the others by {weakest}"


def _place(
    one: Facts, before: Sequence[Precedence], facts_of: Mapping[str, Facts], pairs: Pairs
) -> tuple[str, str, str]:
    """Return derivation, based_on_article_id and order_basis of a member that others precede."""
    closest = _closest(one.article_id, before, pairs)
    match = pair_row(pairs, one.article_id, closest.earlier)
    return _derivation(one, facts_of[closest.earlier], match), closest.earlier, closest.basis


def describe_family(
    members: Sequence[str], facts_of: Mapping[str, Facts], pairs: Pairs, compiled: frozenset[str]
) -> tuple[Family, list[Member]]:
    """Return the family and its members; null and unknown wherever the evidence does not decide."""
    facts = [facts_of[member] for member in members]
    found = (
        find_precedence(a, b, pair_row(pairs, a.article_id, b.article_id), compiled) for a, b in combinations(facts, 2)
    )
    decided = [precedence for precedence in found if precedence]
    root = _root(members, decided)
    order = _complete(members, decided, root)
    reprinted = frozenset(one.article_id for one in facts if credits_elsewhere(one, facts))
    # A member of unknown outlet that precedes all others may well be what the credit lines name.
    is_elsewhere = bool(reprinted) and (root is None or root in reprinted or facts_of[root].outlet is not None)
    weakest = max((one.basis for one in order if one.earlier == root), key=ORDER_BASES.index, default="single")
    family = Family(
        content_id("fam", members[0]),
        None if is_elsewhere else root,
        _origin_basis(root, is_elsewhere, weakest, len(facts)),
        _credited(facts),
    )
    rows = []
    for one in facts:
        before = [precedence for precedence in order if precedence.later == one.article_id]
        place: tuple[str, str | None, str] = ("unknown", None, "undetermined")
        if one.article_id in reprinted and not any(precedence.basis == "credit_line" for precedence in before):
            place = ("reprint", None, "credit_line")
        elif before:
            place = _place(one, before, facts_of, pairs)
        elif one.article_id == family.origin_article_id:
            place = ("original", None, weakest)
        rows.append(Member(one.article_id, family.family_id, *place))
    return family, rows
