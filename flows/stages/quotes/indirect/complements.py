"""What stands behind a cue: a clause, a question, an infinitive or the thing spoken of, as the verb takes it."""

from typing import NamedTuple

from flows.stages.quotes.frames import Frame
from flows.stages.quotes.indirect.grammar import Grammar


class Complement(NamedTuple):
    """Where what is reported begins, and the shape in which it is given."""

    start: int
    shape: str


def find_complement(masked: str, frame: Frame, stop: int, grammar: Grammar) -> Complement | None:
    """Return what follows the cue before `stop` if its verb takes it; None if there is no such thing."""
    takes = grammar.takes.get(frame.base, frozenset())
    at = frame.cue.end
    if "whom" in takes:
        addressee = grammar.addressee.match(masked, at, stop)
        if addressee is None and not takes & {"clause", "object", "objectto"}:
            return _behind_that(masked, at, stop, takes, grammar)
        at = addressee.end() if addressee else at
        if addressee and masked[at - 1].isspace():
            at -= 1
    told = at > frame.cue.end
    day = grammar.day.match(masked, at, stop)
    at = day.end() if day else at
    found = _behind_that(masked, at, stop, takes, grammar)
    if found:
        return found
    if frame.base == "tell" and not told:
        return None
    found = _marked(masked, at, stop, takes, grammar)
    if found or ("noun" in takes and _may_be_noun(masked, frame, grammar)):
        return found
    return _bare(masked, at, stop, takes, grammar)


def _may_be_noun(masked: str, frame: Frame, grammar: Grammar) -> bool:
    """Tell whether a form that is a noun as often has no subject that makes it a verb: a name or a pronoun."""
    form = masked[frame.cue.start : frame.cue.end].split()[-1 - frame.base.count(" ")]
    if form in grammar.past or form in grammar.ing:
        return False
    last = masked[frame.source.start : frame.source.end].split()[-1]
    return last.islower() and last not in grammar.pronouns


def _behind_that(masked: str, at: int, stop: int, takes: frozenset[str], grammar: Grammar) -> Complement | None:
    if "that" not in takes:
        return None
    that = grammar.that.match(masked, at, stop)
    if that is None and ("object" not in takes or grammar.barred.match(masked, at, stop)):
        that = grammar.late_that.match(masked, at, stop)
    return Complement(that.end(), "that") if that else None


def _marked(masked: str, at: int, stop: int, takes: frozenset[str], grammar: Grammar) -> Complement | None:
    """Return a reported question or wish, which a word of its own opens."""
    question = grammar.question.match(masked, at, stop) if "wh" in takes else None
    if question:
        return Complement(question.end(), "question")
    wish = grammar.infinitive.match(masked, at, stop) if "to" in takes else None
    return Complement(wish.end(), "infinitive") if wish else None


def _bare(masked: str, at: int, stop: int, takes: frozenset[str], grammar: Grammar) -> Complement | None:
    """Return a clause or a noun phrase that follows at once."""
    if grammar.barred.match(masked, at, stop) or grammar.infinitive.match(masked, at, stop):
        return None
    if "clause" in takes and ("object" not in takes or _is_clause(masked, at, stop, grammar)):
        return Complement(at, "clause")
    if "object" in takes and grammar.object.match(masked, at, stop):
        return Complement(at, "object")
    if "objectto" in takes and grammar.later_infinitive.match(masked, at, stop):
        return Complement(at, "infinitive")
    if "objectas" in takes and grammar.later_manner.match(masked, at, stop):
        return Complement(at, "object")
    return None


def _is_clause(masked: str, at: int, stop: int, grammar: Grammar) -> bool:
    return bool(grammar.subject.match(masked, at, stop) or grammar.verb.match(masked, at, stop))
