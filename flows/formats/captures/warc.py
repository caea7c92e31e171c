"""Web captures: WARC records (ISO 28500) to the pages and documents in them, one by one, in bounded memory."""

import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import BinaryIO
from urllib.parse import urlsplit

from flows.formats.captures.http_messages import Bodies, parse_response, read_bodies
from flows.formats.captures.warc_frames import Frame, digest_fits, read_frames
from flows.formats.limits import ReadLimits
from flows.formats.media_types import charset_label, deciding_charset, may_hold_text, media_type, sha256_of
from flows.formats.records import Member, Metadata, Refusal
from flows.formats.unpack import Unreadable

# Tools that join or edit captures leave a byte order mark or blank lines before the first record.
_HEAD = re.compile(rb"(?:\xef\xbb\xbf)?\s*WARC/\d\.\d{1,2}[ \t]*\r?\n(?:[A-Za-z-]{2,40}[ \t]*:|$)")
_CAPTURE_NAME = re.compile(r"archive/.+\.warc(?:\.gz)?", re.IGNORECASE)
_PAGELESS = frozenset({"request", "warcinfo", "metadata", "revisit"})
_READ = frozenset({"response", "resource", "conversion"})
# Addresses of pages; crawlers keep their own lists and logs under others (urn:, metadata:, dns:).
_PAGE_SCHEMES = frozenset({"http", "https", "ftp", "ftps", "file"})
# Files for machines that every site has at its root, in plain text.
_SITE_FILES = re.compile(
    r"/(?:\.well-known/)?(?:robots|ads|app-ads|humans|security|llms(?:-full)?)\.txt", re.IGNORECASE
)


def is_warc(head: bytes) -> bool:
    """Tell whether the first bytes of a stream are a WARC record's: the version alone on its line, then a header."""
    return _HEAD.match(head) is not None


def is_wacz(names: Iterable[str]) -> bool:
    """Tell whether an archive with these members is a WACZ: a package description and captures (WACZ 1.1.1, 5)."""
    held = set(names)
    return "datapackage.json" in held and any(is_wacz_content(name) for name in held)


def is_wacz_content(name: str) -> bool:
    """Tell whether the member of a WACZ is a capture; the others are its index, page list and logs."""
    return _CAPTURE_NAME.fullmatch(name) is not None


def read_warc(file: BinaryIO, limits: ReadLimits) -> Iterator[Member | Refusal]:
    """Yield a member for each page or document of the decompressed stream, a refusal for every other record.

    Records that never carry a page (requests, the crawler's notes) share one refusal at the end.
    """
    pageless: Counter[str] = Counter()
    number = 0
    try:
        for frame in read_frames(file, limits):
            if isinstance(frame, Refusal):
                yield frame
                continue
            number = frame.number
            if frame.problem is not None:
                yield frame.problem
            elif (label := _pageless_label(frame)) is not None:
                pageless[label] += 1
            else:
                yield _read_record(frame, limits)
    except Unreadable as error:
        yield error.refusal._replace(raw_member=f"record {number + 1}")
    if pageless:
        told = ", ".join(f"{count:,} {label}" for label, count in sorted(pageless.items()))
        yield Refusal("records", "not_an_article", f"carry no page: {told}")


def _pageless_label(frame: Frame) -> str | None:
    """Return what kind of record it is if its kind never carries a page."""
    kind = frame.headers.get("warc-type", "").lower()
    scheme = _target(frame).partition(":")[0].lower()
    if kind in _PAGELESS:
        return kind
    if kind in _READ and scheme and scheme not in _PAGE_SCHEMES:
        return f"{scheme[:20]}: {kind}"
    return None if kind in _READ or kind in ("", "continuation") else "unknown"


def _target(frame: Frame) -> str:
    """Return the address of the page; some crawlers put it in angle brackets."""
    return frame.headers.get("warc-target-uri", "").removeprefix("<").removesuffix(">").strip()


def _read_record(frame: Frame, limits: ReadLimits) -> Member | Refusal:
    problem = _header_problem(frame)
    if problem is not None:
        return problem
    content_type = frame.headers.get("content-type", "")
    kind = media_type(content_type)
    is_http = kind == "application/http" or (not kind and frame.block.startswith(b"HTTP/"))
    if frame.headers["warc-type"].lower() == "response" and is_http:
        return _read_response(frame, limits)
    if not may_hold_text(kind):
        return frame.refuse("not_an_article", f"{kind}: {_target(frame)}")
    bodies = Bodies(frame.block, frame.block, frame.block)
    return _damage(frame, bodies) or _member(frame, frame.block, content_type)


def _header_problem(frame: Frame) -> Refusal | None:
    headers = frame.headers
    if not headers.get("warc-type"):
        return frame.refuse("malformed", "no WARC-Type")
    if headers["warc-type"].lower() == "continuation" or "warc-segment-number" in headers:
        return frame.refuse("unsupported", f"one of several segments of {_target(frame)}")
    if not _target(frame):
        return frame.refuse("malformed", "no WARC-Target-URI")
    if "warc-truncated" in headers:
        return frame.refuse("truncated", f"cut by the crawler (WARC-Truncated: {headers['warc-truncated'][:40]})")
    return None


def _read_response(frame: Frame, limits: ReadLimits) -> Member | Refusal:
    response = parse_response(frame.block)
    if isinstance(response, Refusal):
        return frame.refuse(response.reason, response.detail)
    if response.status == 206:
        return frame.refuse("truncated", f"HTTP 206, only a part of {_target(frame)}")
    if not 200 <= response.status < 300:
        return frame.refuse("not_an_article", f"HTTP {response.status} {response.reason[:40]}: {_target(frame)}")
    content_type = response.headers.get("content-type", "")
    kind = media_type(content_type)
    if not may_hold_text(kind):
        return frame.refuse("not_an_article", f"{kind}: {_target(frame)}")
    bodies = read_bodies(response, limits)
    if isinstance(bodies, Refusal):
        return _damage(frame, None) or frame.refuse(bodies.reason, bodies.detail)
    return _damage(frame, bodies) or _member(frame, bodies.decoded, content_type)


def _damage(frame: Frame, bodies: Bodies | None) -> Refusal | None:
    """Return a refusal if a digest in the header proves the bytes damaged.

    A payload digest counts only where there is none of the block, and may be of the payload in any of its codings:
    crawlers disagree on which (iipc/warc-specifications, issue 22).
    """
    labelled = frame.headers.get("warc-block-digest", "")
    fits = digest_fits(labelled, frame.block)
    if fits is None and bodies is not None:
        labelled = frame.headers.get("warc-payload-digest", "")
        fits = digest_fits(labelled, frame.block, *bodies)
    return (
        frame.refuse("malformed", f"damaged: its bytes do not have the digest {labelled[:80]}")
        if fits is False
        else None
    )


def _member(frame: Frame, content: bytes, content_type: str) -> Member | Refusal:
    target = _target(frame)
    if _is_site_file(target):
        return frame.refuse("not_an_article", f"a file for machines: {target}")
    charset = deciding_charset(content, charset_label(content_type))
    is_address = target.lower().startswith(("http://", "https://"))
    return Member(
        raw_member=frame.member,
        content=io.BytesIO(content),
        charset=charset,
        metadata=Metadata(url=target, url_evidence="warc:WARC-Target-URI") if is_address else Metadata(),
        format="warc",
        raw_sha256=sha256_of(content, charset, target),
    )


def _is_site_file(target: str) -> bool:
    try:
        return _SITE_FILES.fullmatch(urlsplit(target).path) is not None
    except ValueError:
        return False
