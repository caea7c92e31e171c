"""One name for each outlet: what a newsroom's own list says of how outlets sign and where they publish."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from flows.base.text import fold


@dataclass(frozen=True)
class Outlet:
    """An outlet's one name, other names that it goes by, and the hosts of its pages (those below them included)."""

    name: str
    aliases: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()


def folded_name(name: str) -> str:
    """Return a name as names are compared: small letters, single blanks, without a "the" before and a point behind."""
    return " ".join(fold(name).split()).removeprefix("the ").rstrip(".")


def one_name(written: str | None, outlets: tuple[Outlet, ...]) -> str | None:
    """Return the one name of the outlet that is written so; the name as written where the list does not have it."""
    return _by_name(outlets).get(folded_name(written), written) if written else written


def outlet_at(url: str | None, outlets: tuple[Outlet, ...]) -> str | None:
    """Return the outlet whose pages stand at this address: the longest domain counts; null if it is nobody's."""
    try:
        host = urlsplit(url or "").hostname or ""
    except ValueError:
        return None
    labels = host.split(".")
    known = _by_domain(outlets)
    return next((known[tail] for n in range(len(labels)) if (tail := ".".join(labels[n:])) in known), None)


def with_one_name(article: Mapping[str, Any], outlets: Iterable[Outlet]) -> dict[str, Any]:
    """Return an article's row with the outlets' one names: its own, the credited one; by its address if it has none."""
    listed = tuple(outlets)
    row = {**article, "credited_outlet": one_name(article["credited_outlet"], listed)}
    if article["outlet"]:
        return {**row, "outlet": one_name(article["outlet"], listed)}
    found = outlet_at(article["url"], listed)
    return {**row, "outlet": found, "outlet_evidence": "configured_domain"} if found else row


@lru_cache(maxsize=8)
def _by_name(outlets: tuple[Outlet, ...]) -> dict[str, str]:
    return {folded_name(name): outlet.name for outlet in outlets for name in (outlet.name, *outlet.aliases)}


@lru_cache(maxsize=8)
def _by_domain(outlets: tuple[Outlet, ...]) -> dict[str, str]:
    return {domain.lower(): outlet.name for outlet in outlets for domain in outlet.domains}
