"""Rules compiled for fast decisions: for each value of a fact the rules that it leaves, as the bits of one number."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from attrs import field, frozen

from banbucheng.routing._bits import places
from banbucheng.routing._columns import Codes, Flags, Stretches, Texts, codes, flags, stretches, texts
from banbucheng.routing._conditions import Between, Flag, Mentions, OneOf
from banbucheng.routing._facts import Facts
from banbucheng.routing._rule import Rule
from banbucheng.routing._words import Scanner, in_pairs

__all__ = ["Asked", "Column", "Index", "asked_of", "compiled"]

Column = Codes | Stretches | Flags | Texts


@frozen(kw_only=True)
class Index:
    """The rules of a table, ready to be asked."""

    rules: tuple[Rule, ...]
    #: By fact: codes first, then numbers and flags, of which only the very class counts (to a dict, True is 1).
    codes: Sequence[tuple[str, dict[Any, int], Codes]]
    exact: Sequence[tuple[str, type, dict[Any, int], Stretches | Flags]]
    texts: Sequence[Texts]
    #: The rules in force, by the number of the day; None where they all are on every day.
    days: Stretches | None

    #: All of the rules.
    whole: int

    @property
    def columns(self) -> tuple[Column, ...]:
        """The index over each fact, in the order in which they are asked."""
        return (*(each[-1] for each in self.codes), *(each[-1] for each in self.exact), *self.texts)

    def in_force(self, on: date | None) -> int:
        """The rules in force on a day; without a day, all of them."""
        if on is None or self.days is None:
            return self.whole
        day = on.toordinal()
        known = self.days.seen.masks.get(day)
        return self.days.mask(day) if known is None else known

    def matches(self, facts: Facts, on: date | None = None) -> Iterator[Rule]:
        """The rules that hold for a matter, the first by precedence first; predicates are not asked."""
        left = self._left(facts, on)
        for text in self.texts:
            left &= text.mask(facts.get(text.fact)) if left else 0
        return (self.rules[place] for place in places(left, len(self.rules)))

    def first(self, facts: Facts, on: date | None = None) -> int:
        """The place of the first rule that holds, or the number of rules where none does; predicates are not asked."""
        left = self._left(facts, on)
        if not left or not self.texts:
            return len(self.rules) - left.bit_length()
        for text in self.texts[1:]:
            left &= text.mask(facts.get(text.fact))
        return self.texts[0].first(left, facts.get(self.texts[0].fact))

    def _left(self, facts: Facts, on: date | None) -> int:
        """The rules that are left when all has been asked but texts."""
        left = self.whole if on is None else self.in_force(on)
        for fact, seen, column in self.codes:
            try:
                left &= seen[facts[fact]]
            except KeyError:
                left &= column.mask(facts.get(fact))
            if not left:
                return 0
        for fact, kind, seen, other in self.exact:
            value = facts.get(fact)
            mask = seen.get(value) if value.__class__ is kind else None
            left &= other.mask(value) if mask is None else mask
        return left


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
        codes=[(each.fact, each.seen.masks, each) for each in sorted(one_of, key=lambda each: each.silent.bit_count())],
        exact=[
            *((each.fact, int, each.seen.masks, each) for each in numbers),
            *((each.fact, bool, each.seen.masks, each) for each in yes_no),
        ],
        texts=[texts(fact, each, count, scanner) for fact, each in asked.texts.items()],
        days=_days(rules),
        whole=(1 << count) - 1,
    )


def _days(rules: Sequence[Rule]) -> Stretches | None:
    dated: dict[Between, list[int]] = {}
    for place, rule in enumerate(rules):
        if rule.valid_from is not None or rule.valid_to is not None:
            ends = (rule.valid_from and rule.valid_from.toordinal(), rule.valid_to and rule.valid_to.toordinal())
            dated.setdefault(Between((ends,)), []).append(place)
    return stretches("", dated, len(rules)) if dated else None
