"""Whom the judgements on persons may mean: the names that the actors step has to look at again."""

from collections.abc import Iterable, Sequence

import pyarrow as pa

from flows.base.schemas.judgements import PERSON_KINDS
from flows.base.text import fold
from flows.formats.tables.judgements import JudgementRow
from flows.stages.actors import mention_actor_id
from flows.store.engine import Connection, rows_where, run_sql


def former_judged_actors(con: Connection) -> pa.Table:
    """Return the actors of which something stood judged before the run."""
    stood = rows_where(con, "judgements", "kind", PERSON_KINDS)
    ends = {*stood["left_id"].to_pylist(), *stood["right_id"].to_pylist()} - {None}
    return rows_where(con, "actors", "actor_id", ends)


def find_judged_names(con: Connection, rows: Sequence[JudgementRow]) -> set[str]:
    """Return the names, as mentions have them, of everybody whom an end of these judgements may mean.

    Needs the view mentions. An end is a name, the id of a quote or claim, or an actor's.
    """
    ends = {end for row in rows for end in (row.left, row.right) if end}
    return _mentioned(con, ends) | _called(con, ends) if ends else set()


def _mentioned(con: Connection, ends: set[str]) -> set[str]:
    """Return the names in the items that are ends, and in those by which actors that are ends have their ids."""
    has_actor_ids = any(end.startswith("act_") for end in ends)
    given = {"judged_ends": pa.table({"judged_end": pa.array(sorted(ends), pa.string())})}
    mentions = run_sql(con, "steps/judged_mentions", given, {"has_actor_ids": has_actor_ids})
    columns = (mentions[name].to_pylist() for name in ("item_id", "role", "name"))
    return {
        name
        for item, role, name in zip(*columns, strict=True)
        if item in ends or (has_actor_ids and mention_actor_id(item, role) in ends)
    }


def _called(con: Connection, ends: Iterable[str]) -> set[str]:
    wanted = {fold(end) for end in ends}
    surfaces = run_sql(con, "steps/mentioned_surfaces")
    columns = (surfaces[name].to_pylist() for name in ("name", "surface"))
    return {name for name, surface in zip(*columns, strict=True) if {fold(name), fold(surface)} & wanted}
