"""The smallest useful action: a plain function that the page, and the browser's console, can await."""

from pystream import Denied, action

# The square of more than this has no place in a float.
LARGEST = 1e150


@action
def square(number: float | int) -> float | int:
    """`number` times itself."""
    if not abs(number) <= LARGEST:  # `not <=` also catches NaN
        raise Denied(f"Only numbers from -{LARGEST:g} to {LARGEST:g} can be squared here")
    return number * number
