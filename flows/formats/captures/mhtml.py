"""Pages that browsers save as MHTML (RFC 2557): the root part is the page, the others its pictures and styles."""

import io
from collections.abc import Iterator

from flows.formats.mails.mail_body import root_of
from flows.formats.mails.mime_parts import Part, content_of
from flows.formats.media_types import charset_label
from flows.formats.records import Member, Metadata, Refusal

_TRANSPORT = ("received", "return-path", "to", "delivered-to", "message-id")
_PAGE_KINDS = ("text/html", "application/xhtml+xml")


def is_mhtml(message: Part) -> bool:
    """Tell whether the message is a saved page: it says so, or it has a page's address and was never sent."""
    kind = message.text("content-type").lower()
    if not kind.startswith(("multipart/related", "text/html", "application/xhtml+xml")):
        return False
    if "snapshot-content-location" in message or message.text("from").lower().startswith("<saved by"):
        return True
    is_placed = "content-location" in message or any("content-location" in p for p in message.children)
    return is_placed and not any(name in message for name in _TRANSPORT)


def read_mhtml(message: Part, sha256: str) -> Iterator[Member | Refusal]:
    """Yield the page itself as a member with its address, and a refusal for an end that is missing."""
    page = _page_of(message)
    if page is None:
        yield Refusal("", "no_text", "a saved page without an HTML part")
        return
    content = content_of(page)
    if isinstance(content, Refusal):
        yield content
        return
    is_whole = page.is_closed or content.rstrip().lower().endswith(b"</html>")
    if not is_whole:
        yield Refusal("", "truncated", f"the file ends within the page, after {len(content):,} bytes of it")
        return
    yield Member(
        raw_member="",
        content=io.BytesIO(content),
        charset=charset_label(page.text("content-type")),
        metadata=_address(message, page),
        format="mhtml",
        raw_sha256=sha256,
    )
    if not message.is_closed:
        yield Refusal(
            "end", "truncated", "the file has no end mark; the page is whole, of its pictures some are missing"
        )


def _page_of(message: Part) -> Part | None:
    """Return the root part, or the first page of what stands for it."""
    root = root_of(message) if message.children else message
    return next((leaf for part in (root, message) for leaf in part.leaves() if leaf.kind in _PAGE_KINDS), None)


def _address(message: Part, page: Part) -> Metadata:
    places = (
        message.text("snapshot-content-location"),
        page.text("content-location"),
        message.text("content-location"),
    )
    for place in places:
        if place.lower().startswith(("http://", "https://")) and " " not in place:
            return Metadata(url=place, url_evidence="mhtml:Content-Location")
    return Metadata()
