"""The block parser: exact spans over any text, and the lines that are easily taken for others."""

import time

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
        "Nobody came. A wall without lamps In 2019 the council sold it to the crews.",
        "Das Tor ist zu. Kein Ende in Sicht Die Stadt „Wir warten noch bis zum Sommer“, sagte er.",
        "By Jane Doe | 31 January 2025",
        "31 January 2025 14:05 - By Jane Doe",
        "Title: Harbour vote put off",
        "Harbour vote put off again",
        "VELMORA, 3 March 2025 (AFP) — ",
        "– Aldri sett",
        "Photo: Lena Dufort",
        "A boat leaves. Lena Dufort.",
        "BREAK: A boat leaves.",
        "What now?",
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


HOSTILE = [
    "1",
    "12\n",
    '"',
    '" ',
    "“",
    "(",
    "\n",
    "\r\n",
    " ",
    "a.",
    "A. ",
    "a\n\n",
    "It rained.\n",
    "2020 ",
    "2020-01-01\n",
    "3 May 2021 will be. ",
    "14:05 3 May 2021\n",
    "http://a/ ",
    "- a b\n",
    "1. a b\n",
    "By Jane Doe\n",
    "Read more\n",
    "Source: A\n",
    "© ",
    "“Ab cd” The ",
    "He ran. “Ab cd” The ",
    "The In On At ",
    "Er lief. Kein Ende Die Stadt war leer und alle gingen fort. ",
    'Er "Wir gehen jetzt alle nach Hause", sagte er ',
    "What now? What will we do? It is late. ",
    "A short line\n",
    "A boat leaves the port. Jo Doe.\n",
    "A boat leaves the port. Jo Doe / AFP\n",
    "VELMORA, ",
    "e\u0301",
    "👩‍🚀",
    "新闻。",
    "\x00",
]


def read_seconds(text: str) -> float:
    record = Record("", "ab" * 32, "txt", "utf-8", "utf-8", text, "plain")
    begin = time.process_time()
    assert parse_article(record)
    return time.process_time() - begin


