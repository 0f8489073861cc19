"""Rules compiled for fast decisions: for each value of a fact the rules that it leaves, as the bits of one number."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import repeat

from attrs import field, frozen

from banbucheng.routing._bits import places
from banbucheng.routing._columns import Codes, Flags, Stretches, Texts, codes, flags, stretches, texts
from banbucheng.routing._conditions import Between, Flag, Mentions, OneOf, holds
from banbucheng.routing._facts import Facts, FactValue
from banbucheng.routing._rule import Rule
from banbucheng.routing._words import Scanner, in_pairs

__all__ = ["Asked", "Column", "Index", "asked_of", "compiled"]

Column = Codes | Stretches | Flags | Texts
#: What was answered before for a value, if it was.
_Seen = Callable[[FactValue | None], int | None]


@frozen(kw_only=True)
class Index:
    """The rules of a table, ready to be asked."""

    rules: tuple[Rule, ...]
    #: By fact: codes first, then numbers and flags, of which only the very class counts (to a dict, True is 1).
    codes: Sequence[tuple[str, _Seen, Codes]]
    exact: Sequence[tuple[str, type, _Seen, Stretches | Flags]]
    texts: Sequence[Texts]
    #: The rules in force, by the number of the day; None where they all are on every day.
    days: Stretches | None

    @property
    def columns(self) -> tuple[Column, ...]:
        """The index over each fact, in the order in which they are asked."""
        return (*(each[-1] for each in self.codes), *(each[-1] for each in self.exact), *self.texts)

    def in_force(self, on: date | None) -> int:
        """The rules in force on a day; without a day, all of them."""
        if on is None or self.days is None:
            return (1 << len(self.rules)) - 1
        day = on.toordinal()
        known = self.days.seen.masks.get(day)
        return self.days.mask(day) if known is None else known

    def masks(self, facts: Facts) -> Iterator[tuple[Column, FactValue | None, int]]:
        """For each fact what the case shows, and the rules whose condition holds for it or that do not ask."""
        for column in self.columns:
            value = facts.get(column.fact)
            yield column, value, column.mask(value)

    def matches(self, facts: Facts, on: date | None = None) -> Iterator[Rule]:
        """The rules that hold for a matter, the first by precedence first; predicates are not asked."""
        left = self.in_force(on)
        for _, _, mask in self.masks(facts):
            left &= mask
        return (self.rules[place] for place in places(left, len(self.rules)))

    def first(self, facts: Facts, on: date | None = None) -> int:
        """The place of the first rule that holds, or the number of rules where none does; predicates are not asked."""
        count = len(self.rules)
        left = self.in_force(on)
        of = facts.get
        for fact, seen, column in self.codes:
            value = of(fact)
            mask = seen(value)
            left &= column.mask(value) if mask is None else mask
            if not left:
                return count
        for fact, kind, seen, other in self.exact:
            value = of(fact)
            mask = seen(value) if value.__class__ is kind else None
            left &= other.mask(value) if mask is None else mask
        if not self.texts:
            return count - left.bit_length()
        for text in self.texts[1:]:
            left &= text.mask(of(text.fact))
        return _first(self.texts[0], left, of(self.texts[0].fact))


def _first(column: Texts, left: int, text: FactValue | None) -> int:
    """The place of the first rule that is left when the text has been asked."""
    count = column.count
    top = left.bit_length()
    if not isinstance(text, str):
        return count - (left & column.silent).bit_length()
    # To look for the words of the next rule is cheaper than to look for those of all, but only so many times.
    for _ in repeat(None, 8 + len(text) // 40):
        test = column.tests[count - top]
        if test is None or (test in text if isinstance(test, str) else holds(test, text)):
            return count - top
        left ^= 1 << (top - 1)
        top = left.bit_length()
    left &= column.candidates(text)
    if not left & column.closer:
        return count - left.bit_length()
    for place in places(left, count):
        test = column.tests[place]
        if not isinstance(test, Mentions) or holds(test, text):
            return place
    return count


@frozen(kw_only=True)
class Asked:
    """The conditions that rules ask, by fact and kind, each once, with the places of the rules that ask it."""

    codes: dict[str, dict[OneOf, list[int]]] = field(factory=dict[str, dict[OneOf, list[int]]])
    numbers: dict[str, dict[Between, list[int]]] = field(factory=dict[str, dict[Between, list[int]]])
    flags: dict[str, dict[Flag, list[int]]] = field(factory=dict[str, dict[Flag, list[int]]])
    texts: dict[str, dict[Mentions, list[int]]] = field(factory=dict[str, dict[Mentions, list[int]]])


def asked_of(rules: Sequence[Rule]) -> Asked:
    """What the rules ask; their places are those in which they stand."""
    asked = Asked()
    for place, rule in enumerate(rules):
        for fact, condition in rule.when.items():
            match condition:
                case OneOf():
                    asked.codes.setdefault(fact, {}).setdefault(condition, []).append(place)
                case Mentions():
                    asked.texts.setdefault(fact, {}).setdefault(condition, []).append(place)
                case Between():
                    asked.numbers.setdefault(fact, {}).setdefault(condition, []).append(place)
                case Flag():
                    asked.flags.setdefault(fact, {}).setdefault(condition, []).append(place)
    return asked


def compiled(rules: tuple[Rule, ...], scanner: Scanner = in_pairs) -> Index:
    """The index over rules that stand by precedence; the scanner finds the words of the rules in a text."""
    count = len(rules)
    asked = asked_of(rules)
    one_of = [codes(fact, each, count) for fact, each in asked.codes.items()]
    numbers = [stretches(fact, each, count) for fact, each in asked.numbers.items()]
    yes_no = [flags(fact, each, count) for fact, each in asked.flags.items()]
    return Index(
        rules=rules,
        # What most rules ask about is asked first: it may leave none.
        codes=[
            (each.fact, each.seen.masks.get, each) for each in sorted(one_of, key=lambda each: each.silent.bit_count())
        ],
        exact=[
            *((each.fact, int, each.seen.masks.get, each) for each in numbers),
            *((each.fact, bool, each.seen.masks.get, each) for each in yes_no),
        ],
        texts=[texts(fact, each, count, scanner) for fact, each in asked.texts.items()],
        days=_days(rules),
    )


def _days(rules: Sequence[Rule]) -> Stretches | None:
    dated: dict[Between, list[int]] = {}
    for place, rule in enumerate(rules):
        if rule.valid_from is not None or rule.valid_to is not None:
            ends = (rule.valid_from and rule.valid_from.toordinal(), rule.valid_to and rule.valid_to.toordinal())
            dated.setdefault(Between((ends,)), []).append(place)
    return stretches("", dated, len(rules)) if dated else None
