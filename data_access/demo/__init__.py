"""The synthetic primary care network with a known true effect."""
