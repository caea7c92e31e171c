"""Claims: one proposition a row, its exact span, who asserts it and how firmly, and nothing that is not said."""

import json
import pathlib

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from speech import article, tables

from flows.base.schemas import local
from flows.stages.claims import Article, Claim, Speech, extract_claims, find_claims
from flows.stages.claims.clauses import find_clauses
from flows.stages.dates import Anchor
from flows.stages.quotes import extract_quotes

FIXTURES = pathlib.Path(__file__).parent / "fixtures" / "claims"
CASES = sorted(path.stem for path in FIXTURES.glob("*.txt"))


def an_article(text: str, *kinds: str, **given: object) -> Article:
    """An article whose paragraphs are the stretches between blank lines, of these kinds (or all paragraphs)."""
    blocks, at = [], 0
    for number, stretch in enumerate(text.split("\n\n")):
        blocks.append((kinds[number] if kinds else "paragraph", at, at + len(stretch)))
        at += len(stretch) + 2
    return Article(text, tuple(blocks), **given)  # type: ignore[arg-type]


def claims_of(text: str, *kinds: str, **given: object) -> list[Claim]:
    return find_claims(an_article(text, *kinds, **given))


def a_speech(text: str, words: str, **given: object) -> Speech:
    start = text.index(words)
    source = str(given["source_text"])
    first = text.index(source)
    cue = text.index("said")
    chain = (
        {"hop": 0},
        {"hop": 1, "actor_name": given.get("source_name"), "actor_kind": "named_person", "cue": "said"},
    )
    return Speech(
        "quo_1", start, start + len(words), str(given.get("directness", "direct")), source, first, first + len(source),
        str(given["source_name"]), "named_person", "said", cue, cue + 4, chain,
    )  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_case_file_gives_its_expected_claims(case: str) -> None:
    text = (FIXTURES / f"{case}.txt").read_text("utf-8").rstrip("\n")
    expected = json.loads((FIXTURES / f"{case}.json").read_text("utf-8"))
    found = claims_of(text, anchor=Anchor("2031-03-14"))
    assert [[c.content, c.claimant_kind, c.claimant_name, c.hedge, c.polarity] for c in found] == expected


def test_quantities_and_dates_stay_inside_their_claim() -> None:
    claims = claims_of("In March 2031, Vell doubled the toll to $40. Two ferries sank.")
    assert [(q.value, q.unit) for q in claims[0].quantities] == [(40, "USD")]
    assert [d.date_from for d in claims[0].dates] == ["2031-03-01"]
    assert [(q.value, q.item) for q in claims[1].quantities] == [(2, "ferries")]
    assert claims[1].dates == ()


def test_the_date_of_an_attribution_dates_what_is_attributed() -> None:
    claim = claims_of("Ila Brandt said on March 12 that the gate had failed.", anchor=Anchor("2031-03-14"))[0]
    assert claim.content == "the gate had failed"
    assert [d.date_from for d in claim.dates] == ["2031-03-12"]


def test_a_claim_inside_a_quote_has_its_speaker_and_id() -> None:
    text = "“The gate failed, and the pump burned,” said Ila Brandt."
    speech = a_speech(text, "The gate failed, and the pump burned,", source_text="Ila Brandt", source_name="Ila Brandt")
    found = find_claims(an_article(text), [speech])
    assert [c.claimant_name for c in found] == ["Ila Brandt", "Ila Brandt"]
    assert {c.quote_id for c in found} == {"quo_1"}
    assert {c.root_source for c in found} == {"Ila Brandt"}


def test_the_chain_begins_with_the_outlet_and_ends_with_the_source() -> None:
    claim = claims_of("The mine closed, according to the Vell Courier.", outlet="Tarn Post")[0]
    assert [(hop["hop"], hop["actor_name"], hop["actor_kind"]) for hop in claim.chain] == [
        (0, "Tarn Post", "outlet"),
        (1, "Vell Courier", "organization"),
    ]
    assert claim.root_source == "Vell Courier"


def test_a_voice_without_a_name_is_no_root() -> None:
    claim = claims_of("Analysts say the mine closed.")[0]
    assert (claim.claimant_text, claim.claimant_name, claim.root_source) == ("Analysts", None, None)


def test_names_stand_in_for_pronouns_where_the_article_settles_them() -> None:
    claims = claims_of("Mr. Olan Petrik left Vell. He sold his boat.")
    assert claims[1].normalized == "Olan Petrik sold his boat"
    assert claims[1].is_self_contained


