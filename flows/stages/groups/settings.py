"""When two claims state the same fact."""

from dataclasses import dataclass


@dataclass(frozen=True)
class GroupsConfig:
    """When two claims state the same fact.

    Within a family likeness and the alignment of the articles decide (`family_score`); within one article two claims
    tell one fact if one tells `repeat_share` of what the other does, of at least `repeat_shared` weight. Across
    families a wrong merge invents corroboration: either the wording is as like as `across_score`, with a shared name
    or number, or the same is told in other words: concepts of so much weight in common, and as like as that
    (`enough`), so much of it in other words than names and numbers (`plain_shared`; the same day counts
    `day_weight`). A part of a sentence that has less of its own (`least_shared`) must be as like as `fragment_score`,
    and `around_shared` concepts must be the same in both and around them. A denial is of an assertion that tells
    `denied_share` of what it denies, of at least `denied_shared` weight, or all of it, of at least `denied_whole`.
    Two articles that have `event_facts` facts in common are on one event; between others only what is sure counts:
    like wording (`sure_conflict` where the numbers conflict), or so much weight in common and as like as that
    (`sure`). Articles fill in one form if `form_claims` claims, more than tell one fact of the same names, say in the
    same words (`form_share` of them) what they say of others.
    """

    family_score: float = 0.6
    aligned_bonus: float = 0.25
    order_score: float = 0.15
    repeat_share: float = 0.9
    repeat_shared: float = 2.7
    across_score: float = 0.8
    conflict_score: float = 0.6
    pairwise_members: int = 6
    enough: tuple[tuple[float, float], ...] = ((3.2, 0.52), (2.2, 0.66))
    plain_shared: float = 1.5
    day_weight: float = 0.5
    least_shared: float = 2.2
    fragment_score: float = 0.62
    around_shared: int = 6
    count_score: float = 0.5
    denied_share: float = 0.75
    denied_shared: float = 2.3
    denied_whole: float = 2.0
    event_days: int = 31
    event_facts: int = 2
    sure: tuple[tuple[float, float], ...] = ((3.5, 0.67), (4.4, 0.6))
    sure_conflict: float = 0.75
    form_claims: int = 2
    form_share: float = 0.75
    related_share: float = 0.5
    related_shared: float = 2.2
