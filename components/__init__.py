"""Show answers; never query."""
