"""Whether a page is an article: front pages, lists, walls, error pages and galleries are told by their make-up."""

import bisect
import itertools
import re
from typing import NamedTuple
from urllib.parse import urlsplit

from lxml.etree import _Element

from flows.base.schemas.local import BODY_KINDS
from flows.base.text import fold
from flows.formats.fields.schema_org import string_of
from flows.formats.pages.source import PageSource, headings, outlet_names
from flows.formats.records import Metadata
from flows.formats.rendering import PageText, Piece
from flows.formats.word_lists import find_phrases

_JOINT = re.compile(r"\s+[|–—•·»:-]+\s+|\s*[|｜]\s*")
_BLOCKS = frozenset(
    {"address", "article", "dd", "div", "dt", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "li", "p", "section", "td"}
)
_HEADINGS = ("h1", "h2", "h3", "h4", "h5")
_ASIDES = frozenset({"nav", "footer", "aside", "header"})
_LIST_TYPES = frozenset({"collectionpage", "searchresultspage", "itemlist", "profilepage", "newsmediaorganization"})
_GALLERY_TYPES = frozenset({"imagegallery", "mediagallery", "imageobjectgallery"})
_LONGEST_TITLE = 300
_PROSE = 60  # characters from which a paragraph is running text; shorter ones are if a sentence ends in them
_WIDE = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_SENTENCE = re.compile(r"\w{2}[.!?。！？…؟][\"'”’»)\]]*(?:\s|$)")
_MOST_LINKS = 3000
_ENOUGH = 600  # characters that no wall leaves of an article
_MOST_WALL = 4000  # characters of the wordiest wall of consent
_TEASER = 20  # squeezed characters from which a link that stands alone is a headline
_TITLE_SHARE = 0.6
_GALLERY_PATH = re.compile(
    r"(?:^|[/_-])(?:galler(?:y|ies)|galer[ií]as?|galerien?|fotostrecken?|bilderstrecken?|bildergalerien?|diaporamas?|slideshows?"
    r"|fotogaler[ií]as?|fotogaller(?:y|ies|ia)|portfolios?|pictures|photos|bilder)(?:$|[/_-])",
    re.IGNORECASE,
)
# Below this weight a piece with one, two or more phrases of walls is one; a sentence of news may hold one of them.
_WALL_LENGTHS = (0, 130, 350, 1000)
_WALLS = (("consent", "cookie wall"), ("login", "login or subscription wall"), ("robot", "check of the visitor"))


class Signs(NamedTuple):
    """What the page's elements tell before its body is looked for: what it calls itself, where its teasers begin."""

    title: str
    headings: tuple[str, ...]
    subheadings: tuple[str, ...]
    teasers: list[int]
    links: int
    has_password: bool
    videos: int
    captions: int = 0


class Prose(NamedTuple):
    """The running text of a page: its own and that of walls, by weight (see `_weight`), and what the walls say."""

    own: int
    wall: int
    captions: int
    kinds: dict[str, int]
    places: list[int]
    links: list[int]
    headline: int | None


class Case(NamedTuple):
    """All that a verdict rests on."""

    source: PageSource
    metadata: Metadata
    signs: Signs
    prose: Prose
    is_article: bool
    has_own_headline: bool


def count_players(tree: _Element) -> int:
    """Return how many videos the page embeds."""
    return sum(1 for _ in tree.iter("video", "amp-video", "amp-youtube", "iframe"))


def find_signs(source: PageSource, page: PageText, videos: int, title: str | None) -> Signs:
    """Return the page's titles, where its linked headlines begin, and its fields and media."""
    fields = itertools.islice(source.tree.iter("input"), 500)
    words = " ".join((title or source.meta.get("og:title") or "")[: 2 * _LONGEST_TITLE].split())
    return Signs(
        title=words[:_LONGEST_TITLE],
        headings=tuple(headings(source.tree)),
        subheadings=tuple(headings(source.tree, "h2", "h3")),
        teasers=_teasers(source.tree, page),
        links=len(page.links),
        has_password=any((field.get("type") or "").lower() == "password" for field in fields),
        videos=videos,
    )


def _teasers(tree: _Element, page: PageText) -> list[int]:
    """Return where the links begin that stand alone in their block and are as long as a headline; each target once."""
    found: dict[str, int] = {}
    for link in itertools.islice(tree.iter("a"), _MOST_LINKS):
        target, length = (link.get("href") or "")[:500].partition("#")[0], page.length(link)
        if length < _TEASER or not target or target in found:
            continue
        outer = next((e for e in link.iterancestors() if e.tag in _BLOCKS), None)
        is_heading = next(link.iter(*_HEADINGS), None) is not None
        is_alone = is_heading or (outer is not None and page.length(outer) <= length * 1.25 + _TEASER)
        if is_alone and not any(e.tag in _ASIDES for e in link.iterancestors()):
            found[target] = page.starts[link]
    return sorted(found.values())


