"""Spans of claims: where a clause begins and ends, what is split, and what stays together."""

import pytest

from flows.stages.claims import Article, Speech, find_claims
from flows.stages.claims.clauses import find_clauses

SPLIT = {
    "members that share their verb with the first": (
        "The gauge shows a rising river, with the Courier putting it 3 points up, the Bell 4.3 points, and the "
        "Herald 2.1 points.",
        ["The gauge shows a rising river", "the Courier putting it 3 points up", "the Bell 4.3 points",
         "the Herald 2.1 points"],
    ),
    "shares of those asked": (
        "44 percent would back Olm, while 5 percent prefer Brandt and 1 percent support Vey.",
        ["44 percent would back Olm", "5 percent prefer Brandt", "1 percent support Vey"],
    ),
    "two verdicts with one verb": (
        "The council sees the toll as a tax, and the gate as a wall.",
        ["The council sees the toll as a tax", "the gate as a wall"],
    ),
    "items of a request": (
        "Olm was asked to guard the locks, repair the gate and acquisition 14 pumps.",
        ["Olm was asked to guard the locks", "repair the gate", "acquisition 14 pumps"],
    ),
    "verbs in a row": (
        "Vell sold the mill, closed the port and left the union.",
        ["Vell sold the mill", "closed the port", "left the union"],
    ),
    "what happened in a thing": (
        "He joined a scheme in which they looted the fund.",
        ["He joined a scheme", "they looted the fund"],
    ),
    "a condition behind and": (
        "The port has become plagued by rust and, if not mended, it should be closed in May.",
        ["The port has become plagued by rust", "if not mended, it should be closed in May"],
    ),
    "a clause that dates another and tells more, with an abbreviation": (
        "Many in Vell felt betrayed when Mr. Olm invited Mr. Brandt to a meeting in Tarn.",
        ["Many in Vell felt betrayed", "Mr. Olm invited Mr. Brandt to a meeting in Tarn"],
    ),
    "sentences joined by a mere comma": (
        "The harbor is shut, it has no crane.",
        ["The harbor is shut", "it has no crane"],
    ),
    "predicates inside a clause in front": (
        "As Vell deployed tugs to the bay and ramped up patrols, Brandt turned to a friend.",
        ["Vell deployed tugs to the bay", "ramped up patrols", "Brandt turned to a friend"],
    ),
    "a thing in front that is told with a participle": (
        "With the navy boasting its largest ship in the bay, many expect a war.",
        ["the navy boasting its largest ship in the bay", "many expect a war"],
    ),
    "a verb in the present behind an aside, its commas without blanks": (
        "The appeal,delivered by Ila Brandt during a long visit to Tarn in May,centers on the pumps of the old harbor.",
        ["delivered by Ila Brandt during a long visit to Tarn in May", "centers on the pumps of the old harbor"],
    ),
    "an aside by whom a thing is run": (
        "The fund, run by the Harbor Board, has brought millions to towns that had no port of their own.",
        ["The fund, run by the Harbor Board, has brought millions to towns that had no port of their own",
         "run by the Harbor Board"],
    ),
    "a relative clause in front": (
        "In the three towns, which include Vell, Tarn and Olm, voters have left in May.",
        ["In the three towns, which include Vell, Tarn and Olm, voters have left in May",
         "which include Vell, Tarn and Olm"],
    ),
    "a relative clause behind a clause that goes on behind another": (
        "The town, where Ila Brandt grew up in a small flat, voted for her rival, who rebuffed her.",
        ["where Ila Brandt grew up in a small flat", "voted for her rival", "who rebuffed her"],
    ),
    "a clause in front behind a dateline": (
        "PORT ARDLE (Vell Press) — When the wall gave way, 40 families lost their homes.",
        ["the wall gave way", "40 families lost their homes"],
    ),
    "clauses in a list": (
        "Two dockers died, dozens of boats were lost, and 2,500 crates had to be burned.",
        ["Two dockers died", "dozens of boats were lost", "2,500 crates had to be burned"],
    ),
    "a predicate behind the year from which a thing dates": (
        "The mill dates from 1998 and employs 340 people.",
        ["The mill dates from 1998", "employs 340 people"],
    ),
    "how a figure ranks": (
        "At the last ballot it was 58.4 percent, the lowest since 1990.",
        ["At the last ballot it was 58.4 percent", "the lowest since 1990"],
    ),
    "a past form behind a name in the plural": (
        "The navy has moved tugs to the Shallows and intensified patrols of the bay.",
        ["The navy has moved tugs to the Shallows", "intensified patrols of the bay"],
    ),
    "a place in front that nothing more is said of": (
        "In the old town of Scarle, where Olm grew up,",
        ["In the old town of Scarle", "where Olm grew up"],
    ),
    "a long phrase in front that is told with a participle": (
        "Since returning to the office in Vell, Olm has raised the toll.",
        ["Olm has raised the toll"],
    ),
}  # fmt: skip

