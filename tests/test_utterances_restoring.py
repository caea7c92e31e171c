"""A quotation that lost its marks is found again by the sibling's marks, exactly, and nothing else becomes one."""

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rows import Row, matches, members, quote, quotes

from flows.stages.utterances import find_lost_quotes, link_family_quotes, restore_lost_quotes

SAID = "The ground behind the wall was washed out years before anybody drilled"


def restored(copy: str, *own: Row, said: str = SAID, speaker: str | None = "Ilse Tarnow", **told: str) -> list[Row]:
    """What is found in a copy that corresponds as a whole to the sentence with the quotation."""
    start = 120
    original = {**quote(1, "a", said, speaker, **told), "char_start": start, "char_end": start + len(said)}
    rows, known = quotes(original, *own), members(a="f", b="f")
    aligned = matches("a", "b", (start - 1, start + len(said) + 20, 0, len(copy)))
    links = link_family_quotes(rows, known, aligned)
    lost = find_lost_quotes(rows, links, known, aligned)
    texts = pa.table({"article_id": ["b"], "text": [copy], "language": ["en"]})
    found, links = restore_lost_quotes(lost, texts, rows)
    assert links.num_rows == found.num_rows
    table: list[Row] = found.to_pylist()
    return table


@pytest.mark.parametrize(
    ("copy", "content", "marks", "source"),
    [
        (SAID + ".", SAID + ".", "missing", None),
        (f"{SAID}, she said.", SAID, "missing", "she"),
        (f"She said: {SAID}.", SAID + ".", "missing", "She"),
        (f"{SAID}, Ilse Tarnow, the engineer, said.", SAID, "missing", None),
        (f"{SAID}\n“ she explains.", SAID, "repaired", "she"),
        (f"— {SAID}.", SAID + ".", "missing", None),
        (f"{SAID}, so it goes.", SAID, "missing", None),
        (f"â€œ{SAID},â€ she said.", SAID, "repaired", "she"),
        ("— The soil behind the wall was washed out long before anyone drilled.", None, "missing", None),
    ],
)
def test_the_words_stand_without_what_attributes_them(
    copy: str, content: str | None, marks: str, source: str | None
) -> None:
    (row,) = restored(copy)
    wanted = content or copy[2:]
    assert (row["content"], row["marks"], row["source_text"]) == (wanted, marks, source)
    assert copy[row["char_start"] : row["char_end"]] == row["content"]
    if source:
        assert copy[row["source_start"] : row["source_end"]] == source
    assert (row["source_name"], row["repaired_from_quote_id"]) == ("Ilse Tarnow", "quo_a_1")
    assert row["chain"][-1]["actor_name"] == "Ilse Tarnow"


@pytest.mark.parametrize(
    "copy",
    [
        "The engineers had long known that the soil was bad.",
        "The wall needs repair before the winter.",
        f"Nobody believed that {SAID[:1].lower()}{SAID[1:]}, and the company said that it was all invented by rivals.",
    ],
)
def test_what_the_copy_tells_in_its_own_words_is_no_quotation(copy: str) -> None:
    assert restored(copy) == []


def test_a_quotation_that_the_copy_has_as_reported_speech_stays_so() -> None:
    copy = f"{SAID}, she said."
    own = {**quote(1, "b", SAID, "Ilse Tarnow", directness="indirect"), "char_start": 0, "char_end": len(SAID)}
    assert restored(copy, own) == []


def test_neither_few_words_nor_damaged_ones_restore_anything() -> None:
    assert restored("It will hold.", said="It will hold") == []
    assert restored(SAID, marks="repaired") == []
    assert restored(SAID, directness="partial") == []


def test_a_speaker_without_a_name_stays_without_one() -> None:
    (row,) = restored(SAID, speaker=None, source_kind="anonymous_person")
    assert (row["source_name"], row["source_kind"]) == (None, "anonymous_person")


@given(
    st.text(alphabet="ab .,:;“”\"—'’\nâ€œ", max_size=60), st.sampled_from(("", SAID, f"“{SAID}", f"{SAID}, he said"))
)
def test_spans_are_exact_whatever_the_copy_looks_like(noise: str, words: str) -> None:
    copy = noise + words + noise[::-1]
    for row in restored(copy):
        assert copy[row["char_start"] : row["char_end"]] == row["content"]
        if row["source_text"] is not None:
            assert copy[row["source_start"] : row["source_end"]] == row["source_text"]