def test_an_open_pronoun_is_reported_and_not_guessed() -> None:
    claims = claims_of("They sold the boat.")
    assert (claims[0].is_self_contained, claims[0].unresolved) == (False, ("They",))
    assert claims[0].normalized == "They sold the boat"


def test_words_that_say_it_could_not_be_verified_are_kept_as_a_note() -> None:
    claims = claims_of("Rebels took the dam. The Tarn Post could not independently verify the report.")
    assert [(c.content, c.verification_note) for c in claims] == [
        ("Rebels took the dam", "could not independently verify")
    ]


def test_opinions_and_forecasts_are_not_check_worthy_and_say_why() -> None:
    claims = claims_of("The crane is a disgrace. Vell will lose the ferry. The mill in Vell closed.")
    assert [(c.is_check_worthy, c.check_reasons) for c in claims] == [
        (False, ("opinion",)),
        (False, ("prediction",)),
        (True, ("named_actor",)),
    ]


def test_headings_captions_and_questions_assert_nothing() -> None:
    text = "The mayor sank the plan\n\nThe mayor rows a boat.\n\nWho sank the plan? A bad week for Vell."
    assert claims_of(text, "heading", "caption", "paragraph") == []


def test_list_items_inherit_who_asserts_them() -> None:
    text = "According to the Vell Courier, the union asks for the following:\n\n* Repairs to nine winches and a crane"
    claims = claims_of(text, "paragraph", "list_item")
    assert claims[-1].content == "Repairs to nine winches and a crane"
    assert claims[-1].claimant_name == "Vell Courier"


def test_what_one_item_says_of_its_source_is_not_inherited_by_the_next() -> None:
    text = "According to the Vell Courier, the union asks for:\n\n"
    text += "* Winches, described in the letter as vital\n\n* Two new cranes"
    found = claims_of(text, "paragraph", "list_item", "list_item")
    assert [(c.content, c.claimant_text) for c in found[-2:]] == [
        ("described in the letter as vital", "letter"),
        ("Two new cranes", "the Vell Courier"),
    ]


def test_another_language_gives_no_claims() -> None:
    assert claims_of("Die Fähre sank am Montag.", language="de") == []


def test_the_stage_gives_a_row_per_claim_of_the_declared_schema() -> None:
    text = "Two ferries sank off Vell."
    articles = local.ARTICLES.empty().schema
    given = {name: None for name in articles.names} | {
        "article_id": "art_1", "raw_sha256": "", "text": text, "format": "txt", "encoding": "utf-8", "language": "en",
        "encoding_evidence": "utf-8", "byline": [], "notes": [], "word_count": 5, "is_summary": False,
        "is_truncated": False, "extractor": "articles/1",
    }  # fmt: skip
    block = {"article_id": "art_1", "block_no": 0, "kind": "paragraph", "char_start": 0, "char_end": len(text)}
    claims = extract_claims(local.ARTICLES.of([given]), local.BLOCKS.of([block]), local.QUOTES.empty())
    assert claims.schema == local.CLAIMS.arrow
    row = claims.to_pylist()[0]
    assert (row["content"], row["extractor"], row["claim_id"][:4]) == ("Two ferries sank off Vell", "claims/4", "clm_")
    assert row["quantities"][0]["value"] == 2


def test_a_short_reply_is_claimed_with_the_question_it_answers() -> None:
    text = "Asked whether the lock would be sold, Ila Brandt said: “No.” The gate failed."
    speech = a_speech(text, "No.", source_text="Ila Brandt", source_name="Ila Brandt")
    found = find_claims(an_article(text), [speech])
    assert [(c.content, c.hedge, c.polarity, c.claimant_name, c.quote_id) for c in found] == [
        ("Asked whether the lock would be sold, Ila Brandt said: “No.”", "denied", "-", "Ila Brandt", "quo_1"),
        ("The gate failed", "asserted", "+", None, None),
    ]


def test_marks_without_a_partner_are_no_part_of_a_claim() -> None:
    text = "“The gate failed. The pump burned,” said Ila Brandt."
    speech = a_speech(text, "The gate failed. The pump burned,", source_text="Ila Brandt", source_name="Ila Brandt")
    found = find_claims(an_article(text), [speech])
    assert [c.content for c in found] == ["The gate failed", "The pump burned"]