@pytest.mark.parametrize("pattern", HOSTILE)
def test_long_odd_text_is_read_in_time_that_grows_with_its_length(pattern: str) -> None:
    short, long = (pattern * (size // len(pattern)) for size in (50_000, 200_000))
    assert read_seconds(long) < 0.5 + 12 * read_seconds(short)


@pytest.mark.parametrize("unit", ["a", "1", '"', "The council met on Monday. "])
def test_fifty_megabytes_on_one_line_are_read_in_seconds(unit: str) -> None:
    assert read_seconds(unit * (50_000_000 // len(unit))) < 30


def test_hundreds_of_thousands_of_blocks_are_read_in_seconds() -> None:
    assert read_seconds("It rained.\n" * 200_000) < 30


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("A trawler leaves the basin. Lena Dufort / NWA", ["caption", "credit"]),
        ("A trawler leaves the basin. Lena Dufort", ["caption", "credit"]),
        ("A trawler leaves the basin. Getty Images", ["caption", "credit"]),
        ("A trawler leaves the basin. (AP Photo/Lena Dufort)", ["caption", "credit"]),
        ("A trawler leaves the basin. Photo: Lena Dufort", ["caption", "credit"]),
        ("A trawler leaves the basin (left) on Monday.", ["caption"]),
        ("The governor (R) leaves the basin on Monday.", ["paragraph"]),
        ("A trawler leaves the basin. Lena Dufort.", ["caption", "credit"]),
        ("It rained on the mole. Said Lena Dufort.", ["paragraph"]),
        ("A trawler leaves the basin of the Gov. Lena Dufort.", ["paragraph"]),
        ("A trawler leaves the basin. File photo. NWA", ["caption", "credit"]),
        ("A trawler leaves the basin. AFP Show more", ["caption", "credit"]),
        ("A trawler leaves the basin. Lena Dufort. Courtesy of the Harbour Museum", ["caption", "credit"]),
        ("A trawler leaves the basin. Lena Dufort og Jens Dahl (Havnebladet)", ["caption", "credit"]),
        ("The vote is put off. Photo: it is late.", ["paragraph"]),
        ("Infografik: So schließen die Tore", ["caption"]),
        ("Video: Lena Dufort / AFP", ["credit"]),
        ("Un chalutier quitte le bassin. Crédit photo : Lena Dufort", ["caption", "credit"]),
        ("拖网渔船离开港池（李小明摄）", ["caption", "credit"]),
        ("Niederlage beim 1. FC Velmora", ["heading"]),
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
        ("Lesen Sie hier: Was die Taucher im Becken fanden", ["boilerplate"]),
        ("Lire aussi : Ce que les plongeurs ont trouvé", ["boilerplate"]),
        ("La suite après la publicité", ["boilerplate"]),
        ("Te puede interesar", ["boilerplate"]),
        ("L’articolo continua dopo la pubblicità", ["boilerplate"]),
        ("Tekst gaat verder onder de foto", ["boilerplate"]),
        ("Dalsza część artykułu pod materiałem wideo", ["boilerplate"]),
        ("Artikeln fortsätter under annonsen", ["boilerplate"]),
        ("Читайте также: Что нашли водолазы", ["boilerplate"]),
        ("関連記事", ["boilerplate"]),
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


BODIES = {
    "en": BODY,
    "de": "Der Rat von Velmora hat am Montag getagt und die Abstimmung über den Plan für den Hafen verschoben.",
    "fr": "Le conseil de Velmora s’est réuni lundi et a reporté le vote sur le plan pour le port de la ville.",
    "es": "El consejo de Velmora se reunió el lunes y aplazó la votación sobre el plan para el puerto de la ciudad.",
    "pt": "O conselho de Velmora reuniu-se na segunda-feira e adiou a votação sobre o plano para o porto da cidade.",
    "no": "Rådet i Velmora møttes på mandag og har utsatt avstemningen om planen for havna til over påske.",
    "ru": "Совет города Велмора собрался в понедельник и снова отложил голосование о плане для порта на весну.",
}


@pytest.mark.parametrize(
    ("language", "line", "heading"),
    [
        ("en", "The gates leak. A wall without an owner In 2019 the state sold it.", "A wall without an owner"),
        ("en", "The gates leak. What crews want The first of them ask for lamps.", "What crews want"),
        (
            "en",
            "The gates leak. Best Harbour Lamps of Spring The Lantern 3 is the lightest.",
            "Best Harbour Lamps of Spring",
        ),
        ("en", "A wall without an owner In 2019 the state sold it to a company.", "A wall without an owner"),
        (
            "de",
            "Das Tor ist undicht. Mauer ohne Eigentümer Die Stadt hatte sie 2019 verkauft.",
            "Mauer ohne Eigentümer",
        ),
        ("de", "Das Tor ist undicht. Neue Frist „Wir werden bis dahin fertig“, sagte Ines Calder.", "Neue Frist"),
        ("fr", "La porte fuit. Un mur sans maître Selon la mairie, la ville a vendu le mur.", "Un mur sans maître"),
        ("es", "La puerta no cierra. Un muro sin dueño Según el consejo, la ciudad lo vendió.", "Un muro sin dueño"),
        ("pt", "A comporta não fecha. Um muro sem dono Segundo o conselho, a cidade o vendeu.", "Um muro sem dono"),
        ("no", "Porten er utett. Mur uten eier Ifølge havnekontoret ble den solgt for lenge siden.", "Mur uten eier"),
        ("ru", "Ворота текут. Стена без хозяина После шторма город продал ее одной из компаний.", "Стена без хозяина"),
        ("en", "He told The Lantern Courier that the gates leak at every tide.", None),
        ("en", "The crews of the Serie A club stayed away from the mole.", None),
        ("en", "He read From the Crypt and went to bed at nine o’clock.", None),
        ("en", "The gates leak. It was Ferrol who told the Coast Today show about it all.", None),
        ("en", "The road is shut from Sept. 28 In Velmora and all of the towns around.", None),
        ("en", "The gates leak. He called it a plan “For the many and not the few,” and left.", None),
        ("de", "Das sagte er dem Magazin Der Hafen in einem langen Gespräch am Montag.", None),
        ("de", "Das Tor ist undicht. Es ist nur für kurze Zeit offen Ebenso wird es bald zu sein.", None),
        ("de", "Sie wohnt in der Straße Am Hafen und geht jeden Morgen dorthin.", None),
    ],
)
def test_bare_heading_run_into_a_paragraph_is_split_only_where_a_sentence_must_open(
    language: str, line: str, heading: str | None
) -> None:
    text = f"{BODIES[language]}\n{line}"
    found = [text[block.start : block.end] for block in find_blocks(text) if block.kind == "heading"]
    assert found == ([heading] if heading else [])


def test_name_that_the_story_tells_of_is_no_photo_credit_before_a_full_stop() -> None:
    text = f"{BODY}\n\nIt was the work of one man. Jens Dahl.\n\nJens Dahl has not been seen since."
    assert kinds(text) == ["paragraph"] * 3


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
        ("港の投票は延期された\n\n市議会は月曜日に港の投票を延期した。市長は火曜日に説明すると述べた。", True),
        ("物価は３．５％上昇した模様\n\n市議会は月曜日に港の投票を延期した。市長は火曜日に説明すると述べた。", True),
        ("市議会は月曜日に港の投票を延期した。\n\n市長は火曜日に住民に説明すると述べた。", False),
        ("「投票は延期する。」\n\n市長は火曜日に住民に説明すると述べた。", False),
        ("市议会周一推迟了投票。市长没有说明\n\n市长说，周二将向居民说明原因。", False),
        ("谁来为港口付钱？居民要求说明\n\n市长说，周二将向居民说明原因。", False),
        ("बंदरगाह पर मतदान टला\n\nनगर परिषद ने सोमवार को बंदरगाह पर मतदान टाल दिया।", True),
        ("नगर परिषद ने सोमवार को मतदान टाल दिया।\n\nमेयर ने कहा कि वह मंगलवार को कारण बताएँगे।", False),
        ("کونسل نے پیر کو ووٹنگ ملتوی کر دی۔\n\nمیئر نے کہا کہ وہ منگل کو وجہ بتائیں گے۔", False),
        (f"市議会は月曜日に港の投票を延期した。\n2025-01-31\n{BODY}", False),
        (f"From: Desk of the Herald\n\n{BODY}", False),
        (f"Betreff: Hafenabstimmung verschoben\n\n{BODY}", False),
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
