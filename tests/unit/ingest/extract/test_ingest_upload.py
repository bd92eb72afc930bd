"""Uploads are bounded, flat and whole; what would hurt is refused in a sentence."""

import io
import os
import stat
import struct
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from data_access.ingest.extract.upload import (
    UploadLimits,
    UploadRefusedError,
    drop_stale_uploads,
    drop_upload,
    new_upload,
    receive,
)


def packed(*members: tuple[str, bytes], mode: int = zipfile.ZIP_DEFLATED) -> io.BytesIO:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", mode) as archive:
        for name, content in members:
            archive.writestr(name, content)
    stream.seek(0)
    return stream


def reasons(refused: Sequence[str]) -> str:
    return "\n".join(refused)


def refusal(content: io.BytesIO | bytes, name: str, folder: Path, most: int = 0) -> str:
    """Give why a file is refused, of which nothing may be left."""
    stream = content if isinstance(content, io.BytesIO) else io.BytesIO(content)
    limits = UploadLimits(unpacked_bytes=most) if most else None
    received = receive(stream, name, folder, limits)
    assert received.files == ()
    assert not list(folder.iterdir())
    return reasons(received.refused)


def test_a_zip_is_unpacked_flat_without_what_computers_leave(tmp_path: Path) -> None:
    stream = packed(
        ("October/practices.csv", b"a"),
        ("October/patients", b"PAR1"),
        ("October/book.csv", packed(("xl/workbook.xml", b"")).getvalue()),
        ("__MACOSX/October/._practices.csv", b"x"),
        ("October/.hidden.csv", b"x"),
        ("October/~$book.xlsx", b"x"),
        ("October/Thumbs.db", b"x"),
        ("October/", b""),
    )
    written = receive(stream, "october.zip", tmp_path).files

    names = ["practices.csv", "patients", "book.csv"]
    assert [path.name for path in written] == names
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(names)
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in written)


def test_a_file_is_kept_as_it_is_whatever_its_name_says(tmp_path: Path) -> None:
    (written,) = receive(io.BytesIO(b"a,b\n"), "GP report (2).zip", tmp_path).files
    assert written.read_bytes() == b"a,b\n"
    (written,) = receive(packed(("a.csv", b"1")), "all.csv", tmp_path).files
    assert (written.name, written.read_bytes()) == ("a.csv", b"1")


def test_files_of_one_name_in_a_zip_are_told_apart(tmp_path: Path) -> None:
    stream = packed(
        ("Mill Lane/list.csv", b"1"),
        ("Riverside/LIST.csv", b"2"),
        ("x/y/list.csv", b"3"),
        ("x y/list.csv", b"4"),
        ("list.csv", b"5"),
        ("other.csv", b"6"),
    )
    written = receive(stream, "all.zip", tmp_path).files
    assert {path.name: path.read_bytes() for path in written} == {
        "list (Mill Lane).csv": b"1",
        "LIST (Riverside).csv": b"2",
        "list (x y).csv": b"3",
        "list (x y 2).csv": b"4",
        "list.csv": b"5",
        "other.csv": b"6",
    }


@pytest.mark.parametrize(
    "name",
    ["../evil.csv", "/etc/evil.csv", "a/../../evil.csv", "..\\evil.csv", "C:\\evil.csv",
     "good/..", "x/../evil.csv"],
)  # fmt: skip
def test_a_path_out_of_the_folder_is_refused_and_the_rest_taken(
    tmp_path: Path, name: str
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    received = receive(packed(("ok.csv", b"1"), (name, b"2")), "x.zip", folder)
    assert "leads out of its folder" in reasons(received.refused)
    assert list(tmp_path.rglob("*")) == [folder, folder / "ok.csv"]


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("Report: October?.csv", "Report_ October_.csv"),
        ("x" * 300 + ".csv", "x" * 170 + ".csv"),
        ("\U0001f600" * 100 + ".xlsx", "\U0001f600" * 42 + ".xlsx"),
        ("no ending at all. ", "no ending at all"),
    ],
)
def test_any_name_becomes_one_that_can_be_written(
    tmp_path: Path, name: str, kept: str
) -> None:
    (written,) = receive(io.BytesIO(b"a"), name, tmp_path).files
    assert written.name == kept
    assert [path.name for path in tmp_path.iterdir()] == [kept]


