"""What is wrong, and what to do: a command for who loads, for others whom to ask."""

from dataclasses import dataclass

from data_access.viewer import Viewer

_WHO = "a PCN manager"


@dataclass(frozen=True, slots=True)
class Remedied:
    """A problem; ``load`` is what to do for who loads files, ``ask`` for who does not.

    As text it has the former, because the command line is typed by who loads.
    """

    problem: str
    load: str
    ask: str

    def __str__(self) -> str:
        """Say it to who loads."""
        return f"{self.problem}: {self.load}."

    def said_to(self, viewer: Viewer) -> str:
        """Say it to a reader."""
        return f"{self.problem}: {self.load if viewer.may_load else self.ask}."


def published(problem: str, files: str) -> Remedied:
    """Say that published files are to be loaded; ``files`` names them."""
    return Remedied(
        problem,
        f"download {files} and run `care-impact load-open FOLDER`",
        f"ask {_WHO} to load {files}",
    )


def commanded(problem: str, command: str, wanted: str) -> Remedied:
    """Say that a command is to be run; ``wanted`` is what others ask for."""
    return Remedied(problem, f"run {command}", f"ask {_WHO} to {wanted}")
