"""What a worker process does with a batch of raw files: bytes to articles and blocks, written as it goes on."""

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from flows.base.ids import article_id, bytes_sha256
from flows.base.outlets import with_one_name
from flows.base.schemas.local import ARTICLES, BLOCKS
from flows.formats.limits import ReadLimits
from flows.formats.read import read_records
from flows.formats.records import Record, Refusal
from flows.stages.articles import Parsed, parse_article
from flows.store.layout import Layout
from flows.store.parts import Parts, write_part
from flows.store.rawfiles import CHANGED, Opened, RawFile, file_sha256, opened, size_of
from flows.store.settings import Settings

Place = tuple[str, str]

# An archive of any size is parsed in lots of about this much text, so that memory stays bounded.
_LOT_CHARS = 16_000_000
_LOT_ARTICLES = 2_000


class FileOutcome(NamedTuple):
    """What reading one raw file gave: (article_id, raw_member) of each article in it, and what was refused."""

    raw_path: str
    raw_sha256: str | None
    size_bytes: int | None
    format: str | None
    places: tuple[Place, ...]
    refusals: tuple[Refusal, ...]
    beside_sha256: str | None

    @property
    def is_sidecar(self) -> bool:
        """Tell whether the file says something of articles and holds none itself: metadata.csv, judgements.csv."""
        return self.format in ("metadata", "judgements")


class ParsedBatch(NamedTuple):
    """Parts with the batch's articles and blocks, in lots, each article once; and the outcome of each of its files."""

    lots: list[Parts]
    outcomes: list[FileOutcome]


class ParseTask(NamedTuple):
    """A batch of files to parse. `skipped` are places, (raw_path, raw_member), that killed an earlier attempt."""

    layout: Layout
    name: str
    files: list[RawFile]
    limits: ReadLimits
    skipped: Mapping[Place, Refusal]
    settings: Settings = Settings()

    @property
    def sign(self) -> Path:
        """The file that names the place being read: a sign of life, and what to blame for a death."""
        return self.layout.scratch / f"{self.name}.at"


def place_of_sign(sign: str) -> Place:
    """Return the place that a sign of life names."""
    raw_path, member, _ = json.loads(sign)
    return raw_path, member


@dataclass
class _Reporter:
    """Tells where the work stands, each time with a new number: silence means that it hangs."""

    task: ParseTask
    count: int = 0

    def at(self, raw_path: str, member: str) -> Refusal | None:
        """Note the place; return the refusal that stands for it if it has killed an attempt before."""
        self.count += 1
        # A full disk will be told by what is written for good.
        with suppress(OSError):
            self.task.sign.write_text(json.dumps([raw_path, member, self.count]), "utf-8")
        return self.task.skipped.get((raw_path, member))


@dataclass
class _Lots:
    """The articles parsed so far, each once, written as parts whenever they have become many."""

    task: ParseTask
    written: list[Parts] = field(default_factory=list)
    waiting: list[Parsed] = field(default_factory=list)
    chars: int = 0
    known: set[str] = field(default_factory=set)

    def add(self, parsed: Parsed) -> None:
        """Take an article that is not known yet."""
        self.known.add(parsed.article["article_id"])
        self.waiting.append(parsed)
        self.chars += len(parsed.article["text"])
        if self.chars >= _LOT_CHARS or len(self.waiting) >= _LOT_ARTICLES:
            self.write()

    def write(self) -> None:
        """Write what is waiting as a lot."""
        if self.waiting:
            name = f"{self.task.name}-{len(self.written):04d}"
            articles = ARTICLES.of(one.article for one in self.waiting)
            blocks = BLOCKS.of(block for one in self.waiting for block in one.blocks)
            tables = {"articles": articles, "blocks": blocks}
            self.written.append(
                {table: write_part(self.task.layout, table, rows, name) for table, rows in tables.items()}
            )
        self.waiting, self.chars = [], 0


