"""`python -m pystream.cli` is `pystream`."""

from pystream.cli.main import main

main(prog_name="pystream")
