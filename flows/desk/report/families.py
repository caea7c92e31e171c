"""The page of a family: its tree of copies, what copies made of the text, what is claimed there, what came near."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from flows.desk.report.comparisons import Changes, Weighing, compare_pairs
from flows.desk.report.reading import (
    ChangedQuote,
    Contradiction,
    ReportConfig,
    read_contradictions,
    read_quotes,
    read_records,
)
from flows.store.engine import Connection, run_sql

Kin = TypeVar("Kin", "Member", "FamilyFact", ChangedQuote)


@dataclass(frozen=True)
class Listed:
    """A family that has a page: its size, its origin if one is known, and why it is worth one."""

    family_id: str
    article_count: int
    origin_article_id: str | None
    origin_basis: str
    credited_outlet: str | None
    has_arrivals: bool
    disputed_facts: int
    total: int
    headline: str | None
    language: str | None


@dataclass(frozen=True)
class Member:
    """One current article of a family; shares are of its letters, 0 to 1, null where no segments are kept."""

    family_id: str
    article_id: str
    place: str
    headline: str | None
    outlet: str | None
    published_on: str | None
    language: str | None
    word_count: int
    derivation: str
    based_on_article_id: str | None
    order_basis: str
    credited_outlet: str | None
    credit_line: str | None
    file_count: int
    is_origin: bool | None
    nth: int
    copied_share: float | None
    rewritten_share: float | None


@dataclass(frozen=True)
class Branch:
    """A member and the members that rest on it."""

    member: Member
    copies: Sequence["Branch"]


@dataclass(frozen=True)
class FamilyFact:
    """A fact that articles of a family state, with its counts over the whole warehouse."""

    family_id: str
    articles_here: int
    claim_group_id: str
    statement: str
    article_count: int
    origin_count: int
    root_count: int
    roots: Sequence[str]
    is_disputed: bool
    hedge_min: str
    hedge_max: str
    total: int
    language: str | None


@dataclass(frozen=True)
class NearestPair:
    """Of a family's comparisons with articles of others the one of the highest score."""

    family_id: str
    article_id: str
    place: str
    other_id: str
    other_place: str
    other_headline: str | None
    other_language: str | None
    other_outlet: str | None
    other_family_id: str
    decision: str
    score: float


@dataclass(frozen=True)
class FamilyPage:
    """All that the page of a family shows."""

    listed: Listed
    tree: Sequence[Branch]
    members: Sequence[Member]
    changes: Sequence[Changes]
    changes_total: int
    quotes: Sequence[ChangedQuote]
    facts: Sequence[FamilyFact]
    contradictions: Sequence[Contradiction]
    nearest: NearestPair | None
    nearest_weighing: Weighing | None


def read_family_pages(
    con: Connection, run_id: str, config: ReportConfig, wanted: Sequence[str] | None = None
) -> list[FamilyPage]:
    """Return the pages of the families that are worth one, or of those wanted."""
    given = {"run_id": run_id, "most": config.families, "wanted": None if wanted is None else list(wanted)}
    listed = [_listed(row) for row in run_sql(con, "report/families", parameters=given).to_pylist()]
    ids = [one.family_id for one in listed]
    members = _by_family(read_records(con, "members", Member, families=ids, most=config.members))
    facts = _by_family(read_records(con, "family_claims", FamilyFact, families=ids, most=config.family_claims))
    quotes = _by_family(read_quotes(con, ids, config.family_quotes, config))
    nearest = {one.family_id: one for one in read_records(con, "nearest", NearestPair, families=ids)}
    disputes = read_contradictions(con, ids, config.families * config.family_claims)
    later = {family: _rewritten(inside) for family, inside in members.items()}
    pairs = [(one.article_id, one.other_id) for one in nearest.values()]
    pairs += [_copied(one) for found in later.values() for one in found[: config.comparisons]]
    compared = compare_pairs(con, pairs)

    def page(one: Listed) -> FamilyPage:
        family, near = one.family_id, nearest.get(one.family_id)
        inside = members.get(family, [])
        return FamilyPage(
            one,
            _grow(inside),
            inside,
            [compared[pair].changes(config) for pair in map(_copied, later.get(family, [])) if pair in compared],
            len(later.get(family, [])),
            quotes.get(family, []),
            facts.get(family, []),
            [found for found in disputes if family in (found.a.family_id, found.b.family_id)],
            near,
            compared[near.article_id, near.other_id].weighing if near else None,
        )

    return [page(one) for one in listed]


def _copied(member: Member) -> tuple[str, str]:
    return str(member.based_on_article_id), member.article_id


def _listed(row: dict[str, Any]) -> Listed:
    named = row.pop("named") or {"headline": None, "language": None}
    return Listed(**row, **named)


def _by_family(records: Iterable[Kin]) -> dict[str, list[Kin]]:
    found: dict[str, list[Kin]] = {}
    for record in records:
        found.setdefault(record.family_id, []).append(record)
    return found


def _grow(members: Sequence[Member]) -> list[Branch]:
    """Return the tree of copies; a member whose basis is not among these stands at its root."""
    shown = {member.article_id for member in members}
    resting: dict[str | None, list[Member]] = {}
    for member in members:
        basis = member.based_on_article_id if member.based_on_article_id in shown else None
        resting.setdefault(basis, []).append(member)

    def branch(member: Member) -> Branch:
        return Branch(member, [branch(one) for one in resting.get(member.article_id, [])])

    return [branch(member) for member in resting.get(None, [])]


def _rewritten(members: Sequence[Member]) -> list[Member]:
    """Return the members whose basis is known, those first that were rewritten most: there is something to see."""
    later = [member for member in members if member.based_on_article_id]
    return sorted(later, key=lambda one: (-(one.rewritten_share or 0.0), one.nth))
