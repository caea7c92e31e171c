"""No chaining, no guessed origin, no dependence on order: what families promise."""

import itertools
import random
from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa
import pytest
from copies import all_pairs, id_of, make_articles, make_blocks, make_quotes, read_story
from hypothesis import given
from hypothesis import strategies as st

from flows.base.clusters import Judged
from flows.base.ids import content_id
from flows.base.schemas import corpus, local
from flows.base.text import Span
from flows.stages.families import assign_families
from flows.stages.families.clustering import Edge, cluster
from flows.stages.families.direction import Facts, Statements, credits_elsewhere, find_stated, is_before
from flows.stages.families.segments import Counterpart, find_segments
from flows.stages.fingerprints import extract_fingerprints
from flows.stages.matches import score_pairs

NOBODY = Facts("art_a", None, None, None, None, None, "en", "")


def _naming(**outlets: str) -> Statements:
    """Return statements in which each of two articles names the outlet given, or none."""
    named = {article: frozenset({outlets[article]} if article in outlets else ()) for article in ("art_a", "art_b")}
    return Statements(named, frozenset())


def _run(names: Iterable[str], facts: Mapping[str, Mapping[str, Any]] | None = None) -> tuple[pa.Table, ...]:
    known = facts or {}
    texts = {name: read_story(name) for name in names}
    articles = make_articles(texts.values(), {text: known.get(name, {}) for name, text in texts.items()})
    quotes = make_quotes(texts.values())
    sentences, _ = extract_fingerprints(articles, make_blocks(texts.values()), quotes, local.CLAIMS.empty())
    return assign_families(articles, score_pairs(all_pairs(texts.values()), articles, sentences, quotes), sentences)


def test_the_order_of_rows_is_of_no_account() -> None:
    texts = [read_story(name) for name in ("original", "rewrite", "excerpt", "digest")]
    articles, quotes = make_articles(texts), make_quotes(texts)
    sentences, _ = extract_fingerprints(articles, make_blocks(texts), quotes, local.CLAIMS.empty())
    pairs = all_pairs(texts)
    matches = score_pairs(pairs, articles, sentences, quotes)
    backwards = [table.take(list(range(table.num_rows))[::-1]) for table in (articles, sentences, quotes, matches)]
    assert score_pairs(pairs, *backwards[:3]).equals(matches)
    assert assign_families(backwards[0], backwards[3], backwards[1]) == assign_families(articles, matches, sentences)


def _members(table: pa.Table) -> dict[str, dict[str, Any]]:
    return {row["article_id"]: row for row in table.to_pylist()}


def _id(name: str) -> str:
    return id_of(read_story(name))


def test_copies_join_and_other_reports_stay_apart() -> None:
    members, families, _ = _run(["original", "rewrite", "excerpt", "same_event", "furniture_a", "furniture_b"])
    by_article = {article_id: row["family_id"] for article_id, row in _members(members).items()}
    assert by_article[_id("original")] == by_article[_id("rewrite")] == by_article[_id("excerpt")]
    assert len(set(by_article.values())) == families.num_rows == 4
    smallest = min(map(_id, ("original", "rewrite", "excerpt")))
    assert by_article[smallest] == content_id("fam", smallest)
    assert members.schema == corpus.FAMILY_MEMBERS.arrow


def test_without_evidence_no_origin_is_named() -> None:
    members, families, _ = _run(["original", "rewrite"])
    assert {row["derivation"] for row in members.to_pylist()} == {"unknown"}
    assert {row["order_basis"] for row in members.to_pylist()} == {"undetermined"}
    assert families["origin_article_id"].to_pylist() == [None]


def test_dates_name_the_origin_and_what_the_others_are() -> None:
    dated = {"original": {"published_on": "2024-04-02"}, "rewrite": {"published_on": "2024-04-03"}}
    members, families, _ = _run(
        ["original", "rewrite", "excerpt"], {**dated, "excerpt": {"published_on": "2024-04-05"}}
    )
    rows = _members(members)
    assert families["origin_article_id"].to_pylist() == [_id("original")]
    assert rows[_id("original")]["derivation"] == "original"
    assert (rows[_id("rewrite")]["derivation"], rows[_id("rewrite")]["order_basis"]) == ("rewrite", "date")
    assert (rows[_id("excerpt")]["derivation"], rows[_id("excerpt")]["based_on_article_id"]) == (
        "excerpt",
        _id("original"),
    )


