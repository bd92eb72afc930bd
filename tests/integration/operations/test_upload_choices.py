"""What a reader chooses, and the profiles that are kept, come from the page alone."""

import json
from pathlib import Path

import pytest
from fixtures.homes.uploading import OWN, begun
from flask.testing import FlaskClient

from app import create_app
from data_access.answers.readings import UploadChoices
from data_access.operations.uploads import job
from data_access.operations.uploads.batch import find_batch
from data_access.settings import Settings, read_settings

PROFILE = b"""name = "list-1"
title = "A list"
about = ""
source = ""

[[files]]
match = "*"
header = ["nhs_number", "sex", "registered"]
table = "patients"

[files.columns]
patient_id = "nhs_number"
"""
CHOICES = {"tables": {"a.csv": {"table": "patients"}}, "pcn_code": "U99901"}


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return read_settings(home=tmp_path_factory.mktemp("home"), reader="pcn_manager")


def chosen(client: FlaskClient, id_: str, body: bytes, headers: dict[str, str]) -> int:
    return client.post(
        f"/data/upload/{id_}/choices", data=body, headers=headers
    ).status_code


def test_choices_are_kept_with_their_upload_and_change_what_a_check_is_of(
    client: FlaskClient, settings: Settings
) -> None:
    id_ = begun(client)
    batch = find_batch(settings.home, id_)
    before = job.choices_mark(batch)
    assert chosen(client, id_, json.dumps(CHOICES).encode(), OWN) == 200
    assert job.choices(batch).tables["a.csv"].table == "patients"
    after = job.choices_mark(batch)
    assert after != before
    keep = {**CHOICES, "keep": False}
    assert chosen(client, id_, json.dumps(keep).encode(), OWN) == 200
    assert job.choices(batch).keep is False
    assert job.choices_mark(batch) == after, "to keep or not changes no check"


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{", b'{"tables": 1}', b'{"whole_on": "soon"}', b"\xff\xfe\x00"],
)
def test_what_is_no_choice_is_refused_and_nothing_is_kept(
    client: FlaskClient, settings: Settings, body: bytes
) -> None:
    id_ = begun(client)
    answer = client.post(f"/data/upload/{id_}/choices", data=body, headers=OWN)
    assert answer.status_code == 400
    assert answer.text.count("\n") == 1
    assert job.choices(find_batch(settings.home, id_)) == UploadChoices()


def test_too_much_is_refused_before_it_is_read(client: FlaskClient) -> None:
    id_ = begun(client)
    assert chosen(client, id_, b" " * (4 * 1024**2 + 1), OWN) == 413
    answer = client.post("/data/profiles", data=b" " * (1024**2 + 1), headers=OWN)
    assert answer.status_code == 413


@pytest.mark.parametrize(
    "headers", [{}, {"X-Care-Impact": "upload"}, {"Sec-Fetch-Site": "same-origin"},
                {**OWN, "Sec-Fetch-Site": "cross-site"}],
)  # fmt: skip
def test_another_site_can_neither_choose_nor_change_a_profile(
    client: FlaskClient, settings: Settings, headers: dict[str, str]
) -> None:
    id_ = begun(client)
    assert chosen(client, id_, json.dumps(CHOICES).encode(), headers) == 403
    client.post("/data/profiles", data=PROFILE, headers=OWN)
    kept = settings.home / "profiles" / "list-1.toml"
    before = kept.read_bytes()
    for method, path in (
        ("POST", "/data/profiles"),
        ("POST", "/data/profiles/list-1"),
        ("DELETE", "/data/profiles/list-1"),
    ):
        answer = client.open(path, method=method, data=b"New", headers=headers)
        assert answer.status_code == 403
    assert kept.read_bytes() == before
    assert job.choices(find_batch(settings.home, id_)) == UploadChoices()


def test_a_profile_is_added_renamed_downloaded_and_deleted(
    client: FlaskClient, settings: Settings
) -> None:
    assert client.post("/data/profiles", data=PROFILE, headers=OWN).status_code == 200
    title = "<b>Søren's “list”</b>"
    renamed = client.post("/data/profiles/list-1", data=title.encode(), headers=OWN)
    assert renamed.status_code == 200
    text = client.get("/data/profiles/list-1.toml").text
    assert title in text
    assert client.delete("/data/profiles/list-1", headers=OWN).status_code == 200
    assert client.get("/data/profiles/list-1.toml").status_code == 404
    assert client.delete("/data/profiles/list-1", headers=OWN).status_code == 400
    assert client.post("/data/profiles/x", data=b"\xff", headers=OWN).status_code == 400
    assert not (settings.home / "profiles" / "list-1.toml").exists()


@pytest.mark.parametrize("role", ["board", "commissioner"])
def test_who_may_not_load_may_not_see_or_change_profiles(
    tmp_path: Path, role: str
) -> None:
    settings = read_settings(home=tmp_path, reader=role)
    client = create_app(settings).server.test_client()
    for method, path in (
        ("POST", f"/data/upload/{'0' * 32}/choices"),
        ("POST", "/data/profiles"),
        ("POST", "/data/profiles/list-1"),
        ("DELETE", "/data/profiles/list-1"),
        ("GET", "/data/profiles/list-1.toml"),
    ):
        answer = client.open(path, method=method, data=PROFILE, headers=OWN)
        assert answer.status_code == 403, path
    assert not (tmp_path / "profiles").exists()
