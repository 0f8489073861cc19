"""For each rule those that would take all that it takes, for thousands of rules at once, as bits."""

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain

from banbucheng.routing._bits import bits_of, either, every, places
from banbucheng.routing._columns import codes, merged, stretches
from banbucheng.routing._conditions import Between, Mentions, OneOf
from banbucheng.routing._facts import Fact, FactKind
from banbucheng.routing._index import Asked
from banbucheng.routing._rule import Rule
from banbucheng.routing._words import in_pairs

__all__ = ["wider", "words_imply"]

#: Comes after all characters that a code is made of: with it, a beginning makes a code that nothing else names.
_LAST = chr(0x10FFFF)


def wider(rules: Sequence[Rule], asked: Asked, facts: Mapping[str, Fact]) -> Callable[[int], int]:
    """What tells of each of these rules, by its place, which of them, itself among them, would take what it takes."""
    count = len(rules)
    parts: Iterator[tuple[Sequence[Sequence[int]], Iterator[int]]] = chain(
        ((_places(each), _codes(facts[fact], [one for one, _ in each])) for fact, each in asked.codes.items()),
        ((_places(each), _numbers(facts[fact], [one for one, _ in each])) for fact, each in asked.numbers.items()),
        ((_places(each), _alone(len(each))) for each in asked.flags.values()),
        ((_places(each), _words([one for one, _ in each])) for each in asked.texts.values()),
    )
    # By fact and rule: those whose own condition holds wherever that of the rule does, or that do not ask.
    by_fact = [_by_rule(asking, implied, count) for asking, implied in parts]
    if not by_fact or any(rule.predicates for rule in rules):
        by_fact.append(_by_predicates(rules))

    def found(place: int) -> int:
        bits = by_fact[0][place]
        for each in by_fact[1:]:
            bits &= each[place]
        return bits

    return found


def _places(asked: Sequence[tuple[object, Sequence[int]]]) -> Sequence[Sequence[int]]:
    return [found for _, found in asked]


def _by_rule(asking: Sequence[Sequence[int]], implied: Iterable[int], count: int) -> list[int]:
    masks = [bits_of(found, count) for found in asking]
    silent = ((1 << count) - 1) & ~either(masks)
    by_rule = [silent] * count
    for found, bits in zip(asking, implied, strict=True):
        mask = silent | either(masks[place] for place in places(bits, len(masks)))
        for place in found:
            by_rule[place] = mask
    return by_rule


def _by_predicates(rules: Sequence[Rule]) -> list[int]:
    """By rule those that ask no predicate of the host that it does not ask."""
    asking: dict[frozenset[str], list[int]] = {}
    for place, rule in enumerate(rules):
        asking.setdefault(frozenset(rule.predicates), []).append(place)
    bits = {
        own: bits_of(sorted(chain.from_iterable(found for names, found in asking.items() if names <= own)), len(rules))
        for own in asking
    }
    return [bits[frozenset(rule.predicates)] for rule in rules]


def _alone(count: int) -> Iterator[int]:
    return (1 << place for place in reversed(range(count)))


def _codes(fact: Fact, asked: Sequence[OneOf]) -> Iterator[int]:
    """For each condition on codes those that hold for every code for which it holds."""
    count = len(asked)
    by_code = codes(fact.name, [(each, [place]) for place, each in enumerate(asked)], count)
    if fact.kind is FactKind.CODE and fact.values:
        values = sorted(fact.values)
    else:
        named = {code for each in asked for code in each.codes}
        values = sorted(named | {begin + _LAST for each in asked for begin in each.under} | {_LAST})
    masks = [by_code.mask(value) for value in values]
    all_of = (1 << count) - 1
    negated = bits_of([place for place, each in enumerate(asked) if each.negated], count)
    for each in asked:
        met = {*_met(each, values)}
        bits = every((masks[place] for place in ({*range(len(values))} - met if each.negated else met)), all_of)
        # Of codes that are shown together one may be within and another without: only like can be compared with like.
        alike = all_of if fact.kind is not FactKind.CODES else negated if each.negated else all_of ^ negated
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
    by_number = stretches(fact.name, [(each, [place]) for place, each in enumerate(asked)], count)
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
    of_any, any_free = _by_word([each.any for each in asked])
    # Of the words that all must be found one is enough to go by; whoever has it is looked at more closely.
    of_all, all_free = _by_word([each.all and {max(each.all, key=len)} for each in asked])
    _, none_free = _by_word([each.none for each in asked])
    strict = bits_of([place for place, each in enumerate(asked) if each.all or each.none], count)
    for each in asked:
        bits = any_free | _surely(of_any, each, within)
        bits &= all_free | _surely(of_all, each, within)
        if not each.none:
            bits &= none_free
        for place in places(bits & strict, count):
            if not words_imply(each, asked[place]):
                bits ^= 1 << (count - 1 - place)
        yield bits


def _by_word(wanted: Sequence[Collection[str]]) -> tuple[Mapping[str, int], int]:
    """The conditions that want each word, and those that want none."""
    found: dict[str, list[int]] = {}
    for place, words in enumerate(wanted):
        for word in words:
            found.setdefault(word, []).append(place)
    count = len(wanted)
    free = bits_of([place for place, words in enumerate(wanted) if not words], count)
    return {word: bits_of(each, count) for word, each in found.items()}, free


def _sure(condition: Mentions) -> list[Collection[str]]:
    """Of each of these one is sure to be found: each word that must be, and those of which one must be."""
    return [*((word,) for word in condition.all), *([condition.any] if condition.any else [])]


def _surely(wanting: Mapping[str, int], condition: Mentions, within: Mapping[str, Collection[str]]) -> int:
    """The conditions of which a word is sure to be found where this condition holds."""
    return either(
        every(either(wanting.get(part, 0) for part in within[word]) for word in choice) for choice in _sure(condition)
    )


def words_imply(one: Mentions, other: Mentions) -> bool:
    """Whether each text that meets the one condition meets the other: a text that holds a word holds each word within."""
    sure = _sure(one)

    def found(choice: Iterable[str]) -> bool:
        """Whether one of these words is sure to be found."""
        return any(all(any(part in word for part in choice) for word in each) for each in sure)

    return (
        (not other.any or found(other.any))
        and all(found((word,)) for word in other.all)
        and all(any(kept in word for kept in one.none) for word in other.none)
    )
