"""The stories of one PCN, as one reader may read, write, review and withdraw them."""

from dataclasses import dataclass
from pathlib import Path

from data_access.answers.stories import Story, Written
from data_access.state import stories as state
from data_access.state.store import open_state
from data_access.state.stories import StoryVersion
from data_access.state.story_warnings import StoryWarning, warnings_in
from data_access.viewer import Viewer

__all__ = ["PcnStories", "StoryWarning", "story_warnings"]


def story_warnings(text: str, places: frozenset[str]) -> tuple[StoryWarning, ...]:
    """Return the words of a text that might identify a person, in order."""
    return warnings_in(text, places)


@dataclass(frozen=True, slots=True)
class PcnStories:
    """The folder of a PCN's stories, the PCN, and the reader.

    Every change raises CareImpactError for a reader who may not make it, and
    StoryRefusedError with a sentence for each field that is wrong.
    """

    home: Path
    pcn: str
    viewer: Viewer

    @property
    def may_write(self) -> bool:
        """Say whether this reader may write and review."""
        return state.may_write(self.viewer)

    def all(self) -> tuple[Story, ...]:
        """Return the stories that this reader may see."""
        return state.stories(open_state(self.home), self.pcn, self.viewer)

    def write(
        self,
        content: Written,
        *,
        submit: bool,
        accepted: frozenset[str],
        places: frozenset[str],
        version: StoryVersion | None,
    ) -> None:
        """Save a draft, or submit the story for review by a second person."""
        state.write_story(
            open_state(self.home),
            self.pcn,
            self.viewer,
            content,
            submit=submit,
            accepted=accepted,
            places=places,
            version=version,
        )

    def review(self, version: StoryVersion, reviewer: str, reason: str) -> None:
        """Publish a submitted story, or with a reason return it to its writer."""
        state.review_story(
            open_state(self.home), self.pcn, self.viewer, version, reviewer, reason
        )

    def withdraw(self, story: int) -> None:
        """Erase a story's text; the record of the withdrawal stays."""
        state.withdraw_story(open_state(self.home), self.pcn, self.viewer, story)
