"""The report as HTML and as Markdown: templates, and what keeps text out of raw files from being more than text."""

import functools
import re
from collections.abc import Callable
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from flows.base.terminal import visible
from flows.base.worddiff import mark
from flows.desk.report import wording
from flows.desk.report.charts import CHANGES, TITLES
from flows.desk.report.contents import Report

FORMS = ("html", "markdown")
_TEMPLATES = {"html": "report.html", "markdown": "report.md"}
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
_SPACE = re.compile(r"\s+")
# What Markdown, or GitHub's, takes for more than text, wherever it stands; and what it does at the start of a line.
_SIGNS = re.compile(r"([\\`*_{}\[\]<>&|~$@])|(?<=http)(?=s?://)|(?<=www)(?=\.)", re.IGNORECASE)
_OPENING = re.compile(r"^(\s*)([#+=-]|\d+(?=[.)]))")
_NO_CODE = re.compile(r"[`|<>&\[\]\\]")
_CUT = 400


def render(report: Report, form: str) -> str:
    """Return the report in this form (see FORMS). The same report gives the same text."""
    template = _environment(form).get_template(_TEMPLATES[form])
    said = {
        "report": report,
        "lead": wording.lead(report),
        "arrived": wording.arrived(report),
        "copied": wording.copied(report.copying),
        "unsure": wording.unsure(report),
        "longest": wording.longest_stages(report),
        "settings": wording.settings_of(report),
        "named": _Names(wording.outlet_names(report)),
        "first": _once(),
    }
    return template.render(said)


class _Names(dict[str, str]):
    def __missing__(self, article_id: str) -> str:
        return article_id


def _once() -> Callable[[str], bool]:
    """Return what tells whether a name is asked for the first time."""
    seen: set[str] = set()

    def is_first(name: str) -> bool:
        if name in seen:
            return False
        seen.add(name)
        return True

    return is_first


@functools.cache
def _environment(form: str) -> Environment:
    environment = Environment(
        loader=PackageLoader("flows.desk.report"),
        autoescape=form == "html",
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_as_text if form == "html" else _as_markdown,
    )
    environment.filters |= {
        "number": lambda number: f"{number:,}",
        "percent": lambda share: f"{share:.0%}",
        "count": wording.count,
        "day": tell_day,
        "moment": tell_moment,
        "cut": lambda text: text if len(text) <= _CUT else text[: _CUT - 1].rstrip() + "…",
        "sentence": lambda text: f"{text[:1].upper()}{text[1:]}.",
        "diff": mark,
        "indentation": Markup,
        "made": Markup,
        "code": _as_code,
    }
    environment.globals |= {
        "reasons": wording.REASONS,
        "kinds": wording.KINDS,
        "hedges": wording.HEDGES,
        "links": wording.LINKS,
        "changes": CHANGES,
        "titles": TITLES,
    }
    return environment


def _as_text(value: Any) -> Any:  # noqa: ANN401 - whatever a template puts in
    """Return what is put in, a text without what would turn writing round, end it or steer what shows it."""
    if value is None:
        return "unknown"
    return visible(_SPACE.sub(" ", value)) if isinstance(value, str) and not isinstance(value, Markup) else value


def _as_markdown(value: Any) -> Any:  # noqa: ANN401 - whatever a template puts in
    """Return what is put in as Markdown that shows it as it is, on one line."""
    if isinstance(value, Markup):
        return str(value)
    return escape_markdown(value) if isinstance(value, str) else _as_text(value)


def _as_code(text: str) -> Markup:
    """Return a name as code in Markdown; as plain text where a sign in it might end the code or the cell."""
    plain = visible(_SPACE.sub(" ", text))
    return Markup(escape_markdown(plain) if _NO_CODE.search(plain) else f"`{plain}`")


def escape_markdown(text: str) -> str:
    """Return the text as Markdown that shows it as it is: no link, image, tag, cell, list or heading comes of it."""
    plain = visible(_SPACE.sub(" ", text))
    escaped = _SIGNS.sub(lambda found: f"\\{found[1]}" if found[1] else "\u200b", plain)
    return _OPENING.sub(r"\1\\\2" if not re.match(r"\s*\d", escaped) else r"\1\2\\", escaped)


def tell_day(date: str) -> str:
    """Return an ISO prefix in words, as fine as it is: 3 March 2025, March 2025, 2025."""
    found = _DATE.fullmatch(date)
    if not found or (found[2] and not 1 <= int(found[2]) <= 12):
        return date
    month = _MONTHS[int(found[2]) - 1] if found[2] else None
    return " ".join(part for part in (found[3] and str(int(found[3])), month, found[1]) if part)


def tell_moment(moment: str) -> str:
    """Return an ISO time in UTC in words: 3 March 2025, 06:15 UTC."""
    return f"{tell_day(moment[:10])}, {moment[11:16]} UTC"
