"""Traces of what stands between two rows: a comparison of two articles, a link between two facts."""

from dataclasses import replace

from flows.base.errors import UserError
from flows.desk.trace.naming import Target
from flows.desk.trace.reading import Source, make_sibling, new_trace, place_in, read_article, read_one, read_rows
from flows.desk.trace.record import Part, Row, Sibling, Trace


def trace_pair(source: Source, one: Target, other: Target) -> Trace:
    """Return the trace of what two articles, or two claim groups, are to each other; UserError for anything else."""
    kinds = {one.kind, other.kind}
    if one.id == other.id:
        raise UserError("both names mean one row: name it once.")
    if kinds == {"article"}:
        return _trace_match(source, *sorted((one.id, other.id)))
    if kinds == {"claim_group"}:
        return _trace_links(source, *sorted((one.id, other.id)))
    raise UserError("two names trace the comparison of two articles, or the links between two claim groups.")


def _trace_match(source: Source, one: str, other: str) -> Trace:
    given = {"one": one, "other": other}
    rows = source.con.sql("from matches where article_a = $one and article_b = $other", params=given).to_arrow_table()
    if not rows.num_rows:
        raise UserError(f"these two articles were never compared. Why: wirecopy explain {one} {other}")
    row = rows.to_pylist()[0]
    a, b = read_article(source, one), read_article(source, other)
    evidence = sorted(row["evidence"], key=lambda each: each["a_start"])
    span = (evidence[0]["a_start"], evidence[0]["a_end"]) if evidence else (0, 0)
    figures = [
        Part(name, f"{value:.3f}" if isinstance(value, float) else str(value))
        for name, value in row.items()
        if name not in ("article_a", "article_b", "evidence", "rule", "score", "decision") and value is not None
    ]
    return replace(
        place_in(source, new_trace("match", row, f"{one} {other}"), a, span),
        summary=f"{row['decision']}, score {row['score']:.3f}: {a['place']} and {b['place']}",
        parts=tuple(figures),
        sibling_title=f"Stretches that correspond, in {b['place']}",
        siblings=tuple(_stretch(each, a, b) for each in evidence),
        see=(f"wirecopy explain {one} {other}",),
    )


def _stretch(each: Row, a: Row, b: Row) -> Sibling:
    own = a["text"][each["a_start"] : each["a_end"]]
    place = {"id": b["article_id"], "place": b["place"], "char_start": each["b_start"], "char_end": each["b_end"]}
    words = {**place, "content": b["text"][each["b_start"] : each["b_end"]]}
    note = f"characters {each['a_start']:,}–{each['a_end']:,} of the other, {each['similarity']:.0%} alike"
    return make_sibling("segment", words, own, (note,))


def _trace_links(source: Source, one: str, other: str) -> Trace:
    rows = read_rows(source, "links_between", one=one, other=other)
    if not rows:
        raise UserError(f"nothing links {one} and {other}. Why they are not one: wirecopy explain {one} {other}")
    first = rows[0]
    claim = read_one(source, "from claims where claim_id = $key", first["evidence_claim_a"])
    article = read_article(source, claim["article_id"])
    kinds = ", ".join(row["kind"] for row in rows)
    found = new_trace("claim_link", {"links": rows}, f"{one} {other}")
    shown = [
        Part(
            row["kind"], f"{row['evidence_claim_a']} {row['content_a']} ↔ {row['evidence_claim_b']} {row['content_b']}"
        )
        for row in rows
    ]
    return replace(
        place_in(source, found, article, (claim["char_start"], claim["char_end"])),
        summary=f"two facts that bear on each other: {kinds}",
        rule=first["rule"],
        extractor=first["rule"],
        parts=tuple(shown),
        see=(f"wirecopy explain {one} {other}",),
    )