def test_documents_are_named_by_who_obtained_them_and_rest_on_it() -> None:
    text = "The Tarn Herald said documents it obtained show the lock leaked. The documents show the gate failed."
    found = claims_of(text, outlet="Tarn Post")
    assert [(c.content, c.claimant_name, c.root_source) for c in found] == [
        ("the lock leaked", "documents obtained by Tarn Herald", "Tarn Herald"),
        ("the gate failed", "documents obtained by Tarn Herald", "Tarn Herald"),
    ]
    assert [hop["actor_name"] for hop in found[1].chain] == ["Tarn Post", "Tarn Herald", found[1].claimant_name]


def test_they_are_the_group_that_spoke_last() -> None:
    found = claims_of("Dock workers said the crane was unsafe. They added that the lock leaked.")
    assert [(c.content, c.claimant_text) for c in found] == [
        ("the crane was unsafe", "Dock workers"),
        ("the lock leaked", "Dock workers"),
    ]


@pytest.mark.parametrize(
    ("text", "hedge"),
    [
        ("If the gate fails, the lock leaks.", "prediction"),
        ("The gate may close the lock.", "hedged"),
        ("If the wind turns, the gate may close the lock.", "prediction"),
        ("The gate may be closed.", "hedged"),
        ("The pilots would usually wait at the gate.", "asserted"),
        ("Critics rejected the offer.", "asserted"),
        ("Critics rejected the claim.", "denied"),
        ("Ila Brandt appeared on stage.", "asserted"),
        ("Had the gate failed, the lock would leak.", "prediction"),
    ],
)
def test_what_hangs_on_a_condition_or_may_happen_is_no_fact(text: str, hedge: str) -> None:
    assert [claim.hedge for claim in claims_of(text)] == [hedge]


def test_what_goes_on_with_a_rumour_rests_on_the_same_reports() -> None:
    found = claims_of("Olan Petrik reportedly wrote a letter to the port asking for pumps.")
    assert [(c.content, c.claimant_kind, c.hedge) for c in found] == [
        ("Olan Petrik reportedly wrote a letter to the port", "unspecified_reports", "reported"),
        ("asking for pumps", "unspecified_reports", "reported"),
    ]


def test_a_thing_spoken_of_is_a_quote_but_no_claim() -> None:
    articles, blocks = tables(article("art_1", "Osric Penhale’s call for a long strike of the mill failed."))
    quotes, _ = extract_quotes(articles, blocks)
    assert [row["content"] for row in quotes.to_pylist()] == ["a long strike of the mill"]
    undated = pa.nulls(1, pa.string())
    dated = articles.append_column("published_on", undated).append_column("not_before", undated)
    claims = extract_claims(dated, blocks, quotes)
    assert [row["claimant_kind"] for row in claims.to_pylist()] == ["outlet_voice"]


@given(st.text(st.sampled_from("The mayor said that 12 of it, and which was - “”.\n") | st.characters(), max_size=200))
def test_every_span_is_exact_and_every_value_is_of_its_closed_list(text: str) -> None:
    found = find_claims(Article(text, (("paragraph", 0, len(text)),)))
    assert [(c.char_start, c.char_end) for c in found] == sorted({(c.char_start, c.char_end) for c in found})
    for claim in found:
        assert text[claim.char_start : claim.char_end] == claim.content
        assert claim.hedge in local.HEDGES
        assert claim.claimant_kind in local.CLAIMANT_KINDS
        assert claim.is_self_contained == (claim.unresolved == ())


@pytest.mark.parametrize(
    "text", ["", "\x00", "“" * 2000, "and " * 20_000, "x" * 300_000, "he said that " * 3000, "😀 ليس 日本"]
)
def test_odd_text_is_read_without_an_error(text: str) -> None:
    find_claims(Article(text, (("paragraph", 0, len(text)),)))


@pytest.mark.parametrize(
    ("sentence", "clauses"),
    [
        ("The pump failed; the crew left.", ["The pump failed", "the crew left"]),
        ("While the pump ran, the crew slept.", ["the pump ran", "the crew slept"]),
        (
            "The pump, which the crew had mended, failed.",
            ["The pump, which the crew had mended, failed", "which the crew had mended"],
        ),
        ("The crew met with Brandt and Petrik.", ["The crew met with Brandt and Petrik"]),
        ("If the pump fails, the crew will leave.", ["If the pump fails, the crew will leave"]),
        ("Despite the long and costly repairs, the pump failed.", ["the pump failed"]),
    ],
)
def test_a_sentence_is_cut_only_where_both_sides_can_stand(sentence: str, clauses: list[str]) -> None:
    assert [sentence[c.start : c.end] for c in find_clauses(sentence, 0, len(sentence))] == clauses
