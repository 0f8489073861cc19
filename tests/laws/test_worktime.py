"""The laws of working time, over generated calendars and the real one."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import holidays
from attrs import evolve
from hypothesis import assume, example, given
from hypothesis import strategies as st

from banbucheng.adapters.china import china
from banbucheng.errors import BadInput
from banbucheng.worktime import (
    CountFrom,
    Deadline,
    EndOfBusiness,
    HalfWorkingDays,
    Hours,
    Months,
    NaturalDays,
    NaturalHours,
    NaturalMinutes,
    PauseEnds,
    Span,
    TimeLimit,
    WorkCalendar,
    WorkingDays,
    WorkingHours,
    WorkingMinutes,
    due,
    elapsed,
    explain,
    worked,
)

CHINA = china()
UPSTREAM = holidays.country_holidays("CN", years=range(2004, 2027))
FIRST, LAST = date(2024, 1, 1), date(2026, 12, 31)
EVERY_DAY = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
ZONES = ["Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Beirut", "Pacific/Apia"]

#: Days in the middle of the table, so that no answer leaves it.
days = st.dates(date(2024, 12, 1), date(2025, 11, 30))
numbers = st.integers(min_value=1, max_value=60)
some_days = st.frozensets(st.dates(date(2024, 12, 1), date(2026, 6, 30)), max_size=40)
day_limits = st.one_of(
    st.builds(WorkingDays, numbers, count_from=st.sampled_from(CountFrom)),
    st.builds(NaturalDays, numbers, count_from=st.sampled_from(CountFrom), rolls=st.booleans()),
    st.builds(Months, st.integers(1, 4), rolls=st.booleans()),
)
moment_limits = st.one_of(
    st.builds(WorkingHours, numbers),
    st.builds(WorkingMinutes, st.integers(1, 5_000)),
    st.builds(NaturalHours, numbers),
    st.builds(NaturalMinutes, st.integers(1, 5_000)),
    st.builds(HalfWorkingDays, numbers),
    st.just(EndOfBusiness()),
)
limits: st.SearchStrategy[TimeLimit] = st.one_of(day_limits, moment_limits)


def calendar_of(
    off: frozenset[date] = frozenset(),
    on: frozenset[date] = frozenset(),
    undecided: frozenset[date] = frozenset(),
    zone: str = "Asia/Shanghai",
) -> WorkCalendar:
    """A calendar of three years with these days turned."""
    return WorkCalendar.build(
        edition="law", first=FIRST, last=LAST, zone=zone, off=off, on=on - off, undecided=undecided
    )


calendars = st.builds(calendar_of, off=some_days, on=some_days, undecided=some_days)


@st.composite
def moments(draw: st.DrawFn, zone: str = "Asia/Shanghai") -> datetime:
    """A moment in the middle of the table, on the clocks of a zone."""
    naive = draw(st.datetimes(datetime(2024, 12, 1), datetime(2025, 11, 30)))  # noqa: DTZ001 - the zone is added below
    return naive.replace(tzinfo=ZoneInfo(zone), microsecond=0)


@st.composite
def spans(draw: st.DrawFn) -> Span:
    """A pause of up to forty days."""
    opens = draw(moments())
    return Span(
        opens, (opens.astimezone(UTC) + draw(st.timedeltas(timedelta(0), timedelta(days=40)))).astimezone(opens.tzinfo)
    )


def worked_days(calendar: WorkCalendar) -> Sequence[date]:
    """The working days, asked for one by one."""
    return [day for day in EVERY_DAY if calendar.works_on(day)]


# Adding and counting


@given(calendars, days, numbers)
def test_adding_is_counting_day_by_day(calendar: WorkCalendar, day: date, number: int) -> None:
    """民法典 201: 按照年、月、日计算期间的，开始的当日不计入，自下一日开始计算."""
    assert [each for each in worked_days(calendar) if each > day][number - 1] == calendar.workday_after(day, number)
    assert [each for each in worked_days(calendar) if each < day][-number] == calendar.workday_after(day, -number)
    assert next(each for each in worked_days(calendar) if each >= day) == calendar.workday_after(day, 0)


@given(calendars, days, numbers)
def test_adding_then_counting_gives_the_number(calendar: WorkCalendar, day: date, number: int) -> None:
    """Adding n and then counting gives n, forwards and backwards."""
    assert number == calendar.workdays_between(day, calendar.workday_after(day, number))
    assert number == elapsed(day, calendar.workday_after(day, number), calendar)
    back = calendar.workday_after(day, -number)
    assert number == calendar.workdays_between(back, day) + (not calendar.works_on(day))


@given(calendars, days, days, numbers, numbers)
def test_adding_is_monotone(calendar: WorkCalendar, one: date, two: date, few: int, many: int) -> None:
    """Adding is monotone in start and n: an earlier receipt, or a shorter limit, is never due later."""
    first, last = sorted((one, two))
    less, more = sorted((few, many))

    assert calendar.workday_after(first, few) <= calendar.workday_after(last, few)
    assert calendar.workday_after(one, less) <= calendar.workday_after(one, more)


@given(calendars, days, numbers, numbers)
def test_adding_is_additive(calendar: WorkCalendar, day: date, one: int, two: int) -> None:
    """Adding a+b is adding a and then b: the day between is a working day, since it was an answer."""
    assert calendar.workday_after(day, one + two) == calendar.workday_after(calendar.workday_after(day, one), two)


@given(calendars, days, numbers)
def test_there_and_back(calendar: WorkCalendar, day: date, number: int) -> None:
    """From a working day, as many back as forth is the day itself."""
    start = calendar.workday_after(day, 0)

    assert start == calendar.workday_after(calendar.workday_after(start, number), -number)


@given(calendars, days, st.integers(0, 60))
def test_a_deadline_falls_on_a_working_day(calendar: WorkCalendar, day: date, number: int) -> None:
    """A limit in working days ends on a working day, under either school, and natural days that roll do too (民法典 203)."""
    for limit in (WorkingDays(number), WorkingDays(number, count_from=CountFrom.NEXT_WORKDAY), NaturalDays(number)):
        assert calendar.works_on(due(limit, day, calendar).on)


@given(
    off=some_days,
    on=some_days,
    turned=days,
    day=days,
    number=st.integers(0, 60),
    count_from=st.sampled_from(CountFrom),
)
def test_a_day_off_never_hastens_and_a_makeup_day_never_delays(
    *, off: frozenset[date], on: frozenset[date], turned: date, day: date, number: int, count_from: CountFrom
) -> None:
    """Removing a holiday never delays a due date; adding a makeup day never delays it (school B: once the receipt works)."""
    limit = WorkingDays(number, count_from=count_from)
    closed, opened = calendar_of(off | {turned}, on), calendar_of(off - {turned}, on | {turned})
    assume(count_from is CountFrom.DAY_AFTER or turned != day)

    late, early = due(limit, day, closed).on, due(limit, day, opened).on

    # Under school B a makeup day before the first working day after the receipt takes the receipt, and counts no more.
    assert early <= late or (count_from is CountFrom.NEXT_WORKDAY and turned > day)


@given(calendars, days, numbers)
def test_school_b_is_at_most_a_day_later(calendar: WorkCalendar, day: date, number: int) -> None:
    """School B gives the answer of school A, or on a day off, the working day after it."""
    a, b = (due(WorkingDays(number, count_from=each), day, calendar).on for each in CountFrom)

    assert (a if calendar.works_on(day) else calendar.workday_after(a, 1)) == b


@given(st.dates(date(2004, 1, 1), date(2026, 10, 1)), numbers)
@example(date(2026, 10, 1), 60)
def test_the_real_calendar_agrees_with_another(day: date, number: int) -> None:
    """On the announced years the working days are those that `holidays` counts to."""
    assume(CHINA.workday_after(day, number) <= date(2026, 12, 25))

    assert UPSTREAM.get_nth_working_day(day, number) == CHINA.workday_after(day, number)
    assert UPSTREAM.get_working_days_count(day + timedelta(days=1), day + timedelta(days=60)) == CHINA.workdays_between(
        day, day + timedelta(days=60)
    ) or day + timedelta(days=60) > date(2026, 12, 25)


# The quick answers and the others


@given(calendars, moments(), st.integers(0, 60))
def test_the_quick_answers_are_the_slow_ones(calendar: WorkCalendar, start: datetime, number: int) -> None:
    """A pause that is over before the receipt forces the long way round, and changes nothing."""
    over = [Span(start - timedelta(days=9), start - timedelta(days=9))]

    assert due(WorkingHours(number), start, calendar) == due(WorkingHours(number), start, calendar, pauses=over)


@given(calendars, moments(), st.integers(0, 60), st.lists(spans(), max_size=2), st.sampled_from(PauseEnds))
def test_the_quick_days_are_the_slow_ones(
    calendar: WorkCalendar, start: datetime, number: int, pauses: list[Span], ends: PauseEnds
) -> None:
    """A cut-off after which no time of the day comes forces the long way round, and changes nothing."""
    slow = due(WorkingDays(number, cut_off=time.max), start, calendar, pauses=pauses, pause_ends=ends)

    limit = WorkingDays(number)
    assert evolve(slow, limit=limit) == due(limit, start, calendar, pauses=pauses, pause_ends=ends)


# Pauses


@given(
    calendar=calendars,
    start=moments(),
    limit=limits,
    pause=spans(),
    part=st.floats(0, 1),
    ends=st.sampled_from(PauseEnds),
)
def test_splitting_a_pause_changes_nothing(
    *, calendar: WorkCalendar, start: datetime, limit: TimeLimit, pause: Span, part: float, ends: PauseEnds
) -> None:
    """P5: splitting a pause at any point changes nothing."""
    split = pause.opens + (pause.closes - pause.opens) * part
    parts = [Span(split, pause.closes), Span(pause.opens, split)]

    assert due(limit, start, calendar, pauses=[pause], pause_ends=ends) == due(
        limit, start, calendar, pauses=parts, pause_ends=ends
    )


@given(
    calendar=calendars,
    start=moments(),
    number=numbers,
    more=numbers,
    pause=spans(),
    ends=st.sampled_from(PauseEnds),
)
def test_pauses_commute_with_extensions(
    *, calendar: WorkCalendar, start: datetime, number: int, more: int, pause: Span, ends: PauseEnds
) -> None:
    """Pausing and then extending is extending and then pausing."""
    whole = due(WorkingDays(number + more), start, calendar, pauses=[pause], pause_ends=ends).on
    first = due(WorkingDays(number), start, calendar, pauses=[pause], pause_ends=ends).on

    assert whole == due(WorkingDays(more), first, calendar, pauses=[pause], pause_ends=ends).on


@given(calendars, moments(), st.integers(1, 60), st.lists(spans(), max_size=4), st.sampled_from(PauseEnds))
def test_what_is_used_at_the_deadline_is_the_limit(
    calendar: WorkCalendar, start: datetime, number: int, pauses: list[Span], ends: PauseEnds
) -> None:
    """P14: at the deadline, whatever the pauses, exactly the limit has been used."""
    days_due = due(WorkingDays(number), start, calendar, pauses=pauses, pause_ends=ends)
    hours_due = due(WorkingHours(number), start, calendar, pauses=pauses)

    assert number == elapsed(start, days_due.on, calendar, pauses=pauses, pause_ends=ends)
    assert timedelta(hours=number) == worked(start, hours_due.at, calendar, pauses=pauses)


@given(calendars, moments(), limits, st.lists(spans(), max_size=4), st.sampled_from(PauseEnds))
def test_a_pause_never_hastens(
    calendar: WorkCalendar, start: datetime, limit: TimeLimit, pauses: list[Span], ends: PauseEnds
) -> None:
    """A deadline with pauses is never before the one without."""
    assert due(limit, start, calendar).at <= due(limit, start, calendar, pauses=pauses, pause_ends=ends).at


@given(calendars, moments(), limits, st.timedeltas(timedelta(0), timedelta(days=60)), st.floats(0, 1, exclude_max=True))
def test_nothing_is_up_while_paused(
    calendar: WorkCalendar, start: datetime, limit: TimeLimit, long: timedelta, part: float
) -> None:
    """P9 While paused: no breach, even if the old date passes."""
    held = due(limit, start, calendar)
    begun = (start.astimezone(UTC) + (held.at.astimezone(UTC) - start.astimezone(UTC)) * part).astimezone(start.tzinfo)
    assume(begun < held.at)
    now = (begun.astimezone(UTC) + long).astimezone(start.tzinfo)

    assert now <= due(limit, start, calendar, pauses=[Span(begun, now)]).at


# What is not known yet


@given(off=some_days, on=some_days, undecided=some_days, data=st.data(), start=moments(), limit=limits)
def test_the_interval_contains_what_comes(
    *,
    off: frozenset[date],
    on: frozenset[date],
    undecided: frozenset[date],
    data: st.DataObject,
    start: datetime,
    limit: TimeLimit,
) -> None:
    """However the undecided days turn out, the firm deadline lies from the earliest through the latest."""
    assume(not isinstance(limit, WorkingDays | NaturalDays | Months) or limit.count_from is CountFrom.DAY_AFTER)
    turned = frozenset(data.draw(st.sets(st.sampled_from(sorted(undecided)))) if undecided else ())
    before = due(limit, start, calendar_of(off, on, undecided))
    after = due(limit, start, calendar_of((off - undecided) | (undecided - turned), (on - undecided) | turned))

    assert not after.provisional
    assert before.earliest <= after.on <= before.latest
    assert before.provisional or before.at == after.at


@given(st.dates(date(2004, 1, 1), date(2035, 6, 1)), numbers)
def test_a_firm_answer_is_where_all_agree(day: date, number: int) -> None:
    """A deadline is provisional exactly where its earliest and latest days differ, and lies between them."""
    found = due(WorkingDays(number), day, CHINA)

    assert found.earliest <= found.on <= found.latest
    assert found.provisional is (found.earliest != found.latest)


# Zones


@given(st.sampled_from(ZONES), st.data(), numbers)
def test_no_offset_moves_a_date(zone: str, data: st.DataObject, number: int) -> None:
    """T4: whatever the clocks do, a moment has the deadline of its local day, and every day ends at the next one's start."""
    calendar = calendar_of(zone=zone)
    start = data.draw(moments(zone))
    found = due(WorkingDays(number), start, calendar)

    assert due(WorkingDays(number), start.date(), calendar) == found
    end = found.at.astimezone(UTC)
    assert [found.on, found.on + timedelta(days=1)] == [
        calendar.date_of(each) for each in (end - timedelta(microseconds=1), end)
    ]


