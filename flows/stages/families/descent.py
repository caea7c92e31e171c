"""The tree of a family: its origin, what each member rests on and why, and how its text came about."""

import functools
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from flows.base.ids import content_id
from flows.base.schemas.corpus import ORDER_BASES
from flows.stages.families.alteration import find_altered
from flows.stages.families.derivation import find_derivation
from flows.stages.families.direction import Facts, Precedence, Statements, credits_elsewhere, date_order, find_stated
from flows.stages.families.excerpts import is_cut_from, is_part
from flows.stages.families.relatives import find_relatives, shared_trigrams
from flows.stages.families.witness import Unit, Witness, align, join_units
from flows.stages.matches import credited_by, in_two_languages, outlet_words

# Two texts with so much in common are copies of each other's words: no rewording to see a direction in.
SAME_WORDING = 0.7
# A relative that nothing orders, and that shares so much more with a member than any that precedes it, may be what the
# member really rests on.
CLOSER = 1.1

Order = Callable[[str, str], Precedence | None]


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


class Descent(NamedTuple):
    """A family described; `donors`: whom each member may have from what it shares with them, likeliest first."""

    family: Family
    members: list[Member]
    donors: Mapping[str, Sequence[str]]


class Kin(NamedTuple):
    """What is known of the members of one family, by article; `compared` names those a match was made with."""

    facts: Mapping[str, Facts]
    witnesses: Mapping[str, Witness]
    compared: Mapping[str, Sequence[str]]
    compiled: frozenset[str]


def find_named(facts: Iterable[Facts], witnesses: Mapping[str, Witness]) -> dict[str, frozenset[str]]:
    """Return, for each article, which of the outlets of all it names as a source in its text."""
    members = list(facts)
    by_word: dict[str, set[str]] = {}
    for outlet in {outlet_words(one.outlet) for one in members if one.outlet}:
        by_word.setdefault(outlet.split(" ")[0], set()).add(outlet)
    named = {}
    for one in members:
        text = witnesses[one.article_id].words
        outlets = {outlet for word in by_word.keys() & set(text.split()) for outlet in by_word[word]}
        named[one.article_id] = frozenset(name for name in outlets if credited_by(text, one.outlet, None, name))
    return named


def _units(a: Witness, b: Witness) -> list[Unit]:
    return join_units(align(a, b))


def _is_across(a: Witness, b: Witness) -> bool:
    return in_two_languages(a.profile.language, b.profile.language)


def _find_in_wording(a: Witness, b: Witness, others: Sequence[Witness]) -> Precedence | None:
    """Return which of the two came first as their wording shows it; null where it does not."""
    shared = shared_trigrams(a, b)
    if not shared or _is_across(a, b):
        return None
    if shared >= SAME_WORDING * min(len(a.trigrams), len(b.trigrams)):
        for part, whole in ((a, b), (b, a)):
            if is_part(part, whole) and is_cut_from(part, whole, _units(part, whole)):
                return Precedence(whole.article_id, part.article_id, "containment")
        return None
    later = find_altered(a, b, _units(a, b), others)
    if later is None:
        return None
    return Precedence((a if later is b else b).article_id, later.article_id, "alteration")


def _make_order(kin: Kin, statements: Statements, relatives: Mapping[str, Sequence[str]]) -> Order:
    """Return the function that tells which of two members came first."""

    @functools.cache
    def order_sorted(one: str, other: str) -> Precedence | None:
        stated = find_stated(kin.facts[one], kin.facts[other], statements)
        if stated:
            return stated
        near = sorted({*relatives[one], *relatives[other]} - {one, other})
        return _find_in_wording(kin.witnesses[one], kin.witnesses[other], [kin.witnesses[third] for third in near])

    return lambda one, other: order_sorted(*sorted((one, other)))


def _closeness(kin: Kin, article_id: str, found: Precedence) -> tuple[bool, int, int, tuple[bool, str, str, str]]:
    """Return a key that sorts first what a member most likely rests on.

    What it credits goes first. Then the one whose alterations it shares: that with most of its word trigrams, and of
    several such that which has least besides, for what both lack was left out once. Then the oldest, which alone
    counts where the languages differ.
    """
    mine, theirs = kin.witnesses[article_id], kin.witnesses[found.earlier]
    if _is_across(mine, theirs):
        return (found.basis != "credit_line", 0, 0, date_order(kin.facts[found.earlier]))
    shared = shared_trigrams(mine, theirs)
    return (found.basis != "credit_line", -shared, len(theirs.trigrams) - shared, date_order(kin.facts[found.earlier]))


