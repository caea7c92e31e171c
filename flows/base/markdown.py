"""Text as Markdown may be given it: words out of raw files must not become markup, links, mentions or cells."""

import re

# What CommonMark and GitHub's extensions read within a line, and at its beginning. A backslash before punctuation of
# ASCII shows it as it is (CommonMark 0.31, 2.4), and before a pipe it ends no cell (GFM 0.29, 4.10).
_SIGNS = re.compile(r"[\\`*_{}\[\]<>#!|~&$@]|:(?=//)|(?<=\bwww)\.|^[-+=]", re.IGNORECASE)
_NUMBERED = re.compile(r"^(\d+)([.)])")


def escape_markdown(text: str) -> str:
    """Return the text as one line of Markdown that shows it as it is."""
    line = " ".join(text.split())
    return _NUMBERED.sub(r"\1\\\2", _SIGNS.sub(r"\\\g<0>", line))