def test_a_credit_line_goes_before_dates() -> None:
    facts = {
        "original": {"outlet": "Courier", "published_on": "2024-04-03"},
        "excerpt": {"outlet": "Gazette", "credited_outlet": "The Courier", "published_on": "2024-04-02"},
    }
    members, families, _ = _run(["original", "excerpt"], facts)
    row = _members(members)[_id("excerpt")]
    assert (row["derivation"], row["based_on_article_id"], row["order_basis"]) == (
        "reprint",
        _id("original"),
        "credit_line",
    )
    assert families["origin_article_id"].to_pylist() == [_id("original")]
    assert families["credited_outlet"].to_pylist() == ["The Courier"]


def test_what_one_copy_credits_all_have_from_the_credited_outlet() -> None:
    facts = {"original": {"outlet": "Courier"}, "excerpt": {"credited_outlet": "The Courier"}}
    members, families, _ = _run(["original", "excerpt", "rewrite"], facts)
    row = _members(members)[_id("rewrite")]
    assert families["origin_article_id"].to_pylist() == [_id("original")]
    assert (row["derivation"], row["based_on_article_id"]) == ("rewrite", _id("original"))


def test_a_lone_reprint_has_its_origin_outside_the_corpus() -> None:
    members, families, segments = _run(["original"], {"original": {"credited_outlet": "Meridian"}})
    row = members.to_pylist()[0]
    assert (row["derivation"], row["based_on_article_id"], row["order_basis"]) == ("reprint", None, "credit_line")
    assert families["origin_article_id"].to_pylist() == [None]
    assert "not in the corpus" in families["origin_basis"].to_pylist()[0]
    assert segments.num_rows == 0


def test_a_derivative_is_a_family_of_its_own_and_names_its_basis() -> None:
    facts = {"original": {"outlet": "The Quillmouth Courier"}, "derivative": {"outlet": "Coast Review"}}
    members, families, _ = _run(["original", "derivative"], facts)
    row = _members(members)[_id("derivative")]
    assert (row["derivation"], row["based_on_article_id"]) == ("derivative", _id("original"))
    assert families.num_rows == 2


def test_a_digest_does_not_bind_the_stories_it_holds() -> None:
    members, _, _ = _run(["original", "excerpt", "digest", "furniture_a"])
    by_article = {article_id: row["family_id"] for article_id, row in _members(members).items()}
    assert by_article[_id("original")] == by_article[_id("excerpt")]
    assert by_article[_id("digest")] not in {by_article[_id("original")], by_article[_id("furniture_a")]}


def test_segments_cover_each_member_without_overlap() -> None:
    _, _, segments = _run(["original", "excerpt", "rewrite"])
    by_article = {
        key: list(rows) for key, rows in itertools.groupby(segments.to_pylist(), key=lambda row: row["article_id"])
    }
    for name in ("original", "excerpt", "rewrite"):
        text, rows = read_story(name), by_article[_id(name)]
        assert all(a["char_end"] <= b["char_start"] for a, b in itertools.pairwise(rows))
        covered = sum(row["char_end"] - row["char_start"] for row in rows)
        assert covered >= len("".join(text.split()))
    assert {row["kind"] for row in by_article[_id("excerpt")]} == {"copied"}
    assert "rewritten" in {row["kind"] for row in by_article[_id("rewrite")]}


def test_what_stands_outside_the_body_is_furniture_and_what_has_no_counterpart_is_added() -> None:
    text = "A headline\nOne sentence. Another one."
    body = [Span(11, 24), Span(25, 37)]
    found = find_segments("art_a", text, body, {body[0]: Counterpart("art_b", "One sentence!", (Span(0, 13),))})
    assert [(row.kind, text[row.char_start : row.char_end], row.from_article_id) for row in found] == [
        ("boilerplate", "A headline\n", None),
        ("copied", "One sentence. ", "art_b"),
        ("added", "Another one.", None),
    ]


