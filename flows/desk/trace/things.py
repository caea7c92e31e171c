"""Traces of what is made of several rows: articles, families, utterances, facts, actors."""

from dataclasses import replace

from flows.desk.paragraphs import counted
from flows.desk.trace.items import claim_sibling, quote_sibling
from flows.desk.trace.reading import (
    Source,
    make_sibling,
    new_trace,
    place_in,
    read_article,
    read_one,
    read_rows,
    tell_roots,
)
from flows.desk.trace.record import Part, Row, Sibling, Trace
from flows.store.engine import run_sql


def trace_article(source: Source, article_id: str) -> Trace:
    """Return the trace of an article: what its head says and where that was found, and the rest of its family."""
    row = read_article(source, article_id)
    members = _family_members(source, row["family_id"])
    head = (row["headline"] or "").strip()
    at = row["text"].find(head) if head else -1
    span = (at, at + len(head)) if at >= 0 else (0, len(row["text"].strip().split("\n", 1)[0]))
    later = read_rows(source, "articles_at_same_places", article_id=article_id) if not row["is_current"] else []
    return replace(
        place_in(source, new_trace("article", row, article_id), row, span),
        summary=f"an article of {row['outlet'] or 'an unknown outlet'}: {row['headline'] or 'no headline'}",
        notice=_tell_former(later) if not row["is_current"] else None,
        parts=tuple(_article_parts(row)),
        sibling_title=f"The rest of its family {row['family_id']}",
        siblings=tuple(_member(one) for one in members if one["article_id"] != article_id),
        roots=tuple(tell_roots(row)),
        see=(f"wirecopy explain {article_id}",),
    )


def _tell_former(later: list[dict[str, str]]) -> str:
    if later:
        return f"This article is not current: {', '.join(row['article_id'] for row in later)} stands in its place now."
    return "This article is not current: withdrawn by a judgement, or its file stands there no more."


def _article_parts(row: Row) -> list[Part]:
    facts = [
        ("outlet", row["outlet"], row["outlet_evidence"]),
        ("headline", row["headline"], row["headline_evidence"]),
        ("byline", ", ".join(row["byline"]), row["byline_evidence"]),
        ("published", row["published_at"] or row["published_on"], row["published_evidence"]),
        ("credit", row["credit_line"], row["credit_evidence"]),
        ("address", row["url"], row["url_evidence"]),
        ("encoding", row["encoding"], row["encoding_evidence"]),
        ("language", row["language"], None),
        ("notes", ", ".join(row["notes"]), None),
        ("own bytes", f"sha256 {row['raw_sha256']}", None),
    ]
    return [Part(label, f"{value}{f'  (found in: {why})' if why else ''}") for label, value, why in facts if value]


def _family_members(source: Source, family_id: str | None) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = run_sql(
        source.con, "explain/family_members", parameters={"family_id": family_id}
    ).to_pylist()
    return rows


def _member(row: Row) -> Sibling:
    note = (row["derivation"], f"order: {row['order_basis']}", row["outlet"], row["published_on"])
    blank = {"id": row["article_id"], "place": row["place"], "char_start": None, "char_end": None, "content": ""}
    return make_sibling("article", blank, None, note)


def trace_family(source: Source, family_id: str) -> Trace:
    """Return the trace of a family: its articles, placed at its origin, or at the first where that is not here."""
    row = read_one(source, "from families where family_id = $key", family_id)
    members = _family_members(source, family_id)
    first = trace_article(source, row["origin_article_id"] or members[0]["article_id"])
    whose = "its origin" if row["origin_article_id"] else "one of its articles; its origin is not in the corpus"
    return replace(
        new_trace("family", row, family_id),
        summary=f"a family of {counted(row['article_count'], 'article')}; shown is {whose}",
        stretch=first.stretch,
        files=first.files,
        proof=first.proof,
        extractor=first.extractor,
        parts=(Part("origin", row["origin_basis"]),),
        sibling_title="Its articles",
        siblings=tuple(map(_member, members)),
        roots=first.roots,
        see=(f"wirecopy explain {family_id}",),
    )


