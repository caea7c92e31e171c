"""Stories of the generated corpus: events that several tell of, each in its own words, and outlets that carry them."""

import itertools
from collections.abc import Iterator
from random import Random
from typing import NamedTuple

from benchmarks.planted.language import (
    MONTHS,
    ORGANISATIONS,
    PAPERS,
    TITLES,
    World,
    make_phrase,
    make_sentence,
    zipf,
)

_MEDIAN_WORDS = 310
_SENTENCE_WORDS = 29.0


class Outlet(NamedTuple):
    """An outlet, and the lines that it puts under, over and into its articles."""

    name: str
    furniture: tuple[str, ...]


class Outlets(NamedTuple):
    """The outlets of a corpus, and what share of the articles each and all before it have, by weight."""

    all: list[Outlet]
    cumulative_weights: list[float]


class _Event(NamedTuple):
    """What the articles on one event share: names, terms and figures, speakers, a statement, place and day."""

    units: list[str]
    speakers: list[str]
    statement: str
    place: str
    day: int


class Story(NamedTuple):
    """An article before it goes to an outlet: headline and paragraphs of sentences."""

    headline: str
    paragraphs: list[list[str]]
    day: int


def _make_event(rng: Random, world: World) -> _Event:
    beat = rng.choice(world.beats)
    surnames = rng.choices(world.surnames, k=rng.randint(5, 9))
    people, place, body = surnames[2:], surnames[0], f"{surnames[1]} {rng.choice(ORGANISATIONS)}"
    # Who stands first is named most, as in news: eight times, four times, twice, once.
    mentions = [name for rank, name in enumerate(people) for _ in range(max(1, 8 >> rank))]
    titled = {name: f"{rng.choice(TITLES)} {rng.choice(world.given)} {name}" for name in people}
    speakers = [titled[name] for name in mentions]
    terms = [" ".join(rng.choices(world.words, k=rng.choice((1, 1, 2)))) for _ in range(15)]
    figures = [f"{rng.randint(2, 9999)} {rng.choice(terms)}" for _ in range(5)]
    units = [*mentions, *titled.values(), place, place, f"in {place}", f"the {body}", *terms, *figures]
    units += rng.choices(beat, k=20)
    statement = f"“{make_sentence(make_phrase(rng, world.units, rng.randint(8, 16)))[:-1]},” said {speakers[0]}."
    return _Event(units, speakers, statement, place, rng.randrange(365))


def _make_sentences(rng: Random, world: World, event: _Event, count: int) -> list[str]:
    """Return sentences of general units with a name, term or figure of the event at three places."""
    lengths = rng.choices(((1, 3, 3), (2, 3, 5), (3, 3, 6), (1, 4, 8), (4, 2, 8), (1, 2, 3)), k=count)
    general = iter(rng.choices(world.units, k=sum(map(sum, lengths))))
    own = iter(rng.choices(event.units, k=3 * count))

    def take(size: int) -> str:
        return " ".join(itertools.islice(general, size))

    return [
        make_sentence(f"{take(first)} {next(own)} {take(second)} {next(own)} {take(third)} {next(own)}")
        for first, second, third in lengths
    ]


def _add_speech(rng: Random, world: World, event: _Event, sentences: list[str]) -> None:
    """Turn some sentences into quotations; put in the statement that others carry, and a stock phrase."""
    for place in range(2, len(sentences), rng.randint(3, 8)):
        sentences[place] = f"“{sentences[place][:-1]},” {rng.choice(event.speakers)} said."
    if rng.random() < 0.35:
        sentences.insert(rng.randint(1, len(sentences)), event.statement)
    if rng.random() < 0.3:
        place = rng.randrange(len(sentences))
        sentences[place] = f"{sentences[place][:-1]}, {rng.choice(world.phrases)}."


def _make_story(rng: Random, world: World, event: _Event) -> Story:
    words = min(1500.0, max(50.0, rng.lognormvariate(0, 0.45) * _MEDIAN_WORDS))
    sentences = _make_sentences(rng, world, event, max(3, round(words / _SENTENCE_WORDS)))
    _add_speech(rng, world, event, sentences)
    day = event.day + rng.choice((0, 0, 0, 1, 1, 2))
    if rng.random() < 0.6:
        sentences[0] = f"{event.place.upper()}, {MONTHS[day // 31 % 12]} {day % 28 + 1} — {sentences[0]}"
    sizes = itertools.accumulate(rng.choices((1, 2, 2, 3), k=len(sentences)))
    cuts = [0, *itertools.takewhile(lambda cut: cut < len(sentences), sizes), len(sentences)]
    headline = f"{make_phrase(rng, world.units, 3)} {rng.choice(event.units)} {make_phrase(rng, world.units, 2)}"
    return Story(make_sentence(headline)[:-1], [sentences[start:end] for start, end in itertools.pairwise(cuts)], day)


def make_outlets(world: World, seed: int, articles: int) -> Outlets:
    """Return one outlet to 500 articles: the largest carries a few in a hundred of all, the smallest a handful."""
    rng = Random(f"{seed}/outlets")
    outlets = [
        Outlet(
            f"The {rng.choice(world.surnames)} {rng.choice(PAPERS)}",
            tuple(make_sentence(make_phrase(rng, world.units, size)) for size in (14, 9, 7)),
        )
        for _ in range(20 + articles // 500)
    ]
    return Outlets(outlets, list(itertools.accumulate(1 / (rank + 10) for rank in range(len(outlets)))))


def make_stories(rng: Random, world: World) -> Iterator[Story]:
    """Yield stories, those on one event together: events of Zipf size up to 40 stories, exponent 1.5."""
    weights = zipf(40, 1.5, 0.0)
    while True:
        event = _make_event(rng, world)
        for _ in range(rng.choices(range(1, 41), cum_weights=weights)[0]):
            yield _make_story(rng, world, event)


def publish(rng: Random, story: Story, outlet: Outlet, furnished: float) -> tuple[str, str, str]:
    """Return outlet, day and text; this share of texts ends in the outlet's furniture."""
    paragraphs = [story.headline, *(" ".join(paragraph) for paragraph in story.paragraphs if paragraph)]
    if rng.random() < furnished:
        paragraphs.append(outlet.furniture[0])
    day = f"2025-{story.day // 31 % 12 + 1:02d}-{story.day % 28 + 1:02d}"
    return outlet.name, day, "\n\n".join(paragraphs)
