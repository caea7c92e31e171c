"""Names of what lies inside a file, as `raw_member` has them: each name stands for one place, whatever it pretends.

`!` parts a place from the place within it, `#2` marks the second of a name: neither may come from the name itself.
"""

import itertools
import re

_COUNTED = re.compile(r"#(?=\d+\Z)")
_NAMELESS = "\\x00"


def member_name(name: str, reserved: re.Pattern[str] | None = None) -> str:
    """Return the name as stored: bytes that are no UTF-8 as \\xNN, a backslash itself as two, and never empty.

    As \\xNN stands too what would read as another place: `!`, a last `#2`, the first letter of a `reserved` name.
    """
    plain = name.encode("utf-8", "surrogateescape").replace(b"\\", b"\\\\").decode("utf-8", "backslashreplace")
    stored = _COUNTED.sub(r"\\x23", plain.replace("!", "\\x21"))
    if reserved is not None and reserved.fullmatch(stored):
        stored = f"\\x{ord(stored[0]):02x}{stored[1:]}"
    return stored or _NAMELESS


def distinct_name(name: str, used: set[str]) -> str:
    """Return the stored name, with a number where it is taken, and take it: one name may stand twice."""
    numbers = itertools.count(2)
    distinct = name
    while distinct in used:
        distinct = f"{name}#{next(numbers)}"
    used.add(distinct)
    return distinct
