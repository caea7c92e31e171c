"""Who credits whom: one article naming the other's outlet as the source of what it tells."""

import functools
import re

from flows.base import lexicon
from flows.base.text import words


@functools.lru_cache(maxsize=4096)
def outlet_words(outlet: str) -> str:
    """Return an outlet's name for comparison: its folded words without a leading "the"."""
    return " ".join(words(outlet)).removeprefix("the ")


@functools.lru_cache(maxsize=4096)
def _credit_pattern(name: str) -> re.Pattern[str]:
    cues = lexicon.rows("en", "credit_cues")
    before, after = ("|".join(re.escape(cue) for cue, place in cues if place == side) for side in ("before", "after"))
    outlet = re.escape(name)
    return re.compile(rf"\b(?:(?:{before}) (?:the )?{outlet}|{outlet} (?:\S+ ){{0,2}}?(?:{after}))\b")


def credited_by(text: str, own_outlet: str | None, credited_outlet: str | None, outlet: str | None) -> bool:
    """Tell whether an article names `outlet` as a source, in its credit line or in its text; never its own outlet.

    `text`: the folded words of its body with single spaces between.
    """
    name = outlet_words(outlet or "")
    if not name or name == outlet_words(own_outlet or ""):
        return False
    if credited_outlet and outlet_words(credited_outlet) == name:
        return True
    return name in text and _credit_pattern(name).search(text) is not None
