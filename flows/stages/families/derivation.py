"""How the text of a member came about, given what it rests on."""

from flows.stages.families.alteration import find_respelled
from flows.stages.families.direction import Facts, has_credit_line
from flows.stages.families.witness import Witness, align, aligned_share, join_units, trigrams_in

# Carried over word for word: so large a share of the word trigrams of the corresponding sentences stand in the base.
VERBATIM_SHARE = 0.7
# A verbatim text of which less corresponds is another's text for the larger part.
BODY_SHARE = 0.5
# A verbatim text is an excerpt when less than this share of the base is in it: a copy carries (nearly) all.
EXCERPT_SHARE = 0.85


def find_derivation(later: Facts, earlier: Facts, witness: Witness, base: Witness) -> str:
    """Return one of DERIVATIONS for an article that rests on the text of an earlier one.

    A text of the same language is a translation where it shows that it went through another.
    """
    if later.language and earlier.language and later.language != earlier.language:
        return "translation"
    units = join_units(align(witness, base))
    inside = frozenset(number for unit in units for number in unit.of_a)
    runs = trigrams_in(witness, inside)
    is_verbatim = bool(runs) and len(runs & base.trigrams) >= VERBATIM_SHARE * len(runs)
    if not is_verbatim or aligned_share(witness, inside) < BODY_SHARE:
        turned = [unit.turned() for unit in units]
        return "translation" if find_respelled(base, witness, turned) else "rewrite"
    if has_credit_line(later, earlier):
        return "reprint"
    carried = aligned_share(base, frozenset(number for unit in units for number in unit.of_b))
    return "excerpt" if carried < EXCERPT_SHARE else "copy"
