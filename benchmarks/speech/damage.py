"""Quotes in damaged copies: quotation marks lost, turned or swapped, dashes in their place, names corrupted.

python -m benchmarks.speech.damage FOLDER [--set NAME] [--kind KIND] [--rate R ...] [--seed N] [--misses]

The damage is done by seed to clean articles, and the annotations are carried along: a stretch whose mark is gone is
still the same words. What is found where a mark is damaged is taken whole, as no marks are there to cut it to; for the
same reason whatever is found outside the annotated stretches counts as wrong, if the clean article did not give it too.
`--misses` prints what was right in the clean article and is not in its copy.
"""

import argparse
import random
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.speech.labelled import (
    SETS,
    Attribution,
    Labelled,
    Mention,
    Said,
    SaidIn,
    Stretch,
    find_said,
    read_labelled,
)
from benchmarks.speech.score import FEW_WORDS, Verdict, judge_quoted, sum_up
from flows.base.text import DOUBLE_MARKS, Span

SEED = 5
RATES = (0.05, 0.1, 0.2, 0.3)
_PAIRS = (('"', '"'), ("“", "”"), ("„", "“"), ("«", "»"), ("''", "''"), ("‘‘", "’’"), ("``", "''"), (",,", "''"))
_SWAPPED_NAMES = ("The jury", "Baker", "Stone", "Judges", "Young", "the winter")
_LOOKALIKES = {"l": "1", "o": "0", "e": "c", "i": "l", "n": "u", "m": "rn", "a": "o", "r": "n", "t": "l", "h": "b"}
_NAME = re.compile(r"\b[A-Z][^\W\d_]{2,}\b")
_NO_NAMES = frozenset(["The", "This", "That", "But", "And"])


class Damage(NamedTuple):
    """How often each damage is done: to a mark (dropped, turned, swapped for one of another kind), to a clause in
    marks that opens its line (a dash for its marks), to a name of a source wherever it stands."""

    drop: float = 0.0
    flip: float = 0.0
    swap: float = 0.0
    dash: float = 0.0
    names: float = 0.0


class Edit(NamedTuple):
    """text[start:end] becomes other words."""

    start: int
    end: int
    words: str


class Reached(NamedTuple):
    """Joint F1 of clean articles and of their damaged copies."""

    clean: float
    damaged: float

    @property
    def ratio(self) -> float:
        """What is left of it."""
        return self.damaged / self.clean if self.clean else 0.0


def _mixed(rate: float) -> Damage:
    return Damage(rate / 3, rate / 3, rate / 3, rate / 4, rate / 4)


# Of so many marks, or clauses, or names, one in 1 / rate is damaged.
KINDS: dict[str, Callable[[float], Damage]] = {
    "drop": lambda rate: Damage(drop=rate),
    "flip": lambda rate: Damage(flip=rate),
    "swap": lambda rate: Damage(swap=rate),
    "dash": lambda rate: Damage(dash=rate),
    "names": lambda rate: Damage(names=rate),
    "mixed": _mixed,
}


def damage_document(document: Labelled, damage: Damage, chance: random.Random) -> Labelled:
    """Return a damaged copy with its annotations; those of reported speech are carried along too."""
    edits = sorted([*_mark_edits(document, damage, chance), *_name_edits(document, damage, chance)])
    text, places = _apply(document.text, edits)
    touched = {edit.start for edit in edits} | {edit.end for edit in edits}

    def carried(span: tuple[int, int]) -> Span:
        return Span(places[span[0]][0], places[span[1]][1])

    def mention(one: Mention) -> Mention:
        span = carried(one[:2])
        return Mention(*span, span.of(text))

    quoted = tuple(
        one._replace(
            start=carried(one.inner).start,
            end=carried(one.inner).end,
            inner=carried(one.inner),
            sources=tuple(map(mention, one.sources)),
            is_broken=bool(touched & {one.start, one.end}),
        )
        for one in document.quoted
    )
    attributions = tuple(
        Attribution(tuple(map(carried, one.content)), tuple(map(carried, one.source)), one.kind)
        for one in document.attributions
    )
    return Labelled(document.id, text, quoted, attributions, True, tuple(map(carried, document.aside)))


def _apply(text: str, edits: Sequence[Edit]) -> tuple[str, list[tuple[int, int]]]:
    """Return the text with the edits made and, for each place in it, where a span begins and where one ends there.

    The two differ inside of what was replaced: a span that takes in a part of it takes in all that came for it.
    """
    pieces: list[str] = []
    places: list[tuple[int, int]] = []
    position = length = 0
    for start, end, words in edits:
        pieces += [text[position:start], words]
        places += [(place, place) for place in range(length, length + start - position)]
        length += start - position
        places += [(length, length), *[(length, length + len(words))] * (end - start - 1)]
        length += len(words)
        position = end
    pieces.append(text[position:])
    places += [(place, place) for place in range(length, length + len(text) - position + 1)]
    return "".join(pieces), places


def _mark_edits(document: Labelled, damage: Damage, chance: random.Random) -> Iterator[Edit]:
    for one in document.quoted:
        if chance.random() < damage.dash and _opens_line(document.text, one):
            yield from _dashed(document.text, one)
            continue
        for place, side in ((one.start, 0), (one.end - 1, 1)):
            mark = document.text[place]
            if mark in DOUBLE_MARKS and (side == 0 or place > one.start):
                words = _damaged_mark(mark, side, damage, chance)
                if words != mark:
                    yield Edit(place, place + 1, words)


