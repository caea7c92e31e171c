"""Who asserts a claim: voices resolved to their full names, carried over what follows, and no further."""

import pytest
from test_claims import claims_of


def voices_of(text: str) -> list[tuple[str, str | None]]:
    return [(claim.content, claim.claimant_name or claim.claimant_text) for claim in claims_of(text)]


def test_a_survey_is_carried_over_its_further_figures_and_no_further() -> None:
    text = (
        "Ila Brandt held a lead of nine points, according to a new Tarn Gazette survey. Brandt has 41 percent."
        "\n\nAmong registered voters, both are tied. Her campaign bought a boat."
        "\n\nThe ferry sank off Vell.\n\nThe toll rose by 4 percent."
    )
    found = {content.split(", ")[-1]: voice for content, voice in voices_of(text)}
    assert found["Brandt has 41 percent"] == "Tarn Gazette survey"
    assert found["both are tied"] == "Tarn Gazette survey"
    assert found["Her campaign bought a boat"] is None
    assert found["The toll rose by 4 percent"] is None


def test_another_voice_ends_what_a_survey_told() -> None:
    text = "A Tarn Gazette survey found that Brandt had 41 percent. Olan Petrik said that the crane failed. "
    text += "Tolls rose by 4 percent."
    assert voices_of(text)[-1] == ("Tolls rose by 4 percent", None)


def test_a_second_survey_is_not_the_first_and_its_sample_is_nobodys_finding() -> None:
    text = (
        "A Tarn Gazette survey found that Brandt had 41 percent. Another poll put her at 38 percent. "
        "The margin of error was 4 percentage points."
    )
    assert [voice for _, voice in voices_of(text)[1:]] == [None, None]


def test_shares_of_those_asked_speak_through_their_survey() -> None:
    text = "A Tarn Gazette survey found that Brandt had 41 percent. Only 12 percent said that the mayor should go."
    claim = claims_of(text)[-1]
    assert (claim.claimant_name, claim.hedge) == ("Tarn Gazette survey", "reported")


def test_the_survey_is_the_one_that_has_a_name() -> None:
    text = "Tolls rose in all ports, according to a recent Tarn Gazette survey of ports. "
    text += "The study found that tolls had doubled."
    assert [voice for _, voice in voices_of(text)] == ["Tarn Gazette survey of ports"] * 2


@pytest.mark.parametrize(
    ("text", "voice"),
    [
        ("Some observers said the lock leaked.", "observers"),
        ("A former port official said the lock leaked.", "former port official"),
        ("Divers have also discovered that the lock leaked.", "Divers"),
        ("The mayor, as many believe, is seeking a boat in Vell.", "many"),
        ("Critics in the Vell Parliament said the lock leaked.", "Critics in the Vell Parliament"),
        ("A spokesman for the Vell Ministry said the lock leaked.", "spokesman for the Vell Ministry"),
    ],
)  # fmt: skip
def test_voices_without_a_name_are_their_noun(text: str, voice: str) -> None:
    claim = claims_of(text)[0]
    assert (claim.claimant_name, claim.claimant_text) == (None, voice)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The Vell Harbour Fund lent money. The fund said tolls had doubled.", "Vell Harbour Fund"),
        ("The Tarn Harbour Agency (THA) lent money. The THA said tolls had doubled.", "Tarn Harbour Agency"),
    ],
)
def test_a_body_is_named_in_full_where_only_one_can_be_meant(text: str, name: str) -> None:
    assert claims_of(text)[-1].claimant_name == name


def test_a_body_is_not_named_where_two_can_be_meant() -> None:
    text = "The Vell Harbour Fund and the Tarn Pension Fund lent money. The fund said tolls had doubled."
    assert claims_of(text)[-1].claimant_name is None


def test_the_official_is_the_one_who_spoke_before() -> None:
    text = "A former port official said the lock leaked. The official said the gate had failed."
    assert [claim.claimant_text for claim in claims_of(text)] == ["former port official"] * 2


def test_who_is_accused_is_accused_by_the_complaint_that_told_of_it() -> None:
    text = (
        "The builders looted a fund, according to a 52-count complaint filed by the Vell Ministry. "
        "Olan Petrik was accused of buying a boat."
    )
    claim = claims_of(text)[-1]
    assert (claim.claimant_name, claim.hedge) == ("complaint filed by the Vell Ministry", "reported")


