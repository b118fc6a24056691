"""Python's syntax tree -> JavaScript nodes; one file per area of the grammar."""
