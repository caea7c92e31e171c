"""Which quotations of independent families carry one speaker's same words, as from one television interview."""

from collections.abc import Mapping, Sequence

from flows.stages.fingerprints import content_stems, is_common_stem
from flows.stages.utterances.alignment import UtterancesConfig
from flows.stages.utterances.pairing import Row
from flows.stages.utterances.spelling import sound_of, surname
from flows.stages.utterances.wording import Wording, is_contained, read_wording, score_likeness

# How far around a quote the sentences lie that tell on what occasion it was said, in code points.
_BEFORE, _AFTER = 300, 120

Contexts = Mapping[str, frozenset[str]]


def read_contexts(quotes: Sequence[Row], sentences: Mapping[str, Sequence[Row]]) -> dict[str, frozenset[str]]:
    """Return by quote the stems of the content words around it, without its own words and its source's.

    `sentences` has the rows of an article by its id; an article without any gives no context.
    """
    found = {}
    for row in quotes:
        near = [
            sentence
            for sentence in sentences.get(row["article_id"], ())
            if sentence["char_end"] > row["char_start"] - _BEFORE and sentence["char_start"] < row["char_end"] + _AFTER
        ]
        own = read_wording(f"{row['content']} {row['source_name'] or ''} {row['source_text'] or ''}").content
        found[row["quote_id"]] = frozenset(stem for one in near for stem in content_stems(one["terms"])) - own
    return found


def is_same_utterance(a: Row, b: Row, contexts: Contexts, config: UtterancesConfig) -> bool:
    """Tell whether two quotes of unlinked articles carry one speaker's same words.

    Never on reported speech, nor with another number in it. Many words, rare ones among them, are enough; few words, or
    such as anybody says, count only where what stands around them shows the same occasion.
    """
    if "indirect" in (a["directness"], b["directness"]):
        return False
    left, right = read_wording(a["content"]), read_wording(b["content"])
    shorter, longer = sorted((left, right), key=lambda wording: len(wording.words))
    if len(shorter.words) < config.shared_words or not shorter.numbers <= longer.numbers:
        return False
    is_whole = is_contained(shorter, longer)
    if not is_one_speaker(a, b):
        return is_whole and _may_be_one_speaker(a, b) and _is_telling(shorter, config.unnamed_words, config)
    if _is_telling(shorter, config.across_words, config):
        return is_whole or _is_nearly_whole(shorter, longer, config)
    shared = contexts.get(a["quote_id"], frozenset()) & contexts.get(b["quote_id"], frozenset())
    uncommon = sum(not is_common_stem(stem) for stem in shared)
    return is_whole and len(shared) >= config.context_words and uncommon >= config.uncommon_words


def is_one_speaker(a: Row, b: Row) -> bool:
    """Tell whether two quotes have for source a person of one surname, by its sound."""
    speaker, other = surname(a["source_name"]), surname(b["source_name"])
    return bool(speaker and other) and sound_of(speaker) == sound_of(other)


def _may_be_one_speaker(a: Row, b: Row) -> bool:
    """Tell whether one of the two leaves open who spoke."""
    return not (a["source_name"] and b["source_name"])


def _is_telling(shorter: Wording, least: int, config: UtterancesConfig) -> bool:
    """Tell whether nobody says these words by chance: so many, and uncommon ones among them."""
    return len(shorter.words) >= least and len(shorter.content) >= config.across_content


def _is_nearly_whole(shorter: Wording, longer: Wording, config: UtterancesConfig) -> bool:
    return shorter.numbers == longer.numbers and score_likeness(shorter, longer) >= config.across_score
