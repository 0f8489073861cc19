"""Working days as two lists, so that adding and counting are look-ups."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import accumulate, compress, islice

from banbucheng.errors import BadInput

__all__ = ["Table", "table_of"]


# A plain class: nobody but the reckoning sees it, its slots are the fastest fields there are to read, and a cold start
# pays for every class that attrs builds.
class Table:
    """
    The working days of a stretch of days, numbered from 1.

    Days are looked up by `day.toordinal() - base`, which is 1 for the first.
    """

    __slots__ = ("base", "days", "ranks")

    def __init__(self, base: int, ranks: Sequence[int], days: Sequence[date]) -> None:
        #: The ordinal of the day before the first.
        self.base = base
        #: How many working days there are through each day, by its place; place 0 stands before the first.
        self.ranks = ranks
        #: The working days, by their number; number 0 is a stand-in that no look-up may return.
        self.days = days

    def refusal(self, what: str, value: object) -> BadInput:
        """The error for a look-up that leaves the table."""
        first, last = date.fromordinal(self.base + 1), date.fromordinal(self.base + len(self.ranks) - 1)
        return BadInput(what, value, f"this calendar knows the days from {first} through {last}")

    def place(self, day: date) -> int:
        """
        Where a day stands.

        Raises:
            BadInput: it lies outside the table; the message names the range.
        """
        place = day.toordinal() - self.base
        if not 0 < place < len(self.ranks):
            raise self.refusal("day", day.isoformat())
        return place

    def works(self, day: date) -> bool:
        """Whether it is a working day."""
        place = self.place(day)
        return self.ranks[place] != self.ranks[place - 1]

    def number_after(self, day: date, count: int) -> int:
        """The number of the working day that `count` names as seen from `day`; see `WorkCalendar.workday_after`."""
        place = self.place(day)
        number = self.ranks[place] + count if count > 0 else self.ranks[place - 1] + 1 + count
        if not 0 < number < len(self.days):
            raise self.refusal(f"{count} working days from {day.isoformat()}", count)
        return number

    def before(self, day: date) -> int:
        """How many working days come before the day."""
        return self.ranks[self.place(day) - 1]

    def days_from(self, day: date) -> Iterator[date]:
        """The working days from this day on, to the end of the table."""
        return islice(self.days, self.before(day) + 1, None)

    def between(self, first: date, last: date) -> int:
        """How many working days come after the first day, through the last."""
        return self.ranks[self.place(last)] - self.ranks[self.place(first)]


def table_of(first: date, works: bytes) -> Table:
    """
    The table of the days from the first on; a byte of 1 works, a byte of 0 does not.

    Raises:
        BadInput: none of them works, so that no deadline could ever be named.
    """
    base = first.toordinal() - 1
    days = [date.min, *map(date.fromordinal, compress(range(base + 1, base + 1 + len(works)), works))]
    if len(days) == 1:
        raise BadInput("calendar", 0, "at least one day has to be a working day")
    return Table(base, list(accumulate(works, initial=0)), days)
