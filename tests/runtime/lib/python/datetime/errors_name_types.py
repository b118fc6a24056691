from datetime import date, datetime, time, timedelta


class MyDate(date):
    pass


cases = [
    lambda: date(2024, 1, 1) + 5, lambda: date(2024, 1, 1) < 5, lambda: datetime(2024, 1, 1) - date(2024, 1, 1), lambda: time(1) - time(2),
    lambda: timedelta(1) * timedelta(1), lambda: timedelta(1) / "a", lambda: MyDate(2024, 1, 1) + 5, lambda: date(2024, 1, 1).nothing, lambda: [1] + date(2024, 1, 1),
]
for case in cases:
    try: case()
    except (TypeError, AttributeError) as e: print(e)
print(repr(MyDate(2024, 1, 1)), repr(date(2024, 1, 1)), type(date(2024, 1, 1)).__name__)
