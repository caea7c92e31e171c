"""German quotations: verb second, the subjunctive that runs on, phrases of attribution, marks, sources by article."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from speech import article, tables

from flows.base import lexicon
from flows.base.text import Span, lines
from flows.stages.quotes import Block, Quote, extract_quotes, find_quotes
from flows.stages.speakers import resolve_sources
from flows.stages.speakers.resolving import Speaker, resolve_quotes

FIXTURES = Path(__file__).parent / "fixtures" / "quotes_de"

WORDS = [
    *("„", "“", "»", "«", "‚", "‘", '"', ",", ".", ":", "–", "(", ")", "?"),
    *("sagte", "teilte", "mit", "gab", "an", "so", "laut", "nach", "Angaben", "zufolge", "wie", "dass", "habe", "sei"),
    *("Ada Lindqvist", "der", "die", "Minister", "Polizei", "er", "sie", "soll", "haben", "und", "ß", "Ü", "\n", "12."),
]


def read(text: str) -> list[tuple[Quote, Speaker]]:
    blocks = [Block("paragraph", span.start, span.end) for span in lines(text)]
    found = find_quotes(text, blocks, "de").quotes
    return list(zip(found, resolve_quotes(text, blocks, found, "de"), strict=True))


def words(text: str, span: Span | None) -> str | None:
    return text[span.start : span.end] if span else None


@pytest.mark.parametrize("name", sorted(path.stem for path in FIXTURES.glob("*.txt")))
def test_case(name: str) -> None:
    text = (FIXTURES / f"{name}.txt").read_bytes().decode("utf-8")
    expected = json.loads((FIXTURES / f"{name}.json").read_text("utf-8"))
    assert [
        [
            text[q.start : q.end],
            q.directness,
            words(text, q.source),
            words(text, q.cue),
            said.name or said.reason,
            said.kind,
            q.rule,
        ]
        for q, said in read(text)
    ] == expected["quotes"]
    blocks = [Block("paragraph", span.start, span.end) for span in lines(text)]
    found = find_quotes(text, blocks, "de").not_quotes
    assert [[text[n.start : n.end], n.reason] for n in found] == expected["not_quotes"]


@pytest.mark.parametrize(
    ("text", "content", "source"),
    [
        ("Der Minister hat mehrfach gesagt, er bleibe im Amt.", "er bleibe im Amt", "Der Minister"),
        ("Die Werft gab bekannt, dass sie schließt.", "sie schließt", "Die Werft"),
        ("Ada Lindqvist wies den Vorwurf zurück, sie habe gelogen.", "sie habe gelogen", "Ada Lindqvist"),
        ("Am Abend kündigte die Reederei an, die Preise zu senken.", "die Preise zu senken", "die Reederei"),
        ("Die Lage sei ernst, betonte der Sprecher der Polizei.", "Die Lage sei ernst", "der Sprecher der Polizei"),
        ("Der Rat vertritt die Ansicht, dass der Weg zu eng ist.", "der Weg zu eng ist", "Der Rat"),
    ],
)
def test_a_reported_clause_is_found_on_either_side_of_its_verb(text: str, content: str, source: str) -> None:
    [(quote, _)] = read(text)
    assert (text[quote.start : quote.end], words(text, quote.source)) == (content, source)


@pytest.mark.parametrize(
    "text",
    [
        "Der Minister wurde gesagt bekommen.",
        "Die Polizei, die seit Montag im Dorf ist, fährt heute ab.",
        "Sie gab dem Kind ein Brot, das noch warm war.",
        "Auch einige der Gäste waren da.",
        "Die Fähre soll am Montag fahren.",
        "Wir müssten los, wenn es regnete.",
    ],
)
def test_no_speech_is_made_of_other_sentences(text: str) -> None:
    assert read(text) == []


def test_the_subjunctive_needs_somebody_who_speaks_and_ends_with_the_indicative() -> None:
    text = "Der Förster sagte, der Wald sterbe. Die Buchen seien krank. Es regnet. Der Weg wäre frei."
    assert [(text[q.start : q.end], q.rule) for q, _ in read(text)] == [
        ("der Wald sterbe", "indirect_clause"),
        ("Die Buchen seien krank", "subjunctive"),
    ]


def test_a_separable_verb_attributes_only_with_its_particle() -> None:
    assert read("Der Minister gab, er habe es versprochen, dem Kind ein Brot.") == []
    assert len(read("Der Minister gab an, er habe es versprochen.")) == 1


def test_a_role_leads_to_the_person_who_bears_a_compound_of_it_and_to_nobody_else() -> None:
    text = (
        "Verkehrsministerin Karla Voss und Hafenmeister Tarn Weber kamen. „Es geht los“, sagte die Ministerin. "
        "„Endlich“, rief der Hafenmeister. „Zu spät“, klagte der Sprecher der Werft."
    )
    assert [said.name for _, said in read(text)] == ["Karla Voss", "Tarn Weber", None]


def test_one_pronoun_is_she_or_they_by_its_verb() -> None:
    text = "Karla Voss schwieg. „Nein“, sagte sie. Die Fischer standen am Kai. „Doch“, riefen sie."
    assert [(said.name, said.kind) for _, said in read(text)] == [
        ("Karla Voss", "named_person"),
        (None, "unnamed_group"),
    ]


def test_a_language_without_lists_keeps_its_marks_and_gets_no_sources() -> None:
    rows = [("a", "„Vi bliver“, sagde Ada Lindqvist.", "da"), ("b", "„Wir bleiben“, sagte Ada Lindqvist.", "de")]
    articles, blocks = tables(*(article(*row) for row in rows))
    quotes, _ = extract_quotes(articles, blocks)
    found = resolve_sources(quotes, articles, blocks).to_pylist()
    assert [(row["content"], row["source_name"], row["rule"]) for row in found] == [
        ("Vi bliver", None, "marks_only"),
        ("Wir bleiben", "Ada Lindqvist", "after_quote"),
    ]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=60))
def test_every_span_is_exact_and_rows_are_in_order_whatever_the_words(tokens: list[str]) -> None:
    articles, blocks = tables(article("a", " ".join(tokens), "de"))
    text = articles.column("text")[0].as_py()
    quotes, others = extract_quotes(articles, blocks)
    rows = resolve_sources(quotes, articles, blocks).to_pylist()
    for row in rows:
        assert text[row["char_start"] : row["char_end"]] == row["content"] != ""
        for role in ("source", "cue"):
            written = row["source_text"] if role == "source" else row["cue"]
            start, end = row[f"{role}_start"], row[f"{role}_end"]
            assert (written is None) == (start is None)
            assert written is None or text[start:end] == written != ""
        assert (row["source_name"] is None) == (row["source_unresolved_reason"] is not None)
    assert [r["char_start"] for r in rows] == sorted(r["char_start"] for r in rows)
    assert all(text[o["char_start"] : o["char_end"]] == o["content"] for o in others.to_pylist())


def test_cue_rows_are_whole() -> None:
    """A row short of a form would make a verb that is never found."""
    for row in lexicon.rows("de", "cues"):
        assert 5 <= len(row) <= 7, row
        assert row[0] in ("speech", "stating", "manner", "thought")
        assert not row[5:6] or row[1].startswith(row[5]) or row[1] in ("ausgehen", "lassen") or row[5] == "", row
