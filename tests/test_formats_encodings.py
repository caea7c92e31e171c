"""Bytes to text: the right encoding, the evidence, and not a newline changed."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.formats.encodings import Decoded, _sample, decode
from flows.formats.records import Refusal

ENGLISH = "The bridge will open on Monday, the mayor said.\r\n\r\nNo one objected.\n"


def decoded(content: bytes) -> Decoded:
    found = decode(content)
    assert isinstance(found, Decoded), found
    return found


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_a_byte_order_mark_decides_and_is_not_part_of_the_text(encoding: str) -> None:
    found = decoded(("\ufeff" + ENGLISH).encode(encoding))
    assert (found.text, found.encoding, found.evidence) == (ENGLISH, encoding, "bom")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_is_found_without_a_mark(encoding: str) -> None:
    assert decoded(ENGLISH.encode(encoding))[:3] == (ENGLISH, encoding, "detected")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("“Das ist müßig”, sagte er – schön für die Straße.", "cp1252"),
        ("L’élève a été reçu à l’école, où tout allait bien.", "cp1252"),
        ("El niño dijo: «¿Mañana?» y salió al jardín.", "cp1252"),
        ("Zażółć gęślą jaźń, powiedział burmistrz w środę.", "cp1250"),
        ("Příliš žluťoučký kůň úpěl ďábelské ódy, řekl starosta.", "cp1250"),
        ("Мэр сказал в понедельник, что новый мост скоро откроют. " * 4, "cp1251"),
        ("Ο δήμαρχος είπε τη Δευτέρα ότι η γέφυρα θα ανοίξει. " * 4, "cp1253"),
        ("市長は月曜日に橋が開通すると述べた。" * 3, "cp932"),
        ("시장은 월요일에 다리가 개통될 것이라고 말했다. " * 3, "cp949"),
    ],
)
def test_legacy_encodings_are_told_apart(text: str, encoding: str) -> None:
    assert decoded(text.encode(encoding))[:3] == (text, encoding, "detected")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Wójt był w środę w Łebie, powiedział rzecznik.", "iso8859_2"),
        ("Starosta řekl, že most otevřou v pondělí.", "iso8859_2"),
        ("Prezes był w Gdańsku.", "cp1250"),
        ("Ľudia sa tešia, že most otvoria.", "cp1250"),
        ("Feuer auf 20 km² Fläche bei Köln", "cp1252"),
        ("Мост закрыт.", "koi8_r"),
        ("Мост закрыт.", "cp1251"),
        ("Мост закрыт.", "cp866"),
        ("He called it “fine”.", "mac_roman"),
        ("“Schön”, sagte er – „für alle“.", "mac_roman"),
        ("It’s late in the café, she said.", "mac_roman"),
        ("L’élève a été reçu à l’école.", "mac_roman"),
    ],
)
def test_short_legacy_texts_are_told_apart(text: str, encoding: str) -> None:
    assert decoded(text.encode(encoding))[:3] == (text, encoding, "detected")


def test_capitals_where_mac_roman_has_quotation_marks_stay_capitals() -> None:
    text = "Òscar va dir que no. ATENCIÓ: l’òpera és tancada."
    assert decoded(text.encode("cp1252")).text == text


def test_half_width_katakana_are_no_evidence_of_japanese() -> None:
    assert isinstance(decode("ｶﾅ ﾓｼﾞ ﾃｷｽﾄ.".encode("cp932")), Refusal)


def test_seven_bit_japanese_is_found_undeclared_and_a_terminal_colour_is_not_it() -> None:
    assert decoded("橋が開通".encode("iso2022_jp"))[:3] == ("橋が開通", "iso2022_jp", "detected")
    assert decoded(b"\x1b[31mred\x1b(B").encoding == "utf-8"


def test_the_sample_holds_each_stretch_beyond_ascii_once() -> None:
    content = b"plain\n" + b"a" * 500 + b"\xe9 \xe8" + b"b" * 600 + b"\xe0\nplain\n\xe1"
    stretches = (b"a" * 400 + b"\xe9 \xe8" + b"b" * 600 + b"\xe0", b"\xe1")
    assert _sample(content) == b"\n".join(stretches)


def test_long_lines_of_ascii_in_a_legacy_text_are_read_in_linear_time() -> None:
    line = b"word " * 500 + b"\n"
    started = time.perf_counter()
    assert decoded(b"caf\xe9 " + line * 400).encoding == "cp1252"
    assert time.perf_counter() - started < 3  # it took 12 s when each position was tried


def test_a_declaration_decides_unless_the_bytes_are_utf_8() -> None:
    page = '<meta charset="windows-1251"><p>Мост</p>'
    assert decoded(page.encode("cp1251"))[:3] == (page, "cp1251", "declared")
    saved_anew = decoded(page.encode("utf-8"))
    assert (saved_anew.text, saved_anew.encoding, saved_anew.evidence) == (page, "utf-8", "utf-8")
    assert saved_anew.notes == ("declared_encoding_wrong: cp1251",)


def test_latin_1_means_windows_1252_on_the_web() -> None:
    assert (
        decoded('<meta charset="iso-8859-1"><p>“müde”</p>'.encode("cp1252")).text
        == '<meta charset="iso-8859-1"><p>“müde”</p>'
    )


def test_a_declaration_of_nonsense_is_ignored() -> None:
    assert decoded(b'<meta charset="rot13"><p>a</p>').evidence == "utf-8"
    assert decoded(b'<meta charset="utf-16"><p>a</p>').encoding == "utf-8"


def test_one_bad_byte_does_not_make_utf_8_something_else() -> None:
    found = decoded("“Schön”, sagte die Bürgermeisterin für die Straße".encode() + b"\xff.")
    assert found.text.endswith("Straße\ufffd.")
    assert (found.encoding, found.notes) == ("utf-8", ("undecodable_bytes_replaced: 1",))


def test_curly_quotes_in_utf_8_outweigh_a_stray_byte() -> None:
    found = decoded("“We will open the bridge on Monday,” she said.".encode() + b" Caf\xe9 guests agreed.")
    assert found.text.startswith("“We will open the bridge on Monday,” she said. Caf\ufffd")
    assert (found.encoding, found.notes) == ("utf-8", ("undecodable_bytes_replaced: 1",))


def test_mojibake_that_is_valid_utf_8_is_left_as_it_is() -> None:
    assert decoded("SchÃ¶n, sagte er".encode()).text == "SchÃ¶n, sagte er"


def test_lone_surrogates_are_replaced_and_noted_and_pairs_joined() -> None:
    found = decoded("a \ud83d\ude00 \ud800 z".encode("utf-8", "surrogatepass"))
    assert (found.text, found.notes) == ("a 😀 \ufffd z", ("lone_surrogates_replaced",))


def test_nuls_that_are_no_utf_16_are_refused_with_their_place() -> None:
    refusal = decode(b"some text\0 and more text")
    assert isinstance(refusal, Refusal)
    assert (refusal.reason, refusal.position) == ("binary", 9)


@given(st.text())
def test_utf_8_comes_back_unchanged(text: str) -> None:
    found = decode(b"\xef\xbb\xbf" + text.encode("utf-8"))
    assert isinstance(found, Decoded)
    assert found.text == text


@given(st.binary(max_size=400))
def test_any_bytes_are_decoded_or_refused(content: bytes) -> None:
    assert isinstance(decode(content), Decoded | Refusal)
