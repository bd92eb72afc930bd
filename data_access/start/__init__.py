"""What a first coordinator is taken to be able to do: configuration with a source."""