def _is_overshadowed(kin: Kin, article_id: str, base: str, unordered: Iterable[str]) -> bool:
    mine = kin.witnesses[article_id]
    nearest = max((shared_trigrams(mine, kin.witnesses[other]) for other in unordered), default=0)
    return nearest > CLOSER * shared_trigrams(mine, kin.witnesses[base])


def _find_base(kin: Kin, article_id: str, elders: Iterable[str], order: Order) -> tuple[Precedence | None, bool]:
    """Return the precedence of the member's likeliest base, and whether an unordered relative is clearly closer."""
    others = sorted(set(elders) - {article_id})
    decided = [(other, order(article_id, other)) for other in others]
    before = [found for _, found in decided if found and found.later == article_id]
    if not before:
        return None, False
    best = min(before, key=lambda found: _closeness(kin, article_id, found))
    loose = [other for other, found in decided if found is None]
    return best, best.basis != "credit_line" and _is_overshadowed(kin, article_id, best.earlier, loose)


def _break_circles(bases: dict[str, Precedence]) -> None:
    """Take out the weakest precedence of each circle: statements of several kinds may contradict each other."""
    for start in sorted(bases):
        path = [start]
        while path[-1] in bases and bases[path[-1]].earlier not in path:
            path.append(bases[path[-1]].earlier)
        if path[-1] in bases:
            circle = path[path.index(bases[path[-1]].earlier) :]
            del bases[max(circle, key=lambda one: (ORDER_BASES.index(bases[one].basis), one))]


def _elders(members: Sequence[str], kin: Kin, statements: Statements) -> Callable[[str], set[str]]:
    """Return the function that names whom a member may descend from besides its relatives.

    These are the oldest of the dated, and the oldest of each outlet that the member names.
    """
    oldest = min(members, key=lambda one: date_order(kin.facts[one]))
    of_outlet: dict[str, str] = {}
    for one in sorted(members, key=lambda one: date_order(kin.facts[one])):
        if outlet := kin.facts[one].outlet:
            of_outlet.setdefault(outlet_words(outlet), one)

    def elders(article_id: str) -> set[str]:
        credited = kin.facts[article_id].credited_outlet
        named = {*statements.named[article_id], *([outlet_words(credited)] if credited else [])}
        return {oldest, *(of_outlet[outlet] for outlet in named if outlet in of_outlet)}

    return elders


def _root(members: Sequence[str], bases: Mapping[str, Precedence]) -> str | None:
    """Return the member that all others descend from or, failing that, the only one that is credited for the text."""
    tops = [member for member in members if member not in bases]
    if len(tops) == 1:
        return tops[0]
    credited = {one.earlier for one in bases.values() if one.basis == "credit_line"} & set(tops)
    return credited.pop() if len(credited) == 1 else None


def find_bases(
    members: Sequence[str], kin: Kin, statements: Statements, order: Order, relatives: Mapping[str, Sequence[str]]
) -> tuple[dict[str, Precedence], str | None]:
    """Return what each member rests on, as far as the evidence decides, without circles, and the root if there is one.

    What one member credits to an outlet all have from it, for they share one text: where only one member is credited,
    whoever has no other base rests on that one.
    """
    elders = _elders(members, kin, statements)
    found = {one: _find_base(kin, one, {*relatives[one], *elders(one)}, order) for one in members}
    bases = {one: base for one, (base, _) in found.items() if base}
    _break_circles(bases)
    root = _root(members, bases)
    if root is None:
        return {one: base for one, base in bases.items() if not found[one][1]}, None
    for one in members:
        direct = order(root, one) if one != root and found[one][1] else None
        if direct and direct.earlier == root:
            bases[one] = direct
        elif one != root and one not in bases:
            bases[one] = Precedence(root, one, "credit_line")
    return bases, root


def _credited(members: Iterable[Facts]) -> str | None:
    names = [member.credited_outlet for member in members if member.credited_outlet]
    return min(names, key=lambda name: (-names.count(name), name)) if names else None


class _Tree(NamedTuple):
    """What each member rests on, the root if there is one, the relatives of each, and who came before whom."""

    bases: Mapping[str, Precedence]
    root: str | None
    relatives: Mapping[str, Sequence[str]]
    order: Order


