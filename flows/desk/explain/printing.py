"""The explanation on a terminal, and as one JSON record."""

import shlex
from collections.abc import Mapping, Sequence
from typing import Any, BinaryIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from flows.base.terminal import visible
from flows.base.worddiff import diff_words, mark
from flows.desk.explain.comparing import Aligned, Compared
from flows.desk.explain.explanation import ArticleExplanation, PairExplanation, Side
from flows.desk.explain.facts import Settings, Share
from flows.desk.explain.parting import by_whom
from flows.desk.explain.verdict import (
    FEATURES,
    agreement,
    candidate_rule,
    counted_note,
    feature_note,
    needed,
    represented,
    standing,
    tell_gone,
    threshold_note,
    unweighed,
    verdict,
    who_came_first,
)
from flows.desk.paragraphs import (
    flatten,
    has_colours,
    lay_out_changes,
    print_head,
    print_indented,
    print_line,
    print_more,
)
from flows.desk.tables import json_of

Row = Mapping[str, Any]

# Without --all: so many stretches of a kind, so many members of a family.
_STRETCHES = 4
_MEMBERS = 12
_NO_PART = "it takes no part in families"
_SHARES = {"added": "added (its own)"}


def print_explanation(console: Console, found: PairExplanation | ArticleExplanation, is_whole: bool) -> None:
    """Print the explanation: the verdict in a sentence, then the evidence; `is_whole`: nothing cut short."""
    if isinstance(found, PairExplanation):
        _print_pair(console, found, is_whole)
    else:
        _print_alone(console, found, is_whole)
    console.file.flush()


def _print_pair(console: Console, found: PairExplanation, is_whole: bool) -> None:
    console.print(Text(visible(verdict(found)), "bold"))
    for label, side in (("A", found.a), ("B", found.b)):
        _print_article(console, label, side.article)
    print_head(console, "Who came first")
    print_line(console, who_came_first(found))
    for label, side, other in (("A", found.a, found.b), ("B", found.b, found.a)):
        if side.article["based_on_article_id"] != other.article["article_id"]:
            print_line(console, f"{label}: {standing(side.article)}.")
    print_head(console, "How alike they are")
    _print_features(console, found.compared, found.settings)
    print_line(console, f"Compared at all: {candidate_rule(found)}.")
    for told in represented(found):
        print_line(console, f"{told}.")
    print_line(console, agreement(found))
    _print_stretches(
        console, "Sentences that align, in order", found.compared.sentences, counted_note(found.compared), is_whole
    )
    _print_stretches(console, "Quotations in common", found.compared.quotes, "", is_whole)
    print_head(console, "What each is made of, in % of its characters")
    for label, side, other in (("A", found.a, found.b), ("B", found.b, found.a)):
        print_line(console, f"{label}: {_made_of(side, {other.article['article_id']: 'BA'['AB'.index(label)]})}")
    print_head(console, "The nearest article that each was not merged with")
    for label, side, other in (("A", found.a, found.b), ("B", found.b, found.a)):
        _print_nearest(console, label, side, other.article["article_id"])
    _print_judgements(console, found.judgements)


def _print_alone(console: Console, found: ArticleExplanation, is_whole: bool) -> None:
    article = found.side.article
    console.print(Text(visible(_article_verdict(found)), "bold"))
    _print_article(console, "A", article)
    print_line(console, f"Made of: {_made_of(found.side, {})}")
    if len(found.members) > 1:
        print_head(console, f"Its family: {article['family_id']}; origin: {article['origin_basis']}")
        shown = found.members if is_whole else found.members[:_MEMBERS]
        for member in shown:
            print_line(console, f"{member['place']}: {standing(member)}")
        print_more(console, len(found.members) - len(shown))
    print_head(console, "The nearest article that it was not merged with")
    if found.side.nearest is None:
        print_line(console, f"None: {_no_nearest(found.side)}.")
    else:
        nearest = found.side.nearest
        print_line(console, f"B is {nearest.decision}: {nearest.compared.ruling.reason}.")
        _print_article(console, "B", nearest.article)
        console.print()
        _print_features(console, nearest.compared, found.settings)
        print_line(
            console,
            f"In full: wirecopy explain {shlex.quote(article['place'])} {shlex.quote(nearest.article['place'])}",
        )
    _print_judgements(console, found.judgements)


def write_json(found: PairExplanation | ArticleExplanation, out: BinaryIO) -> None:
    """Write the explanation as one JSON record; wording changes are marked [-gone-] {+new+} in `diff`."""
    record = _plain(found)
    if isinstance(found, PairExplanation):
        record = {"verdict": verdict(found), "who_came_first": who_came_first(found), **record}
    else:
        record = {"verdict": _article_verdict(found), **record}
    out.write(json_of(record).encode() + b"\n")


def _plain(value: object) -> Any:  # noqa: ANN401 - any JSON value
    """Return named tuples as objects, without the articles' texts and the settings, which only served the words."""
    if isinstance(value, Aligned):
        return {**value._asdict(), "diff": mark(diff_words(value.a_text, value.b_text))}
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return {name: _plain(item) for name, item in value._asdict().items() if name != "settings"}
    if isinstance(value, Mapping):
        return {name: _plain(item) for name, item in value.items() if name != "text"}
    return [_plain(item) for item in value] if isinstance(value, list) else value


