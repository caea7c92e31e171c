"""The explanation in plain words: one sentence of verdict, who came first, what was lacking."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flows.desk.explain.candidacy import tell_candidate
from flows.desk.explain.comparing import Compared
from flows.desk.explain.explanation import PairExplanation
from flows.desk.explain.facts import Hop
from flows.desk.explain.parting import by_whom, tell_parting
from flows.stages.matches import RULE, MatchesConfig
from flows.stages.matches.decide import Weighed, is_form

Row = Mapping[str, Any]

BASES = {
    "credit_line": "a credit, for the outlet of the earlier text is named as the source",
    "date": "the dates of publication",
    "containment": "containment, for one is a summary of the other, is cut from it, or also holds a second story",
    "alteration": "what rewording lost, and a third article that rules out an absent text",
    "undetermined": "none, for no credit, date or containment decides",
    "single": "none, for it stands alone in its family",
}
DERIVATIONS = {
    "original": "the original, before all others of its family",
    "reprint": "a reprint (carried over, with a credit)",
    "copy": "a copy (carried over, without a credit line)",
    "excerpt": "an excerpt",
    "rewrite": "a rewrite",
    "translation": "a translation",
    "derivative": "new text on another's reporting",
    "unknown": "of unknown derivation",
}
FEATURES = {
    "alignment": "own text whose sentences correspond, in order",
    "terms_contained": "words of the one with fewer that the other has",
    "terms_shared": "words that both have, of the words of both",
    "verbatim": "three words in a row that stand in both",
    "windows_shared": "runs of four letters that both have, of those of both",
    "names_shared": "names that both have, of the names of both",
    "numbers_shared": "numbers of the one with fewer that the other has",
    "anchors_in_order": "names and numbers in the same order, of those of the one with fewer",
    "names_contained": "names of the one with fewer that the other has",
    "numbers_contained": "numbers of the one with fewer that the other has, by their digits",
}
_JUDGED = {"same_family": "one family", "not_same_family": "not one family"}


def verdict(found: PairExplanation) -> str:
    """Return the answer in one sentence."""
    judged = _judged(found)
    if found.status == "former_version":
        former = [
            f"{label} is {tell_gone(side.article, found.judgements)}"
            for label, side in (("A", found.a), ("B", found.b))
            if not side.article["is_current"]
        ]
        return f"Not compared: {', and '.join(former)}. What is not current takes no part in families."
    if judged and found.status != "same_family":
        never = f" Nor were they compared: {candidate_rule(found)}." if found.status == "never_compared" else ""
        return f"{judged}Not merged for this reason, whatever the figures say.{never or f' By these: {reason(found)}.'}"
    if found.status == "never_compared":
        return f"Not merged, and never compared: {candidate_rule(found)}."
    tell = {"same_family": _merged, "derivative": _linked, "distinct": _apart}
    return judged + tell[found.status](found)


def tell_gone(article: Row, judgements: Sequence[Row]) -> str:
    """Return why an article is not current: a judgement withdrew it, or another version has replaced it."""
    for row in reversed(judgements):
        if (row["kind"], row["state"], row["left_id"]) == ("withdrawn", "stands", article["article_id"]):
            return f"withdrawn, as judged{by_whom(row)}"
    if article["replaced_by"]:
        return f"replaced: {article['replaced_by']} stands in its place now"
    return "replaced: it stands in its file no more"


def _judged(found: PairExplanation) -> str:
    """Return the judgement on this very pair as the opening of the verdict, the latest if there are several."""
    pair = {found.a.article["article_id"], found.b.article["article_id"]}
    for row in reversed(found.judgements):
        if row["kind"] in _JUDGED and row["state"] == "stands" and {row["left_id"], row["right_id"]} == pair:
            return f"Judged {_JUDGED[row['kind']]}{by_whom(row)}. "
    return ""


def _merged(found: PairExplanation) -> str:
    family = f"{found.a.article['family_id']}, {found.a.article['article_count']} articles"
    if found.stored is not None and found.stored["decision"] == "same_family":
        return f"Merged: A and B are one family ({family}); {reason(found)}."
    through = f"by way of {chain_words(found.chain)}" if found.chain else "though no stored comparison joins them"
    if found.stored is None:
        return (
            f"Merged without a stored comparison of the two: A and B are one family ({family}), {through}. "
            f"Compared now: {reason(found)}."
        )
    return f"Merged, though not for their own likeness ({reason(found)}): A and B are one family ({family}), {through}."


def _linked(found: PairExplanation) -> str:
    is_a_later = found.a.article["based_on_article_id"] == found.b.article["article_id"]
    later, earlier = ("A", "B") if is_a_later else ("B", "A")
    return f"Not merged, but linked: {later} is new text that rests on the reporting of {earlier}; {reason(found)}."


def _apart(found: PairExplanation) -> str:
    row, across = found.stood_in, found.across
    if across is not None:
        alone = f"the near copies compared in their place match, score {row['score']:.3f}" if row else reason(found)
        why = tell_parting(across, found.settings.families.get("least_average"))
        return f"Not merged, though the pair alone would be one family ({alone}): {why}."
    if row is not None:
        decided = f"near copies were compared in their place ({row['decision']}, score {row['score']:.3f})"
        return f"Not merged: A and B are two families; {decided}. Compared now: {reason(found)}."
    return f"Not merged: A and B are two families; {reason(found)}."


def reason(found: PairExplanation) -> str:
    """Return why the pair was decided as it was; where another rule version decided otherwise, what it said."""
    stored, ruling = found.stored, found.compared.ruling
    if stored is None or stored["decision"] == ruling.decision:
        return ruling.reason
    return f"{stored['rule']} decided {stored['decision']} at a score of {stored['score']:.3f}"


def chain_words(chain: Sequence[Hop]) -> str:
    """Return a chain of articles from A to B, each step with the score of its comparison."""
    places = [*(hop.place for hop in chain[1:-1]), "B"]
    steps = (
        f"{place} ({'one rests on the other' if hop.score is None else f'{hop.score:.3f}'})"
        for place, hop in zip(places, chain[1:], strict=True)
    )
    return " → ".join(["A", *steps])


def candidate_rule(found: PairExplanation) -> str:
    """Return how the pair stands to the rule of what is compared at all."""
    candidate, stored = found.candidate, found.stored
    if stored is not None and stored.get("found_by") == "near_copy":
        shared = f"they share {candidate.shared} pairs of neighbouring words"
        return f"as near copies, for {shared}, {candidate.share:.1%} of what the one with fewer has"
    told = tell_candidate(candidate)
    if candidate.least_shared is None or stored is not None or not candidate.is_candidate:
        return told
    why = "near copies are compared in their place" if represented(found) else "what they share is too common to count"
    return f"{told}; which is enough, but {why}"


def represented(found: PairExplanation) -> list[str]:
    """Return which of the two are compared with others through a near copy, and through which."""
    return [
        f"{label} is compared with others through a near copy of it, {side.representative['place']}"
        for label, side in (("A", found.a), ("B", found.b))
        if side.representative
    ]


def agreement(found: PairExplanation) -> str:
    """Return whether the stored comparison says what the comparison made now says."""
    stored, now = found.stored, found.compared
    if stored is None:
        return f"No comparison of the two is stored; these figures were worked out now, by {RULE}."
    same = stored["decision"] == now.ruling.decision and abs(stored["score"] - now.score) < 1e-9
    if same:
        return f"The stored comparison ({stored['rule']}) says the same: {stored['decision']}, {stored['score']:.3f}."
    return (
        f"The stored comparison ({stored['rule']}) differs: {stored['decision']}, {stored['score']:.3f}. "
        f"The figures above were worked out now, by {RULE}; a run with this version would renew it."
    )


def who_came_first(found: PairExplanation) -> str:
    """Return which of the two came first and on what basis, or that nothing decides."""
    for label, side, other_label, other in (("A", found.a, "B", found.b), ("B", found.b, "A", found.a)):
        article, basis = side.article, other.article
        if article["based_on_article_id"] == basis["article_id"]:
            rests = f"{label} is {_kind(article)} and rests on {other_label}"
            basis_words = _pair_basis(article, label, other_label, found.compared)
            return f"{other_label} came first: {rests}. Basis: {basis_words}."
    if found.status != "same_family":
        return "Neither rests on the other."
    for label, side in (("A", found.a), ("B", found.b)):
        if side.article["origin_article_id"] == side.article["article_id"]:
            return f"{label} came first: it is the origin of the family."
    return "The order of the two is not settled: neither rests on the other."


def _pair_basis(later: Row, label: str, other_label: str, compared: Compared) -> str:
    """Return the basis of an order of A and B; a credit may stand in another copy of the same text."""
    if later["order_basis"] != "credit_line":
        return _basis(later)
    features = compared.features
    is_own = features.a_credits_b if label == "A" else features.b_credits_a
    who = label if is_own else "another copy of the text"
    return f"a credit, for {who} names the outlet of {other_label} as the source"


def standing(article: Row) -> str:
    """Return what one article is in its family and on what basis."""
    if not article["derivation"]:
        return "no part of any family"
    based = f", based on {article['based_on_place']}" if article["based_on_article_id"] else ""
    return f"{_kind(article)}{based}. Basis: {_basis(article)}"


def _basis(article: Row) -> str:
    return BASES.get(article["order_basis"], str(article["order_basis"]))


def _kind(article: Row) -> str:
    return DERIVATIONS.get(article["derivation"], str(article["derivation"]))


def feature_note(part: Weighed, compared: Compared, config: MatchesConfig) -> str:
    """Return the figures behind a part of the score; empty where its value is the figure itself."""
    seen = compared.features
    if part.feature == "alignment":
        rule = "the lesser counts, for one is a compilation" if seen.is_compiled else _fuller(config)
        return f"A {seen.alignment_a:.1%}, B {seen.alignment_b:.1%}; {rule}"
    if part.feature == "verbatim":
        return f"A {seen.containment_a:.1%}, B {seen.containment_b:.1%}; {config.full_verbatim:.0%} counts as all"
    if part.feature == "numbers_shared" and not compared.has_numbers:
        return "one has no numbers: counts half"
    if part.feature == "anchors_in_order":
        least = f"{config.least_anchors} and {config.least_digits} needed"
        return f"{seen.anchors_shared} in common, {seen.digits_shared} of them numbers; {least}"
    return ""


def _fuller(config: MatchesConfig) -> str:
    return f"the fuller side counts {config.fuller_side:.0%}"


def threshold_note(compared: Compared) -> str:
    """Return the score that would make the pair one family, and in what case it is that."""
    needed_score = f"{compared.ruling.threshold:.3f} needed"
    if compared.features.anchors_in_order is not None:
        return f"{needed_score} for a rendering in another language"
    count = compared.features.aligned_sentences
    return f"{needed_score} with {count} aligned sentence{'' if count == 1 else 's'}"


def counted_note(compared: Compared) -> str:
    """Return what of the sentences that align counts."""
    is_rendering = compared.features.anchors_in_order is not None and compared.ruling.decision == "same_family"
    if is_rendering:
        return ", by their names and numbers"
    return f", of which {compared.features.aligned_sentences} sentences count (quotations aside)"


def unweighed(compared: Compared) -> list[str]:
    """Return what is looked at beside the score."""
    seen = compared.features
    credit = [
        f"{one} names the outlet of {other} as a source"
        for one, other, is_so in (("A", "B", seen.a_credits_b), ("B", "A", seen.b_credits_a))
        if is_so
    ]
    compiled = ["what they share is a story apart inside one of them"] if seen.is_compiled else []
    quotes = f"{seen.quotes_aligned} quotation{'s' if seen.quotes_aligned != 1 else ''} in common"
    return [quotes, *(credit or ["neither credits the other"]), *compiled]


def needed(compared: Compared, config: MatchesConfig) -> str:
    """Return what would have turned the decision."""
    total, threshold = compared.score, compared.ruling.threshold
    if compared.ruling.decision == "same_family":
        return f"It would still be one family with {total - threshold:.3f} less."
    is_across = compared.features.anchors_in_order is not None
    if is_across and total >= threshold:
        return "The score would be enough. What the two lack are names and numbers in common."
    if not is_across and not compared.features.aligned_sentences:
        return "For one family at least one sentence of their own text has to align."
    if total >= threshold and is_form(compared.features, config):
        share = config.form_share if compared.features.names_shared < config.form_names else config.form_certain
        return f"The score would be enough. What a form filled in twice lacks are numbers in common: {share:.0%}."
    if total >= threshold:
        letters, verbatim = f"{config.short_windows:.0%}", f"{config.short_verbatim:.0%}"
        enough = f"{letters} of the runs of four letters, or {verbatim} of the word trigrams"
        return f"The score would be enough. What so short a pair lacks is wording in common: {enough}."
    ways = list(_ways(compared, threshold - total, config))
    lacking = f"For one family {threshold - total:.3f} is lacking"
    return (
        f"{lacking}. Enough would be: {'; or '.join(ways)}." if ways else f"{lacking}, which no feature alone can add."
    )


def _ways(compared: Compared, gap: float, config: MatchesConfig) -> Iterator[str]:
    for part in compared.parts:
        if part.weight and (value := part.value + gap / part.weight) <= 1:
            yield f"{FEATURES[part.feature]} {value:.1%} instead of {part.value:.1%}"
    if compared.features.anchors_in_order is not None:
        return
    missing = config.enough_sentences - compared.features.aligned_sentences
    if missing > 0 and compared.score >= config.threshold:
        yield f"{missing} more aligned sentence{'s' if missing > 1 else ''}, for then {config.threshold:.2f} is enough"
