"""What the article has said before a position: its sentences, the people named in them and the last speakers."""

import bisect
from collections.abc import Sequence
from typing import NamedTuple

from flows.base.text import fold
from flows.stages.names import Cast, Name, Person, find_bearers, split_title
from flows.stages.names.words import load_words
from flows.stages.quotes.cues import MASK
from flows.stages.quotes.passages import Passage
from flows.stages.quotes.phrases import named_span

# A pronoun looks back this many sentences; in news the antecedent is nearly always in the two before.
_REACH = 6
_RECENT = 24
_LONGEST_OPENING = 60
# Two or three sentences.
_NEAR_CHARS = 500


class Context(NamedTuple):
    """The article as pronouns see it: names outside quotation marks, sentence starts, people by name."""

    cast: Cast
    names: tuple[Name, ...]
    name_starts: tuple[int, ...]
    sentence_starts: tuple[int, ...]
    people: dict[str, Person]
    language: str
    masked: str

    def names_between(self, start: int, end: int) -> Sequence[Name]:
        """Return the names outside quotation marks that start in start:end."""
        return self.names[bisect.bisect_left(self.name_starts, start) : bisect.bisect_left(self.name_starts, end)]

    def sentence_no(self, position: int) -> int:
        """Return the number of the sentence that holds the position."""
        return bisect.bisect_right(self.sentence_starts, position) - 1


def build_context(cast: Cast, passages: Sequence[Passage], language: str) -> Context:
    """Return the context of an article."""
    masked = passages[0].masked if passages else ""
    names = tuple(n for n in cast.names if masked[n.start : n.start + 1] != MASK)
    starts = tuple(sorted({s for p in passages for s in p.sentence_starts}))
    people = {p.name: p for p in cast.people}
    return Context(cast, names, tuple(n.start for n in names), starts, people, language, masked)


def resolve_pronoun(
    context: Context, position: int, gender: str, spoken: Sequence[tuple[int, str | None]]
) -> str | None:
    """Return whom "he" or "she" at the position means; None when nobody fits or two fit alike.

    Sentence by sentence backwards to the first that offers anybody: its speaker, else its only person, as the
    subject is the likeliest antecedent (centering: Grosz, Joshi and Weinstein 1995). That one must be known to be of
    the gender, or be the only person so far who can be. `spoken` holds (position, name) of the sources so far, the
    name None for a person without one.
    """
    number = context.sentence_no(position)
    recent = spoken[-_RECENT:]
    for back in range(min(_REACH, number) + 1):
        start = context.sentence_starts[number - back]
        stop = position if back == 0 else context.sentence_starts[number - back + 1]
        said = [name for at, name in recent if start <= at < stop and _may_be(context, name, gender)]
        named = _people_between(context, start, stop, gender)
        if said or named:
            return _choose(context, said[-1:] or named, (start, position), gender)
    return None


def _choose(context: Context, candidates: Sequence[str | None], bounds: tuple[int, int], gender: str) -> str | None:
    """Return the candidate if it is one person, of the gender or without a rival, not even a name of unknown kind.

    Of several of the gender it is the one whose name opens the sentence: its subject.
    """
    known = [c for c in dict.fromkeys(candidates) if c and context.people[c].gender == gender]
    if len(known) == 1:
        return known[0]
    if known and candidates[0] == known[0] and _opens(context, bounds[0]):
        return known[0]
    rivals = {p.name for p in context.cast.people if p.starts[0] < bounds[1] and p.gender in ("", gender)}
    rivals |= {n.text for n in context.names_between(*bounds) if n.kind == "other" and " " in n.text}
    return candidates[0] if len(rivals) == 1 and rivals == set(candidates) else None


def _opens(context: Context, start: int) -> bool:
    """Tell whether a person's name opens the sentence and is no possessive."""
    first = next(iter(context.names_between(start, start + _LONGEST_OPENING)), None)
    if first is None or first.kind != "person" or named_span(first).start != start:
        return False
    return context.masked[first.end : first.end + 1] not in "'’"


def _people_between(context: Context, start: int, stop: int, gender: str) -> list[str]:
    found: list[str] = []
    for name in context.names_between(start, stop):
        if name.kind != "person":
            continue
        bearers = find_bearers(context.cast, name.text, context.language)
        if len(bearers) == 1 and bearers[0] in context.people and _may_be(context, bearers[0], gender):
            found.append(bearers[0])
    return found


def _may_be(context: Context, name: str | None, gender: str) -> bool:
    """Tell whether nothing speaks against the gender; nothing does for a person without a name."""
    person = context.people.get(name or "")
    return name is None or (person is not None and person.gender in ("", gender))


def of_title_gender(context: Context, surface: str, bearers: Sequence[str]) -> Sequence[str]:
    """Return those of the bearers whose gender the title before the surname fits: Mrs. Penhale; all if none tells."""
    title, _ = split_title(" ".join(surface.split()), context.language)
    genders = load_words(context.language).genders
    wanted = {genders[fold(word)] for word in title.split() if fold(word) in genders}
    if len(wanted) != 1:
        return bearers
    return [b for b in bearers if b in context.people and context.people[b].gender in ("", *wanted)] or bearers


def nearest_bearer(context: Context, position: int, bearers: Sequence[str]) -> str | None:
    """Return which of several people of one surname is meant: the only one named in full so far, or the last or first.

    News style gives the surname alone to whom the article is about, who is introduced first, and the full name to
    relatives (The Associated Press Stylebook, "names"); a relative named in full just before makes it unclear.
    """
    if len(bearers) == 1:
        return bearers[0]
    wanted = {fold(b): b for b in bearers}
    seen = [n for n in context.cast.names if n.start < position and n.kind == "person" and fold(n.text) in wanted]
    in_full = [wanted[fold(n.text)] for n in seen]
    if not in_full:
        return None
    counts = {name: in_full.count(name) for name in in_full}
    if len(counts) == 1 or counts[in_full[-1]] * 2 > len(in_full):
        return in_full[-1]
    near = {wanted[fold(n.text)] for n in seen if position - n.start <= _NEAR_CHARS}
    return in_full[0] if near <= {in_full[0]} else None
