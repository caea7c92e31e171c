"""What the named fields of a record say of its article, whether from a JSON object, a CSV row or a Parquet row.

How news-please, newspaper, trafilatura, cc_news, schema.org and others call them is the lexicon field_names.
"""

import datetime
import functools
import html
import math
import re
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from flows.base.lexicon import rows
from flows.formats.encodings import mend_surrogates
from flows.formats.fields.bylines import Byline, credited_body, split_byline
from flows.formats.fields.schema_org import ARTICLE_TYPES, authors_of, name_of, string_of, types_of, walk_nodes
from flows.formats.fields.timestamps import Timestamp, parse_timestamp
from flows.formats.records import Metadata

Fields = dict[str, Any]

_KEY_NOISE = re.compile(r"[\s_:.-]+")
# Under these keys stand records that have nothing around them but what a store or an interface adds.
_ENVELOPES = ("_source", "fields", "article", "attributes", "item")
# What programs write for want of a value: Python, pandas, Arrow, JavaScript, spreadsheets.
_NOTHING = frozenset(["none", "null", "nan", "nat", "<na>", "n/a", "undefined"])
_CUT_MARK = re.compile(r"\[\+\d+ chars\]\s*$")  # News API's
_TAG = re.compile(r"<[^<>]{0,500}>")
_QUOTED = r"""(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")"""
_PRINTED_LIST = re.compile(rf"\[\s*{_QUOTED}(?:[\s,]+{_QUOTED})*\s*\]|\[\s*\]")  # Python's or numpy's, in one cell
_PRINTED_MEMBER = re.compile(_QUOTED)
_LONGEST_LIST = 4000
_EPOCH = re.compile(r"(\d{10}|\d{13})(?:\.\d+)?")
_LANGUAGE_CODE = re.compile(r"([A-Za-z]{2,3})(?:$|[-_])")
_LONGEST_OUTLET = 120


class Found(NamedTuple):
    """A value, the key, as the file spells it, under which it stood, and what kind of place that is."""

    value: Any
    key: str
    place: str = "json"

    @property
    def evidence(self) -> str:
        """The place in the form of the evidence columns."""
        return f"{self.place}:{self.key}"


class Body(NamedTuple):
    """The record's text as the file has it; whether it is only a summary or beginning, and whether a whole page."""

    text: str
    is_summary: bool = False
    is_page: bool = False


@functools.cache
def names_of(role: str) -> tuple[str, ...]:
    """Return the plain keys that can hold what the role says, the surest first."""
    return tuple(row[1] for row in rows("und", "field_names") if row[0] == role)


@functools.cache
def roles() -> dict[str, frozenset[str]]:
    """Return for each plain key the roles that it can have."""
    found: dict[str, set[str]] = {}
    for role, name in rows("und", "field_names"):
        found.setdefault(name, set()).add(role)
    return {name: frozenset(held) for name, held in found.items()}


def plain_key(key: str) -> str:
    """Return a key without what exporters vary: case, blanks and punctuation."""
    return _KEY_NOISE.sub("", key).lower()


def unfold(value: Fields) -> Fields:
    """Return the record itself: of a JSON-LD graph the article in it, of a wrapped source document its inside."""
    if "@graph" in value or (types_of(value) and not types_of(value) & ARTICLE_TYPES):
        return next((node for node in walk_nodes(value) if types_of(node) & ARTICLE_TYPES), value)
    inner = next((value[key] for key in _ENVELOPES if isinstance(value.get(key), dict)), None)
    return {**value, **inner} if inner else value


def plain_keys(fields: Fields, place: str = "json") -> dict[str, Found]:
    """Return the fields that say something by their plain keys; of two that fall together the first stays."""
    found: dict[str, Found] = {}
    for key, value in fields.items():
        if not is_nothing(value):
            found.setdefault(plain_key(key), Found(value, key, place))
    return found


def is_nothing(value: object) -> bool:
    """Tell whether a value only stands for want of one."""
    if isinstance(value, str):
        return not value or value.isspace() or (len(value) < 12 and value.strip().casefold() in _NOTHING)
    return value is None or value == [] or value == {} or (isinstance(value, float) and not math.isfinite(value))


def find_record_body(fields: dict[str, Found]) -> Body | None:
    """Return the body's string unchanged, else a whole page's, else the summary's; None if there is none.

    A summary without a headline is the description of something else.
    """
    for role in ("body", "page", "summary"):
        if role == "summary" and _first(fields, "headline") is None:
            break
        for found in _given(fields, role):
            text = _body_text(found.value)
            if text:
                return Body(text, role == "summary" or bool(_CUT_MARK.search(text)), role == "page")
    return None


def _body_text(value: object) -> str | None:
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return "\n\n".join(value)
    if isinstance(value, dict):
        value = value.get("rendered")
    return value if isinstance(value, str) and value.strip() else None


def read_fields(fields: dict[str, Found]) -> Metadata:
    """Return what the record says of its article apart from the body; nothing is taken from the body itself."""
    headline = _first(fields, "headline")
    outlet = _outlet(fields)
    byline, signed = _byline(fields, outlet)
    credit_line, credited = _first(fields, "credit_line"), _first(fields, "credited_outlet")
    body = credited_body(byline.bodies)
    if credited is None and body and signed:
        credited = Found(body, signed.key, signed.place)
    url = _url(fields)
    published, evidence = _published(fields)
    section = _first(fields, "section")
    return Metadata(
        headline=headline.value if headline else None,
        headline_evidence=headline.evidence if headline else None,
        byline=byline.persons,
        byline_evidence=signed.evidence if signed and byline.persons else None,
        outlet=outlet.value if outlet else None,
        outlet_evidence=outlet.evidence if outlet else None,
        credit_line=credit_line.value if credit_line else None,
        credited_outlet=credited.value if credited else None,
        credit_evidence=next((found.evidence for found in (credit_line, credited) if found), None),
        url=url.value if url else None,
        url_evidence=url.evidence if url else None,
        section=section.value if section else None,
        language=_language(fields),
        published_on=published.on,
        published_at=published.at,
        updated_at=_updated(fields),
        published_evidence=evidence,
    )


