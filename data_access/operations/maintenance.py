"""Go back a version, erase a person, or change the key, everywhere.

Each changes the lake first and then builds the evidence from it; ``loading`` swaps the
evidence in and deletes everything from before an erasure or a new key.
"""

from data_access.operations.forget import Erasure, forget
from data_access.operations.loading import Progress, builder
from data_access.operations.rollback import rollback
from data_access.operations.rotate_key import rotate_key
from data_access.settings import Settings
from data_access.store.lake import LakeVersion


def roll_back(
    settings: Settings, name: str, on_progress: Progress = lambda _: None
) -> LakeVersion:
    """Serve version ``name`` of the local data again; later versions stay.

    Raises CareImpactError if it is missing or damaged.
    """
    return rollback(settings.home, name, build=builder(settings, on_progress))


def forget_person(
    settings: Settings, patient_id: str, on_progress: Progress = lambda _: None
) -> Erasure:
    """Erase one person from every version and from everything derived from them.

    Raises CareImpactError if nobody has that identifier.
    """
    key = settings.pseudonym_key
    return forget(
        settings.home,
        patient_id,
        key=key.get_secret_value() if key else None,
        build=builder(settings, on_progress),
    )


def change_key(settings: Settings, on_progress: Progress = lambda _: None) -> None:
    """Give everyone a new pseudonym, in the store and in everything derived from it.

    Raises CareImpactError if the key is set in the environment.
    """
    key = settings.pseudonym_key
    rotate_key(
        settings.home,
        key=key.get_secret_value() if key else None,
        build=builder(settings, on_progress),
    )
