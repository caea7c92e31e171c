"""What a model proposes: only words of the text become claims, only words of the text reword them, all is told."""

import json
import re
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.base.schemas import local
from flows.stages.claims import Article, Proposed, add_proposed, extract_claims
from flows.stages.claims.replies import read_reply
from flows.stages.claims.rewording import Clause, refuse_rewording
from flows.stages.dates import Anchor, find_dates
from flows.stages.quotes import extract_quotes

TEXT = (
    "Ila Brandt runs the port of Vell. She bought nine cranes on Tuesday.\n\n"
    "Who sank the ferry? The Tarn Post could not independently verify the report.\n\n"
    "The gate failed. The gate failed. “Every winch in the old yard of Vell that summer burned,” said Olan Petrik."
)
EMPTY_CLAIMS = local.CLAIMS.empty()


def tables(text: str, language: str) -> tuple[pa.Table, pa.Table]:
    """An article of 13 March 2031, its paragraphs the stretches between blank lines."""
    row = {
        "article_id": "art_1", "text": text, "language": language, "outlet": None, "published_on": "2031-03-13",
        "not_before": None,
    }  # fmt: skip
    spans = [(m.start(), m.end()) for m in re.finditer(r"\S(?:.|\n(?!\n))*", text)]
    blocks = [
        {"article_id": "art_1", "block_no": number, "kind": "paragraph", "char_start": start, "char_end": end}
        for number, (start, end) in enumerate(spans)
    ]
    schema = pa.schema([(name, pa.string()) for name in row])
    return pa.Table.from_pylist([row], schema=schema), local.BLOCKS.of(blocks)


def proposed(
    *items: object, text: str = TEXT, own: bool = True, reply: str | None = None, language: str = "en"
) -> Proposed:
    """What becomes of these items of one reply, beside our own claims or alone."""
    articles, blocks = tables(text, language)
    quotes, _ = extract_quotes(articles, blocks)
    claims = extract_claims(articles, blocks, quotes) if own else EMPTY_CLAIMS
    said = json.dumps({"claims": items}) if reply is None else reply
    answer = {"article_id": "art_1", "model": "toy", "prompt": "1", "replies": [said]}
    return add_proposed(articles, blocks, quotes, claims, local.MODEL_ANSWERS.of([answer]))


def verdict(*items: object, **how: Any) -> tuple[str, str | None]:  # noqa: ANN401
    (row,) = proposed(*items, **how).proposals.to_pylist()
    return row["verdict"], row["reason"]


def made(*items: object, **how: Any) -> list[dict[str, Any]]:  # noqa: ANN401
    rows: list[dict[str, Any]] = proposed(*items, **how).claims.to_pylist()
    return [row for row in rows if row["rule"] == "proposed"]


def test_words_that_stand_in_the_text_become_a_claim_of_their_own_extractor() -> None:
    (claim,) = made({"paragraph": 1, "content": "She bought nine cranes on Tuesday."}, own=False)
    assert TEXT[claim["char_start"] : claim["char_end"]] == claim["content"] == "She bought nine cranes on Tuesday"
    assert claim["extractor"] == "proposals/1:toy"


def test_all_but_the_span_is_found_by_our_own_rules() -> None:
    (claim,) = made({"content": "She bought nine cranes on Tuesday", "hedge": "denied", "value": 12}, own=False)
    assert claim["hedge"] == "asserted"
    assert [(q["value"], q["item"]) for q in claim["quantities"]] == [(9, "cranes")]
    assert [d["date_from"] for d in claim["dates"]] == ["2031-03-11"]
    assert claim["is_check_worthy"]


