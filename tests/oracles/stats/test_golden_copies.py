"""The cases kept in the repository are the reference's own lines."""

import pytest
from fixtures import golden_files

COPIES = sorted(
    path.relative_to(golden_files.COPIES).as_posix()
    for path in golden_files.COPIES.rglob("*.csv")
)


@pytest.mark.skipif(
    not golden_files.OUTSIDE.is_dir(),
    reason="nothing to compare with: set CARE_IMPACT_GOLDEN to the golden folder",
)
@pytest.mark.parametrize("name", COPIES)
def test_copy_has_only_lines_of_the_reference(name):
    reference = (golden_files.OUTSIDE / name).read_text(encoding="utf-8").splitlines()
    copy = (golden_files.COPIES / name).read_text(encoding="utf-8").splitlines()
    assert copy[0] == reference[0]
    assert not set(copy) - set(reference)


def test_no_case_on_a_real_service_is_kept():
    for name in COPIES:
        for line in (golden_files.COPIES / name).read_text("utf-8").splitlines():
            first = line.replace('"', "").split(",")
            assert not any(
                word.startswith(("real_", "f1_", "f2_", "f8_")) for word in first[:3]
            )
