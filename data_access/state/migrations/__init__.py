"""How app state came to its present shape, step by step."""