def test_a_claim_inside_a_quotation_has_its_speaker() -> None:
    (claim,) = made({"content": "Every winch in the old yard of Vell that summer burned"}, own=False)
    assert (claim["claimant_name"], claim["root_source"]) == ("Olan Petrik", "Olan Petrik")
    assert claim["quote_id"] is not None


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        ({"content": "She sold nine cranes on Tuesday"}, "not_found"),
        ({"content": "she bought nine cranes"}, "not_found"),
        ({"content": "She bought nine crane"}, "not_found"),
        ({"content": "The gate failed", "paragraph": 3}, "ambiguous"),
        ({"content": "nine cranes"}, "too_short"),
        ({"content": "the port of Vell. She bought nine cranes"}, "several_sentences"),
        ({"content": "Who sank the ferry"}, "question"),
        ({"content": "The Tarn Post could not independently verify the report"}, "verification_note"),
        ({"content": "the old yard of Vell"}, "no_verb"),
        ({"content": ""}, "malformed"),
        ({"content": 7}, "malformed"),
        ({"claim": "She bought nine cranes"}, "malformed"),
        (None, "malformed"),
        ([["She"]], "malformed"),
    ],
)
def test_what_does_not_stand_there_as_one_clause_is_refused_with_the_reason(item: object, reason: str) -> None:
    assert verdict(item, own=False) == ("refused", reason)
    assert made(item, own=False) == []


@pytest.mark.parametrize(
    "reply", ["", "I see no claims.", '{"claims": [{"content": "She bou', "[" * 100_000, '{"claims": 3}', "[1, 2]"]
)
def test_a_reply_without_the_json_that_was_asked_for_is_one_refused_row(reply: str) -> None:
    assert verdict(reply=reply) == ("refused", "unreadable")


@pytest.mark.parametrize(
    "frame", ["%s", "```json\n%s\n```", "<think>one [or {two}]</think>\n%s", "Here you are: %s I hope that helps {"]
)
def test_json_is_found_in_whatever_stands_around_it(frame: str) -> None:
    item = {"content": "She bought nine cranes on Tuesday", "paragraph": 1, "normalized": "She did"}
    for said in ({"claims": [item]}, [item]):
        (found,) = read_reply(frame % json.dumps(said))
        assert found == (item["content"], 1, "She did", None)


@given(st.text() | st.recursive(st.none() | st.integers() | st.text(), lambda x: st.lists(x) | st.dictionaries(st.sampled_from(["claims", "content", "paragraph", "normalized"]), x)).map(json.dumps))  # fmt: skip  # noqa: E501
def test_no_reply_whatever_breaks_the_stage_or_makes_a_claim_that_is_not_in_the_text(reply: str) -> None:
    result = proposed(reply=reply, text="The gate failed.")
    for claim in result.claims.to_pylist():
        assert claim["content"] == "The gate failed"


def test_a_lone_surrogate_in_a_reply_becomes_a_replacement_character() -> None:
    (row,) = proposed(reply='{"claims": [{"content": "one \\ud800 two"}]}').proposals.to_pylist()
    assert row["content"] == "one � two"


def test_a_claim_that_is_known_is_not_made_twice_and_stays_as_it_was() -> None:
    before = proposed()
    after = proposed(
        {"content": "The gate failed. ", "paragraph": 1},
        {"content": "She bought nine cranes on Tuesday", "normalized": "Ila Brandt bought nine cranes on Tuesday"},
        {"content": "Ila Brandt runs the port"},
    )
    assert after.claims == before.claims
    assert [row["verdict"] for row in after.proposals.to_pylist()] == ["refused", "known", "known"]
    ids = set(before.claims["claim_id"].to_pylist())
    assert {row["claim_id"] for row in after.proposals.to_pylist()[1:]} <= ids


def test_one_proposed_twice_is_one_claim() -> None:
    item = {"content": "She bought nine cranes on Tuesday"}
    result = proposed(item, {"content": "bought nine cranes on Tuesday"}, own=False)
    assert [row["verdict"] for row in result.proposals.to_pylist()] == ["claim", "known"]
    assert result.claims.num_rows == 1


def test_more_than_the_smallest_clause_is_refused() -> None:
    text = "The gate failed after the long storm had torn away the old pump house, the red crane and the mill at Vell."
    small, large = {"content": "The gate failed after the long storm"}, {"content": text[:-1]}
    assert [r["reason"] for r in proposed(small, large, text=text, own=False).proposals.to_pylist()] == [
        None,
        "holds_claim",
    ]


def test_lines_broken_otherwise_are_still_the_same_words() -> None:
    text = "The ferry that runs\nto Vell sank."
    (claim,) = made({"content": "The ferry that runs to Vell sank"}, text=text, own=False)
    assert claim["content"] == "The ferry that runs\nto Vell sank"


def test_the_paragraph_that_is_named_settles_which_of_two_places_is_meant() -> None:
    text = "The gate failed.\n\nOn Monday the gate was mended. The gate failed."
    (claim,) = made({"content": "The gate failed", "paragraph": 2}, text=text, own=False)
    assert claim["char_start"] > 20


