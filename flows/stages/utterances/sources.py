"""What a family knows of a speaker that a damaged copy does not, and where its members contradict each other."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any, NamedTuple

from flows.base.text import fold
from flows.stages.utterances.best import REWORDING
from flows.stages.utterances.pairing import Link, Row
from flows.stages.utterances.spelling import is_same_name, name_words, surname

# Named in so many words a person is named in full; more are titles, or what a parser ran together.
_FULL = 2
# A pronoun, or a name that could not be resolved; more words say who it is.
_SHORT = 3
_EXAMPLES = 2
_NAMED = ("named_person", "organization", "document")
_GENERIC = ("unnamed_group", "anonymous_person")


class SettledSource(NamedTuple):
    """A row of quote_sources."""

    quote_id: str
    source_name: str
    source_kind: str
    chain: list[dict[str, Any]]
    repaired_from_quote_id: str | None
    basis: str


class Settled(NamedTuple):
    """What is settled of the sources of an utterance's quotes, and the quotes whose sources contradict each other."""

    sources: list[SettledSource]
    conflicting: set[str]


class Kin(NamedTuple):
    """What repairs rest on: the articles' family_members rows, the origins, and the links of quotes.

    `partners` are, by quote, those it is linked with; `scores` say how sure each link is.
    """

    members: Mapping[str, Row]
    origins: set[str]
    scores: Mapping[Link, float]
    partners: Mapping[str, Collection[str]]

    def family(self, row: Row) -> str:
        """Return the family of the quote's article."""
        return str(self.members[row["article_id"]]["family_id"])

    def is_origin(self, row: Row) -> bool:
        """Tell whether the quote stands in its family's origin."""
        return row["article_id"] in self.origins

    def rewords(self, row: Row) -> bool:
        """Tell whether the quote stands in an article that tells in other words what its source says."""
        return self.members[row["article_id"]]["derivation"] in REWORDING

    def score(self, a: Row, b: Row) -> float:
        """Return how sure it is that the two carry the same words, 0 where no link says so itself."""
        left, right = sorted((a["quote_id"], b["quote_id"]))
        return self.scores.get((left, right), 0.0)


def settle_sources(group: Sequence[Row], kin: Kin, sure_score: float) -> Settled:
    """Return, for the quotes of one utterance, the sources that a sibling in the same family tells better.

    A source that is null, generic ("the official"), guessed from a pronoun, or the relay that the sibling's chain names
    takes the sibling's; a surname alone, or a near spelling, gives way to the full name. Two outright different names
    are both left, for the family does not say who is right.
    """
    families: dict[str, list[Row]] = defaultdict(list)
    for row in group:
        families[kin.family(row)].append(row)
    sources: list[SettledSource] = []
    conflicting: set[str] = set()
    for rows in families.values():
        if len({row["article_id"] for row in rows}) > 1:
            found = list(_settle_family(rows, kin, sure_score))
            sources += found
            conflicting |= _find_conflicts(rows, {one.quote_id: one.source_name for one in found}, kin)
    return Settled(sources, conflicting)


def settle_spellings(
    group: Sequence[Row], settled: Settled, respelled: Mapping[tuple[str, str], Row]
) -> Iterator[SettledSource]:
    """Return, for the quotes whose source is not settled otherwise, the family's spelling of it, where a quote has it.

    `respelled` has the rows of respelled_names by article and name.
    """
    known = {one.quote_id for one in settled.sources}
    for row in group:
        better = respelled.get((row["article_id"], row["source_name"]))
        if better and better["kind"] == row["source_kind"] and row["quote_id"] not in known:
            sibling = better["repaired_from_quote_id"]
            if sibling:
                source = {"actor_name": better["settled_name"], "actor_kind": better["settled_kind"]}
                chain = [*row["chain"][:-1], *({**hop, **source} for hop in row["chain"][-1:])]
                name, kind = better["settled_name"], better["settled_kind"]
                yield SettledSource(row["quote_id"], name, kind, chain, sibling, "spelling")


class _Siblings(NamedTuple):
    """The rows of other articles that name a source, one for many alike; how often the family has each name."""

    rows: list[Row]
    times: Mapping[str, int]


