"""Every figure of quotes that has a floor, each 0 to 1, more being better."""

from collections.abc import Sequence
from pathlib import Path

from benchmarks.speech.damage import KINDS, Damage, damage_documents, joint_f1, judge, set_aside
from benchmarks.speech.labelled import Labelled, SaidIn, find_said, read_labelled
from benchmarks.speech.score import FEW_WORDS, score_content, score_quoted

RATE = 0.2
SEEDS = (5, 6)
_SHORT = f"partial <{FEW_WORDS} words"


def measure(folder: Path) -> dict[str, float]:
    """Return the figures on the folder's dev set, and for canonical names on canonical16."""
    documents = read_labelled(folder, "dev")
    said = find_said(documents)
    named = read_labelled(folder, "canonical16")
    quoted, content = score_quoted(documents, said), score_content(documents, said)
    wanted, found = quoted.kinds.get(_SHORT, (0, 0))
    return {
        "quoted joint f1": quoted.joint.f1,
        "direct joint f1": score_quoted(documents, said, only_direct=True).joint.f1,
        "canonical joint f1": score_quoted(named, find_said(named)).canonical.f1,
        "content f1": content.content.f1,
        "content with source f1": content.with_source.f1,
        "partial under 4 words found": found / wanted if wanted else 1.0,
        "no speech not taken for it": 1 - quoted.scare_share,
        "of joint f1, one mark in 5 damaged": _left(documents, said, KINDS["mixed"](RATE)),
        "of joint f1, one mark in 5 dropped": _left(documents, said, KINDS["drop"](RATE)),
    }


def _left(documents: Sequence[Labelled], said: SaidIn, damage: Damage) -> float:
    """Return joint F1 of damaged copies as a share of that of the articles, the mean of several seeds."""
    clean = joint_f1(judge(documents, said))
    aside = set_aside(documents, said)
    reached = []
    for seed in SEEDS:
        damaged = damage_documents(aside, damage, seed)
        reached.append(joint_f1(judge(damaged, find_said(damaged, with_indirect=False))))
    return sum(reached) / len(reached) / clean if clean else 0.0
