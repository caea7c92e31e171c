"""XML made safe and sound before any parser sees it: no document type, no entities of its own, no forbidden characters.

Only what XML 1.0 (section 2.2, 4.6) knows by itself is left in the text, so that nothing can be expanded or fetched.
"""

import html
import html.entities
import re
from collections.abc import Mapping
from itertools import islice
from typing import NamedTuple

from lxml import etree
from lxml.etree import _Element

from flows.formats.limits import ReadLimits
from flows.formats.records import Refusal

_FIVE = frozenset({"amp", "lt", "gt", "quot", "apos"})
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_BLANK_CONTROLS = "\x0b\x0c\x1c\x1d\x1e\x1f"
_TOKEN = re.compile(r"<!\[CDATA\[|<!--|<\?|&(?:#([0-9]{1,8}|[xX][0-9A-Fa-f]{1,8});|([A-Za-z][\w.-]{0,30});)?")
_ENDS = {"<![CDATA[": "]]>", "<!--": "-->", "<?": "?>"}
_DOCTYPE_PART = re.compile(r"\"[^\"]*\"|'[^']*'|<!--|[\[\]>]")
_ENTITY = re.compile(
    r"<!ENTITY\s+(?P<parameter>%\s+)?(?P<name>[\w:.-]{1,100})\s+"
    r"(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<outside>(?:SYSTEM|PUBLIC)\b[^>]{0,1000}))?"
)
_REFERENCE = re.compile(r"&(?!#)")
_DECLARED = re.compile(r"\sxmlns:([A-Za-z_][\w.-]{0,60})\s*=\s*(?:\"([^\"<]*)\"|'([^'<]*)')")
_PREFIXED = re.compile(r"(?:</?|\s)([A-Za-z_][\w.-]{0,60}):[A-Za-z_][\w.-]{0,60}(?=[\s=/>])")
_MOST_MISSING = 50  # libxml2 looks through all of them for each tag
_MOST_PREFIXED = 100_000
_LONGEST_DOCTYPE = 100_000
_LONGEST_VALUE = 40  # a sign or a word: with references of three characters a text grows tenfold at most


class Prolog(NamedTuple):
    """What stands before the root element: where this begins, and the entities that the document type declares."""

    root_start: int
    entities: Mapping[str, str]
    doctype: str = ""


class Mended(NamedTuple):
    """Text that holds only what XML itself knows, and what was changed to make it so."""

    text: str
    notes: tuple[str, ...]


class Parsed(NamedTuple):
    """An element, and what was changed in its source to make it parse."""

    element: _Element
    notes: tuple[str, ...]


def read_prolog(text: str) -> Prolog | Refusal:
    """Return where the root element begins and the harmless entities declared before; a dangerous one refuses it all.

    Harmless is a short text without mark-up or other entities. An external document type is neither fetched nor needed.
    """
    at, entities, doctype = 0, dict[str, str](), ""
    while True:
        at = text.find("<", at)
        if at < 0:
            return Refusal("", "malformed", "no element in the file")
        opener = next((o for o in ("<!--", "<?") if text.startswith(o, at)), None)
        if opener is not None:
            end = text.find(_ENDS[opener], at + len(opener))
            at = end + len(_ENDS[opener]) if end >= 0 else len(text)
        elif text[at : at + 9].upper() == "<!DOCTYPE":
            end = _doctype_end(text, at)
            doctype = text[at:end]
            declared = _declared(doctype)
            if isinstance(declared, Refusal):
                return declared
            entities, at = declared, end
        else:
            return Prolog(at, entities, doctype)


def _doctype_end(text: str, start: int) -> int:
    """Return where the document type ends: at the > outside its quotes, comments and inner brackets."""
    at, depth, last = start + 9, 0, min(len(text), start + _LONGEST_DOCTYPE)
    while match := _DOCTYPE_PART.search(text, at, last):
        at = match.end()
        if match[0] == "<!--":
            end = text.find("-->", at, last)
            at = end + 3 if end >= 0 else last
        elif match[0] == ">" and depth == 0:
            return at
        elif match[0] in "[]":
            depth += 1 if match[0] == "[" else -1
    return last


def _declared(doctype: str) -> dict[str, str] | Refusal:
    found: dict[str, str] = {}
    for match in _ENTITY.finditer(doctype):
        value = match["double"] if match["double"] is not None else match["single"]
        problem = _problem(match, value)
        if problem:
            return Refusal("", "malformed", f"{problem}: {match['name']}")
        if value is not None:
            found.setdefault(match["name"], html.unescape(value))
    return found


def _problem(match: re.Match[str], value: str | None) -> str | None:
    if match["parameter"]:
        return "the document type declares a parameter entity"
    if value is None:
        is_picture = " NDATA " in " ".join((match["outside"] or "").split()) + " "
        return None if is_picture else "the document type declares an entity that lies outside the file"
    if _REFERENCE.search(value):
        return "the document type declares an entity made of other entities"
    if len(value) > _LONGEST_VALUE or "<" in html.unescape(value):
        return "the document type declares an entity that is no short text"
    return None


