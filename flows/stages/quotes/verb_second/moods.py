"""The mood of a clause: the subjunctive of reported speech, the infinitive, and "soll" of hearsay."""

from collections.abc import Sequence

from flows.stages.quotes.verb_second.phrases import Token
from flows.stages.quotes.verb_second.words import Words

_SHORTEST_VERB = 4


def mood_of(tokens: Sequence[Token], words: Words) -> str:
    """Return subjunctive, past_subjunctive, indicative or nothing: the mood of the main verb of the sentence."""
    skips = bool(tokens) and tokens[0].low in words.subordinators
    commas = 0
    for at, token in enumerate(tokens[:-1]):
        if token.text == ",":
            opens = tokens[at + 1].low in words.subordinators or tokens[at + 1].low in words.relatives
            commas += not (skips or opens)
            skips = opens
            continue
        if skips or token.is_noun or commas:
            continue
        mood = _mood(token, words) or ("subjunctive" if is_unlisted_subjunctive(tokens, at, words) else "")
        if mood:
            return mood
    return ""


def is_unlisted_subjunctive(tokens: Sequence[Token], at: int, words: Words) -> bool:
    """Tell the subjunctive of any verb by its place and its ending: Vell übertreibe, er übertreibe, handele es sich.

    Right behind a noun no adjective stands, and a past tense in -e ends in -te.
    """
    low = tokens[at].low
    if at == 0 or not low.endswith("e") or low.endswith("te") or tokens[at].is_noun or tokens[at].is_mask:
        return False
    if low in words.closed or low in words.prepositions or low in words.determiners:
        return False
    before, behind = tokens[at - 1], tokens[at + 1].low if at + 1 < len(tokens) else ""
    is_noun = before.is_noun and before.low not in words.closed
    if is_noun or before.low in words.subject_pronouns:
        return at + 1 >= len(tokens) or not tokens[at + 1].is_noun
    return behind in words.subjunctive_followers and len(low) > _SHORTEST_VERB


def _mood(token: Token, words: Words) -> str:
    if token.low in words.subjunctive:
        return "subjunctive"
    if token.low in words.passing:
        return "past_subjunctive"
    return "indicative" if token.low in words.indicative or token.low in words.verbs else ""


def sounds_reported(tokens: Sequence[Token], words: Words) -> bool:
    """Tell whether a verb of the clause stands in a subjunctive."""
    if any(is_unlisted_subjunctive(tokens, at, words) for at in range(1, len(tokens))):
        return True
    return any(not t.is_noun and (t.low in words.subjunctive or t.low in words.past_subjunctive) for t in tokens)


def has_infinitive(tokens: Sequence[Token], words: Words) -> bool:
    """Tell whether the clause is an infinitive with zu: die Fähren zu verkaufen, den Preis anzuheben."""
    for at, token in enumerate(tokens):
        behind = tokens[at + 1].low if at + 1 < len(tokens) else ""
        if (
            token.low in words.infinitive_markers
            and behind.endswith("n")
            and behind.isalpha()
            and not tokens[at + 1].is_noun
        ):
            return True
        if not token.is_noun and token.low.endswith("en") and any(p in token.low for p in words.joined_zu):
            return True
    return False


def is_hearsay(tokens: Sequence[Token], words: Words) -> bool:
    """Tell "Er soll geflohen sein": the modal with a perfect infinitive, by which nobody in particular says so."""
    modal = next((n for n, t in enumerate(tokens) if t.low in words.reported_modals and not t.is_noun), -1)
    if modal < 0 or mood_of(tokens, words) not in ("", "indicative"):
        return False
    for at in range(modal + 2, len(tokens)):
        ends = at + 1 >= len(tokens) or tokens[at + 1].ends_phrase or tokens[at + 1].low in words.joiners
        if ends and tokens[at].low in words.perfect_infinitives and _is_participle(tokens[at - 1]):
            return True
    return False


def _is_participle(token: Token) -> bool:
    return not token.is_noun and token.low.endswith(("t", "en"))
