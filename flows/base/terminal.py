"""Text as a terminal may be given it: words out of raw files, and names of files, must not steer it."""

# C0 and C1 controls as the pictures that Unicode has for them; what ends lines or turns writing round, and lone
# surrogates, as a replacement sign.
_TURNING = (0x061C, 0x200E, 0x200F, *range(0x2028, 0x202F), *range(0x2066, 0x206A))
_SIGNS = {
    **{code: 0x2400 + code for code in range(0x20)},
    **dict.fromkeys([*range(0x7F, 0xA0), *_TURNING, *range(0xD800, 0xE000)], 0xFFFD),
}


def visible(text: str) -> str:
    """Return the text with what would steer a terminal, end a line, or turn writing round, as signs that show it."""
    return text.translate(_SIGNS)


def visible_lines(text: str) -> str:
    """Return the text so, but for its ends of lines."""
    return "\n".join(map(visible, text.split("\n")))
