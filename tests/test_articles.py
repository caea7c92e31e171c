"""Records to article and block rows: what a file says of itself is found, and nothing else is."""

import json
import pathlib

import pytest

from flows.base.schemas.local import ARTICLES, BLOCKS
from flows.formats.records import Metadata, Record, Refusal
from flows.stages.articles import Parsed, extract_articles, find_blocks, parse_article

FIXTURES = pathlib.Path(__file__).parent / "fixtures" / "articles"
CASES = sorted(path.stem for path in FIXTURES.glob("*.txt"))
BODY = "The council of Velmora met on Monday and put off its vote on the harbour plan."


def a_record(text: str, layout: str = "plain", **given: object) -> Record:
    return Record("", "ab" * 32, "txt", "utf-8", "utf-8", text, layout, **given)  # type: ignore[arg-type]


def parsed(text: str, layout: str = "plain", **given: object) -> Parsed:
    found = parse_article(a_record(text, layout, **given))
    assert isinstance(found, Parsed)
    return found


@pytest.mark.parametrize("case", CASES)
def test_case_file_gives_its_expected_blocks_and_metadata(case: str) -> None:
    text = (FIXTURES / f"{case}.txt").read_text("utf-8")
    expected = json.loads((FIXTURES / f"{case}.json").read_text("utf-8"))
    article, blocks = parsed(text)
    found = [(block["kind"], text[block["char_start"] : block["char_end"]]) for block in blocks]
    assert [kind for kind, _ in found] == [kind for kind, _ in expected["blocks"]]
    for (_, content), (kind, beginning) in zip(found, expected["blocks"], strict=True):
        is_whole = kind in ("caption", "credit", "heading", "link", "other")
        assert content == beginning if is_whole else content.startswith(beginning)
    assert {name: article[name] for name in expected["article"]} == expected["article"]


@pytest.mark.parametrize(
    ("header", "on", "at"),
    [
        ("2025-01-31", "2025-01-31", None),
        ("date 2025-01-31", "2025-01-31", None),
        ("Published: 31 January 2025 14:05", "2025-01-31", "2025-01-31T14:05"),
        ("January 31, 2025 at 2:05 pm", "2025-01-31", "2025-01-31T14:05"),
        ("Fri, 31 Jan 2025", "2025-01-31", None),
        ("2025-01-31T14:05:09+01:00", "2025-01-31", "2025-01-31T14:05:09+01:00"),
        ("31.01.2025", "2025-01-31", None),
        ("31/01/2025", "2025-01-31", None),
        ("Veröffentlicht am 5. März 2025", "2025-03-05", None),
        ("Publié le 31 janvier 2025 à 14h05", "2025-01-31", "2025-01-31T14:05"),
        ("1er mars 2025", "2025-03-01", None),
        ("viernes, 31 de enero de 2025 a las 14:05", "2025-01-31", "2025-01-31T14:05"),
        ("Pubblicato il 31 gennaio 2025 alle 14:05", "2025-01-31", "2025-01-31T14:05"),
        ("Gepubliceerd op vrijdag 31 januari 2025 om 14.05 uur", "2025-01-31", "2025-01-31T14:05"),
        ("Publicado em 31 de janeiro de 2025 às 14:05", "2025-01-31", "2025-01-31T14:05"),
        ("Opublikowano: 31 stycznia 2025 r., godz. 14:05", "2025-01-31", "2025-01-31T14:05"),
        ("Publicerad 31 januari 2025", "2025-01-31", None),
        ("Publisert 31. januar 2025 kl. 14.05", "2025-01-31", "2025-01-31T14:05"),
        ("Опубликовано: 31 января 2025 года в 14:05", "2025-01-31", "2025-01-31T14:05"),
        ("2025年1月31日 14:05", "2025-01-31", "2025-01-31T14:05"),
        ("2025년 1월 31일", "2025-01-31", None),
        ("Published 2:05 PM EST, Fri January 31, 2025", "2025-01-31", "2025-01-31T14:05"),
    ],
)
def test_date_header_in_every_form_gives_the_date(header: str, on: str, at: str | None) -> None:
    for text in (f"{header}\n{BODY}", f"Harbour vote put off\n{header}\n\n{BODY}", f" {header} {BODY}"):
        article = parsed(text).article
        assert (article["published_on"], article["published_at"]) == (on, at)
        assert article["published_evidence"] == "date_header"


