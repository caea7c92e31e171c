"""ninjs, the IPTC's News in JSON (1.x, 2.x, 3.x, and Superdesk's variety): which objects are it, and what they say.

Versions differ in spelling: 1.x has body_html and headline, 2.x lists of bodies and headlines, 3.x camel case.
"""

import re
from typing import NamedTuple

from flows.formats.fields.bylines import is_person_name
from flows.formats.fields.field_names import Fields, Found, is_nothing, plain_key, plain_keys
from flows.formats.fields.schema_org import name_of, string_of

PLACE = "ninjs"

_TYPES = frozenset(["text", "audio", "video", "picture", "graphic", "composite", "component", "event", "planning"])
# Properties that hardly any other JSON has. An object is ninjs if it has an identifier and two of them.
_MARKS = frozenset(
    [
        "altids",
        "associations",
        "bodies",
        "bodyhtml",
        "bodyhtml5",
        "bodytext",
        "bodyxhtml",
        "contentcreated",
        "copyrightholder",
        "copyrightnotice",
        "descriptiontext",
        "ednote",
        "embargoed",
        "firstcreated",
        "headlines",
        "infosources",
        "located",
        "pubstatus",
        "renditions",
        "representationtype",
        "slugline",
        "urgency",
        "usageterms",
        "versioncreated",
    ]
)
_HTML_BODIES = ("bodyhtml", "bodyxhtml", "bodyhtml5", "bodyrichhtml5")
_TEXT_BODIES = ("bodytext", "bodyplain", "body")
# What a body's content type or role says of it; none said, it is text, or HTML by its looks.
_HTML = re.compile("html")
_TEXT = re.compile(r"\A\Z|\A(?!.*(?:nitf|xml|newsml)).*(?:text|plain)", re.DOTALL)
_PICTURE_ROLES = ("photo", "camera", "image", "video", "graphic", "illustrat")
_PUBLISHING_ROLES = ("publisher", "provider", "distributor", "originator", "source")


class Ninjs(NamedTuple):
    """An item's fields under the names that records have, and notes; or why it is no text."""

    fields: dict[str, Found]
    notes: tuple[str, ...] = ()
    problem: str | None = None


def is_ninjs(value: Fields) -> bool:
    """Tell whether a JSON object is a ninjs item: it says so, or has an identifier and two of the properties."""
    if "@type" in value or "@context" in value:
        return False
    for key in ("standard", "$standard"):
        standard = value.get(key)
        if isinstance(standard, dict) and "ninjs" in (string_of(standard.get("name")) or "").lower():
            return True
    keys = {plain_key(key) for key in value}
    kind = value.get("type")
    marks = len(keys & _MARKS) + (isinstance(kind, str) and kind in _TYPES)
    return marks >= 2 and not keys.isdisjoint(("uri", "guid"))


def read_ninjs(value: Fields) -> Ninjs:
    """Return the item's fields: each with the property that it is from."""
    given = plain_keys(value, PLACE)
    kind = string_of(value.get("type"))
    if kind is not None and kind != "text":
        held = value.get("associations")
        inner = f" with {len(held)} associated items" if isinstance(held, list | dict) and held else ""
        return Ninjs({}, problem=f"a ninjs item of type {kind[:40]!r}{inner}, not text")
    fields = {
        "text": _body(given),
        "headline": _headline(given),
        "summary": _summary(given),
        "authors": _authors(given),
        "outlet": _outlet(given),
        "url": given.get("uri"),
        "section": given.get("service") or given.get("section"),
        "language": given.get("language"),
        "publishedat": given.get("firstcreated") or given.get("versioncreated"),
        "updatedat": given.get("versioncreated") if "firstcreated" in given else None,
        "creditline": given.get("creditline"),
    }
    return Ninjs({name: found for name, found in fields.items() if found is not None}, tuple(_notes(given)))


def _body(given: dict[str, Found]) -> Found | None:
    """Return the body in HTML, which has the paragraphs, else in plain text; other mark-up is not read."""
    listed = _listed(given, "bodies", "body")
    for fits, names in ((_HTML, _HTML_BODIES), (_TEXT, _TEXT_BODIES)):
        found = next((given[name] for name in names if name in given and isinstance(given[name].value, str)), None)
        found = found or next((one for one, kind in listed if fits.search(kind)), None)
        if found is not None:
            return found
    return None


def _listed(given: dict[str, Found], *names: str) -> list[tuple[Found, str]]:
    """Return the values of a list of objects, each with the words that say what it is: content type, else role."""
    found: list[tuple[Found, str]] = []
    for name in names:
        held = given[name].value if name in given else None
        for item in held if isinstance(held, list) else []:
            value = item.get("value") if isinstance(item, dict) else None
            if isinstance(value, str) and not is_nothing(value):
                found.append((given[name]._replace(value=value), _kind(item)))
    return found


def _kind(item: Fields) -> str:
    said = [string_of(item.get(key)) for key in ("contenttype", "contentType", "role", "name")]
    kind = next((word.lower() for word in said if word), "")
    return "" if kind in ("main", "body") else kind


def _headline(given: dict[str, Found]) -> Found | None:
    listed = _listed(given, "headlines", "headline")
    main = next((found for found, kind in listed if kind in ("", "main")), listed[0][0] if listed else None)
    plain = given.get("headline")
    return main or (plain if plain and isinstance(plain.value, str) else given.get("title"))


def _summary(given: dict[str, Found]) -> Found | None:
    listed = _listed(given, "descriptions")
    names = ("descriptiontext", "descriptionhtml", "description")
    return listed[0][0] if listed else next((given[name] for name in names if name in given), None)


def _authors(given: dict[str, Found]) -> Found | None:
    """Return who wrote it; of a list of people with roles not the photographers."""
    for name in ("byline", "by", "bylines", "authors"):
        found = given.get(name)
        if found is not None and isinstance(found.value, list):
            people = [person.get("by", person) if isinstance(person, dict) else person for person in found.value]
            found = found._replace(value=[person for person in people if not _is_pictures(person)])
        if found is not None and found.value:
            return found
    return None


def _is_pictures(person: object) -> bool:
    role = string_of(person.get("role")) if isinstance(person, dict) else None
    return any(word in (role or "").lower() for word in _PICTURE_ROLES)


def _outlet(given: dict[str, Found]) -> Found | None:
    """Return the provider: Superdesk's source, an information source that publishes, else the holder of the rights."""
    if "source" in given and isinstance(given["source"].value, str):
        return given["source"]
    found = given.get("infosources")
    for item in found.value if found and isinstance(found.value, list) else []:
        role = string_of(item.get("role")) or string_of(item.get("rel")) if isinstance(item, dict) else None
        name = name_of(item)
        if found and name and any(word in (role or "").lower() for word in _PUBLISHING_ROLES):
            return found._replace(value=name)
    holder = given.get("copyrightholder")
    name = name_of(holder.value) if holder else None
    return holder._replace(value=name) if holder and name and not is_person_name(name) else None


def _notes(given: dict[str, Found]) -> list[str]:
    """Return what a newsroom must know of the item before it uses it."""
    notes = []
    for name, label in (("pubstatus", "pubstatus"), ("embargoed", "embargoed"), ("embargoeduntil", "embargoed")):
        said = string_of(given[name].value) if name in given else None
        if said and said.lower() != "usable":
            notes.append(f"{label}: {said[:60]}")
    return notes
