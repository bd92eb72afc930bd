"""By what rule was the caseload made, where an export has coded events and no cases?"""

from data_access.door import Context


def said_of_rule(context: Context) -> str:
    """Return the rule in a sentence, with a space before it; empty if there is none."""
    rule = context.evidence.meta().caseload_rule
    return f" Where the caseload is made of coded events, {rule}." if rule else ""
