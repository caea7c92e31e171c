"""Byline and dates that a page shows around its article, where its metadata do not state them."""

from flows.base.schemas.local import BODY_KINDS
from flows.formats.pages.bylines import fuller_byline, shown_byline
from flows.formats.pages.dates import shown_dates, url_day
from flows.formats.pages.lines import Area, Line
from flows.formats.pages.source import PageSource, outlet_names
from flows.formats.records import Metadata
from flows.formats.rendering import Piece, squeeze

_LEAD = 200  # squeezed characters above the text in which date and byline stand where no headline does


def add_shown(source: PageSource, metadata: Metadata, lines: list[Line], pieces: list[Piece]) -> Metadata:
    """Return the metadata with what the lines around the article add; what is stated is not replaced by it."""
    area = _area(pieces)
    return _with_dates(_with_byline(source, metadata, lines, area), lines, area)


def _with_byline(source: PageSource, metadata: Metadata, lines: list[Line], area: Area) -> Metadata:
    """Return the metadata with the persons that the page shows as authors, where it states none or not all of them."""
    outlets = outlet_names(source)
    if metadata.byline:
        persons = fuller_byline(metadata.byline, lines, area, outlets)
        return metadata._replace(byline=persons, byline_evidence="shown:rel") if persons else metadata
    byline, evidence = shown_byline(lines, area, outlets, bool(source.linked.article.get("author")))
    return metadata._replace(byline=byline.persons, byline_evidence=evidence)


def _with_dates(metadata: Metadata, lines: list[Line], area: Area) -> Metadata:
    """Return the metadata with the day and time that the page shows, or its address has, where none is stated."""
    if metadata.published_at and metadata.updated_at:
        return metadata
    published, updated = shown_dates(lines, area)
    dated = metadata._replace(updated_at=metadata.updated_at or updated.at)
    if dated.published_on:
        is_same = published.on == dated.published_on and published.at and not dated.published_at
        return dated._replace(published_at=published.at, published_evidence="shown") if is_same else dated
    if published.on:
        return dated._replace(published_on=published.on, published_at=published.at, published_evidence="shown")
    day = url_day(metadata.url)
    if day:
        return dated._replace(published_on=day, published_evidence="url")
    problem = f"{published.problem} (shown)" if published.problem else None
    return dated._replace(published_evidence=dated.published_evidence or problem)


def _area(pieces: list[Piece]) -> Area:
    """Return where headline and text stand; the text has begun with its second long block, the first may be a lead."""
    body = [piece for piece in pieces if piece.kind in BODY_KINDS]
    if not body:
        return Area(0, 0, 0, 0)
    headline = next((piece for piece in pieces if piece.kind == "headline"), Piece("headline", "", body[0].at - _LEAD))
    long = [piece.at for piece in body if len(piece.text) > 80][:2] or [body[0].at]
    end = body[-1].at + len(squeeze(body[-1].text))
    return Area(headline.at, headline.at + len(squeeze(headline.text)), long[-1], end)