def _settle_family(rows: Sequence[Row], kin: Kin, sure_score: float) -> Iterator[SettledSource]:
    named = [row for row in rows if row["source_name"] and row["source_kind"] in _NAMED]
    teachers = [row for row in named if row["source_kind"] == "named_person"] or named
    by_id = {row["quote_id"]: row for row in teachers}
    times = Counter(fold(row["source_name"]) for row in teachers)
    examples = _examples(teachers, kin)
    for row in rows:
        known = {one["quote_id"]: one for one in examples}
        known.update((key, by_id[key]) for key in kin.partners.get(row["quote_id"], ()) if key in by_id)
        others = [known[key] for key in sorted(known) if known[key]["article_id"] != row["article_id"]]
        others_named = _Siblings(others, times)
        basis, teachers = _find_fault(row, others_named, kin, sure_score)
        teacher = _best_teacher(row, teachers, kin)
        if basis and teacher:
            basis = "family_name" if basis == "unnamed" and _is_misread(row, teacher) else basis
            chain = _mended_chain(row, teacher, basis)
            kind = teacher["source_kind"]
            yield SettledSource(row["quote_id"], teacher["source_name"], kind, chain, teacher["quote_id"], basis)


def _examples(teachers: Sequence[Row], kin: Kin) -> list[Row]:
    """Return two rows, of different articles, for each way of naming a source: a story may have a thousand copies."""
    found: dict[tuple[Any, ...], dict[str, Row]] = defaultdict(dict)
    for row in sorted(teachers, key=lambda row: (row["marks"] != "ok", row["quote_id"])):
        way = (row["source_name"], row["source_kind"], is_explicit(row), kin.is_origin(row), kin.rewords(row))
        if len(found[way]) < _EXAMPLES:
            found[way].setdefault(row["article_id"], row)
    return [row for rows in found.values() for row in rows.values()]


def _find_fault(row: Row, siblings: _Siblings, kin: Kin, sure_score: float) -> tuple[str, list[Row]]:
    """Return what is wrong with a row's source, and the siblings that may tell the right one; none if nothing is."""
    others = siblings.rows
    if row["source_kind"] == "unknown" or (row["source_name"] is None and row["source_kind"] in _NAMED):
        return "unnamed", _who_may_name(row, others, kin, sure_score)
    if row["source_kind"] == "organization":
        return "relay", [one for one in others if _is_relay_of(row, one) and _is_upstream(one, row, kin)]
    sure = [one for one in others if kin.score(row, one) >= sure_score and _is_upstream(one, row, kin)]
    explicit = [one for one in sure if is_explicit(one)]
    if row["source_kind"] in _GENERIC:
        # Reported speech may well be what others than the sibling's speaker told.
        return "generic", [] if row["directness"] == "indirect" or _are_at_odds(explicit) else explicit
    if row["source_kind"] != "named_person":
        return "", []
    strangers = [one for one in explicit if not is_same_name(one["source_name"], row["source_name"])]
    if strangers and not is_explicit(row):
        return "inferred", [] if _are_at_odds(explicit) else strangers
    return "family_name", _fuller(row, siblings, kin)


def _who_may_name(row: Row, others: Sequence[Row], kin: Kin, sure_score: float) -> list[Row]:
    """Return the siblings that name the source of a row without a name: read off, or worked out in the origin.

    A body or document without a name is named by one of its kind, not by somebody who speaks for it. A source that is
    told in words may be another than the sibling's: that takes a sure link of the two; and told in many, it is no body
    that the sibling names, nor anybody whose speech is only reported.
    """
    kind = row["source_kind"]
    is_told = len((row["source_text"] or "").split()) > _SHORT
    if is_told and row["directness"] == "indirect":
        return []
    kinds = (kind,) if kind in _NAMED[1:] else ("named_person",) if is_told else _NAMED
    least = sure_score if len((row["source_text"] or "").split()) > 1 else 0.0
    alike = [one for one in others if one["source_kind"] in kinds and kin.score(row, one) >= least]
    sure = [one for one in alike if is_explicit(one) or kin.is_origin(one)]
    return [] if _are_at_odds(alike) else sure


def _is_misread(row: Row, teacher: Row) -> bool:
    """Tell whether what stands for the source is the sibling's name in a spelling that was taken for no name."""
    written = row["source_text"] or ""
    return len(written.split()) <= _SHORT and is_same_name(written, teacher["source_name"])


