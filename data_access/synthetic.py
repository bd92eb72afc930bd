"""How synthetic data is recognised."""

# No real PCN code begins with X: see places.
SYNTHETIC_PCN = "X80"


def is_synthetic(pcn_code: str) -> bool:
    """Return whether a PCN is one that the demo invents."""
    return pcn_code.startswith(SYNTHETIC_PCN)