@given(st.dates(date(1985, 6, 1), date(1992, 6, 1)), st.times(), numbers)
def test_summer_time_of_long_ago_moves_no_date(day: date, at: time, number: int) -> None:
    """T7: historical Shanghai offsets never move a date."""
    old = WorkCalendar.build(edition="old", first=date(1985, 1, 1), last=date(1993, 12, 31))
    start = datetime.combine(day, at, old.zone)

    assert due(WorkingDays(number), day, old) == due(WorkingDays(number), start, old)


@given(calendars, moments(), limits, st.integers(-12 * 60, 14 * 60))
def test_one_instant_has_one_deadline(calendar: WorkCalendar, start: datetime, limit: TimeLimit, offset: int) -> None:
    """T3: the same instant in three zones gives one answer."""
    elsewhere = [start.astimezone(UTC), start.astimezone(timezone(timedelta(minutes=offset)))]

    assert [due(limit, start, calendar)] * 2 == [due(limit, each, calendar) for each in elsewhere]


# Hours


@st.composite
def schedules(draw: st.DrawFn) -> Hours:
    """Opening hours of up to four stretches, the same every day."""
    edges = sorted(draw(st.sets(st.integers(0, 95), min_size=2, max_size=8)))
    pairs = zip(edges[::2], edges[1::2], strict=False)
    return Hours.of(daily=" ".join(f"{a // 4:02}:{a % 4 * 15:02}-{b // 4:02}:{b % 4 * 15:02}" for a, b in pairs))


