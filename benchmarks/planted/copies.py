"""Copies of a generated story: cut, furnished, noisy, merged, rewritten."""

import itertools
from random import Random

from benchmarks.planted.language import World, make_phrase, make_sentence
from benchmarks.planted.stories import Outlet, Story

KINDS = ("exact", "truncated", "furnished", "noisy", "merged", "rewritten")


def _truncate(rng: Random, story: Story) -> list[list[str]]:
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


def _furnish(rng: Random, story: Story, outlet: Outlet) -> list[list[str]]:
    """Put the outlet's lines before, into and behind the text."""
    place = rng.randint(1, len(story.paragraphs))
    opening, inner = outlet.furniture[1:]
    return [[opening], *story.paragraphs[:place], [inner], *story.paragraphs[place:]]


def _add_noise(rng: Random, world: World, sentence: str) -> str:
    """Replace words, 2 % of all on average, by others or by themselves with two letters changed round."""
    words = sentence.split(" ")
    for place in range(len(words)):
        if rng.random() < 0.02:
            word, at = words[place], rng.randint(0, max(0, len(words[place]) - 2))
            swapped = word[:at] + word[at + 1 : at + 2] + word[at : at + 1] + word[at + 2 :]
            words[place] = swapped if rng.random() < 0.5 else rng.choice(world.words)
    return " ".join(words)


def _merge(rng: Random, story: Story) -> list[list[str]]:
    """Make one to three paragraphs of all."""
    sentences = list(itertools.chain.from_iterable(story.paragraphs))
    size = -(-len(sentences) // rng.randint(1, 3))
    return [sentences[start : start + size] for start in range(0, len(sentences), size)]


def _rewrite(rng: Random, world: World, story: Story) -> list[list[str]]:
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


def make_copy(rng: Random, world: World, story: Story, kind: str, outlet: Outlet) -> Story:
    """Return a copy of one of KINDS for an outlet: half of the copies under another headline."""
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
    headline = make_sentence(make_phrase(rng, world.units, 6))[:-1] if rng.random() < 0.5 else story.headline
    return Story(headline, paragraphs, story.day + rng.randint(0, 3))
