"""JavaScript as data: nodes, builders, and the one printer that turns them into text."""
