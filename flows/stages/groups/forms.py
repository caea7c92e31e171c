"""Two articles that fill in one form, such as flood warnings for two towns: alike, and of different things."""

from collections.abc import Collection, Sequence

from flows.stages.groups.gist import Gist
from flows.stages.groups.sameness import are_renamed
from flows.stages.groups.settings import GroupsConfig

# Of fewer words a sentence is soon made by two people alike.
_LEAST_WORDS = 3


def fill_one_form(pairs: Sequence[tuple[Gist, Gist]], facts: Collection[int], config: GroupsConfig) -> bool:
    """Tell whether two articles say the same of others, and seldom of the same.

    `pairs` are of claims of the one and of the other, `facts` the places of those that state one fact.
    """
    settled = {id(gist) for place in facts for gist in pairs[place]}
    named = sum(bool(a.names & b.names) for a, b in (pairs[place] for place in facts))
    renamed = {id(a) for a, b in pairs if id(a) not in settled and id(b) not in settled and _say_alike(a, b, config)}
    return len(renamed) >= config.form_claims and len(renamed) > named


def _say_alike(a: Gist, b: Gist, config: GroupsConfig) -> bool:
    """Tell whether two claims say the same of different people or places."""
    shared, together = len(a.plain & b.plain), len(a.plain | b.plain)
    return shared >= _LEAST_WORDS and shared >= config.form_share * together and are_renamed(a, b)
