"""What a reader chooses besides the selection; each value is part of the URL."""
