"""The figures of a report as data: what is drawn on the page and in the pictures is this, and nothing else."""

from collections import Counter
from collections.abc import Mapping

from attrs import field, frozen

from banbucheng.adapters.report._words import Words
from banbucheng.ledger import Figures, Report, Share, interval
from banbucheng.terms import UnitCode

__all__ = ["LIMITS", "PASSING", "Bar", "Bars", "Columns", "Dot", "Dots", "Drawing", "Heat", "drawings"]

#: The limits that the article on Meizhou promises, in working days.
LIMITS = (2, 5, 10)
#: How many units the matrix shows at most.
PASSING = 20


@frozen(kw_only=True)
class Bar:
    """One bar: its name, its length, and what is written behind it."""

    name: str
    value: float
    said: str
    #: What is written below the name of a bar that stands.
    below: str = ""
    #: Whether it is drawn in the colour of warning.
    bad: bool = False


@frozen(kw_only=True)
class Dot:
    """A share from 0 to 1 with the interval in which the true one lies, and what is written behind it."""

    name: str
    value: float
    low: float
    high: float
    said: str


@frozen(kw_only=True)
class Bars:
    """Bars that lie, one a line."""

    title: str
    bars: tuple[Bar, ...]


@frozen(kw_only=True)
class Columns:
    """Bars that stand; a mark is a dashed line after the bar with that number, with its words."""

    title: str
    bars: tuple[Bar, ...]
    marks: Mapping[int, str] = field(factory=dict[int, str])


@frozen(kw_only=True)
class Dots:
    """Shares on a scale from 0 to 100 %, one a line, each with its interval."""

    title: str
    dots: tuple[Dot, ...]


@frozen(kw_only=True)
class Heat:
    """A table of pairs, row to column: the number, and what is said of it."""

    title: str
    names: tuple[str, ...]
    cells: Mapping[tuple[int, int], tuple[int, str]]


Drawing = Bars | Columns | Dots | Heat


def drawings(report: Report, words: Words) -> Mapping[str, Drawing]:
    """Every figure of a report that has anything to show, by the code of its section."""
    found: Mapping[str, Drawing] = {
        "trend": Columns(title=words.say("trend"), bars=_trend(report, words)),
        "kinds": Bars(title=words.say("kinds"), bars=_counted(report.by_kind, words)),
        "causes": Bars(title=words.say("causes"), bars=_counted(report.by_cause, words)),
        "days": Columns(
            title=words.say("days"),
            bars=_days(report, words),
            marks={limit: words.say("mark", days=limit) for limit in LIMITS},
        ),
        "units": Dots(title=words.say("units"), dots=_units(report, words)),
        "passes": _passes(report, words),
    }
    return {code: each for code, each in found.items() if _shows(each)}


def _shows(drawing: Drawing) -> bool:
    match drawing:
        case Bars(bars=bars) | Columns(bars=bars):
            return any(each.value for each in bars)
        case Dots(dots=dots):
            return bool(dots)
        case Heat(names=names):
            return bool(names)


def _trend(report: Report, words: Words) -> tuple[Bar, ...]:
    return tuple(
        Bar(
            name=each,
            value=of.sums["formal"],
            said=str(of.sums["formal"]),
            below=words.percent(of.shares["within_the_cap"]),
        )
        for each, of in report.by_month.items()
    )


def _counted(by: Mapping[str, Figures], words: Words) -> tuple[Bar, ...]:
    """The longest first."""
    return tuple(
        Bar(name=words.named(code), value=of.sums["formal"], said=str(of.sums["formal"]))
        for code, of in sorted(by.items(), key=lambda each: (-each[1].sums["formal"], each[0]))
        if of.sums["formal"]
    )


def _days(report: Report, words: Words) -> tuple[Bar, ...]:
    """All beyond the last limit in one bar."""
    taken, last = report.whole.taken, LIMITS[-1] + 1
    tail = sum(count for days, count in taken.items() if days >= last)
    counts = [*(taken.get(days, 0) for days in range(last)), tail]
    names = [*map(str, range(last)), f"{last} {words.say('more')}"]
    return tuple(
        Bar(name=name, value=count, said=str(count) if count else "", bad=n == last)
        for n, (name, count) in enumerate(zip(names, counts, strict=True))
    )


def _units(report: Report, words: Words) -> tuple[Dot, ...]:
    """Units with enough cases, the best first."""
    shares = ((words.named(unit), of.shares["within_the_cap"]) for unit, of in report.by_unit.items())
    enough = [(name, share) for name, share in shares if share.whole >= max(report.least, 1)]
    return tuple(_dot(name, share) for name, share in sorted(enough, key=lambda e: (-e[1].part / e[1].whole, e[0])))


def _dot(name: str, share: Share) -> Dot:
    low, high = interval(share)
    return Dot(name=name, value=share.part / share.whole, low=low, high=high, said=f"{share.part}/{share.whole}")


def _passes(report: Report, words: Words) -> Heat:
    """The units that passed the most or were passed the most, as many as can be read."""
    counts = Counter[UnitCode]()
    for pair, each in report.passes.items():
        counts.update(dict.fromkeys(pair, each.returned))
    units = sorted(sorted(counts, key=lambda unit: (-counts[unit], unit))[:PASSING])
    place = {unit: n for n, unit in enumerate(units)}
    cells = {
        (place[one], place[other]): (
            each.returned,
            f"{each.returned} ({each.refused})" if each.refused else str(each.returned),
        )
        for (one, other), each in report.passes.items()
        if one in place and other in place
    }
    return Heat(title=words.say("passes"), names=tuple(words.named(unit) for unit in units), cells=cells)
