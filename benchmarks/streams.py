"""Memory and speed of reading long files as streams: a file eight times as long must not take more memory.

python -m benchmarks.streams [MEGABYTES]

JSON Lines, gzipped WARC and a ZIP of pages, made of the sample's own texts, parsed into parts by one worker process.
The floor beside them is decompressing and hashing the same file.
"""

import gzip
import hashlib
import io
import json
import multiprocessing
import re
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, cast

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from benchmarks.speed import make_texts
from flows.formats.limits import ReadLimits
from flows.pipeline.parse_job import ParseTask, parse_files
from flows.store.layout import Layout
from flows.store.rawfiles import find_raw_files

_MEGABYTE = 2**20


def _pages() -> Iterator[tuple[int, str]]:
    """Yield pages without end, no two alike."""
    texts = make_texts(200)
    number = 0
    while True:
        number += 1
        paragraphs = "".join(f"<p>{line}</p>" for line in texts[number % len(texts)].split("\n\n"))
        yield number, f"<html><body><article><h1>Story {number}</h1>{paragraphs}</article></body></html>"


def write_json_lines(file: BinaryIO, size: int) -> None:
    """Write so many bytes of JSON Lines."""
    texts = make_texts(200)
    number = 0
    while file.tell() < size:
        number += 1
        record = {"title": f"Story {number}", "text": f"{texts[number % len(texts)]}\n\nNumber {number}."}
        file.write(json.dumps(record).encode() + b"\n")


def write_warc(file: BinaryIO, size: int) -> None:
    """Write a WARC of pages with so many bytes of content."""
    writer = WARCWriter(file, gzip=True)
    written = 0
    for number, page in _pages():
        content = page.encode()
        headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
        address = f"https://example.org/{number}"
        writer.write_record(writer.create_warc_record(address, "response", io.BytesIO(content), http_headers=headers))
        written += len(content)
        if written >= size:
            return


def write_zip(file: BinaryIO, size: int) -> None:
    """Write a ZIP of pages with so many bytes of content."""
    written = 0
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, page in _pages():
            archive.writestr(f"{number}.html", page)
            written += len(page)
            if written >= size:
                return


WRITERS: dict[str, Callable[[BinaryIO, int], None]] = {
    "news.jsonl": write_json_lines,
    "crawl.warc.gz": write_warc,
    "pages.zip": write_zip,
}


def _parse(folder: Path, answer: "multiprocessing.Queue[tuple[int, float, float]]") -> None:
    """Parse the folder; answer with the articles, CPU-seconds and mebibytes of memory that it took."""
    layout = Layout(folder / "warehouse")
    layout.make_folders()
    task = ParseTask(layout, "batch", find_raw_files(folder / "raw", layout.root), ReadLimits(), {})
    before = _peak_megabytes()
    begin = time.process_time()
    parsed = parse_files(task)
    took = time.process_time() - begin
    memory = _peak_megabytes() - before
    answer.put((sum(len(outcome.places) for outcome in parsed.outcomes), took, memory))


def _peak_megabytes() -> float:
    """Return the greatest resident memory of this process; getrusage would count that of the one that started it."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return int(found[1]) / 1024 if found else 0.0


def _measure(name: str, size: int) -> tuple[int, float, float, float]:
    """Return articles, CPU-seconds, mebibytes, and the CPU-seconds of unpacking and hashing the file."""
    context = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "raw" / name
        path.parent.mkdir()
        with path.open("wb") as file:
            WRITERS[name](file, size)
        begin = time.process_time()
        with gzip.open(path) if name.endswith(".gz") else path.open("rb") as packed:
            hashlib.file_digest(cast(io.BufferedReader, packed), "sha256")
        floor = time.process_time() - begin
        answer: multiprocessing.Queue[tuple[int, float, float]] = context.Queue()
        process = context.Process(target=_parse, args=(Path(place), answer))
        process.start()
        articles, took, memory = answer.get()
        process.join()
    return articles, took, memory, floor


def main() -> None:
    """Print a line for each kind of file and each of two lengths."""
    megabytes = int(sys.argv[1]) if len(sys.argv) > 1 else 64
    for name in WRITERS:
        for size in (megabytes // 8, megabytes):
            articles, took, memory, floor = _measure(name, size * _MEGABYTE)
            sys.stdout.write(
                f"{name:<14} {size:>5} MB {articles:>8,} articles {articles / took:>7,.0f} /CPU-s "
                f"{took / max(floor, 0.001):>8,.0f} x unpacking and hashing {memory:>7,.0f} MB more memory\n"
            )


if __name__ == "__main__":
    main()
