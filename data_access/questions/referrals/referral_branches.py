"""The parts of a total as they may be drawn: large ones singly, small ones together."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from data_access.answers.core import Mark
from data_access.disclosure.breakdown import shown_parts

LEAST_SHARE = 0.03  # of the total: a thinner ribbon's name would meet its neighbour's
OTHERS = "others"


@dataclass(frozen=True, slots=True)
class Branch:
    """One branch, or all the small ones; ``shown`` has passed disclosure."""

    code: str
    name: str
    members: tuple[str, ...]
    shown: float | Mark


def branches(
    counts: Mapping[str, float], named: Callable[[str], str], *, exact: bool
) -> tuple[tuple[Branch, ...], dict[str, float | Mark]]:
    """Return what to draw of a total, and every part of it as it may be listed.

    Parts that are withheld, or under LEAST_SHARE of the total, are drawn as one branch
    OTHERS, which is last. The caller must know that the total may be shown.
    """
    by_code = {code: count for code, count in counts.items() if count > 0}
    listed = dict(
        zip(by_code, shown_parts([*by_code.values()], exact=exact), strict=True)
    )
    # Only by what is shown: an order by exact counts would say which of two is larger.
    size = {code: v for code, v in listed.items() if not isinstance(v, Mark)}
    thin = LEAST_SHARE * sum(size.values())
    small = [code for code in by_code if size.get(code, 0.0) < thin or code not in size]
    if len(small) == 1 and small[0] in size:
        small = []
    order = sorted((c for c in by_code if c not in small), key=lambda c: (-size[c], c))
    branches_shown = [Branch(c, named(c), (c,), listed[c]) for c in order]
    if small:
        together = sum(by_code[code] for code in small)
        (figures,) = shown_parts([together], exact=exact)
        name = f"{len(small)} others" if order else "All together"
        branches_shown.append(Branch(OTHERS, name, tuple(small), figures))
    return tuple(branches_shown), listed
