"""What a reader chooses beside the selection; each value is part of the URL."""
