"""Speakers: the right person under the full name, an honest null with its reason, and the chain of relays."""

from typing import Any

import pytest
from speech import article, tables

from flows.base.schemas import local
from flows.base.text import lines
from flows.stages.quotes import Block, extract_quotes, find_quotes
from flows.stages.speakers import Speaker, resolve_quotes, resolve_sources


def speakers(text: str, language: str | None = None, outlet: str | None = None) -> list[Speaker]:
    blocks = [Block("paragraph", span.start, span.end) for span in lines(text)]
    return resolve_quotes(text, blocks, find_quotes(text, blocks, language).quotes, language, outlet)


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("“We stay,” said Ada Lindqvist, the ports minister.", "Ada Lindqvist", "named_person"),
        ("“We stay,” Ports Minister Ada Lindqvist said.", "Ada Lindqvist", "named_person"),
        ("Ada Lindqvist, a union leader, told reporters: “We stay.”", "Ada Lindqvist", "named_person"),
        ("“We stay,” said the mayor, Ada Lindqvist.", "Ada Lindqvist", "named_person"),
        ("“We stay,” the harbour master of Vell, Osric Penhale, said.", "Osric Penhale", "named_person"),
        ("“We stay,” according to a report by the Vell Institute.", "report by the Vell Institute", "document"),
        ("“We stay,” the Harbour Ministry said in a statement.", "Harbour Ministry", "organization"),
        ("The operator, Quarrie & Sons Ferries, said the gate was open.", "Quarrie & Sons Ferries", "organization"),
        ("Ada Lindqvist left. “We stay,” Lindqvist’s campaign said.", "Lindqvist’s campaign", "organization"),
    ],
)
def test_the_source_has_its_full_name_and_kind(text: str, name: str, kind: str) -> None:
    (speaker,) = speakers(text)
    assert (speaker.name, speaker.kind, speaker.reason) == (name, kind, None)


@pytest.mark.parametrize(
    ("text", "kind", "reason"),
    [
        ("“We stay,” said a former harbour official.", "anonymous_person", "anonymous"),
        ("“We stay,” harbour officials said.", "unnamed_group", "collective"),
        ("“We stay,” they said.", "unnamed_group", "collective"),
        ("“We stay,” she said.", "unknown", "ambiguous_pronoun"),
        ("“We stay,” the report said.", "document", "unnamed_document"),
        ("“We shall all stay here.” The hall was quiet.", "unknown", "no_cue"),
    ],
)
def test_a_source_without_a_name_stays_null_with_its_reason(text: str, kind: str, reason: str) -> None:
    (speaker,) = speakers(text)
    assert (speaker.name, speaker.kind, speaker.reason) == (None, kind, reason)


def test_surnames_pronouns_and_roles_lead_to_the_full_name() -> None:
    text = (
        "Ada Lindqvist, the Norland ambassador to Vell, opened the hall.\n"
        "“We stay,” Lindqvist said.\n“We never left,” she said. “We never will.”\n“Ask me again,” the ambassador said."
    )
    assert {speaker.name for speaker in speakers(text)} == {"Ada Lindqvist"}
    assert speakers(text)[0].role == "Norland ambassador to Vell"


def test_a_pronoun_of_the_other_gender_is_not_forced_on_the_only_person() -> None:
    text = "Mr. Tomas Brandt opened the hall.\n“We stay,” she said."
    assert speakers(text)[0].name is None


def test_a_pronoun_goes_to_the_person_of_its_gender() -> None:
    text = "Mr. Tomas Brandt met Mrs. Ada Lindqvist. “We stay,” she said. “Fine,” he said."
    assert [speaker.name for speaker in speakers(text)] == ["Ada Lindqvist", "Tomas Brandt"]


@pytest.mark.parametrize(
    "text",
    [
        "Osric Quarrie met Vesper Penhale.\n“We stay,” she said.",
        "At noon Ruth Quarrie met Anna Penhale.\n“We stay,” she said.",
        "Ruth Quarrie came. “Go,” said a resident. “We stay,” she said.",
        "Osric Penhale, Norland’s clerk, spoke. Quill Tarn spoke after him.\n“We stay,” she said.",
    ],
)
def test_a_pronoun_that_two_or_no_known_person_agrees_with_stays_null(text: str) -> None:
    speaker = speakers(text)[-1]
    assert (speaker.name, speaker.reason) == (None, "ambiguous_pronoun")


