"""What people say of themselves: which scores count when, and how they are read."""
