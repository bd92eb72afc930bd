"""The one door: every page, download and pack asks its questions here.

An answer is cached under (question, selection, viewer scope, data version, code), so
that the next request sees a new version of the data without clearing the cache, and two
readers never see each other's numbers. Rows of people are never cached.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Concatenate, Generic, ParamSpec, Protocol, TypeVar

import structlog

from data_access.answers.cohorts import Personal
from data_access.answers.core import Reference
from data_access.selection import Selection
from data_access.store.evidence import Evidence
from data_access.version import SOURCE_DIGEST
from data_access.viewer import Viewer

P = ParamSpec("P")
Answer = TypeVar("Answer")

_log = structlog.get_logger()


class Cache(Protocol):
    """What the door needs of a cache; flask-caching provides it."""

    def get(self, key: str) -> object:
        """Return the stored value, or None."""

    def set(self, key: str, value: object) -> object:
        """Store a value."""


class NoCache:
    """A cache that stores nothing, for a command that asks once."""

    def get(self, key: str) -> None:
        """Return None."""

    def set(self, key: str, value: object) -> None:
        """Do nothing."""


@dataclass(frozen=True, slots=True)
class Context:
    """What every question receives: the evidence, the selection and the viewer."""

    evidence: Evidence
    selection: Selection
    viewer: Viewer

    def __post_init__(self) -> None:
        """Bind the evidence to the viewer: no query can give them more."""
        object.__setattr__(self, "evidence", self.evidence.read_by(self.viewer))


Question = Callable[Concatenate[Context, P], Answer]


@dataclass(frozen=True, slots=True)
class Answered(Generic[Answer]):
    """An answer, and the reference that gives the same answer again."""

    answer: Answer
    reference: Reference


def reference_of(
    question: Question[P, Answer], context: Context, *args: P.args, **details: P.kwargs
) -> Reference:
    """Return the reference, made of everything that decides the answer."""
    return Reference(
        question=f"{question.__module__}.{question.__qualname__}",
        details=repr((args, sorted(details.items()))),
        selection=context.selection.to_query(),
        viewer=context.viewer.scope,
        data_version=context.evidence.meta().data_version,
        code=SOURCE_DIGEST,
    )


@dataclass(frozen=True, slots=True)
class Door:
    """Ask questions of the evidence and cache the answers."""

    evidence: Evidence
    cache: Cache

    def ask(
        self,
        question: Question[P, Answer],
        selection: Selection,
        viewer: Viewer,
        *args: P.args,
        **details: P.kwargs,
    ) -> Answer:
        """Answer ``question`` for this selection and viewer."""
        return self.answered(question, selection, viewer, *args, **details).answer

    def answered(
        self,
        question: Question[P, Answer],
        selection: Selection,
        viewer: Viewer,
        *args: P.args,
        **details: P.kwargs,
    ) -> Answered[Answer]:
        """Answer ``question``, with the reference of the answer."""
        context = Context(self.evidence.at_one_version(), selection, viewer)
        reference = reference_of(question, context, *args, **details)
        answer = self._recall(reference.key)
        if answer is None:
            answer = question(context, *args, **details)
            if not isinstance(answer, Personal):
                self._keep(reference.key, answer)
        return Answered(answer, reference)  # type: ignore[arg-type]  # the key names it

    # A cache that fails, as Redis does when it is stopped, makes answers slow. It must
    # not make them fail, whatever the cache is and whatever it raises.

    def _recall(self, key: str) -> object:
        try:
            return self.cache.get(key)
        except Exception as problem:
            _log.warning("cache not read", problem=type(problem).__name__)
            return None

    def _keep(self, key: str, answer: object) -> None:
        try:
            self.cache.set(key, answer)
        except Exception as problem:
            _log.warning("cache not written", problem=type(problem).__name__)
