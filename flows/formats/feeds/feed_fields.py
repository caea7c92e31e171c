"""What a feed says of an item: headline, address, persons, dates, section; and of itself: whose feed it is."""

import html
import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from flows.base.text import fold
from flows.formats.feeds.feed_items import Field, Fields
from flows.formats.fields.bylines import Byline, split_byline
from flows.formats.records import Metadata
from flows.formats.wires.wire_fields import agency_in, first_date, is_same_body, language_code, merge_bylines, named

_INLINE_TAG = re.compile(r"</?(?:b|i|em|strong|span|sub|sup|u|small|mark|cite|a|font|p|div|h[1-6])\b[^<>]*>", re.I)
_BREAK_TAG = re.compile(r"<br\b[^<>]*>", re.I)
_REFERENCE = re.compile(r"&(?:#\d{2,7}|#x[0-9a-f]{2,6}|[a-z][a-z0-9]{1,30});", re.I)
_TITLE_PARTS = re.compile(r"\s+[-–—:/·•]+\s+|\s*[|»>]+\s*|:\s+")
_MAIL_AND_NAME = re.compile(r"^\S+@\S+\s*\((?P<name>[^()]{2,100})\)\s*$")
_PUBLISHED = (
    "pubdate",
    "published",
    "atom:published",
    "issued",
    "dc:date",
    "dcterms:issued",
    "date",
    "prism:publicationdate",
)
_UPDATED = ("updated", "atom:updated", "modified", "dcterms:modified")
_AUTHORS = ("dc:creator", "author", "atom:author", "creator", "dc:author")
_SECOND_LEVEL = frozenset({"co", "com", "org", "net", "ac", "gov", "or", "ne", "edu"})
_NO_SECTION = frozenset({"uncategorized", "uncategorised", "allgemein", "non classé", "sin categoría"})
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"


class Channel(NamedTuple):
    """What a feed says that holds for its items.

    `site` is scheme and host of its page, without the path, which differs among the feeds of one outlet; `base` the
    address that its root element gives for relative ones.
    """

    outlet: str | None = None
    outlet_evidence: str | None = None
    language: str | None = None
    site: str = ""
    base: str = ""
    persons: tuple[str, ...] = ()


def read_channel(fields: Fields, language: str | None, base: str | None) -> Channel:
    """Return what the feed's own fields say; `language` and `base` are those of the root element."""
    link = next((link for _, link in _links(fields, Channel(base=base or ""))), base or "")
    outlet, evidence = _feed_outlet(fields, link)
    persons = _authors(fields, frozenset({outlet} if outlet else set())).persons
    written = fields.first("language", "dc:language")
    code = language_code(written.text if written else None, language)
    # Only Atom says that the feed's author wrote the entries that name none (RFC 4287, 4.2.1).
    is_atom = any(field.parts for field in fields.all("author"))
    return Channel(outlet, evidence, code, _site_of(link), base or "", persons if is_atom else ())


def read_item_metadata(fields: Fields, channel: Channel) -> Metadata:
    """Return what the item says of its article, apart from the text."""
    publisher = fields.first("dc:publisher")
    outlet, outlet_evidence = (named(publisher.text), _place(publisher)) if publisher else (None, None)
    if outlet is None:
        outlet, outlet_evidence = channel.outlet, channel.outlet_evidence
    byline, byline_evidence = _item_byline(fields, channel, outlet)
    credited, credit_evidence = _source(fields, channel, outlet)
    if credited is None:
        credited, credit_evidence = agency_in(byline), byline_evidence
    headline = next((field for field in fields.all("title", "dc:title") if plain_title(field)), None)
    url_field, url = next(iter(_links(fields, channel)), (None, None))
    dates = first_date((field.text, _place(field) or "") for field in fields.all(*_PUBLISHED))
    updated = first_date((field.text, "") for field in fields.all(*_UPDATED)).published
    only_updated = "only_an_update_is_dated" if updated.on else None
    return Metadata(
        headline=plain_title(headline) if headline else None,
        headline_evidence=_place(headline),
        byline=byline.persons,
        byline_evidence=byline_evidence if byline.persons else None,
        outlet=outlet,
        outlet_evidence=outlet_evidence if outlet else None,
        credited_outlet=credited,
        credit_evidence=credit_evidence if credited else None,
        url=url,
        url_evidence=_place(url_field),
        section=_section(fields),
        language=language_code(*_languages(fields)) or channel.language,
        published_on=dates.published.on,
        published_at=dates.published.at,
        updated_at=updated.at if updated.at != dates.published.at else None,
        published_evidence=dates.evidence or only_updated,
    )


def _place(field: Field | None) -> str | None:
    return f"feed:{field.written}" if field is not None else None


def plain_title(field: Field) -> str:
    """Return a title as words: its typographic mark-up and references read, all else that looks like code kept."""
    text = field.text
    kind = field.attributes.get("type", "").lower()
    if kind not in ("text", "text/plain"):
        text = _INLINE_TAG.sub("", _BREAK_TAG.sub(" ", text))
        text = html.unescape(text) if _REFERENCE.search(text) else text
    return " ".join(text.split())


def _links(fields: Fields, channel: Channel) -> Iterator[tuple[Field, str]]:
    """Yield the addresses of the page, the surest first; relative ones resolved, where it is said against what."""
    for field in fields.all("feedburner:origlink", "link", "atom:link", "guid"):
        if field.attributes.get("rel", "alternate") != "alternate" and "href" in field.attributes:
            continue
        if field.key == "guid" and field.attributes.get("isPermaLink", "true").lower() != "true":
            continue
        written = (field.attributes.get("href") or field.text).strip()
        if field.key == "guid" and "://" not in written:
            continue
        base = field.attributes.get(XML_BASE) or channel.base or (channel.site if written[:1] == "/" else "")
        url = _resolved(written, base)
        if url:
            yield field, url


