"""The index over one fact: for what a case shows, the rules that do not ask about it or whose condition holds."""

from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TypeVar

from attrs import frozen

from banbucheng.routing._bits import Bits, Seen, bits_of, by_key, places, unpacked
from banbucheng.routing._conditions import Between, Flag, Mentions, OneOf, holds
from banbucheng.routing._facts import FactValue
from banbucheng.routing._words import Scan, Scanner

__all__ = ["Codes", "Flags", "Stretches", "Texts", "codes", "flags", "merged", "stretches", "texts"]

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
    silent = _silent(asked, count)
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
    silent = _silent(asked, count)
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
    silent = _silent(asked, count)
    both = {
        value: silent | bits_of([place for each, found in asked if each.value is value for place in found], count)
        for value in (False, True)
    }
    return Flags(fact=fact, silent=silent, seen=Seen(room=0, masks=dict(both)))


#: A scan costs as much as so many rules by themselves, and one more for so many characters.
_ALONE, _PER_TEST = 8, 60
_MANY = 5_000


@frozen(kw_only=True)
class Texts:
    """The rules that ask about words in a text."""

    fact: str
    count: int
    silent: int
    #: The rules that do not ask, and those that no word has to be found for.
    base: int
    scan: Scan
    #: By the number of a word: the rules that are let in where it is found, and those that are struck out.
    lets: Sequence[Bits]
    strikes: Mapping[int, Bits]
    #: The rules whose condition takes more than one word to hold.
    closer: int
    #: For each rule what it asks: one word, a condition, or nothing.
    tests: Sequence[str | Mentions | None]
    #: The rules that a word lets in, by its number, as they were met.
    seen: Seen

    def mask(self, value: FactValue | None) -> int:
        """The rules that are left of a case that shows this."""
        if not isinstance(value, str):
            return self.silent
        mask = self.candidates(value)
        for place in places(mask & self.closer, self.count):
            condition = self.tests[place]
            if isinstance(condition, Mentions) and not holds(condition, value):
                mask ^= 1 << (self.count - 1 - place)
        return mask

    def first(self, left: int, text: FactValue | None) -> int:
        """The place of the first of the rules left that holds for a text, or the number of all rules."""
        count, tests = self.count, self.tests
        top = left.bit_length()
        if tests[count - top] is None:
            return count - top
        if not isinstance(text, str):
            return count - (left & self.silent).bit_length()
        # Each rule that is left asks for its own words, or one scan finds the words of all: whichever takes less. Of
        # very many rules more are left than is worth counting.
        worth = _ALONE + len(text) // _PER_TEST
        if count > _MANY or (left >> (left & self.silent).bit_length()).bit_count() > worth:
            left &= self.candidates(text)
            top = left.bit_length()
            if not self.closer or not left & self.closer:
                return count - top
        while True:
            test = tests[count - top]
            if test is None or (test in text if isinstance(test, str) else holds(test, text)):
                return count - top
            left ^= 1 << (top - 1)
            top = left.bit_length()

    def candidates(self, text: str) -> int:
        """The rules that may be left: of those that take several words one was found, and of the rest all is known."""
        mask, known = self.base, self.seen.masks
        words = self.scan(text)
        for word in words:
            try:
                mask |= known[word]
            except KeyError:
                mask |= self.seen.put(word, unpacked(self.lets[word], self.count))
        if self.strikes:
            for word in words:
                mask &= ~unpacked(self.strikes.get(word, 0), self.count)
        return mask


def texts(fact: str, asked: _Asked[Mentions], count: int, scanner: Scanner) -> Texts:
    """The index over a fact that is a text, of so many rules."""
    lets: dict[str, list[int]] = {}
    strikes: dict[str, list[int]] = {}
    base: list[int] = []
    closer: list[int] = []
    # One more than there are rules: where none is left, nothing more is asked.
    tests: list[str | Mentions | None] = [None] * (count + 1)
    for condition, found in asked:
        # Every text holds the empty word.
        wanted = condition.any if "" not in condition.any else frozenset[str]()
        all_of = condition.all - {""}
        by = (max(all_of, key=lambda word: (len(word), word)),) if all_of else tuple(wanted)
        for word in by:
            lets.setdefault(word, []).extend(found)
        if not by:
            base += found
        for word in condition.none:
            strikes.setdefault(word, []).extend(found)
        if len(all_of) > 1 or (all_of and wanted) or "" in condition.none:
            closer += found
        test = by[0] if len(by) == 1 and not condition.none and by == (*all_of, *wanted) else condition
        for place in found:
            tests[place] = test
    words = tuple(sorted({*lets, *strikes} - {""}))
    silent = _silent(asked, count)
    let = by_key(lets, count)
    struck = by_key(strikes, count)
    return Texts(
        fact=fact,
        count=count,
        silent=silent,
        base=silent | bits_of(base, count),
        scan=scanner(words),
        lets=[let.get(word, 0) for word in words],
        strikes={number: struck[word] for number, word in enumerate(words) if word in struck},
        closer=bits_of(closer, count),
        tests=tests,
        seen=Seen.over(count),
    )


def _silent(asked: _Asked[object], count: int) -> int:
    return ((1 << count) - 1) ^ bits_of([place for _, found in asked for place in found], count)
