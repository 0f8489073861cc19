"""The laws of a clock that stands still, gets more time, or counts to another limit, held to a host's own code."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, assert_never

from attrs import evolve, frozen
from hypothesis import strategies as st

from banbucheng.testing._answers import Answer, answered, day_in_words, moment_in_words, number_in_words
from banbucheng.testing._calendars import moments
from banbucheng.testing._searched import Broken, report, smallest
from banbucheng.worktime import CountFrom, PauseEnds, Span, WorkCalendar, WorkingDays, due

__all__ = ["Extended", "Happening", "Paused", "Reclassified", "assert_clock_laws"]

_DAY = timedelta(days=1)
_HOUR, _SECOND, _TICK = timedelta(hours=1), timedelta(seconds=1), timedelta(microseconds=1)


@frozen
class Paused:
    """The clock stood still from one moment to another."""

    opens: datetime
    closes: datetime


@frozen
class Extended:
    """At a moment, so many working days more were given."""

    at: datetime
    working_days: int


@frozen
class Reclassified:
    """At a moment, the matter was found to be one of so many working days."""

    at: datetime
    working_days: int


Happening = Paused | Extended | Reclassified
#: A host's own code: from the start, the working days, and what happened since in its order, to the last day.
MyClock = Callable[[datetime, int, tuple[Happening, ...]], object]


def assert_clock_laws(
    my_due: MyClock,
    my_calendar: WorkCalendar,
    *,
    count_from: CountFrom = CountFrom.DAY_AFTER,
    pause_ends: PauseEnds = PauseEnds.FROM_PAUSE_DAY,
    max_examples: int = 60,
) -> None:
    """
    Hold your own code for the deadline of a running case to the laws of pauses, extensions and reclassifications.

    `my_due(start, working_days, happenings)` is given what happened as `Paused`, `Extended` and `Reclassified`, in the
    order in which it did, and answers as in `assert_worktime_laws`. No pause begins after the last day, and nothing is
    reclassified to fewer days. `pause_ends` is what you have decided of the days on which a pause begins and ends.

    Raises:
        AssertionError: a law does not hold; every one is named at once, with the smallest example that was found.
    """
    host = _Host(my_due=my_due, calendar=my_calendar, count_from=count_from, pause_ends=pause_ends)
    broken = [
        Broken(clause, said)
        for clause, examples, wrong in host.laws()
        if (said := smallest(examples, wrong, max_examples))
    ]
    if broken:
        raise AssertionError(report("a running clock", broken))


@frozen(kw_only=True)
class _Story:
    """A start, a limit, and what happened since."""

    start: datetime
    number: int
    happened: tuple[Happening, ...] = ()


_Laws = Iterator[tuple[str, st.SearchStrategy[Any], Callable[[Any], str]]]


@frozen(kw_only=True)
class _Host:
    """A host's code beside ours."""

    my_due: MyClock
    calendar: WorkCalendar
    count_from: CountFrom
    pause_ends: PauseEnds

    def laws(self) -> _Laws:
        """Every law: its clause, its examples, and what is wrong with one of them."""
        paused = self.paused()
        yield "A pause that is over on the same day costs nothing.", self.paused(days=0), self.costs_something
        yield "A pause costs each working day on which the clock stood still, and no more.", paused, self.off
        yield (
            "Splitting a pause at any point changes nothing.",
            st.tuples(paused, st.integers(1, 9)),
            self.split_matters,
        )
        reclassified = st.tuples(self.paused(), st.integers(0, 10), st.booleans())
        yield (
            "A reclassification counts from the first start, with the pauses that there were.",
            reclassified,
            self.forgets,
        )
        yield (
            "Pausing and extending is extending and pausing.",
            st.tuples(paused, st.integers(1, 5)),
            self.order_matters,
        )

    def paused(self, days: int | None = None) -> st.SearchStrategy[_Story]:
        """Stories of one pause, of so many days, that begins before the last day is over."""
        long = st.integers(1, 12) if days is None else st.just(days)
        return st.builds(self._paused, st.integers(1, 10), long, moments(self.calendar), st.integers(0, 9))

    def _paused(self, number: int, long: int, start: datetime, after: int) -> _Story:
        received = self.calendar.date_of(start)
        days = (self.calendar.workday_after(received, number) - received).days
        opens = start + min(after, days - 1) * _DAY + timedelta(minutes=1)
        # A pause of no days ends with its day at the latest.
        closes = opens + long * _DAY if long else min(opens + _HOUR, self.calendar.end_of(opens.date()) - _TICK)
        return _Story(start=start, number=number, happened=(Paused(opens, closes),))

    def asked(self, story: _Story) -> Answer:
        """The host's answer."""
        return answered(lambda: self.my_due(story.start, story.number, story.happened), self.calendar)

    def costs_something(self, story: _Story) -> str:
        return self.differ(story, evolve(story, happened=()), "without the pause")

    def off(self, story: _Story) -> str:
        answer = self.asked(story)
        limit = WorkingDays(story.number, count_from=self.count_from)
        pauses = [Span(each.opens, each.closes) for each in story.happened if isinstance(each, Paused)]
        ours = due(limit, story.start, self.calendar, pauses=pauses, pause_ends=self.pause_ends)
        if answer.on == ours.on:
            return ""
        return self.told(story, f"{answer.said}; right is {day_in_words(ours.on, self.calendar)}")

    def split_matters(self, example: tuple[_Story, int]) -> str:
        story, tenths = example
        opens, closes = _ends(story)
        part = opens + (closes - opens) * tenths / 10
        split = evolve(story, happened=(Paused(opens, part), Paused(part, closes)))
        return self.differ(split, story, "as one pause")

    def forgets(self, example: tuple[_Story, int, bool]) -> str:
        story, more, first = example
        number = story.number + more
        opens, closes = _ends(story)
        change = Reclassified(opens - _SECOND if first else closes + _SECOND, number)
        happened = (change, *story.happened) if first else (*story.happened, change)
        at_once = evolve(story, number=number)
        return self.differ(evolve(story, happened=happened), at_once, f"of {number_in_words(number)} from the start")

    def order_matters(self, example: tuple[_Story, int]) -> str:
        story, days = example
        opens, closes = _ends(story)
        before = evolve(story, happened=(Extended(opens - _SECOND, days), *story.happened))
        after = evolve(story, happened=(*story.happened, Extended(closes + _SECOND, days)))
        return self.differ(after, before, "the extension first")

    def differ(self, one: _Story, other: _Story, how: str) -> str:
        """What is wrong where two stories that come to the same have different deadlines."""
        answer, right = self.asked(one), self.asked(other)
        if answer.on is not None and answer.on == right.on:
            return ""
        return self.told(one, f"{answer.said}; {how} it {right.said}")

    def told(self, story: _Story, said: str) -> str:
        """A story in words."""
        parts = [f"received {self.words(story.start)}", number_in_words(story.number)]
        return f"{', '.join([*parts, *map(self.happening, story.happened)])}: your code {said}"

    def happening(self, each: Happening) -> str:
        """What happened, in words."""
        match each:
            case Paused(opens=opens, closes=closes):
                return f"paused from {self.words(opens)} to {self.words(closes)}"
            case Extended(at=at, working_days=number):
                return f"extended by {number_in_words(number)} on {self.words(at)}"
            case Reclassified(at=at, working_days=number):
                return f"reclassified to {number_in_words(number)} on {self.words(at)}"
            case _:
                assert_never(each)

    def words(self, at: datetime) -> str:
        return moment_in_words(at, self.calendar)


def _ends(story: _Story) -> tuple[datetime, datetime]:
    pauses: Sequence[Paused] = [each for each in story.happened if isinstance(each, Paused)]
    return pauses[0].opens, pauses[0].closes
