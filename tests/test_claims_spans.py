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
