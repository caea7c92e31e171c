"""Captions: photo credits at the end of a line or alone on it, and lines that point at a picture."""

import re

from flows.base import lexicon
from flows.stages.articles.people import is_agency
from flows.stages.articles.settings import CAPITAL, SMALL, any_of, words_of

_LABELS = any_of(words_of("photo_labels", "label"))
_BY = any_of(words_of("photo_labels", "by"))
_SIDES_OF = words_of("photo_labels", "file", "side")
_MADE_BY = any_of(words_of("photo_labels", "end"))
_ABBREVIATIONS = any_of(
    entry.removesuffix(".") for entry in words_of("abbreviations") + words_of("titles_and_roles") if entry[-1] == "."
)
_AGENCIES = any_of(words_of("news_agencies", "photo", "picture"))
_PARTICLES = lexicon.entries("en", "name_particles") | frozenset(words_of("photo_labels", "joins"))
_NO_NAMES = frozenset((*words_of("sentence_openers"), *words_of("run_in_cues")))
_DAY_NAMES = frozenset((*words_of("months"), *words_of("weekdays")))

_LABELLED = re.compile(
    rf"\(?(?:(?:{_LABELS})(?:\s(?:by|courtesy of))?\s?[:：]\s?(?P<named>\S.*)|(?:{_BY})\s(?P<made>(?-i:{CAPITAL}).*))",
    re.IGNORECASE,
)
_GRAPHIC = re.compile(rf"(?:{any_of(words_of('photo_labels', 'graphic'))})\s?:\s\S", re.IGNORECASE)
_GLUED = tuple(f" {entry}" for entry in words_of("photo_labels", "more"))
_AGENCY = re.compile(rf"(?<!\w)(?:{_AGENCIES})(?!\w)", re.IGNORECASE)
_TAIL = re.compile(r"[.!?…][”\"“»’'）)\]]*\s+(?=[^\s])")
_PAREN_TAIL = re.compile(r"\s\((?P<credit>[^()]{2,80})\)\.?$")
_WIDE_TAIL = re.compile(rf"[（(](?:[^（）()]{{0,40}}(?:{_MADE_BY})|(?:{_LABELS})[=＝:：][^（）()]{{1,40}})[）)]$")
_SEGMENT = re.compile(r"(?<=[^\W\d_]{2})\.\s+|\s?[|;]\s?")
_TOKEN = re.compile(r"[^\s/,]+")
_NOT_NAMED = re.compile(r"[“”„\"!?:;]|\d{3}|''|['’]$")
# "(R)" is a party, "(r)" a side.
_SIDE_LETTERS = any_of(side for side in _SIDES_OF if len(side) == 1)
_SIDE = re.compile(
    rf"\((?:{any_of(side for side in _SIDES_OF if len(side) > 1)}|(?-i:{_SIDE_LETTERS}))\.?\)", re.IGNORECASE
)
_FILE_NOTES = (*(f" {entry}" for entry in words_of("photo_labels", "file")), " - video", " – video")
_INNER_END = re.compile(r"[^\W\d_]{3,}\.\s|[)\]]\.\s")
# A number of an order too, as in "beim 1. FC": told from the end of a sentence by the small word before it.
_ABBREVIATED = re.compile(
    rf"(?:^|[\s(])(?:(?:[^\W\d_]\.)+|(?-i:[{SMALL}]+\s\d{{1,2}}\.)|(?:{_ABBREVIATIONS})\.)\s+$", re.IGNORECASE
)
_KICKER = re.compile(rf"{CAPITAL}{{3,}}(?: {CAPITAL}+){{0,2}}: (?={CAPITAL})")
# A credit is not asked or shouted, nor in quotation marks.
_NO_NAME_ENDS = "!?…:;,”\"“»«’'。"
_CREDIT_CHARS = 90
_NAME_WORDS = 8
_DOTTED_WORDS = 4
# "picture alliance via" are three, a sentence of that length has more.
_MOST_SMALL_WORDS = 4
# "6. " is the number of an item and no caption.
_SHORTEST = 8
_GRAPHIC_CHARS = 160
_NOTE_CHARS = 30


def find_photo_credit(line: str, max_name_chars: int) -> int | None:
    """Return the offset in the line at which a photo credit ends it, 0 if it is nothing else, or null.

    A bare name counts only after a text of at most `max_name_chars`, as captions are.
    """
    if len(line) <= _CREDIT_CHARS and (_is_labelled(line) or ("/" in line and _is_agency_credit(line))):
        return 0
    last = line[-1]
    if last in _NO_NAME_ENDS or (last == "." and line[-2:] != ")." and _is_sentence_end(line)):
        return None
    tail = _find_tail(line, max_name_chars)
    if tail is not None or (last not in ")）" and line[-2:] != ")."):
        return tail
    bracketed = _PAREN_TAIL.search(line, max(0, len(line) - _CREDIT_CHARS))
    if bracketed and (_is_labelled(bracketed["credit"]) or _is_agency_credit(bracketed["credit"])):
        return bracketed.start() + 1
    wide = _WIDE_TAIL.search(line, max(0, len(line) - _CREDIT_CHARS))
    return wide.start() if wide else None


def find_lone_name(line: str, max_chars: int) -> int | None:
    """Return where the one capitalised word behind a single short sentence begins, or null: a rare form of credit.

    A note such as "File photo." between the two does not count.
    """
    if len(line) > max_chars or not line[-1].isalpha():
        return None
    ends = [match.end() for match in _TAIL.finditer(line) if not _ABBREVIATED.search(line, 0, match.end())]
    notes = sum(1 for end in ends if _is_file_note(line[:end].rstrip()))
    if len(ends) - notes != 1 or not line[ends[-1] :].isalpha() or not _is_after_stop(line, ends[-1]):
        return None
    word = line[ends[-1] :]
    return ends[-1] if word[0].isupper() and word.lower() not in _DAY_NAMES else None


