"""How firmly a claim is put: what judges, what is a forecast, what is denied, and what can be checked."""

import pytest
from test_claims import a_speech, an_article, claims_of

from flows.stages.claims import Claim, find_claims


def said(words: str) -> Claim:
    """The first claim of words that Ila Brandt is quoted with."""
    text = f"“{words}” Ila Brandt said."
    speech = a_speech(text, words, source_text="Ila Brandt", source_name="Ila Brandt")
    return find_claims(an_article(text), [speech])[0]


@pytest.mark.parametrize(
    "text",
    [
        "The crane is a disgrace.",
        "The closure would have been a disaster, Petrik said.",
        "The port has limited appetite for another dredger.",
        "The fall of the tower weakened the standing of the council.",
        "The request highlights his plight.",
        "The repair came too late for the crew.",
        "The pier was too dangerous for the ferry.",
        "The levy is just the start of a quarrel.",
        "The main risk is the collapse of the quay.",
        "Unfortunately, the gate failed.",
        "The council should sell the crane.",
    ],
)
def test_what_judges_is_an_opinion_or_a_forecast(text: str) -> None:
    claim = claims_of(text)[-1]
    assert claim.hedge in ("opinion", "prediction")
    assert not claim.is_check_worthy
    assert claim.hedge_cues


@pytest.mark.parametrize("clause", ["dealing a blow to the dockers", "handing a victory to the rowers"])
def test_a_blow_dealt_is_a_judgement(clause: str) -> None:
    assert claims_of(f"The council sold the crane, {clause}.")[-1].hedge == "opinion"


@pytest.mark.parametrize(
    "text",
    [
        "The pilot is dead.",
        "The north pier is open.",
        "The water is lower than in May.",
        "The crane was described as a mess.",
        "The dredger was sold in a poor year.",
        "The crew, too, left Vell.",
        "The report highlights a leak.",
        "The ferry is just a few miles off Vell.",
        "The gale damaged the north pier.",
        "The union has no plans for a strike.",
        "It is the biggest decline for the port since 2019.",
        "She had the money she needed to buy the boat.",
        "Petrik's main worry, the leak, was mended in May.",
    ],
)
def test_what_tells_is_no_opinion(text: str) -> None:
    assert {claim.hedge for claim in claims_of(text)} <= {"asserted", "reported"}


@pytest.mark.parametrize(
    ("words", "hedge"),
    [
        ("It distracts us from the real work.", "opinion"),
        ("They are the backbone of the harbour.", "opinion"),
        ("He does not understand boats.", "opinion"),
        ("I think the gate is old.", "opinion"),
        ("I hope the port will be open.", "prediction"),
        ("I am proud of the crew.", "opinion"),
        ("They have a terrible plan.", "opinion"),
        ("They are dredging with a terrible pump.", "reported"),
        ("They were repairing the winch.", "reported"),
        ("They are repairing the winch.", "reported"),
        ("The pumps are in Vell.", "reported"),
        ("We do not have the drawings.", "reported"),
        ("The port has nine cranes.", "reported"),
        ("The crew rescued the pilot.", "reported"),
        ("I think that if the wind turns, the gate is unlikely to hold.", "prediction"),
        ("We do not know what sank the barge.", "hedged"),
    ],
)
def test_a_quoted_speaker_judges_in_the_present_and_tells_in_the_past(words: str, hedge: str) -> None:
    assert said(words).hedge == hedge


def test_what_is_held_in_general_without_a_quotation_is_told() -> None:
    assert claims_of("Ila Brandt said they form the backbone of the harbour.")[0].hedge == "reported"


@pytest.mark.parametrize(
    ("text", "hedge"),
    [
        ("The council backs the changes that divers are expected to propose.", "asserted"),
        ("The port stopped boats suspected of smuggling.", "asserted"),
        ("The boat is suspected of smuggling.", "hedged"),
        ("The sample of likely voters holds 651 names.", "asserted"),
        ("The gate is likely to fail.", "prediction"),
        ("He'd leave Vell on Friday.", "prediction"),
        ("The port sold winches if nobody claimed them.", "asserted"),
        ("The tug will sink, unless the crew mends it.", "prediction"),
        ("The problem is that the gate may no longer work.", "hedged"),
    ],
)
def test_a_hedge_counts_where_it_bears_on_the_clause(text: str, hedge: str) -> None:
    assert claims_of(text)[0].hedge == hedge


