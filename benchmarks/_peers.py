"""How each peer is asked the questions of `worktime.py`; where one is not installed there is a note instead."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from importlib import import_module
from typing import Any, NamedTuple

import numpy as np

__all__ = ["Asked", "adders", "counters", "hour_adders", "installed"]

_DAY = timedelta(days=1)
_SKIPPED = "skipped: not installed"

Run = Callable[[], Any]


class Asked(NamedTuple):
    """The questions of one kind, and the days off of the years that they lie in, weekends too."""

    questions: Sequence[tuple[Any, Any]]
    #: Libraries that know no makeup workdays are told every day off, and that all weekdays work.
    off: Sequence[date]


def installed(name: str) -> Any:
    """A module, or None where it is not installed."""
    try:
        return import_module(name)
    except ModuleNotFoundError:
        return None


def adders(asked: Asked) -> dict[str, Run | str]:
    """Who adds working days to a date."""
    return {name: _SKIPPED if (run := make(asked)) is None else run for name, make in _ADD.items()}


def counters(asked: Asked) -> dict[str, Run | str]:
    """Who counts the working days after one date, through another."""
    return {name: _SKIPPED if (run := make(asked)) is None else run for name, make in _COUNT.items()}


def hour_adders(asked: Asked) -> dict[str, Run | str]:
    """Who adds working hours, 09:00 to 12:00 and 14:00 to 17:30, to a moment on the wall clock."""
    return {name: _SKIPPED if (run := make(asked)) is None else run for name, make in _HOURS.items()}


def _holidays_add(asked: Asked) -> Run | None:
    if (module := installed("holidays")) is None:
        return None
    nth = module.country_holidays("CN").get_nth_working_day
    return lambda: [nth(day, n) for day, n in asked.questions]


def _holidays_count(asked: Asked) -> Run | None:
    if (module := installed("holidays")) is None:
        return None
    count = module.country_holidays("CN").get_working_days_count
    return lambda: [count(first + _DAY, last) for first, last in asked.questions]


def _business_calendar(asked: Asked) -> Any:
    module = installed("business_calendar")
    return module and module.Calendar(workdays=[0, 1, 2, 3, 4, 5, 6], holidays=[_midnight(day) for day in asked.off])


def _business_calendar_add(asked: Asked) -> Run | None:
    if (calendar := _business_calendar(asked)) is None:
        return None
    questions = [(_midnight(day), n) for day, n in asked.questions]
    return lambda: [calendar.addbusdays(day, n).date() for day, n in questions]


def _business_calendar_count(asked: Asked) -> Run | None:
    if (calendar := _business_calendar(asked)) is None:
        return None
    questions = [(_midnight(first), _midnight(last)) for first, last in asked.questions]
    return lambda: [calendar.busdaycount(first, last) for first, last in questions]


def _bizdays(asked: Asked) -> Any:
    module = installed("bizdays")
    if module is None:
        return None
    return module.Calendar(
        holidays=asked.off, weekdays=[], startdate=min(asked.off), enddate=max(asked.off), financial=True
    )


def _bizdays_add(asked: Asked) -> Run | None:
    if (calendar := _bizdays(asked)) is None:
        return None
    return lambda: [calendar.offset(day, n) for day, n in asked.questions]


def _bizdays_count(asked: Asked) -> Run | None:
    if (calendar := _bizdays(asked)) is None:
        return None
    return lambda: [calendar.bizdays(first, last) for first, last in asked.questions]


def _numpy_calendar(asked: Asked) -> np.busdaycalendar:
    return np.busdaycalendar(weekmask="1111111", holidays=np.array(asked.off, "M8[D]"))


def _numpy_add(asked: Asked) -> Run:
    calendar = _numpy_calendar(asked)
    return lambda: [np.busday_offset(day, n, busdaycal=calendar).item() for day, n in asked.questions]


def _numpy_count(asked: Asked) -> Run:
    calendar = _numpy_calendar(asked)
    return lambda: [
        int(np.busday_count(first + _DAY, last + _DAY, busdaycal=calendar)) for first, last in asked.questions
    ]


def _quantlib_add(asked: Asked) -> Run | None:
    if (module := installed("QuantLib")) is None:
        return None
    calendar, unit = module.China(module.China.IB), module.Days
    questions = [(module.Date(day.day, day.month, day.year), n) for day, n in asked.questions]
    return lambda: [calendar.advance(day, n, unit).to_date() for day, n in questions]


def _quantlib_count(asked: Asked) -> Run | None:
    if (module := installed("QuantLib")) is None:
        return None
    calendar = module.China(module.China.IB)
    questions = [tuple(module.Date(day.day, day.month, day.year) for day in pair) for pair in asked.questions]
    return lambda: [calendar.businessDaysBetween(first, last, False, True) for first, last in questions]  # noqa: FBT003 - its signature


def _pandas_add(asked: Asked) -> Run | None:
    if (module := installed("pandas")) is None:
        return None
    calendar = _numpy_calendar(asked)
    offsets = {n: module.offsets.CustomBusinessDay(n, calendar=calendar) for n in {n for _, n in asked.questions}}
    questions = [(module.Timestamp(day), n) for day, n in asked.questions]
    return lambda: [(day + offsets[n]).date() for day, n in questions]


def _pandas_count(asked: Asked) -> Run | None:
    if (module := installed("pandas")) is None:
        return None
    step = module.offsets.CustomBusinessDay(calendar=_numpy_calendar(asked))
    return lambda: [len(module.date_range(first + _DAY, last, freq=step)) for first, last in asked.questions]


def _chinesecalendar_add(asked: Asked) -> Run | None:
    if (module := installed("chinese_calendar")) is None:
        return None
    return lambda: [module.find_workday(n, day) for day, n in asked.questions]


def _chinesecalendar_count(asked: Asked) -> Run | None:
    if (module := installed("chinese_calendar")) is None:
        return None
    return lambda: [len(module.get_workdays(first + _DAY, last)) for first, last in asked.questions]


def _workalendar_add(asked: Asked) -> Run | None:
    if (module := installed("workalendar.asia")) is None:
        return None
    calendar = module.China()
    return lambda: [calendar.add_working_days(day, n) for day, n in asked.questions]


def _workalendar_count(asked: Asked) -> Run | None:
    if (module := installed("workalendar.asia")) is None:
        return None
    calendar = module.China()
    return lambda: [calendar.get_working_days_delta(first, last) for first, last in asked.questions]


def _pandas_hours(asked: Asked) -> Run | None:
    if (module := installed("pandas")) is None:
        return None
    hours = {
        n: module.offsets.CustomBusinessHour(
            n, start=["09:00", "14:00"], end=["12:00", "17:30"], calendar=_numpy_calendar(asked)
        )
        for n in {n for _, n in asked.questions}
    }
    questions = [(module.Timestamp(moment), n) for moment, n in asked.questions]
    return lambda: [(moment + hours[n]).to_pydatetime() for moment, n in questions]


def _businesstimedelta_hours(asked: Asked) -> Run | None:
    if (module := installed("businesstimedelta")) is None:
        return None
    days = list(range(7))
    morning = module.WorkDayRule(start_time=clock_time(9), end_time=clock_time(12), working_days=days)
    afternoon = module.WorkDayRule(start_time=clock_time(14), end_time=clock_time(17, 30), working_days=days)
    rules = module.Rules([morning, afternoon, module.HolidayRule(dict.fromkeys(asked.off, "off"))])
    return lambda: [_plain(moment + module.BusinessTimeDelta(rules, hours=n)) for moment, n in asked.questions]


def _plain(moment: datetime) -> datetime:
    return moment.replace(tzinfo=None)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001 - the library takes no zone


_Maker = Callable[[Asked], Run | None]
_ADD: dict[str, _Maker] = {
    "holidays": _holidays_add,
    "business-calendar": _business_calendar_add,
    "bizdays": _bizdays_add,
    "numpy.busday_offset": _numpy_add,
    "QuantLib": _quantlib_add,
    "pandas CustomBusinessDay": _pandas_add,
    "chinesecalendar": _chinesecalendar_add,
    "workalendar": _workalendar_add,
}
_COUNT: dict[str, _Maker] = {
    "holidays": _holidays_count,
    "business-calendar": _business_calendar_count,
    "bizdays": _bizdays_count,
    "numpy.busday_count": _numpy_count,
    "QuantLib": _quantlib_count,
    "pandas date_range": _pandas_count,
    "chinesecalendar": _chinesecalendar_count,
    "workalendar": _workalendar_count,
}
_HOURS: dict[str, _Maker] = {
    "pandas CustomBusinessHour": _pandas_hours,
    "businesstimedelta": _businesstimedelta_hours,
}
