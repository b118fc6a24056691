import calendar
from calendar import Calendar, TextCalendar, isleap, monthrange

print(isleap(2024), isleap(1900), isleap(2000), calendar.leapdays(2000, 2025), monthrange(2024, 2), monthrange(2023, 12), calendar.weekday(2024, 5, 1))
print(calendar.month(2024, 2), end="")
print(TextCalendar(6).formatmonth(2023, 10), end="")
print(calendar.monthcalendar(2024, 9), calendar.day_name[0], calendar.month_name[12], calendar.day_abbr[6], list(calendar.month_abbr)[1:3])
print(calendar.calendar(2023), end="")
c = Calendar(firstweekday=calendar.SUNDAY)
print(list(c.iterweekdays()), list(c.itermonthdays(2024, 3)), [d.isoformat() for d in c.itermonthdates(2024, 2)][:5], c.monthdays2calendar(2024, 2)[0])
print(calendar.timegm((1970, 1, 2, 0, 0, 1)), calendar.firstweekday())
for bad in (lambda: monthrange(2024, 13), lambda: calendar.setfirstweekday(9)):
    try:
        bad()
    except ValueError as e:
        print(type(e).__name__, e)
