"""What the command line answers to a load that asks."""

import datetime as dt

import pytest

from data_access.cli import exports
from data_access.cli.parse import _parser
from data_access.errors import CareImpactError
from data_access.ingest.extract.patient_list import PatientList


@pytest.mark.parametrize(
    ("options", "rows", "files"),
    [
        ([], set(), []),
        (["--leave-out"], {"*"}, []),
        (["--leave-out", "a.csv", "b.csv"], {"a.csv", "b.csv"}, []),
        (["--without", "a.csv", "--without", "b c.csv"], set(), ["a.csv", "b c.csv"]),
        (["--without", "a.csv", "--leave-out", "b.csv"], {"b.csv"}, ["a.csv"]),
    ],
)
@pytest.mark.parametrize("verb", ["check", "load"])
def test_each_file_has_an_answer(
    verb: str, options: list[str], rows: set[str], files: list[str]
) -> None:
    arguments = _parser().parse_args([verb, "folder", *options])
    assert exports.rows_left_out(arguments) == rows
    assert arguments.without == files


def patient_list(*options: str) -> PatientList:
    return exports.patient_list(_parser().parse_args(["load", "folder", *options]))


def test_a_list_is_whole_on_a_day() -> None:
    assert patient_list() == PatientList()
    assert patient_list("--whole-list").whole_on == dt.date.today()
    given = patient_list("--whole-list", "2026-11-02", "--allow-leavers")
    assert given == PatientList(dt.date(2026, 11, 2), allow_leavers=True)
    with pytest.raises(CareImpactError, match="write it like 2026-11-30"):
        patient_list("--whole-list", "last week")


def test_who_removed_opt_outs_is_one_line() -> None:
    said = patient_list("--opt-outs-removed-by", " the data\n team ")
    assert said.opt_outs_removed_by == "the data team"
