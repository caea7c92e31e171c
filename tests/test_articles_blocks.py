"""The block parser: exact spans over any text, and the lines that are easily taken for others."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from flows.base.schemas.local import BLOCK_KINDS
from flows.formats.records import Record
from flows.stages.articles import find_blocks, parse_article

BODY = "The council of Velmora met on Monday and put off its vote on the harbour plan."
PIECES = st.sampled_from(
    [
        BODY,
        "date 2025-01-31 ",
        "2025-01-31",
        "By Jane Doe",
        "A trawler leaves. Lena Dufort / AFP",
        "(AFP Photo/Lena Dufort)",
        "“No lamps” Since then nothing moved.",
        "* one",
        "- two",
        "1. three",
        "Read more",
        "— I do not know, says Ferrol.",
        "Source: Reuters",
        "https://example.org/2024/10/31/a",
        "A short line",
        "\n",
        "\n\n",
        "\r\n",
        " ",
        "\u2028",
        "\x00",
        "新闻报道今天在北京举行。",
        "مرحبا بالعالم",
        "👩‍🚀",
        "e\u0301",
    ]
)
TEXTS = st.one_of(st.text(), st.lists(PIECES, max_size=14).map("".join), st.lists(PIECES, max_size=14).map("\n".join))


def kinds(text: str) -> list[str]:
    return [block.kind for block in find_blocks(text)]


@settings(max_examples=400, deadline=None)
@given(text=TEXTS, layout=st.sampled_from(["plain", "body"]))
@example(text="", layout="plain")
@example(text="\x85a\x0bb\x1c.", layout="plain")
def test_every_character_that_is_no_space_lies_in_exactly_one_block(text: str, layout: str) -> None:
    blocks = find_blocks(text, layout)  # type: ignore[arg-type]
    end = 0
    for block in blocks:
        assert block.kind in BLOCK_KINDS
        assert end <= block.start < block.end
        assert not text[end : block.start].strip()
        assert text[block.start : block.end].strip() == text[block.start : block.end]
        end = block.end
    assert not text[end:].strip()


@settings(max_examples=200, deadline=None)
@given(text=TEXTS)
def test_no_text_makes_the_parser_raise(text: str) -> None:
    record = Record("", "ab" * 32, "txt", "utf-8", "utf-8", text, "plain")
    assert parse_article(record) == parse_article(record)


@pytest.mark.parametrize(
    "pattern",
    ['"', "(", "a.", "2020 ", "3 May 2021 will be. ", "http://a/", "- a b\n", "“Ab cd” The ", "A short line\n"],
)
def test_long_odd_text_is_read_in_time_that_grows_with_its_length(pattern: str) -> None:
    record = Record("", "ab" * 32, "txt", "utf-8", "utf-8", pattern * (200_000 // len(pattern)), "plain")
    assert parse_article(record)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("A trawler leaves the basin. Lena Dufort / NWA", ["caption", "credit"]),
        ("A trawler leaves the basin. Lena Dufort", ["caption", "credit"]),
        ("A trawler leaves the basin. Getty Images", ["caption", "credit"]),
        ("A trawler leaves the basin. (AP Photo/Lena Dufort)", ["caption", "credit"]),
        ("A trawler leaves the basin. Photo: Lena Dufort", ["caption", "credit"]),
        ("A trawler leaves the basin (left) on Monday.", ["caption"]),
        ("Photo: Lena Dufort", ["credit"]),
        ("Ferrol met U.S. Secretary Dana Whitlock", ["heading"]),
        ("Will the Council Agree? Limits and Options", ["heading"]),
        ("It was the work of J. K. Ferrol.", ["paragraph"]),
        ("Nobody came. The basin stayed shut, and nobody was told of it.", ["paragraph"]),
        ("— I do not know, says Ferrol.", ["paragraph"]),
        ("* a single star opens a note.", ["paragraph"]),
        ("Subscribe to our newsletter", ["boilerplate"]),
        ("Advertisement", ["boilerplate"]),
        ("Advertisement spending fell sharply in March.", ["paragraph"]),
        ("Share on Facebook", ["boilerplate"]),
        ("Shares fell on Monday.", ["paragraph"]),
        ("© 2025 All rights reserved.", ["boilerplate"]),
        ("https://example.org/a", ["link"]),
        ("See https://example.org/a for the papers.", ["paragraph"]),
        ("A long road", ["heading"]),
        ("“Ready to act”", ["heading"]),
        ("“It is over.”", ["paragraph"]),
        ("Who will pay?", ["heading"]),
        ("the plan; and", ["paragraph"]),
        ("(Reporting by Jane Doe; Editing by John Roe)", ["byline"]),
    ],
)
def test_line_between_paragraphs(line: str, expected: list[str]) -> None:
    assert kinds(f"{BODY}\n\n{line}\n\n{BODY}") == ["paragraph", *expected, "paragraph"]


@pytest.mark.parametrize(
    ("line", "is_split"),
    [
        ("He left. “A slow, cold winter” Since returning, Calder has said nothing.", True),
        ("He left.” “A slow, cold winter” In March, she spoke.", True),
        ('He left. "A slow, cold winter" The council met.', True),
        ("He left. “A slow, cold winter,” Since returning, she said nothing.", False),
        ("He left. “A slow, cold winter” said Calder.", False),
        ("He left. “A slow, cold winter” She said so twice.", False),
        ("He called it “rather slow” and The Gazette agreed.", False),
        ("He read “The Long Winter” In the evening he slept.", False),
        ("He left. “Harbour Hour” Calder spoke there.", False),
    ],
)
def test_quoted_heading_run_into_a_paragraph_is_split_only_when_certain(line: str, is_split: bool) -> None:
    assert ("heading" in kinds(f"{BODY}\n{line}")) is is_split


@pytest.mark.parametrize(
    ("text", "headline"),
    [
        (f"Harbour vote put off\n{BODY}", True),
        (f"Who will pay for the harbour?\n\n{BODY}", True),
        (f"2025-01-31\nHarbour vote put off\nBy Jane Doe\n{BODY}", True),
        (f"2025-01-31\nHarbour vote put off\n{BODY}", False),
        (f"By Jane Doe\nHarbour vote put off\n{BODY}", False),
        (f"The vote was put off.\n{BODY}", False),
        (f"and the vote was put off\n{BODY}", False),
        ("Harbour vote put off\n", False),
        ("Home\nNews\nSport\nWeather\nAbout this site\nThe council met on Monday and put it off.", False),
    ],
)
def test_headline_is_found_only_where_it_is_certain(text: str, headline: bool) -> None:
    assert ("headline" in kinds(text)) is headline


@pytest.mark.parametrize(
    ("lines", "count"),
    [
        (["• one", "• two"], 2),
        (["1. one thing", "2. two things", "3. three things"], 3),
        (["The list:", "- one", "- two"], 2),
        (["- one", "- two"], 2),
        (["- I do not know, says Ferrol.", "- Nor do I, says Calder."], 0),
        (["– one", "– two"], 0),
        (["1. one thing"], 0),
        (["3. one thing", "9. two things"], 0),
    ],
)
def test_list_items_come_in_runs_and_dialogue_is_none(lines: list[str], count: int) -> None:
    text = "\n".join([BODY, *lines, BODY])
    assert kinds(text).count("list_item") == count


def test_article_may_end_with_its_agency_without_becoming_a_caption() -> None:
    assert kinds(f"{BODY}\n\nThe trial goes on. AFP") == ["paragraph", "paragraph"]
    assert kinds(f"{BODY}\n\nThe trial goes on. (Reuters)") == ["paragraph", "paragraph"]
