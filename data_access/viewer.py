"""The reader: role and scope, which decide what may be shown."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """The readers the product knows."""

    BOARD = "board"
    COMMISSIONER = "commissioner"
    CLINICAL_LEAD = "clinical_lead"
    PCN_MANAGER = "pcn_manager"


@dataclass(frozen=True, slots=True)
class Viewer:
    """A reader: their role, and the practices they are responsible for.

    ``practices`` empty means no practice of their own. Numbers are exact only for
    a clinical lead or PCN manager, and only within their own practices.
    """

    role: Role = Role.BOARD
    practices: tuple[str, ...] = ()

    def exact_for(self, practices: tuple[str, ...]) -> bool:
        """Return whether all of these practices may be shown exactly."""
        direct_care = not self.sees_rounded
        return direct_care and bool(practices) and set(practices) <= set(self.practices)

    @property
    def sees_rounded(self) -> bool:
        """Return whether this reader is outside direct care: no count is exact."""
        return self.role not in (Role.CLINICAL_LEAD, Role.PCN_MANAGER)

    @property
    def may_load(self) -> bool:
        """Return whether this reader loads files, and runs the commands that do."""
        return not self.sees_rounded

    @property
    def scope(self) -> str:
        """Return the name of this viewer class, for cache keys and references."""
        if not self.sees_rounded:
            return f"{self.role}:{','.join(sorted(self.practices))}"
        return str(self.role)