@pytest.mark.parametrize("header", ["03/04/2025", "Published: 03-04-2025", "2025-01-31\n2025-02-01"])
def test_date_that_can_be_read_two_ways_is_null_with_the_reason(header: str) -> None:
    article = parsed(f"Harbour vote put off\n{header}\n{BODY}").article
    assert article["published_on"] is None
    assert article["published_evidence"].startswith("ambiguous: ")


@pytest.mark.parametrize(
    "text",
    [
        f"{BODY} It was founded on 5 March 2019.",
        f"2025-01-31 was the day on which it all began. {BODY}",
        "On 31 January 2025 the council met. It put off the vote.",
        f"30/31/2025\n{BODY}",
    ],
)
def test_date_in_a_sentence_is_not_the_date_of_publication(text: str) -> None:
    assert parsed(text).article["published_on"] is None


def test_names_and_dates_side_by_side_are_told_apart() -> None:
    for line in (
        "By Jane Doe | 31 January 2025",
        "31 January 2025 - By Jane Doe",
        "Published 31 January 2025 by Jane Doe",
    ):
        article, blocks = parsed(f"Harbour vote put off again\n{line}\n\n{BODY}")
        assert (article["byline"], article["published_on"]) == (["Jane Doe"], "2025-01-31")
        assert sorted(block["kind"] for block in blocks[1:3]) == ["byline", "date_header"]


def test_sign_off_names_the_reporters_not_the_editors() -> None:
    article = parsed(f"{BODY}\n\n(Reporting by Jane Doe in Velmora; Editing by John Roe)").article
    assert article["byline"] == ["Jane Doe"]


def test_update_alone_is_no_publication() -> None:
    article = parsed(f"Harbour vote put off\nUpdated May 07, 2025\n{BODY}").article
    assert article["published_on"] is None
    assert article["updated_at"] == "2025-05-07"
    assert article["published_evidence"] == "only_an_update_is_dated"


def test_dateline_with_a_year_dates_the_article() -> None:
    article = parsed(f"VELMORA, March 3, 2025 (NWA) — {BODY}").article
    assert (article["published_on"], article["published_evidence"]) == ("2025-03-03", "dateline")
    assert article["dateline"] == "VELMORA, March 3, 2025 (NWA)"


@pytest.mark.parametrize(
    ("opening", "outlet", "credited"),
    [
        ("VELMORA (PPA) — ", None, "PPA"),
        ("VELMORA, March 3 (Reuters) - ", "The Velmora Bell", "Reuters"),
        ("VELMORA (USA) — ", None, None),
        ("VELMORA (Westland) — ", None, None),
        ("VELMORA (PPA) — ", "Peninsula Press Agency", None),
        ("VELMORA (NWA) — ", "The NWA", None),
    ],
)
def test_the_agency_in_a_dateline_is_credited_unless_it_is_the_outlet(
    opening: str, outlet: str | None, credited: str | None
) -> None:
    article = parsed(opening + BODY, metadata=Metadata(outlet=outlet)).article
    assert (article["credited_outlet"], article["credit_line"]) == (credited, None)
    assert article["credit_evidence"] == ("dateline" if credited else None)


def test_a_credit_line_goes_before_the_agency_in_a_dateline() -> None:
    article = parsed(f"VELMORA (AP) — {BODY}\n\nSource: Ostmark Courier").article
    assert article["credited_outlet"] == "Ostmark Courier"


