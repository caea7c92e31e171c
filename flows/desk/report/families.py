"""The page of a family: its tree of copies, what copies made of the text, what is claimed there, what came near."""

import functools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

from flows.base.worddiff import Piece, diff_words
from flows.desk.explain.comparing import Aligned, Compared, Reading, compare_readings, read_article
from flows.desk.explain.facts import Settings, read_row, read_settings
from flows.desk.explain.verdict import FEATURES, feature_note, needed, threshold_note, unweighed
from flows.desk.report.reading import (
    ChangedQuote,
    Contradiction,
    ReportConfig,
    read_contradictions,
    read_quotes,
    read_records,
    shown_pieces,
)
from flows.store.engine import Connection, run_sql

Kin = TypeVar("Kin", "Member", "FamilyFact", "NearestPair", ChangedQuote)


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
class Signal:
    """A weighed feature of a comparison: its value, 0 to 1, times its weight is what it adds to the score."""

    name: str
    note: str
    value: float
    weight: float
    adds: float


@dataclass(frozen=True)
class Stretch:
    """Two stretches that correspond, as pieces from the earlier article to the later; `by`: who is quoted."""

    pieces: Sequence[Piece]
    similarity: float
    by: str | None
    is_same: bool


@dataclass(frozen=True)
class Weighing:
    """A comparison in figures and words: the signals, the score, what was needed, what else was looked at."""

    reason: str
    signals: Sequence[Signal]
    score: float
    threshold: str
    needed: str
    beside: Sequence[str]


@dataclass(frozen=True)
class Changes:
    """What an article made of the one before it: the comparison, sentences and quotations that align."""

    before_id: str
    after_id: str
    before_language: str | None
    after_language: str | None
    weighing: Weighing
    sentence_count: int
    quote_count: int
    stretches: Sequence[Stretch]
    changed_count: int


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
    nearest = _by_family(read_records(con, "nearest", NearestPair, families=ids))
    disputes = read_contradictions(con, ids, config.families * config.family_claims)
    compare = _comparer(con, read_settings(con))
    pages = []
    for one in listed:
        family = one.family_id
        inside = members.get(family, [])
        near = next(iter(nearest.get(family, [])), None)
        later = _rewritten(inside)
        pages.append(
            FamilyPage(
                one,
                _grow(inside),
                inside,
                [_changes(compare, member, config) for member in later[: config.comparisons]],
                len(later),
                quotes.get(family, []),
                facts.get(family, []),
                [found for found in disputes if family in (found.a.family_id, found.b.family_id)],
                near,
                compare(near.article_id, near.other_id).weighing if near else None,
            )
        )
    return pages


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


class _Pair(NamedTuple):
    before: Reading
    after: Reading
    compared: Compared
    weighing: Weighing


def _comparer(con: Connection, settings: Settings) -> Callable[[str, str], _Pair]:
    """Return what compares two articles by their ids as a run does; an article is read once."""

    @functools.cache
    def read(article_id: str) -> Reading:
        return read_article(con, read_row(con, article_id))

    def compare(before: str, after: str) -> _Pair:
        one, other = read(before), read(after)
        compared = compare_readings(one, other, settings.matches)
        return _Pair(one, other, compared, _weigh(compared, settings))

    return compare


def _weigh(compared: Compared, settings: Settings) -> Weighing:
    signals = [
        Signal(
            FEATURES.get(part.feature, part.feature),
            feature_note(part, compared, settings.matches),
            part.value,
            part.weight,
            part.contribution,
        )
        for part in compared.parts
    ]
    return Weighing(
        compared.ruling.reason,
        signals,
        compared.score,
        threshold_note(compared),
        needed(compared, settings.matches),
        unweighed(compared),
    )


def _changes(compare: Callable[[str, str], _Pair], member: Member, config: ReportConfig) -> Changes:
    pair = compare(str(member.based_on_article_id), member.article_id)
    aligned = [*pair.compared.sentences, *pair.compared.quotes]
    changed = [one for one in map(functools.partial(_stretch, config=config), aligned) if not one.is_same]
    return Changes(
        pair.before.article["article_id"],
        member.article_id,
        pair.before.article["language"],
        member.language,
        pair.weighing,
        len(pair.compared.sentences),
        len(pair.compared.quotes),
        changed[: config.stretches],
        len(changed),
    )


def _stretch(one: Aligned, config: ReportConfig) -> Stretch:
    pieces = diff_words(" ".join(one.a_text.split()), " ".join(one.b_text.split()))
    by = one.a_by or one.b_by
    is_same = all(piece.kind == "same" for piece in pieces)
    return Stretch(shown_pieces(pieces, config.words), one.similarity, by, is_same)
