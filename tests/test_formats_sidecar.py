"""metadata.csv: each row is used, or refused with its line; nothing in it is guessed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.formats.records import Metadata, Refusal
from flows.formats.tables.sidecar import SidecarRow, is_sidecar, is_sidecar_name, read_sidecar

HEADER = "path,outlet,published_on,url,byline,credit_line\n"


def read_all(text: str) -> list[SidecarRow | Refusal]:
    return read_sidecar(text.encode())


def read_one(row: str) -> SidecarRow:
    (found,) = read_all(HEADER + row)
    assert isinstance(found, SidecarRow), found
    return found


def test_each_column_fills_its_field_with_its_evidence() -> None:
    row = "2025/a.txt,Harbour Echo,2025-11-13,https://echo.example/a,Mara Lindqvist; Tomas Okoro,From Northwire\n"
    assert read_one(row) == SidecarRow(
        "2025/a.txt",
        2,
        Metadata(
            outlet="Harbour Echo",
            outlet_evidence="sidecar",
            published_on="2025-11-13",
            published_evidence="sidecar",
            url="https://echo.example/a",
            url_evidence="sidecar",
            byline=("Mara Lindqvist", "Tomas Okoro"),
            byline_evidence="sidecar",
            credit_line="From Northwire",
            credit_evidence="sidecar",
        ),
    )


def test_what_a_row_leaves_open_stays_open() -> None:
    assert read_one("a.txt\n") == SidecarRow("a.txt", 2, Metadata())


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("Mara Lindqvist", ("Mara Lindqvist",)),
        ("Mara Lindqvist and Tomas Okoro", ("Mara Lindqvist", "Tomas Okoro")),
        ('"Mara Lindqvist, Tomas Okoro and Sune Aaberg"', ("Mara Lindqvist", "Tomas Okoro", "Sune Aaberg")),
    ],
)
def test_several_persons_in_a_byline_are_told_apart(written: str, names: tuple[str, ...]) -> None:
    assert read_one(f"a.txt,,,,{written},\n").metadata.byline == names


@pytest.mark.parametrize(
    ("written", "on", "at"),
    [
        ("2025", "2025", None),
        ("2025-11", "2025-11", None),
        ("2025-11-13", "2025-11-13", None),
        ("2025-11-13T14:05+01:00", "2025-11-13", "2025-11-13T14:05+01:00"),
        ("2025-11-13 14:05:30Z", "2025-11-13", "2025-11-13T14:05:30+00:00"),
    ],
)
def test_dates_are_read_in_the_order_of_iso_8601(written: str, on: str, at: str | None) -> None:
    metadata = read_one(f"a.txt,,{written},,,\n").metadata
    assert (metadata.published_on, metadata.published_at) == (on, at)


@pytest.mark.parametrize(
    "written", ["03/04/2025", "13.11.2025", "November 2025", "2025-02-30", "25-11-13", "yesterday"]
)
def test_any_other_date_is_refused_and_the_rest_of_the_row_holds(written: str) -> None:
    row, refusal = read_all(f"{HEADER}a.txt,Harbour Echo,{written},,,\n")
    assert row == SidecarRow("a.txt", 2, Metadata(outlet="Harbour Echo", outlet_evidence="sidecar"))
    assert isinstance(refusal, Refusal)
    assert (refusal.raw_member, refusal.reason, refusal.position) == ("line 2", "malformed", 2)
    assert written in refusal.detail


@pytest.mark.parametrize(
    "path", ["", "/etc/passwd", "../a.txt", "a/../../b.txt", "C:\\a.txt", "C:/a.txt", "~/a", "..\\a"]
)
def test_a_path_that_is_none_or_leads_elsewhere_is_refused(path: str) -> None:
    (refusal,) = read_all(f"{HEADER}{path},Harbour Echo,,,,\n")
    assert isinstance(refusal, Refusal)
    assert (refusal.reason, refusal.position) == ("malformed", 2)


def test_the_first_row_of_a_path_stands_and_the_others_are_refused() -> None:
    one, two = read_all(f"{HEADER}a.txt,One,,,,\n./a.txt,Two,,,,\n")
    assert isinstance(one, SidecarRow)
    assert two == Refusal("line 3", "malformed", "the path stands already in line 2: './a.txt'", 3)


def test_a_cell_too_many_is_refused_and_one_refusal_speaks_for_a_line() -> None:
    (many,) = read_all(f"{HEADER}a.txt,Echo,,,Mara Lindqvist, Tomas Okoro, x\n")
    assert isinstance(many, Refusal)
    _, both = read_all(f"{HEADER}a.txt,Echo,soon,echo.example,Northwire,\n")
    assert isinstance(both, Refusal)
    assert all(word in both.detail for word in ("soon", "echo.example", "Northwire"))


def test_columns_that_mean_nothing_here_are_named() -> None:
    refusal, row = read_all("Path;Outlet;Editor\r\na.txt;Echo;x\r\n")
    assert isinstance(refusal, Refusal)
    assert (refusal.raw_member, refusal.position) == ("line 1", 1)
    assert "editor" in refusal.detail
    assert isinstance(row, SidecarRow)


def test_a_list_without_its_columns_is_refused_whole() -> None:
    for content in (b"", b"path\na.txt\n", b"title,text\na,b\n"):
        (refusal,) = read_sidecar(content)
        assert isinstance(refusal, Refusal)
        assert not is_sidecar(content)
    assert is_sidecar(b"\xef\xbb\xbfpath,url\n")


def test_only_the_one_name_makes_a_list() -> None:
    assert is_sidecar_name("metadata.csv")
    assert is_sidecar_name("2025/metadata.csv")
    assert not any(map(is_sidecar_name, ("Metadata.csv", "metadata.csv.gz", "my-metadata.csv", "metadata.csv/a.txt")))


def test_an_open_quotation_mark_is_told() -> None:
    _, refusal = read_all(f'{HEADER}a.txt,Echo,,,,\nb.txt,"Echo\nc.txt,Echo\n')
    assert isinstance(refusal, Refusal)
    assert "nothing after it was read" in refusal.detail
    assert refusal.position == 3


@settings(max_examples=200, deadline=None)
@given(
    st.binary(max_size=200)
    | st.text(alphabet='a,;"\n\r/.\\-0123\0é', max_size=120).map(lambda t: (HEADER + t).encode())
)
def test_any_bytes_give_rows_or_refusals_one_for_a_line(content: bytes) -> None:
    found = read_sidecar(content)
    refused = [row.raw_member for row in found if isinstance(row, Refusal)]
    assert len(refused) == len(set(refused))
    for row in found:
        assert isinstance(row, Refusal) or (row.path and not row.path.startswith("/"))
