"""Attribution where the finite verb stands second and nouns have capitals, as in German.

Rules after the topological fields of the German clause (Drach 1937; the TIGER and TüBa-D/Z guidelines): one phrase in
front of the finite verb, its subject there or right behind it, participle and verb particle at the end, the verb
last in a clause that a conjunction opens; and after the subjunctive of reported speech, which may run on over
sentences without a word of attribution.
"""

from flows.stages.quotes.verb_second.frames import find_frames
from flows.stages.quotes.verb_second.reported import find_hearsay, find_reported
from flows.stages.quotes.verb_second.words import is_verb_second

__all__ = ["find_frames", "find_hearsay", "find_reported", "is_verb_second"]
