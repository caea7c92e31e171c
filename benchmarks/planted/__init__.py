"""A generated corpus, like news in its statistics, with planted copies whose families are known.

Every word comes from the seed but the function words and the commonest words of news. Articles have about
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

from benchmarks.planted.copies import KINDS, make_copy
from benchmarks.planted.language import make_world, zipf
from benchmarks.planted.stories import Outlets, make_outlets, make_stories, publish

__all__ = ["CHUNK", "KINDS", "Plan", "Planted", "generate"]

CHUNK = 10_000
# Place of the family in its chunk, kind, outlet, day, text.
_Made = tuple[int, str, str, str, str]


@dataclass(frozen=True)
class Plan:
    """What to make: `count` articles in all, of which a story with `wire` copies, and this share of other copies.

    `furnished`: so large a share of articles ends in lines that their outlet puts under them.
    """

    count: int
    seed: int = 7
    wire: int = 0
    copies: float = 0.27
    furnished: float = 0.6


class Planted(NamedTuple):
    """An article: its family, how it was made (original or one of KINDS), outlet, day, and text (headline first)."""

    number: int
    family: int
    kind: str
    outlet: str
    published_on: str
    text: str


def _family_sizes(rng: Random, copies: int) -> Iterator[int]:
    """Yield how many copies a copied story has, by Zipf's law with exponent 2, up to 60, until there are so many."""
    weights = zipf(60, 2.0, 0.0)
    while copies > 0:
        size = min(copies, rng.choices(range(1, 61), cum_weights=weights)[0])
        copies -= size
        yield size


def _make_chunk(plan: Plan, chunk: int, outlets: Outlets, sizes: Sequence[int]) -> list[_Made]:
    """Return the articles of families with so many copies each, mixed."""
    rng, world = Random(f"{plan.seed}/{chunk}"), make_world(plan.seed)
    stories = list(itertools.islice(make_stories(rng, world), len(sizes)))
    order = list(range(len(sizes)))
    rng.shuffle(order)
    made: list[_Made] = []
    for place, copies in zip(order, sizes, strict=True):
        first, *others = rng.choices(outlets.all, cum_weights=outlets.cumulative_weights, k=copies + 1)
        made.append((place, "original", *publish(rng, stories[place], first, plan.furnished)))
        for kind, outlet in zip(rng.choices(KINDS, k=copies), others, strict=True):
            copy = make_copy(rng, world, stories[place], kind, outlet)
            made.append((place, kind, *publish(rng, copy, outlet, plan.furnished)))
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
    outlets = make_outlets(make_world(plan.seed), plan.seed, plan.count)
    number, families = 0, 0
    for chunk, sizes in enumerate(_chunk_sizes(plan)):
        for family, *rest in _make_chunk(plan, chunk, outlets, sizes):
            yield Planted(number, families + family, *rest)
            number += 1
        families += len(sizes)