@pytest.mark.parametrize(
    ("opening", "dateline"),
    [
        ("VELMORA, Westland (AP) — ", "VELMORA, Westland (AP)"),
        ("Velmora, 3. März (dpa) - ", "Velmora, 3. März (dpa)"),
        ("VELMORA, 3 Mar. (EFE) - ", "VELMORA, 3 Mar. (EFE)"),
        ("March 3 (Reuters) - ", "March 3 (Reuters)"),
        ("ВЕЛМОРА, 3 марта. — ", "ВЕЛМОРА, 3 марта."),
    ],
)
def test_dateline_is_kept_as_written(opening: str, dateline: str) -> None:
    article = parsed(opening + BODY).article
    assert (article["dateline"], article["published_on"]) == (dateline, None)


def test_place_and_day_below_a_headline_are_a_dateline_of_their_own() -> None:
    article, blocks = parsed(f"Harbour vote put off\nVelmora, 3 de marzo de 2025\n\n{BODY}")
    assert [block["kind"] for block in blocks] == ["headline", "dateline", "paragraph"]
    assert (article["published_on"], article["published_evidence"]) == ("2025-03-03", "dateline")


@pytest.mark.parametrize("opening", ["BREAKING — ", "Velmora — ", "WATCH: ", "“Velmora” - "])
def test_words_before_a_dash_are_no_dateline(opening: str) -> None:
    assert parsed(opening + BODY).article["dateline"] is None


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Jane Doe", ["Jane Doe"]),
        ("By Jane Doe and John Roe, Staff", ["Jane Doe", "John Roe"]),
        ("BY JANE DOE", ["JANE DOE"]),
        ("Written by: Jane van der Doe", ["Jane van der Doe"]),
        ("Jane Doe, Political Correspondent", ["Jane Doe"]),
        ("Tekst: Anna Nowak", ["Anna Nowak"]),
        ("Текст: Иван Петров", ["Иван Петров"]),
        ("作者：李小明", ["李小明"]),
        ("Jan Märzen, Redakteur", ["Jan Märzen"]),
        ("By Reuters", []),
        ("By The Lantern Gazette Newsroom", []),
    ],
)
def test_byline_holds_persons_only(line: str, names: list[str]) -> None:
    article, blocks = parsed(f"Harbour vote put off again\n{line}\n\n{BODY}")
    assert article["byline"] == names
    assert "byline" in [block["kind"] for block in blocks] or not names


@pytest.mark.parametrize(
    ("line", "body", "names"),
    [
        (
            "Von Jan Märzen und dpa",
            "Der Rat der Stadt hat am Montag getagt und die Abstimmung über den Hafen verschoben.",
            ["Jan Märzen"],
        ),
        (
            "Par Jeanne Doé et Marc Ferrol",
            "Le conseil de la ville s’est réuni lundi et a reporté le vote sur le plan pour le port.",
            ["Jeanne Doé", "Marc Ferrol"],
        ),
        (
            "Por Ana Pérez y Juan López",
            "El consejo de la ciudad se reunió el lunes y aplazó la votación sobre el plan para el puerto.",
            ["Ana Pérez", "Juan López"],
        ),
        (
            "di Mario Rossi",
            "Il consiglio della città si è riunito lunedì e ha rinviato il voto sul piano per il porto.",
            ["Mario Rossi"],
        ),
        (
            "Door Jan Jansen en Piet de Vries",
            "De raad van de stad kwam maandag bijeen en heeft de stemming over het plan voor de haven uitgesteld.",
            ["Jan Jansen", "Piet de Vries"],
        ),
        (
            "Av Jens Dahl og Kari Vik",
            "Rådet i byen møttes på mandag og har utsatt avstemningen om planen for havna til over påske.",
            ["Jens Dahl", "Kari Vik"],
        ),
        ("Door Dash Drivers", BODY, []),
        ("Di Maria Signs", BODY, []),
    ],
)
def test_byline_opens_with_the_word_of_its_language(line: str, body: str, names: list[str]) -> None:
    assert parsed(f"Velmora: 2025/26\n{line}\n\n{body}").article["byline"] == names


