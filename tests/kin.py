"""Small families for the tests of descent, alteration and segments: texts in, witnesses and trees out."""

from collections.abc import Mapping
from typing import Any

from flows.base.text import lines
from flows.stages.families.descent import Descent, Kin, describe_family
from flows.stages.families.direction import Facts
from flows.stages.families.witness import Witness, make_witness
from flows.stages.fingerprints.sentences import find_sentences


def make_facts(name: str, text: str, **known: object) -> Facts:
    return Facts(name, None, None, None, None, None, "en", text)._replace(**known)  # type: ignore[arg-type]


def witness_of(name: str, text: str) -> Witness:
    sentences = [sentence._asdict() for sentence in find_sentences(text, lines(text))]
    return make_witness(
        {"article_id": name, "outlet": None, "credited_outlet": None, "language": None}, text, sentences
    )


def make_kin(texts: Mapping[str, str], facts: Mapping[str, Mapping[str, Any]] | None = None) -> Kin:
    known = facts or {}
    return Kin(
        {name: make_facts(name, text, **known.get(name, {})) for name, text in texts.items()},
        {name: witness_of(name, text) for name, text in texts.items()},
        {},
        frozenset(),
    )


def describe(texts: Mapping[str, str], facts: Mapping[str, Mapping[str, Any]] | None = None) -> Descent:
    return describe_family(sorted(texts), make_kin(texts, facts))


def bases_of(descent: Descent) -> dict[str, str | None]:
    return {row.article_id: row.based_on_article_id for row in descent.members}
