"""A spliced article stays with the story that is most of it; one from which excerpts were cut holds a single story."""

from typing import Any

from flows.base.text import sentences
from flows.stages.families.splices import find_splices
from flows.stages.fingerprints import find_sentences

FERRY = (
    "The ferry to Skerrow stopped at noon. Captain Ida Brandt found cracked bolts in the ramp of the ferry. "
    "The harbour office ordered a steel frame for the ferry ramp. Brandt expects the frame within two weeks. "
)
BAKERY = "A bakery in Quillmouth burned down overnight. Fire chief Oren Vask blamed an oven that nobody had cleaned. "
SPLICED = FERRY + BAKERY


def _rows(text: str) -> list[dict[str, Any]]:
    return [sentence._asdict() for sentence in find_sentences(text, [(0, len(text))])]


def _match(a: str, b: str, whole: str, part: str) -> dict[str, Any]:
    """Return a match of a, whose text is `whole`, with b: the sentences of `part` align."""
    start = whole.index(part)
    spans = sentences(whole, start, start + len(part))
    evidence = [
        {"a_start": span.start, "a_end": span.end, "b_start": span.start - start, "b_end": span.end - start}
        for span in spans
    ]
    return {"article_a": a, "article_b": b, "evidence": evidence}


def _splices(text: str, first: str, second: str) -> frozenset[tuple[str, str]]:
    one, other = _match("a", "b", text, first), _match("a", "c", text, second)
    return find_splices({"a": [one, other], "b": [one], "c": [other]}, {"a": _rows(text)})


def test_the_lesser_story_of_a_splice_is_no_match() -> None:
    assert _splices(SPLICED, FERRY.strip(), BAKERY.strip()) == {("a", "c")}
    assert _splices(BAKERY + FERRY, FERRY.strip(), BAKERY.strip()) == {("a", "c")}


def test_two_excerpts_of_one_story_leave_it_whole() -> None:
    middle = FERRY.index("The harbour")
    assert _splices(FERRY, FERRY[:middle].strip(), FERRY[middle:].strip()) == frozenset()


def test_groups_that_match_each_other_or_share_a_stretch_are_one() -> None:
    one, other = _match("a", "b", SPLICED, FERRY.strip()), _match("a", "c", SPLICED, BAKERY.strip())
    between = {"article_a": "b", "article_b": "c", "evidence": []}
    neighbours = {"a": [one, other], "b": [one, between], "c": [other, between]}
    assert find_splices(neighbours, {"a": _rows(SPLICED)}) == frozenset()
    assert _splices(SPLICED, FERRY.strip(), FERRY.strip()) == frozenset()