def test_a_chain_of_matches_is_no_family() -> None:
    names = [f"art_{number}" for number in range(8)]
    chain = [Edge(a, b, 0.6, True) for a, b in itertools.pairwise(names)]
    assert max(map(len, cluster(names, chain, 0.45))) == 2


def test_one_false_match_between_two_families_does_not_join_them() -> None:
    left, right = [f"art_a{n}" for n in range(4)], [f"art_b{n}" for n in range(4)]
    edges = [Edge(a, b, 0.8, True) for side in (left, right) for a, b in itertools.combinations(side, 2)]
    edges += [Edge(a, b, 0.62, False) for a in left for b in right[1:]] + [Edge("art_a0", "art_b0", 0.7, True)]
    assert cluster([*left, *right], edges, 0.45) == [left, right]


def test_near_copies_are_one_family_though_each_was_compared_with_one_other_only() -> None:
    names = [f"art_{number:04}" for number in range(1000)]
    star = [Edge(names[0], other, 0.95, True, True) for other in names[1:]]
    assert cluster(names, star, 0.45) == [names]


def test_near_copies_weigh_no_more_than_one_article_when_a_rewrite_joins() -> None:
    names = [f"art_{number}" for number in range(6)]
    star = [Edge(names[0], other, 0.95, True, True) for other in names[1:5]]
    assert cluster(names, [*star, Edge("art_0", "art_5", 0.6, True)], 0.45) == [names]
    assert cluster(names, [*star, Edge("art_0", "art_5", 0.6, False)], 0.45) == [names[:5], names[5:]]


def test_between_two_units_the_mean_and_the_majority_of_the_compared_pairs_count() -> None:
    copies = [Edge("art_a0", "art_a1", 0.9, True, True), Edge("art_b0", "art_b1", 0.9, True, True)]
    both = [["art_a0", "art_a1", "art_b0", "art_b1"]]
    apart = [["art_a0", "art_a1"], ["art_b0", "art_b1"]]
    names = both[0]
    match, other = Edge("art_a0", "art_b0", 0.7, True), Edge("art_a1", "art_b1", 0.4, False)
    assert cluster(names, [*copies, match, other], 0.45) == both
    assert cluster(names, [*copies, match, other, Edge("art_a0", "art_b1", 0.4, False)], 0.45) == apart


def test_what_is_judged_apart_stays_apart_through_third_articles_and_near_copies() -> None:
    names = ["art_a", "art_b", "art_c"]
    copies = [Edge("art_a", "art_b", 0.9, True, True), Edge("art_b", "art_c", 0.8, True, True)]
    judged = Judged(apart=(("art_a", "art_c"),))
    assert cluster(names, copies, 0.45) == [names]
    assert cluster(names, copies, 0.45, judged) == [["art_a", "art_b"], ["art_c"]]
    rewrites = [edge._replace(is_near_copy=False) for edge in copies] + [Edge("art_a", "art_c", 0.9, True)]
    assert cluster(names, rewrites, 0.45, judged) == [["art_a", "art_b"], ["art_c"]]


def test_what_is_judged_one_family_joins_without_any_comparison() -> None:
    names = ["art_a", "art_b", "art_c"]
    judged = Judged((("art_c", "art_a"),))
    assert cluster(names, [], 0.45, judged) == [["art_a", "art_c"], ["art_b"]]
    assert cluster(names, [], 0.45, Judged((("art_c", "art_gone"),))) == [[name] for name in names]


def _random_edges(chance: random.Random, names: list[str]) -> list[Edge]:
    return [
        Edge(a, b, score, score >= 0.5, score >= 0.5 and chance.random() < 0.3)
        for a, b in itertools.combinations(names, 2)
        if (score := round(chance.random(), 1)) > 0.2
    ]


