"""Leave out the marks at the ends of a clause: punctuation, and quotation marks without a partner in it."""

from collections.abc import Sequence

from flows.stages.claims.grammar import STOPS, Token

_APOSTROPHES = frozenset(("'", "’", "‘", "`"))
_ENDS = frozenset((",", ";", ":", "—", "–", "―", "--", "-", "."))
_LOOSE_ENDS = frozenset(("and", "but", "or", "as", "that", "while", "yet"))  # lead on to what is no part of the clause
_LOOSE_BEHIND_COMMA = frozenset(
    ("although", "though", "whereas", "which", "who", "whom", "whose", "where", "because", "when", "if", "with", "nor")
)
_STARTS = frozenset((*_ENDS, ")", "*", "•"))
_CLOSING, _STRAIGHT = "”", '"'


def without_marks(words: Sequence[Token], first: int, last: int) -> tuple[int, int]:
    """Return the clause without punctuation at its ends and without quotation marks that have no partner in it."""
    while first < last:
        if _is_doubled(words, last - 2, first):
            last -= 2
            continue
        if _is_doubled(words, first, first) and last - first > 2:
            first += 2
            continue
        head, tail = words[first].text, words[last - 1].text
        inner = [token.text for token in words[first + 1 : last - 1]]
        straight = inner.count(_STRAIGHT) % 2 == 0
        lone_tail = _CLOSING not in inner if head == "“" and tail == _CLOSING else False
        if (lone_tail and "“" not in inner) or (head == tail == _STRAIGHT and _STRAIGHT not in inner):
            first, last = first + 1, last - 1
        elif (
            tail in _ENDS
            or _is_loose(words, first, last)
            or _is_lone(tail, _CLOSING, [head, *inner], "“", straight != (head == _STRAIGHT))
        ):
            last -= 1
        elif head in _STARTS or _is_lone(head, "“", [*inner, tail], _CLOSING, straight != (tail == _STRAIGHT)):
            first += 1
        else:
            break
    return first, last


def _is_loose(words: Sequence[Token], first: int, last: int) -> bool:
    """Tell whether the last word leads on to something outside the clause; not where the sentence ends: like that."""
    ends = last < len(words) and words[last].text in STOPS
    tail = words[last - 1].text
    if ends or last - first < 2:
        return False
    return tail in _LOOSE_ENDS or (tail in _LOOSE_BEHIND_COMMA and words[last - 2].text in _ENDS)


def _is_doubled(words: Sequence[Token], at: int, first: int) -> bool:
    """Tell whether two apostrophes, which some print for a quotation mark, stand here."""
    return (
        at >= first and words[at].text in _APOSTROPHES and at + 1 < len(words) and words[at + 1].text == words[at].text
    )


def _is_lone(mark: str, this: str, others: Sequence[str], partner: str, is_paired: bool) -> bool:
    """Tell whether a quotation mark at an end of the clause has no partner in it."""
    if mark == _STRAIGHT:
        return is_paired
    return mark == this and others.count(partner) <= others.count(this)
