"""A contact that names a person and a day is of the episode that covers the day."""

from __future__ import annotations

import csv
import random
from datetime import date, timedelta
from pathlib import Path

import pytest

from data_access.ingest.extract.load import load_extract
from data_access.ingest.extract.report import LoadReport
from data_access.ingest.recognised.recognised_files import recognised_files

TODAY = date(2026, 12, 1)
PEOPLE = [f"person-{number:03}" for number in range(40)]
HEADER = ("Patient ID", "Date of contact", "Contact type", "Duration")
Episode = tuple[str, str, date, date | None]


def drawn() -> tuple[list[Episode], list[tuple[str, date, str, str]]]:
    """Draw episodes, some of which overlap, and contacts in and out of them."""
    rng = random.Random(4)
    start = date(2026, 1, 1)
    episodes: list[Episode] = []
    for person in PEOPLE:
        for _ in range(rng.randrange(5)):
            opened = start + timedelta(rng.randrange(200))
            ends = rng.random() < 0.7
            closed = opened + timedelta(rng.randrange(90)) if ends else None
            episodes.append((f"E{len(episodes):03}", person, opened, closed))
    contacts = [
        (
            rng.choice([*PEOPLE, "nobody known"]),
            start + timedelta(rng.randrange(300)),
            rng.choice(["Telephone", "Home visit"]),
            rng.choice(["", "10", "20"]),
        )
        for _ in range(400)
    ]
    return episodes, list(dict.fromkeys(contacts))


def write(path: Path, header: tuple[str, ...], rows: list[tuple[object, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([header, *rows])


def load(tmp_path: Path, contacts: list[tuple[object, ...]]) -> LoadReport:
    folder = tmp_path / "files"
    folder.mkdir()
    write(
        folder / "practices.csv",
        ("practice_code", "practice_name", "pcn_code", "pcn_name"),
        [("Y99001", "Riverside", "U99901", "PCN")],
    )
    write(
        folder / "patients.csv",
        ("patient_id", "practice_code", "birth_year", "sex", "registered_from"),
        [(person, "Y99001", 1950, "male", "2020-01-01") for person in PEOPLE],
    )
    write(
        folder / "admissions.csv",
        ("patient_id", "admitted_on", "method"),
        [(PEOPLE[0], "2026-01-05", "21")],
    )
    write(
        folder / "caseload.csv",
        ("episode_id", "patient_id", "opened_on", "closed_on"),
        [tuple(episode) for episode in drawn()[0]],
    )
    write(folder / "Contacts October.csv", HEADER, contacts)
    read = recognised_files(sorted(folder.iterdir()))
    return load_extract(
        folder,
        tmp_path / "home",
        profile=read.profile,
        found=(read.files, read.others),
        bad_row_share=1.0,
        today=TODAY,
    )


def test_each_contact_has_the_episode_that_covers_it(tmp_path: Path) -> None:
    episodes, contacts = drawn()
    report = load(
        tmp_path,
        [(who, f"{day:%d/%m/%Y}", how, long) for who, day, how, long in contacts],
    )
    expected = []
    several = 0
    for person, day, _, _ in contacts:
        covering = [
            (opened, name)
            for name, whose, opened, closed in episodes
            if whose == person and opened <= day and (closed is None or day <= closed)
        ]
        several += len(covering) > 1
        if covering:
            latest = max(opened for opened, _ in covering)
            expected.append((min(n for o, n in covering if o == latest), day))
    held = report.version.read("contacts")
    assert held is not None
    kept = list(
        zip(held["episode_id"].to_pylist(), held["contact_on"].to_pylist(), strict=True)
    )
    assert sorted(kept) == sorted(expected)
    assert several > 5
    (file,) = (one for one in report.check.files if one.table == "contacts")
    assert file.rows == len(contacts)
    assert (file.stored, file.left_out) == (
        len(expected),
        len(contacts) - len(expected),
    )
    assert file.rejected == 0
    said = " ".join(file.notices)
    assert f"{len(expected)} contacts have the episode of their person" in said
    assert f"{several} contacts are in two or more episodes" in said
    assert f"{len(contacts) - len(expected)} contacts left out: no episode" in said
    assert "patient_id" not in held.column_names
    assert len(set(held["contact_id"].to_pylist())) == len(expected)


@pytest.mark.parametrize("day", ["June 2026", "2026-06"])
def test_a_month_is_covered_where_any_day_of_it_is(tmp_path: Path, day: str) -> None:
    people = [PEOPLE[number] for number in range(len(PEOPLE))]
    report = load(tmp_path, [(person, day, "Telephone", "") for person in people])
    first, last = date(2026, 6, 1), date(2026, 6, 30)
    covered = {
        whose
        for _, whose, opened, closed in drawn()[0]
        if opened <= last and (closed is None or closed >= first)
    }
    held = report.version.read("contacts")
    assert held is not None
    assert 0 < held.num_rows == len(covered) < len(people)


def test_a_contact_of_nobody_and_nothing_is_rejected(tmp_path: Path) -> None:
    report = load(tmp_path, [("", "01/06/2026", "Telephone", ""),
                             (PEOPLE[0], "13/06/2026", "Telephone", "")])  # fmt: skip
    (file,) = (one for one in report.check.files if one.table == "contacts")
    assert {problem.rule for problem in file.problems} >= {"no_episode"}
    assert file.rejected == 1
