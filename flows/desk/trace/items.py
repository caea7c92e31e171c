"""Traces of what stands at a place in a text: quotes, claims, proposals, or whatever stands at an offset."""

from collections.abc import Iterator
from dataclasses import replace

from flows.base.worddiff import Piece
from flows.desk.trace.context import line_of
from flows.desk.trace.reading import (
    Source,
    compare,
    make_sibling,
    new_trace,
    place_in,
    read_article,
    read_one,
    read_rows,
    tell_roots,
)
from flows.desk.trace.record import Part, Row, Sibling, Trace

_LEAST_MARKED = ("ok", None)


def trace_quote(source: Source, quote_id: str) -> Trace:
    """Return the trace of a quote: its speaker, cue and chain with their places, and the utterance's other wordings."""
    row = read_one(source, "from quotes where quote_id = $key", quote_id)
    article = read_article(source, row["article_id"])
    utterance = read_one(
        source, "from utterances join utterance_quotes using (utterance_id) where quote_id = $key", quote_id
    )
    carriers = read_rows(source, "utterance_carriers", utterance_id=utterance["utterance_id"])
    speaker = row["source_name"] or row["source_text"] or "an unknown source"
    found = new_trace("quote", row, quote_id)
    return replace(
        place_in(source, found, article, (row["char_start"], row["char_end"])),
        summary=f"{row['directness']} speech of {speaker} ({row['source_kind']})",
        parts=tuple([*_quote_parts(row, article["text"]), *_chain_parts(row, article["text"])]),
        sibling_title=f"Other wordings of the utterance {utterance['utterance_id']}",
        siblings=tuple(quote_sibling(one, row) for one in carriers if one["id"] != quote_id),
        roots=(_ultimate(row), *tell_roots(article)),
        see=(f"wirecopy explain {utterance['utterance_id']}", f"wirecopy trace {utterance['utterance_id']}"),
    )


def quote_sibling(row: Row, own: Row | None) -> Sibling:
    """Return a quote of the utterance beside the quote `own`, or beside the best wording as it was compared with it."""
    is_part = own is not None and own["article_id"] == row["article_id"]
    note = (
        row["derivation"],
        "another part of it" if is_part else None,
        "best wording" if row["is_best"] else None,
        "altered" if row["is_altered"] else None,
        f"said by {row['source_name'] or row['source_text'] or 'unknown'}",
        "source conflict" if row["has_source_conflict"] else None,
    )
    found = make_sibling("quote", row, own["content"] if own and not is_part else None, note)
    if own is None and row["word_diff"]:
        return replace(found, pieces=tuple(Piece(**piece) for piece in row["word_diff"]))
    return found


def trace_claim(source: Source, claim_id: str) -> Trace:
    """Return the trace of a claim: claimant, cue, hedges, numbers, dates, and the other mentions of the fact."""
    row = read_one(source, "from claims where claim_id = $key", claim_id)
    article = read_article(source, row["article_id"])
    mentions = read_rows(source, "group_mentions", claim_group_id=row["claim_group_id"])
    voice = row["claimant_name"] or row["claimant_text"] or row["claimant_kind"].replace("_", " ")
    parts = [*_claim_parts(row, article["text"]), *_chain_parts(row, article["text"])]
    return replace(
        place_in(source, new_trace("claim", row, claim_id), article, (row["char_start"], row["char_end"])),
        summary=f"a claim of {voice} ({row['claimant_kind']}), {row['hedge']}",
        parts=tuple(parts),
        sibling_title=f"Other mentions of the fact {row['claim_group_id']}",
        siblings=tuple(claim_sibling(one, row["content"]) for one in mentions if one["id"] != claim_id),
        roots=(_ultimate(row), f"counts for family {row['origin_family_id']}", *tell_roots(article)),
        see=(f"wirecopy explain {row['claim_group_id']}", f"wirecopy trace {row['claim_group_id']}"),
    )


def claim_sibling(row: Row, own: str | None) -> Sibling:
    """Return another mention of the fact."""
    voice = row["claimant_name"] or row["claimant_kind"].replace("_", " ")
    note = (row["derivation"], row["variant"], row["hedge"], f"by {voice}", row["attribution_drift"])
    return make_sibling("claim", row, own, note)


def trace_proposal(source: Source, proposal_id: str) -> Trace:
    """Return the trace of what a language model proposed: its verdict, and the claim that it made, if it made one."""
    row = read_one(source, "from proposals where proposal_id = $key", proposal_id)
    article = read_article(source, row["article_id"])
    at = article["text"].find(row["content"])
    span = (at, at + len(row["content"])) if at >= 0 else (0, 0)
    found = place_in(source, new_trace("proposal", row, proposal_id), article, span)
    reason = f": {row['reason']}" if row["reason"] else ""
    return replace(
        found,
        summary=f"a proposed claim, {row['verdict']}{reason}",
        parts=(Part("as proposed", row["content"]),),
        roots=tuple(tell_roots(article)),
        see=(f"wirecopy trace {row['claim_id']}",) if row["claim_id"] else (),
    )