def _describe_origin(facts: Sequence[Facts], tree: _Tree, reprinted: frozenset[str]) -> tuple[Family, str]:
    """Return the row of FAMILIES and the weakest basis on which anything in the tree rests.

    `reprinted`: the members whose credit line names an outlet that no member is known to be of. A member of unknown
    outlet may be of it, unless another precedes it.
    """
    root = tree.root
    weakest = max((one.basis for one in tree.bases.values()), key=ORDER_BASES.index, default="single")
    candidates = [one for one in facts if root in (None, one.article_id) and one.article_id not in reprinted]
    may_be_here = any(one.outlet is None for one in candidates)
    if reprinted and not may_be_here:
        root, basis = None, "not in the corpus: a credit line names an outlet, and no member can be of it"
    elif reprinted and root is None:
        basis = "undetermined: a credit line names an outlet that a member of unknown outlet may be of"
    elif root is None:
        basis = "undetermined: nothing orders all members"
    elif len(facts) == 1:
        basis = "the only member"
    else:
        unknown = "; its outlet is unknown and may be the one that others credit" if reprinted else ""
        basis = f"precedes the others by {weakest}{unknown}"
    return Family(content_id("fam", facts[0].article_id), root, basis, _credited(facts)), weakest


def _no_order(one: str, other: str) -> Precedence | None:
    return None


def _grow_tree(members: Sequence[str], kin: Kin) -> _Tree:
    if len(members) == 1:
        return _Tree({}, members[0], {}, _no_order)
    facts = [kin.facts[member] for member in members]
    in_order = [kin.witnesses[one.article_id] for one in sorted(facts, key=date_order)]
    relatives = find_relatives(in_order, kin.compared)
    statements = Statements(find_named(facts, kin.witnesses), kin.compiled)
    order = _make_order(kin, statements, relatives)
    return _Tree(*find_bases(members, kin, statements, order, relatives), relatives, order)


def _place(one: Facts, kin: Kin, base: Precedence) -> tuple[str, str | None, str]:
    """Return derivation, based_on_article_id and order_basis of a member that rests on another."""
    witnesses = kin.witnesses[one.article_id], kin.witnesses[base.earlier]
    derivation = find_derivation(one, kin.facts[base.earlier], *witnesses)
    return ("unknown", None, "undetermined") if derivation == "unknown" else (derivation, base.earlier, base.basis)


def describe_single(article: Facts) -> tuple[Family, Member]:
    """Return the family of a lone article: its own origin, unless it credits another outlet for the text."""
    kin = Kin({article.article_id: article}, {}, {}, frozenset())
    descent = describe_family([article.article_id], kin)
    return descent.family, descent.members[0]


def describe_family(members: Sequence[str], kin: Kin) -> Descent:
    """Return the family of these articles (sorted), its tree, and whom each has its text from.

    Null and unknown wherever the evidence does not decide.
    """
    tree = _grow_tree(members, kin)
    facts = [kin.facts[member] for member in members]
    outlets = frozenset(outlet_words(one.outlet) for one in facts if one.outlet)
    reprinted = frozenset(one.article_id for one in facts if credits_elsewhere(one, outlets))
    family, weakest = _describe_origin(facts, tree, reprinted)
    rows = []
    for one in facts:
        base = tree.bases.get(one.article_id)
        place: tuple[str, str | None, str] = ("unknown", None, "undetermined")
        if one.article_id in reprinted and not (base and base.basis == "credit_line"):
            place = ("reprint", None, "credit_line")
        elif base:
            place = _place(one, kin, base)
        elif one.article_id == family.origin_article_id:
            place = ("original", None, weakest)
        rows.append(Member(one.article_id, family.family_id, *place))
    return Descent(family, rows, _donors(rows, tree, family.origin_article_id))


def _donors(rows: Sequence[Member], tree: _Tree, origin: str | None) -> dict[str, list[str]]:
    """Return whom each member may have its text from: its base, then the relatives that are not known to be later.

    What the origin shares with the others, they have from it.
    """
    base_of = {row.article_id: row.based_on_article_id for row in rows}

    def may_give(other: str, one: str) -> bool:
        if base_of[other] == one or base_of[one] == other:
            return False
        found = tree.order(one, other)
        return found is None or found.later == one

    donors: dict[str, list[str]] = {}
    for one, base in base_of.items():
        others = [other for other in tree.relatives.get(one, ()) if one != origin and may_give(other, one)]
        donors[one] = [base, *others] if base else others
    return donors
