"""The calendar of 2025, written out by hand from the notice of the State Council (calendar table C1 to C19)."""

from datetime import date, timedelta

from banbucheng.worktime import Hours, WorkCalendar

__all__ = ["CALENDAR"]


def _stretch(first: date, last: date, name: str) -> dict[date, str]:
    return {first + timedelta(days=n): name for n in range((last - first).days + 1)}


#: Every festival with its weekends, as the notice lists them.
_OFF = {
    **_stretch(date(2025, 1, 1), date(2025, 1, 1), "new_year"),
    **_stretch(date(2025, 1, 28), date(2025, 2, 4), "spring_festival"),
    **_stretch(date(2025, 4, 4), date(2025, 4, 6), "qingming"),
    **_stretch(date(2025, 5, 1), date(2025, 5, 5), "labour_day"),
    **_stretch(date(2025, 5, 31), date(2025, 6, 2), "dragon_boat"),
    **_stretch(date(2025, 10, 1), date(2025, 10, 8), "national_day"),
}
#: The weekend days that are worked in exchange.
_ON = {
    date(2025, 1, 26): "spring_festival",
    date(2025, 2, 8): "spring_festival",
    date(2025, 4, 27): "labour_day",
    date(2025, 9, 28): "national_day",
    date(2025, 10, 11): "national_day",
}

#: China's 2025 as announced, with two stretches a day.
CALENDAR = WorkCalendar.build(
    edition="2025",
    first=date(2025, 1, 1),
    last=date(2025, 12, 31),
    off=_OFF,
    on=_ON,
    hours=Hours.of(daily="09:00-12:00 14:00-17:30"),
)
