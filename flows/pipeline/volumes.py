"""Whether a run's volumes are believable beside what the warehouse holds: a collapse fails, a jump is told.

Pure: counts in, findings out. A share or a rate that fell is only held against the run if chance does not explain it:
by Chernoff's bound the probability of so few, were the true rate no less than the least that is let pass, must be below
`chance`. So a handful of files never trips it, and no minimum has to be guessed for each measure.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import NamedTuple

# Rows shown with a finding.
_SHOWN = 5
# Of fewer runs no one can say what is usual.
_FEWEST_RUNS = 3


@dataclass(frozen=True)
class VolumesConfig:
    """What is taken for a collapse, and what for a jump. Let through with `wirecopy run --accept-volumes`.

    `most_gone`, `fewest_gone`: a run in which more than this share of the known files are gone, and no fewer than so
    many, fails, if no others came in their place: a folder that holds one day's files loses all every day and has as
    many as before; a mount that failed has none.
    `all_gone`: where nothing at all is left, so few known files are enough: an empty RAW is hardly ever meant.
    `least_rate`: a rate among what is new that has fallen below half of the rate before fails. Sources differ in what
    they say by that much and more, a broken reader leaves next to nothing (data teams commonly let row counts fall by
    10 to 20 percent; for rates over one run's mixture of sources that would fire at every new source).
    `fewest_before`: a rate over fewer is not yet known well enough to hold anything against it: at 50, the error of a
    rate of one half is 14 percent of it (two standard errors: 28), still within what `least_rate` lets pass.
    `chance`: ten measures in each of a hundred runs a day make 365,000 trials a year: one false alarm in three years.
    `dispersion`: variance of the quotes and claims per article over their squared mean. It is about 1: a brief has
    two, a long report sixty.
    `most_fallen`, `fewest_rows`: a table of at least so many rows that has lost more than this share of them fails,
    unless the warehouse has no more than `fewest_before` articles: there one article withdrawn may be as much.
    `jump`: rates that have more than doubled, and rejects of one reason where twice its share before, at least
    `least_reason` of the files read, is too few to explain them, are told as warnings.
    `jump_articles`, `fewest_jump`, `usual_runs`: as many times the articles of the usual run, which is the median of
    the last runs that brought any, and no fewer than so many, are told.
    """

    most_gone: float = 0.2
    fewest_gone: int = 20
    all_gone: int = 5
    least_rate: float = 0.5
    fewest_before: int = 50
    chance: float = 1e-6
    dispersion: float = 1.0
    most_fallen: float = 0.2
    fewest_rows: int = 100
    jump: float = 2.0
    least_reason: float = 0.02
    jump_articles: float = 10.0
    fewest_jump: int = 100
    usual_runs: int = 10


class Tally(NamedTuple):
    """So many of `total` have something, or hold so many of it."""

    found: int
    total: int

    def plus(self, other: "Tally") -> "Tally":
        """Return both together."""
        return Tally(self.found + other.found, self.total + other.total)


# A measure's tallies by what it differs by for good reasons: the kind of file, the format, the language.
Tallies = Mapping[str, Tally]


class Finding(NamedTuple):
    """A measure that is not believable: what it was and is, what would have been let pass, and whose rows show it."""

    measure: str
    before: str
    now: str
    limit: str
    is_collapse: bool
    sample: tuple[str, ...] = ()

    def __str__(self) -> str:
        return printable(f"{self.measure}: {self.now} now, {self.before} before, limit {self.limit}")


def printable(text: str) -> str:
    """Return the text with every character that a terminal might obey, as a file's name may have them, as its code."""
    return "".join(sign if sign.isprintable() else f"\\u{ord(sign):04x}" for sign in text)


def find_gone(removed: Sequence[str], known: int, present: int, config: VolumesConfig) -> list[Finding]:
    """Return what is to be said of the files that are gone, of so many known before; `present` are there now."""
    count = len(removed)
    is_empty = known >= config.all_gone and count == known and not present
    lost = min(count, known - present)
    if not is_empty and (lost < config.fewest_gone or lost <= config.most_gone * known):
        return []
    limit = f"{config.most_gone:.0%} of them"
    return [Finding("files gone", f"{known:,} known", f"{count:,} gone", limit, True, tuple(removed[:_SHOWN]))]


def find_empty_folders(removed: Iterable[str], left: Iterable[str], config: VolumesConfig) -> list[Finding]:
    """Return a warning for each folder that held many files and now holds none, below it neither."""
    gone: dict[str, list[str]] = {}
    for path in removed:
        gone.setdefault(_top(path), []).append(path)
    standing = {_top(path) for path in left}
    return [
        Finding(
            f"files in {folder}", f"{len(paths):,}", "none", "a folder that keeps some", False, tuple(paths[:_SHOWN])
        )
        for folder, paths in sorted(gone.items())
        if folder and folder not in standing and len(paths) >= config.fewest_gone
    ]


def _top(path: str) -> str:
    return path.partition("/")[0] if "/" in path else ""


def find_fallen_tables(before: Mapping[str, int], now: Mapping[str, int], config: VolumesConfig) -> list[Finding]:
    """Return the tables that have lost too many of the rows that they had."""
    return [
        Finding(f"rows of {table}", f"{rows:,}", f"{now.get(table, 0):,}", f"-{config.most_fallen:.0%}", True)
        for table, rows in sorted(before.items())
        if rows >= config.fewest_rows and now.get(table, 0) < (1 - config.most_fallen) * rows
    ]


def find_share_fall(measure: str, before: Tallies, now: Tallies, config: VolumesConfig) -> list[Finding]:
    """Return the finding that fewer of the new ones have something than their likes before, if so."""
    expected, found = _compared(before, now, config)
    share = expected.found / expected.total if expected.total else 0.0
    least = config.least_rate * share
    if binomial_bound(found.found, found.total, least) >= config.chance:
        return []
    return [Finding(measure, f"{share:.1%}", _share(found), f"{least:.1%}", True)]


def find_rate_change(measure: str, before: Tallies, now: Tallies, config: VolumesConfig) -> list[Finding]:
    """Return the finding that the new ones hold far fewer of something each than their likes before, or far more."""
    expected, found = _compared(before, now, config)
    if not expected.total:
        return []
    rate = expected.found / expected.total
    # Counts of this kind scatter more than Poisson's: so many of them say as much as one that is independent.
    spread = 1 + config.dispersion * rate
    least, most = config.least_rate * expected.found, config.jump * expected.found
    said = f"{rate:.2f}", f"{found.found / found.total:.2f} ({found.found:,} in {found.total:,})"
    if found.found < least and poisson_bound(found.found / spread, least / spread) < config.chance:
        return [Finding(measure, *said, f"{config.least_rate * rate:.2f}", True)]
    if found.found > most and poisson_bound(found.found / spread, most / spread) < config.chance:
        return [Finding(measure, *said, f"{config.jump * rate:.2f}", False)]
    return []


def find_sudden_reasons(
    before: Mapping[str, int], known: int, now: Mapping[str, int], read: int, config: VolumesConfig
) -> list[Finding]:
    """Return a warning for each reason by which far more of the files read are rejected than of those known before."""
    found = []
    for reason, count in sorted(now.items()):
        share = before.get(reason, 0) / known if known else 0.0
        most = max(config.jump * share, config.least_reason)
        # The same bound on the other side: how many are not rejected.
        if binomial_bound(read - min(count, read), read, 1 - min(most, 1.0)) < config.chance:
            said = _share(Tally(count, read))
            found.append(Finding(f"rejects for {reason}", f"{share:.1%}", said, f"{most:.1%}", False))
    return found


def find_jump(arrived: int, history: Sequence[int], config: VolumesConfig) -> list[Finding]:
    """Return a warning if far more articles arrived than in the runs before; they are given oldest first."""
    usual = [count for count in history if count][-config.usual_runs :]
    if len(usual) < _FEWEST_RUNS or arrived < config.fewest_jump or arrived <= config.jump_articles * median(usual):
        return []
    limit = config.jump_articles * median(usual)
    return [Finding("new articles", f"{median(usual):,.0f} in the usual run", f"{arrived:,}", f"{limit:,.0f}", False)]


def _compared(before: Tallies, now: Tallies, config: VolumesConfig) -> tuple[Tally, Tally]:
    """Return what is expected of the new ones if each group keeps its rate, and what was found, over these."""
    expected, found = 0.0, Tally(0, 0)
    for group, tally in now.items():
        known = before.get(group, Tally(0, 0))
        if known.total >= config.fewest_before:
            expected += tally.total * known.found / known.total
            found = found.plus(tally)
    return Tally(round(expected), found.total), found


def _share(tally: Tally) -> str:
    return f"{tally.found / tally.total:.1%} ({tally.found:,} of {tally.total:,})"


def binomial_bound(found: int, total: int, share: float) -> float:
    """Return an upper bound of the probability of so few or fewer of `total` when each has it with this probability.

    Chernoff's bound, exp(-n D(k/n || p)); 1 where no fewer were found than expected.
    """
    if total == 0 or found >= share * total:
        return 1.0
    if share >= 1.0:
        return 0.0
    part = found / total
    gain = part * math.log(part / share) if found else 0.0
    return math.exp(-total * (gain + (1 - part) * math.log((1 - part) / (1 - share))))


def poisson_bound(found: float, expected: float) -> float:
    """Return an upper bound of the probability of a count so far from the expected one, or farther on that side.

    Chernoff's bound for Poisson's distribution, exp(-(l - k + k ln(k/l))).
    """
    if expected <= 0:
        return 1.0
    return math.exp(-(expected - found + (found * math.log(found / expected) if found else 0.0)))