TOGETHER = {
    "a passive pair that shares its place": "Brandt was born and buried in Vell.",
    "a reason that qualifies": "The tolls fell simply because they were wrong.",
    "a thing and what it consists in": "It rests on a basic rule: voters keep their seat.",
    "an aside between dashes": "Vell began a “harsh” campaign — including tolls on the mill — to weaken the union.",
    "a phrase behind a dash": "A majority of voters expect Olm to win - 44 percent to 34 percent",
    "whom a number bounds": "Among likely voters in a two-way race, her lead is the same.",
    "a number with a comma": "The clerks were paid $10,000 to $20,000 a year.",
    "what a thing is called": "The scheme, called Tern, allows foreign traders to gain seats.",
    "a brief clause that dates another": "The pact entered into force after Olm signed it.",
    "two subjects behind that": "The board has also argued that his tolls and public loans expose him.",
    "a plural noun that is no verb": "It widened its review of the regional centers and its checks.",
    "a subject with two verbs of its own": "A board that writes letters and does not return is worse than none.",
    "a brief phrase of what comes first": "She would study the ruling before deciding on an appeal.",
    "a phrase behind a dash that holds a relative clause": "The trade keeps falling - through the fear it spreads.",
    "a comparison and its time": "The boats sail further than boats did when the harbor was shut.",
    "a short aside that tells something": "It is closed since May, the first such step in Vell, and by a vote.",
    "a condition and what it leads to": "If the gate holds, it will last.",
}


@pytest.mark.parametrize("case", SPLIT)
def test_a_sentence_is_split_into_its_propositions(case: str) -> None:
    text, expected = SPLIT[case]
    assert [text[c.start : c.end] for c in find_clauses(text, 0, len(text))] == expected


@pytest.mark.parametrize("case", TOGETHER)
def test_what_belongs_together_is_not_split(case: str) -> None:
    text = TOGETHER[case]
    assert [text[c.start : c.end] for c in find_clauses(text, 0, len(text))] == [text.rstrip(".")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("WASHINGTON - The gate of Vell failed in May.", "The gate of Vell failed in May"),
        ("HARROW ― The gate of Vell failed in May.", "The gate of Vell failed in May"),
        ("More recently, the gate of Vell failed in May.", "the gate of Vell failed in May"),
        ("The gate failed in May, although", "The gate failed in May"),
        ("The gate would fail if it came to that.", "The gate would fail if it came to that"),
    ],
)
def test_a_clause_ends_and_begins_where_it_should(text: str, expected: str) -> None:
    assert [text[c.start : c.end] for c in find_clauses(text, 0, len(text))] == [expected]


def test_a_short_relative_aside_leaves_its_clause_whole() -> None:
    text = "The store, which employs 340 people, has been closed since March 17."
    found = [text[c.start : c.end] for c in find_clauses(text, 0, len(text))]
    assert found == [text.rstrip("."), "which employs 340 people"]


@pytest.mark.parametrize(
    ("text", "is_claim"),
    [
        ("The gas burns eyes and lungs.", True),
        ("About 85 percent of the cold stores in Vell run on it.", True),
        ("The guild’s board contradicts him.", True),
        ("The plant employs 340 people.", True),
        ("A blow for the guild and its board", False),
        ("A review of the Sept. 11 terror attacks in the city.", False),
        ("The regional centers of the guild.", False),
    ],
)
def test_a_sentence_whose_only_verb_could_be_a_noun_is_a_claim(text: str, is_claim: bool) -> None:
    assert bool(claims_of(text)) == is_claim


def test_a_predicate_of_three_words_is_a_claim() -> None:
    contents = [content for content, _ in claims_of("The mill was built in 1998 and employs 340 people.")]
    assert contents == ["The mill was built in 1998", "employs 340 people"]


