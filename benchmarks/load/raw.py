"""Raw files of generated news, by seed: files of one article, or JSON Lines of many."""

import itertools
import json
from pathlib import Path

from benchmarks.planted import Plan, Planted, generate

ARTICLES_PER_FOLDER = 1_000


def write_files(raw: Path, plan: Plan, first: int = 0, last: int | None = None) -> int:
    """Write the articles of the plan from `first` to before `last`, a text file each, and return how many."""
    count = 0
    for article in itertools.islice(generate(plan), first, last):
        folder = raw / f"{article.number // ARTICLES_PER_FOLDER:04d}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{article.number:07d}.txt").write_text(article.text, encoding="utf-8")
        count += 1
    return count


def write_json_lines(raw: Path, plan: Plan, articles_per_file: int) -> int:
    """Write the articles of the plan as JSON Lines of so many, and return how many files."""
    raw.mkdir(parents=True, exist_ok=True)
    files = itertools.groupby(generate(plan), lambda article: article.number // articles_per_file)
    count = 0
    for number, articles in files:
        lines = (json.dumps(_record(article)) + "\n" for article in articles)
        (raw / f"{number:05d}.jsonl").write_text("".join(lines), encoding="utf-8")
        count += 1
    return count


def _record(article: Planted) -> dict[str, str | int]:
    title, _, text = article.text.partition("\n")
    return {
        "id": article.number,
        "title": title,
        "text": text.lstrip("\n"),
        "outlet": article.outlet,
        "published": article.published_on,
    }
