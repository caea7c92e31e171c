"""What a single line of plain text may be, as far as the line itself shows it."""

import re

from flows.stages.articles.credits import find_credit_line, find_labelled_credit
from flows.stages.articles.days import DateHeader
from flows.stages.articles.furniture import is_furniture, is_link
from flows.stages.articles.settings import ArticlesConfig
from flows.stages.articles.units import has_terminal, weigh_words

_WHOLLY_QUOTED = re.compile(r"[\"“„«»‘'‚][^\"“”„«»]+[\"”“»«’']")
_INNER_END = re.compile(r"[.!?…][”\"“»«’')\]]*\s")
# Sentence ends of scripts that set no space behind them, or have a stop of their own; ． is a decimal point too.
_STOPS = "。．｡।॥۔"
_LAST_STOP = re.compile(rf"[{_STOPS}]\W*$")
_FOREIGN_END = re.compile(rf"[{_STOPS}！？؟](?!\d)")
_MAIL_HEADER = re.compile(r"(?:From|Subject|To|Date|Cc|Von|An|Betreff): ")
_OPENING = "\"'“„«»‘‚¿¡([#"
_OPEN_ENDS = (" and", " or", " und", " oder")
_NO_END = ",;:–—-"


def find_margin_kind(line: str, config: ArticlesConfig) -> str | None:
    """Return boilerplate, link or credit_line for a line that belongs to no body wherever it stands, or null."""
    if len(line) > config.head_line_chars:
        return "link" if is_link(line) else None
    if is_furniture(line, config):
        return "boilerplate"
    if is_link(line):
        return "link"
    return "credit_line" if find_credit_line(line) else None


def find_edge_kind(line: str, config: ArticlesConfig) -> str | None:
    """Return the same, and credit_line for "Source: X" and the like, which is right only above or below a body."""
    return find_margin_kind(line, config) or ("credit_line" if find_labelled_credit(line) else None)


def fills(line: str, header: DateHeader) -> bool:
    """Tell whether nothing but signs follows the date header on the line."""
    return not line[header.end :].strip(" \t\u00a0|•·-–—.,;)")


def opens_well(line: str) -> bool:
    """Tell whether the first letter or digit opens a sentence or title: no small letter, no dash before it."""
    first = line.lstrip(_OPENING)[:1]
    return bool(first) and first.isalnum() and not first.islower()


def is_headline(line: str, config: ArticlesConfig, *, may_hold_sentences: bool) -> bool:
    """Tell whether the line could be a headline: short, and not ending as a sentence does but for a question's."""
    if not 8 <= len(line) <= config.headline_chars or not 2 <= weigh_words(line) <= config.headline_words:
        return False
    if line.endswith("..."):
        return opens_well(line)
    if _is_ended(line, may_hold_sentences=may_hold_sentences) or _MAIL_HEADER.match(line):
        return False
    if not opens_well(line) or line[-1] in "." + _NO_END:
        return False
    return may_hold_sentences or not has_terminal(line) or _INNER_END.search(line) is None


def _is_ended(line: str, *, may_hold_sentences: bool) -> bool:
    """Tell whether the line ends, or holds the end of, a sentence in a script with stops of its own."""
    return (_LAST_STOP if may_hold_sentences else _FOREIGN_END).search(line) is not None


def is_standfirst(line: str, config: ArticlesConfig) -> bool:
    """Tell whether the line could be a standfirst: longer than a heading's few words, and no sentence's end."""
    is_long = config.standfirst_words < weigh_words(line) and len(line) <= config.head_line_chars
    return is_long and not has_terminal(line) and line[-1] not in _NO_END and opens_well(line)


def is_heading(line: str, config: ArticlesConfig) -> bool:
    """Tell whether the line could be a heading: short, a capital first, and no sentence's end or a question's."""
    if len(line) > config.heading_chars or line[-1] in _NO_END or not opens_well(line):
        return False
    count = weigh_words(line)
    if count > config.heading_words or line.endswith(_OPEN_ENDS):
        return False
    if not has_terminal(line):
        return True
    is_single = line[-1] in "?!" and _INNER_END.search(line) is None
    return is_single and count <= config.question_words and _WHOLLY_QUOTED.match(line) is None