@pytest.mark.parametrize(
    "name", ["../x.csv", "a/b.csv", "a\\b.csv", "..", "", "a\0.csv", "a\n.csv"]
)
def test_a_name_that_is_no_file_name_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(UploadRefusedError, match="rename it"):
        receive(io.BytesIO(b"a"), name, tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_zip_bomb_is_refused_by_what_comes_out_not_by_what_it_says(
    tmp_path: Path,
) -> None:
    honest = packed(("a.csv", b"\0" * 1_000_001))
    lying = bytearray(packed(("a.csv", b"\0" * 5_000_000)).getvalue())
    # The size stands in the local header and in the directory at the end.
    for place in range(len(lying) - 4):
        if lying[place : place + 4] == (5_000_000).to_bytes(4, "little"):
            lying[place : place + 4] = (10).to_bytes(4, "little")
    many = packed(*[(f"{n}.csv", b"\0" * 400_000) for n in range(3)])
    for stream in (honest, io.BytesIO(bytes(lying)), many):
        assert refusal(stream, "bomb.zip", tmp_path, 1_000_000).endswith(".")
    many.seek(0)
    said = refusal(many, "bomb.zip", tmp_path, 1_000_000)
    assert "to more than 1,000,000 bytes" in said


def test_a_zip_whose_files_share_their_bytes_is_refused(tmp_path: Path) -> None:
    """Each entry is small, and all are the same bytes: nothing packs so honestly."""
    shared = bytearray(packed(("a.csv", os.urandom(4000))).getvalue())
    start = shared.index(b"PK\x01\x02")
    end = shared.index(b"PK\x05\x06")
    entry = bytes(shared[start:end])
    tail = shared[end:]
    tail[8:12] = (50).to_bytes(2, "little") * 2
    tail[12:16] = (50 * len(entry)).to_bytes(4, "little")
    content = bytes(shared[:start]) + entry * 50 + bytes(tail)
    assert "is damaged" in refusal(content, "x.zip", tmp_path)


def test_too_many_files_and_too_many_bytes_are_refused(tmp_path: Path) -> None:
    stream = packed(*[(f"{number}.csv", b"") for number in range(201)])
    assert "201 files, more than 200" in refusal(stream, "x.zip", tmp_path)
    with pytest.raises(UploadRefusedError, match="larger than the limit of 3 bytes"):
        receive(io.BytesIO(b"1234"), "x.csv", tmp_path, UploadLimits(received_bytes=3))
    assert not list(tmp_path.iterdir())


def test_a_list_of_a_million_files_is_not_even_read(tmp_path: Path) -> None:
    """Python reads the whole list at once, in the process that serves the pages."""
    entry = b"PK\x01\x02" + b"\0" * 42
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 9, 9, 100_000 * len(entry), 4, 0)
    content = b"PK\3\4" + entry * 100_000 + end
    assert "names too many files" in refusal(content, "x.zip", tmp_path)


def test_bytes_are_taken_in_pieces(tmp_path: Path) -> None:
    class Counted(io.BytesIO):
        largest = 0

        def read(self, size: int | None = -1) -> bytes:
            assert size is not None
            assert size > 0
            self.largest = max(self.largest, size)
            return super().read(size)

    stream = Counted(b"x" * 3_000_000)
    receive(stream, "x.csv", tmp_path)
    assert stream.largest <= 1024**2


def test_links_passwords_and_broken_zips_are_refused(tmp_path: Path) -> None:
    link = io.BytesIO()
    with zipfile.ZipFile(link, "w") as archive:
        member = zipfile.ZipInfo("a.csv")
        member.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(member, "/etc/passwd")
        archive.writestr("b.csv", b"1")
    link.seek(0)
    received = receive(link, "x.zip", tmp_path)
    assert reasons(received.refused) == "a.csv is a link: pack the file itself."
    (kept,) = received.files
    kept.unlink()

    locked = bytearray(packed(("a.csv", b"1")).getvalue())
    locked[6] |= 1  # the flag for a password, in both headers
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    whole = packed(("a.csv", os.urandom(2000)), mode=zipfile.ZIP_STORED).getvalue()
    spoiled = bytearray(whole)
    spoiled[500] ^= 1
    for content in (bytes(locked), whole[:-30], bytes(spoiled), b"PK\x03\x04"):
        assert "is damaged" in refusal(content, "x.zip", tmp_path)


def test_what_has_no_table_is_refused_and_does_not_stop_the_others(
    tmp_path: Path,
) -> None:
    letter = packed(("word/document.xml", b"")).getvalue()
    inner = packed(("a.csv", b"1")).getvalue()
    xml = b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:'
    refused = {
        "notes.csv": (b"%PDF-1.7", "is a PDF"),
        "letter.docx": (letter, "is a document"),
        "inner.zip": (inner, "is a zip in a zip"),
        "list.csv.gz": (b"\x1f\x8b\x08", "gzip"),
        "setup.xlsx": (b"MZ\x90\0\3" + b"\0" * 90, "is a program"),
        "old.xls": (xml + b'spreadsheet">', "save it as .xlsx"),
        "cut.xlsx": (b"PK\x03\x04 and no more", "is damaged"),
    }
    for name in refused.keys() - {"inner.zip"}:
        content, why = refused[name]
        assert why in refusal(content, name, tmp_path)
    members = [(name, content) for name, (content, _) in refused.items()]
    received = receive(packed(("a.csv", b"1"), *members), "x.zip", tmp_path)
    assert [path.name for path in received.files] == ["a.csv"]
    assert len(received.refused) == len(refused)
    for name, sentence in zip(refused, received.refused, strict=True):
        assert sentence.startswith(f"{name} ")
        assert refused[name][1] in sentence


def test_an_upload_has_a_folder_of_its_own_until_it_is_dropped(tmp_path: Path) -> None:
    one, two = new_upload(tmp_path), new_upload(tmp_path)
    assert one != two
    assert stat.S_IMODE(one.stat().st_mode) == 0o700
    (one / "a.csv").write_text("x")
    assert drop_stale_uploads(tmp_path, older_than_seconds=60) == 0
    drop_upload(one)
    assert not one.exists()
    os.utime(two, (0, 0))
    assert drop_stale_uploads(tmp_path, older_than_seconds=60) == 1
    assert not two.exists()
    assert drop_stale_uploads(tmp_path / "none", older_than_seconds=0) == 0
