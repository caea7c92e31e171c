"""Stretches of a page that its class names set apart from the article: boxes of facts, promotion, teasers, authors."""

import bisect
import functools
import re
from collections import Counter
from typing import NamedTuple

from lxml.etree import _Element

from flows.formats.rendering import PageText

_ZONE = re.compile(
    r"(?:^|[\s_-])(?:newsletters?|news-?letter-?\w*|promos?|promotions?|promo-?box|teasers?(?!-(?:content|text|body))|related\w*|read-?more|readmore|read-?also"
    r"|see-?also|also-?read|recirc\w*|recommend\w*|sign-?up|signup|abo-?box|donat\w+|support-?us"
    r"|author-?(?:bio|box|info|card|description)|about-?(?:the-)?author|bio|biography|fact-?box\w*|facts?-?box|faktaboks|fakta"
    r"|fakta-?ruta|faktboks|info-?box\w*|infokasten|infobox|side-?box|sidebox|comment-?(?:prompt|box|form|teaser)|advert\w*"
    r"|sponsor\w*|affiliate\w*|disclaimer|consent\w*|cta|call-?to-?action|follow-?us|app-?promo|whatsapp\w*|trust-?principles"
    r"|more-?on|mehr-?zum-?thema|lire-?aussi|lees-?ook|leggi-?anche|te-?puede-?interesar)(?:$|[\s_-])",
    re.I,
)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_LONGEST_MARK = 400
_LONGEST_ZONE = 2500
_TAGS = ("div", "section", "aside", "p", "ul", "ol", "table", "details", "blockquote", "article", "span", "figure")


class Zones(NamedTuple):
    """Begins and ends of the stretches, in squeezed characters, in page order."""

    starts: list[int]
    ends: list[int]

    def covers(self, at: int) -> bool:
        """Tell whether the place lies inside a stretch."""
        number = bisect.bisect_right(self.starts, at) - 1
        return number >= 0 and at < self.ends[number]


def find_zones(tree: _Element, page: PageText) -> Zones:
    """Return the stretches, none of them long enough to be an article's text; of nested ones the outer."""
    found: list[tuple[int, int, str]] = []
    for element in tree.iter(*_TAGS):
        names, name = element.get("class"), element.get("id")
        marks = f"{names or ''} {name or ''}"[:_LONGEST_MARK] if names or name else ""
        if not marks or not _is_zone(marks):
            continue
        start, end = page.starts.get(element, 0), page.ends.get(element, 0)
        if 0 < end - start <= _LONGEST_ZONE and not (found and start < found[-1][1]):
            found.append((start, end, marks))
    lengths: Counter[str] = Counter()
    for start, end, marks in found:
        lengths[marks] += end - start
    kept = [zone for zone in found if lengths[zone[2]] <= _LONGEST_ZONE]  # more of one class is the article itself
    return Zones([zone[0] for zone in kept], [zone[1] for zone in kept])


@functools.lru_cache(maxsize=8192)
def _is_zone(marks: str) -> bool:
    return _ZONE.search(_CAMEL.sub("-", marks)) is not None