def office(hours: Hours, zone: str) -> WorkCalendar:
    """An office that keeps these hours on the weekdays of three years."""
    return WorkCalendar.build(edition="office", first=FIRST, last=LAST, zone=zone, hours=hours)


@given(schedules(), st.sampled_from(ZONES), st.data(), st.integers(1, 3_000))
def test_adding_time_then_measuring_it_gives_the_time(
    hours: Hours, zone: str, data: st.DataObject, minutes: int
) -> None:
    """民法典 201: 按照小时计算期间的，自法律规定或者当事人约定的时间开始计算; T8: met at the close is due at the close."""
    calendar = office(hours, zone)
    start = data.draw(moments(zone))
    at = due(WorkingMinutes(minutes), start, calendar).at

    assert timedelta(minutes=minutes) == worked(start, at, calendar)
    just_before = (at.astimezone(UTC) - timedelta(seconds=1)).astimezone(calendar.zone)
    assert timedelta(minutes=minutes) > worked(start, just_before, calendar)


@given(schedules(), st.sampled_from(ZONES), st.data(), st.integers(1, 2_000), st.integers(1, 2_000))
def test_adding_time_is_additive(hours: Hours, zone: str, data: st.DataObject, one: int, two: int) -> None:
    """Two limits in hours, one after the other, are one of their sum."""
    calendar = office(hours, zone)
    start = data.draw(moments(zone))
    between = due(WorkingMinutes(one), start, calendar).at

    assert due(WorkingMinutes(one + two), start, calendar).at == due(WorkingMinutes(two), between, calendar).at
    assert between.astimezone(UTC) == due(WorkingMinutes(0), between, calendar).at.astimezone(UTC)