@given(st.randoms(use_true_random=False), st.integers(2, 9))
def test_families_depend_on_no_order_and_on_their_own_component_alone(chance: random.Random, size: int) -> None:
    names = [f"art_{number}" for number in range(size)]
    edges = _random_edges(chance, names)
    judged = Judged(apart=tuple(pair for pair in itertools.combinations(names, 2) if chance.random() < 0.2))
    expected = cluster(names, edges, 0.45, judged)
    others = [Edge("art_x", "art_y", 0.9, True), Edge("art_0", "art_x", 0.4, False)]
    mixed = [*edges, *others]
    chance.shuffle(mixed)
    turned = Judged(apart=tuple((b, a) for a, b in reversed(judged.apart)))
    assert cluster([*reversed(names), "art_y", "art_x"], mixed, 0.45, turned) == [*expected, ["art_x", "art_y"]]


@given(st.randoms(use_true_random=False), st.integers(2, 12))
def test_judgements_that_agree_with_each_other_always_hold(chance: random.Random, size: int) -> None:
    names = [f"art_{number:02}" for number in range(size)]
    truth = {name: chance.randrange(4) for name in names}
    known = [pair for pair in itertools.combinations(names, 2) if chance.random() < 0.3]
    together = tuple((a, b) for a, b in known if truth[a] == truth[b])
    apart = tuple((a, b) for a, b in known if truth[a] != truth[b])
    families = cluster(names, _random_edges(chance, names), 0.45, Judged(together, apart))
    family_of = {name: number for number, family in enumerate(families) for name in family}
    assert sorted(family_of) == names
    assert all(family_of[a] == family_of[b] for a, b in together)
    assert all(family_of[a] != family_of[b] for a, b in apart)


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ({"published_on": "2024-04-02"}, {"published_on": "2024-04-03"}, True),
        ({"published_on": "2024-04-02"}, {"published_on": "2024-04-02"}, False),
        ({"published_on": "2024-04"}, {"published_on": "2024-04-03"}, False),
        ({"published_on": "2024-03"}, {"published_on": "2024-04-03"}, True),
        ({"published_on": "2024-04-02"}, {"not_before": "2024-04-05"}, True),
        ({"not_before": "2024-04-01"}, {"published_on": "2024-04-05"}, False),
        ({"published_at": "2024-04-02T23:00:00+02:00"}, {"published_at": "2024-04-02T22:00:00+00:00"}, True),
        ({"published_at": "2024-04-02T09:00:00"}, {"published_at": "2024-04-02T10:00:00"}, False),
        ({"published_at": "yesterday"}, {}, False),
    ],
)
def test_only_dates_that_decide_put_one_article_first(a: dict[str, Any], b: dict[str, Any], expected: bool) -> None:
    assert is_before(NOBODY._replace(**a), NOBODY._replace(**b)) is expected


def test_a_feeds_summary_never_comes_before_a_full_text() -> None:
    page = NOBODY._replace(outlet="Courier", published_at="2024-04-02T10:00:00+02:00")
    item = page._replace(article_id="art_b", is_summary=True, published_at="2024-04-02T09:00:00+02:00")
    assert find_stated(page, item, _naming()) == ("art_a", "art_b", "containment")
    assert find_stated(page, item._replace(outlet="Herald"), _naming()) is None
    assert find_stated(item, page._replace(published_at="2024-04-01"), _naming()) == ("art_a", "art_b", "containment")
    assert find_stated(page, item._replace(outlet="Herald", is_summary=False), _naming()) == ("art_b", "art_a", "date")


def test_two_articles_that_credit_each_other_have_no_order() -> None:
    one = NOBODY._replace(outlet="The Courier")
    other = NOBODY._replace(article_id="art_b", outlet="Herald")
    assert find_stated(one, other, _naming(art_a="herald", art_b="courier")) is None
    assert find_stated(one, other, _naming(art_a="herald")) == ("art_b", "art_a", "credit_line")


def test_an_outlet_that_credits_itself_is_no_reprint() -> None:
    assert not credits_elsewhere(NOBODY._replace(outlet="The Herald", credited_outlet="Herald"), frozenset())
    one = NOBODY._replace(outlet="The Herald", credited_outlet="The Tribune")
    assert credits_elsewhere(one, frozenset({"herald"}))
    assert not credits_elsewhere(one, frozenset({"tribune"}))


def test_no_articles_give_empty_tables() -> None:
    tables = assign_families(local.ARTICLES.empty(), corpus.MATCHES.empty(), local.SENTENCES.empty())
    assert [table.num_rows for table in tables] == [0, 0, 0]
