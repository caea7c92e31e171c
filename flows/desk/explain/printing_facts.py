"""The explanation of utterances and claim groups on a terminal, and as one JSON record."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, BinaryIO

from rich.console import Console
from rich.text import Text

from flows.base.clusters import join, new_partition, root_of
from flows.base.terminal import visible
from flows.base.text import words
from flows.base.worddiff import Piece, diff_words, mark
from flows.desk.explain.claim_groups import ClaimPairExplanation, ClaimTie, GroupExplanation
from flows.desk.explain.parting import by_whom
from flows.desk.explain.utterances import QuotePairExplanation, QuoteTie, UtteranceExplanation
from flows.desk.paragraphs import (
    counted,
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
Explained = UtteranceExplanation | QuotePairExplanation | GroupExplanation | ClaimPairExplanation
Tie = QuoteTie | ClaimTie

# Without --all: so many ties, so many carriers.
_TIES = 4
_CARRIERS = 8
_WORDINGS = {
    "own": "the speaker's own words, in marks, in an article that is no rewrite or translation",
    "mixed": "the speaker's own words amid the reporter's",
    "rewritten": "in marks, but only rewrites or translations carry them: not to be shown as the speaker's own",
    "reported": "the reporter's words, for nobody gives them in marks",
}
_GROUNDS = {
    "named": "named",
    "family": "named elsewhere in its family",
    "report": "hearsay, on the one report that is named",
    "none": "names none: its family counts once",
}
_FIRST = {
    "only_article": "it alone states it",
    "origin": "it is the origin of the one family that states it",
    "date": "its date of publication is the earliest",
    "undetermined": "no date or family decides",
}


def print_fact(console: Console, found: Explained, is_whole: bool) -> None:
    """Print the explanation: the verdict in a sentence, then the evidence; `is_whole`: nothing cut short."""
    console.print(Text(visible(tell_fact(found)), "bold"))
    if isinstance(found, UtteranceExplanation):
        _print_utterance(console, found, is_whole)
    elif isinstance(found, GroupExplanation):
        _print_group(console, found, is_whole)
    else:
        _print_pair(console, found, is_whole)
    console.file.flush()


def write_json(found: Explained, out: BinaryIO) -> None:
    """Write the explanation as one JSON record; wording changes are in the marks of wdiff."""
    record = {"verdict": tell_fact(found), **asdict(found)}
    out.write(json_of(record).encode() + b"\n")


def tell_fact(found: Explained) -> str:
    """Return the verdict in a sentence."""
    if isinstance(found, UtteranceExplanation):
        row = found.utterance
        counts = ", ".join(counted(row[f"{name}_count"], name) for name in ("quote", "article", "origin"))
        return f"One utterance of {row['source_name'] or 'an unknown source'}: {counts} ({row['utterance_id']})."
    if isinstance(found, GroupExplanation):
        row = found.group
        counts = ", ".join(counted(row[f"{name}_count"], name) for name in ("mention", "article", "origin", "root"))
        return f"One fact: {counts} ({row['claim_group_id']})."
    is_quotes = isinstance(found, QuotePairExplanation)
    ends = found.utterances if isinstance(found, QuotePairExplanation) else found.groups
    thing = "utterance" if is_quotes else "fact"
    if ends[0] != ends[1]:
        bears = f", but they bear on each other ({found.tie.basis})" if found.tie.basis in _BEARING else ""
        return f"Not one {thing}{bears}: {ends[0]} and {ends[1]}. {_capital(found.tie.told)}."
    if found.tie.basis and not found.path:
        return f"One {thing} ({ends[0]}): {found.tie.told}."
    way = f"by way of {counted(len(found.path), 'tie')}" if found.path else "by ties that are not worked out here"
    return f"One {thing} ({ends[0]}), though not for their own likeness, {way}. {_capital(found.tie.told)}."


_BEARING = ("contradiction", "number", "date", "temporal_update", "attribution", "related")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _print_utterance(console: Console, found: UtteranceExplanation, is_whole: bool) -> None:
    row = found.utterance
    best = next(one for one in found.carriers if one["id"] == row["best_quote_id"])
    print_head(console, f"Best wording: {_WORDINGS.get(row['wording_basis'], row['wording_basis'])}")
    print_line(console, f"{best['place']} {_span(best)} · {best['derivation']} · {best['id']}")
    print_indented(console, Text(visible(flatten(row["content"]))), 4)
    print_line(
        console,
        "Best is what is no rewrite, then in marks, then an origin's, then in whole marks, then the fullest.",
    )
    _print_bonds(console, "quotes", found.ties, is_whole)
    _print_wordings(console, found.carriers, is_whole)
    _print_origins(console, found.carriers)
    _print_sources(console, found.carriers)
    _print_nearest(console, "The nearest quote that is not in it", found.nearest, is_whole)
    _print_agreement(console, found.is_same_now, found.left_out, found.rule)


def _span(row: Row) -> str:
    return f"{row['char_start']:,}–{row['char_end']:,}"


def find_bonds(ties: Sequence[Tie]) -> list[Tie]:
    """Return, of ties given the weakest first, the surest that hold all together, the weakest of them first.

    A spanning forest of greatest score (Kruskal 1956): without the first of these the rest would fall in two.
    """
    ends = [_ends_of(tie) for tie in ties]
    partition = new_partition({key for pair in ends for key in pair})
    kept = []
    for tie, (one, other) in reversed(list(zip(ties, ends, strict=True))):
        if root_of(partition, one) != root_of(partition, other):
            join(partition, one, other)
            kept.append(tie)
    return kept[::-1]


def _ends_of(tie: Tie) -> tuple[str, str]:
    key = "quote_id" if isinstance(tie, QuoteTie) else "claim_id"
    return str(tie.a[key]), str(tie.b[key])


def _print_bonds(console: Console, things: str, ties: Sequence[Tie], is_whole: bool) -> None:
    if not ties:
        print_head(console, f"What ties its {things}: nothing, it is one alone")
        return
    bonds = ties if is_whole else find_bonds(ties)
    enough = "" if len(bonds) == len(ties) else f", of which these {len(bonds)} hold it together"
    print_head(console, f"What ties its {things}: {counted(len(ties), 'tie')}{enough}, the weakest first")
    shown = bonds if is_whole else bonds[:_TIES]
    for tie in shown:
        _print_tie(console, tie, is_whole)
    print_more(console, len(bonds) - len(shown))


def _print_tie(console: Console, tie: Tie, is_whole: bool, labels: tuple[str, str] = ("A", "B")) -> None:
    basis = f"{tie.basis}: " if tie.basis else ""
    for label, end in zip(labels, (tie.a, tie.b), strict=True):
        key = end["quote_id"] if isinstance(tie, QuoteTie) else end["claim_id"]
        print_indented(console, Text(visible(f"{label} {end['place']} {_span(end)} · {key}"), "dim"), 2)
    first, second = flatten(tie.a["content"]), flatten(tie.b["content"])
    pieces = [Piece("same", second)] if words(first) == words(second) else diff_words(first, second)
    print_indented(console, lay_out_changes(console, pieces, is_whole), 4)
    print_indented(console, Text(visible(f"{basis}{tie.told}")), 4)


def _print_wordings(console: Console, carriers: Sequence[Row], is_whole: bool) -> None:
    """Print each wording that differs from the best, once, with the articles that have it."""
    by_wording: dict[str, list[Row]] = {}
    for row in carriers:
        if row["word_diff"]:
            by_wording.setdefault(mark([Piece(**piece) for piece in row["word_diff"]]), []).append(row)
    count = len(by_wording)
    print_head(console, f"Wordings that differ from it: {count or 'none'}")
    shown = list(by_wording.values()) if is_whole else list(by_wording.values())[:_CARRIERS]
    if shown and not has_colours(console):
        print_line(console, "[-only in the best wording-] {+only here+}")
    for rows in shown:
        altered = "altered · " if any(row["is_altered"] for row in rows) else ""
        places = ", ".join(f"{row['place']} ({row['derivation']})" for row in rows[: None if is_whole else 3])
        more = f" and {len(rows) - 3} more" if len(rows) > 3 and not is_whole else ""
        print_indented(console, Text(visible(f"{altered}{places}{more}"), "dim"), 2)
        pieces = [Piece(**piece) for piece in rows[0]["word_diff"]]
        print_indented(console, lay_out_changes(console, pieces, is_whole), 4)
    print_more(console, count - len(shown))


def _print_origins(console: Console, carriers: Sequence[Row]) -> None:
    by_family: dict[str, list[str]] = {}
    for row in carriers:
        by_family.setdefault(row["origin_family_id"], []).append(row["place"])
    print_head(console, f"Counted as {counted(len(by_family), 'origin')}: a family counts once")
    for family, places in by_family.items():
        different = list(dict.fromkeys(places))
        more = f" and {len(different) - 4} more" if len(different) > 4 else ""
        print_line(console, f"{family}: {', '.join(different[:4])}{more}")


def _print_sources(console: Console, carriers: Sequence[Row]) -> None:
    places = {row["id"]: row["place"] for row in carriers}
    repaired = [row for row in carriers if row["repaired_from_quote_id"]]
    conflicts = [row for row in carriers if row["has_source_conflict"]]
    print_head(console, "Who is said to have said it")
    if not repaired and not conflicts:
        print_line(console, "No speaker was repaired from a sibling, and none contradicts another.")
    for row in repaired:
        teacher = places.get(row["repaired_from_quote_id"], row["repaired_from_quote_id"])
        written = f"written “{row['source_text']}”" if row["source_text"] else "not written there"
        print_line(console, f"{row['place']}: {row['source_name']}, {written}; taken from {teacher}")
    for row in conflicts:
        print_line(
            console, f"{row['place']}: {row['source_name']}; another copy names another, and neither is repaired"
        )


def _print_nearest(console: Console, title: str, tie: Tie | None, is_whole: bool) -> None:
    print_head(console, title)
    if tie is None:
        print_line(console, "None has a word in common.")
    else:
        _print_tie(console, tie, is_whole, ("in it:", "outside:"))


def _print_agreement(console: Console, is_same: bool, left_out: int, rule: str) -> None:
    print_head(console, "Worked out now")
    part = f"; {counted(left_out, 'article')} of these families left out, for there are so many" if left_out else ""
    if is_same:
        print_line(console, f"By {rule}, from the published rows, the ties join the very same{part}.")
    else:
        print_line(console, f"By {rule}, from the published rows, the ties do NOT join the same as is stored{part}.")


def _print_group(console: Console, found: GroupExplanation, is_whole: bool) -> None:
    row = found.group
    print_head(console, "Statement")
    statement = next(one for one in found.mentions if one["is_statement"])
    print_line(console, f"{statement['place']} {_span(statement)} · {statement['derivation']} · {statement['id']}")
    print_indented(console, Text(visible(flatten(row["statement"]))), 4)
    hedges = row["hedge_min"] if row["hedge_min"] == row["hedge_max"] else f"{row['hedge_min']} to {row['hedge_max']}"
    print_line(console, f"Put as: {hedges}{'; disputed' if row['is_disputed'] else ''}.")
    _print_mentions(console, found, is_whole)
    _print_bonds(console, "claims", found.ties, is_whole)
    _print_counts(console, found)
    first = found.first_place or "undetermined"
    print_head(console, "Who stated it first")
    print_line(console, f"{first}: {_FIRST.get(row['first_seen_basis'], row['first_seen_basis'])}.")
    _print_links(console, found.links, is_whole)
    _print_nearest(console, "The nearest claim that is not in it", found.nearest, is_whole)
    _print_judgements(console, found.judgements)
    _print_agreement(console, found.is_same_now, found.left_out, found.rule)


def _print_mentions(console: Console, found: GroupExplanation, is_whole: bool) -> None:
    own = found.group["statement"]
    print_head(console, f"Its claims beside the statement: {len(found.mentions) - 1 or 'none'}")
    others = [row for row in found.mentions if not row["is_statement"]]
    if others and not has_colours(console):
        print_line(console, "[-only in the statement-] {+only here+}")
    shown = others if is_whole else others[:_CARRIERS]
    for row in shown:
        voice = row["claimant_name"] or row["claimant_kind"].replace("_", " ")
        facts = filter(
            None, (row["derivation"], row["variant"], row["hedge"], voice, row["attribution_drift"], row["id"])
        )
        told = f"{row['place']} {_span(row)} · {' · '.join(facts)}"
        print_indented(console, Text(visible(told), "dim"), 2)
        print_indented(
            console, lay_out_changes(console, diff_words(flatten(own), flatten(row["content"])), is_whole), 4
        )
    print_more(console, len(others) - len(shown))


def _print_counts(console: Console, found: GroupExplanation) -> None:
    row = found.group
    counts = ", ".join(counted(row[f"{name}_count"], name) for name in ("article", "origin", "root"))
    print_head(console, f"How it is counted: {counts}")
    for family in dict.fromkeys(one["origin_family_id"] for one in found.counts):
        own = [one for one in found.counts if one["origin_family_id"] == family]
        places = list(dict.fromkeys(one["place"] for one in own))
        carried = [one["place"] for one in own if one["family_id"] != family]
        on = f" ({', '.join(dict.fromkeys(carried))}: new text on its reporting)" if carried else ""
        more = f" and {len(places) - 4} more" if len(places) > 4 else ""
        print_line(console, f"origin {family}, {counted(len(places), 'article')}: {', '.join(places[:4])}{more}{on}")
    for root in sorted({one["root"] for one in found.counts}):
        own = [one for one in found.counts if one["root"] == root]
        grounds = dict.fromkeys(_GROUNDS[one["ground"]] for one in own)
        print_line(console, f"root {root}, {counted(len(own), 'mention')}: {'; '.join(grounds)}")


def _print_links(console: Console, links: Sequence[Row], is_whole: bool) -> None:
    print_head(console, f"What bears on it: {len(links) or 'nothing'}")
    shown = links if is_whole else links[:_TIES]
    for link in shown:
        print_line(console, f"{link['kind']}: {flatten(link['other_statement'])} ({link['other_id']}, {link['rule']})")
        print_indented(console, Text(visible(f"{link['own_place']} · {link['own_claim_id']}"), "dim"), 4)
        print_indented(console, Text(visible(flatten(link["own_content"]))), 6)
        print_indented(console, Text(visible(f"{link['other_place']} · {link['other_claim_id']}"), "dim"), 4)
        print_indented(console, Text(visible(flatten(link["other_content"]))), 6)
    print_more(console, len(links) - len(shown))


def _print_judgements(console: Console, judgements: Sequence[Row]) -> None:
    print_head(console, "Judgements")
    if not judgements:
        print_line(console, "none on these claims")
    for row in judgements:
        ends = " and ".join(name for name in (row["left_text"], row["right_text"]) if name)
        state = "" if row["state"] == "stands" else f" ({row['state']})"
        print_line(console, f"{row['kind']}: {ends}{by_whom(row)}{state}{': ' + row['note'] if row['note'] else ''}")


def _print_pair(console: Console, found: QuotePairExplanation | ClaimPairExplanation, is_whole: bool) -> None:
    print_head(console, "The two")
    _print_tie(console, found.tie, is_whole)
    if found.path:
        print_head(console, "The way from one to the other")
        for tie in found.path:
            _print_tie(console, tie, is_whole)
    if isinstance(found, ClaimPairExplanation):
        _print_judgements(console, found.judgements)
    if found.left_out:
        print_line(console, f"{counted(found.left_out, 'article')} of these families left out, for there are so many.")
