"""The chance of reaching a target, in words."""

# A chance is given to the nearest 5%: the simulation is no surer than that.
_STEP = 5


def chance_text(chance: float) -> str:
    """Write a chance between 0 and 1: ``about 35%``, ``less than 5%``."""
    percent = _STEP * round(100 * chance / _STEP)
    if percent >= 100 - _STEP:
        return f"more than {100 - _STEP}%"
    return f"less than {_STEP}%" if percent <= _STEP else f"about {percent}%"


def likelihood(chance: float, target: str) -> str:
    """Say whether a target will be reached; ``target`` names it."""
    if chance >= 0.95:
        return f"{target} will very likely be reached"
    if chance >= 0.8:
        return f"{target} will likely be reached"
    if chance > 0.2:
        return f"cannot tell yet whether {target} will be reached"
    if chance > 0.05:
        return f"{target} will likely be missed"
    return f"{target} will very likely be missed"