@given(schedules(), moments(), st.integers(1, 600))
def test_adding_time_is_walking_from_minute_to_minute(hours: Hours, start: datetime, minutes: int) -> None:
    """An hour of working time is sixty minutes in which the house is open."""
    calendar = office(hours, "Asia/Shanghai")
    start = start.replace(second=0)
    at, left = start, minutes
    while left:
        wall = at.time()
        left -= any(opens <= wall < closes for opens, closes in calendar.stretches_on(at.date()))
        at += timedelta(minutes=1)

    assert at == due(WorkingMinutes(minutes), start, calendar).at


# Halves


@given(calendars, moments(), numbers, numbers)
def test_half_days_add_up(calendar: WorkCalendar, start: datetime, one: int, two: int) -> None:
    """Halves are additive from the close of a half, and two of them make a working day."""
    close = due(HalfWorkingDays(one), start, calendar).at
    inside = close - timedelta(minutes=1)

    assert due(HalfWorkingDays(one + two), start, calendar).at == due(HalfWorkingDays(two), inside, calendar).at
    evening = datetime.combine(start.date(), time(23), start.tzinfo)
    assert due(WorkingDays(two), evening, calendar).on == due(HalfWorkingDays(2 * two), evening, calendar).on


# Values


@given(calendars, moments(), limits, st.lists(spans(), max_size=2), st.sampled_from(PauseEnds))
def test_an_explanation_is_computed_by_the_same_code(
    calendar: WorkCalendar, start: datetime, limit: TimeLimit, pauses: list[Span], ends: PauseEnds
) -> None:
    """`explain` gives the deadline of `due`, and its last day is that of the deadline."""
    found = explain(limit, start, calendar, pauses=pauses, pause_ends=ends)

    assert due(limit, start, calendar, pauses=pauses, pause_ends=ends) == found.deadline
    assert (start.date(), found.deadline.on) == (found.notes[0].on, found.notes[-1].on)
    assert not [
        note for note in found.notes if note.counted is not None and isinstance(limit, WorkingDays) and not note.works
    ]


@given(limits, st.one_of(st.dates(), st.datetimes(timezones=st.just(UTC))))
def test_any_day_is_answered_or_refused(limit: TimeLimit, start: date | datetime) -> None:
    """D11 Dates year 1 / 9999: an answer or a clean error, whatever the day."""
    try:
        found = due(limit, start, CHINA)
    except BadInput:
        return
    assert isinstance(found, Deadline)
    assert found == evolve(found)