def refuse_page(source: PageSource, metadata: Metadata, signs: Signs, pieces: list[Piece]) -> str | None:
    """Return what the page is, if it is no article, with what tells so; null for an article, however short.

    A page whose JSON-LD describes one article under the page's own title is refused only where no words of it are left.
    """
    is_article = _describes_article(source, signs)
    total = sum(len(piece.text) for piece in pieces if piece.kind == "paragraph")
    if is_article and total >= _ENOUGH:
        return None
    prose = _measure(pieces, total < _MOST_WALL)
    case = Case(source, metadata, signs, prose, is_article, _has_own_headline(signs))
    return next((detail for judge in (_wall, _named_page, _list_page, _media_page) if (detail := judge(case))), None)


def _weight(text: str) -> int:
    """Return the text's length, a character of a script without word spaces counting for three: as many say as much."""
    return len(text) if text.isascii() else len(text) + 2 * len(_WIDE.findall(text))


def _measure(pieces: list[Piece], may_be_wall: bool) -> Prose:
    own = wall = captions = 0
    kinds: dict[str, int] = {}
    places: list[int] = []
    links: list[int] = []
    headline: int | None = None
    for piece in pieces:
        weight = _weight(piece.text)
        captions += piece.kind == "caption"
        headline = piece.at if piece.kind == "headline" else headline
        if piece.kind == "link" and weight >= _TEASER:
            links.append(piece.at)
        if piece.kind not in (*BODY_KINDS, "boilerplate"):
            continue
        phrases = find_phrases(piece.text, "wall_phrases") if may_be_wall and weight < 1000 else set()
        for phrase in phrases:
            kinds[phrase.kind] = kinds.get(phrase.kind, 0) + 1
        if phrases and weight < _WALL_LENGTHS[min(len(phrases), 3)]:
            wall += weight
        elif piece.kind == "paragraph" and (weight >= _PROSE or _SENTENCE.search(piece.text)):
            own += weight
            places.append(piece.at)
    return Prose(own, wall, captions, kinds, places, links, headline)


def _describes_article(source: PageSource, signs: Signs) -> bool:
    """Tell whether the JSON-LD has one article, or two, one of them under a title that the page shows."""
    linked = source.linked
    headline = (string_of(linked.article.get("headline")) or "")[:_LONGEST_TITLE]
    if not headline or linked.article_count > 2:
        return False
    titles = [text for text in (signs.title, source.meta.get("og:title"), *signs.headings) if text]
    return not titles or any(_agree(headline, title) for title in titles)


def _agree(left: str, right: str) -> bool:
    """Tell whether one title contains the other, or half of the words of the shorter one, or three long ones."""
    left, right = fold(left[:_LONGEST_TITLE]), fold(right[:_LONGEST_TITLE])
    words, others = set(left.split()), set(right.split())
    if left in right or right in left or len(words & others) * 2 >= min(len(words), len(others)) > 2:
        return True
    return sum(len(word) > 3 for word in words & others) >= 3


def _has_own_headline(signs: Signs) -> bool:
    """Tell whether a heading that reads like a headline is what the page is called."""
    if not signs.title:
        return sum(map(_is_headline_like, signs.headings)) == 1
    first, others = signs.headings, [text for text in signs.subheadings if fold(text) in fold(signs.title)]
    return any(_is_headline_like(text) and _agree(text, signs.title) for text in (*first, *others))


def _is_headline_like(text: str) -> bool:
    return _weight(text) >= _TEASER and (len(text.split()) > 3 or _WIDE.search(text) is not None)


def _titled(case: Case, *kinds: str) -> str | None:
    """Return the page's title if it says outright that the page is of one of these kinds."""
    own = {fold(name) for name in outlet_names(case.source)}
    heading = case.signs.headings[0] if len(case.signs.headings) == 1 else ""
    for title in (case.signs.title, heading):
        parts = [part for part in _JOINT.split(title) if fold(part) not in own]
        for part in dict.fromkeys([title, *parts[:1]]):
            if _is_called(part, kinds):
                return title[:120]
    return None


def _is_called(title: str, kinds: tuple[str, ...]) -> bool:
    """Tell whether a phrase of these kinds makes up most of the title."""
    folded = fold(title).strip(" .!?…,:;")
    phrases = find_phrases(title, "page_titles") if folded else set()
    return any(phrase.kind in kinds and len(phrase.text) >= len(folded) * _TITLE_SHARE for phrase in phrases)


