"""What is known of a list of patients beside its rows: is it whole, who opted out?"""

import datetime as dt
import re
from dataclasses import dataclass

from data_access.errors import CareImpactError
from data_access.store.lake import LakeVersion, OptOuts
from data_access.words.numbers import counted, number_text

_MOST_LEAVERS = 0.1
_LONGEST = 200
_TEN_DIGITS = re.compile(r"\d{3}[ -]?\d{3}[ -]?\d{4}")


@dataclass(frozen=True, slots=True)
class PatientList:
    """What whoever loads a list of patients says of it.

    ``whole_on``: everybody registered on this day is in it, so that whoever is in the
    store and not in the list has left; None if it may be a part. ``allow_leavers``:
    even if that is more than a tenth. ``opt_outs_removed_by``: who took out of it the
    people who opted out, where no column says who they are.
    """

    whole_on: dt.date | None = None
    allow_leavers: bool = False
    opt_outs_removed_by: str = ""

    def check(self, today: dt.date) -> None:
        """Raise CareImpactError if something of it cannot be."""
        if self.whole_on is not None and self.whole_on > today:
            raise CareImpactError(
                f"A list cannot be whole on {self.whole_on}, which is still to come: "
                "give the day on which it was made."
            )
        said = self.opt_outs_removed_by
        if len(said) > _LONGEST or not said.isprintable() or _TEN_DIGITS.search(said):
            raise CareImpactError(
                "Who removed people who opted out is a name or a role on one line of "
                f"at most {_LONGEST} characters, without a patient's number."
            )


AS_IT_IS = PatientList()
"""A list of which nothing is said beside its rows."""


@dataclass(frozen=True, slots=True)
class Leavers:
    """How many people a whole list lacks, of those registered at its practices."""

    left: int = 0
    registered: int = 0
    on: dt.date | None = None

    @property
    def sentence(self) -> str:
        """Say who has left; empty if nobody has."""
        if not self.left:
            return ""
        return (
            f"patients: {counted(self.left, 'person', 'people')} of "
            f"{number_text(self.registered)} are no longer on the list, and left on "
            f"{self.on}"
        )

    @property
    def refused(self) -> str:
        """Say why so many leavers are asked about; empty if they are not."""
        if self.left <= _MOST_LEAVERS * self.registered:
            return ""
        return (
            f"Nothing was loaded: {number_text(self.left)} of the "
            f"{number_text(self.registered)} people registered at the practices of "
            f"the list are not in it, and would have left on {self.on}. If that many "
            "have left, say so; if the list is a part, load it without declaring it "
            "whole."
        )


def opt_outs_after(
    before: OptOuts | None, column: bool | None, said: PatientList, by: str, at: str
) -> OptOuts | None:
    """Return what is known of opt-outs after a load; None if nobody has said.

    ``column``: whether a column of the list says who opted out; None if the load has no
    list. An earlier answer goes on holding, but an earlier column does not.
    """
    if column:
        return OptOuts(column=True, removed_by="", said_at=at, said_by=by)
    if said.opt_outs_removed_by:
        return OptOuts(False, said.opt_outs_removed_by, at, by)
    if column is False and before is not None and before.column:
        return None
    return before


def says_more(said: OptOuts | None, current: LakeVersion) -> bool:
    """Say whether an answer about opt-outs is another than that of a version."""
    held = current.manifest.opt_outs
    if said is None or said.column:
        return False
    return held is None or held.removed_by != said.removed_by


UNSAID = (
    "no column says who opted out, and nobody has said who removed those who did "
    "before the export: say who when you load it"
)
"""The notice of a list of which nothing is known of opt-outs."""
