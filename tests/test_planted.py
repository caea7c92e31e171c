"""The generated corpus: the same for the same plan, families as they were planted, in the measure asked for."""

from collections import Counter
from itertools import pairwise
from statistics import median

import pytest

from benchmarks.planted import CHUNK, KINDS, Plan, Planted, generate

PLAN = Plan(count=3_000, seed=3)


@pytest.fixture(scope="module")
def corpus() -> list[Planted]:
    return list(generate(PLAN))


def word_pairs(article: Planted) -> set[tuple[str, str]]:
    words = article.text.lower().split()
    return set(pairwise(words))


def test_the_same_plan_gives_the_same_articles(corpus: list[Planted]) -> None:
    assert list(generate(PLAN)) == corpus


def test_another_seed_gives_other_articles(corpus: list[Planted]) -> None:
    other = {article.text for article in generate(Plan(count=200, seed=4))}
    assert other.isdisjoint(article.text for article in corpus)


def test_as_many_articles_as_asked_for_numbered_in_order(corpus: list[Planted]) -> None:
    assert [article.number for article in corpus] == list(range(PLAN.count))


def test_every_family_has_one_original_and_copies_of_every_kind_are_there(corpus: list[Planted]) -> None:
    originals = Counter(article.family for article in corpus if article.kind == "original")
    assert set(originals.values()) == {1}
    assert originals.keys() == {article.family for article in corpus}
    kinds = Counter(article.kind for article in corpus)
    assert kinds.keys() == {"original", *KINDS}
    copies = PLAN.count - kinds["original"]
    assert copies == round(PLAN.count * PLAN.copies)
    assert all(kinds[kind] > 0.1 * copies for kind in KINDS)


def test_articles_have_the_length_of_news(corpus: list[Planted]) -> None:
    lengths = [len(article.text.split()) for article in corpus if article.kind == "original"]
    assert 280 < median(lengths) < 350
    assert min(lengths) < 120
    assert max(lengths) > 900


def test_copies_share_their_words_with_the_original_and_no_two_other_articles_do(corpus: list[Planted]) -> None:
    original = {article.family: word_pairs(article) for article in corpus if article.kind == "original"}
    for article in corpus:
        pairs = word_pairs(article)
        if article.kind != "original":
            assert len(pairs & original[article.family]) > 0.4 * len(pairs), article.kind
    some = sorted(original)[:120]
    for left in some:
        for right in some:
            shared = len(original[left] & original[right])
            assert left == right or shared < 0.35 * min(len(original[left]), len(original[right]))


def test_articles_share_the_furniture_of_their_outlet_but_not_their_words(corpus: list[Planted]) -> None:
    endings = Counter(article.text.rpartition("\n\n")[2] for article in corpus if article.kind == "original")
    assert endings.most_common(1)[0][1] > 20


def test_truncated_copies_keep_two_fifths_of_the_original_at_least(corpus: list[Planted]) -> None:
    words = {article.family: len(article.text.split()) for article in corpus if article.kind == "original"}
    shares = [len(one.text.split()) / words[one.family] for one in corpus if one.kind == "truncated"]
    assert min(shares) > 0.25  # A furnished original may end in lines that the copy does not have.
    assert 0.5 < median(shares) < 0.9


def test_a_wire_story_has_so_many_copies_more() -> None:
    corpus = list(generate(Plan(count=600, wire=150)))
    sizes = Counter(article.family for article in corpus)
    assert len(corpus) == 600
    assert sizes[0] == 151
    assert sum(article.kind != "original" for article in corpus) == 150 + round(449 * 0.27)


def test_families_of_several_chunks_do_not_mix() -> None:
    corpus = list(generate(Plan(count=CHUNK + 100)))
    first = {article.family for article in corpus[:CHUNK]}
    assert first.isdisjoint(article.family for article in corpus[CHUNK:])


def test_no_lines_of_the_outlet_where_none_are_asked_for() -> None:
    endings = Counter(
        article.text.rpartition("\n\n")[2] for article in generate(Plan(300, seed=3, copies=0, furnished=0))
    )
    assert endings.most_common(1)[0][1] < 5  # The statement of an event may end several.
