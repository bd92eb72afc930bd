"""Questions about starts that were decided by lot."""
