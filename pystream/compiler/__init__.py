"""Text to JavaScript: pure and synchronous, no disk, no running of the user's code."""
