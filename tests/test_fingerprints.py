"""Keys must survive rewording, keep different texts apart, and sentences must point exactly into the text."""

from copies import id_of, make_articles, make_blocks, make_quotes, read_story
from hypothesis import given
from hypothesis import strategies as st

from flows.base.schemas import local
from flows.base.text import lines
from flows.stages.fingerprints import content_stems, extract_fingerprints, find_sentences, stem
from flows.stages.fingerprints.article_keys import BANDS, LEAST_KEYS, ArticleKeys, find_article_keys
from flows.stages.fingerprints.concepts import read_concepts
from flows.stages.fingerprints.item_keys import find_claim_keys, find_quote_keys


def _keys(*texts: str) -> list[ArticleKeys]:
    return find_article_keys([[sentence.terms for sentence in find_sentences(text, lines(text))] for text in texts])


def _pairs(text: str) -> set[int]:
    return set(_keys(text)[0].pairs.tolist())


def _sketch(text: str) -> set[int]:
    return set(_keys(text)[0].sketch.tolist())


def test_inflections_of_a_word_share_a_stem() -> None:
    assert stem("closes") == stem("closed") == stem("closing") == stem("close")
    assert stem("parishes") == stem("parish")
    assert stem("parties") == stem("party")
    assert stem("bus") == "bus"


def test_names_are_words_capitalised_inside_a_sentence() -> None:
    text = "Mayor Okoro met farmers. Farmers told Okoro that 40 cows of Mayor Okoro were lost."
    first, second = find_sentences(text, [(0, len(text))])
    assert first.names == ("mayor", "okoro")
    assert second.names == ("okoro", "40", "mayor")


def test_common_word_pairs_give_no_key_but_particular_ones_do() -> None:
    assert _pairs("The prime minister said last week.") == set()
    assert len(_pairs("The harbour pilot waited.")) >= 1


def test_word_pairs_skip_function_words_but_never_cross_sentences() -> None:
    assert _pairs("The pilot of the harbour.") == _pairs("A pilot and harbour.")
    assert _pairs("A pilot. Harbour.") == set()


def test_a_rewrite_shares_many_word_pairs_and_another_report_few() -> None:
    original, rewrite, other = (_pairs(read_story(name)) for name in ("original", "rewrite", "same_event"))
    assert len(original & rewrite) > 0.25 * len(original)
    assert len(original & other) < 0.15 * len(other)


def test_a_copy_with_a_word_changed_shares_a_band_and_a_rewrite_may_not() -> None:
    original = read_story("original")
    assert _sketch(original) & _sketch(original.replace("ferry", "barge", 1) + "\nRead more of our stories here.")
    assert not _sketch(original) & _sketch(read_story("same_event"))


def test_keys_of_an_article_do_not_depend_on_those_beside_it() -> None:
    texts = ["Yes.", read_story("original"), "", read_story("same_event"), "The harbour pilot waited."]
    together, alone = _keys(*texts), [_keys(text)[0] for text in texts]
    assert [(keys.pairs.tolist(), keys.sketch.tolist()) for keys in together] == [
        (keys.pairs.tolist(), keys.sketch.tolist()) for keys in alone
    ]


def test_carriers_of_the_same_words_share_a_key_however_they_cut_them() -> None:
    whole = find_quote_keys("They may ask again. We shall see, perhaps.")
    assert whole & find_quote_keys("We shall see, perhaps")
    assert not whole & find_quote_keys("No coffee sold means I will be gone before Christmas")


def test_a_quote_of_few_words_has_no_key() -> None:
    assert not find_quote_keys("I think so")


def keys_of(content: str, *names: str, around: str = "") -> set[int]:
    return find_claim_keys(read_concepts(content, names), read_concepts(around, names))


def test_the_same_fact_in_other_words_shares_a_claim_key() -> None:
    one = keys_of("62 of the 210 oak piles were found rotten by Brandt", "Brandt")
    assert one & keys_of("Brandt counted 62 rotten piles among 210", "Brandt")
    assert not one & keys_of("Quillmouth is to lose the ferry", "Quillmouth")
    asked = keys_of("Hoyle turned to Norway for help", "Hoyle")
    assert asked & keys_of("an appeal by Hoyle for Norwegian aid", "Hoyle")


def test_a_claim_without_a_name_or_number_has_keys_of_its_content_words() -> None:
    assert keys_of("the repairs delay the reopening")


def test_a_claim_that_does_not_stand_alone_borrows_the_names_around_it() -> None:
    around = "Hoyle asked Oslo's engineers at Quillmouth"
    assert keys_of("repairing the sluice", "Hoyle", around=around) & keys_of("Hoyle wants the sluice mended", "Hoyle")


def test_furniture_gives_no_sentences_and_tables_follow_the_contract() -> None:
    text = "A headline of some harbour pilots\nThe harbour pilot waited. The tide rose quickly."
    blocks = make_blocks([text]).to_pylist()
    blocks[0]["kind"] = "headline"
    sentences, keys = extract_fingerprints(
        make_articles([text]), local.BLOCKS.of(blocks), make_quotes([text]), local.CLAIMS.empty()
    )
    assert [text[row["char_start"] : row["char_end"]] for row in sentences.to_pylist()] == [
        "The harbour pilot waited.",
        "The tide rose quickly.",
    ]
    assert sentences.schema == local.SENTENCES.arrow
    assert keys.schema == local.FINGERPRINTS.arrow


def test_rows_of_an_article_do_not_depend_on_its_neighbours() -> None:
    texts = [read_story("original"), read_story("same_event")]
    together = extract_fingerprints(make_articles(texts), make_blocks(texts), make_quotes(texts), local.CLAIMS.empty())
    alone = extract_fingerprints(
        make_articles(texts[1:]), make_blocks(texts[1:]), make_quotes(texts[1:]), local.CLAIMS.empty()
    )
    for both, one in zip(together, alone, strict=True):
        assert [row for row in both.to_pylist() if row["article_id"] == id_of(texts[1])] == one.to_pylist()


@given(st.text(max_size=300))
def test_sentences_of_any_text_are_trimmed_ordered_and_exact(text: str) -> None:
    found = find_sentences(text, lines(text))
    for sentence in found:
        stretch = text[sentence.char_start : sentence.char_end]
        assert stretch
        assert stretch == stretch.strip()
        content_stems(sentence.terms)
    assert [s.char_start for s in found] == sorted({s.char_start for s in found})
    for keys in _keys(text):
        assert keys.pairs.tolist() == sorted(set(keys.pairs.tolist()))
        assert len(keys.sketch) == (BANDS if len(keys.pairs) >= LEAST_KEYS else 0)
    find_quote_keys(text)
    find_claim_keys(read_concepts(text))