def _article_verdict(found: ArticleExplanation) -> str:
    article = found.side.article
    if found.is_one:
        return f"Both names mean one article: the same bytes, {article['article_id']}."
    if not article["is_current"]:
        return f"A is {tell_gone(article, found.judgements)}; it is no part of any family."
    others = article["article_count"] - 1
    if not others:
        return f"A is alone in its family: {standing(article)}."
    return f"A is in one family with {others} other article{'' if others == 1 else 's'}: {standing(article)}."


def _print_article(console: Console, label: str, article: Row) -> None:
    console.print()
    console.print(Text.assemble((f"{label} ", "bold"), visible(article["place"])))
    day = article["published_at"] or article["published_on"]
    facts = [
        article["article_id"],
        f"outlet: {_known(article['outlet'], article['outlet_evidence'])}",
        f"published: {_known(day, article['published_evidence'])}",
        *([f"mentions {article['not_before']}"] if not day and article["not_before"] else []),
        *([f"credits {article['credited_outlet']}"] if article["credited_outlet"] else []),
        f"{article['word_count']:,} words",
        *([f"at {article['file_count']} places"] if article["file_count"] > 1 else []),
    ]
    print_line(console, " · ".join(facts))
    if article["headline"]:
        print_line(console, flatten(article["headline"]))


def _known(value: str | None, evidence: str | None) -> str:
    why = f" ({evidence})" if evidence else ""
    return f"{value or 'unknown'}{why}"


def _print_features(console: Console, compared: Compared, settings: Settings) -> None:
    table = Table.grid(padding=(0, 2))
    for justify in ("left", "left", "right", "right", "right"):
        table.add_column(justify=justify, overflow="fold")
    table.add_row("", "", "value", "weight", "adds", style="dim")
    for part in compared.parts:
        name = Text(FEATURES.get(part.feature, part.feature))
        if note := feature_note(part, compared, settings.matches):
            name.append(f"\n({note})", "dim")
        table.add_row("", name, f"{part.value:.3f}", f"× {part.weight:.2f}", f"{part.contribution:.3f}")
    table.add_row(
        "", Text(f"score ({threshold_note(compared)})", "bold"), "", "", Text(f"{compared.score:.3f}", "bold")
    )
    console.print(table)
    print_line(console, needed(compared, settings.matches))
    print_line(console, f"Beside the score: {'; '.join(unweighed(compared))}.")


def _print_stretches(console: Console, title: str, stretches: Sequence[Aligned], counted: str, is_whole: bool) -> None:
    shown = stretches if is_whole else stretches[:_STRETCHES]
    count = f"{len(stretches)} pair{'' if len(stretches) == 1 else 's'}{counted}" if stretches else "none"
    print_head(console, f"{title}: {count}")
    if shown:
        print_line(console, _legend(console))
    for one in shown:
        by = "" if one.a_by is None and one.b_by is None else f" · said by {_speakers(one)}"
        places = f"A {one.a_start}–{one.a_end} · B {one.b_start}–{one.b_end} · {one.similarity:.0%} alike{by}"
        print_indented(console, Text(visible(places), "dim"), 2)
        print_indented(
            console, lay_out_changes(console, diff_words(flatten(one.a_text), flatten(one.b_text)), is_whole), 4
        )
    print_more(console, len(stretches) - len(shown))


def _speakers(one: Aligned) -> str:
    a, b = one.a_by or "unknown", one.b_by or "unknown"
    return a if a == b else f"{a} in A, {b} in B"


def _legend(console: Console) -> str:
    if has_colours(console):
        return "Only in A: red, struck out. Only in B: green, bold. Places count the characters of articles.text."
    return "[-only in A-] {+only in B+}; places count the characters of articles.text"


def _made_of(side: Side, labels: Mapping[str, str]) -> str:
    """Return the shares of an article in words; `labels` name the articles that the text knows by letter."""
    if not side.article["is_current"]:
        return _NO_PART
    if not side.shares:
        return "its own text; no stretch is known to come from another article"
    return ", ".join(_share(share, labels) for share in side.shares)


def _share(share: Share, labels: Mapping[str, str]) -> str:
    source = labels.get(share.from_article_id or "", share.from_place)
    return f"{_SHARES.get(share.kind, share.kind)} {share.percent:.1f} %{f' from {source}' if source else ''}"


def _no_nearest(side: Side) -> str:
    return "it was compared with no article outside its family" if side.article["is_current"] else _NO_PART


def _print_nearest(console: Console, label: str, side: Side, other: str) -> None:
    nearest = side.nearest
    if nearest is None:
        print_line(console, f"{label}: none; {_no_nearest(side)}.")
    elif nearest.article["article_id"] == other:
        print_line(console, f"{label}: this very pair.")
    else:
        parts = ", ".join(f"{part.feature} {part.value:.2f}" for part in nearest.compared.parts)
        scored = f"score {nearest.compared.score:.3f}, {nearest.compared.ruling.threshold:.3f} needed"
        print_line(console, f"{label}: {nearest.article['place']} ({nearest.decision}; {scored})")
        print_indented(console, Text(visible(parts), "dim"), 5)


def _print_judgements(console: Console, judgements: Sequence[Row]) -> None:
    print_head(console, "Judgements")
    if not judgements:
        print_line(console, "none on these articles")
    for row in judgements:
        ends = " and ".join(name for name in (row["left_text"], row["right_text"]) if name)
        state = "" if row["state"] == "stands" else f" ({row['state']})"
        note = f": {row['note']}" if row["note"] else ""
        print_line(console, f"{row['kind']}: {ends}{by_whom(row)}{state}{note}")