def trace_place(source: Source, article_id: str, span: tuple[int, int]) -> Trace:
    """Return the trace of a stretch of a text: every row that stands there, the shortest first, and whence it comes."""
    article = read_article(source, article_id)
    given = {"article_id": article_id, "char_start": span[0], "char_end": span[1]}
    rows = read_rows(source, "spans_at", **given)
    text = article["text"]
    shown = _narrowest(rows, span)
    found = place_in(
        source, new_trace("place", {**given, "rows": rows}, f"{article_id}:{span[0]}-{span[1]}"), article, shown
    )
    segments = read_rows(source, "segments_at", **given)
    return replace(
        found,
        summary=f"{len(rows)} rows stand at characters {span[0]:,}–{span[1]:,} of {article['place']}",
        extractor=article["extractor"],
        parts=tuple(_spot(row, text) for row in rows),
        sibling_title="Where it comes from, by segments",
        siblings=tuple(_segment(row, text) for row in segments if row["from_article_id"]),
        roots=tuple(tell_roots(article)),
        see=tuple(f"wirecopy trace {row['id']}" for row in rows if row["kind"] in ("quote", "claim"))[:4],
    )


def _narrowest(rows: list[dict[str, object]], span: tuple[int, int]) -> tuple[int, int]:
    """Return the span as asked, or for a single character the shortest row around it."""
    if span[1] - span[0] > 1 or not rows:
        return span
    start, end = rows[0]["char_start"], rows[0]["char_end"]
    return (int(str(start)), int(str(end)))


def _spot(row: Row, text: str) -> Part:
    made = " ".join(filter(None, (row["rule"], row["extractor"])))
    label = " ".join(filter(None, (row["kind"].replace("_", " "), row["detail"])))
    told = f"{row['id']}  " if row["id"] and row["kind"] != "block" else f"{row['id']}: " if row["id"] else ""
    words = text[row["char_start"] : row["char_end"]]
    return _part(label, f"{told}{words}{f'  ({made})' if made else ''}", text, row["char_start"], row["char_end"])


def _segment(row: Row, text: str) -> Sibling:
    content = row["from_content"] or ""
    own = text[row["char_start"] : row["char_end"]]
    note = f"{row['kind']}: characters {row['char_start']:,}–{row['char_end']:,} here"
    ends = row["from_start"], row["from_end"]
    return Sibling("segment", row["from_article_id"], row["from_place"], *ends, content, note, compare(own, content))


def _part(label: str, text: str, whole: str, start: int | None, end: int | None) -> Part:
    return Part(label, text, start, end, line_of(whole, start) if start is not None else None)


def _quote_parts(row: Row, text: str) -> Iterator[Part]:
    if row["source_text"]:
        yield _part("speaker", row["source_text"], text, row["source_start"], row["source_end"])
    actor = f" ({row['source_actor_id']})" if row["source_actor_id"] else ""
    why = f": {row['source_unresolved_reason']}" if row["source_unresolved_reason"] else ""
    yield Part("named", f"{row['source_name'] or 'nobody'}{actor}{why}")
    if row["source_role"]:
        yield Part("role", row["source_role"])
    if row["cue"]:
        yield _part("cue", row["cue"], text, row["cue_start"], row["cue_end"])
    if row["marks"] not in _LEAST_MARKED:
        yield Part("marks", row["marks"])
    for label, name in (("repaired from", "repaired_from_quote_id"), ("inside", "inside_quote_id")):
        if row[name]:
            yield Part(label, row[name])


def _claim_parts(row: Row, text: str) -> Iterator[Part]:
    actor = f" ({row['claimant_actor_id']})" if row["claimant_actor_id"] else ""
    if row["claimant_text"] or row["claimant_name"]:
        yield Part("claimant", f"{row['claimant_name'] or row['claimant_text']}{actor}")
    if row["cue"]:
        yield Part("cue", row["cue"])
    for words in row["hedge_cues"]:
        at = text.find(words, row["char_start"], row["char_end"])
        yield _part(f"{row['hedge']} by", words, text, *((at, at + len(words)) if at >= 0 else (None, None)))
    for number in row["quantities"]:
        thing = " ".join(filter(None, (number["unit"], number["item"])))
        high = f" to {_plain(number['value_hi'])}" if number["value_hi"] is not None else ""
        value = "no value" if number["value"] is None else f"{number['comparator']} {_plain(number['value'])}{high}"
        told = f"{number['value_text']}  ({value}{' ' + thing if thing else ''})"
        yield _part("number", told, text, number["char_start"], number["char_end"])
    for day in row["dates"]:
        told = f"{day['date_text']}  ({_tell_day(day)})"
        yield _part("date", told, text, day["char_start"], day["char_end"])
    if row["normalized"] != row["content"]:
        yield Part("read as", row["normalized"])
    for label, name in (("not verified", "verification_note"), ("in the quote", "quote_id")):
        if row[name]:
            yield Part(label, row[name])


def _plain(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) else f"{value:,}"


def _tell_day(day: Row) -> str:
    if not day["date_from"]:
        return f"not settled: {day['unresolved_reason']}" if day["unresolved_reason"] else "not settled"
    ends = day["date_from"] if day["date_from"] == day["date_to"] else f"{day['date_from']} to {day['date_to']}"
    return f"{ends}, reckoned from {day['anchor']} ({day['anchor_source']})" if day["anchor"] else ends


def _chain_parts(row: Row, text: str) -> Iterator[Part]:
    for hop in row["chain"]:
        name = hop["actor_name"] or hop["actor_text"] or "unknown"
        cue = f", “{hop['cue']}”" if hop["cue"] else ""
        told = f"{name} ({hop['actor_kind']}{cue})"
        yield _part(f"chain {hop['hop']}", told, text, hop["char_start"], hop["char_end"])


def _ultimate(row: Row) -> str:
    last = row["chain"][-1] if row["chain"] else None
    name = last and (last["actor_name"] or last["actor_text"])
    return (
        f"ultimate source: {name}" if name else "ultimate source: none named; the outlet's own voice or an unknown one"
    )
