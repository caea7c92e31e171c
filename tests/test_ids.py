"""Ids depend on content alone and are short."""

from hypothesis import given
from hypothesis import strategies as st

from flows.base.ids import article_id, bytes_sha256, content_id, key_hash, span_id


@given(st.lists(st.text() | st.integers(), min_size=1))
def test_an_id_is_a_prefix_and_sixteen_characters(parts: list[str | int]) -> None:
    found = content_id("quo", *parts)
    assert found.startswith("quo_")
    assert len(found) == 20
    assert found == content_id("quo", *parts)


def test_the_border_between_parts_matters() -> None:
    assert content_id("quo", "ab", "c") != content_id("quo", "a", "bc")


def test_span_ids_tell_kinds_and_ordinals_apart() -> None:
    article = article_id(bytes_sha256(b"text"))
    made = {span_id("clm", article, kind, (0, 5), ordinal) for kind in ("a", "b") for ordinal in (0, 1)}
    assert len(made) == 4


@given(st.text())
def test_keys_fit_a_bigint(text: str) -> None:
    assert -(2**63) <= key_hash(text) < 2**63
