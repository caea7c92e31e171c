"""What a reader may spend on one file before it refuses it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ReadLimits:
    """Upper bounds for one raw file or member. Sizes are in bytes after decompression, counts are absolute.

    `max_bytes` holds for what must be in memory whole; WARC, JSON Lines, Parquet and archives are read as streams.

    A deflate stream cannot expand more than 1032 times; news text and JSON seldom pass 30, so 200 leaves room and
    still stops a bomb early. Small files may expand freely: `ratio_free_bytes`.
    """

    max_bytes: int = 256 * 2**20
    max_ratio: int = 200
    ratio_free_bytes: int = 2**20
    max_members: int = 1_000_000
    max_depth: int = 5
    max_html_bytes: int = 16 * 2**20
    max_html_elements: int = 120_000
    max_html_attributes: int = 2_000  # of one element
    max_html_blocks: int = 10_000
    # About 50,000 words: what is longer is a book or a dump, and no article.
    max_text_chars: int = 300_000


DEFAULT_LIMITS = ReadLimits()
