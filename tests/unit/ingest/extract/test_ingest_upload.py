"""Uploads are bounded, flat and whole; what would hurt is refused in a sentence."""

import io
import os
import stat
import zipfile
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


def test_a_zip_is_unpacked_flat_without_what_is_no_table(tmp_path: Path) -> None:
    stream = packed(
        ("October/practices.csv", b"a"),
        ("October/patients.PARQUET", b"b"),
        ("__MACOSX/October/._practices.csv", b"x"),
        ("October/.hidden.csv", b"x"),
        ("October/readme.docx", b"x"),
        ("October/", b""),
    )
    written = receive(stream, "october.zip", tmp_path)

    assert [path.name for path in written] == ["practices.csv", "patients.PARQUET"]
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "patients.PARQUET",
        "practices.csv",
    ]
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in written)


def test_a_csv_is_kept_as_it_is(tmp_path: Path) -> None:
    (written,) = receive(io.BytesIO(b"a,b\n"), "GP report (2).csv", tmp_path)
    assert written.read_bytes() == b"a,b\n"


@pytest.mark.parametrize(
    "name",
    ["../evil.csv", "/etc/evil.csv", "a/../../evil.csv", "..\\evil.csv", "C:\\evil.csv",
     "good/..", "x/../evil.csv"],
)  # fmt: skip
def test_a_path_out_of_the_folder_is_refused(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    with pytest.raises(UploadRefusedError, match="leads out of its folder"):
        receive(packed(("ok.csv", b"1"), (name, b"2")), "x.zip", folder)
    assert list(tmp_path.rglob("*")) == [folder]


@pytest.mark.parametrize(
    "name", ["../x.csv", "a/b.csv", "..", "", "a\0.csv", "a\n.csv", "x" * 200 + ".csv"]
)
def test_a_name_that_is_no_file_name_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(UploadRefusedError, match="rename it"):
        receive(io.BytesIO(b"a"), name, tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_zip_bomb_is_refused_by_what_comes_out_not_by_what_it_says(
    tmp_path: Path,
) -> None:
    limits = UploadLimits(unpacked_bytes=1_000_000)
    honest = packed(("a.csv", b"\0" * 1_000_001))
    lying = bytearray(packed(("a.csv", b"\0" * 5_000_000)).getvalue())
    # The size stands in the local header and in the directory at the end.
    for place in range(len(lying) - 4):
        if lying[place : place + 4] == (5_000_000).to_bytes(4, "little"):
            lying[place : place + 4] = (10).to_bytes(4, "little")
    for stream in (honest, io.BytesIO(bytes(lying))):
        with pytest.raises(UploadRefusedError):
            receive(stream, "bomb.zip", tmp_path, limits)
        assert not list(tmp_path.iterdir())
    many = packed(*[(f"{n}.csv", b"\0" * 400_000) for n in range(3)])
    with pytest.raises(UploadRefusedError, match="the limit of 1,000,000 bytes"):
        receive(many, "bomb.zip", tmp_path, limits)
    assert not list(tmp_path.iterdir())


def test_too_many_files_and_too_many_bytes_are_refused(tmp_path: Path) -> None:
    stream = packed(*[(f"{number}.csv", b"") for number in range(4)])
    with pytest.raises(UploadRefusedError, match="more than 3 files"):
        receive(stream, "x.zip", tmp_path, UploadLimits(files=3))
    with pytest.raises(UploadRefusedError, match="larger than the limit of 3 bytes"):
        receive(io.BytesIO(b"1234"), "x.csv", tmp_path, UploadLimits(received_bytes=3))
    assert not list(tmp_path.iterdir())


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
    link.seek(0)
    with pytest.raises(UploadRefusedError, match="contains a link"):
        receive(link, "x.zip", tmp_path)

    locked = bytearray(packed(("a.csv", b"1")).getvalue())
    locked[6] |= 1  # the flag for a password, in both headers
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    whole = packed(("a.csv", os.urandom(2000)), mode=zipfile.ZIP_STORED).getvalue()
    spoiled = bytearray(whole)
    spoiled[500] ^= 1
    for content in (bytes(locked), whole[:-30], bytes(spoiled), b"PK\x03\x04", b""):
        with pytest.raises(UploadRefusedError, match="cannot be opened as a zip file"):
            receive(io.BytesIO(content), "x.zip", tmp_path)
        assert not list(tmp_path.iterdir())


def test_what_is_no_table_or_comes_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UploadRefusedError, match="not a CSV, Parquet or zip"):
        receive(io.BytesIO(b"MZ"), "setup.exe", tmp_path)
    with pytest.raises(UploadRefusedError, match="contains no CSV"):
        receive(packed(("a.txt.exe", b"x")), "x.zip", tmp_path)
    twice = packed(("one/a.csv", b"1"), ("two/a.csv", b"2"))
    with pytest.raises(UploadRefusedError, match=r"second file called a\.csv"):
        receive(twice, "x.zip", tmp_path)
    receive(io.BytesIO(b"1"), "a.csv", tmp_path)
    with pytest.raises(UploadRefusedError, match="already"):
        receive(io.BytesIO(b"2"), "a.csv", tmp_path)
    assert (tmp_path / "a.csv").read_bytes() == b"1"


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