def mend(text: str, entities: Mapping[str, str] | None = None) -> Mended:
    """Return the text with all references that XML does not know replaced by what they mean, and with what was done.

    HTML's names mean their characters, unknown names and bare ampersands themselves; CDATA and comments stay as they
    are. References to code points 128 to 159 mean what Windows-1252 has there (HTML Standard, 13.2.5.80).
    """
    text, count = _ILLEGAL.subn(lambda m: " " if m[0] in _BLANK_CONTROLS else "\ufffd", text)
    notes = {f"control_characters_replaced: {count}": None} if count else {}
    if "&" not in text:
        return Mended(text, tuple(notes))
    parts: list[str] = []
    at, bare = 0, 0
    while match := _TOKEN.search(text, at):
        parts.append(text[at : match.start()])
        if match[0] in _ENDS:
            end = text.find(_ENDS[match[0]], match.end())
            end = end if end >= 0 else len(text)
            parts.append(text[match.start() : end])
            at = end
            continue
        at = match.end()
        if match[0] == "&":
            bare += 1
            parts.append("&amp;")
        else:
            parts.append(_number(match[1], notes) if match[1] else _name(match[2], entities or {}, notes))
    parts.append(text[at:])
    if bare:
        notes[f"ampersands_mended: {bare}"] = None
    return Mended("".join(parts), tuple(notes))


def _number(written: str, notes: dict[str, None]) -> str:
    code = int(written[1:], 16) if written[0] in "xX" else int(written)
    if 0x80 <= code <= 0x9F:
        notes["character_references_read_as_cp1252"] = None
        return bytes([code]).decode("cp1252", "replace")
    if code in (9, 10, 13) or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or 0x10000 <= code <= 0x10FFFF:
        return f"&#{code};"
    notes["forbidden_character_references_replaced"] = None
    return "\ufffd"


def _name(name: str, entities: Mapping[str, str], notes: dict[str, None]) -> str:
    if name in _FIVE:
        return f"&{name};"
    meaning = entities.get(name) or html.entities.html5.get(f"{name};")
    if meaning is None:
        notes[f"unknown_entity_kept: {name}"] = None
        return f"&amp;{name};"
    notes[f"entity_mended: {name}"] = None
    return html.escape(meaning, quote=True)


def namespaces_in(text: str) -> dict[str, str]:
    """Return the namespaces that tags in the text declare for prefixes; of two for one prefix the first stays."""
    found: dict[str, str] = {}
    for match in _DECLARED.finditer(text):
        found.setdefault(match[1], match[2] if match[2] is not None else match[3])
    return found


def is_too_large(source: str, limits: ReadLimits) -> Refusal | None:
    """Return a refusal if the source of one article has more characters or more tags than a page may have."""
    if len(source) > limits.max_html_bytes:
        return Refusal("", "too_large", f"an item of {len(source):,} characters, more than {limits.max_html_bytes:,}")
    count = source.count("<") // 2
    if count > limits.max_html_elements:
        return Refusal("", "too_large", f"an item of {count:,} elements, more than {limits.max_html_elements:,}")
    return None


def parse_xml(source: str, namespaces: Mapping[str, str], entities: Mapping[str, str]) -> Parsed | Refusal:
    """Return the one element of which this is the source, or `malformed` with the line in it.

    It is read apart from its file: `namespaces` are those in force around it by prefix, the default one under the
    empty prefix; prefixes that nobody declares are let pass, as exporters forget them. Nothing is fetched or expanded.
    """
    mended = mend(source, entities)
    inner = namespaces_in(mended.text)
    used = dict.fromkeys(match[1] for match in islice(_PREFIXED.finditer(mended.text), _MOST_PREFIXED))
    known = {prefix: uri for prefix, uri in namespaces.items() if prefix in used or not prefix}
    settled = {*known, *inner, "xml", "xmlns"}
    missing = [prefix for prefix in used if prefix not in settled][:_MOST_MISSING]
    known |= {prefix: f"urn:undeclared:{prefix}" for prefix in missing}
    declared = "".join(f' xmlns{prefix and ":"}{prefix}="{html.escape(uri)}"' for prefix, uri in known.items() if uri)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        load_dtd=False,
        recover=False,
        remove_comments=True,
        remove_pis=True,
        encoding="utf-8",
    )
    try:
        around = etree.fromstring(f"<around{declared}>{mended.text}</around>".encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        return Refusal("", "malformed", f"XML that does not parse: {error.msg}"[:300], error.lineno or None)
    except (etree.LxmlError, ValueError) as error:
        return Refusal("", "malformed", f"XML that does not parse: {error}"[:300])
    if len(around) != 1:
        return Refusal("", "malformed", f"{len(around)} elements where one should be")
    notes = (*mended.notes, *(f"undeclared_namespace_prefix: {prefix}" for prefix in missing))
    return Parsed(around[0], notes)
