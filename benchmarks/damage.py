"""What happens to copies on their way: documented damage to a text, the same for the same seed.

Every kind is a pure function of a text, another story, and a seeded source of chance.
"""

import random
import re
from collections.abc import Callable

Damage = Callable[[str, str, random.Random], str]

# Standing text, captions and headlines of invented outlets: the same few in many articles, as in life.
_STANDING = (
    "Sign up for the Harbour Lantern morning letter and have our best stories in your inbox by six.",
    "The Harbour Lantern has been owned by its readers since 1931. Support it from two crowns a week.",
    "Read more: Five things to know before you travel this weekend",
    "Ostermoor Telegraph Media Group. All rights reserved. No part of this page may be reproduced without permission.",
    "Follow us on our channels and never miss a story. Download the Ostermoor Telegraph app today.",
    "This article was updated to include a reply from the people mentioned in it.",
)
_CAPTIONS = (
    "A view of the main square on the day after. Photo: Tilda Marchbank / Harbour Lantern",
    "File photo. Credit: Ostermoor Telegraph / R. Quillfeather",
    "Officials arrive for the talks. (Photograph by Anselm Dray)",
)
_HEADLINES = (
    "What we know so far",
    "Everything you need to know, explained",
    "Shock and surprise as news spreads",
    "New details emerge in closely watched story",
)
_MONTHS = ("January", "March", "April", "June", "August", "October", "November")
# Confusions of shape that scanned print is known for, both ways.
_LOOKALIKES = {
    "l": "1",
    "1": "l",
    "o": "0",
    "0": "o",
    "e": "c",
    "c": "e",
    "i": "l",
    "n": "u",
    "u": "n",
    "S": "5",
    "B": "8",
}
_SMALL_WORDS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_LARGE_NUMBER = re.compile(r"(?<![\d.,$£€])(?:\d{1,3}(?:,\d{3})+|\d{4,6})(?![\d.,]*\d)")
_SMALL_NUMBER = re.compile(r"(?<![\d.,$£€:-])\b(?:[2-9]|1[0-2])\b(?![\d.,:%-])(?= [a-z])")
_QUOTED = re.compile(r"[\"“]([^\"“”\n]+)[\"”]")


def _paragraphs(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


def truncate(text: str, other: str, chance: random.Random) -> str:
    """Return the first 40 to 95 per cent of the text, cut at a space."""
    cut = text.rfind(" ", 0, int(len(text) * chance.uniform(0.4, 0.95)))
    return text[: max(cut, 1)]


def drop_lead(text: str, other: str, chance: random.Random) -> str:
    """Return the text without its headline and first paragraph: a quarter of its paragraphs at most, or one."""
    plain = _paragraphs(text)
    return "\n".join(plain[max(1, min(2, len(plain) // 4)) :]) if len(plain) > 1 else text


def change_headline(text: str, other: str, chance: random.Random) -> str:
    """Return the text under another headline; a first line that ends like no sentence is the one it had."""
    plain = _paragraphs(text)
    has_headline = len(plain) > 1 and plain[0].rstrip()[-1:] not in '.!?"”'
    return "\n\n".join([chance.choice(_HEADLINES), *plain[int(has_headline) :]])


def add_boilerplate(text: str, other: str, chance: random.Random) -> str:
    """Return the text with two to four lines of standing text inside and after it."""
    plain = _paragraphs(text)
    for line in chance.sample(_STANDING, chance.randint(2, 4)):
        plain.insert(chance.randint(1, len(plain)), line)
    return "\n\n".join(plain)


def add_captions(text: str, other: str, chance: random.Random) -> str:
    """Return the text under a date header, with one or two captions inside."""
    plain = _paragraphs(text)
    for line in chance.sample(_CAPTIONS, chance.randint(1, 2)):
        plain.insert(chance.randint(1, len(plain)), line)
    day = f"{chance.choice(_MONTHS)} {chance.randint(1, 28)}, 2021 {chance.randint(1, 11)}:{chance.randint(10, 59)} pm"
    return "\n\n".join([plain[0], day, *plain[1:]])


def add_noise(text: str, other: str, chance: random.Random) -> str:
    """Return the text as bad scanning would: 1 to 5 per cent of its characters replaced, lost or doubled."""
    rate = chance.uniform(0.01, 0.05)

    def scan(char: str) -> str:
        if char == "\n" or chance.random() >= rate:
            return char
        kind = chance.random()
        if kind < 0.6:
            return _LOOKALIKES.get(char) or chance.choice("abcdefghijklmnoprstuvw")
        return "" if kind < 0.85 else char * 2

    return "".join(map(scan, text))


def merge_paragraphs(text: str, other: str, chance: random.Random) -> str:
    """Return the text as one paragraph, or as few."""
    plain = _paragraphs(text)
    size = chance.choice((3, 5, len(plain)))
    return "\n".join(" ".join(plain[start : start + size]) for start in range(0, len(plain), size))


def change_quotes(text: str, other: str, chance: random.Random) -> str:
    """Return the text with its double quotation marks straight, curly, or a dash before the words."""
    before, after = chance.choice((('"', '"'), ("“", "”"), ("«", "»"), ("– ", "")))
    plain = text.replace("’", "'") if before == '"' else text.replace("'", "’")
    return _QUOTED.sub(lambda found: f"{before}{found[1]}{after}", plain)


def change_numbers(text: str, other: str, chance: random.Random) -> str:
    """Return the text with its numbers written otherwise: 1,400 as 1400, 1.4 thousand or 1 400, 3 as three."""

    def large(found: re.Match[str]) -> str:
        value = int(found[0].replace(",", ""))
        if 1900 <= value <= 2100 and "," not in found[0]:
            return found[0]
        if value % 100 == 0 and chance.random() < 0.5:
            size, word = (1_000_000, "million") if value >= 1_000_000 else (1_000, "thousand")
            return f"{value / size:g} {word}"
        return str(value) if "," in found[0] and chance.random() < 0.7 else f"{value:,}".replace(",", " ")

    spelled = _SMALL_NUMBER.sub(lambda found: _SMALL_WORDS[int(found[0]) - 2], text)
    return _LARGE_NUMBER.sub(large, spelled)


def splice(text: str, other: str, chance: random.Random) -> str:
    """Return the text with the opening of another story before, inside or after it, 10 to 45 per cent of the whole."""
    share = chance.uniform(0.1, 0.45)
    wanted = int(len(text) * share / (1 - share))
    cut = len(other) if len(other) <= wanted else max(1, other.rfind(" ", 0, wanted))
    plain, added = _paragraphs(text), _paragraphs(other[:cut])
    place = chance.choice((0, len(plain) // 2, len(plain)))
    return "\n".join([*plain[:place], *added, *plain[place:]])


DAMAGES: dict[str, Damage] = {
    "truncated": truncate,
    "lead_dropped": drop_lead,
    "headline": change_headline,
    "boilerplate": add_boilerplate,
    "captions": add_captions,
    "noise": add_noise,
    "merged": merge_paragraphs,
    "quotes": change_quotes,
    "numbers": change_numbers,
    "spliced": splice,
}