@pytest.mark.parametrize(
    "text",
    [
        f"By Tuesday the water had gone down. {BODY}",
        f"By Monday Evening\n\n{BODY}",
        f"{BODY}\n\nThe plan was written by Jane Doe.",
        f"{BODY} “I wrote it,” said Jane Doe, staff writer of The Lantern Gazette.",
        f"Harbour vote put off again\nJane Doe\n\n{BODY}",
        f"Text messages: Jane Doe\n\n{BODY}",
    ],
)
def test_no_author_is_invented(text: str) -> None:
    assert parsed(text).article["byline"] == []


@pytest.mark.parametrize(
    ("line", "outlet"),
    [
        ("This story was originally published by The Lantern Gazette.", "The Lantern Gazette"),
        ("Originally published on Coast Radio/Open Mic.", "Coast Radio/Open Mic"),
        ("This article is republished from NWA Daily under a Creative Commons license.", "NWA Daily"),
        ("(First published in the Lantern Gazette on 3 March 2025)", "Lantern Gazette"),
        ("Source: Reuters", "Reuters"),
        ("(Reuters)", "Reuters"),
        ("— Coast Radio", "Coast Radio"),
        ("© 2025 The Lantern Gazette. All rights reserved.", "The Lantern Gazette"),
        ("Reuters", "Reuters"),
        ("Dieser Artikel erschien zuerst bei der Lampenzeitung.", "Lampenzeitung"),
        ("Quelle: dpa", "dpa"),
        ("Cet article a été publié initialement sur Radio Côte.", "Radio Côte"),
        ("Este artículo fue publicado originalmente en Radio Costa y se reproduce con permiso.", "Radio Costa"),
        ("Questo articolo è stato pubblicato originariamente su Radio Costa.", "Radio Costa"),
        ("Dit artikel verscheen eerder in de Lampenkrant.", "Lampenkrant"),
        ("Este texto foi publicado originalmente em Rádio Costa", "Rádio Costa"),
        ("Источник: Радио Берег", "Радио Берег"),
        ("来源：海岸电台", "海岸电台"),
    ],
)
def test_credit_line_names_the_credited_outlet_not_the_publisher(line: str, outlet: str) -> None:
    article, blocks = parsed(f"{BODY}\n\n{line}\n")
    assert article["outlet"] is None
    assert article["credited_outlet"] == outlet
    assert blocks[-1]["kind"] == "credit_line"


@pytest.mark.parametrize(
    "sentence",
    [
        "Calder spoke to The Lantern Gazette.",
        "The papers, originally published by The Lantern Gazette, list the costs.",
        "The story was first reported by The Lantern Gazette.",
        "“It is over,” Calder told Reuters.",
        "— Jane Doe",
    ],
)
def test_outlet_in_the_body_is_neither_publisher_nor_credited(sentence: str) -> None:
    article = parsed(f"{BODY}\n\n{sentence}\n").article
    assert (article["outlet"], article["credit_line"], article["credited_outlet"]) == (None, None, None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The wall fell on 4 November 2024.", "2024-11-04"),
        ("The wall will be mended by 4 November 2026.", None),
        ("The wall stood until 4 November 2026.", None),
        ("The papers are at https://example.org/2024/10/31/wall and at https://example.org/9999/99/99/.", "2024-10-31"),
        ("The wall fell in November 2024.", None),
        ("The wall fell on 4 November 2024, and again on 9 January 2025.", "2025-01-09"),
    ],
)
def test_not_before_is_the_latest_day_told_as_past(text: str, expected: str | None) -> None:
    assert parsed(f"{BODY}\n\n{text}").article["not_before"] == expected


def test_not_before_is_null_where_no_list_tells_what_is_to_come() -> None:
    article = parsed(
        "Der Rat der Stadt tagt wieder am 4. November 2026, und die Mauer ist dann schon ein Jahr alt."
    ).article
    assert article["not_before"] is None


def test_language_is_told_by_the_whole_opening_not_by_the_names_in_its_first_line() -> None:
    text = (
        "ALVERN, Brink. (Vellner Post) - Präsidentin Lindqvist, Kessler und Hafenmeister Ostrander met families of the"
        " drowned sailors, who said on Thursday that nobody had told them what the inquiry found, and that they would"
        " go on asking until somebody did.\n"
    )
    assert parsed(text).article["language"] == "en"


