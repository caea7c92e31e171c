"""Where the pieces of a page stand in its text, and all of them in page order."""

from flows.base.schemas.local import BODY_KINDS
from flows.formats.pages.captions import Caption
from flows.formats.rendering import PageText, Piece, squeeze

_FAR = 20_000  # squeezed characters: a short piece found so far ahead is another occurrence of the same words
_WINDOW = 200_000  # how far ahead a piece is looked for: a page of any size takes linear time
_NEAR = 300
_LEAD = 400  # squeezed characters above headline or text in which the first picture may stand


def place(page: PageText, body: list[Piece]) -> list[Piece]:
    """Return the pieces with their places: found in order; what is not found stands where the one before ends."""
    placed: list[Piece] = []
    cursor = _anchor(page, body)
    for piece in body:
        at = page.find(piece.text, cursor, cursor + _WINDOW)
        if at < 0 or (at - cursor > _FAR and len(piece.text) < 40):
            at = cursor
        else:
            cursor = at + len(squeeze(piece.text))
        placed.append(piece._replace(at=at))
    return placed


def _anchor(page: PageText, body: list[Piece]) -> int:
    """Return where the first long piece stands, less what comes before it: teasers above may repeat short ones."""
    before = 0
    for piece in body[:8]:
        if len(piece.text) > 80:
            at = page.find(piece.text)
            return max(at - before - _NEAR, 0)
        before += len(squeeze(piece.text))
    return 0


def in_page_order(page: PageText, headline: str | None, body: list[Piece], captions: list[Caption]) -> list[Piece]:
    """Return all pieces in page order; captions only from the article itself, which ends with its last body piece."""
    inner = [piece for piece in body if piece.kind in BODY_KINDS] or body
    start = inner[0].at if inner else 0
    end = inner[-1].at + len(squeeze(inner[-1].text)) if inner else 0
    found = list(body)
    if headline is not None:
        top = page.rfind(headline, start)
        start = top if top >= 0 else start
        found.insert(0, Piece("headline", headline, min(start, *(p.at for p in body)) if top < 0 and body else start))
    seen = {squeeze(piece.text) for piece in body}
    for caption in captions:
        at, key = page.starts.get(caption.element, -1), squeeze(caption.text)
        if start - _LEAD <= at <= end and key not in seen:
            seen.add(key)
            found.append(Piece(caption.kind, caption.text, at))
    return sorted(found, key=lambda piece: piece.at)
