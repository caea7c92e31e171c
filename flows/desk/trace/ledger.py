"""Traces of what the ledger holds: files, rejects, judgements, runs."""

import json
from dataclasses import replace
from typing import Any

from flows.desk.paragraphs import counted
from flows.desk.trace.proof import prove
from flows.desk.trace.reading import Source, make_sibling, new_trace, read_one, read_rows
from flows.desk.trace.record import File, Part, Trace


def trace_file(source: Source, raw_path: str) -> Trace:
    """Return the trace of a raw file: what it was read as, and all that stands in it."""
    row = read_one(source, "from raw_files where raw_path = $key", raw_path)
    rows = read_rows(source, "file_contents", raw_path=raw_path)
    file = _file(row, "")
    articles = sum(one["kind"] == "article" for one in rows)
    held = f"{counted(articles, 'article')}, {counted(len(rows) - articles, 'reject')}"
    siblings = [
        make_sibling(
            one["kind"],
            {
                "id": one["id"],
                "place": f"{raw_path}!{one['raw_member']}" if one["raw_member"] else raw_path,
                "char_start": None,
                "char_end": None,
                "content": one["detail"] or "",
            },
            None,
            (None if one["is_open"] else "no more",),
        )
        for one in rows
    ]
    return replace(
        new_trace("file", row, raw_path),
        summary=f"a raw file, {row['status']}: {held}",
        files=(file,),
        proof=prove(source.raw, file, None, None),
        sibling_title="What stands in it",
        siblings=tuple(siblings),
    )


def _file(row: dict[str, Any], member: str) -> File:
    return File(
        row["raw_path"],
        member,
        row["status"] != "removed",
        row["raw_sha256"],
        row["size_bytes"],
        row["format"],
        row["status"],
        row["first_run_id"],
        row["last_run_id"],
    )


def trace_reject(source: Source, reject_id: str) -> Trace:
    """Return the trace of what gave no article: the file, where in it the trouble lies, and since which run."""
    row = read_one(source, "from rejects where reject_id = $key", reject_id)
    files = source.con.sql("from raw_files where raw_path = $key", params={"key": row["raw_path"]})
    file = next((_file(one, row["raw_member"]) for one in files.to_arrow_table().to_pylist()), None)
    if file is not None and file.file_sha256 != row["raw_sha256"]:
        file = replace(file, is_current=False)
    position = [Part("position", f"{row['position']:,} (line or byte)")] if row["position"] is not None else []
    resolved = f"resolved by {row['resolved_run_id']}" if row["resolved_run_id"] else "open"
    return replace(
        new_trace("reject", row, reject_id),
        summary=f"rejected as {row['reason']}, {resolved}",
        files=(file,) if file else (),
        proof=prove(source.raw, file, None, None),
        parts=(
            *([Part("member", row["raw_member"])] if row["raw_member"] else []),
            Part("why", row["detail"] or row["reason"]),
            *position,
            Part("rejected by", row["run_id"]),
        ),
        see=(f"wirecopy retry --reason {row['reason']}",) if not row["resolved_run_id"] else (),
    )


def trace_judgement(source: Source, judgement_id: str) -> Trace:
    """Return the trace of a judgement: what it says, whether it stands, and on which rows."""
    row = read_one(source, "from judgements where judgement_id = $key", judgement_id)
    ends = [(row["left_text"], row["left_id"]), (row["right_text"], row["right_id"])]
    parts = [Part("on", f"{text}{f'  ({key})' if key else ''}") for text, key in ends if text]
    told = [Part(label, row[name]) for label, name in (("by", "author"), ("on day", "decided_on"), ("note", "note"))]
    return replace(
        new_trace("judgement", row, judgement_id),
        summary=f"an analyst's judgement, {row['kind']}: {row['state']}",
        parts=(*parts, *(part for part in told if part.text)),
        see=tuple(f"wirecopy trace {key}" for _, key in ends if key),
    )


def trace_run(source: Source, run_id: str) -> Trace:
    """Return the trace of a run: when, by which version, how it ended and what it counted."""
    row = read_one(source, "from runs where run_id = $key", run_id)
    counts = json.loads(row["counts"])
    shown = ("files_read", "articles_new", "rejects_new")
    parts = [Part("began", row["started_at"]), Part("ended", row["ended_at"]), Part("version", row["code_version"])]
    parts += [Part(name.replace("_", " "), f"{counts[name]:,}") for name in shown if name in counts]
    parts += [Part("warning", text) for text in row.get("warnings") or ()]
    return replace(
        new_trace("run", row, run_id),
        summary=": ".join(filter(None, (f"a run, {row['status']}", row["message"]))),
        parts=tuple(parts),
        see=("wirecopy runs", f"wirecopy status --as-of {run_id}"),
    )