def test_only_documents_show() -> None:
    assert claims_of("Recent polls have shown the lead of Brandt shrinking.")[0].claimant_kind == "document"
    assert claims_of("Olan Petrik has shown courage in Vell.")[0].claimant_kind == "outlet_voice"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Olmar Shipping lost a boat. The company said tolls had doubled.", "Olmar Shipping"),
        ("Olmar Shipping lost a boat. Olmar said tolls had doubled.", "Olmar Shipping"),
        ("Olmar Shipping lost a boat. It said tolls had doubled.", "Olmar Shipping"),
        ("The Vell Courier met Olan Petrik. The newspaper said tolls had doubled.", "Vell Courier"),
        ("Olmar Shipping sued the Vell Harbour Fund. It said tolls had doubled.", "Olmar Shipping"),
        ("Petrik said his wife Ila Brandt, a pilot, left. According to her, tolls had doubled.", "Ila Brandt"),
    ],
)
def test_short_names_nouns_and_pronouns_lead_to_the_full_name(text: str, name: str) -> None:
    assert claims_of(text)[-1].claimant_name == name


@pytest.mark.parametrize(
    "text",
    [
        "Olmar Shipping sued Vell Airways. The company said tolls had doubled.",
        "The Vell Courier and the Tarn Gazette met. The newspaper said tolls had doubled.",
        "The company said tolls had doubled. Olmar Shipping lost a boat.",
    ],
)
def test_a_noun_that_can_mean_two_bodies_or_one_named_later_stays_a_noun(text: str) -> None:
    told = next(claim for claim in claims_of(text) if claim.content == "tolls had doubled")
    assert (told.claimant_kind, told.claimant_name) == ("organization", None)


@pytest.mark.parametrize(
    "text",
    [
        "Jon Olmar sued Olmar Shipping. Olmar said tolls had doubled.",
        "The Olmar Gazette met Olmar Shipping. Olmar said tolls had doubled.",
    ],
)
def test_a_short_name_that_a_person_or_another_body_bears_is_not_the_company(text: str) -> None:
    assert claims_of(text)[-1].claimant_name != "Olmar Shipping"


def test_it_goes_on_with_the_document_that_spoke() -> None:
    text = "A letter obtained by the Vell Courier says the gate leaked. It says the winch was stolen."
    assert [claim.claimant_name for claim in claims_of(text)] == ["letter obtained by Vell Courier"] * 2


@pytest.mark.parametrize("relative", ["", "that were ", "which were later "])
def test_who_obtained_documents_has_the_verb_of_it_as_cue(relative: str) -> None:
    text = f"Olm read documents {relative}obtained by the Vell Courier. The documents show the gate failed."
    holder = next(hop for hop in claims_of(text)[-1].chain if hop["actor_name"] == "Vell Courier")
    assert holder["cue"] == "obtained"


def test_it_that_stands_for_nobody_names_nobody() -> None:
    text = "Olmar Shipping lost a boat. It was reported that the winch was stolen."
    claim = claims_of(text)[-1]
    assert (claim.claimant_kind, claim.claimant_name) == ("unspecified_reports", None)


@pytest.mark.parametrize(
    ("text", "content", "voice"),
    [
        (
            "The winch had been stolen in May, former guard Ila Brandt told the Vell council.",
            "The winch had been stolen in May",
            "Ila Brandt",
        ),
        ("Tolls have doubled, a survey published on Friday shows.", "Tolls have doubled", "survey"),
        ("Owners say up to 30 boats have sunk.", "up to 30 boats have sunk", "Owners"),
        ("One official said the winch was stolen.", "the winch was stolen", "official"),
        (
            "Olan Petrik left the hall, accusing the port of neglect.",
            "accusing the port of neglect",
            "Olan Petrik",
        ),
        ("Owners have sued, although they say the winch was stolen.", "the winch was stolen", "Owners"),
    ],
)
def test_an_attribution_is_found_wherever_it_stands(text: str, content: str, voice: str) -> None:
    found = {claim.content: claim.claimant_name or claim.claimant_text for claim in claims_of(text)}
    assert found[content] == voice
    assert not any("survey published" in words for words in found)


@pytest.mark.parametrize(
    ("opening", "voice"),
    [
        ("In the letter, the inspector asked the port to:", "letter"),
        ("On Friday, Olan Petrik urged the port to:", "Olan Petrik"),
    ],
)
def test_what_a_list_asks_for_rests_on_who_asks(opening: str, voice: str) -> None:
    found = claims_of(f"{opening}\n\nreplace the old winch\n\nhire two divers", "paragraph", "list_item", "list_item")
    listed = [claim.claimant_name or claim.claimant_text for claim in found if claim.rule == "list_item"]
    assert listed == [voice] * 2


def test_figures_of_another_time_are_not_the_survey_s() -> None:
    text = "A Tarn Gazette survey found that Brandt had 41 percent. In January she stood at 31 percent."
    assert voices_of(text)[-1][1] is None
