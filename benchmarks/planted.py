"""A generated corpus, like news in its statistics, with planted copies whose families are known.

Every word comes from the seed but the function words and the commonest words of news, listed here. Articles have about
310 words (lognormal), vocabulary and family sizes follow Zipf's law. Articles on one event are written apart but share
its names, terms, figures and a public statement; outlets end many articles with the same furniture; stock phrases go
round. Copies are exact, cut, furnished, noisy, merged or lightly rewritten.

A chunk of articles depends on the plan and its number alone, so that a corpus of any size is made as a stream.
"""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import NamedTuple

CHUNK = 10_000
KINDS = ("exact", "truncated", "furnished", "noisy", "merged", "rewritten")


def _listed(words: str) -> list[str]:
    return words.split()


_FUNCTION = _listed(
    "the of to and in a that for on is was with by as at from it be are has have an this which not but were their "
    "will had been or its they he who after more she than also about would when into his her there some other over all "
    "could one out two before between under no because while where during against only most such new being if"
)
_COMMON = _listed(
    "year people government country state group official president report company city week month time minister day "
    "court law police security party market price plan public national work leader member country's service million "
    "area case decision part number house school office health money power agreement according meeting talks "
    "increase support change news statement home water program war end"
)
_TITLES = _listed("President Minister Governor Mayor Judge Professor Senator Director Mr. Ms.")
_ORGANISATIONS = _listed("Institute Bank Council Party Union Agency Court Corporation Foundation Authority")
_MONTHS = _listed("January February March April May June July August September October November December")

_ONSETS = _listed("b br c ch cl d dr f fl g gr h j k l m n p pl pr r s sh sl st t th tr v w z")
_VOWELS = _listed("a e i o u a e i o ai ea ou")
_CODAS = ["", "", "", "n", "r", "l", "s", "t", "m", "nd", "st", "ck"]
_ENDINGS = ["", "", "", "s", "ed", "ing", "ion", "al", "er", "y"]

_WORDS = 60_000
_SURNAMES = 40_000
_GIVEN = 800
_POOL = 1 << 18
_MEDIAN_WORDS = 310
_SENTENCE_WORDS = 29.0


@dataclass(frozen=True)
class Plan:
    """What to make: `count` articles in all, of which a story with `wire` copies, and this share of other copies."""

    count: int
    seed: int = 7
    wire: int = 0
    copies: float = 0.27


class Planted(NamedTuple):
    """An article: its family, how it was made (original or one of KINDS), outlet, day, and text (headline first)."""

    number: int
    family: int
    kind: str
    outlet: str
    published_on: str
    text: str


class _Outlet(NamedTuple):
    name: str
    furniture: tuple[str, ...]


class _World(NamedTuple):
    """What the whole corpus shares: words, names, units of one to three words by frequency, beats, phrases, outlets."""

    words: list[str]
    surnames: list[str]
    given: list[str]
    units: list[str]
    beats: list[list[str]]
    phrases: list[str]
    outlets: list[_Outlet]
    outlet_weights: list[float]
    synonyms: dict[str, str]


class _Event(NamedTuple):
    """What the articles on one event share: names, terms and figures, speakers, a statement, place and day."""

    units: list[str]
    speakers: list[str]
    statement: str
    place: str
    day: int


class _Story(NamedTuple):
    """An article before it goes to an outlet: headline and paragraphs of sentences."""

    headline: str
    paragraphs: list[list[str]]
    day: int


def _coin(rng: Random, count: int, endings: Sequence[str]) -> list[str]:
    """Return so many pronounceable words, no two alike, the short ones first."""
    found: dict[str, None] = dict.fromkeys(())
    syllables = [onset + vowel + coda for onset in _ONSETS for vowel in _VOWELS for coda in _CODAS]
    length = 1
    while len(found) < count:
        for _ in range(min(count, 400 * 12**length)):
            found["".join(rng.choices(syllables, k=length)) + rng.choice(endings)] = None
        length = min(length + 1, 4)
    ordered = sorted(list(found)[:count], key=len)
    return [word for word in ordered if word not in _FUNCTION and word not in _COMMON]


def _zipf(count: int, exponent: float = 1.0, offset: float = 2.7) -> list[float]:
    """Return cumulative weights of ranks after Zipf and Mandelbrot."""
    return list(itertools.accumulate((rank + offset) ** -exponent for rank in range(1, count + 1)))


