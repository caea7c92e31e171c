"""The report's words: its opening sentences, and what codes of the warehouse mean to a reader."""

from collections.abc import Iterator, Sequence
from typing import Any

from flows.desk.report.contents import Report
from flows.desk.report.reading import Copying, Fact

_LEAST_WORDS = 5

REASONS = {
    "unreadable": "could not be opened or read",
    "changed_while_read": "changed while it was read",
    "not_a_file": "a device, a pipe or a broken link",
    "too_large": "beyond the limits of size",
    "empty": "holds nothing",
    "bad_compression": "compressed data that is damaged",
    "truncated": "ends too early",
    "encrypted": "needs a password",
    "nested_too_deeply": "archives within archives, too deep",
    "unsupported": "a kind that is not read",
    "needs_extra": "needs an optional extra that is not installed",
    "no_such_file": "listed, but there is no such file",
    "undecodable": "in no known character encoding",
    "binary": "no text",
    "malformed": "breaks the rules of its format",
    "no_text": "has no text field",
    "not_an_article": "no article, such as an error page or a list of links",
    "unwanted_language": "in a language that the settings leave out",
    "timed_out": "took too long",
    "parser_failed": "the reader of its format failed",
    "extractor_failed": "a stage failed on it",
    "bad_judgement": "a judgement that cannot be understood",
    "judgement_waits": "a judgement on something that is not there yet",
    "judgement_contradicted": "a judgement that others contradict",
}
KINDS = {
    None: "not placed",
    "original": "original",
    "reprint": "reprint, credited",
    "copy": "copy, not credited",
    "excerpt": "excerpt",
    "rewrite": "rewrite",
    "translation": "translation",
    "derivative": "new text on another’s reporting",
    "unknown": "order unknown",
}
HEDGES = {
    "denied": "denied",
    "opinion": "opinion",
    "prediction": "prediction",
    "hedged": "hedged",
    "reported": "reported",
    "asserted": "asserted",
}
LINKS = {
    "contradiction": "One denies what the other says",
    "number": "Different numbers",
    "date": "Different dates",
    "temporal_update": "Perhaps an update: the later one differs",
}


def count(number: int, one: str, many: str | None = None) -> str:
    """Return a number with its noun: 1 article, 2,000 articles."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def lead(report: Report) -> list[str]:
    """Return the three sentences that open the report: origins, the claim that is repeated most, what was changed."""
    return [_origins(report), _claim(report), _changed(report)]


def _origins(report: Report) -> str:
    all_ = report.overview
    if not all_.copy_families:
        return f"{count(all_.articles, 'article')}, and each stands alone: none is a copy of another."
    copies = all_.articles_in_families - all_.copy_families
    return (
        f"{copies:,} of the {count(all_.articles, 'article')} carry or rewrite the text of another: counted by whose "
        f"text it is, they are {count(all_.families, 'origin')}."
    )


def _claim(report: Report) -> str:
    if not report.facts:
        return "No claim stands in more than one article."
    fact = min(
        report.facts,
        key=lambda one: (not _says_enough(one), one.root_count, -one.article_count, one.claim_group_id),
    )
    roots = [root for root in fact.roots if not root.startswith("fam_")]
    on = f", {roots[0]}" if fact.root_count == 1 and roots else ""
    statement = " ".join(fact.statement.split())
    return (
        f"The claim repeated most with fewest roots, “{_cut(statement, 160)}”, stands in "
        f"{count(fact.article_count, 'article')} of {count(fact.origin_count, 'origin')} and rests on "
        f"{count(fact.root_count, 'root')}{on}."
    )


def _says_enough(fact: Fact) -> bool:
    """Tell whether a claim can be understood where nothing else of its article stands."""
    return fact.is_self_contained and len(fact.statement.split()) >= _LEAST_WORDS


def _changed(report: Report) -> str:
    all_ = report.overview
    odds = f"{count(all_.contradictions, 'pair')} of claims {'is' if all_.contradictions == 1 else 'are'} at odds"
    if not all_.carried:
        return f"No quotation stands in more than one article; {odds}."
    carried = count(all_.carried, "quotation")
    return f"Of {carried} carried by several articles, the words of {all_.altered:,} were altered on the way; {odds}."


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def arrived(report: Report) -> str:
    """Return what the run read, and what became of it."""
    counts = report.run.counts
    read = f"{report.run.run_id} read {count(counts.get('files_read', 0), 'new or changed file')}"
    new = f"{count(counts.get('articles_new', 0), 'article')} became current"
    refused = f"{count(counts.get('rejects_new', 0), 'reject')} {'is' if counts.get('rejects_new') == 1 else 'are'} new"
    gone = counts.get("files_removed", 0)
    left = (
        f"; {count(gone, 'file')} {'is' if gone == 1 else 'are'} gone from the folder, and what they held stays"
        if gone
        else ""
    )
    return f"{read}: {new}, {refused}{left}."


def copied(copying: Sequence[Copying]) -> str:
    """Return how many articles carry the text of another, and how many of those give credit."""
    articles, credited = sum(one.articles for one in copying), sum(one.credited for one in copying)
    foremost = next((one for one in copying if one.source and one.copier), None)
    most = (
        f" Most: {foremost.copier} carries {foremost.source} in {count(foremost.articles, 'article')}."
        if foremost
        else ""
    )
    return f"{count(articles, 'article')} carry the text of another, {credited:,} of them with a credit.{most}"


def unsure(report: Report) -> list[tuple[str, int, int]]:
    """Return what is not known: of what, how many are not, out of how many."""
    all_ = report.overview
    return [
        ("Articles whose outlet the file does not say", all_.unknown_outlets, all_.articles),
        ("Articles without a date of publication", all_.unknown_dates, all_.articles),
        ("Articles whose language is unsure", all_.unknown_languages, all_.articles),
        ("Articles that are only a summary, or cut off", all_.incomplete, all_.articles),
        ("Families whose origin is unknown or absent", all_.unknown_origins, all_.copy_families),
        ("Quotes whose source has no known name", all_.unknown_sources, all_.quotes),
        ("Claims of which it is undetermined who had them first", all_.unknown_firsts, all_.facts),
    ]


def longest_stages(report: Report) -> list[tuple[str, float]]:
    """Return the five stages that took longest, with their seconds."""
    return sorted(report.run.seconds.items(), key=lambda one: (-one[1], one[0]))[:5]


def settings_of(report: Report) -> list[tuple[str, str]]:
    """Return the configuration of each stage in words; folders, which say where and not how, are left out."""
    return sorted(
        (stage, ", ".join(_settings(given))) for stage, given in report.run.config.items() if isinstance(given, dict)
    )


def _settings(given: dict[str, Any]) -> Iterator[str]:
    for name, value in sorted(given.items()):
        if name != "file":
            yield f"{name} {value}"


def outlet_names(report: Report) -> dict[str, str]:
    """Return what an article of the family pages is called in a sentence: its outlet, or the name of its file."""
    return {
        member.article_id: member.outlet or member.place.rpartition("/")[2]
        for page in report.families
        for member in page.members
    }