def test_an_article_in_a_language_without_lists_for_claims_gives_none() -> None:
    item = {"content": "Die Fähre sank am Montag"}
    assert verdict(item, text="Die Fähre sank am Montag.", language="de") == ("refused", "language_not_supported")


def refused(content: str, reworded: str, text: str = "") -> str | None:
    whole = text or f"{content}. Ila Brandt runs the port of Vell. Olan Petrik owns 12 tugs. The mill may not burn."
    given = Article(whole, (("paragraph", 0, len(whole)),), None, Anchor("2031-03-13"))
    dates = tuple(find_dates(whole, 0, len(content), given.anchor))
    return refuse_rewording(given, Clause(content, 0, dates), reworded)


@pytest.mark.parametrize(
    ("content", "reworded"),
    [
        ("She bought nine cranes", "Ila Brandt bought nine cranes"),
        ("She bought nine cranes on Tuesday", "Ila Brandt bought nine cranes on March 11, 2031"),
        ("I have nine cranes", "Olan Petrik has nine cranes"),
        ("His tugs sank off it", "Olan Petrik’s tugs sank off the port of Vell"),
        ("They have sunk", "The tugs have sunk"),
    ],
)
def test_names_for_pronouns_and_days_for_dates_are_taken(content: str, reworded: str) -> None:
    assert refused(content, reworded) is None


@pytest.mark.parametrize(
    ("content", "reworded", "reason"),
    [
        ("She bought nine cranes", "Marga Holt bought nine cranes", "other_name"),
        ("She bought nine cranes", "Ila Petrik bought nine cranes", "other_name"),
        ("She bought nine cranes", "Ila Brandt bought ten cranes", "other_number"),
        ("She bought nine cranes", "Ila Brandt bought nine cranes and 12 tugs", "other_number"),
        ("She bought more than nine cranes", "Ila Brandt bought nine cranes", "other_number"),
        ("She bought nine cranes on Tuesday", "Ila Brandt bought nine cranes on March 12, 2031", "other_date"),
        ("She bought nine cranes on Tuesday", "Ila Brandt bought nine cranes", "other_date"),
        ("She bought nine cranes", "Ila Brandt bought nine cranes on March 11, 2031", "other_date"),
        ("She bought nine cranes", "Ila Brandt has not bought nine cranes", "other_hedge"),
        ("She may have bought nine cranes", "Ila Brandt bought nine cranes", "other_hedge"),
        ("She bought nine cranes", "Ila Brandt bought nine tugs", "drops_words"),
        ("She bought nine old cranes", "Ila Brandt bought nine cranes", "drops_words"),
        ("She bought nine cranes", "Ila Brandt secretly bought nine cranes", "adds_words"),
    ],
)
def test_a_rewording_that_says_anything_else_is_not(content: str, reworded: str, reason: str) -> None:
    assert refused(content, reworded) == reason


def test_a_rewording_makes_a_proposed_claim_self_contained_or_is_left_out_with_the_reason() -> None:
    text = "Ila Brandt met Olan Petrik in Vell. She bought nine cranes."
    item = {"content": "She bought nine cranes", "normalized": "Ila Brandt bought nine cranes"}
    (claim,) = made(item, text=text, own=False)
    assert (claim["normalized"], claim["is_self_contained"]) == ("Ila Brandt bought nine cranes", True)
    result = proposed({**item, "normalized": "Marga Holt bought nine cranes"}, text=text, own=False)
    assert result.claims.to_pylist()[0]["normalized"] != "Marga Holt bought nine cranes"
    (row,) = result.proposals.to_pylist()
    assert (row["verdict"], row["is_reworded"], row["rewording_reason"]) == ("claim", False, "other_name")


def test_a_rewording_of_a_claim_of_ours_is_told_and_the_claim_left_alone() -> None:
    text = "Ila Brandt met her sister Marga Holt in Vell. They bought nine cranes."
    result = proposed({"content": "They bought nine cranes", "normalized": "Marga Holt bought nine cranes"}, text=text)
    (row,) = result.proposals.to_pylist()
    assert (row["verdict"], row["is_reworded"]) == ("known", True)
    assert result.claims == proposed(text=text).claims
