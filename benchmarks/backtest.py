"""
How right the deadlines of a year are before its holiday notice is out.

Each year is answered as it was known the day before its notice was published, and compared with what came. Run it with
`python benchmarks/backtest.py`; the tests hold its figures to the promise.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from attrs import frozen

from banbucheng.adapters.china import china, shipped_notices
from banbucheng.worktime import Deadline, WorkingDays, due

#: The years that are hidden, and the limits that are asked for from each of their days.
YEARS = range(2014, 2027)
LIMITS = (2, 5, 10)

_DAY = timedelta(days=1)


@frozen(kw_only=True)
class Answer:
    """What was answered before the notice, and the day that it turned out to be."""

    year: int
    start: date
    before: Deadline
    true: date


@frozen(kw_only=True)
class Score:
    """How the answers did; shares are of 1."""

    pairs: int
    #: The share whose true day lay between the earliest and the latest.
    inside: float
    #: The share that was called firm, and how much of that was wrong.
    firm: float
    firm_wrong: float
    #: The share whose expected day was the true one.
    expected_right: float
    #: From the earliest day to the latest, over the provisional answers, in days.
    mean_width: float
    widest: int


def answers(year: int) -> Iterator[Answer]:
    """Every day of a year with every limit, as far as the true day is known by now."""
    published = next(notice.published for notice in shipped_notices() if notice.year == year and not notice.amends)
    before, now = china(as_of=published - _DAY), china()
    start = date(year, 1, 1)
    while start.year == year:
        for number in LIMITS:
            true = due(WorkingDays(number), start, now)
            if not true.provisional:
                yield Answer(year=year, start=start, before=due(WorkingDays(number), start, before), true=true.on)
        start += _DAY


def score(found: list[Answer]) -> Score:
    """The figures of some answers."""
    firm = [answer for answer in found if not answer.before.provisional]
    widths = [(answer.before.latest - answer.before.earliest).days for answer in found if answer.before.provisional]
    return Score(
        pairs=len(found),
        inside=sum(answer.before.earliest <= answer.true <= answer.before.latest for answer in found) / len(found),
        firm=len(firm) / len(found),
        firm_wrong=sum(answer.before.on != answer.true for answer in firm) / len(firm),
        expected_right=sum(answer.before.on == answer.true for answer in found) / len(found),
        mean_width=sum(widths) / len(widths),
        widest=max(widths),
    )


def main() -> None:
    """Print the figures of each year and of all."""
    print("year   pairs  inside    firm  firm but wrong  expected right  width of a provisional answer (mean, most)")
    every = {year: list(answers(year)) for year in YEARS}
    for name, found in [*every.items(), ("all", [answer for year in every.values() for answer in year])]:
        line = score(found)
        print(
            f"{name:>4} {line.pairs:7} {line.inside:7.2%} {line.firm:7.2%} {line.firm_wrong:15.2%} "
            f"{line.expected_right:15.2%} {line.mean_width:10.2f} {line.widest:3} days"
        )


if __name__ == "__main__":
    main()
