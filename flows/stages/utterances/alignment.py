"""Which quotations within a family carry the same words: parts of one quotation, copies, the same put otherwise."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from flows.base.text import fold
from flows.stages.utterances.pairing import (
    AlignedSentences,
    ArticlePair,
    Link,
    Row,
    best_pairs,
    family_pairs,
    is_within,
)
from flows.stages.utterances.spelling import is_same_name, surname
from flows.stages.utterances.wording import Wording, read_wording, score_likeness


@dataclass(frozen=True)
class UtterancesConfig:
    """When two quotations are one utterance.

    Within a family: likeness plus bonuses of at least `family_score`; the only quotation of a sentence answers to the
    only one of the corresponding sentence even where a translation kept no word of it (`alone_bonus`); between two
    corresponding sentences the order speaks for it (`gap_bonus`). Out of its place a quotation is known again by
    `moved_words` content words, one fewer of the same speaker. Words fewer than `wording_words` are said by many:
    verbatim copies of them are one only by the same speaker, the same number of times.
    Across families only the same words count, by one speaker: `across_words` of them, `across_content` content words
    among them, whole or as like as `across_score`; from `shared_words` on, where `context_words` content words around
    both are the same, `uncommon_words` of them uncommon; `unnamed_words` where one leaves open who spoke.
    A stretch of `restored_words` that corresponds to a sibling's quotation is one without marks if it is as like as
    `restored_score`, `broken_score` where a stray mark or dash is left. A source of another kind is repaired by a link
    of `sure_score`.
    """

    family_score: float = 0.55
    aligned_bonus: float = 0.35
    gap_bonus: float = 0.2
    alone_bonus: float = 0.55
    speaker_bonus: float = 0.1
    moved_words: int = 3
    wording_words: int = 5
    across_score: float = 0.85
    across_words: int = 8
    across_content: int = 3
    shared_words: int = 4
    context_words: int = 3
    uncommon_words: int = 2
    unnamed_words: int = 12
    pairwise_members: int = 6
    restored_words: int = 5
    restored_score: float = 0.7
    broken_score: float = 0.35
    sure_score: float = 0.65


class QuoteLink(NamedTuple):
    """Two quotes that carry the same words, the smaller id first, what joins them, and how surely (0 to 1)."""

    quote_a: str
    quote_b: str
    basis: str
    score: float


class QuoteSignals(NamedTuple):
    """What speaks for two quotes of a family being one utterance.

    `likeness` of the wordings, 0 to 1; `is_alone`: each is the only quotation of stretches that correspond. `place`:
    aligned (in sentences that correspond), gap (between such), alone, known_again (elsewhere, but by its words),
    elsewhere (nothing ties the places: scores 0), too_unlike (no bonus could make it enough: scores 0).
    """

    likeness: float
    is_alone: bool
    is_one_speaker: bool
    place: str
    score: float


def find_family_links(
    rows: Sequence[Row],
    members: Mapping[str, Row],
    aligned: Mapping[Link, AlignedSentences],
    config: UtterancesConfig,
) -> list[QuoteLink]:
    """Return the links among the quotes of whole families, each pair once."""
    found: dict[Link, QuoteLink] = {}
    for basis, links in (
        ("same_quotation", _same_quotation(rows)),
        ("same_wording", _same_wording(rows, members, config)),
        ("aligned", _aligned(rows, members, aligned, config)),
    ):
        for score, left, right in links:
            link = (min(left, right), max(left, right))
            found.setdefault(link, QuoteLink(*link, basis, min(1.0, score)))
    return [found[link] for link in sorted(found)]


def _same_quotation(rows: Sequence[Row]) -> Iterator[tuple[float, str, str]]:
    """Parts of one utterance, as the quotes stage numbered them, and the quoted words within reported ones."""
    first: dict[tuple[str, int], str] = {}
    reported = {row["quote_id"] for row in rows if row["directness"] == "mixed"}
    for row in rows:
        key = (row["article_id"], row["utterance_no"])
        if first.setdefault(key, row["quote_id"]) != row["quote_id"]:
            yield 1.0, first[key], row["quote_id"]
        if row["inside_quote_id"] in reported:
            yield 1.0, row["inside_quote_id"], row["quote_id"]


def _same_wording(
    rows: Sequence[Row], members: Mapping[str, Row], config: UtterancesConfig
) -> Iterator[tuple[float, str, str]]:
    """Verbatim copies within a family: a story with a thousand copies is settled here in one pass.

    Long words may be repeated in one article, as in a pull quote, and are one; short ones count by their speaker, and
    the second time is another than the first.
    """
    first: dict[tuple[str, tuple[str, ...], str, int], str] = {}
    times: Counter[tuple[str, tuple[str, ...], str]] = Counter()
    for row in rows:
        wording = read_wording(row["content"]).words
        if len(wording) < 2 or row["directness"] == "indirect":
            continue
        speaker, number = surname(row["source_name"]), 0
        if len(wording) < config.wording_words:
            times[row["article_id"], wording, speaker] += 1
            number = times[row["article_id"], wording, speaker]
        key = (members[row["article_id"]]["family_id"], wording, speaker, number)
        if first.setdefault(key, row["quote_id"]) != row["quote_id"]:
            yield 1.0, first[key], row["quote_id"]


def _aligned(
    rows: Sequence[Row],
    members: Mapping[str, Row],
    aligned: Mapping[Link, AlignedSentences],
    config: UtterancesConfig,
) -> Iterator[tuple[float, str, str]]:
    """The best one-to-one pairing of the quotations of two articles of a family."""
    for pair in family_pairs(rows, members, aligned, config.pairwise_members):
        alone = find_alone(pair)
        scores = {
            (a["quote_id"], b["quote_id"]): score
            for a in pair.left
            for b in pair.right
            if (score := _family_score(a, b, pair.aligned, config, (a["quote_id"], b["quote_id"]) in alone))
            >= config.family_score
        }
        for left, right in best_pairs((score, *ids) for ids, score in scores.items()):
            yield scores[left, right], left, right


def find_alone(pair: ArticlePair) -> set[Link]:
    """Return the quotes in marks that are alone in corresponding stretches, or between two that correspond.

    Reported speech that is alone there answers to the other's where both give the like source for it.
    """
    found = set()
    for a_start, a_end, b_start, b_end in (*pair.aligned.stretches, *pair.aligned.gaps()):
        for is_wanted in (_is_marked, _is_reported):
            left = [row for row in pair.left if is_wanted(row) and is_within(row, a_start, a_end)]
            right = [row for row in pair.right if is_wanted(row) and is_within(row, b_start, b_end)]
            if len(left) == len(right) == 1 and (is_wanted is _is_marked or _have_like_sources(left[0], right[0])):
                found.add((left[0]["quote_id"], right[0]["quote_id"]))
    return found


def _is_marked(row: Row) -> bool:
    return row["directness"] in ("direct", "partial")


def _is_reported(row: Row) -> bool:
    return bool(row["directness"] == "indirect")


def _have_like_sources(a: Row, b: Row) -> bool:
    left, right = read_wording(a["source_text"] or ""), read_wording(b["source_text"] or "")
    return bool(left.content & right.content) and score_likeness(left, right) >= 0.5


def _family_score(a: Row, b: Row, aligned: AlignedSentences, config: UtterancesConfig, is_alone: bool) -> float:
    return weigh_quotes(a, b, aligned, config, is_alone).score


def weigh_quotes(a: Row, b: Row, aligned: AlignedSentences, config: UtterancesConfig, is_alone: bool) -> QuoteSignals:
    """Return what speaks for two quotes of a family, a of the smaller article id, being one utterance."""
    left, right = read_wording(a["content"]), read_wording(b["content"])
    likeness = score_likeness(left, right)
    score = likeness + config.alone_bonus * is_alone
    if score + config.aligned_bonus + config.speaker_bonus < config.family_score:
        return QuoteSignals(likeness, is_alone, False, "too_unlike", 0.0)
    speaker = surname(a["source_name"])
    is_one_speaker = bool(likeness and speaker and speaker == surname(b["source_name"]))
    score += config.speaker_bonus * is_one_speaker
    if likeness and aligned.holds(a, b):
        return QuoteSignals(likeness, is_alone, is_one_speaker, "aligned", score + config.aligned_bonus)
    if likeness and score + config.gap_bonus >= config.family_score and aligned.holds_near(a, b):
        return QuoteSignals(likeness, is_alone, is_one_speaker, "gap", score + config.gap_bonus)
    if is_alone or _is_known_again(a, b, (left, right), config):
        return QuoteSignals(likeness, is_alone, is_one_speaker, "alone" if is_alone else "known_again", score)
    return QuoteSignals(likeness, is_alone, is_one_speaker, "elsewhere", 0.0)


def _is_known_again(a: Row, b: Row, wordings: tuple[Wording, Wording], config: UtterancesConfig) -> bool:
    """Tell whether two quotes whose places do not correspond have more in common than words that anybody says.

    They are said by no two persons, give the same numbers, and share rare words or all words.
    """
    left, right = wordings
    if left.numbers != right.numbers and left.numbers and right.numbers:
        return False
    if are_strangers(a, b) and left.words != right.words:
        return False
    if left.words == right.words and not are_strangers(a, b):
        return True
    speaker = surname(a["source_name"])
    is_one = bool(speaker) and speaker == surname(b["source_name"])
    return len(left.content & right.content) >= config.moved_words - is_one


def are_strangers(a: Row, b: Row) -> bool:
    """Tell whether two quotes name two different persons for their source."""
    names = [row["source_name"] for row in (a, b) if row["source_kind"] == "named_person" and row["source_name"]]
    return len(names) == 2 and not is_same_name(*map(fold, names))
