"""What only the fallback takes, as a few regions that can be read."""

from bisect import bisect_left
from collections.abc import Iterator
from datetime import date

from banbucheng.routing._cells import cell
from banbucheng.routing._classes import LAST, OTHER
from banbucheng.routing._conditions import Between, Condition, Flag, Mentions, OneOf, Range
from banbucheng.routing._cover import ABSENT, PRESENT, Box, Need, Spent
from banbucheng.routing._facts import FactKind
from banbucheng.routing._findings import Finding, FindingKind, Gravity, Stretch
from banbucheng.routing._proving import Proving, found
from banbucheng.routing._space import Axis, AxisKind, Point
from banbucheng.routing._witness import bits

__all__ = ["gaps"]


def gaps(proving: Proving) -> Iterator[Finding]:
    """The regions in which no rule can hold, those in which past cases lie first; together they are all of the gap."""
    left = [point for point, hits in proving.history if not hits]
    regions: list[Need] = []
    while True:
        try:
            point = left[0] if left else _next(proving, regions)
        except Spent:
            yield proving.undecided("gap")
            return
        if point is None:
            return
        more = len(regions) >= proving.effort.regions
        region = _grown(proving, point)
        inside = [each for each in left if _holds(proving, region, each)]
        left = [each for each in left if not _holds(proving, region, each)]
        count = len(inside) + (len(left) if more else 0)
        yield found(
            FindingKind.GAP,
            Gravity.NOTE,
            "more" if more else "region",
            examples=(proving.example(point),),
            region=() if more else proving.region(_stretches(proving, region)),
            cases=count if proving.cases else None,
            of=len(proving.cases) or None,
        )
        if more:
            return
        regions.append(Need(tuple(region.items())))


def _next(proving: Proving, regions: list[Need]) -> Point | None:
    """A point of the gap outside of these regions; such as lie just outside of one are looked at before the exact search."""
    space, search = proving.space, proving.search
    first = len(space.plain)
    sides = [{n: space.whole[n] & ~kept} for region in reversed(regions) for n, kept in region.among if n < first]
    for side in sides:
        point = search.look(side, space.everyone)
        if point is not None and not any(_holds(proving, dict(region.among), point) for region in regions):
            return point
    return search.free([{}], space.everyone, regions)


def _grown(proving: Proving, point: Point) -> Box:
    """A region around a point of the gap: whole axes where that can be, else all the classes that no rule stands."""
    space = proving.space
    standing = space.standing(point.present)
    kept = [1 << place for place in point.classes]
    touching = [axis.masks[place] for axis, place in zip(space.plain, point.classes, strict=True)]
    for entirely in (True, False):
        for n, axis in enumerate(space.plain):
            others = standing
            for m, mask in enumerate(touching):
                if m != n:
                    others &= mask
            if not others & axis.asking:
                # No rule is kept out by this axis alone.
                kept[n], touching[n] = space.whole[n], space.everyone
            elif not entirely:
                kept[n] = sum(1 << place for place, mask in enumerate(axis.masks) if not mask & others)
                touching[n] = space.touching(n, kept[n])
    region = {n: mask for n, mask in enumerate(kept) if mask != space.whole[n]}
    held = space.everyone
    for mask in touching:
        held &= mask
    for bit in bits(held):
        _keep_out(proving, region, bit, point.present)
    return region


def _keep_out(proving: Proving, region: Box, bit: int, present: frozenset[int]) -> None:
    """Add to the region which words a rule that would hold otherwise keeps it out by; none if they are there already."""
    need, first = proving.space.needs[bit], len(proving.space.plain)
    words = [(axis, kept) for axis, kept in need.among if axis >= first]
    if any(region.get(axis, 0) == 3 ^ kept for axis, kept in words):
        return
    if any(all(region.get(word) == ABSENT for word in group) for group in need.any_of):
        return
    for axis, kept in words:
        if (PRESENT if axis in present else ABSENT) != kept:
            region[axis] = 3 ^ kept
            return
    for group in need.any_of:
        if not present.intersection(group):
            region.update(dict.fromkeys(group, ABSENT))
            return


def _holds(proving: Proving, region: Box, point: Point) -> bool:
    first = len(proving.space.plain)
    return all(
        kept >> point.classes[axis] & 1 if axis < first else (PRESENT if axis in point.present else ABSENT) == kept
        for axis, kept in region.items()
    )


