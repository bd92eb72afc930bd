"""Which practices are loaded?"""

from data_access.door import Context
from data_access.queries.places import practices


def loaded_practices(context: Context) -> tuple[str, ...]:
    """Return the code of every practice, by PCN and then by name."""
    with context.evidence.connect() as connection:
        return tuple(practice.code for practice in practices(connection))
