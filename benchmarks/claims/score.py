"""The scorer: how well found claims agree with labelled ones.

Rows match one to one within an article, the closest first, from an overlap of .5 on (characters shared, of those in
either). What a claim says of itself is judged on matched rows: the claimant by its name without marks, brackets and
"the" (an article's own voice under the outlet's name too), quantities by value and comparator, dates by the first and
the last day. Two rows of different articles are a pair if they state the same fact: pairs are judged among matched
rows, and of all labelled pairs (end to end). A found fact counts as the labelled one that most of its matched rows
state; contradictions are pairs of facts so translated. Roots are judged on the facts that stand in several articles.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from benchmarks.claims.labelled import Fact, Row
from benchmarks.speech.score import Rates, closeness, rates

CLOSE = 0.5
_BRACKETED = re.compile(r"\(.*?\)")
_NO_NAMES = re.compile(r"\b(?:the|former|us)\b")

Match = tuple[int, int]
Pairs = set[tuple[int, int]]


class Share(NamedTuple):
    """How many of how many are right."""

    right: int
    total: int

    @property
    def value(self) -> float:
        """Right of total, 0 to 1; 1 of nothing."""
        return self.right / self.total if self.total else 1.0


class ClaimScore(NamedTuple):
    """The quality of found claims: spans of all rows, what they say on matched rows, facts across articles.

    `pairs_of_all` is recall of all labelled pairs; `conflicts` are pairs of facts that contradict each other, and
    `false_conflicts` those found that are none; `roots` are of facts in several articles, null without known facts.
    """

    span: Rates
    claimant: Share
    attributed: Share
    hedge: Share
    polarity: Share
    check_worthy: Share
    quantities: Rates
    dates: Rates
    pairs: Rates
    pairs_of_all: Share
    conflicts: Rates
    false_conflicts: int
    roots: Share | None


def pair_up(labels: Sequence[Row], found: Sequence[Row]) -> list[Match]:
    """Return which label matches which found row, one to one; of equally close ones the first."""
    by_article: dict[str, list[int]] = defaultdict(list)
    for number, row in enumerate(found):
        by_article[row.article].append(number)
    close = [
        (-overlap, left, right)
        for left, label in enumerate(labels)
        for right in by_article[label.article]
        if (overlap := closeness(label[1:3], found[right][1:3])) >= CLOSE
    ]
    matches: dict[int, int] = {}
    taken: set[int] = set()
    for _, left, right in sorted(close):
        if left not in matches and right not in taken:
            matches[left] = right
            taken.add(right)
    return sorted(matches.items())


def bare_name(name: str) -> str:
    """Return the name's words in small letters, without accents, brackets and words that tell nobody apart."""
    letters = "".join(one for one in unicodedata.normalize("NFKD", name) if not unicodedata.combining(one)).lower()
    return " ".join(re.findall(r"\w+", _NO_NAMES.sub(" ", _BRACKETED.sub(" ", letters))))


def has_claimant(label: Row, found: Row) -> bool:
    """Tell whether the claimant that was found is the labelled one."""
    return bare_name(found.claimants[0]) in {bare_name(name) for name in label.claimants}


def score(labels: Sequence[Row], found: Sequence[Row], facts: Mapping[str, Fact] | None = None) -> ClaimScore:
    """Return the quality of what was found in the labelled articles; rows of other articles are passed over."""
    articles = {label.article for label in labels}
    found = [row for row in found if row.article in articles]
    matches = pair_up(labels, found)
    both = [(labels[left], found[right]) for left, right in matches]
    conflicts, false_conflicts = _score_conflicts(labels, both)
    wanted, reached, of_all = _pairs(labels, matches, found)
    return ClaimScore(
        rates(len(matches), len(found), len(labels)),
        _share(has_claimant(*one) for one in both),
        _share(has_claimant(*one) for one in both if not one[0].is_outlet),
        _share(label.hedge == row.hedge for label, row in both),
        _share(label.polarity == row.polarity for label, row in both),
        _share(label.is_check_worthy == row.is_check_worthy for label, row in both),
        _score_values((label.quantities, row.quantities) for label, row in both),
        _score_values((label.dates, row.dates) for label, row in both),
        rates(len(wanted & reached), len(reached), len(wanted)),
        Share(len(of_all & reached), len(of_all)),
        conflicts,
        false_conflicts,
        None if facts is None else _score_roots(both, facts),
    )


def _share(verdicts: Iterable[bool]) -> Share:
    known = list(verdicts)
    return Share(sum(known), len(known))


def _score_values(sides: Iterable[tuple[Sequence[object], Sequence[object]]]) -> Rates:
    right = reached = wanted = 0
    for label, row in sides:
        left, found = Counter(label), Counter(row)
        right += (left & found).total()
        reached += found.total()
        wanted += left.total()
    return rates(right, reached, wanted)


def _pairs(labels: Sequence[Row], matches: Sequence[Match], found: Sequence[Row]) -> tuple[Pairs, Pairs, Pairs]:
    """Return the pairs of labels, by number: wanted and reached among matched rows, and wanted of all."""
    articles = [label.article for label in labels]
    matched = {left: labels[left].fact for left, _ in matches}
    reached = {left: found[right].fact for left, right in matches}
    everything = {number: label.fact for number, label in enumerate(labels)}
    wanted, same, of_all = (set(_across(facts, articles)) for facts in (matched, reached, everything))
    return wanted, same, of_all


def _across(facts: Mapping[int, str], articles: Sequence[str]) -> Iterator[tuple[int, int]]:
    members: dict[str, list[int]] = defaultdict(list)
    for number, fact in facts.items():
        members[fact].append(number)
    for alike in members.values():
        for place, one in enumerate(alike):
            yield from ((one, other) for other in alike[place + 1 :] if articles[one] != articles[other])


def _most(counts: Counter[str]) -> str:
    return min(counts, key=lambda name: (-counts[name], name))


def _score_conflicts(labels: Sequence[Row], both: Sequence[tuple[Row, Row]]) -> tuple[Rates, int]:
    """Return the quality of contradictions, and how many of those found are none."""
    present = {label.fact for label in labels}
    wanted = {frozenset((label.fact, other)) for label in labels for other in label.conflicts if other in present}
    stated: dict[str, Counter[str]] = defaultdict(Counter)
    for label, row in both:
        stated[row.fact][label.fact] += 1
    labelled = {fact: _most(counts) for fact, counts in stated.items()}
    reached = {
        frozenset((labelled[row.fact], labelled[other]))
        for _, row in both
        for other in row.conflicts
        if other in labelled and labelled[other] != labelled[row.fact]
    }
    right = len(wanted & reached)
    return rates(right, len(reached), len(wanted)), len(reached) - right


def _score_roots(both: Sequence[tuple[Row, Row]], facts: Mapping[str, Fact]) -> Share:
    """Return on how many facts that stand in several articles the number of root sources is right."""
    reached: dict[str, Counter[str]] = defaultdict(Counter)
    for label, row in both:
        reached[label.fact][row.fact] += 1
    roots = {row.fact: row.root_count for _, row in both}
    several = [fact for fact in reached if facts[fact].article_count > 1]
    return _share(roots[_most(reached[fact])] == facts[fact].root_count for fact in several)
