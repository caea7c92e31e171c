"""JSON for files: one line a value, nothing lost, and nothing raw that could steer a terminal or end a line."""

import re

from flows.base.terminal import visible
from flows.desk.tables import json_of

# JSON itself escapes the controls below the blank. What else steers a terminal, ends a line for some readers
# (U+0085, U+2028, U+2029) or turns writing round is escaped too; it reads back as it was.
_ESCAPED = {code: f"\\u{code:04x}" for code in range(0x7F, 0x10000) if visible(chr(code)) != chr(code)}
_TO_ESCAPE = re.compile(f"[{''.join(map(chr, _ESCAPED))}]")
# In a page, what stands in a <script> must not end it: for JSON-LD that is pasted there.
_ESCAPED_IN_HTML = _ESCAPED | {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&"}


def json_line(value: object, is_for_html: bool = False) -> str:
    """Return the value as JSON on one line; what JSON has no form for, such as a date, as text."""
    text = json_of(value)
    if is_for_html:
        return text.translate(_ESCAPED_IN_HTML)
    # Few lines hold such a sign, and to look for one takes a tenth of the time.
    return text.translate(_ESCAPED) if _TO_ESCAPE.search(text) else text
