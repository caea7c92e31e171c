"""The weighing: features of a pair -> score -> decision, each part to be read off the row."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from flows.stages.matches.across import AcrossConfig, align_across, compare_across, in_two_languages
from flows.stages.matches.alignment import AlignedPair, align_sentences
from flows.stages.matches.credit import credited_by
from flows.stages.matches.features import (
    alignment_shares,
    compare_filling,
    count_aligned,
    count_aligned_quotes,
    drop_furniture,
    is_compiled,
    jaccard,
    numbers_shared,
    terms_shared,
    trigram_containment,
    windows_shared,
)
from flows.stages.matches.misreadings import read_alike
from flows.stages.matches.profiles import Profile

RULE = "matches/4"


@dataclass(frozen=True)
class MatchesConfig(AcrossConfig):
    """Weights, which sum to 1, and thresholds; set on human rewrites and independent translations of news.

    `floor`: least similarity of two sentences that may align. `least_misread`: with so high a score, `least_windows` to
    `enough_windows`: and so much of their letters in common, two articles may be one text misread. `fuller_side`:
    weight of the side of which more aligns, for an excerpt aligns whole with a small part of its source.
    `full_verbatim`: containment of word trigrams that counts as wholly verbatim. A pair of which fewer than
    `enough_sentences` align is short and must reach `short_threshold`, which alignment alone cannot; and that much of
    its letters, or of its word trigrams on one side, must be common: the few facts of one event make short reports
    alike. Of `form_numbers` numbers or more a copy keeps `form_share`, or `form_certain` where the names are mostly the
    same: of a thousand copies, whole or damaged, at most one did not, and forms filled in anew do not. Where of the
    words around the names `form_words` are the same, a copy keeps `form_kept` of `form_least_names` names or more, and
    `form_exact_kept` where `form_exact` are: so did all of 1,228 pairs of one family, and of 996 damaged in each of ten
    ways; notices of one office do not.
    A derivative that credits the other shares with it this many sentences, which are this share of its own text, or
    this many quotations.
    """

    floor: float = 0.25
    least_misread: float = 0.2
    least_windows: float = 0.2
    enough_windows: float = 0.6
    fuller_side: float = 0.7
    full_verbatim: float = 0.5
    alignment_weight: float = 0.45
    contained_weight: float = 0.05
    shared_weight: float = 0.05
    verbatim_weight: float = 0.05
    windows_weight: float = 0.15
    names_weight: float = 0.1
    numbers_weight: float = 0.15
    enough_sentences: int = 4
    threshold: float = 0.48
    short_threshold: float = 0.6
    short_windows: float = 0.33
    short_verbatim: float = 0.3
    form_numbers: int = 3
    form_share: float = 0.34
    form_names: float = 0.5
    form_certain: float = 0.2
    form_words: float = 0.85
    form_kept: float = 0.5
    form_exact: float = 0.95
    form_exact_kept: float = 0.6
    form_least_names: int = 3
    derivative_sentences: int = 2
    derivative_share: float = 0.1
    derivative_quotes: int = 2


DEFAULT = MatchesConfig()


class Features(NamedTuple):
    """The feature columns of MATCHES that one comparison gives.

    `anchors_in_order` to `digits_shared`: what two articles in different languages are judged by, null where it is the
    wording.
    """

    alignment_a: float
    alignment_b: float
    aligned_sentences: int
    terms_contained: float
    terms_shared: float
    containment_a: float
    containment_b: float
    quotes_aligned: int
    names_shared: float
    numbers_shared: float
    a_credits_b: bool
    b_credits_a: bool
    is_compiled: bool
    windows_shared: float
    anchors_in_order: float | None = None
    names_contained: float | None = None
    numbers_contained: float | None = None
    anchors_shared: int | None = None
    digits_shared: int | None = None
    numbers_compared: int = 0
    form_shared: float = 0.0
    names_kept: float = 0.0
    names_compared: int = 0


class Comparison(NamedTuple):
    """A compared pair: its features, whether both have numbers, and the sentences that align."""

    features: Features
    has_numbers: bool
    chain: Sequence[AlignedPair]


def _credits(article: Profile, other: Profile) -> bool:
    return credited_by(article.words, article.outlet, article.credited_outlet, other.outlet)


def compare(a: Profile, b: Profile, config: MatchesConfig = DEFAULT) -> Comparison:
    """Return every feature of the pair, and what aligns.

    Articles in two languages are judged by names and numbers, unless their wording is the same after all.
    """
    comparison = _compare_wording(a, b, config)
    if not in_two_languages(a.language, b.language):
        return comparison
    total = score(comparison.features, comparison.has_numbers, config)
    if decide(comparison.features, total, config) == "same_family":
        return comparison
    features = comparison.features._replace(**compare_across(a, b)._asdict())
    if decide(features, score(features, comparison.has_numbers, config), config) != "same_family":
        return comparison._replace(features=features)
    return comparison._replace(features=features, chain=align_across(a, b))


def _compare_wording(a: Profile, b: Profile, config: MatchesConfig) -> Comparison:
    """Return every feature of the pair.

    Words that differ by a letter count as the same where that makes two articles one family which otherwise are not.
    """
    found = _compare_once(a, b, config)
    total = score(found.features, found.has_numbers, config)
    is_decided = decide(found.features, total, config) == "same_family" or total < config.least_misread
    if is_decided or not config.least_windows <= found.features.windows_shared < config.enough_windows:
        return found
    return _compare_once(read_alike(a, b), b, config)


def _compare_once(a: Profile, b: Profile, config: MatchesConfig) -> Comparison:
    chain = drop_furniture(a, b, align_sentences(a, b, config.floor))
    terms = terms_shared(a, b)
    features = Features(
        *alignment_shares(a, b, chain),
        count_aligned(a, b, chain),
        terms.a,
        terms.b,
        *trigram_containment(a, b),
        count_aligned_quotes(a.quotes, b.quotes),
        jaccard(a.names, b.names),
        numbers_shared(a.values, b.values),
        _credits(a, b),
        _credits(b, a),
        is_compiled(a, b, chain),
        windows_shared(a, b),
        numbers_compared=min(len(a.values), len(b.values)),
        **compare_filling(a, b, chain)._asdict(),
    )
    return Comparison(features, bool(a.values and b.values), chain)


class Weighed(NamedTuple):
    """One part of the score: a feature of 0 to 1, its weight, and what it adds (their product)."""

    feature: str
    value: float
    weight: float
    contribution: float


class Ruling(NamedTuple):
    """A decision, the score that would make the pair one family, and the reason in words."""

    decision: str
    threshold: float
    reason: str


def _weigh_across(features: Features, config: MatchesConfig) -> list[Weighed]:
    parts = (
        ("anchors_in_order", features.anchors_in_order or 0.0, config.order_weight),
        ("names_contained", features.names_contained or 0.0, config.names_contained_weight),
        ("numbers_contained", features.numbers_contained or 0.0, config.numbers_contained_weight),
    )
    return [Weighed(feature, value, weight, weight * value) for feature, value, weight in parts]


def weigh(features: Features, has_numbers: bool, config: MatchesConfig = DEFAULT) -> list[Weighed]:
    """Return the parts of the score, which is their sum; numbers count half where a side has none.

    A compilation counts by the side that has less of the other. Aligned quotations and credits are no part of it:
    others carry the same words, and a credit is no copy. Articles judged by names and numbers have these parts alone.
    """
    if features.anchors_in_order is not None:
        return _weigh_across(features, config)
    low, high = sorted((features.alignment_a, features.alignment_b))
    alignment = low if features.is_compiled else config.fuller_side * high + (1 - config.fuller_side) * low
    contained = features.terms_shared if features.is_compiled else features.terms_contained
    side = min if features.is_compiled else max
    verbatim = min(1.0, side(features.containment_a, features.containment_b) / config.full_verbatim)
    parts = (
        ("alignment", alignment, config.alignment_weight),
        ("terms_contained", contained, config.contained_weight),
        ("terms_shared", features.terms_shared, config.shared_weight),
        ("verbatim", verbatim, config.verbatim_weight),
        ("windows_shared", features.windows_shared, config.windows_weight),
        ("names_shared", features.names_shared, config.names_weight),
        ("numbers_shared", features.numbers_shared if has_numbers else 0.5, config.numbers_weight),
    )
    return [Weighed(feature, value, weight, weight * value) for feature, value, weight in parts]


def score(features: Features, has_numbers: bool, config: MatchesConfig = DEFAULT) -> float:
    """Return the weighed sum of the features, 0 to 1."""
    total = 0.0
    # Added one by one: sum() rounds otherwise from Python 3.12 on.
    for part in weigh(features, has_numbers, config):
        total += part.contribution
    return total


def _rests_on_other(features: Features, config: MatchesConfig) -> bool:
    """Tell whether one side, and one only, credits the other and tells what the other tells."""
    if features.a_credits_b == features.b_credits_a:
        return False
    share = features.alignment_a if features.a_credits_b else features.alignment_b
    is_retold = share >= config.derivative_share and features.aligned_sentences >= config.derivative_sentences
    return is_retold or features.quotes_aligned >= config.derivative_quotes


def _has_second_signal(features: Features, config: MatchesConfig) -> bool:
    verbatim = max(features.containment_a, features.containment_b)
    return features.windows_shared >= config.short_windows or verbatim >= config.short_verbatim


def is_form(features: Features, config: MatchesConfig) -> bool:
    """Tell whether the two are one form filled in twice: a weekly price list, flood warnings for two towns."""
    return _has_other_figures(features, config) or _has_other_names(features, config)


def _has_other_names(features: Features, config: MatchesConfig) -> bool:
    if features.names_compared < config.form_least_names:
        return False
    least_kept = config.form_exact_kept if features.form_shared >= config.form_exact else config.form_kept
    return features.form_shared >= config.form_words and features.names_kept < least_kept


def _has_other_figures(features: Features, config: MatchesConfig) -> bool:
    if features.numbers_compared < config.form_numbers:
        return False
    is_about_others = features.names_shared < config.form_names and features.numbers_shared < config.form_share
    return is_about_others or features.numbers_shared < config.form_certain


def _show_signals(features: Features, config: MatchesConfig) -> str:
    verbatim = max(features.containment_a, features.containment_b)
    letters = f"{features.windows_shared:.2f} of the letters are common, of {config.short_windows:.2f} needed"
    return f"{letters}; or {verbatim:.2f} of the word trigrams, of {config.short_verbatim:.2f}"


def _show_filling(features: Features, config: MatchesConfig) -> str:
    if _has_other_figures(features, config):
        return f"{features.numbers_shared:.0%} of {features.numbers_compared} numbers agree"
    return (
        f"{features.form_shared:.0%} of the words around the names agree, but {features.names_kept:.0%} of "
        f"{features.names_compared} names"
    )


def _show(total: float, threshold: float) -> str:
    """Return a score with so many digits as show on which side of the threshold it lies."""
    return f"{total:.3f}" if (round(total, 3) >= threshold) == (total >= threshold) else f"{total:.6f}"


def has_anchors(features: Features, config: MatchesConfig = DEFAULT) -> bool:
    """Tell whether two articles have enough names and numbers in common to be judged by them."""
    anchors, digits = features.anchors_shared or 0, features.digits_shared or 0
    return anchors >= config.least_anchors and digits >= config.least_digits


def _explain_across(features: Features, total: float, config: MatchesConfig) -> Ruling:
    threshold = config.rendering_threshold
    needed = f"{threshold:.2f}, the least for a rendering in another language"
    if total < threshold:
        return Ruling("distinct", threshold, f"the score of {_show(total, threshold)} is below {needed}")
    if has_anchors(features, config):
        return Ruling("same_family", threshold, f"the score of {_show(total, threshold)} reaches {needed}")
    few = f"{features.anchors_shared} names and numbers in common, {features.digits_shared} of them numbers"
    least = f"at least {config.least_anchors} are needed, {config.least_digits} of them numbers"
    return Ruling("distinct", threshold, f"{few}, are few for a rendering in another language: {least}")


def _explain_kinship(features: Features, total: float, config: MatchesConfig) -> Ruling:
    """Return whether the pair is one family, and why."""
    if features.anchors_in_order is not None:
        return _explain_across(features, total, config)
    count = features.aligned_sentences
    threshold = config.short_threshold if count < config.enough_sentences else config.threshold
    size = f"{'fewer than' if count < config.enough_sentences else 'at least'} {config.enough_sentences}"
    needed = f"{threshold:.2f}, the least for a pair with {size} aligned sentences ({count} here)"
    shown = _show(total, threshold)
    is_weak = count < config.enough_sentences and not _has_second_signal(features, config)
    if count and total >= threshold and is_form(features, config):
        share = _show_filling(features, config)
        return Ruling("distinct", threshold, f"one form filled in twice: {share}, though the score of {shown} would do")
    if count and total >= threshold and not is_weak:
        return Ruling("same_family", threshold, f"the score of {shown} reaches {needed}")
    short = f"the score of {shown} is below {needed}" if count else "no sentence of their own text aligns"
    if count and total >= threshold:
        short = f"{count} aligned sentences are few, and the wording differs: {_show_signals(features, config)}"
    return Ruling("distinct", threshold, short)


def explain_decision(features: Features, total: float, config: MatchesConfig = DEFAULT) -> Ruling:
    """Return one of DECISIONS with its reason; `total` is the score of the features."""
    ruling = _explain_kinship(features, total, config)
    if ruling.decision == "same_family" or not _rests_on_other(features, config):
        return ruling
    later, earlier = ("A", "B") if features.a_credits_b else ("B", "A")
    reason = f"{ruling.reason}; but {later} credits {earlier} and tells what {earlier} tells"
    return Ruling("derivative", ruling.threshold, reason)


def decide(features: Features, total: float, config: MatchesConfig = DEFAULT) -> str:
    """Return one of DECISIONS; `total` is the score of the features."""
    return explain_decision(features, total, config).decision
