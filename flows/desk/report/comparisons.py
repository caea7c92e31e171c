"""What an article made of another: the comparison of a run done afresh, in signals and word diffs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from flows.base.worddiff import Piece, diff_words
from flows.desk.explain.comparing import Aligned, Compared, Reading, compare_readings, make_reading
from flows.desk.explain.facts import Settings, read_settings
from flows.desk.explain.verdict import FEATURES, feature_note, needed, threshold_note, unweighed
from flows.desk.report.reading import ReportConfig, shown_pieces
from flows.store.engine import Connection, run_sql


@dataclass(frozen=True)
class Signal:
    """A weighed feature of a comparison: its value, 0 to 1, times its weight is what it adds to the score."""

    name: str
    note: str
    value: float
    weight: float
    adds: float


@dataclass(frozen=True)
class Stretch:
    """Two sentences that correspond, as pieces from the earlier article to the later."""

    pieces: Sequence[Piece]
    similarity: float
    is_same: bool


@dataclass(frozen=True)
class Weighing:
    """A comparison in figures and words: the signals, the score, what was needed, what else was looked at."""

    reason: str
    signals: Sequence[Signal]
    score: float
    threshold: str
    needed: str
    beside: Sequence[str]


@dataclass(frozen=True)
class Changes:
    """What an article made of the one before it: the comparison, sentences and quotations that align."""

    before_id: str
    after_id: str
    before_language: str | None
    after_language: str | None
    weighing: Weighing
    sentence_count: int
    quote_count: int
    stretches: Sequence[Stretch]
    changed_count: int


class ComparedPair(NamedTuple):
    """Two articles compared, the earlier first where their order is known."""

    before: Reading
    after: Reading
    compared: Compared
    weighing: Weighing

    def changes(self, config: ReportConfig) -> Changes:
        """Return what the later made of the earlier: of the sentences that align, those that changed."""
        aligned = (_stretch(pair, config) for pair in self.compared.sentences)
        changed = [one for one in aligned if not one.is_same]
        return Changes(
            self.before.article["article_id"],
            self.after.article["article_id"],
            self.before.article["language"],
            self.after.article["language"],
            self.weighing,
            len(self.compared.sentences),
            len(self.compared.quotes),
            changed[: config.stretches],
            len(changed),
        )


def compare_pairs(con: Connection, pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], ComparedPair]:
    """Return each pair of articles, by their ids, compared as a run does; every article is read once, all together."""
    wanted = list(dict.fromkeys(pairs))
    readings = _read_articles(con, sorted({article for pair in wanted for article in pair}))
    settings = read_settings(con)
    found = {}
    for pair in wanted:
        if pair[0] in readings and pair[1] in readings:
            before, after = readings[pair[0]], readings[pair[1]]
            compared = compare_readings(before, after, settings.matches)
            found[pair] = ComparedPair(before, after, compared, _weigh(compared, settings))
    return found


def _read_articles(con: Connection, ids: Sequence[str]) -> dict[str, Reading]:
    rows = {
        name: run_sql(con, f"report/{name}", parameters={"articles": list(ids)})
        for name in ("texts", "blocks", "quotes")
    }
    blocks, quotes = (_by_article(rows[name].to_pylist()) for name in ("blocks", "quotes"))
    articles = {row["article_id"]: row for row in rows["texts"].to_pylist()}
    return {name: make_reading(row, blocks.get(name, []), quotes.get(name, [])) for name, row in articles.items()}


def _by_article(rows: Iterable[Mapping[str, Any]]) -> dict[str, list[Mapping[str, Any]]]:
    found: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        found.setdefault(row["article_id"], []).append(row)
    return found


def _weigh(compared: Compared, settings: Settings) -> Weighing:
    signals = [
        Signal(
            FEATURES.get(part.feature, part.feature),
            feature_note(part, compared, settings.matches),
            part.value,
            part.weight,
            part.contribution,
        )
        for part in compared.parts
    ]
    return Weighing(
        compared.ruling.reason,
        signals,
        compared.score,
        threshold_note(compared),
        needed(compared, settings.matches),
        unweighed(compared),
    )


def _stretch(one: Aligned, config: ReportConfig) -> Stretch:
    pieces = diff_words(" ".join(one.a_text.split()), " ".join(one.b_text.split()))
    is_same = all(piece.kind == "same" for piece in pieces)
    return Stretch(shown_pieces(pieces, config.words), one.similarity, is_same)
