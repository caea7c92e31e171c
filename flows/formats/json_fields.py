"""What the fields of a JSON record are called in news-please, newspaper, trafilatura, cc_news, schema.org and here."""

import re
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from flows.formats.bylines import Byline, split_byline
from flows.formats.encodings import mend_surrogates
from flows.formats.records import Metadata
from flows.formats.schema_org import ARTICLE_TYPES, authors_of, name_of, string_of, types_of, walk_nodes
from flows.formats.timestamps import Timestamp, parse_timestamp

Fields = dict[str, Any]

# Each tuple lists keys from the surest to the vaguest, in lower case without _ - : and blanks.
_BODY = (
    "maintext",
    "articlebody",
    "text",
    "bodytext",
    "fulltext",
    "bodyhtml",
    "body",
    "content",
    "rawtext",
    "articletext",
    "storytext",
    "story",
    "article",
)
_SUMMARY = ("summary", "description", "excerpt", "abstract", "standfirst", "lead", "metadescription")
_HEADLINE = ("headline", "title", "webtitle", "titlerss", "titlepage", "ogtitle")
_BYLINE = ("byline", "authors", "author", "creator", "writers")
_OUTLET_NAMES = ("outlet", "publisher", "sitename", "publication", "sourcename", "newspaper", "source")
_OUTLET = (*_OUTLET_NAMES, "sourcedomain", "domain", "hostname", "sourcehostname", "sourceurl")
_URL = ("canonicallink", "canonicalurl", "url", "weburl", "link", "mainentityofpage", "source")
_SECTION = ("section", "articlesection", "sectionname", "category", "categories")
_LANGUAGE = ("language", "inlanguage", "metalang", "lang")
_PUBLISHED = (
    "publishedat",
    "publishedon",
    "datepublish",
    "datepublished",
    "publishdate",
    "publisheddate",
    "publicationdate",
    "published",
    "pubdate",
    "webpublicationdate",
    "firstcreated",
    "datecreated",
    "date",
    "timestamp",
)
_UPDATED = ("updatedat", "datemodify", "datemodified", "modified", "updated", "lastmodified", "versioncreated")
_KEY_NOISE = re.compile(r"[\s_:.-]+")
_CUT_MARK = re.compile(r"\[\+\d+ chars\]\s*$")


class Found(NamedTuple):
    """A value and the key, as the file spells it, under which it stood."""

    value: Any
    key: str

    @property
    def evidence(self) -> str:
        """The place in the form of the evidence columns."""
        return f"json:{self.key}"


class Body(NamedTuple):
    """The record's text as the file has it, and whether it is only a summary or the beginning."""

    text: str
    is_summary: bool
    mended: bool


def unfold(value: Fields) -> Fields:
    """Return the record itself: of a JSON-LD graph the article in it, of a wrapped source document its inside."""
    if "@graph" in value or (types_of(value) and not types_of(value) & ARTICLE_TYPES):
        return next((node for node in walk_nodes(value) if types_of(node) & ARTICLE_TYPES), value)
    inner = value.get("_source") or value.get("fields")
    return {**value, **inner} if isinstance(inner, dict) else value


def plain_keys(fields: Fields) -> dict[str, Found]:
    """Return the fields by their bare lower-case names; of two that fall together the first stays."""
    found: dict[str, Found] = {}
    for key, value in fields.items():
        if value not in (None, "", [], {}):
            found.setdefault(_KEY_NOISE.sub("", key).lower(), Found(value, key))
    return found


def find_record_body(fields: dict[str, Found]) -> Body | None:
    """Return the body's string unchanged (lone surrogates apart), else the summary's; None if there is neither."""
    for names, is_summary in ((_BODY, False), (_SUMMARY, True)):
        for name in names:
            value = fields[name].value if name in fields else None
            if isinstance(value, list) and value and all(isinstance(part, str) for part in value):
                value = "\n\n".join(value)
            if isinstance(value, str) and value.strip():
                text, mended = mend_surrogates(value)
                return Body(text, is_summary or bool(_CUT_MARK.search(text)), mended)
    return None


