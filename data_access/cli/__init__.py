"""The command line: a parser, and the commands."""
