"""An import profile is checked on reading, and what is wrong is said with its place."""

from pathlib import Path

import pytest

from data_access.errors import CareImpactError
from data_access.ingest.extract.profiles import (
    SHIPPED,
    load_profile,
    profile_folders,
    profile_names,
)
from data_access.ingest.extract.tables import TABLES

GOOD = """
name = "mine"
title = "Mine"
about = "A search"
source = "Seen in our exports"

[[files]]
match = "*people*.csv"
table = "patients"
dates = ["%d/%m/%Y"]
[files.columns]
patient_id = "NHS No"
birth_year = "Born"
sex = "Sex"
registered_from = "From"
[files.from_name]
practice_code = "[A-Z][0-9]{5}"
[files.codes]
ethnicity = { codelist = "ethnicity", code = "Code", term = "Term" }
"""
CODELIST = "code,term,value,source\n,White British,white,ONS\n"


def saved(folder: Path, text: str = GOOD, codelist: str | None = CODELIST) -> Path:
    (folder / "codelists").mkdir(parents=True)
    (folder / "mine.toml").write_text(text, encoding="utf-8")
    if codelist is not None:
        (folder / "codelists" / "ethnicity.csv").write_text(codelist, encoding="utf-8")
    return folder


def test_a_good_profile_is_read_with_its_code_list(tmp_path: Path) -> None:
    profile = load_profile("mine", (saved(tmp_path), SHIPPED))
    assert profile.codelists["ethnicity"] == {
        "code": {}, "term": {"white british": "white"},
    }  # fmt: skip
    (part,) = profile.files
    assert part.matches("A81001 PEOPLE.csv")
    assert not part.matches("people.csv.zip")


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('title = "Mine"', "", "mine.toml has an error at title: Field required"),
        ('title = "Mine"', 'titel = "Mine"\ntitle = ""', "at titel: Extra inputs"),
        ('"patients"', '"people"', "at files.1: no table is called people"),
        ('sex = "Sex"', 'gender = "Sex"', "patients has no column gender"),
        ("%d/%m/%Y", "%d/%m/%y", "date format %d/%m/%y needs a day, a month and %Y"),
        ("%d/%m/%Y", "%d/%m/%Y %Q", "has an unknown part"),
        ("[A-Z][0-9]{5}", "[A-Z", "is not a regular expression"),
        (
            'birth_year = "Born"',
            'practice_code = "P"',
            "practice_code is mapped",
        ),
        ('match = "*people*.csv"', "match = 3", "at files.1.match"),
        (
            'match = "*people*.csv"',
            'match = "x"\nseparator = ",,"',
            "files.1.separator",
        ),
        (
            'match = "*people*.csv"',
            'match = "x"\nmonths_without_contact = 3',
            "months_without_contact is of the table caseload",
        ),
        ("[[files]]", "[[files]", "is not valid TOML in UTF-8"),
        ('codelist = "ethnicity"', 'codelist = "none"', "no code list none.csv"),
        ('name = "mine"', 'name = "my profile"', "at name"),
        ('name = "mine"', 'name = "mine"\ncodelists = {}', "contains codelists"),
    ],
)
def test_a_wrong_profile_is_refused_with_its_place(
    tmp_path: Path, old: str, new: str, sentence: str
) -> None:
    assert old in GOOD
    folder = saved(tmp_path, GOOD.replace(old, new, 1))
    with pytest.raises(CareImpactError) as error:
        load_profile("mine", (folder,))
    assert sentence in str(error.value)


@pytest.mark.parametrize(
    ("codelist", "sentence"),
    [
        ("code,term,value\n", "must have the columns code, term, value, source"),
        ("code,term,value,source\n,,white,ONS\n", "not complete on line 2"),
        ("code,term,value,source\n1,,white,\n", "not complete on line 2"),
        ("code,term,value,source\n1,,white,a\n1,,black,a\n", "second value .* line 3"),
        ('code,term,value,source\n"1,,white,a\n', "is not CSV in UTF-8"),
    ],
)
def test_a_wrong_code_list_is_refused(
    tmp_path: Path, codelist: str, sentence: str
) -> None:
    with pytest.raises(CareImpactError, match=sentence):
        load_profile("mine", (saved(tmp_path, codelist=codelist),))


@pytest.mark.parametrize("name", ["nobody", "../mine", "", "mine/"])
def test_a_profile_that_is_not_there_is_named_with_those_that_are(
    tmp_path: Path, name: str
) -> None:
    with pytest.raises(CareImpactError, match="choose one of mine"):
        load_profile(name, (saved(tmp_path),))


def test_a_folder_of_ones_own_comes_before_those_shipped(tmp_path: Path) -> None:
    text = (SHIPPED / "systmone.toml").read_text("utf-8")
    (tmp_path / "profiles").mkdir()
    own = tmp_path / "profiles" / "systmone.toml"
    own.write_text(text.replace("PCN hub", "Our hub"), "utf-8")
    profile = load_profile("systmone", profile_folders(tmp_path))
    assert profile_names(profile_folders(tmp_path)) == profile_names()
    places = [part.values["place"] for part in profile.files if "place" in part.values]
    assert ["Our hub" in values for values in places] == [True]


@pytest.mark.parametrize("name", profile_names())
def test_shipped_profiles_are_whole_and_say_their_source(name: str) -> None:
    profile = load_profile(name)
    assert profile.name == name
    assert profile.source.strip()
    for part in profile.files:
        for column, values in part.values.items():
            codes = TABLES[part.table].column(column).codes
            given = {value for value in values.values() if value}
            assert not codes or given <= set(codes), (name, column)


def test_code_lists_shipped_give_each_code_its_source() -> None:
    for path in (SHIPPED / "codelists").glob("*.csv"):
        for line in path.read_text("utf-8").splitlines()[1:]:
            code, term, value, source = line.split(",", 3)
            assert source, line
            # SNOMED CT identifiers have 6 to 18 digits and end in a Verhoeff check.
            assert not code or _verhoeff(code), line
            assert term, line
            assert value, line


def _verhoeff(digits: str) -> bool:
    permute = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
    step = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4]
    check = 0
    for digit in reversed(digits):
        check = _dihedral(check, permute[int(digit)])
        permute = [step[p] for p in permute]
    return check == 0


def _dihedral(a: int, b: int) -> int:
    if a < 5:
        return (a + b) % 5 if b < 5 else 5 + (a + b) % 5
    return 5 + (a - b) % 5 if b < 5 else (a - b) % 5
