"""The index over a text: the rules whose words it holds."""

from collections.abc import Collection, Mapping, Sequence

from attrs import frozen

from banbucheng.routing._bits import Bits, Seen, bits_of, by_key, places, unpacked
from banbucheng.routing._columns import silent_of
from banbucheng.routing._conditions import Mentions, holds
from banbucheng.routing._facts import FactValue
from banbucheng.routing._words import Scan, Scanner

__all__ = ["Texts", "texts"]

#: A scan costs as much as so many rules by themselves, and one more for so many characters.
_ALONE, _PER_TEST = 8, 60
#: Of a table with more rules than this so many are left that it is not worth while to count them.
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


def texts(fact: str, asked: Collection[tuple[Mentions, Sequence[int]]], count: int, scanner: Scanner) -> Texts:
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
    silent = silent_of(asked, count)
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
