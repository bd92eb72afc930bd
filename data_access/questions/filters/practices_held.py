"""Which practices are loaded?"""

from data_access.door import Asking
from data_access.queries.places import practices


def practices_held(asking: Asking) -> tuple[str, ...]:
    """Return the code of every practice, by PCN and then by name."""
    with asking.evidence.connect() as connection:
        return tuple(practice.code for practice in practices(connection))
