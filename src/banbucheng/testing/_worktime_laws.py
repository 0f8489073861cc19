"""The laws of working time, held to a host's own code."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any

from attrs import frozen
from hypothesis import strategies as st

from banbucheng.errors import BadInput
from banbucheng.testing._answers import (
    Answer,
    MyDue,
    answered,
    day_in_words,
    moment_in_words,
    number_in_words,
)
from banbucheng.testing._calendars import edges, moments
from banbucheng.testing._searched import Broken, report, smallest
from banbucheng.testing._vectors import VECTORS
from banbucheng.testing._wrong_ways import looks_like
from banbucheng.worktime import CountFrom, Deadline, WorkCalendar, WorkingDays, due

__all__ = ["assert_worktime_laws"]

_DAY = timedelta(days=1)
_MORNING, _NOON = time(9, 30), time(12)
_TO_SPARE = timedelta(days=60)
_numbers = st.integers(1, 20)
_COUNTING = (
    "The day of receipt is not counted, and every working day after it is: adding n and counting gives n "
    "(Civil Code art. 201, Licensing Law art. 82)."
)


def assert_worktime_laws(
    my_due: MyDue,
    my_calendar: WorkCalendar,
    *,
    count_from: CountFrom = CountFrom.DAY_AFTER,
    max_examples: int = 60,
) -> None:
    """
    Hold your own deadline code to the laws of working time, on a calendar of ours.

    `my_due(start, working_days)` is given an aware moment and a number of working days of 1 or more, and answers with
    the last day, with the moment at which the time is over (00:00 is the end of the day before), or with a value that
    has that day as `on`. Where the calendar is not settled it raises, or answers with a value whose `provisional` is
    true. `count_from` is what you have decided of a receipt on a day off. Every law that is broken is named at once,
    with the smallest example that was found and, where the kit knows the mistake, what it looks like.

    Raises:
        AssertionError: a law does not hold.
    """
    host = _Host(my_due=my_due, calendar=my_calendar, count_from=count_from)
    found = ((law, smallest(law.examples, law.wrong, max_examples, law.plain)) for law in host.laws())
    broken = [Broken(law.clause, said) for law, said in found if said]
    if broken:
        likely = looks_like(my_due, my_calendar, count_from)
        raise AssertionError(report("working time", broken, likely))


@frozen
class _Law:
    """A law of working time."""

    clause: str
    examples: st.SearchStrategy[Any]
    #: What is wrong with an example, in a sentence; empty where nothing is.
    wrong: Callable[[Any], str]
    #: Examples that are easy to read.
    plain: Sequence[Any] = ()


@frozen(kw_only=True)
class _Host:
    """A host's code beside ours."""

    my_due: MyDue
    calendar: WorkCalendar
    count_from: CountFrom

    def laws(self) -> Iterator[_Law]:
        """Every law, the telling ones first."""
        calendar = self.calendar
        # The number is drawn first, so that it is made small first.
        one = st.tuples(_numbers, moments(calendar)).map(_turned)
        two = st.tuples(moments(calendar), moments(calendar), _numbers, _numbers)
        at_the_end = st.tuples(_numbers, moments(calendar, _last_days(calendar))).map(_turned)
        plain = list(_plain(calendar))
        yield _Law("What has been announced can be counted on: there is an answer.", one, self.no_answer)
        yield _Law("The same instant in any zone has one deadline.", one, self.another_zone)
        yield _Law(
            "The zone is applied before the date is taken: a local day has one deadline.", one, self.another_hour
        )
        yield _Law("A deadline falls on a working day (Civil Code art. 203).", one, self.on_a_day_off, plain)
        yield _Law(_COUNTING, one, self.another_number, plain)
        yield _Law("An earlier receipt, or a shorter limit, is never due later.", two, self.backwards)
        yield _Law("Adding a and b is adding a, and then b to that.", two, self.not_additive)
        yield _Law("What has not been announced is never silently firm.", at_the_end, self.silent)
        vectors = list(_vectors(calendar, self.count_from))
        if vectors:
            clause = "The deadlines that two independent calendars agree on."
            yield _Law(clause, st.sampled_from(vectors), self.another_day)

    def asked(self, start: datetime, number: int) -> Answer:
        """The host's answer."""
        return answered(lambda: self.my_due(start, number), self.calendar)

    def ours(self, start: datetime, number: int) -> Deadline | None:
        """Our answer; None where the calendar ends before it."""
        try:
            return due(WorkingDays(number, count_from=self.count_from), start, self.calendar)
        except BadInput:
            return None

    def no_answer(self, example: tuple[datetime, int]) -> str:
        answer = self.asked(*example)
        if answer.on is not None and not answer.provisional:
            return ""
        return self.told(*example, answer.said)

    def another_zone(self, example: tuple[datetime, int]) -> str:
        start, number = example
        here, there = self.asked(start, number), self.asked(start.astimezone(UTC), number)
        if None in (here.on, there.on) or here.on == there.on:
            return ""
        same = f"of the same instant written {start.astimezone(UTC):%Y-%m-%dT%H:%MZ}"
        return self.told(start, number, f"{here.said}, and {same} it {there.said}")

    def another_hour(self, example: tuple[datetime, int]) -> str:
        start, number = example
        noon = datetime.combine(self.calendar.date_of(start), _NOON, self.calendar.zone)
        here, there = self.asked(start, number), self.asked(noon, number)
        if None in (here.on, there.on) or here.on == there.on:
            return ""
        instant = f"the moment is {start.astimezone(UTC):%Y-%m-%d %H:%M} in UTC"
        return self.told(start, number, f"{here.said}, and of 12:00 on the same day it {there.said}; {instant}")

    def on_a_day_off(self, example: tuple[datetime, int]) -> str:
        answer = self.asked(*example)
        known = answer.on is not None and self.calendar.first <= answer.on <= self.calendar.last
        if answer.on is None or not known or self.calendar.works_on(answer.on):
            return ""
        return self.told(*example, answer.said)

    def another_number(self, example: tuple[datetime, int]) -> str:
        start, number = example
        answer, ours = self.asked(start, number), self.ours(start, number)
        if answer.on is None or ours is None or answer.on == ours.on:
            return ""
        right = f"right is {day_in_words(ours.on, self.calendar)}"
        zero = self.zero(start)
        if not zero <= answer.on <= self.calendar.last:
            return self.told(start, number, f"{answer.said}; {right}")
        passed = number_in_words(self.calendar.workdays_between(zero, answer.on))
        return self.told(start, number, f"{answer.said}, which is {passed} after {zero}; {right}")

    def backwards(self, example: tuple[datetime, datetime, int, int]) -> str:
        starts, numbers = sorted(example[:2]), sorted(example[2:])
        pairs = [((starts[0], numbers[0]), (starts[1], numbers[0])), ((starts[0], numbers[0]), (starts[0], numbers[1]))]
        for less, more in pairs:
            one, other = self.asked(*less), self.asked(*more)
            if one.on is not None and other.on is not None and one.on > other.on:
                return f"{self.told(*less, one.said)}; {self.told(*more, other.said)}"
        return ""

    def not_additive(self, example: tuple[datetime, datetime, int, int]) -> str:
        start, _, few, more = example
        whole, part = self.asked(start, few + more), self.asked(start, few)
        if whole.on is None or part.on is None or part.on > self.calendar.last:
            return ""
        between = datetime.combine(part.on, _NOON, self.calendar.zone)
        rest = self.asked(between, more)
        if rest.on is None or rest.on == whole.on:
            return ""
        steps = [self.told(start, few, part.said), self.told(between, more, rest.said)]
        return "; ".join([self.told(start, few + more, whole.said), *steps])

    def silent(self, example: tuple[datetime, int]) -> str:
        start, number = example
        ours, answer = self.ours(start, number), self.asked(start, number)
        through = self.calendar.announced_through
        settled = ours is not None and not (ours.provisional and ours.on > through)
        if settled or answer.refused or answer.provisional:
            return ""
        range_ = "" if ours is None else f"; it can come to fall from {ours.earliest} through {ours.latest}"
        return self.told(
            start,
            number,
            f"{answer.said}, and not that this can still move: nothing after {through} has been announced{range_}. "
            "Raise, or answer with a value whose `provisional` is true",
        )

    def another_day(self, example: tuple[datetime, int, Any]) -> str:
        start, number, expected = example
        answer = self.asked(start, number)
        if answer.on in (None, expected):
            return ""
        return self.told(start, number, f"{answer.said}; right is {day_in_words(expected, self.calendar)}")

    def zero(self, start: datetime) -> Any:
        """The day that day one follows."""
        received = self.calendar.date_of(start)
        return received if self.count_from is CountFrom.DAY_AFTER else self.calendar.workday_after(received, 0)

    def told(self, start: datetime, number: int, said: str) -> str:
        """An example in words."""
        return f"received {moment_in_words(start, self.calendar)}, {number_in_words(number)}: your code {said}"


