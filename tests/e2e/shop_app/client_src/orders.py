"""Orders."""


def price(count: int) -> float:
    if count > 2:
        raise ValueError(f"too many: {count}")
    return 1 / count


def total(counts: list[int]) -> list[float]:
    try:
        return [price(count) for count in counts]
    except ValueError as error:
        raise RuntimeError("no total") from error