def _stretches(proving: Proving, region: Box) -> Iterator[Stretch]:
    space, facts = proving.space, proving.space.vocabulary.by_name
    words: dict[str, tuple[set[str], set[str]]] = {}
    for n, kept in region.items():
        axis = space.axes[n]
        if axis.kind is AxisKind.WORD:
            words.setdefault(axis.fact, (set(), set()))[kept == PRESENT].add(str(axis.classes[0]))
        elif axis.kind is AxisKind.DAY:
            yield Stretch(fact="", cell=_days(axis, kept))
        elif axis.kind is AxisKind.VALUE:
            yield _values(axis, kept, facts[axis.fact].kind, facts[axis.fact].least)
    shown = {space.axes[n].fact: kept for n, kept in region.items() if space.axes[n].kind is AxisKind.SHOWN}
    for fact, kept in shown.items():
        if kept == 2:  # noqa: PLR2004 - the second class: missing
            yield Stretch(fact=fact, cell="", missing=True)
    for fact, (absent, present) in words.items():
        if shown.get(fact) != 2:  # noqa: PLR2004 - as above
            missing = facts[fact].optional and not present and fact not in shown
            for condition in _words(facts[fact].kind, absent, present):
                yield Stretch(fact=fact, cell=cell(condition), missing=missing)


def _words(kind: FactKind, absent: set[str], present: set[str]) -> Iterator[Condition]:
    """That these words, or codes of several at once, are there or not; more than one condition where all must hold."""
    if kind is FactKind.TEXT:
        yield Mentions(all=frozenset(present), none=frozenset(absent))
        return
    yield from (OneOf(frozenset({code})) for code in sorted(present))
    if absent:
        yield OneOf(frozenset(absent), negated=True)


def _values(axis: Axis, kept: int, kind: FactKind, least: int) -> Stretch:
    missing = axis.classes[-1] is None and bool(kept >> (len(axis.classes) - 1) & 1)
    shown = [value for place, value in enumerate(axis.classes) if kept >> place & 1 and value is not None]
    if not shown:
        return Stretch(fact=axis.fact, cell="", missing=missing)
    if kind is FactKind.NUMBER:
        condition: Condition | None = _between(axis, kept, least)
    elif kind is FactKind.FLAG:
        condition = Flag(bool(shown[0])) if len(shown) == 1 else None
    else:
        condition = _one_of({str(each) for each in shown}, {str(each) for each in axis.classes if each is not None})
    if condition is None:
        return Stretch(fact=axis.fact, cell="|".join(sorted(map(str, shown))), missing=missing)
    return Stretch(fact=axis.fact, cell=cell(condition), missing=missing)


def _one_of(kept: set[str], every: set[str]) -> OneOf | None:
    """Codes as a condition, the shorter of saying which and saying which not; None where neither can say it."""
    ways = [OneOf(frozenset(one), frozenset(under), negated) for negated, (one, under) in _ways(kept, every)]
    return min(ways, key=lambda way: len(way.codes) + len(way.under), default=None)


def _ways(kept: set[str], every: set[str]) -> Iterator[tuple[bool, tuple[set[str], set[str]]]]:
    for negated, codes in ((False, kept), (True, every - kept)):
        opened = {code.removesuffix(OTHER) for code in codes if code.endswith(OTHER)}
        mine, all_of = sorted(codes), sorted(every)
        under = {begin for begin in opened if _count(begin, mine) == _count(begin, all_of)}
        least: set[str] = set()
        last: str | None = None
        # In order, all that begins like one of them follows it at once.
        for begin in sorted(under):
            if last is None or not begin.startswith(last):
                least.add(begin)
                last = begin
        rest = codes if not least else {code for code in codes if not _begins(code, least)}
        if (codes or negated) and not any(code.endswith(OTHER) for code in rest):
            yield negated, (rest, least)


def _begins(code: str, begins: set[str]) -> bool:
    return any(code[:length] in begins for length in range(len(code) + 1))


def _count(begin: str, codes: list[str]) -> int:
    return bisect_left(codes, f"{begin}{LAST}") - bisect_left(codes, begin)


def _between(axis: Axis, kept: int, least: int) -> Between:
    ranges: list[Range] = []
    for place, value in enumerate(axis.classes):
        if not (kept >> place & 1) or not isinstance(value, int):
            continue
        after = axis.classes[place + 1] if place + 1 < len(axis.classes) else None
        last = after - 1 if isinstance(after, int) else None
        low = None if value == least else value
        if ranges and kept >> (place - 1) & 1:
            low = ranges.pop()[0]
        ranges.append((low, last))
    return Between(tuple(ranges))


def _days(axis: Axis, kept: int) -> str:
    days = [day for day in axis.classes if isinstance(day, date)]
    said: list[str] = []
    for place in range(len(days)):
        if not kept >> place & 1 or (place and kept >> (place - 1) & 1):
            continue
        end = next((m for m in range(place, len(days)) if not kept >> m & 1), None)
        since = "" if place == 0 else days[place].isoformat()
        said.append(f"{since}/{'' if end is None else date.fromordinal(days[end].toordinal() - 1).isoformat()}")
    return "|".join(said)
