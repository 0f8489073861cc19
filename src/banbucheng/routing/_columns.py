"""The index over one fact: for what a case shows, the rules that do not ask about it or whose condition holds."""

from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TypeVar

from attrs import frozen

from banbucheng.routing._bits import Bits, Seen, bits_of, by_key, unpacked
from banbucheng.routing._conditions import Between, Flag, OneOf
from banbucheng.routing._facts import FactValue

__all__ = ["Codes", "Flags", "Stretches", "codes", "flags", "merged", "silent_of", "stretches"]

_Asks_co = TypeVar("_Asks_co", covariant=True)
#: The conditions that rules ask about one fact, each once, with the places of the rules that ask it.
_Asked = Collection[tuple[_Asks_co, Sequence[int]]]


@frozen(kw_only=True)
class Codes:
    """The rules that ask about a code, or about codes."""

    fact: str
    count: int
    #: The rules that do not ask: all that is left of what shows no code.
    silent: int
    #: Those, and the ones that want a code to be none of some.
    base: int
    exact: Mapping[str, Bits]
    under: Mapping[str, Bits]
    #: How long the beginnings are.
    lengths: tuple[int, ...]
    seen: Seen

    def mask(self, value: FactValue | None) -> int:
        """The rules that are left of a case that shows this."""
        match value:
            case str():
                hit = self.hit(value)
            case frozenset():
                hit = 0
                for code in value:
                    hit |= self.hit(code)
            case None:
                return self.seen.put(None, self.silent)
            case _:
                return self.silent
        # A code that a rule names lets the rule in, or, where it wants none of them, strikes it out.
        return self.seen.put(value, self.base ^ hit)

    def hit(self, code: str) -> int:
        """The rules that name a code or a beginning of it."""
        hit = unpacked(self.exact.get(code, 0), self.count)
        for length in self.lengths:
            hit |= unpacked(self.under.get(code[:length], 0), self.count)
        return hit


def codes(fact: str, asked: _Asked[OneOf], count: int) -> Codes:
    """The index over a fact that shows codes, of so many rules."""
    exact: dict[str, list[int]] = {}
    under: dict[str, list[int]] = {}
    for condition, found in asked:
        for code in condition.codes:
            exact.setdefault(code, []).extend(found)
        for begin in condition.under:
            under.setdefault(begin, []).extend(found)
    silent = silent_of(asked, count)
    return Codes(
        fact=fact,
        count=count,
        silent=silent,
        base=silent | bits_of([place for each, found in asked if each.negated for place in found], count),
        exact=by_key(exact, count),
        under=by_key(under, count),
        lengths=tuple(sorted({len(begin) for begin in under})),
        seen=Seen.over(count),
    )


@frozen(kw_only=True)
class Stretches:
    """The rules that ask about a number, cut where a stretch of one begins or ends."""

    fact: str
    silent: int
    #: The first number of which a rule begins to hold, or no longer holds, in order; and the bit of that rule.
    starts: Sequence[int]
    turns: Sequence[int]
    #: The rules left at every so many of the turns.
    marks: Sequence[int]
    seen: Seen

    def mask(self, value: FactValue | None) -> int:
        """The rules that are left of a case that shows this."""
        if not isinstance(value, int) or isinstance(value, bool):
            return self.silent
        return self.seen.put(value, self.at(value))

    def at(self, number: int) -> int:
        """The rules that are left at a number."""
        end = bisect_right(self.starts, number)
        mark = end // _STEP
        mask = self.marks[mark]
        for turn in self.turns[mark * _STEP : end]:
            mask ^= 1 << turn
        return mask


#: How many turns lie between two marks.
_STEP = 64


def stretches(fact: str, asked: _Asked[Between], count: int) -> Stretches:
    """The index over a fact that is a number, of so many rules."""
    always: list[int] = []
    turns: list[tuple[int, int]] = []
    for condition, found in asked:
        for low, high in merged(condition.ranges):
            bits = [count - 1 - place for place in found]
            if low is None:
                always += found
            else:
                turns += [(low, bit) for bit in bits]
            if high is not None:
                turns += [(high + 1, bit) for bit in bits]
    turns.sort()
    silent = silent_of(asked, count)
    mask = silent | bits_of(always, count)
    marks = [mask]
    for number, (_, bit) in enumerate(turns, start=1):
        mask ^= 1 << bit
        if not number % _STEP:
            marks.append(mask)
    return Stretches(
        fact=fact,
        silent=silent,
        starts=[start for start, _ in turns],
        turns=[bit for _, bit in turns],
        marks=marks,
        seen=Seen.over(count),
    )


def merged(ranges: Iterable[tuple[int | None, int | None]]) -> list[tuple[int | None, int | None]]:
    """The same numbers in stretches that stand in order, do not touch, and are none of them empty."""
    found: list[tuple[int | None, int | None]] = []
    sound = (each for each in ranges if each[0] is None or each[1] is None or each[0] <= each[1])
    for low, high in sorted(sound, key=lambda each: (each[0] is not None, each[0] or 0)):
        first, last = found[-1] if found else (None, None)
        if found and last is None:
            break
        if last is not None and (low is None or low <= last + 1):
            found[-1] = (first, None if high is None else max(last, high))
        else:
            found.append((low, high))
    return found


@frozen(kw_only=True)
class Flags:
    """The rules that ask about a flag."""

    fact: str
    silent: int
    seen: Seen

    def mask(self, value: FactValue | None) -> int:
        """The rules that are left of a case that shows this."""
        return self.seen.masks[value] if isinstance(value, bool) else self.silent


def flags(fact: str, asked: _Asked[Flag], count: int) -> Flags:
    """The index over a fact that is yes or no, of so many rules."""
    silent = silent_of(asked, count)
    both = {
        value: silent | bits_of([place for each, found in asked if each.value is value for place in found], count)
        for value in (False, True)
    }
    return Flags(fact=fact, silent=silent, seen=Seen(room=0, masks=dict(both)))


def silent_of(asked: Collection[tuple[object, Sequence[int]]], count: int) -> int:
    """The rules that do not ask."""
    return ((1 << count) - 1) ^ bits_of([place for _, found in asked for place in found], count)
