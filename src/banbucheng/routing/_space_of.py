"""How the rules of a table become a space."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import product

from attrs import define, field

from banbucheng.routing._classes import Asked, asked_of, bits_of, classes_of
from banbucheng.routing._conditions import Condition, Mentions, OneOf
from banbucheng.routing._cover import ABSENT, PRESENT, Box, Need, Words, narrowed
from banbucheng.routing._facts import Fact, FactKind, FactValue, Vocabulary
from banbucheng.routing._rule import Rule
from banbucheng.routing._space import Axis, AxisKind, Space

__all__ = ["parts_of", "space_of"]


@define(eq=False)
class _Word:
    """The axis of a word while it is made."""

    fact: str
    word: FactValue
    asking: int = 0
    must: int = 0
    never: int = 0


@define(eq=False)
class _Draft:
    """A space while it is made."""

    everyone: int
    plain: list[Axis] = field(factory=list[Axis])
    words: list[_Word] = field(factory=list[_Word])
    wanting: dict[str, int] = field(factory=dict[str, int])
    #: What each rule asks, one condition after the other.
    asked: list[list[Need]] = field(factory=list[list[Need]])


def space_of(
    order: Sequence[Rule], vocabulary: Vocabulary, since: date | None, asked: tuple[Sequence[Rule], Asked] | None = None
) -> Space:
    """
    The space of rules that stand by precedence, with the days from this one on.

    `asked` is what they ask, if it is known, with the same rules in the order that it counts them by.
    """
    rules = tuple(reversed(order))
    draft = _Draft((1 << len(rules)) - 1, asked=[[] for _ in rules])
    groups = asked_of(rules) if asked is None else _counted(rules, *asked)
    several = {FactKind.TEXT, FactKind.CODES}
    facts = vocabulary.by_name
    for name, same in groups.items():
        if facts[name].kind not in several:
            _add_values(draft, facts[name], same)
        elif facts[name].optional:
            _add_plain(
                draft, AxisKind.SHOWN, name, (True, False), [(1, [bit for bits in same.values() for bit in bits])]
            )
    _add_days(draft, rules, since)
    for name, same in groups.items():
        if facts[name].kind in several:
            _add_words(draft, facts[name], same)
    words = _within(draft, facts)
    needs = tuple(map(_together, draft.asked))
    axes = (
        *draft.plain,
        *(
            Axis(kind=AxisKind.WORD, fact=w.fact, classes=(w.word,), asking=w.asking, must=w.must, never=w.never)
            for w in draft.words
        ),
    )
    whole = tuple(3 if axis.kind is AxisKind.WORD else (1 << len(axis.classes)) - 1 for axis in axes)
    return Space(
        vocabulary=vocabulary,
        rules=rules,
        needs=needs,
        parts=tuple(parts_of(need, whole, words) for need in needs),
        axes=axes,
        words=words,
        wanting=draft.wanting,
    )


def _counted(rules: Sequence[Rule], others: Sequence[Rule], asked: Asked) -> Asked:
    """What is asked, with the places of the same rules in another order."""
    places: dict[int, list[int]] = {}
    for n, rule in enumerate(rules):
        places.setdefault(id(rule), []).append(n)
    there = [places[id(rule)].pop() for rule in others]
    return {
        name: {condition: [there[n] for n in found] for condition, found in same.items()}
        for name, same in asked.items()
    }


def _add_values(draft: _Draft, fact: Fact, asked: Mapping[Condition, list[int]]) -> None:
    classes = classes_of(fact, asked)
    places = {value: n for n, value in enumerate(classes)}
    every = (1 << len(classes)) - 1
    found = [
        (
            every & ~bits if isinstance(condition, OneOf) and condition.negated else bits,
            rules,
        )
        for condition, rules in asked.items()
        for bits in [bits_of(condition, classes, places)]
    ]
    shown: tuple[FactValue | None, ...] = (*classes, None) if fact.optional else classes
    _add_plain(draft, AxisKind.VALUE, fact.name, shown, found)


def _add_plain(
    draft: _Draft,
    kind: AxisKind,
    fact: str,
    classes: tuple[FactValue | date | None, ...],
    asked: Sequence[tuple[int, list[int]]],
) -> None:
    """An axis with these classes, and the rules that ask for some of them."""
    number = len(draft.plain)
    standing = [0] * len(classes)
    asking = 0
    for bits, rules in asked:
        mask = sum(1 << rule for rule in rules)
        asking |= mask
        need = Need(((number, bits),))
        for rule in rules:
            draft.asked[rule].append(need)
        left = bits
        while left:
            place = left.bit_length() - 1
            standing[place] |= mask
            left ^= 1 << place
    others = draft.everyone & ~asking
    masks = tuple(mask | others for mask in standing)
    draft.plain.append(Axis(kind=kind, fact=fact, classes=classes, masks=masks, asking=asking))


def _add_days(draft: _Draft, rules: Sequence[Rule], since: date | None) -> None:
    dated = [bit for bit, rule in enumerate(rules) if rule.valid_from is not None or rule.valid_to is not None]
    if not dated:
        return
    firsts = {rules[bit].valid_from or date.min for bit in dated}
    nexts = {day + timedelta(days=1) for bit in dated if (day := rules[bit].valid_to) and day < date.max}
    first = since or min(day for bit in dated for day in (rules[bit].valid_from, rules[bit].valid_to) if day)
    if since is None and first > date.min:
        first -= timedelta(days=1)
    days = sorted({first} | {day for day in firsts | nexts if day > first})
    asked: dict[int, list[int]] = {}
    for bit in dated:
        asked.setdefault(sum(1 << n for n, day in enumerate(days) if rules[bit].in_force_on(day)), []).append(bit)
    _add_plain(draft, AxisKind.DAY, "", tuple(days), list(asked.items()))


def _add_words(draft: _Draft, fact: Fact, asked: Mapping[Condition, list[int]]) -> None:
    """The axes of the words of a fact, or of the codes of one that shows several."""
    if fact.kind is FactKind.CODES:
        known: tuple[FactValue, ...] = classes_of(fact, asked)
    else:
        said = {word for each in asked if isinstance(each, Mentions) for word in each.any | each.all | each.none}
        known = tuple(sorted(said))
    first = len(draft.plain) + len(draft.words)
    own = [_Word(fact.name, word) for word in known]
    draft.words += own
    places = {word: n for n, word in enumerate(known)}
    wanting = 0
    for condition, rules in asked.items():
        mask = sum(1 << rule for rule in rules)
        want, must, never = _wanted(condition, known, places)
        for n in must:
            own[n].must |= mask
        for n in never:
            own[n].never |= mask
        for n in want or ():
            own[n].asking |= mask
        if want is not None:
            wanting |= mask
        among = (*((first + n, PRESENT) for n in must), *((first + n, ABSENT) for n in never))
        groups = () if want is None else (tuple(first + n for n in want),)
        need = Need((*among, (first + want[0], PRESENT))) if want and len(want) == 1 else Need(among, groups)
        for rule in rules:
            draft.asked[rule].append(need)
    draft.wanting[fact.name] = wanting


def _wanted(
    condition: Condition, known: Sequence[FactValue], places: dict[FactValue, int]
) -> tuple[list[int] | None, list[int], list[int]]:
    """The words or codes of which one is wanted (None where none is), those that must be there, and that must not."""
    if isinstance(condition, Mentions):
        # A word within another that would do is enough, and a text always holds the empty word.
        least = [word for word in condition.any if not any(word != each and each in word for each in condition.any)]
        must, never = condition.all - {""}, condition.none
        want = None if not condition.any or "" in condition.any else [places[word] for word in sorted(least)]
        if "" in never:
            want = []
        return want, [places[word] for word in sorted(must)], [places[word] for word in sorted(never)]
    bits = bits_of(condition, tuple(known), places)
    met = [n for n in range(len(known)) if bits >> n & 1]
    return (None, [], met) if isinstance(condition, OneOf) and condition.negated else (met, [], [])


def _within(draft: _Draft, facts: Mapping[str, Fact]) -> Words:
    """Which words of a text lie within which."""
    first = len(draft.plain)
    places = {
        (each.fact, str(each.word)): first + n
        for n, each in enumerate(draft.words)
        if facts[each.fact].kind is FactKind.TEXT
    }
    found = Words()
    for (fact, word), axis in places.items():
        within = {word[i:j] for i in range(len(word)) for j in range(i + 1, len(word) + 1)} - {word}
        below = tuple(sorted(places[fact, each] for each in within if (fact, each) in places))
        if below:
            found.below[axis] = below
        for each in below:
            found.above[each] = (*found.above.get(each, ()), axis)
    return found


def _together(asked: list[Need]) -> Need:
    if len(asked) == 1:
        return asked[0]
    return Need(
        tuple(each for need in asked for each in need.among), tuple(each for need in asked for each in need.any_of)
    )


def parts_of(need: Need, whole: Sequence[int], words: Words) -> tuple[Box, ...]:
    """The parts of what a rule asks, one for each choice among its words; none where it contradicts itself."""
    base: Box | None = {}
    for axis, kept in need.among:
        # Only words have to do with one another; and no condition but one asks about a fact.
        if base is not None and axis not in words.below and axis not in words.above and axis not in base:
            base[axis] = kept
        elif base is not None:
            base = narrowed(base, axis, kept, whole, words)
    if base is None or not all(base.values()):
        return ()
    if not need.any_of:
        return (base,)
    found: list[Box] = []
    for choice in product(*need.any_of):
        part: Box | None = base
        for word in choice:
            part = None if part is None else narrowed(part, word, PRESENT, whole, words)
        if part is not None and part not in found:
            found.append(part)
    return tuple(found)
