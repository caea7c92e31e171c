"""When a page was published and updated: JSON-LD, meta tags, marked-up elements, and the lines beside its headline."""

import itertools
import re
from collections.abc import Iterator
from typing import NamedTuple

from lxml.etree import _Element

from flows.formats.fields.schema_org import string_of
from flows.formats.fields.timestamps import Timestamp, find_timestamp, parse_timestamp
from flows.formats.pages.lines import Area, Line, head_lines, is_whole_line, line_words, tail_lines
from flows.formats.pages.source import Candidate, PageSource, clean_value, from_meta, short_text
from flows.formats.word_lists import any_of, words_of

_META_PUBLISHED = (
    "article:published_time",
    "article:published",
    "og:published_time",
    "og:article:published_time",
    "datepublished",
    "parsely-pub-date",
    "cxenseparse:publishtime",
    "cxenseparse:recs:publishtime",
    "publish-date",
    "publishdate",
    "publish_date",
    "publication_date",
    "published-date",
    "pubdate",
    "sailthru.date",
    "dcterms.created",
    "dcterms.date",
    "dcterms.issued",
    "dc.date.issued",
    "dc.date.created",
    "dc.date",
    "date",
    "last-modified-date-of-first-publication",
)
_META_UPDATED = ("article:modified_time", "og:updated_time", "datemodified", "dcterms.modified", "last-modified")
_MOST_TIMES = 200
_LABEL = re.compile(
    rf"\b(?:(?P<updated>{any_of(words_of('header_labels', 'updated'))})"
    rf"|(?P<published>{any_of(words_of('header_labels', 'published'))}))\b",
    re.IGNORECASE,
)
_LONGEST_DATED = 100
_MOST_LETTERS = 40  # besides the date and its label: a byline, a city, a reading time
_DIGIT = re.compile(r"\d.*\d")
_URL_DAY = re.compile(r"/((?:19|20)\d\d)[/-](0?[1-9]|1[0-2])[/-](0?[1-9]|[12]\d|3[01])(?=[/-]|$)")
_UPDATE_MARK = re.compile(r"updat|modif|aktualis|oppdater|mis à jour", re.I)


def find_published(page: PageSource) -> tuple[Timestamp, str | None]:
    """Return the first date that parses, with the time of a later place if that states the same day more fully."""
    best, where, problem = Timestamp(), None, None
    for value, evidence in _published_candidates(page):
        found = parse_timestamp(clean_value(value))
        if found.on is None:
            problem = problem or f"{found.problem} ({evidence})"
        elif best.on is None or (
            _detail(found) > _detail(best) and (found.on[:10] == best.on or best.on.startswith(found.on))
        ):
            best, where = found, evidence
        if _detail(best) == 2:
            break
    return best, where or problem


def _detail(stamp: Timestamp) -> int:
    """Return 0 for a day, 1 for a time, 2 for a time with its offset."""
    return 0 if stamp.at is None else 2 if re.search(r"[+-]\d\d:\d\d$", stamp.at) else 1


def _published_candidates(page: PageSource) -> Iterator[Candidate]:
    for node, label in ((page.linked.article, "json-ld"), (page.linked.page, "json-ld page")):
        value = string_of(node.get("datePublished"))
        if value:
            yield Candidate(value, f"{label}:datePublished")
    yield from from_meta(page, _META_PUBLISHED)
    marked = page.tree.xpath("//*[@itemprop='datePublished' or @property='datePublished'][not(self::meta)]")
    for element in marked[:_MOST_TIMES]:
        value = element.get("datetime") or element.get("content") or short_text(element, 100)
        yield Candidate(value[:100], "element:datePublished")
    value = string_of(page.linked.article.get("dateCreated"))
    if value:
        yield Candidate(value, "json-ld:dateCreated")
    yield from _time_elements(page.tree)


