"""Which article a person means: by its id, the first letters of its id, its raw path, or path!member."""

import unicodedata
from collections.abc import Sequence
from typing import Any

from flows.base.errors import UserError
from flows.desk.tables import visible
from flows.store.engine import Connection, run_sql

_SHOWN = 8


def find_article(con: Connection, name: str) -> str:
    """Return the id of the article that `name` means; UserError, with what is close, if none or several.

    A path may have folders before it, as typed from outside RAW. Of several versions at a place the present one is
    meant.
    """
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
    close = run_sql(con, "explain/close_places", parameters={"name": name}).to_pylist()
    hint = f"Close: {_listed(close)}." if close else "The warehouse holds no article."
    raise UserError(f"no article is named {name!r} (an article id, a raw path, or path!member). {hint}")


def _listed(rows: Sequence[dict[str, Any]]) -> str:
    shown = [f"{visible(row['place'])} ({row['article_id']})" for row in rows[:_SHOWN]]
    more = [f"{len(rows) - _SHOWN} more"] if len(rows) > _SHOWN else []
    return ", ".join([*shown, *more])