def _clean(text: str) -> str:
    return " ".join(mend_surrogates(text)[0].split())


def _text_of(value: object) -> str | None:
    """Return the words of a field, also where they stand one level down: WordPress' rendered HTML, a main headline."""
    if isinstance(value, list):
        return next((found for item in value if (found := _text_of(item))), None)
    if isinstance(value, dict) and "@value" not in value:
        rendered = string_of(value.get("rendered"))
        if rendered:
            return _clean(html.unescape(_TAG.sub(" ", rendered))) or None
        value = value.get("main") or value.get("value") or value.get("name")
    text = string_of(value)
    return _clean(text) or None if text else None


def _given(fields: dict[str, Found], role: str) -> list[Found]:
    """Return what stands under the names of the role, the surest first."""
    return [fields[name] for name in names_of(role) if name in fields]


def _first(fields: dict[str, Found], role: str) -> Found | None:
    for found in _given(fields, role):
        text = _text_of(found.value)
        if text:
            return found._replace(value=text)
    return None


def _outlet(fields: dict[str, Found]) -> Found | None:
    """Return the outlet by its name, or by its domain where the record gives only that."""
    for role in ("outlet", "outlet_address"):
        for found in _given(fields, role):
            text = _outlet_name(found.value, role == "outlet")
            if text and len(text) < _LONGEST_OUTLET:
                return found._replace(value=text)
    return None


def _outlet_name(value: object, is_name: bool) -> str | None:
    text = name_of(value) or (string_of(value.get("title")) if isinstance(value, dict) else None)
    if text is None or "://" not in text[:10]:
        return _clean(text) if text else None
    try:
        return None if is_name else _clean(urlsplit(text).hostname or "")
    except ValueError:
        return None


def _byline(fields: dict[str, Found], outlet: Found | None) -> tuple[Byline, Found | None]:
    """Return the persons of the first author field that names any and the bodies up to there, with that field."""
    outlets = frozenset({outlet.value} if outlet else set())
    bodies: dict[str, None] = {}
    signed: Found | None = None
    for field in _given(fields, "byline"):
        value = printed_list(field.value)
        found = split_byline(_clean(value), outlets) if isinstance(value, str) else authors_of(value, outlets)
        bodies.update(dict.fromkeys(_clean(body) for body in found.bodies))
        signed = field if found.persons or (found.bodies and signed is None) else signed
        if found.persons:
            return Byline(tuple(dict.fromkeys(_clean(p) for p in found.persons)), tuple(bodies)), signed
    return Byline((), tuple(bodies)), signed


def printed_list(value: object) -> object:
    """Return the members of a list that a program printed into one cell, such as "['A B', 'C D']"; else the value."""
    if not isinstance(value, str) or not value.startswith("[") or len(value) > _LONGEST_LIST:
        return value
    if _PRINTED_LIST.fullmatch(value.strip()) is None:
        return value
    return [re.sub(r"\\(.)", r"\1", one or two) for one, two in _PRINTED_MEMBER.findall(value)]


def _published(fields: dict[str, Found]) -> tuple[Timestamp, str | None]:
    """Return the first date that parses; failing all, why the first one does not."""
    best, evidence, problem = Timestamp(), None, None
    for field in _given(fields, "published"):
        text = _date_text(field.value)
        if not text:
            continue
        found = parse_timestamp(text)
        if found.on is None:
            problem = problem or f"{mend_surrogates(found.problem or '')[0]} ({field.evidence})"
        elif best.on is None or (best.at is None and found.at and found.on == best.on):
            best, evidence = found, field.evidence
    return best, evidence or problem


def _updated(fields: dict[str, Found]) -> str | None:
    for field in _given(fields, "updated"):
        text = _date_text(field.value)
        if text and (at := parse_timestamp(text).at):
            return at
    return None


def _date_text(value: object) -> str | None:
    """Return a date as text: also of seconds or milliseconds since 1970 (by definition UTC), and of MongoDB's $date."""
    if isinstance(value, dict):
        value = value.get("$date", value.get("@value"))
        value = value.get("$numberLong") if isinstance(value, dict) else value
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value).removesuffix(".0")
    text = string_of(value)
    epoch = _EPOCH.fullmatch(text) if text else None
    if epoch is None:
        return text
    seconds = int(epoch[1][:10])
    return (datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=seconds)).isoformat() + "+00:00"


def _url(fields: dict[str, Found]) -> Found | None:
    for found in _given(fields, "url"):
        value = found.value.get("@id") if isinstance(found.value, dict) else found.value
        text = string_of(value)
        if text and text.startswith(("http://", "https://")) and not re.search(r"\s", text):
            return found._replace(value=_clean(text))
    return None


def _language(fields: dict[str, Found]) -> str | None:
    """Return the ISO 639-1 code, where the record gives one of this or the longer kinds."""
    found = _first(fields, "language")
    match = _LANGUAGE_CODE.match(found.value) if found else None
    code = match[1].lower() if match else None
    return code if code is None or len(code) == 2 else dict(_language_codes()).get(code)


@functools.cache
def _language_codes() -> tuple[tuple[str, str], ...]:
    return tuple((row[0], row[1]) for row in rows("und", "language_codes"))