def trace_utterance(source: Source, utterance_id: str) -> Trace:
    """Return the trace of an utterance: its quotes, placed at the best wording."""
    row = read_one(source, "from utterances where utterance_id = $key", utterance_id)
    carriers = read_rows(source, "utterance_carriers", utterance_id=utterance_id)
    best = next(one for one in carriers if one["id"] == row["best_quote_id"])
    quote = read_one(source, "from quotes where quote_id = $key", best["id"])
    article = read_article(source, best["article_id"])
    found = replace(new_trace("utterance", row, utterance_id), rule=quote["rule"], extractor=quote["extractor"])
    counts = ", ".join(
        counted(row[f"{name}_count"], thing)
        for name, thing in (("quote", "quote"), ("article", "article"), ("origin", "origin"))
    )
    return replace(
        place_in(source, found, article, (best["char_start"], best["char_end"])),
        summary=f"words of {row['source_name'] or 'an unknown source'}, in {counts}",
        confidence=quote["confidence"],
        parts=(
            Part("best wording", f"{row['content']}  ({row['wording_basis']})"),
            Part("stands in", best["id"]),
            *([Part("actor", row["source_actor_id"])] if row["source_actor_id"] else []),
        ),
        sibling_title="Its wordings",
        siblings=tuple(quote_sibling(one, None) for one in carriers),
        roots=tuple(tell_roots(article)),
        see=(f"wirecopy explain {utterance_id}",),
    )


def trace_claim_group(source: Source, claim_group_id: str) -> Trace:
    """Return the trace of a fact: its mentions, placed at the claim that gives the statement."""
    row = read_one(source, "from claim_groups where claim_group_id = $key", claim_group_id)
    mentions = read_rows(source, "group_mentions", claim_group_id=claim_group_id)
    claim = read_one(source, "from claims where claim_id = $key", row["statement_claim_id"])
    article = read_article(source, claim["article_id"])
    first = read_article(source, row["first_article_id"])["place"] if row["first_article_id"] else "undetermined"
    found = replace(new_trace("claim_group", row, claim_group_id), rule=claim["rule"], extractor=claim["extractor"])
    counts = ", ".join(counted(row[f"{name}_count"], name) for name in ("article", "origin", "root"))
    return replace(
        place_in(source, found, article, (claim["char_start"], claim["char_end"])),
        summary=f"a fact in {counted(row['mention_count'], 'mention')}: {counts}",
        confidence=claim["confidence"],
        parts=(
            Part("statement", row["statement"]),
            Part("stands in", row["statement_claim_id"]),
            Part("put", f"from {row['hedge_min']} to {row['hedge_max']}{', disputed' if row['is_disputed'] else ''}"),
        ),
        sibling_title="Its mentions",
        siblings=tuple(claim_sibling(one, row["statement"]) for one in mentions),
        roots=(f"rests on: {', '.join(row['roots'])}", f"first seen: {first} ({row['first_seen_basis']})"),
        see=(f"wirecopy explain {claim_group_id}",),
    )


def trace_actor(source: Source, actor_id: str) -> Trace:
    """Return the trace of an actor: every row that names it, placed at the first."""
    row = read_one(source, "from actors where actor_id = $key", actor_id)
    mentions = read_rows(source, "actor_mentions", actor_id=actor_id)
    first = mentions[0]
    article = read_article(source, first["article_id"])
    other = [Part("also", name) for name in row["aliases"]]
    return replace(
        place_in(source, new_trace("actor", row, actor_id), article, (first["char_start"], first["char_end"])),
        summary=f"{row['name']} ({row['kind']}), in {counted(len(mentions), 'mention')}; shown is the first",
        parts=(Part("name", row["name"]), *other, Part("one by", ", ".join(row["evidence"]))),
        sibling_title="Rows that name it",
        siblings=tuple(make_sibling(one["kind"], one, None, (one["role"], one["derivation"])) for one in mentions),
        roots=(),
        see=(),
    )
