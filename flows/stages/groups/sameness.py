"""Whether two claims of unlinked articles state one fact in words of their own. In doubt they do not."""

from flows.stages.fingerprints import is_common_stem
from flows.stages.groups.gist import Gist
from flows.stages.groups.settings import GroupsConfig
from flows.stages.utterances.spelling import is_misspelt


def score_gists(a: Gist, b: Gist) -> float:
    """Return the weighted Dice coefficient of what two claims tell, 0 to 1 (Dice 1945).

    What only one of them tells does not count against them where the other, which does not stand alone, has it around;
    nor does a number that only one of them gives.
    """
    shared = shared_weight(a, b)
    total = 2 * shared + _untold(a, b) + _untold(b, a)
    return 2 * shared / total if total else 0.0


def shared_weight(a: Gist, b: Gist) -> float:
    """Return the weight of the concepts that both claims tell."""
    return sum(a.weights[key] for key in sorted(a.weights.keys() & b.weights.keys()))


def _untold(teller: Gist, other: Gist) -> float:
    known = other.weights.keys() if other.stands_alone else other.weights.keys() | other.around
    without_numbers = teller.weights.keys() - known - teller.numbers
    return sum(teller.weights[key] for key in sorted(without_numbers))


def have_same_gist(a: Gist, b: Gist, config: GroupsConfig) -> bool:
    """Tell whether two claims tell the same: the same happens, to the same names, and little else is told of it."""
    if not names_fit(a, b) or not acts_fit(a, b):
        return False
    shared, score = shared_weight(a, b), score_gists(a, b)
    if not (a.stands_alone and b.stands_alone) and shared < config.least_shared:
        return score >= config.fragment_score and _have_same_surroundings(a, b, config)
    same_day = config.day_weight if a.days & b.days else 0.0
    if same_day + sum(a.weights[key] for key in sorted(a.plain & b.plain)) < config.plain_shared:
        return False
    return any(shared >= least and score >= enough for least, enough in config.enough)


def _have_same_surroundings(a: Gist, b: Gist, config: GroupsConfig) -> bool:
    """Tell whether what stands around two claims, with what they tell, is of the same names and doings."""
    left, right = a.around | a.weights.keys(), b.around | b.weights.keys()
    has_own = any(not is_common_stem(key) for key in a.plain & b.plain)
    if _things(a) - b.plain and _things(b) - a.plain:
        return False
    return has_own and bool(a.acts_around & b.acts_around) and len(left & right) >= config.around_shared


def _things(gist: Gist) -> frozenset[str]:
    """Return what a claim tells beside names and acts, but what is common in news: of two repairs, what is repaired."""
    return frozenset(key for key in gist.plain - gist.acts if not is_common_stem(key))


def names_fit(a: Gist, b: Gist) -> bool:
    """Tell whether the claims can be about the same.

    They cannot if each names somebody, or a number, that the other leaves out, unless the other is a part of a sentence
    that has it; nor if they name the same in another order, as who asks and who is asked.
    """
    for left, right in ((a.names, b.names), (a.numbers, b.numbers)):
        if left and right and left - right - _borrowed(b) and right - left - _borrowed(a):
            return False
    if a.stands_alone and b.stands_alone and a.names and b.names and not a.names & b.names:
        return False
    return names_in_order(a, b)


def are_renamed(a: Gist, b: Gist) -> bool:
    """Tell whether each names somebody or some place that the other leaves out, and not just in another spelling."""
    left, right = a.names - b.names - _borrowed(b), b.names - a.names - _borrowed(a)
    return bool(left and right) and not any(is_misspelt(one, other) for one in sorted(left) for other in sorted(right))


def _borrowed(gist: Gist) -> frozenset[str]:
    return frozenset() if gist.stands_alone else gist.around


def names_in_order(a: Gist, b: Gist) -> bool:
    """Tell whether the names that both have come in the same order, or may not, as who did it does in a passive."""
    if a.is_passive or b.is_passive:
        return True
    left = [name for name in a.order if name in b.order]
    right = [name for name in b.order if name in a.order]
    return left[:1] == right[:1]


def acts_fit(a: Gist, b: Gist) -> bool:
    """Tell whether the same happens in both: what one tells first, the other tells too."""
    if a.main is None or b.main is None:
        return (a.main is not None or a.is_item) and (b.main is not None or b.is_item)
    return bool(a.acts & b.acts) and (a.main in b.acts or b.main in a.acts)