@pytest.mark.parametrize(
    ("text", "polarity"),
    [
        ("No ferry has left Vell.", "-"),
        ("The ferry did not leave Vell.", "-"),
        ("There was little evidence of a leak in Vell.", "-"),
        ("The port blamed Olan Petrik because he had not mended the winch.", "+"),
        ("The plan brings cranes to quays that would not have any.", "+"),
        ("If the tug cannot pull it, the barge will sink.", "+"),
        ("The port is unsure whether or not to sell.", "+"),
    ],
)
def test_only_a_negation_of_the_main_clause_turns_it(text: str, polarity: str) -> None:
    assert claims_of(text)[0].polarity == polarity


@pytest.mark.parametrize(
    ("text", "reasons"),
    [
        ("The program has been marred by fraud.", ("known_actor",)),
        ("They mended the winch.", ("known_actor",)),
        ("Dockers mended a winch.", ("known_actor",)),
        ("It is unclear what the barge carried.", ("known_actor",)),
        ("There is a need for care.", ("no_name_number_or_date",)),
        ("The gate could damage the lock.", ("prediction",)),
        ("The gate may already be shut.", ("known_actor",)),
        ("The gate could damage 12 boats.", ("quantity",)),
    ],
)
def test_facts_about_what_is_known_can_be_checked_and_what_may_happen_cannot(
    text: str, reasons: tuple[str, ...]
) -> None:
    assert claims_of(text)[0].check_reasons == reasons


def test_what_goes_on_with_a_quoted_judgement_judges_too() -> None:
    words = "It is a disgrace, distracting the crew from the pumps,"
    text = f"“{words}” Ila Brandt said."
    speech = a_speech(text, words, source_text="Ila Brandt", source_name="Ila Brandt")
    found = find_claims(an_article(text), [speech])
    assert [(c.content, c.hedge) for c in found][1] == ("distracting the crew from the pumps", "opinion")


@pytest.mark.parametrize(
    ("text", "hedge"),
    [
        ("Olmar Shipping said it never received the letter.", "denied"),
        ("Ila Brandt said no such letter reached the port.", "denied"),
        ("Ila Brandt said she had never seen such rain.", "reported"),
        ("Ila Brandt said the winch was never repaired.", "reported"),
        ("Ila Brandt said the port could lose the case by autumn.", "prediction"),
        ("Ila Brandt said the port could lose the case.", "hedged"),
        ("Analysts say the letter may force Petrik out of office.", "prediction"),
        ("Police say the boat may carry weapons.", "hedged"),
        ("Analysts say the winch may have failed in 2024.", "hedged"),
        ("Olmar Shipping expects a loss of 9 million crowns.", "prediction"),
        ("Tolls were reportedly worst in Vell.", "reported"),
        ("Ila Brandt said the fine was bearable.", "opinion"),
        ("The toll is a price worth paying.", "opinion"),
        ("The letter raises a harder question.", "opinion"),
        ("It is the highest fine that a court in Vell has imposed.", "asserted"),
        ("There were 14 serious leaks in Vell.", "asserted"),
    ],
)
def test_denials_forecasts_verdicts_and_facts_are_told_apart(text: str, hedge: str) -> None:
    assert claims_of(text)[-1].hedge == hedge


@pytest.mark.parametrize(
    ("words", "hedge"),
    [
        ("Voters are punishing the council for its silence.", "opinion"),
        ("Petrik is making our port less safe.", "opinion"),
        ("If I had to name a cause, it would begin with the gate.", "opinion"),
        ("I never signed the contract.", "denied"),
        ("He never signed the contract.", "reported"),
    ],
)
def test_quoted_speakers_blame_judge_and_deny(words: str, hedge: str) -> None:
    assert said(words).hedge == hedge