def test_of_several_of_the_gender_a_pronoun_means_the_one_whose_name_opens_the_sentence() -> None:
    assert speakers("Ruth Quarrie met Anna Penhale.\n“We stay,” she said.")[-1].name == "Ruth Quarrie"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        # The surname alone is whom the article introduces first, unless a relative stands near by.
        ("Ruth Penhale runs the mill. George Penhale is the elder. {far} “We stay,” Penhale said.", "Ruth Penhale"),
        ("Ruth Penhale runs the mill. George Penhale is the elder. “We stay,” Penhale said.", None),
        ("Ruth Penhale runs the mill. George Penhale is the elder. “We stay,” Mr. Penhale said.", "George Penhale"),
    ],
)
def test_a_surname_of_two_means_the_first_named_or_whom_its_title_fits(text: str, name: str | None) -> None:
    assert speakers(text.format(far="The wheel turned and the water rose all day. " * 14))[-1].name == name


def test_a_name_that_may_be_a_bodys_keeps_its_name_and_an_unknown_kind() -> None:
    speaker = speakers("“The wheel is sold,” said Brimstock.")[-1]
    assert (speaker.name, speaker.kind, speaker.reason) == ("Brimstock", "unknown", None)


@pytest.mark.parametrize(
    ("text", "relays"),
    [
        (
            "According to the Vell Courier, Ada Lindqvist said the weir was “rotten through.”",
            [("Vell Courier", "organization", "According to")],
        ),
        ("“We go in May,” Petra Quarrie said, the Lantern reported.", [("Lantern", "organization", "reported")]),
        (
            "Osric Penhale noted that Ada Lindqvist once called the mill “a monument to patience.”",
            [("Osric Penhale", "named_person", "noted")],
        ),
        ("Ada Lindqvist was there, and Petra Quarrie said it was “late.”", []),
    ],
)
def test_the_chain_holds_who_passed_the_words_on(text: str, relays: list[tuple[str, str, str]]) -> None:
    hops = speakers(text)[-1].relays
    assert [((hop.name or "").removeprefix("the "), hop.kind, hop.cue) for hop in hops] == relays


def test_a_pronoun_may_mean_the_only_person_even_of_unknown_gender() -> None:
    assert speakers("Vesper Penhale, a clerk, came.\n“We stay,” she said.")[-1].name == "Vesper Penhale"


@pytest.mark.parametrize(
    ("text", "kind", "reason"),
    [
        ("A weir report seen by the Vell Courier says the gate was open.", "document", "unnamed_document"),
        (
            "The report of the mill board, which the Vell Courier saw, shows that the gate was open.",
            "document",
            "unnamed_document",
        ),
        ("“We stay,” said an official of the Weir Ministry.", "anonymous_person", "anonymous"),
        ("“We stay,” Quarrik said.", "unknown", "unknown_source"),
        ("Some of them believe that the gate was open.", "unnamed_group", "collective"),
    ],
)
def test_a_name_beside_the_source_is_not_its_name(text: str, kind: str, reason: str) -> None:
    (speaker,) = speakers(text)
    assert (speaker.name, speaker.kind, speaker.reason) == (None, kind, reason)


def test_an_outlet_that_saw_a_document_is_a_relay() -> None:
    (speaker,) = speakers("A weir report seen by the Vell Courier says the gate was open.")
    assert [hop.name for hop in speaker.relays] == ["Vell Courier"]


def test_the_owner_of_a_noun_that_reports_is_named_without_its_ending() -> None:
    (speaker,) = speakers("Quarrie Tarn’s claim that the gates were shut made headlines.")
    assert speaker.name == "Quarrie Tarn"


def test_a_surname_of_two_people_is_ambiguous() -> None:
    text = "Karla Brandt and Tomas Brandt arrived.\n“We stay,” Brandt said."
    speaker = speakers(text)[-1]
    assert (speaker.name, speaker.reason) == (None, "ambiguous_surname")


