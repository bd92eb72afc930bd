"""The version of the code, as part of every figure's reference."""

from importlib.metadata import version

CODE_VERSION = version("care-impact")

# Raise when a mart changes shape or meaning, so that a store built by older code is
# built again rather than misread.
MARTS_VERSION = 2
