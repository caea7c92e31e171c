"""Bytes to text: which encoding, on what evidence, and without changing a character or a newline."""

import codecs
import re
import unicodedata
from typing import NamedTuple

import charset_normalizer

from flows.formats.records import Refusal

_BOMS = (  # UTF-32 first: its little-endian mark begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# WHATWG Encoding Standard: what these labels mean on the web.
_LABELS = {
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "windows-1252": "cp1252",
    "iso-8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "utf8": "utf-8",
}
_STATEFUL = re.compile(r"iso-?2022|^hz")  # seven-bit codecs: their bytes are valid UTF-8 too
_DECLARED = re.compile(
    rb"""<\?xml[^>]{0,80}?\bencoding\s*=\s*["']([\w.:-]{2,40})"""
    rb"""|<meta\b[^>]{0,300}?\bcharset\s*=\s*["']?\s*([\w.:-]{2,40})""",
    re.IGNORECASE,
)
# A label for bytes that are not these, or for what no text file is written in.
_NEVER_DECLARED = ("utf-16", "utf-32", "utf-7", "idna", "punycode", "unicode", "raw", "undefined", "mbcs", "oem")
_DECLARED_WITHIN = 4096  # WHATWG asks for the first 1024 bytes; real pages are laxer
_SAMPLE = 64 * 1024
_PRINTABLE = bytes([*b"\t\n\r", *range(0x20, 0x7F)])
_HIGH_RUN = re.compile(rb"[\x80-\xff]{1,400}")
_AROUND = 400  # bytes of the line kept on each side of such a run
_JAPANESE_ESCAPE = re.compile(rb"\x1b(?:\$[@B]|\(J)")  # ISO-2022-JP (RFC 1468)
# Mac Roman has its quotation marks and apostrophe at D2-D5, where Windows code pages have capital letters.
_MAC_QUOTES = re.compile(
    rb"(?<![A-Za-z])[\xd2\xd4][^\s\xd2-\xd5](?:[^\xd2-\xd5\n]*[^\sA-Z\xd2-\xd5])?[\xd3\xd5](?![A-Za-z])"
    rb"|[A-Za-z]\xd5[a-z\x80-\x9f]"
)
_NOT_A_TEXT_FILE = re.compile(r"^(cp037|cp424|cp500|cp875|cp1026|cp1140|cp273|mac_|utf_7|hz|punycode|idna)")
_MULTIBYTE = re.compile(rb"[\xc2-\xf4][\x80-\xbf]+")

# Letters beyond a-z of languages written in Latin script, with the Windows code page they use. Western first: of two
# equal fits the likelier one wins. A detector that knows only frequencies takes cp1252 for cp1250 (measured).
_LATIN_LETTERS = (
    ("cp1252", "àâæçéèêëîïôœùûüÿ"),
    ("cp1252", "äöüßéàè"),
    ("cp1252", "áéíñóúüçªº"),
    ("cp1252", "áâãàçéêíóôõúüªº"),
    ("cp1252", "àèéìíòóùúî"),
    ("cp1252", "éèëïöüáóíêçà"),
    ("cp1252", "æøåéèäöüóòô"),
    ("cp1252", "åäöéàüšž"),
    ("cp1252", "áðéíóúýþæö"),
    ("cp1250", "áčďéěíňóřšťúůýžäöü"),
    ("cp1250", "ąćęłńóśźż"),
    ("cp1250", "áéíóöőúüű"),
    ("cp1250", "áäčďéíĺľňóôŕšťúýž"),
    ("cp1250", "čćđšžë"),
    ("cp1250", "ăâîşţșț"),
    ("iso8859_2", "áčďéěíňóřšťúůýžäöü"),
    ("iso8859_2", "ąćęłńóśźż"),
    ("iso8859_2", "áäčďéíĺľňóôŕšťúýž"),
    ("iso8859_2", "čćđšžë"),
    ("cp1254", "çğıöşüâîûİ"),
    ("cp1257", "ąčęėįšųūžāēģīķļņõäöü"),
)
_LATIN_FIT = 0.97
_UNIT = re.compile(r"(?:^|[\W\d_])[cdkm]?m$")  # what an exponent may follow
_CYRILLIC = ("cp1251", "koi8_r", "koi8_u", "iso8859_5", "cp866")
_CYRILLIC_WORD = re.compile(r"[А-яЁёІіЇїЄєҐґЎў]+")
# Two thirds of running East Slavic text are these letters; other alphabets misread as Cyrillic stay below half.
_CYRILLIC_COMMON = "оеаинтсрвлі"
_CYRILLIC_SHARE = 0.5
# Japanese news is half kana, Chinese read as Japanese next to none; Chinese read as Korean is Hangul and Hanja mixed.
# The detector takes short cp932 for cp949 (measured).
_EAST_ASIAN = (
    ("cp932", "cp932", "\u3041", "\u30ff", 0.2),
    ("euc_jp", "euc_jp", "\u3041", "\u30ff", 0.2),
    ("euc_kr", "cp949", "\uac00", "\ud7a3", 0.85),
)


class Decoded(NamedTuple):
    """A file as text: newlines as they were, no byte order mark, no lone surrogates."""

    text: str
    encoding: str
    evidence: str
    bom_bytes: int = 0
    notes: tuple[str, ...] = ()


def decode(content: bytes, charset: str | None = None) -> Decoded | Refusal:
    """Return the text of the bytes, trying mark, declaration, strict UTF-8, Latin letters, detector, in this order.

    `charset` is a label given beside the bytes, such as by HTTP or a mail's header: it counts as their declaration.
    """
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return _decode_marked(content[len(mark) :], encoding, len(mark))
    if b"\0" in content:
        wide = wide_encoding(content)
        if wide is None:
            return Refusal("", "binary", "NUL bytes that no UTF-16 explains", content.index(b"\0"))
        whole = content[: len(content) & ~1]
        cut = () if len(whole) == len(content) else ("undecodable_bytes_replaced: 1",)
        return _decoded(whole.decode(wide, "surrogatepass"), wide, "detected", 0, *cut)
    return _decode_narrow(content, known_encoding(charset or "") or declared_encoding(content))


def wide_encoding(content: bytes) -> str | None:
    """Return utf-16-le or utf-16-be if the bytes read well as that, for files without a byte order mark."""
    sample = content[: _SAMPLE & ~1]
    # Text of single bytes with a few NULs in it reads well as Chinese; real UTF-16 has a NUL for every Latin letter.
    is_narrow = len(sample.translate(None, _PRINTABLE)) < len(sample) * 0.15
    if is_narrow and sample.count(b"\0") < len(sample) * 0.2:
        return None
    best, best_spaces = None, 0
    for encoding in ("utf-16-le", "utf-16-be"):
        text = sample.decode(encoding, "replace")
        odd = sum(_is_odd(c) for c in text)
        spaces = sum(c in " \n\r\u3000\u3001\u3002" for c in text)
        if text and odd <= len(text) * 0.02 and spaces > best_spaces:
            best, best_spaces = encoding, spaces
    return best


def _is_odd(character: str) -> bool:
    return character not in "\t\n\r\f" and unicodedata.category(character) in ("Cc", "Cn", "Co", "Cs")


def mend_surrogates(text: str) -> tuple[str, bool]:
    """Return the text with lone surrogates as U+FFFD and paired ones as the character they mean, and whether any."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace"), True
    return text, False


def _decoded(text: str, encoding: str, evidence: str, bom_bytes: int = 0, *notes: str) -> Decoded:
    text, mended = mend_surrogates(text)
    if mended:
        notes = (*notes, "lone_surrogates_replaced")
    return Decoded(text, encoding, evidence, bom_bytes, notes)


def _decode_marked(content: bytes, encoding: str, bom_bytes: int) -> Decoded | Refusal:
    try:
        text = content.decode(encoding, "surrogatepass")
    except UnicodeDecodeError as error:
        text = content.decode(encoding, "replace")
        bad = text.count("\ufffd")
        if bad > max(2, len(text) // 100):
            return Refusal("", "undecodable", f"marked as {encoding}: {error.reason}", bom_bytes + error.start)
        return _decoded(text, encoding, "bom", bom_bytes, f"undecodable_bytes_replaced: {bad}")
    return _decoded(text, encoding, "bom", bom_bytes)


def declared_encoding(content: bytes) -> str | None:
    """Return the Python name of the encoding that an HTML meta tag or XML declaration near the start names."""
    for match in _DECLARED.finditer(content[:_DECLARED_WITHIN]):
        found = known_encoding((match[1] or match[2]).decode("ascii", "replace"))
        if found is not None:
            return found
    return None


def known_encoding(label: str) -> str | None:
    """Return the Python name of the encoding that a label means on the web, null if no text can have it."""
    name = label.strip().strip("\"'").lower()
    try:
        info = codecs.lookup(_LABELS.get(name, name))
    except (LookupError, ValueError):
        return None
    is_text = info._is_text_encoding and not info.name.startswith(_NEVER_DECLARED)
    return info.name if is_text else None


def _decode_narrow(content: bytes, declared: str | None) -> Decoded | Refusal:
    if declared is not None and _STATEFUL.search(declared):
        text = _strict(content, declared)
        if text is not None:
            return _decoded(text, declared, "declared")
    text = _strict(content, "utf-8")
    if text is not None:
        return _escaped(content, declared) or _utf8(text, content, declared)
    if declared is not None and declared != "utf-8":
        text = _strict(content, declared)
        if text is not None:
            return _decoded(text, declared, "declared")
    return _damaged_utf8(content, declared) or _detected(content)


def _escaped(content: bytes, declared: str | None) -> Decoded | None:
    if declared is not None or not content.isascii() or not _JAPANESE_ESCAPE.search(content):
        return None
    text = _strict(content, "iso2022_jp")
    return None if text is None else _decoded(text, "iso2022_jp", "detected")


def _utf8(text: str, content: bytes, declared: str | None) -> Decoded:
    if declared is None or declared == "utf-8":
        return _decoded(text, "utf-8", "declared" if declared else "utf-8")
    if content.isascii():
        return _decoded(text, declared, "declared")
    # Legacy text is never valid UTF-8 by chance: a page saved anew keeps the old declaration.
    return _decoded(text, "utf-8", "utf-8", 0, f"declared_encoding_wrong: {declared}")


def _strict(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _damaged_utf8(content: bytes, declared: str | None) -> Decoded | None:
    """Return the text if it is UTF-8 with few bad bytes: at least four good sequences for a bad one.

    As many good as bad ones do if one has three bytes or more, such as a curly quote: chance hardly makes these.
    """
    evidence = "declared" if declared == "utf-8" else "utf-8"
    try:
        return _decoded(content.decode("utf-8", "surrogatepass"), "utf-8", evidence)
    except UnicodeDecodeError:
        pass
    text = content.decode("utf-8", "replace")
    bad = text.count("\ufffd") - content.count("\ufffd".encode())
    good = len(_MULTIBYTE.findall(content)) - bad
    characters = [character for character in text if character > "\x7f" and character != "\ufffd"]
    is_proven = len(characters) >= bad and max(characters, default="") > "\u07ff"
    if good < 4 * bad and not is_proven:
        return None
    return _decoded(text, "utf-8", evidence, 0, f"undecodable_bytes_replaced: {bad}")


def _sample(content: bytes) -> bytes:
    """Return up to 64 KiB of the stretches that hold bytes beyond ASCII: they alone tell encodings apart."""
    out, done = bytearray(), 0
    for match in _HIGH_RUN.finditer(content):
        if match.end() <= done:
            continue
        first = max(done, match.start() - _AROUND)
        first = max(first, content.rfind(b"\n", first, match.start()) + 1)
        if first > done and out:
            out += b"\n"
        done = content.find(b"\n", match.end(), match.end() + _AROUND)
        done = done if done >= 0 else min(len(content), match.end() + _AROUND)
        out += content[first:done]
        if len(out) > _SAMPLE:
            break
    return bytes(out)


def _detected(content: bytes) -> Decoded | Refusal:
    sample = _sample(content)
    encoding = (
        _mac_roman(sample)
        or latin_encoding(sample)
        or east_asian_encoding(sample)
        or cyrillic_encoding(sample)
        or _by_detector(content[:_SAMPLE] if len(content) <= _SAMPLE else sample)
    )
    if encoding is None:
        return Refusal("", "undecodable", "no encoding fits the bytes", _first_high(content))
    text = _strict(content, encoding)
    if text is not None:
        return _decoded(text, encoding, "detected")
    text = content.decode(encoding, "replace")
    bad = text.count("\ufffd")
    if bad > max(2, len(text) // 100):
        return Refusal("", "undecodable", f"{encoding} fits only in part", _first_high(content))
    return _decoded(text, encoding, "detected", 0, f"undecodable_bytes_replaced: {bad}")


def _first_high(content: bytes) -> int | None:
    found = re.search(rb"[\x80-\xff]", content)
    return found.start() if found else None


def _mac_roman(sample: bytes) -> str | None:
    if not _MAC_QUOTES.search(sample):
        return None
    text = sample.decode("mac_roman")
    fits = (_latin_fit(text, letters) for encoding, letters in _LATIN_LETTERS if encoding == "cp1252")
    return "mac_roman" if max(fits) > _LATIN_FIT else None


def latin_encoding(sample: bytes) -> str | None:
    """Return the Windows code page under which the bytes are letters and marks of one Latin-script language."""
    best, best_fit = None, _LATIN_FIT
    for encoding, letters in _LATIN_LETTERS:
        fit = _latin_fit(sample.decode(encoding, "replace"), letters)
        if fit > best_fit:
            best, best_fit = encoding, fit
    return best


def _latin_fit(text: str, letters: str) -> float:
    """Return the share of characters beyond ASCII that are such letters, or marks that stand where marks stand."""
    allowed = set(letters) | set(letters.upper())
    good = total = 0
    for match in re.finditer(r"[^\x00-\x7f]", text):
        character, at = match[0], match.start()
        total += 1
        if character.isalpha():
            good += character in allowed
        elif character in "’‘\xad":
            good += 1
        else:
            good += _is_mark(character) and not _is_inside_word(text, at)
    return good / total if total else 0.0


def _is_mark(character: str) -> bool:
    return character in "“”„«»‹›‚–—…•·€£§°©®™¡¿½¼¾²³\xa0×%"


def _is_inside_word(text: str, at: int) -> bool:
    """Return whether the mark there can only be a letter misread: no word has an exponent or a fraction in it."""
    before, after = text[max(0, at - 1) : at], text[at + 1 : at + 2]
    if text[at] in "²³":
        return before.isalpha() and not _UNIT.search(text[max(0, at - 3) : at])
    return text[at] in "½¼¾" and (before.isalpha() or after.isalpha())


def east_asian_encoding(sample: bytes) -> str | None:
    """Return the Japanese or Korean encoding under which the bytes are full of kana or hangul."""
    for encoding, name, first, last, share in _EAST_ASIAN:
        text = _strict(sample, encoding) or ""
        wide = [character for character in text if character > "\x7f"]
        if len(wide) > 3 and sum(first <= character <= last for character in wide) > len(wide) * share:
            return name
    return None


def cyrillic_encoding(sample: bytes) -> str | None:
    """Return the encoding under which the bytes are Cyrillic words: capitals only first or throughout, usual letters.

    The detector does not even consider these for a short sentence (measured).
    """
    best, best_share = None, _CYRILLIC_SHARE
    for encoding in _CYRILLIC:
        share = _cyrillic_share(sample.decode(encoding, "replace"))
        if share > best_share:
            best, best_share = encoding, share
    return best


def _cyrillic_share(text: str) -> float:
    """Return the share of the most common letters, 0 if the text is not Cyrillic in mostly small letters."""
    words = _CYRILLIC_WORD.findall(text)
    letters = "".join(word for word in words if word[1:].islower() or word.islower() or word.isupper())
    wide = sum(character > "\x7f" for character in text)
    marks = sum(_is_mark(character) or character in "№’‘" for character in text if character > "\x7f")
    small = sum(character.islower() for character in letters)
    if len(letters) < 8 or len(letters) + marks < wide * _LATIN_FIT or small * 2 < len(letters):
        return 0.0
    return sum(character in _CYRILLIC_COMMON for character in letters.lower()) / len(letters)


def _by_detector(sample: bytes) -> str | None:
    """Return charset-normalizer's best answer that a text file can have: it is prone to Mac and EBCDIC pages."""
    for match in charset_normalizer.from_bytes(sample):
        if not _NOT_A_TEXT_FILE.search(match.encoding):
            return None if _is_half_width(str(match)) else match.encoding
    return None


def _is_half_width(text: str) -> bool:
    """Return whether half of what is beyond ASCII is half-width katakana: any bytes are that in Shift JIS."""
    wide = [character for character in text if character > "\x7f"]
    return sum("\uff61" <= character <= "\uff9f" for character in wide) * 2 > len(wide)