def _plain(calendar: WorkCalendar) -> Iterator[tuple[datetime, int]]:
    """A working day or two from the mornings before and in the last announced festivals, working mornings first."""
    last = min(calendar.announced_through, calendar.last) - _TO_SPARE
    near = sorted((day for day in edges(calendar) if day <= last), key=lambda day: not calendar.works_on(day))
    return ((datetime.combine(day, _MORNING, calendar.zone), number) for number in (1, 2) for day in near)


def _turned(example: tuple[int, datetime]) -> tuple[datetime, int]:
    return example[1], example[0]


def _last_days(calendar: WorkCalendar) -> st.SearchStrategy[Any]:
    """The last days of what has been announced."""
    last = min(calendar.announced_through, calendar.last)
    return st.integers(0, 20).map(lambda n: last - n * _DAY)


def _vectors(calendar: WorkCalendar, count_from: CountFrom) -> Iterator[tuple[datetime, int, Any]]:
    """The vectors that are about this calendar: those of days that it has as China had them."""
    for vector in VECTORS:
        expected = vector.day_after if count_from is CountFrom.DAY_AFTER else vector.next_workday
        start = datetime.combine(vector.received, time(9, 30), calendar.zone)
        for number, on in zip((2, 5, 10), expected, strict=True):
            if calendar.first < vector.received and on < min(calendar.last, calendar.announced_through):
                limit = WorkingDays(number, count_from=count_from)
                if due(limit, vector.received, calendar).on == on:
                    yield start, number, on
