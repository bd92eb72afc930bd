"""Sample answers about referrals and cohorts, hard cases included."""

from data_access.answers.cohorts import Overlap
from data_access.answers.referrals import FlowLink, FlowNode, WaitingCurve

_IN = {
    "GP": 412.0,
    "Multidisciplinary community team": 121.0,
    "Proactive search": 118.0,
    "Receptionist": 36.0,
    "4 others": 30.0,
}
_ON = {
    "Link worker": 230.0,
    "Self-management course": 96.0,
    "Social services": 88.0,
    "District nursing": 61.0,
    "Personal health budget": 15.0,
    "3 others": 15.0,
}
_ENDED = {"Completed": 0.6, "Still open": 0.2, "Did not engage": 0.1, "Refused": 0.1}


def sample_flow() -> tuple[tuple[FlowNode, ...], tuple[FlowLink, ...]]:
    """Return a flow with long names, thin ribbons and one that is withheld."""
    nodes = (
        *(FlowNode(f"in-{name}", name, "source", n) for name, n in _IN.items()),
        FlowNode("coordinators", "Care coordinators", "coordinator", None),
        *(FlowNode(f"out-{name}", name, "destination", n) for name, n in _ON.items()),
        *(FlowNode(f"end-{name}", name, "outcome", None) for name in _ENDED),
    )
    links = (
        *(FlowLink(f"in-{name}", "coordinators", n) for name, n in _IN.items()),
        *(FlowLink("coordinators", f"out-{name}", n) for name, n in _ON.items()),
        *(
            FlowLink(f"out-{name}", f"end-{ending}", n * share)
            for name, n in _ON.items()
            if name != "Personal health budget"
            for ending, share in _ENDED.items()
        ),
    )
    return nodes, links


def sample_curve() -> WaitingCurve:
    """Return a waiting curve by weeks."""
    return WaitingCurve(
        days=(0.0, 7.0, 14.0, 21.0, 42.0),
        seen=(0.0, 31.0, 74.0, 93.0, 99.0),
        lower=(0.0, 24.0, 67.0, 88.0, 96.0),
        upper=(0.0, 37.0, 80.0, 96.0, 100.0),
        standard=14,
        whole=False,
    )


def sample_sets() -> tuple[tuple[str, int], ...]:
    """Return registers with a name too long for one line."""
    return (
        ("Long-term conditions", 3648),
        ("Severe mental illness", 384),
        ("Dementia", 212),
        ("A local register with a long name", 40),
    )


def sample_overlaps() -> tuple[Overlap, ...]:
    """Return overlaps of one, two and three registers."""
    return (
        Overlap(("Long-term conditions",), 1204),
        Overlap(("Severe mental illness",), 266),
        Overlap(("Long-term conditions", "Severe mental illness"), 52),
        Overlap(("Long-term conditions", "Dementia"), 21),
        Overlap(("Long-term conditions", "Severe mental illness", "Dementia"), 3),
    )