def parse_files(task: ParseTask) -> ParsedBatch:
    """Read the files and write their articles and blocks as parts; what each file gave stands in its outcome."""
    lots, reporter = _Lots(task), _Reporter(task)
    outcomes = [_parse_file(file, task, lots, reporter) for file in task.files]
    lots.write()
    return ParsedBatch(lots.written, outcomes)


def _parse_file(file: RawFile, task: ParseTask, lots: _Lots, reporter: _Reporter) -> FileOutcome:
    refused = reporter.at(file.raw_path, "") or file.refusal
    if refused is not None:
        return refused_file(file, refused)
    with opened(file.path) as raw:
        if isinstance(raw, Refusal):
            return refused_file(file, raw)
        return _parse_opened(file, raw, task, lots, reporter)


def _parse_opened(file: RawFile, raw: Opened, task: ParseTask, lots: _Lots, reporter: _Reporter) -> FileOutcome:
    places: list[Place] = []
    refusals: list[Refusal] = []
    kind = None
    for found in _records(file, raw, task.limits, reporter):
        if isinstance(found, Refusal):
            refusals.append(found)
            continue
        kind = found.container or found.format
        article = article_id(found.raw_sha256)
        if article not in lots.known:
            parsed = _parse_record(found._replace(beside=file.beside), file, task, reporter)
            if isinstance(parsed, Refusal):
                refusals.append(parsed)
                continue
            lots.add(parsed)
        places.append((article, found.raw_member))
    if raw.has_changed():
        return refused_file(file, CHANGED)
    if not places and not refusals:
        refusals.append(Refusal("", "no_text", "no record in the file"))
    beside = beside_sha256(file)
    return FileOutcome(file.raw_path, raw.sha256, raw.size_bytes, kind, tuple(places), tuple(refusals), beside)


def _records(file: RawFile, raw: Opened, limits: ReadLimits, reporter: _Reporter) -> Iterator[Record | Refusal]:
    """Yield what the file holds; an error of the disk while it is read ends it with a refusal."""
    try:
        yield from read_records(raw.content, limits, lambda member: reporter.at(file.raw_path, member))
    except OSError as error:
        yield Refusal("", "unreadable", error.strerror or "cannot be read")


def _parse_record(record: Record, file: RawFile, task: ParseTask, reporter: _Reporter) -> Parsed | Refusal:
    if len(record.text) > task.limits.max_text_chars:
        detail = f"{len(record.text):,} characters; an article has at most {task.limits.max_text_chars:,}"
        return Refusal(record.raw_member, "too_large", detail)
    if not record.raw_member:
        return _as_set(parse_article(record), record, task.settings)
    parsed = reporter.at(file.raw_path, record.raw_member) or _as_set(parse_article(record), record, task.settings)
    # What is read next is the file's affair again, not this record's.
    reporter.at(file.raw_path, "")
    return parsed


def _as_set(parsed: Parsed | Refusal, record: Record, settings: Settings) -> Parsed | Refusal:
    """Return the article with its outlets under their one names, or a refusal if its language is left out."""
    if isinstance(parsed, Refusal):
        return parsed
    language = parsed.article["language"]
    if settings.is_unwanted(language):
        detail = f"in {language}, which wirecopy.toml leaves out"
        return Refusal(record.raw_member, "unwanted_language", detail)
    return parsed._replace(article=with_one_name(parsed.article, settings.outlets)) if settings.outlets else parsed


def refused_file(file: RawFile, refusal: Refusal) -> FileOutcome:
    """Return the outcome of a file that is refused whole; its sha256, if it has one, tells when it is another.

    What could not be read as it stands has none, whatever it is by now: so the next run takes it up again.
    """
    is_unread = file.refusal is not None or refusal.reason in ("unreadable", CHANGED.reason)
    sha256 = None if is_unread else file_sha256(file.path)
    return FileOutcome(file.raw_path, sha256, size_of(file), None, (), (refusal,), beside_sha256(file))


def beside_sha256(file: RawFile) -> str | None:
    """Return a hash of what a metadata.csv says of the file, null where none speaks of it."""
    said = [value for value in file.beside if value]
    return bytes_sha256(json.dumps(said).encode()) if said else None
