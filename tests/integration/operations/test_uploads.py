"""Files come in from the page alone, bounded, and leave again."""

import io
import os
import stat
import time
import zipfile
from pathlib import Path

import pytest
from fixtures.homes.uploading import OWN, begun
from flask.testing import FlaskClient

from app import create_app
from data_access.answers.uploads import JobState
from data_access.operations.uploads import batch as batches
from data_access.operations.uploads import job
from data_access.operations.uploads.batch import find_batch, open_batch, take
from data_access.settings import Settings, read_settings

MEGABYTE = 1024**2


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    home = tmp_path_factory.mktemp("home")
    return read_settings(
        home=home, reader="pcn_manager", upload_limit_mb=1, bad_row_share=0.2
    )


def sent(client: FlaskClient, id_: str, name: str, content: bytes, **rest):
    return client.put(f"/data/upload/{id_}/{name}", data=content, headers=OWN, **rest)


def tree(home: Path) -> set[str]:
    """Every file under the home folder but those of the cache."""
    return {
        str(path.relative_to(home))
        for path in home.rglob("*")
        if path.is_file() and "cache" not in path.parts
    }


def zipped(*members: tuple[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return stream.getvalue()


# --- what is taken ---------------------------------------------------------------


def test_files_are_kept_where_only_their_owner_reads(
    client: FlaskClient, settings: Settings
) -> None:
    id_ = begun(client)
    assert sent(client, id_, "patients.csv", b"a\n1\n").get_json() == {
        "files": ["patients.csv"],
        "replaced": [],
        "refused": [],
    }
    packed = zipped(("October/admissions.csv", b"b\n2\n"), ("October/x.doc", b"%PDF"))
    assert sent(client, id_, "October.zip", packed).get_json() == {
        "files": ["admissions.csv"],
        "replaced": [],
        "refused": ["x.doc is a PDF: export it as CSV or as a workbook."],
    }
    held = find_batch(settings.home, id_)
    assert {path.name: path.read_bytes() for path in held.files.iterdir()} == {
        "patients.csv": b"a\n1\n",
        "admissions.csv": b"b\n2\n",
    }
    for folder in (held.path.parent, held.path, held.files, held.rejected):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for path in held.files.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_file_sent_again_replaces_the_first_and_its_check(
    client: FlaskClient, settings: Settings
) -> None:
    id_ = begun(client)
    sent(client, id_, "patients.csv", b"first")
    held = find_batch(settings.home, id_)
    job.write_state(held, JobState("check", "done"))
    assert sent(client, id_, "patients.csv", b"second").status_code == 200
    assert (held.files / "patients.csv").read_bytes() == b"second"
    assert job.state(held) is None


def test_files_of_one_name_from_two_zips_are_both_kept(
    client: FlaskClient, settings: Settings
) -> None:
    """A zip that is sent again replaces what it brought, and nothing of another."""
    id_ = begun(client)
    held = find_batch(settings.home, id_)

    def waiting() -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in held.files.iterdir()}

    one = zipped(("list.csv", b"1"), ("more.csv", b"1"))
    sent(client, id_, "Mill Lane.zip", one)
    sent(client, id_, "Riverside.zip", zipped(("list.csv", b"2")))
    assert waiting() == {
        "list.csv": b"1",
        "more.csv": b"1",
        "list (Riverside).csv": b"2",
    }
    again = sent(client, id_, "Riverside.zip", zipped(("list.csv", b"3")))
    assert again.get_json()["replaced"] == ["list (Riverside).csv"]
    assert again.get_json()["files"] == ["list (Riverside).csv"]
    sent(client, id_, "Mill Lane.zip", zipped(("list.csv", b"4")))
    assert waiting() == {"list.csv": b"4", "list (Riverside).csv": b"3"}


@pytest.mark.parametrize("reader", ["board", "commissioner"])
def test_a_reader_who_may_not_load_is_told_so_by_the_server(
    settings: Settings, tmp_path: Path, reader: str
) -> None:
    theirs = settings.model_copy(update={"reader": reader, "home": tmp_path})
    client = create_app(theirs).server.test_client()
    held = open_batch(tmp_path)
    before = tree(tmp_path)
    for answer in (
        client.post("/data/upload", headers=OWN),
        sent(client, held.id, "patients.csv", b"a"),
        client.get(f"/data/rejected/{held.id}/0.csv"),
    ):
        assert answer.status_code == 403
        assert answer.text.startswith("Only a PCN manager or a clinical lead may load")
    assert tree(tmp_path) == before


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Care-Impact": "upload"},
        {"Sec-Fetch-Site": "same-origin"},
        {"X-Care-Impact": "upload", "Sec-Fetch-Site": "cross-site"},
        {"X-Care-Impact": "upload", "Sec-Fetch-Site": "same-site"},
        {"X-Care-Impact": "upload", "Sec-Fetch-Site": "none"},
        {"X-Care-Impact": "upload", "Origin": "https://elsewhere.example"},
        {"X-Care-Impact": "upload", "Origin": "null"},
        {**OWN, "Origin": "http://localhost:8051"},
    ],
)
def test_another_site_cannot_bring_files(
    client: FlaskClient, settings: Settings, headers: dict[str, str]
) -> None:
    id_ = begun(client)
    before = tree(settings.home)
    answers = (
        client.post("/data/upload", headers=headers),
        client.put(f"/data/upload/{id_}/patients.csv", data=b"a", headers=headers),
    )
    for answer in answers:
        assert answer.status_code == 403
        assert "only from the page Data" in answer.text
        assert "Access-Control-Allow-Origin" not in answer.headers
    assert tree(settings.home) == before


