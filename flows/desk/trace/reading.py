"""Rows as a trace needs them, and what all kinds of traces have in common."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from flows.base.text import words
from flows.base.worddiff import Piece, diff_words
from flows.desk.paragraphs import flatten
from flows.desk.trace.context import make_stretch
from flows.desk.trace.proof import prove
from flows.desk.trace.record import File, Row, Sibling, Trace
from flows.store.engine import Connection, run_sql

# Longer than this on either side, wordings are not compared word by word: that is quadratic in the worst case.
_MOST_LETTERS = 20_000
_DERIVED = {
    "reprint": "a reprint of",
    "copy": "a copy of",
    "excerpt": "an excerpt of",
    "rewrite": "a rewrite of",
    "translation": "a translation of",
    "derivative": "new text on the reporting of",
    "unknown": "of unknown derivation, in one family with",
}
_EMPTY = Trace("", "", "", None, {}, None, (), None, None, None, None, (), "", (), (), ())


class Source(NamedTuple):
    """What is read: the published file, and the folder of raw files, null where it is not at hand."""

    con: Connection
    raw: Path | None


def new_trace(kind: str, row: Row, key: str) -> Trace:
    """Return the trace of a row that says no more than what the row holds: its rule and version, where it has them."""
    plain = {name: value for name, value in row.items() if name != "text"}
    made = [row.get(name) for name in ("rule", "extractor", "confidence")]
    return replace(_EMPTY, kind=kind, id=key, row=plain, rule=made[0], extractor=made[1], confidence=made[2])


def read_one(source: Source, query: str, key: str) -> dict[str, Any]:
    """Return the row that a query on $key gives."""
    row: dict[str, Any] = source.con.sql(query, params={"key": key}).to_arrow_table().to_pylist()[0]
    return row


def read_rows(source: Source, name: str, **parameters: object) -> list[dict[str, Any]]:
    """Return the rows of sql/trace/<name>.sql."""
    rows: list[dict[str, Any]] = run_sql(source.con, f"trace/{name}", parameters=parameters).to_pylist()
    return rows


def read_article(source: Source, article_id: str) -> dict[str, Any]:
    """Return an article with its text, its place, and the origin of its family."""
    return read_rows(source, "article", article_id=article_id)[0]


def read_files(source: Source, article_id: str) -> tuple[File, ...]:
    """Return the places of an article, the present ones first."""
    return tuple(File(**row) for row in read_rows(source, "article_places", article_id=article_id))


def place_in(source: Source, found: Trace, article: Row, span: tuple[int, int]) -> Trace:
    """Return the trace with the span in its text, the files that hold it, and the proof of the first of these."""
    files = read_files(source, article["article_id"])
    return replace(
        found,
        stretch=make_stretch(article["article_id"], article["place"], article["text"], span),
        files=files,
        proof=prove(source.raw, files[0] if files else None, article, span),
    )


def compare(own: str, other: str) -> tuple[Piece, ...]:
    """Return the pieces from one's own words to another wording; none where only signs differ."""
    if words(own) == words(other):
        return ()
    if max(len(own), len(other)) > _MOST_LETTERS:
        return (Piece("gone", own), Piece("new", other))
    return tuple(diff_words(own, other))


def make_sibling(kind: str, row: Row, own: str | None, note: Iterable[str | None]) -> Sibling:
    """Return a row beside the traced one, whose own words are `own`; null where words are not to be compared."""
    pieces = () if own is None else compare(flatten(own), flatten(row["content"]))
    told = " · ".join(filter(None, note))
    return Sibling(kind, row["id"], row["place"], row["char_start"], row["char_end"], row["content"], told, pieces)


def tell_roots(article: Row) -> list[str]:
    """Return where the text of an article comes from, as far as it is known."""
    if not article["is_current"]:
        return ["the article is not current: it takes no part in families"]
    kind = _DERIVED.get(article["derivation"], article["derivation"])
    if article["origin_article_id"] == article["article_id"]:
        first = f"its article is the origin of family {article['family_id']} ({article['origin_basis']})"
    elif article["origin_place"]:
        first = (
            f"its article is {kind} {article['origin_place']}, the origin of family {article['family_id']} "
            f"({article['origin_basis']})"
        )
    else:
        credited = f"; credited: {article['credited_outlet']}" if article["credited_outlet"] else ""
        first = (
            f"the origin of family {article['family_id']} is not in the corpus ({article['origin_basis']}){credited}"
        )
    based = article["based_on_place"]
    if based and based != article["origin_place"]:
        return [first, f"its article rests on {based} ({article['order_basis']})"]
    return [first]