def _resolved(written: str, base: str) -> str | None:
    try:
        url = urljoin(base, written) if written else ""
        host = urlsplit(url).hostname
    except ValueError:
        return None
    return url if host and url.startswith(("http://", "https://")) and not re.search(r"\s", url) else None


def _site_of(link: str) -> str:
    try:
        parts = urlsplit(link)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}/" if parts.netloc else ""


def _item_byline(fields: Fields, channel: Channel, outlet: str | None) -> tuple[Byline, str | None]:
    known = frozenset({outlet} if outlet else set())
    byline = _authors(fields, known)
    field = next(iter(fields.all(*_AUTHORS)), None)
    if field is None and channel.persons:
        return Byline(channel.persons), "feed:feed/author"
    return byline, _place(field)


def _authors(fields: Fields, outlets: frozenset[str]) -> Byline:
    """Return whom the author elements name; `mail@host (Name)` is how RSS 2.0 writes a person."""
    found = []
    for field in fields.all(*_AUTHORS):
        names = [part.text for part in field.parts if part.key.endswith("name")] or [field.text]
        for name in names:
            mail = _MAIL_AND_NAME.match(" ".join(name.split()))
            found.append(split_byline(mail["name"] if mail else html.unescape(name), outlets))
    return merge_bylines(found)


def _section(fields: Fields) -> str | None:
    """Return the item's one category; of several the one that is called a category or section, else none."""
    found: dict[str, str] = {}
    for field in fields.all("category", "dc:subject"):
        scheme = (field.attributes.get("domain") or field.attributes.get("scheme") or "").lower()
        name = field.attributes.get("label") or field.attributes.get("term") or field.text
        name = " ".join(html.unescape(name).split())
        if name and name.lower() not in _NO_SECTION and not scheme.endswith(("tag", "keyword", "keywords")):
            found.setdefault(name, scheme)
    named_so = [name for name, scheme in found.items() if scheme.endswith(("category", "section", "department"))]
    chosen = named_so or list(found)
    return chosen[0] if len(chosen) == 1 and len(chosen[0]) <= 80 else None


def _languages(fields: Fields) -> Iterator[str | None]:
    for field in fields.all("dc:language", "language"):
        yield field.text
    for field in fields.all("content", "summary", "title"):
        yield field.attributes.get(XML_LANG)


def _source(fields: Fields, channel: Channel, outlet: str | None) -> tuple[str | None, str | None]:
    """Return the outlet that an aggregator took the item from, if that is not the feed's own."""
    for field in fields.all("source", "atom:source"):
        titles = [part for part in field.parts if part.key.endswith("title")]
        name = named(plain_title(titles[0]) if titles else plain_title(field))
        link = next((url for _, url in _links(Fields(field.parts), Channel())), field.attributes.get("url") or "")
        own_name = _named_by_host(name, link) if name else None
        is_own = bool(outlet and name and is_same_body(own_name or name, outlet))
        if name and not is_own and not (_site(link) and _site(link) == _site(channel.site)):
            return own_name or name, _place(field)
    return None, None


def _feed_outlet(fields: Fields, link: str) -> tuple[str | None, str | None]:
    """Return whose feed it is: the publisher it names, or the part of its title that something else in it confirms.

    "Gazette - World" is no outlet's name; "Gazette" is one if the feed's address, its copyright or its author say so.
    """
    publisher = fields.first("dc:publisher")
    name = named(publisher.text) if publisher else None
    if name and not split_byline(name).persons:
        return name, _place(publisher)
    title = fields.first("title")
    if title is None:
        return None, None
    whole = plain_title(title)
    rights = fold(" ".join(field.text for field in fields.all("copyright", "rights", "dc:rights")))
    authors = [part.text for f in fields.all("author", "managingeditor") for part in (*f.parts, f)]
    for part in (whole, *_TITLE_PARTS.split(whole)):
        name = named(part)
        if name and (_is_host(name, link) or _confirmed(name, rights, authors)):
            return name, "feed:title"
    return None, None


def _confirmed(name: str, rights: str, authors: list[str]) -> bool:
    if len(name.split()) >= 2 and re.search(rf"(?<!\w){re.escape(fold(name))}(?!\w)", rights):
        return True
    mails = (_MAIL_AND_NAME.match(" ".join(author.split())) for author in authors)
    given = [*authors, *(mail["name"] for mail in mails if mail)]
    return any(fold(name) == fold(author) for author in given)


def _named_by_host(title: str, link: str) -> str | None:
    return next((part for part in (title, *_TITLE_PARTS.split(title)) if part and _is_host(part, link)), None)


def _is_host(name: str, link: str) -> bool:
    """Tell whether the name is that of the site: harbourgazette.example is the Harbour Gazette's."""
    site = re.sub(r"[\W_]", "", _site(link)).removeprefix("the")
    key = re.sub(r"[\W_]", "", re.sub(r"^the ", "", fold(name)))
    return len(key) >= 3 and key == site


def _site(link: str) -> str:
    """Return the label of the host that is registered, such as harbourgazette of www.harbourgazette.example."""
    try:
        labels = (urlsplit(link).hostname or "").split(".")
    except ValueError:
        return ""
    is_second = len(labels) > 2 and labels[-2] in _SECOND_LEVEL and len(labels[-1]) == 2
    return labels[-3 if is_second else -2] if len(labels) > 1 else ""