def _wall(case: Case) -> str | None:
    """Return the detail for walls of consent, login and subscription, and for checks of the visitor."""
    prose, is_own = case.prose, case.is_article or case.has_own_headline
    for kind, name in _WALLS:
        title, said = _titled(case, kind), prose.kinds.get(kind, 0)
        has_field = kind == "login" and case.signs.has_password
        if said >= 3 and prose.wall >= prose.own and prose.own < (_PROSE if is_own else 300):
            return f"{name}: {prose.wall} of {prose.wall + prose.own} characters are its words"
        if title and not case.is_article and (has_field or (said and prose.own < 600) or prose.own < 200):
            return f"{name}: titled {title!r}"
    return None


def _named_page(case: Case) -> str | None:
    """Return the detail for pages that their titles name: errors, imprint and terms, search results."""
    prose, is_dated = case.prose, case.metadata.published_on is not None
    if case.is_article:
        return None
    title = _titled(case, "error")
    if title and (prose.own < 600 or all(_is_called(text, ("error",)) for text in case.signs.headings[:1])):
        return f"error page: titled {title!r}"
    if prose.kinds.get("error", 0) >= 2 and prose.own < 200 and not is_dated:
        return f"error page: {prose.kinds['error']} of its phrases in {prose.own + prose.wall} characters"
    title = _titled(case, "search")
    if title and (len(case.signs.teasers) >= 3 or not is_dated):
        return f"search results: titled {title!r}"
    title = _titled(case, "service")
    return f"page about the site: titled {title!r}" if title and not is_dated else None


def _list_page(case: Case) -> str | None:
    """Return the detail for front pages, sections, tags and archives: linked headlines with little between them."""
    prose, signs = case.prose, case.signs
    is_dated = case.metadata.published_on is not None
    if case.is_article or (case.has_own_headline and is_dated):
        return None
    count = len(signs.teasers)
    evidence = f"{count} linked headlines, {prose.own} characters of running text"
    marks = sorted({*signs.teasers, *prose.links})
    gaps = list(itertools.pairwise(prose.places))
    parted = sum(map(_are_parted, itertools.repeat(marks), gaps))
    opens = case.has_own_headline and prose.headline is not None and prose.places[:1]
    if opens and not _are_parted(marks, (prose.headline or 0, opens[0])):
        return None  # an article, and the teasers under it
    if len(gaps) >= 2 and parted >= len(gaps) * 0.6 and len(marks) >= 5:
        return f"front page or list: {evidence} in {len(gaps) + 1} paragraphs, {parted} times with a headline between"
    is_list = bool(case.source.linked.types & _LIST_TYPES) or case.source.linked.article_count > 4
    if is_list and count >= 5 and prose.own < 1500 and not is_dated:
        return f"front page or list by its own description: {evidence}"
    if _is_home(case.metadata.url) and (prose.own < 1500 or count >= 20):
        return f"front page: its address is that of the site; {evidence}"
    is_site = case.source.meta.get("og:type", "").lower() == "website"
    little = _PROSE if is_dated else 1000 if is_site else 400
    if prose.own < little and signs.links >= 15 and not case.has_own_headline:
        return f"front page or list: {evidence}, {signs.links} links, no headline of its own"
    return None


def _are_parted(marks: list[int], gap: tuple[int, int]) -> bool:
    return bisect.bisect(marks, gap[1]) > bisect.bisect(marks, gap[0])


def _is_home(url: str | None) -> bool:
    parts = urlsplit(url or "")
    return bool(url) and not parts.path.strip("/") and not parts.query


def _media_page(case: Case) -> str | None:
    """Return the detail for galleries and for videos without a text."""
    prose, types = case.prose, case.source.linked.types
    declared = case.source.meta.get("og:type", "").lower()
    if types & _GALLERY_TYPES and prose.own < (1 if case.is_article else 400):
        return f"gallery by its own description: {prose.own} characters of running text"
    is_named = _GALLERY_PATH.search(urlsplit(case.metadata.url or "").path) or _titled(case, "gallery")
    little = 1 if case.is_article else 250 if is_named else _PROSE
    captions = prose.captions or case.signs.captions
    if captions >= (3 if is_named else 5) and prose.own < little:
        return f"gallery: {captions} captions, {prose.own} characters of running text"
    is_video = "videoobject" in types or declared.startswith("video")
    if not case.is_article and (is_video or case.signs.videos) and prose.own < (250 if is_video else _PROSE):
        return f"video without a text: {prose.own} characters of running text"
    return None