def test_a_bare_role_takes_its_relative_clause_along() -> None:
    role = "Mona Eide, a teacher who lives by the mill that Mr. Olm built at the far end of the long bay of Tarn"
    assert role in [content for content, _ in claims_of(f"{role}, heard a bang.")]


def test_what_a_named_member_told_is_no_apposition() -> None:
    contents = [content for content, _ in claims_of("A former clerk, Mona Eide, told the court that it was shut.")]
    assert not any(content.startswith("Mona Eide, told") for content in contents)


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("The fleet is slower than it was in 2014.", []),
        ("It was the first visit since the retreat from Scarle in the early 1990s.", []),
        ("The mill has been idle since the strike in 2019.", ["2019"]),
        ("More than 40 boats sank in 2021.", ["2021"]),
    ],
)
def test_the_time_that_a_claim_is_compared_with_is_not_its_date(text: str, dates: list[str]) -> None:
    (claim,) = find_claims(Article(text, (("paragraph", 0, len(text)),)))
    assert [date.date_text for date in claim.dates] == dates


def claims_of(text: str) -> list[tuple[str, str]]:
    found = find_claims(Article(text, (("paragraph", 0, len(text)),)))
    return [(claim.content, claim.claimant_kind) for claim in found]


@pytest.mark.parametrize(
    "text",
    [
        "Nearly eight of 10 voters say they plan to watch the boats.",
        "Only 52 percent of ferrymen agreed that the gate was safe.",
        "A majority of the crews said the gate was safe.",
    ],
)
def test_what_a_share_of_those_asked_says_is_what_was_counted(text: str) -> None:
    assert claims_of(text) == [(text.rstrip("."), "outlet_voice")]


def test_a_person_with_a_number_is_still_a_source() -> None:
    assert claims_of("Three officials said the gate was safe.") == [("the gate was safe", "unnamed_group")]


def test_what_a_study_found_is_its_claim() -> None:
    assert claims_of("The study found that the gate was cracked.") == [("the gate was cracked", "document")]
    assert claims_of("The diver found that the gate was cracked.") == [
        ("The diver found that the gate was cracked", "outlet_voice")
    ]


def test_a_condition_without_what_follows_from_it_is_no_claim() -> None:
    assert claims_of("If the gate holds.") == []


@pytest.mark.parametrize("condition", ["If the gate holds, it will last.", "If the gate fails, the lock leaks."])
def test_a_condition_stays_with_what_follows_from_it(condition: str) -> None:
    assert [content for content, _ in claims_of(condition)] == [condition.rstrip(".")]


def told_of(text: str, source: str, cue: str, words: str) -> list[str]:
    start, first, at = text.index(words), text.index(source), text.index(cue)
    speech = Speech(
        "quo_1", start, start + len(words), "indirect", source, first, first + len(source), source, "named_person",
        cue, at, at + len(cue), ({"hop": 0}, {"hop": 1, "actor_name": source, "actor_kind": "named_person"}),
    )  # fmt: skip
    return [claim.content for claim in find_claims(Article(text, (("paragraph", 0, len(text)),)), [speech])]


def test_what_is_said_of_a_source_is_a_claim_of_its_own() -> None:
    text = "Ila Brandt, who built the port in 2019, said that the gate was safe."
    found = told_of(text, "Ila Brandt", "said", "the gate was safe")
    assert found == ["who built the port in 2019", "the gate was safe"]


def test_what_a_source_does_before_it_speaks_is_a_claim_of_its_own() -> None:
    text = "Ila Brandt left the board in May, saying that the gate was safe."
    assert told_of(text, "Ila Brandt", "saying", "the gate was safe") == [
        "Ila Brandt left the board in May",
        "the gate was safe",
    ]


@pytest.mark.parametrize(
    ("text", "source", "expected"),
    [
        (
            "It was a blow for Ila Brandt, who said in May that the gate was safe.",
            "Ila Brandt",
            ["It was a blow for Ila Brandt", "the gate was safe"],
        ),
        (
            "The cook left the board and said that the gate was safe.",
            "The cook",
            ["The cook left the board", "the gate was safe"],
        ),
    ],
)
def test_a_clause_that_ends_in_a_source_keeps_it(text: str, source: str, expected: list[str]) -> None:
    assert told_of(text, source, "said", "the gate was safe") == expected