def test_words_are_counted_in_scripts_without_spaces() -> None:
    assert parsed("市议会周一开会，推迟了关于港口计划的投票。").article["word_count"] == 19


def test_not_before_never_lies_after_the_date_of_publication() -> None:
    article = parsed(f"2025-01-31\n{BODY} A poster said that it opened on 1 May 2025.").article
    assert article["not_before"] is None


@pytest.mark.parametrize(
    ("ending", "cut"),
    [
        ("The vote is over.", False),
        ("She called it “a poor plan.”", False),
        ("The vote is over. (jd)", False),
        ("The vote is over. — J. Doe", False),
        ("The vote is over and the", True),
        ("The council said that […]", True),
        ("a loan from the E.U", True),
    ],
)
def test_truncated_end_is_noticed(ending: str, cut: bool) -> None:
    assert parsed(f"{BODY}\n\n{ending}").article["is_truncated"] is cut


@pytest.mark.parametrize(
    "text",
    [
        "Home\nNews\nSport\nWeather\nContact us\n",
        "https://example.org/a\nhttps://example.org/b\nwww.example.org\n",
        "2025-01-31 10:00:01 INFO started the job now.\n2025-01-31 10:00:02 INFO ended the job now.\n" * 3,
        '{"a": [1, 2, 3], "b": {"c": 4}, "d": "x"}',
        "Read more\nAdvertisement\nSubscribe to our newsletter\n",
        "1234567",
        "The council",
    ],
)
def test_text_without_a_sentence_is_refused(text: str) -> None:
    found = parse_article(a_record(text))
    assert isinstance(found, Refusal)
    assert found.reason == "not_an_article"


def test_blank_text_is_refused_as_empty() -> None:
    found = parse_article(a_record(" \n\t "))
    assert isinstance(found, Refusal)
    assert found.reason == "empty"


def test_body_field_keeps_metadata_apart_and_its_repeated_headline_as_headline() -> None:
    given = Metadata(headline="Harbour vote put off", outlet="The Lantern Gazette", published_on="2025-01-31")
    article, blocks = parsed(f"Harbour Vote Put Off\n{BODY}", "body", metadata=given)
    assert [block["kind"] for block in blocks] == ["headline", "paragraph"]
    assert (article["headline"], article["outlet"], article["published_on"]) == (
        "Harbour vote put off",
        "The Lantern Gazette",
        "2025-01-31",
    )


def test_body_field_has_no_headline_and_no_date_header() -> None:
    kinds = [block.kind for block in find_blocks(f"Harbour vote put off\n2025-01-31\n{BODY}", "body")]
    assert not {"headline", "date_header"} & set(kinds)


def test_rendered_record_keeps_the_readers_blocks() -> None:
    text = f"Harbour vote put off\n\n{BODY}\n\nOriginally published by Coast Radio."
    given = (("headline", 0, 20), ("paragraph", 22, 22 + len(BODY)), ("paragraph", 24 + len(BODY), len(text)))
    article, blocks = parsed(text, "rendered", blocks=given, metadata=Metadata(headline="Harbour vote put off"))
    assert [block["kind"] for block in blocks] == ["headline", "paragraph", "credit_line"]
    assert article["credited_outlet"] == "Coast Radio"


def test_tables_have_the_schema_and_one_row_per_article() -> None:
    other = a_record(f"{BODY} It will meet again.")._replace(raw_sha256="cd" * 32)
    extracted = extract_articles([a_record(BODY), other, a_record(BODY), a_record("Home\nNews")])
    assert extracted.articles.schema == ARTICLES.arrow
    assert extracted.blocks.schema == BLOCKS.arrow
    assert extracted.articles.num_rows == 2
    assert extracted.articles["article_id"].to_pylist() == sorted(extracted.articles["article_id"].to_pylist())
    assert [refusal.reason for refusal in extracted.refusals] == ["not_an_article"]