def read_fields(fields: dict[str, Found]) -> Metadata:
    """Return what the record says of its article apart from the body; nothing is taken from the body itself."""
    headline = _string(fields, _HEADLINE)
    outlet = _outlet(fields)
    byline, byline_evidence = _byline(fields, outlet)
    published, evidence = _published(fields)
    section = _string(fields, _SECTION)
    return Metadata(
        headline=headline.value if headline else None,
        headline_evidence=headline.evidence if headline else None,
        byline=byline.persons,
        byline_evidence=byline_evidence if byline.persons else None,
        outlet=outlet.value if outlet else None,
        outlet_evidence=outlet.evidence if outlet else None,
        credited_outlet=_given(fields, "creditedoutlet") or (byline.bodies[0] if byline.bodies else None),
        credit_line=_given(fields, "creditline"),
        url=_url(fields),
        section=section.value if section else None,
        language=_language(fields),
        published_on=published.on,
        published_at=published.at,
        updated_at=_updated(fields),
        published_evidence=evidence,
    )


def _clean(text: str) -> str:
    return " ".join(mend_surrogates(text)[0].split())


def _string(fields: dict[str, Found], names: tuple[str, ...]) -> Found | None:
    for name in names:
        text = string_of(fields[name].value) if name in fields else None
        if text and _clean(text):
            return Found(_clean(text), fields[name].key)
    return None


def _given(fields: dict[str, Found], name: str) -> str | None:
    found = _string(fields, (name,))
    return found.value if found else None


def _outlet(fields: dict[str, Found]) -> Found | None:
    """Return the outlet by its name, or by its domain where the record gives only that."""
    for name in _OUTLET:
        text = name_of(fields[name].value) if name in fields else None
        if text:
            if "://" in text and name == "source":
                continue
            text = _clean(urlsplit(text).hostname or "") if "://" in text[:10] else _clean(text)
            if text and len(text) < 120:
                return Found(text, fields[name].key)
    return None


def _byline(fields: dict[str, Found], outlet: Found | None) -> tuple[Byline, str | None]:
    outlets = frozenset({outlet.value} if outlet else set())
    bodies: dict[str, None] = {}
    for name in _BYLINE:
        if name not in fields:
            continue
        value = fields[name].value
        found = split_byline(_clean(value), outlets) if isinstance(value, str) else authors_of(value, outlets)
        bodies.update(dict.fromkeys(found.bodies))
        if found.persons:
            return Byline(tuple(_clean(p) for p in found.persons), tuple(bodies)), fields[name].evidence
    return Byline((), tuple(bodies)), None


def _published(fields: dict[str, Found]) -> tuple[Timestamp, str | None]:
    """Return the first date that parses; failing all, why the first one does not."""
    best, evidence, problem = Timestamp(), None, None
    for name in _PUBLISHED:
        text = string_of(fields[name].value) if name in fields else None
        if not text:
            continue
        found = parse_timestamp(text)
        if found.on is None:
            problem = problem or f"{found.problem} ({fields[name].evidence})"
        elif best.on is None or (best.at is None and found.at and found.on == best.on):
            best, evidence = found, fields[name].evidence
    return best, evidence or problem


def _updated(fields: dict[str, Found]) -> str | None:
    for name in _UPDATED:
        text = string_of(fields[name].value) if name in fields else None
        if text and (at := parse_timestamp(text).at):
            return at
    return None


def _url(fields: dict[str, Found]) -> str | None:
    for name in _URL:
        value = fields[name].value if name in fields else None
        text = string_of(value.get("@id")) if isinstance(value, dict) else string_of(value)
        if text and text.startswith(("http://", "https://")) and " " not in text:
            return _clean(text)
    return None


def _language(fields: dict[str, Found]) -> str | None:
    found = _string(fields, _LANGUAGE)
    match = re.match(r"([A-Za-z]{2,3})(?:$|[-_])", found.value) if found else None
    return match[1].lower() if match else None