def _time_elements(tree: _Element) -> Iterator[Candidate]:
    """Yield the page's only <time>, else the only one, updates apart, in the smallest part that has the one h1."""
    times = list(itertools.islice((e for e in tree.iter("time") if e.get("datetime")), _MOST_TIMES))
    if len({e.get("datetime") for e in times}) == 1:
        yield Candidate(times[0].get("datetime", ""), "time")
    top = list(itertools.islice(tree.iter("h1"), 2))
    if len(top) != 1:
        return
    near = _nearest(top[0], [e for e in times if not _UPDATE_MARK.search(_marks(e))])
    if len({e.get("datetime") for e in near}) == 1:
        yield Candidate(near[0].get("datetime", ""), "time beside h1")


def _nearest(heading: _Element, elements: list[_Element]) -> list[_Element]:
    """Return those of the elements that stand in the smallest part of the page that has the heading and any of them."""
    levels = {part: level for level, part in enumerate(heading.iterancestors())}
    shared: list[tuple[int, _Element]] = []
    for element in elements:
        part = next((e for e in element.iterancestors() if e in levels), None)
        shared.append((levels.get(part, len(levels)), element))
    lowest = min((level for level, _ in shared), default=0)
    return [element for level, element in shared if level == lowest]


def _marks(element: _Element) -> str:
    return " ".join([*(str(value)[:200] for value in element.attrib.values()), short_text(element, 200)])


def find_updated(page: PageSource) -> str | None:
    """Return when the page says that its article last changed, if it gives the time of day."""
    values = [Candidate(string_of(page.linked.article.get("dateModified")) or "", "json-ld:dateModified")]
    for value, _ in [*values, *from_meta(page, _META_UPDATED)]:
        found = parse_timestamp(clean_value(value))
        if found.at:
            return found.at
    return None


class ShownDates(NamedTuple):
    """The dates that a page shows around its article: when it was published, and updated, else what is wrong."""

    published: Timestamp
    updated: Timestamp


def shown_dates(lines: list[Line], area: Area) -> ShownDates:
    """Return the first date between headline and text, or a labelled one under the text; updates by their label."""
    found: list[tuple[bool, Timestamp]] = []
    updated = Timestamp()
    below = [line for line in head_lines(lines, area) if line[0] >= area.below]
    places = [(e, False) for _, e in below] + [(e, True) for at, e in tail_lines(lines, area) if at >= area.end]
    for element, needs_label in places:
        if not is_whole_line(element):
            continue
        words = line_words(element)
        for label, stamp in _labelled_dates(words) if len(words) <= _LONGEST_DATED else ():
            if label == "updated":
                updated = stamp if updated.on is None else updated
            elif label or not needs_label:
                found.append((not label, stamp))
    found.sort(key=lambda entry: entry[0])  # labelled ones first
    days = {stamp.on for unlabelled, stamp in found if unlabelled == found[0][0]}
    published = found[0][1] if found else Timestamp()
    if len(days) > 1:
        published = Timestamp(problem=f"ambiguous: {len(days)} days beside the headline")
    return ShownDates(published, updated)


def _labelled_dates(line: str) -> Iterator[tuple[str, Timestamp]]:
    """Yield the dates of a line that is not much more than them, each with the kind of label before it."""
    text = line.replace(" | ", " ").replace("•", " ")
    labels = [*_LABEL.finditer(text)]
    starts = [0, *(match.start() for match in labels)]
    kinds = ["", *(match.lastgroup or "" for match in labels)]
    for kind, start, end in zip(kinds, starts, [*starts[1:], len(text)], strict=True):
        part = text[start:end]
        if _DIGIT.search(part):
            stamp = find_timestamp(part)
            letters = sum(map(str.isalpha, part))
            if (stamp.on or stamp.problem) and (kind or letters <= _MOST_LETTERS):
                yield kind, stamp


def url_day(url: str | None) -> str | None:
    """Return the day that stands in the path of an address, such as /2025/10/31/."""
    match = _URL_DAY.search((url or "")[:2000])
    return parse_timestamp(f"{match[1]}-{match[2]:0>2}-{match[3]:0>2}").on if match else None
