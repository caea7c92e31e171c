"""What is to be explained: articles, utterances or claim groups, by whatever names them."""

from flows.base.errors import UserError
from flows.desk.explain.claim_groups import explain_claims, explain_group, find_closest_claims
from flows.desk.explain.explanation import ArticleExplanation, PairExplanation, explain_article, explain_pair
from flows.desk.explain.facts import read_members
from flows.desk.explain.naming import find_article
from flows.desk.explain.printing_facts import Explained
from flows.desk.explain.utterances import explain_quotes, explain_utterance, find_closest_quotes
from flows.store.engine import Connection, run_sql

_SPOKEN = ("quote", "utterance")
_STATED = ("claim", "claim_group")


def explain_names(con: Connection, names: tuple[str, ...]) -> ArticleExplanation | PairExplanation | Explained:
    """Return the explanation of what one or two names mean; UserError for two of different kinds."""
    found = [_find(con, name) for name in names]
    kinds = {kind for kind, _ in found}
    ids = list(dict.fromkeys(key for _, key in found))
    if kinds == {"article"}:
        return explain_pair(con, *ids) if len(ids) > 1 else explain_article(con, ids[0], is_one=len(names) > 1)
    if kinds <= set(_SPOKEN):
        return _explain_spoken(con, found, ids)
    if kinds <= set(_STATED):
        return _explain_stated(con, found, ids)
    raise UserError("name two articles, two quotes or utterances, or two claims or claim groups: not one of each.")


def _find(con: Connection, name: str) -> tuple[str, str]:
    """Return the kind and id of what a name means; a family is meant by its origin, or its first article."""
    plain = name.strip()
    rows = run_sql(con, "trace/named_ids", parameters={"name": plain}).to_pylist() if plain else []
    wanted = [row for row in rows if row["kind"] in (*_SPOKEN, *_STATED, "family")]
    exact = [row for row in wanted if row["id"] == plain] or wanted
    if len(exact) > 1 and len(exact) == len(rows):
        listed = ", ".join(f"{row['id']} ({row['kind'].replace('_', ' ')})" for row in exact[:8])
        raise UserError(f"{name!r} may mean {listed}. Give more letters of the id.")
    if len(exact) != 1 or len(exact) != len(rows):
        return "article", find_article(con, name)
    if exact[0]["kind"] == "family":
        return "article", str(read_members(con, exact[0]["id"])[0]["article_id"])
    return exact[0]["kind"], exact[0]["id"]


def _explain_spoken(con: Connection, found: list[tuple[str, str]], ids: list[str]) -> Explained:
    if len(ids) == 1:
        return explain_utterance(con, _home(con, "utterance", *found[0]))
    (kind, one), (other_kind, other) = found
    if (kind, other_kind) == ("quote", "quote"):
        return explain_quotes(con, one, other)
    homes = _home(con, "utterance", kind, one), _home(con, "utterance", other_kind, other)
    if homes[0] == homes[1]:
        return explain_utterance(con, homes[0])
    return explain_quotes(con, *find_closest_quotes(con, *homes))


def _explain_stated(con: Connection, found: list[tuple[str, str]], ids: list[str]) -> Explained:
    if len(ids) == 1:
        return explain_group(con, _home(con, "claim_group", *found[0]))
    (kind, one), (other_kind, other) = found
    if (kind, other_kind) == ("claim", "claim"):
        return explain_claims(con, one, other)
    homes = _home(con, "claim_group", kind, one), _home(con, "claim_group", other_kind, other)
    if homes[0] == homes[1]:
        return explain_group(con, homes[0])
    return explain_claims(con, *find_closest_claims(con, *homes))


def _home(con: Connection, home: str, kind: str, key: str) -> str:
    """Return the utterance or group of a quote or claim; what is one already is its own."""
    if kind == home:
        return key
    rows = run_sql(con, "trace/later_homes", parameters={"kind": home, "members": [key]}).to_pylist()
    return str(rows[0]["home_id"])
