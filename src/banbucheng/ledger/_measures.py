"""What the ledger measures, each defined once, and the figures of some rows: always so many out of so many."""

import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from math import sqrt
from operator import add, attrgetter

from attrs import frozen

from banbucheng.errors import BadInput
from banbucheng.ledger._rows import CaseRow
from banbucheng.ledger._summary import Share
from banbucheng.worktime import WorkCalendar

__all__ = ["DIMENSIONS", "Figures", "Measure", "figures", "interval", "measures", "median"]

#: The columns by which figures may be grouped; a case counts under each of its causes.
DIMENSIONS = ("kind", "causes", "category", "item", "grade", "unit", "region", "window", "channel", "demand", "month")
#: The quantile of the normal distribution for an interval that holds in 95 of 100 samples.
_Z = 1.959963984540054


@frozen(kw_only=True)
class Measure:
    """A measure by its code: the sum of one column of `CaseRow` over the sum of another."""

    code: str
    names: Mapping[str, str]
    #: What it says, by language.
    meaning: Mapping[str, str]
    #: The columns of the numerator and of the denominator.
    part: str
    whole: str
    #: Whether more of it is better, or less.
    more_is_better: bool
    #: The key of the document that asks for it.
    source: str


@frozen(kw_only=True)
class Figures:
    """The figures of some cases."""

    #: Every measure by its code.
    shares: Mapping[str, Share]
    #: The sums of all columns that count, by name.
    sums: Mapping[str, int]
    #: How many formal cases were answered after so many working days.
    taken: Mapping[int, int]

    @property
    def mean_days(self) -> Share:
        """Working days to the answer, in sum, over the cases answered."""
        return Share(sum(days * count for days, count in self.taken.items()), sum(self.taken.values()))


@cache
def measures() -> tuple[Measure, ...]:
    """Every measure, in the order in which reports show them."""
    text = files("banbucheng.ledger").joinpath("measures.toml").read_text(encoding="utf-8")
    return tuple(
        Measure(
            code=code,
            names={language: table[language] for language in ("zh", "en")},
            meaning=table["meaning"],
            part=table["part"],
            whole=table["whole"],
            more_is_better=table.get("good") != "low",
            source=table["source"],
        )
        for code, table in tomllib.loads(text).items()
    )


def figures(
    rows: Iterable[CaseRow], *, calendar: WorkCalendar, by: Sequence[str] = ()
) -> Mapping[tuple[str, ...], Figures]:
    """
    The figures of some rows for each combination of the dimensions that occurs, sorted; without dimensions, under `()`.

    Working days run from the day after the complaint was received (Civil Code art. 201) through that of the answer.

    Raises:
        BadInput: a dimension that there is not.
    """
    unknown = [name for name in by if name not in DIMENSIONS]
    if unknown:
        raise BadInput("by", unknown[0], f"group by {', '.join(DIMENSIONS)}")
    sums: dict[tuple[str, ...], list[int]] = {} if by else {(): [0] * len(_COUNTED)}
    taken: dict[tuple[str, ...], Counter[int]] = {}
    keys, counted = _keys(by), attrgetter(*_COUNTED)
    for row in rows:
        values = counted(row)
        for key in keys(row):
            found = sums.get(key)
            sums[key] = list(values) if found is None else list(map(add, found, values))
            if row.answered and row.answered_on is not None:
                days = calendar.workdays_between(row.received_on, row.answered_on)
                taken.setdefault(key, Counter())[days] += 1
    return {key: _figures(dict(zip(_COUNTED, sums[key], strict=True)), taken.get(key, {})) for key in sorted(sums)}


#: The columns that are sums.
_COUNTED = CaseRow._fields[CaseRow._fields.index("registered") :]


def _keys(by: Sequence[str]) -> Callable[[CaseRow], list[tuple[str, ...]]]:
    def keys(row: CaseRow) -> list[tuple[str, ...]]:
        found: list[tuple[str, ...]] = [()]
        for name in by:
            value = getattr(row, name)
            values = value.split("|") if name == "causes" else (value,)
            found = [(*key, each) for key in found for each in values]
        return found

    return keys


def _figures(sums: Mapping[str, int], taken: Mapping[int, int]) -> Figures:
    shares = {each.code: Share(sums[each.part], sums[each.whole]) for each in measures()}
    return Figures(shares=shares, sums=sums, taken=dict(sorted(taken.items())))


def interval(share: Share) -> tuple[float, float]:
    """
    Between what and what the true share lies, in 95 of 100 samples as small as this one; 0 to 1 where there are none.

    Wilson's score interval (E. B. Wilson, Journal of the American Statistical Association 22, 1927), which stays
    sensible for few cases and for shares of 0 and 1.
    """
    n = share.whole
    if not n:
        return 0.0, 1.0
    p, z = share.part / n, _Z * _Z
    middle, half = p + z / (2 * n), _Z * sqrt(p * (1 - p) / n + z / (4 * n * n))
    return max(0.0, (middle - half) / (1 + z / n)), min(1.0, (middle + half) / (1 + z / n))


def median(taken: Mapping[int, int]) -> float | None:
    """The median of counted days; the mean of the middle two of an even number; None of none."""
    days = sorted(taken.items())
    total = sum(count for _, count in days)
    if not total:
        return None
    return (_nth(days, (total - 1) // 2) + _nth(days, total // 2)) / 2


def _nth(days: Sequence[tuple[int, int]], n: int) -> int:
    for value, count in days:
        if n < count:
            return value
        n -= count
    raise AssertionError(n)
