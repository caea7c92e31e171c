"""Which quotations carry the same words: parts of one, copies in a family, the same words in two families."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from flows.base.text import fold
from flows.stages.utterances.pairing import AlignedSentences, ArticlePair, Link, Row, best_pairs, family_pairs
from flows.stages.utterances.wording import is_contained, read_wording, score_likeness


@dataclass(frozen=True)
class UtterancesConfig:
    """When two quotations are one utterance.

    Within a family: likeness plus bonuses of at least `family_score`; the only quotation of a sentence answers to the
    only one of the corresponding sentence even where a translation kept no word of it (`alone_bonus`). Across
    families only the same words count, said by the same speaker: all of one in the other, `shared_words` at least,
    or from `across_words` on a likeness of `across_score`.
    """

    family_score: float = 0.55
    aligned_bonus: float = 0.35
    alone_bonus: float = 0.55
    speaker_bonus: float = 0.1
    across_score: float = 0.85
    shared_words: int = 4
    across_words: int = 8
    pairwise_members: int = 6


class QuoteLink(NamedTuple):
    """Two quotes that carry the same words, the smaller id first, and what joins them."""

    quote_a: str
    quote_b: str
    basis: str


def surname(name: str | None) -> str:
    """Return the last word of a name, folded; empty for null."""
    return fold(name).split()[-1] if name and name.strip() else ""


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
        ("same_wording", _same_wording(rows, members)),
        ("aligned", _aligned(rows, members, aligned, config)),
    ):
        for left, right in links:
            link = (min(left, right), max(left, right))
            found.setdefault(link, QuoteLink(*link, basis))
    return [found[link] for link in sorted(found)]


def _same_quotation(rows: Sequence[Row]) -> Iterator[Link]:
    """Parts of one utterance, as the quotes stage numbered them."""
    first: dict[tuple[str, int], str] = {}
    for row in rows:
        key = (row["article_id"], row["utterance_no"])
        if first.setdefault(key, row["quote_id"]) != row["quote_id"]:
            yield first[key], row["quote_id"]


def _same_wording(rows: Sequence[Row], members: Mapping[str, Row]) -> Iterator[Link]:
    """Verbatim copies within a family: a story with a thousand copies is settled here in one pass."""
    first: dict[tuple[str, tuple[str, ...]], Row] = {}
    for row in rows:
        wording = read_wording(row["content"])
        other = first.setdefault((members[row["article_id"]]["family_id"], wording.words), row)
        if len(wording.words) > 1 and other["article_id"] != row["article_id"]:
            yield other["quote_id"], row["quote_id"]


def _aligned(
    rows: Sequence[Row],
    members: Mapping[str, Row],
    aligned: Mapping[Link, AlignedSentences],
    config: UtterancesConfig,
) -> Iterator[Link]:
    """The best one-to-one pairing of the quotations of two articles of a family."""
    for pair in family_pairs(rows, members, aligned, config.pairwise_members):
        alone = _alone(pair)
        yield from best_pairs(
            (score, a["quote_id"], b["quote_id"])
            for a in pair.left
            for b in pair.right
            if (score := _family_score(a, b, pair.aligned, config) + config.alone_bonus * _is_alone(a, b, alone))
            >= config.family_score
        )


def _alone(pair: ArticlePair) -> set[Link]:
    """Return the quotes in marks that are alone in corresponding stretches, or between two that correspond."""
    found = set()
    for a_start, a_end, b_start, b_end in (*pair.aligned.stretches, *pair.aligned.gaps()):
        left = [row["quote_id"] for row in pair.left if _is_marked_within(row, a_start, a_end)]
        right = [row["quote_id"] for row in pair.right if _is_marked_within(row, b_start, b_end)]
        if len(left) == len(right) == 1:
            found.add((left[0], right[0]))
    return found


def _is_marked_within(row: Row, start: int, end: int) -> bool:
    return row["directness"] in ("direct", "partial") and start <= row["char_start"] and row["char_end"] <= end


def _is_alone(a: Row, b: Row, alone: set[Link]) -> bool:
    return (a["quote_id"], b["quote_id"]) in alone


def _family_score(a: Row, b: Row, aligned: AlignedSentences, config: UtterancesConfig) -> float:
    score = score_likeness(read_wording(a["content"]), read_wording(b["content"]))
    if score == 0:
        return 0.0
    if aligned.holds(a, b):
        score += config.aligned_bonus
    speaker = surname(a["source_name"])
    return score + config.speaker_bonus if speaker and speaker == surname(b["source_name"]) else score


def is_same_utterance(a: Row, b: Row, config: UtterancesConfig) -> bool:
    """Tell whether two quotes of unlinked articles carry one speaker's same words, such as from one interview."""
    speaker = surname(a["source_name"])
    if not speaker or speaker != surname(b["source_name"]) or "indirect" in (a["directness"], b["directness"]):
        return False
    left, right = read_wording(a["content"]), read_wording(b["content"])
    shorter, longer = sorted((left, right), key=lambda wording: len(wording.words))
    if len(shorter.words) >= config.shared_words and is_contained(shorter, longer):
        return True
    return len(shorter.words) >= config.across_words and score_likeness(left, right) >= config.across_score
