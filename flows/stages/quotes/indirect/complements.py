"""What stands behind a cue: a clause, a question, an infinitive or the thing spoken of, as the verb takes it."""

import re
from typing import NamedTuple

from flows.base.grammar import endings
from flows.stages.quotes.cues import is_finite_form
from flows.stages.quotes.frames import Frame
from flows.stages.quotes.indirect.grammar import Grammar

_APOSTROPHES = "'’"
_NEXT_WORD = re.compile(r"\s+([a-z]+)\b")


class Complement(NamedTuple):
    """Where what is reported begins, and the shape in which it is given."""

    start: int
    shape: str


def find_complement(masked: str, frame: Frame, stop: int, grammar: Grammar) -> Complement | None:
    """Return what follows the cue before `stop` if its verb takes it; None if there is no such thing."""
    takes = grammar.takes.get(frame.base, frozenset())
    if _is_possessive(masked, frame, grammar) or _is_compound(masked, frame, grammar):
        return None
    at = frame.cue.end
    if "whom" in takes:
        addressee = grammar.addressee.match(masked, at, stop)
        if addressee is None and not takes & {"clause", "object", "objectto"}:
            return _behind_that(masked, at, stop, takes, grammar)
        if addressee and addressee.group().split()[-1] not in grammar.barred_words:
            at = addressee.end() - (1 if masked[addressee.end() - 1].isspace() else 0)
            takes = takes | {"to"} if "objectto" in takes else takes
    told = at > frame.cue.end
    day = grammar.day.match(masked, at, stop)
    at = day.end() if day else at
    found = _behind_that(masked, at, stop, takes, grammar)
    if found:
        return found
    late = frame.base in grammar.telling or grammar.adverbial.match(masked, at, stop) is not None
    clause = grammar.late_clause.match(masked, at, stop) if late and not told and "clause" in takes else None
    if clause:
        return Complement(clause.end() - 1, "clause")
    if frame.base in grammar.telling and not told:
        return _bare(masked, at, stop, takes - {"clause"}, grammar)
    found = _marked(masked, at, stop, takes, grammar)
    if found or may_be_noun(masked, frame, grammar):
        return found
    return _bare(masked, at, stop, takes, grammar)


def may_be_noun(masked: str, frame: Frame, grammar: Grammar) -> bool:
    """Tell whether a form that is a noun as often has no subject that makes it a verb: a name or a pronoun."""
    if "noun" not in grammar.takes.get(frame.base, ()):
        return False
    form = masked[frame.cue.start : frame.cue.end].split()[-1 - frame.base.count(" ")]
    if form in grammar.past or form in grammar.ing:
        return False
    last = masked[frame.source.start : frame.source.end].split()[-1]
    return last.islower() and last not in grammar.subjects


def _is_compound(masked: str, frame: Frame, grammar: Grammar) -> bool:
    """Tell two nouns from a noun and its verb: media reports that he left, the mayor's claim that he left."""
    if " " in frame.base or not may_be_noun(masked, frame, grammar):
        return False
    source = frame.source.of(masked).split()
    owned = any(word.endswith(endings(grammar.language, "possessive_endings")) for word in source)
    return len(source) == 1 or (owned and masked.endswith(frame.base, frame.cue.start, frame.cue.end))


def _is_possessive(masked: str, frame: Frame, grammar: Grammar) -> bool:
    """Tell the 's of a noun from that of a verb: Ada Lindqvist's saying, but he's saying."""
    last = masked[frame.source.start : frame.source.end].split()[-1].casefold()
    return masked[frame.cue.start] in _APOSTROPHES and last not in grammar.subjects


def _behind_that(masked: str, at: int, stop: int, takes: frozenset[str], grammar: Grammar) -> Complement | None:
    if "that" not in takes:
        return None
    that = grammar.that.match(masked, at, stop)
    if that is None and ("whom" in takes or grammar.adverbial.match(masked, at, stop)):
        that = grammar.late_that.match(masked, at, stop)
    return Complement(that.end(), "that") if that else None


def _marked(masked: str, at: int, stop: int, takes: frozenset[str], grammar: Grammar) -> Complement | None:
    """Return a reported question or wish, which a word of its own opens."""
    question = grammar.question.match(masked, at, stop) if "wh" in takes else None
    if question is None and {"wh", "objectto"} <= takes:
        question = grammar.late_question.match(masked, at, stop)
    if question:
        return Complement(question.end(), "question")
    wish = grammar.infinitive.match(masked, at, stop) if "to" in takes else None
    return Complement(wish.end(), "infinitive") if wish else None


def _bare(masked: str, at: int, stop: int, takes: frozenset[str], grammar: Grammar) -> Complement | None:
    """Return a clause or a noun phrase that follows at once."""
    if "noun" in takes and _precedes_verb(masked, at, stop, grammar):
        return None
    if grammar.barred.match(masked, at, stop) or grammar.infinitive.match(masked, at, stop):
        return None
    if "finite" in takes and _is_clause(masked, at, stop, grammar):
        return Complement(at, "clause")
    if "clause" in takes and grammar.gap.match(masked, at, stop):
        return Complement(at, "gap")
    if "clause" in takes and ("object" not in takes or _is_clause(masked, at, stop, grammar)):
        return Complement(at, "clause")
    if "object" in takes and grammar.object.match(masked, at, stop):
        return Complement(at, "object")
    if "objectto" in takes and grammar.later_infinitive.match(masked, at, stop):
        return Complement(at, "infinitive")
    if "objectas" in takes and grammar.later_manner.match(masked, at, stop):
        return Complement(at, "object")
    return None


def _precedes_verb(masked: str, at: int, stop: int, grammar: Grammar) -> bool:
    """Tell the subject of a verb from a verb: media reports filled the papers."""
    word = _NEXT_WORD.match(masked, at, stop)
    return word is not None and is_finite_form(word.group(1), grammar.language)


def _is_clause(masked: str, at: int, stop: int, grammar: Grammar) -> bool:
    return grammar.clause.match(masked, at, stop) is not None
