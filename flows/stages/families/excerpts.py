"""Which of two texts was cut from the other: one that goes on naming whom only the rest of the other introduces."""

from collections.abc import Sequence

from flows.stages.families.alteration import find_full_names
from flows.stages.families.witness import Unit, Witness
from flows.stages.fingerprints import stem

# So large a share of the word trigrams of a part stand in the whole.
CONTAINED_SHARE = 0.9
# More of the whole than this in the part: too little is left to have been introduced there.
WHOLE_SHARE = 0.85
# So many persons must be left without their introduction. One is known to every reader.
LEAST_NAMES = 2


def _introduced(whole: Witness, outside: Sequence[int]) -> set[str]:
    """Return the surnames that sentences of the whole outside the part give a first name to."""
    stretches = (whole.sentences[number] for number in outside)
    text = "\n".join(whole.text[sentence.char_start : sentence.char_end] for sentence in stretches)
    return set(find_full_names(text))


def is_part(part: Witness, whole: Witness) -> bool:
    """Tell whether all of the one is in the other, word for word, and a good deal of the other besides."""
    shared = len(part.trigrams & whole.trigrams)
    return shared >= CONTAINED_SHARE * len(part.trigrams) and shared <= WHOLE_SHARE * len(whole.trigrams)


def is_cut_from(part: Witness, whole: Witness, units: Sequence[Unit]) -> bool:
    """Tell whether a part was cut from the whole; `units` hold the sentences of part as a, of whole as b.

    Length decides nothing: a longer text may be an update. But a text that is complete introduces whom it names,
    whereas one cut from another calls several by their surnames whom only the missing part introduces.
    """
    inside = {number for unit in units for number in unit.of_b}
    outside = [number for number in range(len(whole.sentences)) if number not in inside]
    named = {word for word in set(part.words.split()) if stem(word) in part.names}
    return len((_introduced(whole, outside) & named) - set(find_full_names(part.text))) >= LEAST_NAMES
