"""What every peer in benchmarks/ offers: the square of a number."""

from pystream import action


@action
def square(number: int) -> int:
    return number * number
