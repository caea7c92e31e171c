"""The closest relatives of each member of a family, found without comparing all pairs."""

from collections.abc import Iterable, Mapping, Sequence

from flows.stages.families.witness import Witness

# So many relatives of a member are looked at; so many first carriers of a word trigram vouch for it.
RELATIVES = 8
CARRIERS = 8
# Twice as many are weighed by their rare trigrams before all trigrams are counted.
SHORTLIST = 16
# Divisible by most counts of carriers, so that a trigram's weight is a whole number and sums depend on no order.
_WHOLE = 720720


def shared_trigrams(a: Witness, b: Witness) -> int:
    """Return how many word trigrams two witnesses share."""
    return len(a.trigrams & b.trigrams)


def find_relatives(in_order: Sequence[Witness], compared: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    """Return the ids of the closest relatives of each member, closest first: those that share most word trigrams.

    `in_order`: the members, those believed earlier first, which goes before in ties. `compared`: the members that
    each was compared with. A change that members share is carried by few, so what few carry finds a relative: a word
    trigram speaks for its first carriers, the more the rarer it is. Of equally close ones, that goes first which has
    less that the member has not: what two lack alike they are likely to lack together.
    """
    place = {witness.article_id: number for number, witness in enumerate(in_order)}
    carriers: dict[str, list[int]] = {}
    for number, witness in enumerate(in_order):
        for trigram in witness.trigrams:
            carriers.setdefault(trigram, []).append(number)
    weighed = {trigram: (_WHOLE // len(every), every[:CARRIERS]) for trigram, every in carriers.items()}
    found = {}
    for number, witness in enumerate(in_order):
        weights: dict[int, int] = {}
        for trigram in witness.trigrams:
            weight, first = weighed[trigram]
            for carrier in first:
                weights[carrier] = weights.get(carrier, 0) + weight
        shortlist = sorted(weights, key=lambda carrier: (-weights[carrier], carrier))[:SHORTLIST]
        known = {place[other] for other in compared.get(witness.article_id, ()) if other in place}
        candidates = {*shortlist, *known} - {number}
        found[witness.article_id] = _closest(witness, [(one, in_order[one]) for one in sorted(candidates)])
    return found


def _closest(witness: Witness, candidates: Iterable[tuple[int, Witness]]) -> tuple[str, ...]:
    ranked = []
    for number, other in candidates:
        shared = shared_trigrams(witness, other)
        ranked.append((-shared, len(other.trigrams) - shared, number, other.article_id))
    return tuple(article_id for *_, article_id in sorted(ranked)[:RELATIVES])
