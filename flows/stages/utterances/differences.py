"""What each article changed in an utterance's best wording, word by word, quote by quote."""

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from flows.base.worddiff import Piece, diff_words
from flows.stages.utterances.best import Best, outer_rows, quoted_rows
from flows.stages.utterances.pairing import Row

# Longer than this on either side, a wording is replaced as a whole: the comparison is quadratic in the worst case.
_MOST_LETTERS = 20_000
_TURNED = {"same": "same", "gone": "new", "new": "gone"}


def diff_quotes(group: Sequence[Row], best: Best) -> dict[str, list[Piece]]:
    """Return by quote the pieces from the best wording to its own; a quote that says it word for word has none.

    An article's outer rows are compared as one, joined by spaces, or one by one where the best wording has as many
    parts: same and new pieces make each row's content exactly, and same and gone pieces of them all the best wording,
    kinds of quotation marks and white space aside. Rows inside others are compared so with the quoted words of the best
    wording; a row that repeats words before it, by itself.
    """
    by_article: dict[str, list[Row]] = {}
    for row in group:
        by_article.setdefault(row["article_id"], []).append(row)
    parts = [row["content"] for row in best.parts]
    said = [row["content"] for row in quoted_rows(best.parts, group)]
    found: dict[str, list[Piece]] = {}
    for rows in by_article.values():
        outer = outer_rows(rows)
        found.update(_diff_rows(outer, parts))
        found.update(_diff_rows([row for row in quoted_rows(outer, rows) if row["quote_id"] not in found], said))
        for row in rows:
            if row["quote_id"] not in found:
                found[row["quote_id"]] = compare_wordings(best.content, row["content"])
    return {key: [] if all(piece.kind == "same" for piece in pieces) else pieces for key, pieces in found.items()}


def compare_wordings(best: str, wording: str) -> list[Piece]:
    """Return the pieces in order; same and new ones make `wording` exactly, same ones are as `wording` has them."""
    if best == wording:
        return [Piece("same", wording)]
    if max(len(best), len(wording)) > _MOST_LETTERS:
        return [Piece("gone", best), Piece("new", wording)]
    turned = [Piece(_TURNED[piece.kind], piece.text) for piece in diff_words(wording, best)]
    return list(_gone_first(turned))


def _gone_first(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Put what is gone before what stands in its place."""
    skip = False
    for piece, following in zip_longest(pieces, pieces[1:], fillvalue=Piece("same", "")):
        if skip:
            skip = False
        elif (piece.kind, following.kind) == ("new", "gone"):
            yield from (following, piece)
            skip = True
        else:
            yield piece


def _diff_rows(rows: Sequence[Row], parts: Sequence[str]) -> dict[str, list[Piece]]:
    """Return by row its pieces: one by one where there are as many parts, else cut out of what all of them make."""
    if len(rows) == len(parts):
        pairs = zip(rows, parts, strict=True)
        return {row["quote_id"]: compare_wordings(part, row["content"]) for row, part in pairs}
    pieces = compare_wordings(" ".join(parts), " ".join(row["content"] for row in rows))
    starts = [0]
    for row in rows:
        starts.append(starts[-1] + len(row["content"]) + 1)
    ends = [*starts[1:-1], None]
    return {
        row["quote_id"]: _cut(pieces, start, start + len(row["content"]), end)
        for row, start, end in zip(rows, starts, ends, strict=False)
    }


def _cut(pieces: Sequence[Piece], start: int, end: int, owned: int | None) -> list[Piece]:
    """Return the pieces of the stretch [start:end] of the wording that same and new ones make.

    What is gone belongs to the stretch in front of whose words it stood; `owned` says how far, null to the end.
    """
    cut = []
    at = 0
    for piece in pieces:
        if piece.kind == "gone":
            if start <= at and (owned is None or at < owned):
                cut.append(piece)
            continue
        text = piece.text[max(0, start - at) : max(0, end - at)]
        at += len(piece.text)
        if text:
            cut.append(Piece(piece.kind, text))
    return cut