def is_explicit(row: Row) -> bool:
    """Tell whether the surname stands in the source as written, so that the name is read off, not worked out."""
    return bool(row["source_text"]) and surname(row["source_name"]) in name_words(row["source_text"])


def _is_upstream(one: Row, other: Row, kin: Kin) -> bool:
    """Tell whether one may know better: the origin does, and what copies word for word before what rewords."""
    if kin.is_origin(other):
        return False
    return kin.is_origin(one) or kin.rewords(other) or not kin.rewords(one)


def _is_relay_of(row: Row, teacher: Row) -> bool:
    """Tell whether the row gives for source whom, by the sibling's chain, its source spoke to."""
    passed_on = {tuple(name_words(hop["actor_name"])) for hop in teacher["chain"][:-1] if hop["actor_name"]}
    return tuple(name_words(row["source_name"] or "")) in passed_on


def _fuller(row: Row, siblings: _Siblings, kin: Kin) -> list[Row]:
    """Return the siblings with the same person's name in full, or as the origin has it; none if names are at odds."""
    others = siblings.rows
    if _are_at_odds([row, *others]):
        return []
    better = [one for one in others if _fullness(one) > _fullness(row)]
    if better or kin.is_origin(row):
        return better
    has_origin = any(map(kin.is_origin, others))

    def outranks(one: Row) -> bool:
        if fold(one["source_name"]) == fold(row["source_name"]):
            return False
        if has_origin:
            return kin.is_origin(one)
        return _rank_name(one, siblings.times) < _rank_name(row, siblings.times)

    return [one for one in others if _fullness(one) == _fullness(row) and outranks(one)]


def _rank_name(row: Row, times: Mapping[str, int]) -> tuple[int, int, str]:
    """How well a spelling stands: the most frequent, then the longest, for letters get lost on the way."""
    name = row["source_name"]
    return -times[fold(name)], -len(name), name


def _fullness(row: Row) -> int:
    return min(_FULL, len(row["source_name"].split()))


def _are_at_odds(rows: Sequence[Row]) -> bool:
    names = sorted({row["source_name"] for row in rows})
    return any(not is_same_name(left, right) for left, right in combinations(names, 2))


def _best_teacher(row: Row, teachers: Sequence[Row], kin: Kin) -> Row | None:
    """Return whom to trust: the one in full, the origin's, one linked itself, read off, in whole marks; ties by id."""
    if not teachers:
        return None

    def rank(one: Row) -> tuple[int, bool, bool, bool, float, bool, str]:
        score = kin.score(row, one)
        is_whole = one["marks"] == "ok"
        trust = (score == 0, not kin.is_origin(one), not is_explicit(one))
        return -_fullness(one), *trust, -score, not is_whole, one["quote_id"]

    return min(teachers, key=rank)


def _mended_chain(row: Row, teacher: Row, basis: str) -> list[dict[str, Any]]:
    """Return the row's chain with the teacher's source at its end; what the row writes for it stays as written.

    Where the row took the relay for the source, the relay stays a hop, and the source is one that it does not write.
    """
    chain = [dict(hop) for hop in row["chain"]]
    if not chain:
        return []
    source = {"actor_name": teacher["source_name"], "actor_kind": teacher["source_kind"]}
    if basis != "relay":
        return [*chain[:-1], {**chain[-1], **source}]
    unwritten = {"actor_text": None, "cue": None, "char_start": None, "char_end": None}
    return [*chain, {"hop": len(chain), **unwritten, **source}]


def _find_conflicts(rows: Sequence[Row], settled: Mapping[str, str], kin: Kin) -> set[str]:
    """Return the quotes of a family whose source a sibling with the same words contradicts, once all are settled."""
    names = {row["quote_id"]: row["source_name"] for row in rows if row["source_kind"] in _NAMED} | dict(settled)
    known = {key: name for key, name in names.items() if name}
    return {
        key
        for key, name in known.items()
        if any(other in known and not _may_be_one(name, known[other]) for other in kin.partners.get(key, ()))
    }


def _may_be_one(left: str, right: str) -> bool:
    """Tell whether two names may be one's: near in spelling, or the one with words around it."""
    a, b = set(name_words(left)), set(name_words(right))
    return a <= b or b <= a or is_same_name(left, right)
