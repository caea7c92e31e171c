"""Which article a person means: by its id, the first letters of its id, its raw path, or path!member."""

import unicodedata
from collections.abc import Sequence
from typing import Any

from flows.base.errors import UserError
from flows.base.terminal import visible
from flows.store.engine import Connection, run_sql

_SHOWN = 8


def find_article(con: Connection, name: str) -> str:
    """Return the id of the article that `name` means; UserError, with what is close, if none or several.

    A path may have folders before it, as typed from outside RAW. Of several versions at a place the present one is
    meant.
    """
    if name.strip() in ("", "art_"):
        raise UserError(f"{name!r} names no article: give an id or its first letters, a raw path, or path!member.")
    composed = unicodedata.normalize("NFC", name)
    rows = run_sql(con, "explain/named_articles", parameters={"name": composed}).to_pylist()
    best = [row for row in rows if row["rank"] == rows[0]["rank"]]
    present = [row for row in best if row["is_current"]] or best
    first_places = {row["article_id"]: row for row in reversed(present)}
    found = sorted(first_places.values(), key=lambda row: row["place"])
    if len(found) == 1:
        return str(found[0]["article_id"])
    if found:
        raise UserError(f"{name!r} may mean {len(found)} articles: {_listed(found)}. Name one of them.")
    if rejected := run_sql(con, "explain/rejected_places", parameters={"name": composed}).to_pylist():
        raise UserError(f"{name!r} holds no article: {_rejected(rejected)}.")
    close = run_sql(con, "explain/close_places", parameters={"name": name}).to_pylist()
    hint = f"Close: {_listed(close)}." if close else "The warehouse holds no article."
    raise UserError(f"no article is named {name!r} (an article id, a raw path, or path!member). {hint}")


def _rejected(rows: Sequence[dict[str, Any]]) -> str:
    shown = "; ".join(_reject(row) for row in rows[:_SHOWN])
    return shown + (f"; {len(rows) - _SHOWN} more" if len(rows) > _SHOWN else "")


def _reject(row: dict[str, Any]) -> str:
    member = f"{visible(row['raw_member'])} was " if row["raw_member"] else ""
    detail = f" ({visible(row['detail'])})" if row["detail"] else ""
    return f"{member}rejected as {row['reason']}{detail}"


def _listed(rows: Sequence[dict[str, Any]]) -> str:
    shown = [f"{visible(row['place'])} ({row['article_id']})" for row in rows[:_SHOWN]]
    more = [f"{len(rows) - _SHOWN} more"] if len(rows) > _SHOWN else []
    return ", ".join([*shown, *more])
