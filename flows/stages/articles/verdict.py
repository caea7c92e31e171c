"""Whether a text is an article at all."""

import re

from flows.base.schemas.local import BODY_KINDS
from flows.stages.articles.blocks import Block
from flows.stages.articles.settings import ArticlesConfig
from flows.stages.articles.units import has_terminal

_LOG_LINE = re.compile(
    r"\s*\[?(?:\d{4}-\d\d-\d\d[T ]\d\d:\d\d|\d\d:\d\d:\d\d|[A-Z][a-z]{2}\s+\d{1,2}\s\d\d:\d\d:\d\d|\d{10,13}\b"
    r"|\d{1,3}(?:\.\d{1,3}){3}\s|(?:DEBUG|INFO|WARN|WARNING|ERROR|FATAL|TRACE)\b)"
)
_MARKUP = ("{", "}", "<", ">", "[", "]", "=", ";", "|", "\\", '":')
_UNSPACED_LETTERS = 15
_LINES = 3
# One sign of markup in ten characters: prose has one in hundreds.
_MARKUP_SHARE = 10
_SAMPLE_CHARS = 2000
_LINES_SAMPLED = 50
_SENTENCE_CHARS = 200


def find_refusal(text: str, blocks: list[Block], config: ArticlesConfig) -> str | None:
    """Return in words why the text is no article, or null if it is one.

    An article has a sentence in its body; one sentence is enough. Logs, code, menus and lists of links have none.
    """
    lines = text[:_SAMPLE_CHARS].split("\n")
    if len(lines) >= _LINES and sum(1 for line in lines if _LOG_LINE.match(line)) * 2 > len(lines):
        return "most lines begin like those of a log"
    body = [block for block in blocks if block.kind in BODY_KINDS]
    if not body:
        return "no line of it is body text"
    sampled = [text[b.start : min(b.end, b.start + _SAMPLE_CHARS)] for b in body[:_LINES_SAMPLED]]
    sample = "\n".join(sampled)[:_SAMPLE_CHARS]
    if sum(map(sample.count, _MARKUP)) * _MARKUP_SHARE > len(sample):
        return "it reads like code or data"
    if not any(_is_sentence(text[b.start : b.end], config) for b in body):
        return "no line of it is a sentence"
    return None


def _is_sentence(line: str, config: ArticlesConfig) -> bool:
    words = [word for word in line[:_SENTENCE_CHARS].split() if word[-1].isalpha() or word[0].isalpha()]
    if has_terminal(line):
        if len(words) >= config.sentence_words:
            return True
        return not line.isascii() and sum(map(str.isalpha, line[:_SENTENCE_CHARS])) >= _UNSPACED_LETTERS
    return len(words) >= config.unpunctuated_words or (not line[:200].isascii() and len(line) >= 60)
