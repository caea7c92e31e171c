"""What a person means by an id, its first letters, a path, a place in a text, or a name."""

import re
import unicodedata
from typing import NamedTuple

from flows.base.errors import UserError
from flows.base.terminal import visible
from flows.desk.explain.naming import find_article
from flows.store.engine import Connection, run_sql

_PLACE = re.compile(r"(?P<article>.+):(?P<start>\d{1,9})(?:[-–](?P<end>\d{1,9}))?")
_BLOCK = re.compile(r"(?P<article>.+)#(?P<number>\d{1,6})")
_ID = re.compile(r"(art|quo|clm|utt|grp|fam|act|rej|jud|prp)_[a-z2-7]{16}|run-\d{6,}")
_KINDS = {
    "art": "article",
    "quo": "quote",
    "clm": "claim",
    "utt": "utterance",
    "grp": "claim_group",
    "fam": "family",
    "act": "actor",
    "rej": "reject",
    "jud": "judgement",
    "prp": "proposal",
    "run": "run",
}


class Target(NamedTuple):
    """What is meant: a kind and its id, or of `place` the article and the span, of `file` the path.

    `is_gone`: the id has the form of an id, and the file that was opened does not have it.
    """

    kind: str
    id: str
    span: tuple[int, int] | None = None
    is_gone: bool = False


def find_target(con: Connection, name: str) -> Target:
    """Return what `name` means; UserError, with what is close, if that is nothing or several things."""
    plain = unicodedata.normalize("NFC", name).strip()
    if not plain or plain.rstrip("_") in _KINDS:
        raise UserError(
            f"{name!r} names nothing: give an id or its first letters, a raw path, path!member or path:555."
        )
    if found := _find_id(con, plain):
        return found
    if found := _find_path(con, plain):
        return found
    if found := _find_place(con, plain):
        return found
    if found := _find_actor(con, plain):
        return found
    if _ID.fullmatch(plain):
        return Target(_KINDS[plain[:3]], plain, is_gone=True)
    if "_" in plain and plain[:3] in _KINDS and not plain.startswith("art_"):
        raise UserError(f"no id begins with {name!r} in this version of the warehouse. An earlier one: --as-of RUN.")
    return Target("article", find_article(con, name))


def _find_id(con: Connection, name: str) -> Target | None:
    rows = run_sql(con, "trace/named_ids", parameters={"name": name}).to_pylist()
    exact = [row for row in rows if row["id"] == name] or rows
    if len(exact) > 1:
        listed = ", ".join(f"{row['id']} ({row['kind'].replace('_', ' ')})" for row in rows[:8])
        more = " and more" if len(rows) > 8 else ""
        raise UserError(f"{name!r} may mean {listed}{more}. Give more letters of the id.")
    return Target(exact[0]["kind"], exact[0]["id"]) if exact else None


def _find_path(con: Connection, name: str) -> Target | None:
    """Return the article that is the whole file, or the file itself where it holds several or none."""
    given = {"name": name}
    if rows := run_sql(con, "trace/file_article", parameters=given).to_pylist():
        return Target("article", rows[0]["article_id"])
    if rows := run_sql(con, "trace/named_files", parameters=given).to_pylist():
        return Target("file", rows[0]["raw_path"])
    if rows := run_sql(con, "trace/named_rejects", parameters=given).to_pylist():
        return Target("reject", rows[0]["reject_id"])
    return None


def _find_place(con: Connection, name: str) -> Target | None:
    """Return a place in the text of an article: path:start, path:start-end, or path#block."""
    if found := _PLACE.fullmatch(name):
        article = _article_named(con, found["article"])
        if article:
            start = int(found["start"])
            return _bounded(con, article, start, int(found["end"] or start + 1))
    if (found := _BLOCK.fullmatch(name)) and (article := _article_named(con, found["article"])):
        given = {"article_id": article, "number": int(found["number"])}
        query = "select char_start, char_end from blocks where article_id = $article_id and block_no = $number"
        rows = con.sql(query, params=given).fetchall()
        if not rows:
            raise UserError(f"{visible(name)}: the article has no block of this number.")
        return Target("place", article, (rows[0][0], rows[0][1]))
    return None


def _article_named(con: Connection, name: str) -> str | None:
    try:
        return find_article(con, name)
    except UserError:
        return None


def _bounded(con: Connection, article: str, start: int, end: int) -> Target:
    length = con.sql("select length(text) from articles where article_id = $id", params={"id": article}).fetchall()
    if start >= end or end > length[0][0]:
        raise UserError(f"{start}–{end} is no place in a text of {length[0][0]:,} characters, counted from 0.")
    return Target("place", article, (start, end))


def _find_actor(con: Connection, name: str) -> Target | None:
    rows = run_sql(con, "trace/named_actors", parameters={"name": name}).to_pylist()
    if len(rows) > 1:
        listed = ", ".join(f"{row['actor_id']} ({visible(row['name'])}, {row['kind']})" for row in rows[:8])
        raise UserError(f"{name!r} may mean {len(rows)} actors: {listed}. Name one by its id.")
    return Target("actor", rows[0]["actor_id"]) if rows else None