def _damaged_mark(mark: str, side: int, damage: Damage, chance: random.Random) -> str:
    drawn = chance.random()
    if drawn < damage.drop:
        return ""
    if drawn < damage.drop + damage.flip:
        return "”“"[side]
    if drawn < damage.drop + damage.flip + damage.swap:
        return chance.choice([pair[side] for pair in _PAIRS if pair[side] != mark])
    return mark


def _opens_line(text: str, one: Stretch) -> bool:
    return one.kind == "direct" and one.word_count >= FEW_WORDS and (one.start == 0 or text[one.start - 1] == "\n")


def _dashed(text: str, one: Stretch) -> Iterator[Edit]:
    yield Edit(one.start, one.start + 1, "— ")
    if text[one.end - 1] in DOUBLE_MARKS:
        yield Edit(one.end - 1, one.end, "")


def _name_edits(document: Labelled, damage: Damage, chance: random.Random) -> Iterator[Edit]:
    names = {
        name
        for one in document.quoted
        for mention in one.sources
        for name in _NAME.findall(mention.words)
        if name not in _NO_NAMES
    }
    for found in _NAME.finditer(document.text):
        if found[0] in names and chance.random() < damage.names:
            yield Edit(found.start(), found.end(), _corrupted(found[0], chance))


def _corrupted(name: str, chance: random.Random) -> str:
    """Return the name with a letter misread, or a common word that a translator took it for."""
    if chance.random() < 0.3:
        return chance.choice(_SWAPPED_NAMES)
    place = chance.randrange(1, len(name))
    return name[:place] + _LOOKALIKES.get(name[place], chance.choice("abcdefghijklmnoprstuvw")) + name[place + 1 :]


def damage_documents(documents: Iterable[Labelled], damage: Damage, seed: int) -> list[Labelled]:
    """Return a damaged copy of each document, the same for the same seed."""
    return [damage_document(one, damage, random.Random(f"{seed} {one.id}")) for one in documents]


def set_aside(documents: Iterable[Labelled], said: SaidIn) -> list[Labelled]:
    """Return the documents with what was found outside their annotated stretches set aside: speech in single marks."""
    return [
        one._replace(aside=tuple(Span(*found[:2]) for found in said[one.id] if not _is_annotated(one, found)))
        for one in documents
    ]


def _is_annotated(document: Labelled, said: Said) -> bool:
    return any(one.start < said.end and said.start < one.end for one in document.quoted)


def judge(documents: Sequence[Labelled], said: SaidIn) -> list[list[Verdict]]:
    """Return the verdicts on each document."""
    return [judge_quoted(document, said[document.id]) for document in documents]


def joint_f1(judged: Iterable[Iterable[Verdict]]) -> float:
    """Return joint F1 of all verdicts together."""
    return sum_up([verdict for verdicts in judged for verdict in verdicts], 0).joint.f1


def measure(documents: Sequence[Labelled], kind: str, rate: float, seed: int = SEED) -> Reached:
    """Return joint F1 of quoted speech on the articles and on their copies."""
    said = find_said(documents, with_indirect=False)
    damaged = damage_documents(set_aside(documents, said), KINDS[kind](rate), seed)
    found = find_said(damaged, with_indirect=False)
    return Reached(joint_f1(judge(documents, said)), joint_f1(judge(damaged, found)))


def find_misses(
    damaged: Sequence[Labelled], clean: Sequence[Sequence[Verdict]], judged: Sequence[Sequence[Verdict]]
) -> Iterator[str]:
    """Yield what was right before the damage and is wrong in the copy, with the words around it."""
    for document, before, after in zip(damaged, clean, judged, strict=True):
        wanted_before = [one.is_right for one in before if one.wanted]
        wanted_after = [one for one in after if one.wanted]
        for was_right, now in zip(wanted_before, wanted_after, strict=True):
            if was_right and not now.is_right and now.wanted is not None:
                found = now.found.source.words if now.found and now.found.source else "-"
                what = f"source {found}" if now.found else "not found"
                around = document.text[max(0, now.wanted.start - 60) : now.wanted.end + 60]
                yield f"{'own mark' if now.wanted.is_broken else 'beside'}: {what}: {around!r}"
        extra = len([one for one in after if not one.wanted]) - len([one for one in before if not one.wanted])
        for one in [one for one in after if not one.wanted][: max(0, extra)]:
            if one.found:
                around = document.text[max(0, one.found.start - 20) : one.found.end + 20]
                yield f"not wanted ({one.found.rule}): {around!r}"


def main() -> None:
    """Print joint F1 before and after each kind of damage at each rate."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--set", choices=SETS, default="dev", dest="name")
    parser.add_argument("--kind", choices=sorted(KINDS), action="append", dest="kinds")
    parser.add_argument("--rate", type=float, nargs="+", default=RATES, dest="rates")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--misses", action="store_true")
    asked = parser.parse_args()
    documents = read_labelled(asked.folder, asked.name)
    said = find_said(documents, with_indirect=False)
    clean = judge(documents, said)
    sys.stdout.write(f"{len(documents)} articles of {asked.name}: joint F1 {joint_f1(clean):.3f} as they are\n")
    for kind in asked.kinds or KINDS:
        for rate in asked.rates:
            damaged = damage_documents(set_aside(documents, said), KINDS[kind](rate), asked.seed)
            judged = judge(damaged, find_said(damaged, with_indirect=False))
            reached = Reached(joint_f1(clean), joint_f1(judged))
            sys.stdout.write(f"{kind:<6} {rate:.2f}: {reached.damaged:.3f}, {reached.ratio:.3f} of that\n")
            if asked.misses:
                sys.stdout.writelines(f"    {line}\n" for line in find_misses(damaged, clean, judged))


if __name__ == "__main__":
    main()
