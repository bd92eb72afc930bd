"""Lots: who starts in which step, so that every step is a fair share of everybody."""

from collections.abc import Mapping, Sequence
from hashlib import sha256

from data_access.stats import checks
from data_access.stats.errors import StatisticsError

# With two there is no month in which some have started a month ago and others wait.
FEWEST_STEPS, MOST_STEPS = 3, 12


def draw_lots(
    groups: Mapping[str, Sequence[str]], steps: int, seed: str
) -> dict[str, int]:
    """Give each member of each group a step, 1 to ``steps``, by lot.

    Members of a group are put in order by the SHA-256 of the seed and their name, which
    anybody can repeat on any machine, and dealt to the steps in turn. Dealing goes on
    from group to group, beginning at a step that the seed decides, so that the steps of
    a group, and of all groups together, differ by one member at most.

    Raises:
        StatisticsError: too few or too many steps, or a member who is there twice.

    """
    checks.whole("steps", steps, least=FEWEST_STEPS)
    if steps > MOST_STEPS:
        raise StatisticsError("steps", f"must be {MOST_STEPS} at most")
    place = int(_digest(seed, "first step"), 16)
    lots: dict[str, int] = {}
    for group in sorted(groups):
        for member in sorted(groups[group], key=lambda one: (_digest(seed, one), one)):
            if member in lots:
                raise StatisticsError("groups", "have somebody in them twice")
            lots[member] = place % steps + 1
            place += 1
    return lots


def _digest(seed: str, name: str) -> str:
    return sha256(f"{seed}:{name}".encode()).hexdigest()
