"""A profile kept for a header is found again for it, and says what differs."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_access.errors import CareImpactError
from data_access.ingest.extract.profiles import FileProfile, load_profile
from data_access.ingest.recognised.choices import choice_of
from data_access.ingest.recognised.kept_profiles import (
    as_kept,
    differences,
    keep,
    kept_for,
    kept_profiles,
)
from data_access.operations.import_profiles import (
    add_profile,
    drop_profile,
    kept_readings,
    profile_text,
    rename_profile,
)

TODAY = date(2026, 12, 1)
HEADER = ("NHS Number", "Sex", "Registered", "Usual GP", "Age")
PART = FileProfile(
    match="list May.csv",
    table="patients",
    columns={
        "patient_id": "nhs_number",
        "sex": "sex",
        "registered_from": "registered",
    },
    constants={"practice_code": "Y99001"},
    values={
        "sex": {'the "m" \\': "male"},
        "registered_from": {"may 2026": "2026-05-01"},
    },
    dates=("%d/%m/%Y", "%Y-%m-%d"),
)
names = st.lists(
    st.text("abcdefgh", min_size=1, max_size=3), min_size=2, max_size=8, unique=True
)


def kept(home: Path, header: tuple[str, ...] = HEADER) -> None:
    keep(home, as_kept(PART, header, "", "list May.csv", TODAY))


def test_what_was_kept_is_read_back_without_what_a_file_says_of_itself(
    tmp_path: Path,
) -> None:
    kept(tmp_path)
    (profile,) = kept_profiles(tmp_path)
    found = kept_for([profile], HEADER)
    assert found is not None
    assert found.differences == ()
    assert found.part.columns == PART.columns
    assert found.part.constants == {}
    assert found.part.values == {"sex": {'the "m" \\': "male"}}
    assert choice_of(found.part).month_first is False


def test_what_differs_is_named_and_a_lost_column_that_is_needed_is_no_match(
    tmp_path: Path,
) -> None:
    kept(tmp_path)
    profiles = kept_profiles(tmp_path)
    moved = ("NHS Number", "Usual GP", "Sex", "Registered", "Age", "Email")
    found = kept_for(profiles, moved)
    assert found is not None
    assert found.differences == ("column email is new", "column usual_gp has moved")
    without = kept_for(profiles, HEADER[:-1])
    assert without is not None
    assert without.differences == ("column age is no longer there",)
    assert kept_for(profiles, ("NHS Number", "Sex", "Usual GP", "Age")) is None
    assert kept_for(profiles, ("NHS Number", "Sex", "Registered", "X", "Y")) is None


def test_the_profile_of_the_same_columns_is_kept_anew_under_its_name(
    tmp_path: Path,
) -> None:
    kept(tmp_path)
    (profile,) = kept_profiles(tmp_path)
    rename_profile(tmp_path, profile.name, "  The practice's   list ")
    kept(tmp_path, (*HEADER, "Email"))
    (again,) = kept_profiles(tmp_path)
    assert (again.name, again.title) == (profile.name, "The practice's list")
    assert again.files[0].header[-1] == "email"


def test_two_sheets_of_one_header_are_kept_apart(tmp_path: Path) -> None:
    fewer = PART.model_copy(update={"columns": {**PART.columns, "birth_year": "age"}})
    for sheet, part in (("Open", PART), ("Closed", fewer)):
        keep(tmp_path, as_kept(part, HEADER, sheet, "list.xlsx", TODAY))
    found = {
        sheet: kept_for(kept_profiles(tmp_path), HEADER, sheet)
        for sheet in ("Open", "Closed", "Closed 26-27")
    }
    read = {
        sheet: "birth_year" in one.part.columns for sheet, one in found.items() if one
    }
    assert len(read) == 3
    assert (read["Open"], read["Closed"]) == (False, True)


def test_reports_of_one_header_are_told_apart_by_the_name_of_the_file(
    tmp_path: Path,
) -> None:
    register = FileProfile(
        match="",
        table="cohorts",
        columns={"patient_id": "nhs_number", "from_date": "registered"},
    )
    kept(tmp_path)
    keep(tmp_path, as_kept(register, HEADER, "", "dementia 2026-05.csv", TODAY))
    profiles = kept_profiles(tmp_path)
    assert len(profiles) == 2
    for file, table, clear in (
        ("list May.csv", "patients", True),
        ("dementia 2026-06.csv", "cohorts", True),
        ("download.csv", "patients", False),
    ):
        found = kept_for(profiles, HEADER, "", file)
        assert found is not None
        assert clear == (found.differences == ())
        assert not clear or found.part.table == table


def test_a_profile_goes_from_one_home_to_another_as_it_is(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    there.mkdir()
    kept(here)
    (one,) = kept_readings(here)
    assert add_profile(there, profile_text(here, one.name).encode()) == one.title
    assert kept_readings(there) == (one,)
    assert (
        load_profile(one.name, (there / "profiles",)).files[0].columns == PART.columns
    )
    drop_profile(there, one.name)
    assert kept_readings(there) == ()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"\xff\xfe", "not TOML in UTF-8"),
        (b"name = ", "not TOML in UTF-8"),
        (b"title = 'x'", "has no name"),
        (b"name = '../key'", "has no name"),
        (
            b"name = 'x'\ntitle = 'x'\nabout = ''\nsource = ''\nfiles = []",
            "an error at",
        ),
        (
            (
                b"name = 'x'\ntitle = 'x'\nabout = ''\nsource = ''\n"
                b"[[files]]\nmatch = '*'\ntable = 'patients'"
            ),
            "names no header",
        ),
    ],
)
def test_what_is_no_profile_is_one_sentence_and_nothing_is_written(
    tmp_path: Path, content: bytes, says: str
) -> None:
    with pytest.raises(CareImpactError, match=says):
        add_profile(tmp_path, content)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["../key", "nothing-here", ""])
def test_a_profile_that_is_not_there_is_not_touched(tmp_path: Path, name: str) -> None:
    (tmp_path / "key.toml").write_text("secret")
    for act in (profile_text, drop_profile, lambda h, n: rename_profile(h, n, "x")):
        with pytest.raises(CareImpactError, match="no import profile"):
            act(tmp_path, name)
    assert (tmp_path / "key.toml").read_text() == "secret"


@given(before=names, now=names)
def test_each_name_is_new_gone_moved_or_where_it_was(
    before: list[str], now: list[str]
) -> None:
    said = list(differences(before, now))
    new = {f"column {one} is new" for one in set(now) - set(before)}
    gone = {f"column {one} is no longer there" for one in set(before) - set(now)}
    moved = set(said) - new - gone
    assert len(said) == len(set(said))
    assert new | gone <= set(said)
    # Without the moved ones the others stand in the order that they had.
    away = {one.split()[1] for one in moved}
    both = set(before) & set(now)
    assert away <= both
    assert [one for one in before if one in both - away] == [
        one for one in now if one in both - away
    ]
