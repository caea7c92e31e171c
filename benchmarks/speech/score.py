"""The scorer: how well found speech and its sources agree with annotated ones.

Quoted: what is found is cut to the stretches in quotation marks, and stretches match one to one, the closest first,
from an overlap of .8 on (characters shared, of those in either, both trimmed of marks, spaces and ,.;:-). Stretches
that are no speech count against. With `only_direct` whole clauses of four words and more alone are wanted; the rest of
the speech counts neither way. Joint: the stretch matches and its source is right, that is, shares a character with an
annotated mention or a name in capitals with one; precision of all that is found, recall of all that has an annotated
source. Canonical: the name holds the last word of the annotated one. Content: whole attributions, reported speech
included, match from an overlap of .5 on; with its source: that overlaps by .5 too.

The definitions are those of the annotated set's own scorer, so that figures can be put beside published ones.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from benchmarks.speech.labelled import Attribution, Labelled, Mention, Said, SaidIn, Stretch, in_marks
from flows.base.text import Span

CLOSE = 0.8
_TOUCHING = 0.3
_HALF = 0.5
FEW_WORDS = 4
_EDGES = " \t\r\n\u00a0\"“”„«»‟‘’'`,.;:—–-"
_CAPITALS = re.compile(r"[A-Z][\w’'\-]{2,}")
_NO_NAMES = frozenset(["The", "Mr", "Mrs", "Ms", "Dr", "Sen", "Rep", "Gov", "President", "Minister"])
_BRACKETED = re.compile(r"\(.*?\)")

Pair = tuple[int, int]


class Rates(NamedTuple):
    """Precision, recall and their harmonic mean, 0 to 1."""

    precision: float
    recall: float
    f1: float


class Verdict(NamedTuple):
    """A wanted stretch with what was found for it, or something found that nobody wants (`wanted` null)."""

    document: str
    wanted: Stretch | None
    found: Said | None
    is_right: bool = False
    takes_scare: bool = False


class QuotedScore(NamedTuple):
    """The quality of quoted speech. `kinds`: wanted and found by kind and length; `scare_share` of the stretches that
    are no speech; canonical figures are of stretches that have an annotated name."""

    span: Rates
    joint: Rates
    canonical: Rates
    canonical_share: float
    kinds: dict[str, Pair]
    scare_share: float


class ContentScore(NamedTuple):
    """The quality of attributions, and by kind: wanted, found, found with the right source."""

    content: Rates
    with_source: Rates
    kinds: dict[str, tuple[int, int, int]]


class Calibration(NamedTuple):
    """How many rows a rule makes, and how many of them are speech, and speech of an annotated source."""

    rule: str
    rows: int
    speech: int
    right: int


def rates(right: int, found: int, wanted: int) -> Rates:
    """Return the three; 0 of nothing."""
    precision = right / found if found else 0.0
    recall = right / wanted if wanted else 0.0
    both = precision + recall
    return Rates(precision, recall, 2 * precision * recall / both if both else 0.0)


def core(text: str, span: tuple[int, int], edges: str = _EDGES) -> Span:
    """Return the span without marks, spaces and points at its ends."""
    start, end = span[0], min(span[1], len(text))
    while start < end and text[start] in edges:
        start += 1
    while end > start and text[end - 1] in edges:
        end -= 1
    return Span(start, end)


def _shared(one: tuple[int, int], other: tuple[int, int]) -> int:
    return max(0, min(one[1], other[1]) - max(one[0], other[0]))


def closeness(one: tuple[int, int], other: tuple[int, int]) -> float:
    """Return the characters that both share, of those in either."""
    shared = _shared(one, other)
    either = one[1] - one[0] + other[1] - other[0] - shared
    return shared / either if either else 0.0


def pair_up(close: Iterable[tuple[float, int, int]]) -> list[Pair]:
    """Return pairs one to one, the closest first; of equals, those of the latest first."""
    pairs: list[Pair] = []
    lefts: set[int] = set()
    rights: set[int] = set()
    for _, left, right in sorted(close, reverse=True):
        if left not in lefts and right not in rights:
            lefts.add(left)
            rights.add(right)
            pairs.append((left, right))
    return pairs


def _cut(document: Labelled, said: Said) -> Iterator[Span]:
    """Yield what counts of a found stretch: the parts in marks; all of it where a mark is damaged."""
    broken = [one for one in document.quoted if one.is_broken and _is_at(said, one)]
    pieces = [] if broken else _inside(document, said)
    if broken or (document.is_damaged and not pieces and not _is_aside(document, said)):
        pieces = [core(document.text, said[:2])]
    yield from (piece for piece in pieces if piece.end > piece.start)


def _is_at(said: Said, stretch: Stretch) -> bool:
    shorter = min(said.end - said.start, stretch.end - stretch.start)
    return _shared(said[:2], stretch[:2]) >= max(1, _HALF * shorter)


def _is_aside(document: Labelled, said: Said) -> bool:
    return any(2 * _shared(said[:2], one) >= said.end - said.start for one in document.aside)


def _inside(document: Labelled, said: Said) -> list[Span]:
    pieces = []
    for stretch in document.quoted:
        both = max(stretch.start, said.start), min(stretch.end, said.end)
        if both[0] < both[1]:
            piece = core(document.text, both)
            if piece.end - piece.start >= min(2, stretch.end - stretch.start - 2):
                pieces.append(piece)
    return pieces


def _is_wanted(stretch: Stretch, only_direct: bool) -> bool:
    is_clause = stretch.kind == "direct" and stretch.word_count >= FEW_WORDS
    return is_clause if only_direct else stretch.kind != "unattributed"


def names_source(said: Said, wanted: Sequence[Mention]) -> bool:
    """Tell whether the source is an annotated one; without annotated ones there must be none."""
    source = said.source
    if source is None or not wanted:
        return source is None and not wanted
    if any(_shared(source[:2], mention[:2]) for mention in wanted if source.start >= 0):
        return True
    words = source.words.strip().lower()
    if any(words == mention.words.strip().lower() for mention in wanted):
        # The same words elsewhere in the text, "he" above all, are another mention.
        return source.start < 0
    return bool(_names(source.words) & _names(" ".join(mention.words for mention in wanted)))


def _names(words: str) -> set[str]:
    return set(_CAPITALS.findall(words)) - _NO_NAMES


def holds_name(said: Said, canonical: str) -> bool:
    """Tell whether the canonical name given holds the last word of the annotated one."""
    last = _BRACKETED.sub("", canonical).split()[-1:]
    return bool(last) and re.search(rf"\b{re.escape(last[0])}\b", said.name or "") is not None


def judge_quoted(document: Labelled, said: Iterable[Said], only_direct: bool = False) -> list[Verdict]:
    """Return a verdict for each wanted stretch, then one for each found one that matches none."""
    wanted = [(core(document.text, one[:2]), one) for one in document.quoted]
    wanted = [(span, one) for span, one in wanted if span.end > span.start]
    places: dict[Span, Said] = {}
    for one in in_marks(said):
        for piece in _cut(document, one):
            places.setdefault(piece, one)
    found = list(places.items())
    close = [
        (closeness(span, place), left, right)
        for left, (span, _) in enumerate(found)
        for right, (place, _) in enumerate(wanted)
        if _shared(span, place)
    ]
    is_wanted = [_is_wanted(one, only_direct) for _, one in wanted]
    loose = pair_up(pair for pair in close if pair[0] >= _TOUCHING)
    idle = {left for left, right in loose if not is_wanted[right] and wanted[right][1].kind != "unattributed"}
    pairs = pair_up(pair for pair in close if pair[0] >= CLOSE)
    match = {right: left for left, right in pairs if is_wanted[right] and left not in idle}
    verdicts = [
        _verdict(document.id, one, found[match[right]][1] if right in match else None)
        for right, (_, one) in enumerate(wanted)
        if is_wanted[right]
    ]
    strays = [left for left in range(len(found)) if left not in idle and left not in match.values()]
    scares = {left for value, left, right in close if value >= CLOSE and wanted[right][1].kind == "unattributed"}
    return verdicts + [Verdict(document.id, None, found[left][1], takes_scare=left in scares) for left in strays]


def _verdict(document: str, stretch: Stretch, said: Said | None) -> Verdict:
    return Verdict(document, stretch, said, said is not None and names_source(said, stretch.sources))


def score_quoted(documents: Sequence[Labelled], said: SaidIn, only_direct: bool = False) -> QuotedScore:
    """Return the quality of what was found in the documents."""
    verdicts = [one for document in documents for one in judge_quoted(document, said[document.id], only_direct)]
    return sum_up(verdicts, sum(one.kind == "unattributed" for document in documents for one in document.quoted))


def sum_up(verdicts: Sequence[Verdict], scare_count: int) -> QuotedScore:
    """Return the quality that the verdicts tell; `scare_count`: how many stretches in marks are no speech."""
    wanted = [(one.wanted, one) for one in verdicts if one.wanted is not None]
    matched = [(stretch, one.found, one.is_right) for stretch, one in wanted if one.found is not None]
    found = sum(one.found is not None for one in verdicts)
    right = sum(is_right and bool(stretch.sources) for stretch, _, is_right in matched)
    sourced = sum(bool(stretch.sources) for stretch, _ in wanted)
    named = [holds_name(said, stretch.canonical) for stretch, said, _ in matched if stretch.canonical]
    kinds: dict[str, Pair] = {}
    for stretch, verdict in wanted:
        key = f"{stretch.kind} {'<' if stretch.word_count < FEW_WORDS else '>='}{FEW_WORDS} words"
        count, hits = kinds.get(key, (0, 0))
        kinds[key] = count + 1, hits + (verdict.found is not None)
    return QuotedScore(
        rates(len(matched), found, len(wanted)),
        rates(right, found, sourced),
        rates(sum(named), found, sum(bool(stretch.canonical) for stretch, _ in wanted)),
        sum(named) / len(named) if named else 0.0,
        dict(sorted(kinds.items())),
        sum(one.takes_scare for one in verdicts) / scare_count if scare_count else 0.0,
    )


def attributions(said: Iterable[Said]) -> list[Attribution]:
    """Return the utterances that have a source: all their stretches, and the first source among them."""
    utterances: dict[int, list[Said]] = {}
    for one in said:
        utterances.setdefault(one.utterance, []).append(one)
    found = []
    for parts in utterances.values():
        sources = [one.source for one in parts if one.source is not None]
        if sources:
            content = tuple(Span(*one[:2]) for one in sorted(parts))
            found.append(Attribution(content, (Span(*sources[0][:2]),)))
    return found


def _characters(spans: Iterable[tuple[int, int]]) -> set[int]:
    return {place for start, end in spans for place in range(start, end)}


def _likeness(one: set[int], other: set[int]) -> float:
    shared = len(one & other)
    return shared / len(one | other) if shared else 0.0


def score_content(documents: Sequence[Labelled], said: SaidIn) -> ContentScore:
    """Return the quality of attributions, reported speech included."""
    count: Counter[str] = Counter()
    kinds: dict[str, list[int]] = {}
    for document in documents:
        found = attributions(said[document.id])
        count["found"] += len(found)
        for one in document.attributions:
            kinds.setdefault(one.kind, [0, 0, 0])[0] += 1
        for left, right in _match_content(document.attributions, found):
            one, other = document.attributions[left], found[right]
            agrees = _likeness(_characters(one.source), _characters(other.source)) >= _HALF
            kinds[one.kind][1] += 1
            kinds[one.kind][2] += agrees
    wanted, matched, right = (sum(values[place] for values in kinds.values()) for place in range(3))
    by_kind = {kind: (values[0], values[1], values[2]) for kind, values in sorted(kinds.items())}
    return ContentScore(rates(matched, count["found"], wanted), rates(right, count["found"], wanted), by_kind)


def _match_content(wanted: Sequence[Attribution], found: Sequence[Attribution]) -> list[Pair]:
    lefts, rights = ([_characters(one.content) for one in side] for side in (wanted, found))
    close = [
        (_likeness(one, other), -left, -right) for left, one in enumerate(lefts) for right, other in enumerate(rights)
    ]
    return [(-left, -right) for left, right in pair_up(pair for pair in close if pair[0] >= _HALF)]


def calibrate(documents: Sequence[Labelled], said: SaidIn) -> list[Calibration]:
    """Return a line for each rule, which linking.CONFIDENCE can be held against.

    Quoted words are speech if they share half of themselves with annotated ones, reported words if they are an
    annotated attribution from an overlap of .5 on.
    """
    totals: dict[str, list[int]] = {}
    for document in documents:
        for one in said[document.id]:
            sources = _sources_at(document, one)
            total = totals.setdefault(one.rule, [0, 0, 0])
            total[0] += 1
            total[1] += bool(sources)
            total[2] += any(names_source(one, mentions) for mentions in sources)
    return [Calibration(rule, *values) for rule, values in sorted(totals.items())]


def _sources_at(document: Labelled, said: Said) -> list[tuple[Mention, ...]]:
    """Return the sources of each annotated stretch that the found one is."""
    found = []
    is_quoted = said.directness not in ("indirect", "mixed")
    if is_quoted:
        stretches = (one for one in document.quoted if one.kind != "unattributed")
        found = [one.sources for one in stretches if 2 * _shared(said[:2], one[:2]) >= said.end - said.start]
    words = _characters([said[:2]])
    for attribution in document.attributions:
        content = _characters(attribution.content)
        if (2 * len(words & content) >= len(words)) if is_quoted else _likeness(words, content) >= _HALF:
            found.append(tuple(Mention(*span, span.of(document.text)) for span in attribution.source))
    return found
