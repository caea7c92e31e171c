"""A trace on a terminal, and as one JSON record."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import BinaryIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from flows.base.terminal import visible
from flows.base.worddiff import mark
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
from flows.desk.trace.record import File, Line, Proof, Sibling, Stretch, Trace

_SIBLINGS = 6
_PARTS = 16
_LETTERS = 240
_SPAN = "black on yellow"
_KINDS = {"claim_group": "claim group", "not_quote": "no quote", "claim_link": "claim link"}


def print_trace(console: Console, found: Trace, is_whole: bool) -> None:
    """Print a trace: what it is, where it stands, what made it, what it hangs on, its siblings, where it comes from."""
    if found.notice:
        console.print(Text(visible(found.notice), "bold yellow"))
        console.print()
    kind = _KINDS.get(found.kind, found.kind)
    console.print(Text(visible(f"{kind} {found.id}: {flatten(found.summary)}"), "bold"))
    if found.stretch or found.files:
        _print_place(console, found, is_whole)
    if found.rule or found.extractor:
        print_head(console, "Made by")
        print_line(console, _maker(found))
    _print_parts(console, found, is_whole)
    _print_siblings(console, found, is_whole)
    if found.roots:
        print_head(console, "Where it comes from")
        for text in found.roots:
            print_line(console, text)
    if found.see:
        print_head(console, "Next")
        for text in found.see:
            print_line(console, text)
    console.file.flush()


def write_json(found: Trace, out: BinaryIO) -> None:
    """Write the trace as one JSON record; `diff` of a sibling is in the marks of wdiff, null where nothing differs."""
    record = asdict(found)
    siblings = [_plain_sibling(one) for one in found.siblings]
    out.write(json_of({**record, "siblings": siblings}).encode() + b"\n")


def _plain_sibling(one: Sibling) -> dict[str, object]:
    plain = {name: value for name, value in asdict(one).items() if name != "pieces"}
    return {**plain, "diff": mark(one.pieces) if one.pieces else None}


def _print_place(console: Console, found: Trace, is_whole: bool) -> None:
    print_head(console, "Where it stands")
    shown = found.files if is_whole else found.files[:3]
    for file in shown:
        print_line(console, _tell_file(file))
    print_more(console, len(found.files) - len(shown))
    if found.stretch:
        print_line(console, _tell_span(found.stretch))
    if found.proof:
        print_line(console, tell_proof(found.proof))
    if found.stretch:
        console.print()
        _print_context(console, found.stretch)


def _tell_file(file: File) -> str:
    member = f"!{file.raw_member}" if file.raw_member else ""
    size = f"{file.size_bytes:,} bytes" if file.size_bytes is not None else "size unknown"
    runs = f"first seen {file.first_run_id}, last changed {file.last_run_id}"
    gone = "" if file.is_current else " (no more)"
    sha256 = f"sha256 {file.file_sha256}" if file.file_sha256 else "never read"
    facts = filter(None, (file.file_format, file.file_status, size, runs, sha256))
    return f"{file.raw_path}{member}{gone} · {' · '.join(facts)}"


def _tell_span(stretch: Stretch) -> str:
    where = f"line {stretch.line:,}, column {stretch.column:,}"
    return f"{stretch.article_id}: {where}; characters {stretch.char_start:,}–{stretch.char_end:,} of articles.text"


def tell_proof(proof: Proof) -> str:
    """Return in a sentence what the raw file says now."""
    states = {
        "same": "The raw file has this very sha256 now",
        "changed": f"The raw file has changed since: its sha256 is {proof.sha256_now} now",
        "gone": "The raw file is not there any more, or cannot be read",
        "not_stored": "The raw file can be read now; when it was looked at, it could not",
        "no_raw_folder": "The folder of raw files is not at hand (--raw FOLDER), so its bytes are not looked at",
    }
    told = states[proof.state]
    if proof.byte_start is None or proof.byte_end is None:
        return f"{told}."
    verb = "are" if proof.holds_span else "are NOT"
    return f"{told}; its bytes {proof.byte_start:,}–{proof.byte_end:,} {verb} these words."


def _print_context(console: Console, stretch: Stretch) -> None:
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(width=8, justify="right", style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    for line in stretch.context:
        grid.add_row(f"{line.number:,} │", _marked(console, line, _needs_marks(stretch)))
    console.print(grid)


def _needs_marks(stretch: Stretch) -> bool:
    return stretch.char_end > stretch.char_start


def _marked(console: Console, line: Line, is_marked: bool) -> Text:
    if line.marked is None or not is_marked:
        return Text(visible(line.before + (line.marked or "") + line.after), "" if is_marked else "dim")
    if has_colours(console):
        return Text.assemble(visible(line.before), (visible(line.marked), _SPAN), visible(line.after))
    marks = ("▸", "◂") if line.marked else ("", "")
    return Text(f"{visible(line.before)}{marks[0]}{visible(line.marked)}{marks[1]}{visible(line.after)}")


def _maker(found: Trace) -> str:
    rule = f"rule {found.rule}" if found.rule and found.rule != found.extractor else ""
    version = f"version {found.extractor}" if found.extractor else ""
    confidence = f"confidence {found.confidence:.2f}" if found.confidence is not None else ""
    return ", ".join(filter(None, (rule, version, confidence)))


def _print_parts(console: Console, found: Trace, is_whole: bool) -> None:
    if not found.parts:
        return
    print_head(console, "What it hangs on" if found.stretch else "What it says")
    grid = Table.grid(padding=(0, 2))
    grid.add_column(width=0)
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    grid.add_column(style="dim", justify="right", no_wrap=True)
    shown = found.parts if is_whole else found.parts[:_PARTS]
    for part in shown:
        place = f"{part.char_start:,}–{part.char_end:,}, line {part.line:,}" if part.line is not None else ""
        grid.add_row("", visible(part.label), Text(visible(_cut(part.text, is_whole))), place)
    console.print(grid)
    print_more(console, len(found.parts) - len(shown))


def _cut(text: str, is_whole: bool) -> str:
    flat = flatten(text)
    if is_whole or len(flat) <= _LETTERS:
        return flat
    return f"{flat[: _LETTERS - 60].rsplit(' ', 1)[0]} … {flat[-50:].split(' ', 1)[-1]}"


def _print_siblings(console: Console, found: Trace, is_whole: bool) -> None:
    if not found.sibling_title:
        return
    count = len(found.siblings)
    print_head(console, f"{found.sibling_title}: {count or 'none'}")
    if any(one.pieces for one in found.siblings):
        print_line(console, _legend(console))
    shown = found.siblings if is_whole else found.siblings[:_SIBLINGS]
    for one in shown:
        print_indented(console, Text(visible(f"{one.place}{_span_of(one)} · {' · '.join(_facts(one))}"), "dim"), 2)
        if one.content:
            print_indented(console, _words(console, one, is_whole), 4)
    print_more(console, count - len(shown))


def _legend(console: Console) -> str:
    if has_colours(console):
        return "Red, struck out: only in the words above. Green, bold: only here."
    return "[-only in the words above-] {+only here+}"


def _span_of(one: Sibling) -> str:
    return "" if one.char_start is None or one.char_end is None else f" {one.char_start:,}–{one.char_end:,}"


def _facts(one: Sibling) -> Iterator[str]:
    yield from filter(None, (one.id, one.note))
    if not one.pieces and one.kind == "segment":
        yield "word for word"


def _words(console: Console, one: Sibling, is_whole: bool) -> Text:
    if not one.pieces:
        return Text(visible(_cut(one.content, is_whole)))
    return lay_out_changes(console, one.pieces, is_whole)
