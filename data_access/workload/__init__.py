"""How heavy a case is, as configuration with its source."""
