"""Quality of quotes on labelled articles: quoted and direct speech, names, attributions, and how sure each rule is.

python -m benchmarks.speech FOLDER [--set dev|tune|canonical16] [--rules] [--errors]
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.speech.labelled import SETS, Labelled, SaidIn, find_said, read_labelled
from benchmarks.speech.score import (
    ContentScore,
    QuotedScore,
    Rates,
    Verdict,
    calibrate,
    judge_quoted,
    score_content,
    score_quoted,
)
from flows.stages.quotes.linking import CONFIDENCE


def show(found: Rates) -> str:
    """Return the three in per cent."""
    return f"P {100 * found.precision:.1f} R {100 * found.recall:.1f} F {100 * found.f1:.1f}"


def _quoted_lines(name: str, score: QuotedScore) -> Iterator[str]:
    yield f"{name:<8} span {show(score.span)}   joint {show(score.joint)}"
    if score.canonical.recall:
        yield f"{name:<8} canonical right of those found {score.canonical_share:.1%}   joint {show(score.canonical)}"


def _content_lines(score: ContentScore) -> Iterator[str]:
    yield f"content  {show(score.content)}   with its source {show(score.with_source)}"
    for kind, (wanted, found, right) in score.kinds.items():
        yield f"  {kind:<9} {wanted:>5}  found {found / wanted:.1%}  with its source {right / wanted:.1%}"


def _rule_lines(documents: Sequence[Labelled], said: SaidIn) -> Iterator[str]:
    yield "rule             rows  speech  with the right source  claimed"
    for one in calibrate(documents, said):
        shares = f"{one.speech / one.rows:>7.3f} {one.right / one.rows:>23.3f}"
        yield f"{one.rule:<14} {one.rows:>6} {shares} {CONFIDENCE.get(one.rule, 0):>8.2f}"


def _error_lines(documents: Sequence[Labelled], said: SaidIn) -> Iterator[str]:
    for document in documents:
        for one in judge_quoted(document, said[document.id]):
            if not one.is_right:
                yield f"{document.id}: {describe(document, one)}"


def describe(document: Labelled, verdict: Verdict) -> str:
    """Return what is wrong, with the words: missed, not wanted, or of another source."""
    stretch = verdict.wanted or verdict.found
    words = document.text[stretch.start : stretch.end][:90] if stretch else ""
    if verdict.wanted is None or verdict.found is None:
        return f"{'missed' if verdict.wanted else 'not wanted'}: {words!r}"
    source = verdict.found.source.words if verdict.found.source else None
    return f"source {source!r} for {[one.words for one in verdict.wanted.sources]}: {words!r}"


def main() -> None:
    """Print the scores of each set asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--set", choices=SETS, action="append", dest="sets", help="all, if not given")
    parser.add_argument("--rules", action="store_true", help="precision of each rule beside what it claims")
    parser.add_argument("--errors", action="store_true", help="every quoted stretch that went wrong")
    asked = parser.parse_args()
    for name in asked.sets or SETS:
        documents = read_labelled(asked.folder, name)
        said = find_said(documents)
        quoted = score_quoted(documents, said)
        lines = [f"\n{name}: {len(documents)} articles", *_quoted_lines("quoted", quoted)]
        lines += _quoted_lines("direct", score_quoted(documents, said, only_direct=True))
        lines += [
            f"  {kind:<17} {wanted:>5}  found {found / wanted:.1%}" for kind, (wanted, found) in quoted.kinds.items()
        ]
        lines += [f"  no speech, but taken for it: {quoted.scare_share:.1%}"]
        if any(document.attributions for document in documents):
            lines += _content_lines(score_content(documents, said))
        lines += _rule_lines(documents, said) if asked.rules else ()
        lines += _error_lines(documents, said) if asked.errors else ()
        sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
