"""Rules compiled for fast decisions: for each value of a fact the rules that it leaves, as the bits of one number."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from attrs import frozen

from banbucheng.routing._bits import bits_of
from banbucheng.routing._columns import Codes, Flags, Stretches, codes, flags, stretches
from banbucheng.routing._conditions import Between, Flag, Mentions, OneOf
from banbucheng.routing._facts import Facts
from banbucheng.routing._rule import Rule
from banbucheng.routing._texts import Texts, texts
from banbucheng.routing._words import Scanner

__all__ = ["Asked", "Index", "asked_of", "compiled"]

_Asks = TypeVar("_Asks")
#: By fact and by what is in the condition.
_Grouped = dict[str, dict[object, tuple[_Asks, list[int]]]]
_ByFact = Mapping[str, Sequence[tuple[_Asks, Sequence[int]]]]


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

    #: All of the rules, and those that ask predicates of the host.
    whole: int
    hosted: int

    def in_force(self, on: date | None) -> int:
        """The rules in force on a day; without a day, all of them."""
        if on is None or self.days is None:
            return self.whole
        day = on.toordinal()
        known = self.days.seen.masks.get(day)
        return self.days.mask(day) if known is None else known

    def masks(self, facts: Facts) -> dict[str, int]:
        """For each fact the rules whose condition holds, or that do not ask."""
        masks: dict[str, int] = {}
        for fact, seen, column in self.codes:
            try:
                masks[fact] = seen[facts[fact]]
            except KeyError:
                masks[fact] = column.mask(facts.get(fact))
        for fact, kind, known, other in self.exact:
            value = facts.get(fact)
            mask = known.get(value) if value.__class__ is kind else None
            mask = other.mask(value) if mask is None else mask
            masks[fact] = mask & masks[fact] if fact in masks else mask
        for text in self.texts:
            mask = text.mask(facts.get(text.fact))
            masks[text.fact] = mask & masks[text.fact] if text.fact in masks else mask
        return masks

    def holding(self, facts: Facts, on: date | None = None) -> int:
        """The rules that hold for a matter, as bits; predicates are not asked."""
        left = self._left(facts, on)
        for text in self.texts:
            left &= text.mask(facts.get(text.fact)) if left else 0
        return left

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

    codes: _ByFact[OneOf]
    numbers: _ByFact[Between]
    flags: _ByFact[Flag]
    texts: _ByFact[Mentions]

    def moved(self, new: Sequence[int]) -> "Asked":
        """The same, when each rule has moved to a new place."""
        return Asked(
            codes=_moved(self.codes, new),
            numbers=_moved(self.numbers, new),
            flags=_moved(self.flags, new),
            texts=_moved(self.texts, new),
        )


def _moved(asked: _ByFact[_Asks], new: Sequence[int]) -> _ByFact[_Asks]:
    return {fact: [(each, [new[old] for old in found]) for each, found in asking] for fact, asking in asked.items()}


def asked_of(rules: Sequence[Rule]) -> Asked:
    """What the rules ask; their places are those in which they stand."""
    # Conditions are told apart by what is in them, which is compared many times faster than they are themselves.
    codes: _Grouped[OneOf] = defaultdict(dict)
    numbers: _Grouped[Between] = defaultdict(dict)
    flags: _Grouped[Flag] = defaultdict(dict)
    texts: _Grouped[Mentions] = defaultdict(dict)
    for place, rule in enumerate(rules):
        for fact, each in rule.when.items():
            if isinstance(each, OneOf):
                codes[fact].setdefault((each.codes, each.under, each.negated), (each, []))[1].append(place)
            elif isinstance(each, Mentions):
                texts[fact].setdefault((each.any, each.all, each.none), (each, []))[1].append(place)
            elif isinstance(each, Between):
                numbers[fact].setdefault(each.ranges, (each, []))[1].append(place)
            else:
                flags[fact].setdefault(each.value, (each, []))[1].append(place)
    return Asked(codes=_listed(codes), numbers=_listed(numbers), flags=_listed(flags), texts=_listed(texts))


def _listed(grouped: _Grouped[_Asks]) -> _ByFact[_Asks]:
    return {fact: [*each.values()] for fact, each in grouped.items()}


def compiled(rules: tuple[Rule, ...], asked: Asked, scanner: Scanner) -> Index:
    """The index over rules that stand by precedence and what they ask; the scanner finds their words in a text."""
    count = len(rules)
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
        hosted=bits_of([place for place, rule in enumerate(rules) if rule.predicates], count),
    )


def _days(rules: Sequence[Rule]) -> Stretches | None:
    dated: dict[Between, list[int]] = {}
    for place, rule in enumerate(rules):
        if rule.valid_from is not None or rule.valid_to is not None:
            first = None if rule.valid_from is None else rule.valid_from.toordinal()
            last = None if rule.valid_to is None else rule.valid_to.toordinal()
            dated.setdefault(Between(((first, last),)), []).append(place)
    return stretches("", [*dated.items()], len(rules)) if dated else None