def _make_units(rng: Random, words: list[str], surnames: list[str]) -> list[str]:
    """Return units of running text, each as often as it shall be drawn."""
    ranked = [*_COMMON, *words]
    content = iter(rng.choices(ranked, cum_weights=_zipf(len(ranked)), k=2 * _POOL))
    function = iter(rng.choices(_FUNCTION, cum_weights=_zipf(len(_FUNCTION), 0.8), k=2 * _POOL))
    names = iter(rng.choices(surnames, cum_weights=_zipf(len(surnames)), k=_POOL))

    def unit(kind: int) -> str:
        match kind:
            case 0:
                return f"{next(function)} {next(content)}"
            case 1:
                return next(content)
            case 2:
                return f"{next(function)} {next(function)} {next(content)}"
            case 3:
                return f"{next(content)} {next(content)}"
            case 4:
                return f"{rng.choice((2, 3, 5, 10, 15, 20, 30, 50, rng.randint(2, 999)))} {next(content)}"
            case _:
                return next(names)

    return [unit(kind) for kind in rng.choices(range(6), (50, 16, 16, 12, 3, 3), k=_POOL)]


def _phrase(rng: Random, units: Sequence[str], length: int) -> str:
    return " ".join(rng.choices(units, k=length))


def _sentence(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}."


def _make_outlets(rng: Random, count: int, units: Sequence[str], names: Sequence[str]) -> list[_Outlet]:
    return [
        _Outlet(
            f"The {rng.choice(names)} {rng.choice(('Post', 'Herald', 'Times', 'Courier', 'Gazette', 'Journal'))}",
            tuple(_sentence(_phrase(rng, units, size)) for size in (14, 9, 7)),
        )
        for _ in range(count)
    ]


