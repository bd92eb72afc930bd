"""The one door: every page, download and pack asks through here.

An answer is kept under (question, selection, viewer scope, data version, source code),
so that a new version of the data is seen at the next request without anything being
cleared, and two readers never see each other's numbers. Rows of people are never kept.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Concatenate, ParamSpec, Protocol, TypeVar

import structlog

from data_access.answers.cohorts import Personal
from data_access.selection import Selection
from data_access.store.evidence import Evidence
from data_access.version import SOURCE_DIGEST
from data_access.viewer import Viewer

P = ParamSpec("P")
Answer = TypeVar("Answer")

_log = structlog.get_logger()


class Cache(Protocol):
    """What the door needs of a cache; flask-caching has it."""

    def get(self, key: str) -> object:
        """Return what is kept, or None."""

    def set(self, key: str, value: object) -> object:
        """Keep a value."""


@dataclass(frozen=True, slots=True)
class Asking:
    """What every question is given: the evidence, what is asked about, and by whom."""

    evidence: Evidence
    selection: Selection
    viewer: Viewer


Question = Callable[Concatenate[Asking, P], Answer]


@dataclass(frozen=True, slots=True)
class Door:
    """Ask questions of the evidence, keeping the answers."""

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
        evidence = self.evidence.at_one_version()
        words = (
            question.__module__,
            question.__qualname__,
            selection.to_query(),
            viewer.scope,
            evidence.meta().data_version,
            SOURCE_DIGEST,
            repr(args),
            repr(sorted(details.items())),
        )
        key = hashlib.sha256("|".join(words).encode()).hexdigest()
        kept = self._recall(key)
        if kept is None:
            asking = Asking(evidence, selection, viewer)
            kept = question(asking, *args, **details)
            if not isinstance(kept, Personal):
                self._keep(key, kept)
        return kept  # type: ignore[return-value]  # the key names the question

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