def test_a_garbled_title_keeps_the_person_and_a_garbled_person_stays_unnamed() -> None:
    assert speakers("“We stay,” said Judges Ada Lindqvist.")[0].name == "Ada Lindqvist"
    speaker = speakers("The jury denied this, telling the press that it had “not been asked” at all.")[-1]
    assert (speaker.name, speaker.kind) == (None, "unnamed_group")


def test_a_language_without_word_lists_says_so() -> None:
    (speaker,) = speakers("« Le pont reste fermé », a dit Ada Lindqvist.", "fr")
    assert (speaker.name, speaker.reason) == (None, "language_not_supported")


def chain_of(text: str, outlet: str | None = None) -> list[dict[str, Any]]:
    articles, blocks = tables(article("art_a", text, outlet=outlet))
    quotes, _ = extract_quotes(articles, blocks)
    rows = resolve_sources(quotes, articles, blocks).to_pylist()
    found: list[dict[str, Any]] = rows[0]["chain"]
    return found


@pytest.mark.parametrize(
    ("text", "relay"),
    [
        ("“We stay,” Ada Lindqvist told The Vell Courier.", "The Vell Courier"),
        ("“We stay,” Ada Lindqvist said in an interview with Radio Norland.", "Radio Norland"),
        ("“We stay,” Ada Lindqvist told Norland media.", "Norland media"),
    ],
)
def test_a_relay_stands_between_publisher_and_source(text: str, relay: str) -> None:
    chain = chain_of(text, "The Grey Post")
    assert [hop["actor_text"] for hop in chain] == ["The Grey Post", relay, "Ada Lindqvist"]
    assert [hop["hop"] for hop in chain] == [0, 1, 2]
    assert chain[0]["actor_kind"] == "outlet"
    assert chain[-1]["cue"]


def test_the_publisher_itself_is_no_relay_and_an_unknown_source_is_a_null_hop() -> None:
    assert len(chain_of("“We stay,” Ada Lindqvist told The Vell Courier.", "The Vell Courier")) == 2
    chain = chain_of("“We shall all stay here.” The hall was quiet.")
    assert [(hop["actor_name"], hop["actor_kind"]) for hop in chain] == [(None, "outlet"), (None, "unknown")]


def test_table_rows_keep_order_and_contract() -> None:
    text = "“We stay,” said Ada Lindqvist. “We never left.”\n“You did,” Tomas Brandt said."
    articles, blocks = tables(article("art_b", text), article("art_a", text, language=None))
    quotes, _ = extract_quotes(articles, blocks)
    resolved = resolve_sources(quotes, articles, blocks)
    assert resolved.schema == local.QUOTES.arrow
    assert resolved["quote_id"].to_pylist() == quotes["quote_id"].to_pylist()
    for row in resolved.to_pylist():
        assert text[row["source_start"] : row["source_end"]] == row["source_text"]
        assert text[row["cue_start"] : row["cue_end"]] == row["cue"]
        assert (row["source_name"] is None) == (row["source_unresolved_reason"] is not None)
        assert row["source_kind"] in local.SOURCE_KINDS


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The mayor of Vell, Ada Lindqvist, left. “We stay,” the mayor said.", "Ada Lindqvist"),
        ("The mayor of Vell, Ada Lindqvist, left. “We stay,” the mayor of Vell said.", "Ada Lindqvist"),
        ("Ada Lindqvist, a spokeswoman for the mayor, left. “We stay,” the mayor said.", None),
        ("A spokeswoman for the mayor, Ada Lindqvist, left. “We stay,” the mayor said.", None),
    ],
)
def test_an_office_is_held_by_whom_the_article_gives_it_and_not_by_who_serves_it(text: str, name: str | None) -> None:
    assert speakers(text)[-1].name == name


def relayed(text: str) -> list[str | None]:
    return [hop.text for hop in speakers(text)[-1].relays]


def test_whom_an_outer_attribution_was_told_to_is_nearer_the_reader() -> None:
    text = "Osric Penhale told reporters that Ada Lindqvist had called the weir “a ruin.”"
    assert relayed(text) == ["reporters", "Osric Penhale"]


def test_an_attribution_joined_to_another_passes_nothing_of_it_on() -> None:
    text = "Ada Lindqvist said that the weir was shut, and Osric Penhale said that the miller had called it “a ruin.”"
    assert relayed(text) == ["Osric Penhale"]