@pytest.mark.parametrize(
    "origin",
    [{"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://localhost"},
     {"Origin": "https://localhost"}, {**OWN, "Origin": "http://localhost"}],
)  # fmt: skip
def test_the_page_itself_is_known_by_either_header(
    client: FlaskClient, origin: dict[str, str]
) -> None:
    headers = {"X-Care-Impact": "upload", **origin}
    assert client.post("/data/upload", headers=headers).status_code == 200


# --- what is not -----------------------------------------------------------------


def test_a_file_that_says_it_is_too_large_is_not_even_read(
    client: FlaskClient, settings: Settings
) -> None:
    id_ = begun(client)
    before = tree(settings.home)
    answer = sent(client, id_, "patients.csv", b"x" * (MEGABYTE + 1))
    assert answer.status_code == 413
    assert "larger than 1 MB" in answer.text
    assert tree(settings.home) == before


def test_a_file_that_does_not_say_how_large_it_is_is_cut_off(
    client: FlaskClient, settings: Settings
) -> None:
    id_ = begun(client)
    before = tree(settings.home)
    answer = client.put(
        f"/data/upload/{id_}/patients.csv",
        input_stream=io.BytesIO(b"x" * (MEGABYTE + 1)),
        environ_overrides={"CONTENT_LENGTH": "", "wsgi.input_terminated": True},
        headers=OWN,
    )
    assert answer.status_code == 400
    assert "the limit of 1,048,576 bytes" in answer.text
    assert tree(settings.home) == before | {f"uploads/{id_}/lock"}


def test_all_that_waits_is_bounded_too(client: FlaskClient) -> None:
    content = b"x" * (MEGABYTE - 1000)
    ids = [begun(client), begun(client)]
    for number in range(4):
        assert (
            sent(client, ids[number % 2], f"{number}.csv", content).status_code == 200
        )
    refused = sent(client, ids[0], "5.csv", content)
    assert refused.status_code == 400
    assert refused.text.endswith("from the command line.\n")


def test_a_zip_that_unpacks_to_more_than_there_is_room_for_is_refused(
    client: FlaskClient, settings: Settings
) -> None:
    id_ = begun(client)
    bomb = zipped(("patients.csv", b"\0" * 40 * MEGABYTE))
    assert len(bomb) < MEGABYTE / 10
    answer = sent(client, id_, "all.zip", bomb)
    assert answer.get_json()["files"] == []
    assert "unpacks to more than" in answer.get_json()["refused"][0]
    assert not list(find_batch(settings.home, id_).files.iterdir())


@pytest.mark.parametrize(
    "name",
    ["../evil.csv", "..%2F..%2Fevil.csv", "%2Fetc%2Fevil.csv", "..%5Cevil.csv",
     "a%00b.csv", "%2e%2e%2fevil.csv", "..", "%20"],
)  # fmt: skip
def test_a_name_that_is_no_plain_file_name_is_refused(
    client: FlaskClient, settings: Settings, name: str
) -> None:
    id_ = begun(client)
    before = tree(settings.home)
    answer = sent(client, id_, name, b"a", follow_redirects=True)
    assert answer.status_code in (400, 404, 405)
    if answer.status_code == 400:
        assert answer.text.endswith(".\n")
    assert tree(settings.home) - before <= {f"uploads/{id_}/lock"}


@pytest.mark.parametrize("name", ["state.json", "files", "lock", "sources.json"])
def test_a_name_of_our_own_is_a_file_like_another(
    client: FlaskClient, settings: Settings, name: str
) -> None:
    id_ = begun(client)
    assert sent(client, id_, name, b"a").get_json()["files"] == [name]
    held = find_batch(settings.home, id_)
    assert [path.name for path in held.files.iterdir()] == [name]
    assert job.state(held) is None


def test_a_path_in_a_zip_cannot_leave_its_batch(
    client: FlaskClient, settings: Settings
) -> None:
    id_ = begun(client)
    for path in ("../../evil.csv", "/etc/evil.csv", "..\\evil.csv"):
        answer = sent(client, id_, "all.zip", zipped((path, b"a"))).get_json()
        assert answer["files"] == []
        assert "leads out of its folder" in answer["refused"][0]
    assert not [name for name in tree(settings.home) if "evil" in name]


@pytest.mark.parametrize("id_", ["0" * 32, "..", "%2e%2e", "key", "A" * 32, "0" * 31])
def test_an_upload_that_is_not_held_is_said_to_be_gone(
    client: FlaskClient, id_: str
) -> None:
    begun(client)
    assert sent(client, id_, "patients.csv", b"a").status_code in (404, 405)
    assert client.get(f"/data/rejected/{id_}/0.csv").status_code == 404


def test_what_nobody_comes_back_to_is_deleted(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = open_batch(settings.home)
    take(held, io.BytesIO(b"a"), "patients.csv", 1)
    batches.watch(held)
    assert held.path.is_dir(), "it is in use"
    old = time.time() - batches.STALE_SECONDS - 1
    os.utime(held.path, (old, old))
    batches.keep_watch(settings.home)
    assert not held.path.exists()