def _make_world(plan: Plan) -> _World:
    rng = Random(f"{plan.seed}/world")
    words = _coin(rng, _WORDS, _ENDINGS)
    surnames = [word.capitalize() for word in _coin(rng, _SURNAMES, ("", "", "ov", "son", "i", "er", "a"))]
    rng.shuffle(surnames)
    units = _make_units(rng, words, surnames)
    terms = words[200:30_000]
    beats = [[_phrase(rng, terms, rng.choice((1, 1, 2))) for _ in range(600)] for _ in range(40)]
    # One outlet to 500 articles: the largest carries a few in a hundred of all articles, the smallest a handful.
    outlets = _make_outlets(rng, 20 + plan.count // 500, units, surnames)
    weights = list(itertools.accumulate(1 / (rank + 10) for rank in range(len(outlets))))
    pairs = list(zip(words[::2], words[1::2], strict=False))
    return _World(
        words=words,
        surnames=surnames,
        given=[word.capitalize() for word in _coin(rng, _GIVEN, ("", "a", "o", "in"))],
        units=units,
        beats=beats,
        phrases=[_phrase(rng, units, rng.randint(4, 7)) for _ in range(300)],
        outlets=outlets,
        outlet_weights=weights,
        synonyms=dict([*pairs, *((right, left) for left, right in pairs)]),
    )


def _make_event(rng: Random, world: _World) -> _Event:
    beat = rng.choice(world.beats)
    surnames = rng.choices(world.surnames, k=rng.randint(5, 9))
    people, place, body = surnames[2:], surnames[0], f"{surnames[1]} {rng.choice(_ORGANISATIONS)}"
    speakers = [f"{rng.choice(_TITLES)} {rng.choice(world.given)} {name}" for name in people]
    terms = [" ".join(rng.choices(world.words, k=rng.choice((1, 1, 2)))) for _ in range(15)]
    figures = [f"{rng.randint(2, 9999)} {rng.choice(terms)}" for _ in range(5)]
    units = [
        *people,
        *people,
        *speakers,
        place,
        f"in {place}",
        f"the {body}",
        *terms,
        *figures,
        *rng.choices(beat, k=20),
    ]
    statement = f"“{_sentence(_phrase(rng, world.units, rng.randint(8, 16)))[:-1]},” said {speakers[0]}."
    return _Event(units, speakers, statement, place, rng.randrange(365))


def _make_sentences(rng: Random, world: _World, event: _Event, count: int) -> list[str]:
    """Return sentences of general units with a name, term or figure of the event at three places."""
    lengths = rng.choices(((1, 3, 3), (2, 3, 5), (3, 3, 6), (1, 4, 8), (4, 2, 8), (1, 2, 3)), k=count)
    general = iter(rng.choices(world.units, k=sum(map(sum, lengths))))
    own = iter(rng.choices(event.units, k=3 * count))

    def take(size: int) -> str:
        return " ".join(itertools.islice(general, size))

    return [
        _sentence(f"{take(first)} {next(own)} {take(second)} {next(own)} {take(third)} {next(own)}")
        for first, second, third in lengths
    ]


def _add_speech(rng: Random, world: _World, event: _Event, sentences: list[str]) -> None:
    """Turn some sentences into quotations; put in the statement that others carry, and a stock phrase."""
    for place in range(2, len(sentences), rng.randint(3, 8)):
        sentences[place] = f"“{sentences[place][:-1]},” {rng.choice(event.speakers)} said."
    if rng.random() < 0.35:
        sentences.insert(rng.randint(1, len(sentences)), event.statement)
    if rng.random() < 0.3:
        place = rng.randrange(len(sentences))
        sentences[place] = f"{sentences[place][:-1]}, {rng.choice(world.phrases)}."


def _make_story(rng: Random, world: _World, event: _Event) -> _Story:
    words = min(1500.0, max(50.0, rng.lognormvariate(0, 0.45) * _MEDIAN_WORDS))
    sentences = _make_sentences(rng, world, event, max(3, round(words / _SENTENCE_WORDS)))
    _add_speech(rng, world, event, sentences)
    day = event.day + rng.choice((0, 0, 0, 1, 1, 2))
    if rng.random() < 0.6:
        sentences[0] = f"{event.place.upper()}, {_MONTHS[day // 31 % 12]} {day % 28 + 1} — {sentences[0]}"
    sizes = itertools.accumulate(rng.choices((1, 2, 2, 3), k=len(sentences)))
    cuts = [0, *itertools.takewhile(lambda cut: cut < len(sentences), sizes), len(sentences)]
    headline = f"{_phrase(rng, world.units, 3)} {rng.choice(event.units)} {_phrase(rng, world.units, 2)}"
    return _Story(_sentence(headline)[:-1], [sentences[start:end] for start, end in itertools.pairwise(cuts)], day)


def _truncate(rng: Random, story: _Story) -> list[list[str]]:
    """Keep the first 40 to 95 %, to the end of a sentence or, half of the time, of a word."""
    total = sum(len(sentence) + 1 for paragraph in story.paragraphs for sentence in paragraph)
    left = int(total * rng.uniform(0.4, 0.95))
    kept: list[list[str]] = []
    for paragraph in story.paragraphs:
        kept.append([])
        for sentence in paragraph:
            if left < len(sentence):
                part = sentence[:left].rpartition(" ")[0]
                return [*kept[:-1], [*kept[-1], part] if part and rng.random() < 0.5 else kept[-1]]
            kept[-1].append(sentence)
            left -= len(sentence) + 1
    return kept


def _furnish(rng: Random, story: _Story, outlet: _Outlet) -> list[list[str]]:
    """Put the outlet's lines before, into and behind the text."""
    place = rng.randint(1, len(story.paragraphs))
    opening, inner = outlet.furniture[1:]
    return [[opening], *story.paragraphs[:place], [inner], *story.paragraphs[place:]]


def _add_noise(rng: Random, world: _World, sentence: str) -> str:
    """Replace words, 2 % of all on average, by others or by themselves with two letters changed round."""
    words = sentence.split(" ")
    for place in range(len(words)):
        if rng.random() < 0.02:
            word, at = words[place], rng.randint(0, max(0, len(words[place]) - 2))
            swapped = word[:at] + word[at + 1 : at + 2] + word[at : at + 1] + word[at + 2 :]
            words[place] = swapped if rng.random() < 0.5 else rng.choice(world.words)
    return " ".join(words)


def _merge(rng: Random, story: _Story) -> list[list[str]]:
    """Make one to three paragraphs of all."""
    sentences = list(itertools.chain.from_iterable(story.paragraphs))
    size = -(-len(sentences) // rng.randint(1, 3))
    return [sentences[start : start + size] for start in range(0, len(sentences), size)]


def _rewrite(rng: Random, world: _World, story: _Story) -> list[list[str]]:
    """Put another word for one in eight of those that have one, and let some neighbouring sentences change places."""
    paragraphs = []
    for paragraph in story.paragraphs:
        sentences = [
            " ".join(world.synonyms.get(word, word) if rng.random() < 0.125 else word for word in sentence.split(" "))
            for sentence in paragraph
        ]
        for place in range(1, len(sentences)):
            if rng.random() < 0.2:
                sentences[place - 1 : place + 1] = sentences[place], sentences[place - 1]
        paragraphs.append(sentences)
    return paragraphs


def _copy(rng: Random, world: _World, story: _Story, kind: str, outlet: _Outlet) -> _Story:
    match kind:
        case "truncated":
            paragraphs = _truncate(rng, story)
        case "furnished":
            paragraphs = _furnish(rng, story, outlet)
        case "noisy":
            paragraphs = [[_add_noise(rng, world, sentence) for sentence in part] for part in story.paragraphs]
        case "merged":
            paragraphs = _merge(rng, story)
        case "rewritten":
            paragraphs = _rewrite(rng, world, story)
        case _:
            paragraphs = story.paragraphs
    headline = _sentence(_phrase(rng, world.units, 6))[:-1] if rng.random() < 0.5 else story.headline
    return _Story(headline, paragraphs, story.day + rng.randint(0, 3))


def _family_sizes(rng: Random, copies: int) -> Iterator[int]:
    """Yield how many copies a copied story has, by Zipf's law with exponent 2, up to 60, until there are so many."""
    weights = _zipf(60, 2.0, 0.0)
    while copies > 0:
        size = min(copies, rng.choices(range(1, 61), cum_weights=weights)[0])
        copies -= size
        yield size


def _stories(rng: Random, world: _World) -> Iterator[_Story]:
    """Yield stories, those on one event together: events of Zipf size up to 40 stories, exponent 1.5."""
    weights = _zipf(40, 1.5, 0.0)
    while True:
        event = _make_event(rng, world)
        for _ in range(rng.choices(range(1, 41), cum_weights=weights)[0]):
            yield _make_story(rng, world, event)


def _publish(rng: Random, story: _Story, outlet: _Outlet) -> tuple[str, str, str]:
    """Return outlet, day and text, with the outlet's furniture at the end of three articles in five."""
    paragraphs = [story.headline, *(" ".join(paragraph) for paragraph in story.paragraphs if paragraph)]
    if rng.random() < 0.6:
        paragraphs.append(outlet.furniture[0])
    day = f"2025-{story.day // 31 % 12 + 1:02d}-{story.day % 28 + 1:02d}"
    return outlet.name, day, "\n\n".join(paragraphs)


def _make_chunk(plan: Plan, world: _World, chunk: int, sizes: Sequence[int]) -> list[tuple[int, str, str, str, str]]:
    """Return the articles of families with so many copies each, mixed: family, kind, outlet, day, text."""
    rng = Random(f"{plan.seed}/{chunk}")
    stories = list(itertools.islice(_stories(rng, world), len(sizes)))
    order = list(range(len(sizes)))
    rng.shuffle(order)
    made = []
    for place, copies in zip(order, sizes, strict=True):
        outlets = iter(rng.choices(world.outlets, cum_weights=world.outlet_weights, k=copies + 1))
        made.append((place, "original", *_publish(rng, stories[place], next(outlets))))
        for kind, outlet in zip(rng.choices(KINDS, k=copies), outlets, strict=True):
            made.append((place, kind, *_publish(rng, _copy(rng, world, stories[place], kind, outlet), outlet)))
    rng.shuffle(made)
    return made


def _chunk_sizes(plan: Plan) -> Iterator[list[int]]:
    """Yield, chunk by chunk, the number of copies that each story has."""
    rest = plan.count
    if plan.wire:
        yield [plan.wire]
        rest -= plan.wire + 1
    for chunk, start in enumerate(range(0, rest, CHUNK)):
        count = min(CHUNK, rest - start)
        copies = round(count * plan.copies)
        copied = list(_family_sizes(Random(f"{plan.seed}/sizes/{chunk}"), copies))
        yield [*copied, *[0] * (count - copies - len(copied))]


def generate(plan: Plan) -> Iterator[Planted]:
    """Yield the articles of the plan; families of one chunk, and the wire story's first, stand near each other."""
    world = _make_world(plan)
    number, families = 0, 0
    for chunk, sizes in enumerate(_chunk_sizes(plan)):
        for family, *rest in _make_chunk(plan, world, chunk, sizes):
            yield Planted(number, families + family, *rest)
            number += 1
        families += len(sizes)
