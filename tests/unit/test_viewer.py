"""Who may see exact numbers, and which readers share a kept answer."""

from hypothesis import given
from hypothesis import strategies as st

from data_access.viewer import Role, Viewer

PRACTICES = st.lists(
    st.sampled_from(["A1", "A2", "A3", "A4"]), unique=True, max_size=4
).map(tuple)
VIEWERS = st.builds(Viewer, role=st.sampled_from(Role), practices=PRACTICES)
DIRECT_CARE = {Role.CLINICAL_LEAD, Role.PCN_MANAGER}


@given(VIEWERS, PRACTICES)
def test_numbers_are_exact_only_in_direct_care_of_one_s_own_practices(
    viewer: Viewer, asked: tuple[str, ...]
) -> None:
    expected = (
        viewer.role in DIRECT_CARE
        and len(asked) > 0
        and all(practice in viewer.practices for practice in asked)
    )
    assert viewer.exact_for(asked) is expected


@given(VIEWERS, VIEWERS)
def test_a_scope_is_shared_only_by_readers_who_may_see_the_same(
    one: Viewer, other: Viewer
) -> None:
    def may_see(viewer: Viewer) -> tuple[object, ...]:
        own = set(viewer.practices) if viewer.role in DIRECT_CARE else set()
        return viewer.role, frozenset(own)

    assert (one.scope == other.scope) == (may_see(one) == may_see(other))


def test_a_reader_is_a_board_until_somebody_says_otherwise() -> None:
    assert Viewer() == Viewer(Role.BOARD, ())
    assert not Viewer().exact_for(("A1",))


def test_order_of_practices_does_not_make_another_reader() -> None:
    one = Viewer(Role.PCN_MANAGER, ("A2", "A1"))
    assert one.scope == Viewer(Role.PCN_MANAGER, ("A1", "A2")).scope
