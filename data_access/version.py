"""The version of the code, as part of every figure's reference."""

import hashlib
from importlib.metadata import version
from pathlib import Path

CODE_VERSION = version("care-impact")

# Raise when a mart changes shape or meaning, so that a store built by older code is
# built again rather than misread.
MARTS_VERSION = 17


def _digest_of_sources() -> str:
    digest = hashlib.sha256()
    for file in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


# A checkout that is brought up to date keeps its version number, but must not be given
# answers that its older self kept: they may lack a field, or hold a mended error.
SOURCE_DIGEST = _digest_of_sources()
