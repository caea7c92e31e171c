"""Mails (RFC 5322) as newsrooms keep them: the bulletin is the article, what is attached is read as files of its own.

Pages that browsers save as MHTML have the same frame and are told apart here.
"""

import io
import re
from collections import Counter
from collections.abc import Iterator

from flows.base.ids import bytes_sha256
from flows.formats.captures.mhtml import is_mhtml, read_mhtml
from flows.formats.fields.timestamps import parse_timestamp
from flows.formats.limits import ReadLimits
from flows.formats.mails.mail_body import Body, find_body
from flows.formats.mails.mime_parts import Part, content_of, parse_message, read_head
from flows.formats.media_types import charset_label, deciding_charset, may_hold_text, sha256_of
from flows.formats.member_names import distinct_name, member_name
from flows.formats.records import Member, Metadata, Record, Refusal
from flows.formats.rendering import render

_HEAD_LIMIT = 256 * 1024
_ADDRESS = re.compile(r"[^\s@<>]+@[^\s@<>]+")
_SENT = re.compile(
    r"(?:[A-Za-z]{3},?\s+)?\d{1,2}\s+[A-Za-z]{3}\s+\d{4}\s+\d\d:\d\d(?::\d\d)?\s+(?:[+-]\d{4}|[A-Z]{1,4})\b"
)
_TRACE = ("message-id", "received", "return-path", "dkim-signature")
_MBOX_LINE = re.compile(
    rb"(?:\A|(?<=\n))From \S+[^\n]{0,80}\d\d:\d\d[^\n]{0,40}\d{4}[^\n]{0,10}\r?\n(?=[!-9;-~]{1,60}:)"
)
# An address, as RFC 4155 has it, or what mail programs write where they know none.
_BOX_SENDER = re.compile(rb"From (?:[^\s@]+@\S+|-|MAILER-DAEMON) ")
_UNQUOTE = re.compile(rb"(?m)^>(>*From )")
# "Re:" and "Fwd:" as mail programs in several languages write them.
_PREFIXES = re.compile(r"(?:(?:re|fwd?|aw|wg|sv|vs|vb|antw|tr|rv|rif)\s*(?:\[\d+\])?\s*:\s*)+", re.IGNORECASE)
_FORWARDS = re.compile(r"(?:fwd?|wg|vs|vb|tr|rv)\b", re.IGNORECASE)
_COMMENT = re.compile(r"\s*\([^()]{0,60}\)\s*$")
# What parts without a name are called, which no file name may claim.
_OUR_NAMES = re.compile(r"part \d+|inline parts")
_SIGNATURES = frozenset(
    [
        "application/pgp-signature",
        "application/pkcs7-signature",
        "application/x-pkcs7-signature",
        "application/pgp-keys",
    ]
)
_SEALED = frozenset({"multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime"})


def is_mail(content: bytes) -> bool:
    """Tell whether the bytes are a mail, or several in an mbox: nothing but headers up to the first blank line.

    A text that begins with "From: our correspondent" is none: the headers must name an address and a time of sending
    as mail programs write them, or carry what only they and servers write; so does the line above a mail in an mbox.
    """
    content = content[:_HEAD_LIMIT].removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    line = _MBOX_LINE.match(content)
    if line and _BOX_SENDER.match(content):
        return True
    message = read_head(content[line.end() :] if line else content)
    if message is None:
        return False
    has_type = message.text("mime-version").startswith("1.0") and "content-type" in message
    if is_mhtml(message) or (has_type and message.text("content-type").startswith("multipart/")):
        return True
    if "from" not in message and "return-path" not in message:
        return False
    is_sent = _ADDRESS.search(message.text("from")) and _SENT.match(message.text("date"))
    return has_type or bool(is_sent) or any(name in message for name in _TRACE)


def read_mail(content: bytes, limits: ReadLimits) -> Iterator[Record | Member | Refusal]:
    """Yield the mail's text as a record and each attachment as a member; of an mbox each mail likewise."""
    bare = content.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    lines = list(_MBOX_LINE.finditer(bare)) if bare.startswith(b"From ") else []
    if len(lines) > 1:
        ends = [line.start() for line in lines[1:]] + [len(bare)]
        for number, (line, end) in enumerate(zip(lines, ends, strict=True), start=1):
            mail = _UNQUOTE.sub(rb"\1", bare[line.end() : end])
            yield from _read_boxed(f"mail {number}", mail, limits)
        return
    message = parse_message(bare)
    if isinstance(message, Refusal):
        yield message
    elif is_mhtml(message):
        yield from read_mhtml(message, bytes_sha256(content))
    else:
        yield from _read_message(message, bytes_sha256(content), limits)


