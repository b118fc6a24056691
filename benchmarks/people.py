"""What people cost: python -m benchmarks.people PART; each part is a module of its own."""

from __future__ import annotations

import argparse
from importlib import import_module

PARTS = ("presence", "sessions", "stores")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("part", choices=PARTS)
    import_module(f"benchmarks.{parser.parse_args().part}").main()


if __name__ == "__main__":
    main()