def is_agency_sign_off(credit: str) -> bool:
    """Tell whether the credit is no more than a news agency's name, which may sign the text as well as a picture."""
    return is_agency(credit.strip("()[]. "))


def is_caption_text(line: str) -> bool:
    """Tell whether the line points at a picture, as in "(left)", "File photo." or "Graphic: …"."""
    if "(" in line and _SIDE.search(line):
        return True
    return _is_file_note(line) or (len(line) <= _GRAPHIC_CHARS and ":" in line and _GRAPHIC.match(line) is not None)


def _is_file_note(line: str) -> bool:
    return line[-_NOTE_CHARS:].rstrip(".").lower().endswith(_FILE_NOTES)


def has_kicker(line: str) -> bool:
    """Tell whether the line opens with a word or two in capitals and a colon, as captions of Nordic papers do."""
    return _KICKER.match(line) is not None


def _find_tail(line: str, max_name_chars: int) -> int | None:
    """Return where the words behind one of the last sentences begin, if they are a credit; the earliest such."""
    is_dotted = line[-1] == "."
    whole = _without_glued(line)
    for match in _TAIL.finditer(whole, max(0, len(whole) - _CREDIT_CHARS - 8)):
        end = match.end()
        credit = whole[end:]
        if _is_credit(credit, is_dotted=is_dotted):
            return end
        is_named = _is_sole_name(credit) if is_dotted else _is_name(credit, _NAME_WORDS)
        if is_named and _SHORTEST <= end <= max_name_chars and _is_after_stop(whole, end):
            return end
    return None


def _is_sentence_end(line: str) -> bool:
    """Tell whether the words between the line's last two full stops are too many for a name."""
    return line.count(" ", line.rfind(". ") + 2) >= _NAME_WORDS


def _without_glued(line: str) -> str:
    """Return the line without words of the site that were run into it, such as "Show more"."""
    folded = line[-_CREDIT_CHARS:].lower()
    if not folded.endswith(_GLUED):
        return line
    return line[: -max(len(entry) for entry in _GLUED if folded.endswith(entry))]


def _is_after_stop(line: str, end: int) -> bool:
    """Tell whether a full stop that ends a sentence stands before the offset."""
    before = line[max(0, end - 4) : end]
    return "." in before and ".." not in before and _ABBREVIATED.search(line, max(0, end - 20), end) is None


def _is_credit(text: str, *, is_dotted: bool) -> bool:
    """Tell whether the text is a credit by its label or an agency in it; with a full stop only as one of several."""
    is_split = ". " in text or "|" in text or ";" in text
    parts = [part for part in _SEGMENT.split(text) if part] if is_split else [text]
    if len(parts) > 1:
        unnamed = [part for part in parts if not (_is_labelled(part) or _is_agency_credit(part))]
        return len(unnamed) < len(parts) and all(_is_name(part, _NAME_WORDS) for part in unnamed)
    return _is_labelled(text, is_dotted=is_dotted) or (not is_dotted and _is_agency_credit(text))


def _is_labelled(text: str, *, is_dotted: bool = False) -> bool:
    """Tell whether the text is a credit behind a label.

    Behind the label of a picture anything counts that opens as a name does; behind that of a graphic or video, and
    before a full stop, only names do.
    """
    picture = _LABELLED.fullmatch(text)
    label = None if picture else _GRAPHIC.match(text)
    if picture is None and label is None:
        return False
    rest = picture["named"] or picture["made"] if picture else text[label.end() - 1 :] if label else ""
    if picture and not is_dotted and not rest[0].islower():
        return True
    return _is_name(rest, _NAME_WORDS) or _AGENCY.match(rest) is not None or _is_agency_credit(rest)


def _is_agency_credit(text: str) -> bool:
    words = text.split()
    if len(text) > _CREDIT_CHARS or sum(word[0].islower() for word in words) > _MOST_SMALL_WORDS:
        return False
    if _NOT_NAMED.search(text) or _AGENCY.search(text) is None or _INNER_END.search(text):
        return False
    rest = _TOKEN.findall(_AGENCY.sub(" ", text))
    small = sum(1 for token in rest if not _is_capitalised(token))
    return small == 0 or (small == 1 and "/" in text)


def _is_name(text: str, most_words: int) -> bool:
    """Tell whether the text is two capitalised words or more, or names divided by a slash."""
    bare = text.removesuffix(".")
    tokens = _TOKEN.findall(bare)
    if not 2 <= len(tokens) <= most_words or _NOT_NAMED.search(bare) or _INNER_END.search(bare) or bare[0] in "—–-":
        return False
    is_day = tokens[-1].lower() in _DAY_NAMES
    return not is_day and tokens[0][0].isupper() and all(_is_capitalised(token) for token in tokens)


def _is_sole_name(text: str) -> bool:
    """Tell whether the text with a full stop may be a name, and not a sentence of a few words."""
    return text.split(None, 1)[0].lower() not in _NO_NAMES and _is_name(text, _DOTTED_WORDS)


def _is_capitalised(token: str) -> bool:
    bare = token.strip("()[].")
    return not bare or bare.lower() in _PARTICLES or (bare[0].isalpha() and not bare[0].islower())
