"""Archives: every member becomes a record or a refusal of its own, and none can make the reader unfold for ever."""

import bz2
import gzip
import io
import stat
import tarfile
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.base.schemas.ledger import REJECT_REASONS
from flows.formats.read import ReadLimits, read_records
from flows.formats.records import Record, Refusal

TEXT = "Kaldvik, Monday\r\n\r\nThe bridge will open, the mayor said.\n"
PAGE = "<!doctype html><html><body><article>" + f"<p>{TEXT * 3}</p>" * 5 + "</article></body></html>"
LINES = '{"text": "The quay stays shut."}\nno json\n'


def zipped(members: dict[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def tarred(members: dict[str, bytes | str]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, content in members.items():
            data = content.encode() if isinstance(content, str) else content
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def read(content: bytes, limits: ReadLimits | None = None) -> list[tuple[str, str]]:
    """Return (place, format or reason) of all that the file holds."""
    found = list(read_records(content, limits or ReadLimits()))
    return [(one.raw_member, one.format if isinstance(one, Record) else one.reason) for one in found]


MEMBERS: dict[str, bytes | str] = {
    "2024/page.html": PAGE,
    "notes.txt": TEXT,
    "news.jsonl": LINES,
    "scan.png": b"\x89PNG\r\n\x1a\n",
    "empty.txt": b"",
}
FOUND = [
    ("2024/page.html", "html"),
    ("notes.txt", "txt"),
    ("news.jsonl!line 1", "json"),
    ("news.jsonl!line 2", "malformed"),
    ("scan.png", "binary"),
    ("empty.txt", "empty"),
]


@pytest.mark.parametrize(
    "pack", [zipped, tarred, lambda m: gzip.compress(tarred(m)), lambda m: gzip.compress(zipped(m))]
)
def test_every_member_gives_its_records_or_its_refusal(pack: object) -> None:
    assert read(pack(MEMBERS)) == FOUND  # type: ignore[operator]


def test_a_member_is_the_same_record_as_the_file_outside() -> None:
    (inside,) = read_records(zipped({"a.txt": TEXT}))
    (outside,) = read_records(TEXT.encode())
    assert isinstance(inside, Record)
    assert isinstance(outside, Record)
    assert inside._replace(raw_member="", container=None) == outside
    assert (inside.raw_member, inside.container) == ("a.txt", "zip")


def test_archives_in_archives_are_read_and_their_places_named() -> None:
    inner = zipped({"b.txt.gz": gzip.compress(TEXT.encode())})
    (found,) = read_records(gzip.compress(tarred({"in.zip": inner})))
    assert isinstance(found, Record)
    assert (found.raw_member, found.container, found.text) == ("in.zip!b.txt.gz", "tar", TEXT)


def test_archives_nested_too_deeply_are_refused() -> None:
    content = TEXT.encode()
    for _ in range(6):
        content = zipped({"a.zip": content})
    ((place, reason),) = read(content)
    assert (place.count("!"), reason) == (5, "nested_too_deeply")


def test_names_that_point_elsewhere_are_only_names() -> None:
    names = ["../../etc/passwd", "/tmp/a.txt", "C:\\a.txt", "new\nline.txt", "a" * 300, "x;rm -rf .txt"]
    found = read(zipped(dict.fromkeys(names, TEXT)))
    assert [place for place, _ in found] == [name.replace("\\", "\\\\") for name in names]
    assert {kind for _, kind in found} == {"txt"}


def test_members_of_one_name_are_told_apart() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", TEXT)
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("a.txt", TEXT + "More.")
    assert read(out.getvalue()) == [("a.txt", "txt"), ("a.txt#2", "txt")]


def test_hidden_files_and_folders_are_passed_over_as_in_a_folder() -> None:
    content = zipped(
        {".DS_Store": b"x", "__MACOSX/._a.txt": b"x", "in/.hidden/a.txt": b"x", "in/": b"", "./b.txt": TEXT}
    )
    assert read(content) == [("./b.txt", "txt")]


def test_an_archive_without_files_says_so() -> None:
    assert read(zipped({})) == [("", "no_text")]
    assert read(tarred({"folder/.x": b""})) == [("", "no_text")]


def test_a_bomb_is_refused_before_it_unfolds() -> None:
    bomb = zipped({"a.txt": TEXT, "bomb.txt": bytes(64 * 2**20), "b.txt": TEXT})
    assert read(bomb)[:2] == [("a.txt", "txt"), ("bomb.txt", "too_large")]
    assert [reason for _, reason in read(gzip.compress(bytes(64 * 2**20)))] == ["too_large"]
    many = zipped({f"{number}.txt": bytes(2**20) for number in range(40)})
    assert "too_large" in {reason for _, reason in read(many)}


def test_more_members_than_allowed_are_not_read_and_that_is_told() -> None:
    content = {f"{number}.txt": TEXT for number in range(5)}
    limits = ReadLimits(max_members=3)
    for packed in (zipped(dict(content)), tarred(dict(content))):
        assert read(packed, limits)[3:] == [("", "too_large")]


def test_a_damaged_member_costs_only_itself() -> None:
    content = bytearray(zipped({"a.txt": TEXT, "b.txt": TEXT + "b", "c.txt": TEXT}, zipfile.ZIP_STORED))
    content[content.index(b"said.\nb") + 1] ^= 0xFF
    assert read(bytes(content)) == [("a.txt", "txt"), ("b.txt", "bad_compression"), ("c.txt", "txt")]


def test_an_encrypted_member_is_named_as_such() -> None:
    content = bytearray(zipped({"a.txt": TEXT}))
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    assert read(bytes(content)) == [("a.txt", "encrypted")]


@pytest.mark.parametrize("pack", [zipped, tarred, lambda m: gzip.compress(tarred(m))])
def test_a_cut_archive_is_told_to_be_cut(pack: object) -> None:
    content = pack({"a.txt": TEXT, "b.txt": TEXT * 40})  # type: ignore[operator]
    found = read(content[: 2500 if len(content) > 10_000 else len(content) // 2])
    assert found[-1][1] in ("truncated", "bad_compression")


def test_links_and_devices_in_archives_are_no_files() -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        link = tarfile.TarInfo("link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
        fifo = tarfile.TarInfo("fifo")
        fifo.type = tarfile.FIFOTYPE
        archive.addfile(fifo)
    assert read(out.getvalue()) == [("link", "not_a_file"), ("fifo", "not_a_file")]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as zipped_link:
        info = zipfile.ZipInfo("link")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        zipped_link.writestr(info, "/etc/passwd")
    assert read(packed.getvalue()) == [("link", "not_a_file")]


def test_names_that_are_no_utf8_are_kept_readable() -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", encoding="latin-1", format=tarfile.USTAR_FORMAT) as archive:
        info = tarfile.TarInfo("caf\xe9.txt")
        info.size = len(TEXT)
        archive.addfile(info, io.BytesIO(TEXT.encode()))
    assert read(out.getvalue()) == [("caf\\xe9.txt", "txt")]


@pytest.mark.parametrize(
    ("members", "word"),
    [
        ({"xl/workbook.xml": "<x/>"}, "Excel"),
        ({"META-INF/container.xml": "<x/>"}, "EPUB"),
        ({"META-INF/manifest.xml": "<x/>"}, "Open"),
    ],
)
def test_packages_of_other_programs_are_named(members: dict[str, bytes | str], word: str) -> None:
    (found,) = read_records(zipped(members))
    assert isinstance(found, Refusal)
    assert found.reason == "unsupported"
    assert word in found.detail


def test_compressions_that_are_not_read_are_named() -> None:
    assert read(bz2.compress(TEXT.encode())) == [("", "unsupported")]


ARCHIVES = [zipped(MEMBERS), tarred(MEMBERS), gzip.compress(tarred(MEMBERS)), gzip.compress(LINES.encode())]


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(ARCHIVES),
    st.lists(st.tuples(st.integers(0, 40_000), st.binary(min_size=1, max_size=6)), max_size=4),
)
def test_a_damaged_archive_never_raises(content: bytes, changes: list[tuple[int, bytes]]) -> None:
    damaged = bytearray(content)
    for at, new in changes:
        place = at % len(damaged)
        damaged[place : place + len(new)] = new
    for found in read_records(bytes(damaged)):
        assert isinstance(found, Record) or found.reason in REJECT_REASONS


ENGLISH = "The quay at Kaldvik stays shut, the harbour master said on Monday.\n"
THREE: dict[str, bytes | str] = {f"{name}.txt": f"{ENGLISH}This is text {name}." for name in "abc"}


def test_a_damaged_header_in_a_tar_is_told_and_the_members_behind_it_are_read() -> None:
    content = bytearray(tarred(dict(THREE)))
    content[1024 + 10] ^= 0xFF
    assert read(bytes(content)) == [("a.txt", "txt"), ("c.txt", "txt"), ("", "malformed")]


@pytest.mark.parametrize("length", [1024, 1024 + 100, 1024 + 512 + 30])
def test_a_tar_that_is_cut_anywhere_says_so(length: int) -> None:
    found = read(tarred(dict(THREE))[:length])
    assert found[0] == ("a.txt", "txt")
    assert "truncated" in {reason for _, reason in found}


def test_archives_one_after_the_other_are_all_read() -> None:
    first, second = tarred({"a.txt": THREE["a.txt"]}), tarred({"b.txt": THREE["b.txt"]})
    assert read(first + second) == [("a.txt", "txt"), ("b.txt", "txt")]
    assert read(gzip.compress(first) + gzip.compress(second)) == [("a.txt", "txt"), ("b.txt", "txt")]


def test_a_wrong_checksum_behind_a_tar_is_noticed() -> None:
    content = bytearray(gzip.compress(tarred(dict(THREE))))
    content[-6] ^= 0xFF
    assert ("", "bad_compression") in read(bytes(content))


def test_bytes_before_a_zip_are_told_to_be_unread() -> None:
    found = read(zipped({"lost.txt": ENGLISH}) + zipped({"a.txt": ENGLISH}))
    assert found == [("", "malformed"), ("a.txt", "txt")]


def test_names_that_look_like_a_numbered_one_stay_apart() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", ENGLISH)
        archive.writestr("a.txt#2", ENGLISH)
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("a.txt", ENGLISH)
    assert [place for place, _ in read(out.getvalue())] == ["a.txt", "a.txt\\x232", "a.txt#2"]


def test_a_name_cannot_pretend_to_be_a_place_within_another_member() -> None:
    inner = zipped({"b": ENGLISH})
    assert read(zipped({"a": inner, "a!b": ENGLISH})) == [("a!b", "txt"), ("a\\x21b", "txt")]


@pytest.mark.parametrize("name", ["", "\0", "line 3", "\\xff", "..", "/", "\x1b[2J"])
def test_a_member_of_any_name_has_a_place_of_its_own(name: str) -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for _ in range(2):
            info = tarfile.TarInfo(name)
            info.size = len(ENGLISH.encode())
            archive.addfile(info, io.BytesIO(ENGLISH.encode()))
    places = [place for place, _ in read(out.getvalue())]
    assert len(set(places)) == len(places) == 2
    assert "" not in places


def test_a_member_that_gives_nothing_is_told() -> None:
    assert read(zipped({"blank.csv": "title,text,date,author\n,,,\n", "a.txt": ENGLISH})) == [
        ("blank.csv", "no_text"),
        ("a.txt", "txt"),
    ]
