"""What is seen; never queries."""
