"""What became of a row of an earlier run: found by the members that it had, or by the hash that its id is."""

from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from typing import Any, NamedTuple

from flows.base.ids import content_id
from flows.desk.trace.naming import Target
from flows.store.engine import Connection, QueryError, open_published, run_sql
from flows.store.layout import Layout
from flows.store.versions import kept_versions

_PREFIXES = {"family": "fam", "utterance": "utt", "claim_group": "grp", "actor": "act"}
_OLD_ROWS = {
    "quote": "select article_id, content from quotes where quote_id = $key",
    "claim": "select article_id, content from claims where claim_id = $key",
}
_MOST_FOLLOWED = 20
_ROLES = ("source", "claimant", "root")
_MOST_HASHED = 3_000_000


class Successor(NamedTuple):
    """What stands in the place of a row that is gone, null if nothing is known to; and how that is known, in words."""

    target: Target | None
    told: str


def find_successor(con: Connection, layout: Layout, shown: str | None, gone: Target) -> Successor:
    """Return what became of a row that the version `shown` does not have (the last, if null)."""
    seen = list(_versions_with(layout, gone))
    since = _since(layout, seen)
    if gone.kind in _PREFIXES:
        return _of_members(con, layout, gone, seen, since)
    if gone.kind in _OLD_ROWS and seen:
        return _of_words(con, layout, gone, seen[-1], since)
    if seen:
        when = f"{shown} does not have it" if shown else since
        return Successor(None, f"{gone.id} is in the version of {seen[-1]} alone: {when}. --as-of {seen[-1]} shows it.")
    return Successor(None, _unknown(layout, gone))


def _unknown(layout: Layout, gone: Target) -> str:
    what = gone.kind.replace("_", " ")
    return (
        f"no {what} is named {gone.id}, now or in a version that is kept ({_kept(layout)}). Older ones are forgotten."
    )


def _kept(layout: Layout) -> str:
    return ", ".join(kept_versions(layout)) or "none"


def _versions_with(layout: Layout, gone: Target) -> Iterator[str]:
    """Yield the kept versions that have the row, the oldest first."""
    for run_id in kept_versions(layout):
        try:
            with closing(open_published(layout.database(run_id))) as con:
                rows = run_sql(con, "trace/named_ids", parameters={"name": gone.id})
        except QueryError:
            continue
        if gone.id in rows["id"].to_pylist():
            yield run_id


def _since(layout: Layout, seen: list[str]) -> str:
    kept = kept_versions(layout)
    if not seen:
        return f"gone by {kept[0]}, the oldest version that is kept" if kept else "no version is kept"
    later = [run_id for run_id in kept if run_id > seen[-1]]
    return f"last seen in {seen[-1]}, gone by {later[0]}" if later else f"last seen in {seen[-1]}"


def _of_members(con: Connection, layout: Layout, gone: Target, seen: list[str], since: str) -> Successor:
    """Return where the members are now: those of the last version that has the row, or the one whose hash its id is."""
    if seen:
        with closing(open_published(layout.database(seen[-1]))) as old:
            members = run_sql(old, "trace/former_members", parameters={"id": gone.id})["member_id"].to_pylist()
        how = f"of the {len(members)} members that it had in {seen[-1]}"
    else:
        members = _named_after(con, gone)
        how = "of the one member after which it was named"
    if not members:
        return Successor(None, _unknown(layout, gone))
    homes = _homes(con, gone.kind, members)
    if not homes and (later := _later_members(con, layout, members, seen)):
        homes = _homes(con, gone.kind, later)
        how = f"of the {len(later)} that stand now where its members stood"
    if not homes:
        return Successor(None, f"{gone.id} is gone: {since}; none of its members is known to be in any now.")
    best = min(homes, key=lambda home: (-homes[home], home))
    others = sorted(set(homes) - {best})
    rest = f"; others are in {', '.join(others[:4])}" if others else ""
    verb = "is" if homes[best] == 1 else "are"
    told = f"{gone.id} is no more: {since}. {homes[best]} {how} {verb} in {best} now{rest}."
    return Successor(Target(gone.kind, best), told)


def _homes(con: Connection, kind: str, members: list[str]) -> Counter[str]:
    rows = run_sql(con, "trace/later_homes", parameters={"kind": kind, "members": members})
    return Counter(rows["home_id"].to_pylist())


def _later_members(con: Connection, layout: Layout, members: list[str], seen: list[str]) -> list[str]:
    """Return what stands now where members stood: articles, and the quotes and claims with the same words in these."""
    articles = [key for member in members for key in _later_articles(con, member)]
    items = [
        Target("quote" if key.startswith("quo_") else "claim", key) for key in members if key[:3] in ("quo", "clm")
    ]
    if seen:
        articles += [key for item in items[:_MOST_FOLLOWED] for key in _later_items(con, layout, item, seen[-1])[1]]
    return sorted(set(articles))


def _later_articles(con: Connection, article: str) -> list[str]:
    if not article.startswith("art_"):
        return []
    rows = run_sql(con, "trace/articles_at_same_places", parameters={"article_id": article})
    found: list[str] = rows["article_id"].to_pylist()
    return found


def _named_after(con: Connection, gone: Target) -> list[str]:
    """Return the member whose hash the id is: it was the row's smallest member then. Empty if it is gone too."""
    ids = run_sql(con, "trace/member_ids", parameters={"kind": gone.kind})["member_id"].to_pylist()[:_MOST_HASHED]
    prefix = _PREFIXES[gone.kind]
    endings = [f" {role}" for role in _ROLES] if gone.kind == "actor" else [""]
    payloads = ((key, f"{key}{ending}") for key in ids for ending in endings)
    return next(([key] for key, payload in payloads if content_id(prefix, payload) == gone.id), [])


def _of_words(con: Connection, layout: Layout, gone: Target, version: str, since: str) -> Successor:
    """Return the row with the same words in the article that stands now where the gone one's did."""
    articles, found = _later_items(con, layout, gone, version)
    if found:
        return Successor(
            Target(gone.kind, found[0]),
            f"{gone.id} is no more: {since}. The same words stand in {articles[-1]} now, as {found[0]}.",
        )
    where = f"{articles[-1]}, which stands in the place of its article," if len(articles) > 1 else "its article"
    return Successor(None, f"{gone.id} is gone: {since}. {where} does not hold these words as a {gone.kind} now.")


def _later_items(con: Connection, layout: Layout, item: Target, version: str) -> tuple[list[str], list[str]]:
    """Return the articles where a quote or claim of a version may stand now, to the first that has its words: these."""
    row = _old_row(layout, version, item)
    articles = [row["article_id"], *_later_articles(con, row["article_id"])]
    for number, article in enumerate(articles, start=1):
        given = {"kind": item.kind, "article_id": article, "content": row["content"]}
        if found := run_sql(con, "trace/same_words_in", parameters=given)["id"].to_pylist():
            return articles[:number], found[:1]
    return articles, []


def _old_row(layout: Layout, version: str, item: Target) -> dict[str, Any]:
    with closing(open_published(layout.database(version))) as old:
        rows = old.sql(_OLD_ROWS[item.kind], params={"key": item.id}).to_arrow_table().to_pylist()
    row: dict[str, Any] = rows[0]
    return row
