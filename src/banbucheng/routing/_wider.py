"""For each rule those that would take all that it takes, for thousands of rules at once, as bits."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import reduce
from itertools import chain
from operator import and_, or_

from banbucheng.routing._bits import bits_of, places
from banbucheng.routing._columns import codes, merged, stretches
from banbucheng.routing._conditions import Between, Condition, Mentions, OneOf
from banbucheng.routing._facts import Fact, FactKind
from banbucheng.routing._index import asked_of
from banbucheng.routing._rule import Rule
from banbucheng.routing._words import in_pairs

__all__ = ["wider", "words_imply"]

#: Comes after all characters that a code is made of: with it, a beginning makes a code that nothing else names.
_LAST = chr(0x10FFFF)


def wider(rules: Sequence[Rule], facts: Mapping[str, Fact]) -> Callable[[Rule], int]:
    """What tells of each of these rules which of them, itself among them, would take whatever it takes."""
    count, every = len(rules), (1 << len(rules)) - 1
    asked = asked_of(rules)
    # By fact and condition: the rules whose own condition holds wherever that one does, or that do not ask.
    implied: dict[str, dict[Condition, int]] = {}
    silent: dict[str, int] = {}
    for fact, each, by_condition in chain(
        ((fact, each, _codes(facts[fact], [*each])) for fact, each in asked.codes.items()),
        ((fact, each, _numbers(facts[fact], [*each])) for fact, each in asked.numbers.items()),
        ((fact, each, _alone(len(each))) for fact, each in asked.flags.items()),
        ((fact, each, _words([*each])) for fact, each in asked.texts.items()),
    ):
        asking = [bits_of(found, count) for found in each.values()]
        silent[fact] = every ^ reduce(or_, asking)
        implied[fact] = {
            condition: reduce(or_, (asking[place] for place in places(bits, len(asking))), silent[fact])
            for condition, bits in zip(each, by_condition, strict=True)
        }
    # By the facts that a rule asks about, and by the predicates of the host: the rules that ask nothing else.
    no_others: dict[tuple[object, object], int] = {}

    def found(rule: Rule) -> int:
        key = (tuple(rule.when), rule.predicates)
        if key not in no_others:
            others = (bits for fact, bits in silent.items() if fact not in rule.when)
            no_others[key] = reduce(and_, others, _no_more_predicates(rules, rule))
        bits = no_others[key]
        for fact, condition in rule.when.items():
            bits &= implied[fact][condition]
        return bits

    return found


def _no_more_predicates(rules: Sequence[Rule], rule: Rule) -> int:
    own = {*rule.predicates}
    return bits_of([place for place, other in enumerate(rules) if own.issuperset(other.predicates)], len(rules))


def _alone(count: int) -> Iterator[int]:
    return (1 << place for place in reversed(range(count)))


def _codes(fact: Fact, asked: Sequence[OneOf]) -> Iterator[int]:
    """For each condition on codes those that hold for every code for which it holds."""
    count = len(asked)
    by_code = codes(fact.name, {each: [place] for place, each in enumerate(asked)}, count)
    if fact.kind is FactKind.CODE and fact.values:
        values = sorted(fact.values)
    else:
        named = {code for each in asked for code in each.codes}
        values = sorted(named | {begin + _LAST for each in asked for begin in each.under} | {_LAST})
    masks = [by_code.mask(value) for value in values]
    every = (1 << count) - 1
    negated = bits_of([place for place, each in enumerate(asked) if each.negated], count)
    for each in asked:
        met = {*_met(each, values)}
        bits = every
        for place in {*range(len(values))} - met if each.negated else met:
            bits &= masks[place]
        # Of codes that are shown together one may be within and another without: only like can be compared with like.
        alike = every if fact.kind is not FactKind.CODES else negated if each.negated else every ^ negated
        yield bits & alike


def _met(condition: OneOf, values: Sequence[str]) -> Iterator[int]:
    """The places of the values that a condition names, where they stand in order."""
    for code in condition.codes:
        place = bisect_left(values, code)
        if place < len(values) and values[place] == code:
            yield place
    for begin in condition.under:
        for place in range(bisect_left(values, begin), len(values)):
            if not values[place].startswith(begin):
                break
            yield place


def _numbers(fact: Fact, asked: Sequence[Between]) -> Iterator[int]:
    """For each condition on a number those that hold for every number for which it holds."""
    count = len(asked)
    by_number = stretches(fact.name, {each: [place] for place, each in enumerate(asked)}, count)
    pieces = [[*_clipped(each, fact)] for each in asked]
    several = bits_of([place for place, each in enumerate(pieces) if len(each) > 1], count)
    for own in pieces:
        bits = (1 << count) - 1
        for low, high in own:
            # What is in one piece and holds at both ends holds between them.
            bits &= by_number.mask(low) & by_number.mask(high)
        for place in places(bits & several, count):
            if not all(any(one <= low and high <= other for one, other in pieces[place]) for low, high in own):
                bits ^= 1 << (count - 1 - place)
        yield bits


def _clipped(condition: Between, fact: Fact) -> Iterator[tuple[int, int]]:
    for low, high in merged(condition.ranges):
        within = (
            fact.least if low is None else max(low, fact.least),
            fact.most if high is None else min(high, fact.most),
        )
        if within[0] <= within[1]:
            yield within


def _words(asked: Sequence[Mentions]) -> Iterator[int]:
    """For each condition on a text those that hold for every text for which it holds."""
    count = len(asked)
    words = tuple(sorted({word for each in asked for word in each.any | each.all} - {""}))
    scan = in_pairs(words)
    within = {word: {word, "", *(words[number] for number in scan(word))} for word in (*words, "")}
    wanting = _by_word((each.any for each in asked), count)
    free = bits_of([place for place, each in enumerate(asked) if not each.any], count)
    strict = bits_of([place for place, each in enumerate(asked) if each.all or each.none], count)
    for each in asked:
        # One of these is sure to be found: each word that must be, and each of those of which one must be.
        sure = [{word} for word in each.all] + ([{*each.any}] if each.any else [])
        bits = free
        for choice in sure:
            bits |= reduce(and_, (reduce(or_, (wanting.get(part, 0) for part in within[word])) for word in choice))
        for place in places(bits & strict, count):
            if not words_imply(each, asked[place]):
                bits ^= 1 << (count - 1 - place)
        yield bits


def _by_word(wanted: Iterable[frozenset[str]], count: int) -> dict[str, int]:
    found: dict[str, list[int]] = {}
    for place, words in enumerate(wanted):
        for word in words:
            found.setdefault(word, []).append(place)
    return {word: bits_of(each, count) for word, each in found.items()}


def words_imply(one: Mentions, other: Mentions) -> bool:
    """Whether each text that meets the one condition meets the other: a text that holds a word holds each word within."""
    # One of each of these is sure to be found.
    sure = [{word} for word in one.all] + ([{*one.any}] if one.any else [])

    def found(choice: Iterable[str]) -> bool:
        """Whether one of these words is sure to be found."""
        return any(all(any(part in word for part in choice) for word in each) for each in sure)

    return (
        (not other.any or found(other.any))
        and all(found((word,)) for word in other.all)
        and all(any(kept in word for kept in one.none) for word in other.none)
    )
