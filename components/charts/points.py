"""The kind of a month's point, and its rule, in words."""

from components import theme

_RULES = {
    "": "",
    "limits": "outside the limits",
    "shift": "seven or more in a row on one side of the mean",
    "trend": "seven in a row rising or falling",
    "two_of_three": "two of three close to a limit",
}


def kind_of(label: str) -> str:
    """Return the kind of point (a key of ``theme.POINTS``) of a trend's label.

    A label may carry its direction, as in ``improvement_high``; "" is common cause.
    """
    kind = label.split("_")[0]
    return kind if kind in theme.POINTS else "common"


def rule_text(rule: str) -> str:
    """Return a rule of process control in words."""
    return _RULES.get(rule, rule.replace("_", " "))
