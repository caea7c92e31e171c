"""The best wording of an utterance, whose words it is, and which wordings are not the speaker's own."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from flows.stages.utterances.pairing import Row
from flows.stages.utterances.wording import is_contained, read_wording

# Who makes an article of these kinds tells in other words what its source says, quotations among it.
REWORDING = ("rewrite", "translation")
# Next to the origin its verbatim copies, then what is new text; a translation is farthest.
_FIRST = ("original", "reprint", "copy", "excerpt", "derivative", "unknown", "rewrite", "translation")
_OUTER = ("direct", "partial", "mixed")


class Best(NamedTuple):
    """The parts of the best wording in order, all of one article; the wording; whose words it is (wording_basis)."""

    parts: list[Row]
    content: str
    basis: str


def choose_best(group: Sequence[Row], members: Mapping[str, Row], origins: set[str]) -> Best:
    """Return the wording of the article that gives the utterance best.

    Articles that do not reword come first, then those that give any of it in marks, an origin, whole marks, the
    fullest; ties by id. Its parts are its outer rows in marks (reported ones where it has no other), joined by a space;
    a row that repeats words of one before it is no part.
    """
    by_article: dict[str, list[Row]] = {}
    for row in group:
        by_article.setdefault(row["article_id"], []).append(row)

    def rank(parts: Sequence[Row]) -> tuple[bool, bool, bool, int, bool, int, str]:
        article = parts[0]["article_id"]
        derivation = members[article]["derivation"]
        return (
            derivation in REWORDING,
            all(row["directness"] == "indirect" for row in parts),
            article not in origins,
            _FIRST.index(derivation),
            any(row["marks"] != "ok" for row in parts),
            -sum(len(row["content"]) for row in parts),
            parts[0]["quote_id"],
        )

    parts = min(map(outer_rows, by_article.values()), key=rank)
    rewords = members[parts[0]["article_id"]]["derivation"] in REWORDING
    return Best(parts, " ".join(row["content"] for row in parts), _basis(parts, rewords))


def _basis(parts: Sequence[Row], rewords: bool) -> str:
    given = {row["directness"] for row in parts}
    if given == {"indirect"}:
        return "reported"
    if rewords:
        return "rewritten"
    return "mixed" if given & {"mixed", "indirect"} else "own"


def outer_rows(rows: Sequence[Row]) -> list[Row]:
    """Return the rows of one article that carry the utterance, in order, each word once.

    Those in marks, or if there are none the reported ones; none inside another, none that repeats words before it.
    """
    marked = [row for row in rows if row["directness"] in _OUTER] or list(rows)
    kept: list[Row] = []
    for row in sorted(marked, key=lambda row: (row["char_start"], -row["char_end"])):
        is_inner = any(row["char_end"] <= other["char_end"] for other in kept)
        if not is_inner and not _is_repetition(row, kept):
            kept.append(row)
    return kept


def _is_repetition(row: Row, kept: Sequence[Row]) -> bool:
    own = read_wording(row["content"])
    return any(is_contained(own, read_wording(other["content"])) for other in kept)


def find_altered(group: Sequence[Row], best: Best) -> set[str]:
    """Return the quotes whose words are not to be shown as the speaker's own.

    What a row gives as said, the quoted words in it if it reports others around them, does not stand so in the best
    wording; or the best wording is itself that of an article that rewords.
    """
    if best.basis == "rewritten":
        return {row["quote_id"] for row in group}
    whole = read_wording(best.content)
    return {
        row["quote_id"]
        for row, said in zip(group, _said_by(group), strict=True)
        if not all(is_contained(read_wording(one["content"]), whole) for one in said)
    }


def quoted_rows(rows: Sequence[Row], group: Sequence[Row]) -> list[Row]:
    """Return the rows with the quoted words inside it in the place of each that reports words around them."""
    wanted = {row["quote_id"] for row in rows}
    said = {row["quote_id"]: own for row, own in zip(group, _said_by(group), strict=True) if row["quote_id"] in wanted}
    return [one for row in rows for one in said[row["quote_id"]]]


def _said_by(group: Sequence[Row]) -> list[list[Row]]:
    """Return for each row what it gives as said: itself, or if it reports words around quoted ones, these."""
    inside: dict[str, list[Row]] = {}
    for row in group:
        if row["inside_quote_id"]:
            inside.setdefault(row["inside_quote_id"], []).append(row)
    return [(row["directness"] == "mixed" and inside.get(row["quote_id"])) or [row] for row in group]