def _read_boxed(name: str, mail: bytes, limits: ReadLimits) -> Iterator[Record | Member | Refusal]:
    """Yield the mail of an mbox as a member, or what is in it where only the mbox shows that it is a mail."""
    if is_mail(mail):
        yield Member(name, io.BytesIO(mail))
        return
    for found in read_mail(mail, limits):
        yield found._replace(raw_member="!".join(part for part in (name, found.raw_member) if part))


def _read_message(message: Part, sha256: str, limits: ReadLimits) -> Iterator[Record | Member | Refusal]:
    if message.kind in _SEALED:
        yield Refusal("", "encrypted", f"an encrypted or sealed mail ({message.kind})")
        return
    if message.kind == "multipart/report":
        yield Refusal("", "not_an_article", "a mail server's report")
        return
    subject, prefix = _subject(message)
    body = find_body(message, subject, _FORWARDS.match(prefix) is not None, limits)
    yield from body.refusals
    if any(piece.text.strip() for piece in body.pieces):
        yield _record(body, _metadata(message, subject, prefix), prefix, sha256, message)
    elif not body.refusals:
        yield Refusal("", "no_text", "the mail itself has no text")
    yield from _attachments(message, body)


def _record(body: Body, metadata: Metadata, prefix: str, sha256: str, message: Part) -> Record:
    text, blocks = render(body.pieces)
    is_cut = not message.is_closed
    return Record(
        raw_member="",
        raw_sha256=sha256,
        format="eml",
        encoding=body.encoding,
        encoding_evidence=body.evidence,
        text=text,
        layout="rendered",
        metadata=metadata,
        blocks=blocks,
        notes=(
            *body.notes,
            *((f"subject_prefix_left_out: {prefix}",) if prefix else ()),
            *(("mail_without_end_mark",) if is_cut else ()),
        ),
    )


def _subject(message: Part) -> tuple[str, str]:
    """Return the subject without what replies and forwards put before it, and that."""
    subject = message.text("subject")
    match = _PREFIXES.match(subject)
    return (subject[match.end() :], match[0].strip()) if match else (subject, "")


def _metadata(message: Part, subject: str, prefix: str) -> Metadata:
    """Return what the headers say. A sender is no author, and a reply is sent later than what it answers."""
    given = Metadata(headline=subject or None, headline_evidence="mail:Subject" if subject else None)
    date = _COMMENT.sub("", message.text("date"))
    if not date:
        return given
    if prefix:
        return given._replace(published_evidence="mail:Date is of a reply or forward")
    # -0000: the time is UTC, the sender's own offset unknown (RFC 5322, 3.3).
    stamp = parse_timestamp(re.sub(r"-0000$", "+0000", date))
    if stamp.on is None:
        return given._replace(published_evidence=f"{stamp.problem} (mail:Date)")
    return given._replace(published_on=stamp.on, published_at=stamp.at, published_evidence="mail:Date")


def _attachments(message: Part, body: Body) -> Iterator[Member | Refusal]:
    """Yield what is not the text: files and mails as members; pictures in the text and signatures are only counted."""
    names: set[str] = set()
    inline: Counter[str] = Counter()
    used = {id(part) for part in body.used}
    for number, part in enumerate(message.leaves(), start=1):
        if id(part) in used:
            continue
        given = _name(part)
        name = distinct_name(member_name(given, _OUR_NAMES) if given else f"part {number}", names)
        if _is_inline_picture(part):
            inline[part.kind.partition("/")[0]] += 1
        elif part.kind in _SIGNATURES:
            inline["signature"] += 1
        else:
            yield _attachment(part, name)
    if inline:
        told = ", ".join(f"{count} {kind}" for kind, count in sorted(inline.items()))
        yield Refusal("inline parts", "not_an_article", f"inside the mail's text: {told}")


def _name(part: Part) -> str | None:
    """Return the attached file's name, as far as it has one."""
    name = part.parameter("content-disposition", "filename") or part.parameter("content-type", "name")
    return " ".join(name.split())[:255] if name and name.strip() else None


def _is_inline_picture(part: Part) -> bool:
    is_attached = part.text("content-disposition").lower().startswith("attachment")
    return part.kind.startswith("image/") and not is_attached and ("content-id" in part or _name(part) is None)


def _attachment(part: Part, name: str) -> Member | Refusal:
    if part.kind in _SEALED:
        return Refusal(name, "encrypted", f"encrypted or sealed ({part.kind})")
    if part.kind.startswith("text/") and not may_hold_text(part.kind):
        return Refusal(name, "not_an_article", part.kind)
    content = content_of(part)
    if isinstance(content, Refusal):
        return content._replace(raw_member=name)
    if not part.is_closed:
        return Refusal(name, "truncated", f"the file ends within this part, after {len(content):,} bytes")
    charset = deciding_charset(content, charset_label(part.text("content-type"))) if part.kind[:5] == "text/" else None
    return Member(
        name,
        io.BytesIO(content),
        charset=charset,
        raw_sha256=sha256_of(content, charset) if charset else None,
    )
