"""What a figure was made from, so that it can be made again."""

from data_access.answers.core import Reference
from data_access.door import Asking
from data_access.version import CODE_VERSION


def reference(asking: Asking, question: str, definition: str) -> Reference:
    """Name everything that decides the answer to ``question``."""
    return Reference(
        question=question,
        selection=asking.selection.to_query(),
        viewer=asking.viewer.scope,
        data_version=asking.evidence.meta().data_version,
        definition=definition,
        code_version=CODE_VERSION,
    )
