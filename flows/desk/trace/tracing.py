"""From what a person named to its trace."""

from dataclasses import replace
from pathlib import Path

from flows.base.errors import UserError
from flows.desk.trace.items import trace_claim, trace_place, trace_proposal, trace_quote
from flows.desk.trace.ledger import trace_file, trace_judgement, trace_reject, trace_run
from flows.desk.trace.naming import Target, find_target
from flows.desk.trace.pairs import trace_pair
from flows.desk.trace.proof import find_raw_folder
from flows.desk.trace.reading import Source
from flows.desk.trace.record import Trace
from flows.desk.trace.succession import find_successor
from flows.desk.trace.things import trace_actor, trace_article, trace_claim_group, trace_family, trace_utterance
from flows.store.engine import Connection
from flows.store.layout import Layout

_TRACERS = {
    "article": trace_article,
    "quote": trace_quote,
    "claim": trace_claim,
    "utterance": trace_utterance,
    "claim_group": trace_claim_group,
    "family": trace_family,
    "actor": trace_actor,
    "file": trace_file,
    "reject": trace_reject,
    "judgement": trace_judgement,
    "proposal": trace_proposal,
    "run": trace_run,
}


def trace(con: Connection, names: tuple[str, ...], warehouse: Path, raw: Path | None, as_of: str | None) -> Trace:
    """Return the trace of what one name means, or of what stands between two.

    What is gone is followed to its successor; UserError where there is none. `raw`: the folder of raw files, if it is
    not that of the last run.
    """
    if raw is not None and not raw.is_dir():
        raise UserError(f"{raw} is no folder. --raw names the folder of the raw files.")
    source = Source(con, find_raw_folder(con, raw))
    told = [_present(con, find_target(con, name), warehouse, as_of) for name in names]
    targets = [target for target, _ in told]
    notice = " ".join(filter(None, (text for _, text in told))) or None
    found = trace_pair(source, *targets) if len(targets) > 1 else _trace_one(source, targets[0])
    return replace(found, notice=notice or found.notice)


def _trace_one(source: Source, target: Target) -> Trace:
    if target.kind == "place":
        return trace_place(source, target.id, target.span or (0, 1))
    return _TRACERS[target.kind](source, target.id)


def _present(con: Connection, target: Target, warehouse: Path, as_of: str | None) -> tuple[Target, str | None]:
    """Return the target, or its successor where it is gone, with what to say of that."""
    if not target.is_gone:
        return target, None
    found = find_successor(con, Layout(warehouse), as_of, target)
    if found.target is None:
        raise UserError(found.told)
    return found.target, found.told
