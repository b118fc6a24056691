"""Nothing: the tests speak to the line by hand, see probe.js."""
