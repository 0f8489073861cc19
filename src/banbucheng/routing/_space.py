"""The rules of a table over all that a case can show: which rules stand each value, word and day."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from functools import cached_property

from attrs import field, frozen

from banbucheng.routing._classes import place_of
from banbucheng.routing._cover import PRESENT, Box, Need, Words
from banbucheng.routing._facts import FactKind, Facts, FactValue, Vocabulary
from banbucheng.routing._rule import Rule

__all__ = ["Axis", "AxisKind", "Point", "Space"]


class AxisKind(StrEnum):
    """What an axis tells apart."""

    VALUE = "value"
    #: Whether a fact that shows several things is there at all: shown, missing.
    SHOWN = "shown"
    DAY = "day"
    #: Whether a word is in the text, or a code among several: absent, present.
    WORD = "word"


# Not slotted: what is sorted once is a cached property, which wants a __dict__; so is the space.
@frozen(kw_only=True, eq=False, slots=False)
class Axis:
    """One way in which cases differ."""

    kind: AxisKind
    #: Empty for the day.
    fact: str = ""
    #: The values, each for its class; None where the fact is missing. Of a word, the word alone.
    classes: tuple[FactValue | date | None, ...]
    #: By class, the rules that stand it, one bit a rule; empty for a word.
    masks: tuple[int, ...] = ()
    #: The rules that ask about it; of a word, those that want it among others, those that must have it, and must not.
    asking: int = 0
    must: int = 0
    never: int = 0

    @cached_property
    def quiet(self) -> tuple[int, ...]:
        """The classes, those first that the fewest rules stand."""
        return tuple(sorted(range(len(self.masks)), key=lambda place: self.masks[place].bit_count()))

    @cached_property
    def places(self) -> dict[FactValue, int]:
        """The class of each value that stands for one."""
        return {value: n for n, value in enumerate(self.classes) if value is not None and not isinstance(value, date)}


@frozen
class Point:
    """One class on each axis: by number on those before the words, and the words that are present."""

    classes: tuple[int, ...]
    present: frozenset[int]


@frozen(kw_only=True, eq=False, slots=False)
class Space:
    """
    All that a case can show, and the rules in it.

    A rule is a bit of a mask, the first rule by precedence the highest; so the winner among some is their bit length.
    """

    vocabulary: Vocabulary
    #: By bit, so the last by precedence stands first.
    rules: tuple[Rule, ...]
    needs: tuple[Need, ...]
    #: The parts of each rule, one for each choice among its words; none where its conditions contradict themselves.
    parts: tuple[tuple[Box, ...], ...]
    #: Values, days and whether facts are shown, then words.
    axes: tuple[Axis, ...]
    words: Words
    #: The rules that want one of several words, by fact.
    wanting: Mapping[str, int]
    _standing: dict[frozenset[int], int] = field(factory=dict[frozenset[int], int])
    _willing: dict[frozenset[int], int] = field(factory=dict[frozenset[int], int])
    _touching: dict[tuple[int, int], int] = field(factory=dict[tuple[int, int], int])

    @cached_property
    def whole(self) -> tuple[int, ...]:
        """Every class of each axis."""
        return tuple(3 if axis.kind is AxisKind.WORD else (1 << len(axis.classes)) - 1 for axis in self.axes)

    @cached_property
    def everyone(self) -> int:
        """All rules."""
        return (1 << len(self.rules)) - 1

    @cached_property
    def sure(self) -> int:
        """The rules that hold wherever their conditions do, for no predicate of the host has a say."""
        return sum(1 << bit for bit, rule in enumerate(self.rules) if not rule.predicates)

    @cached_property
    def plain(self) -> tuple[Axis, ...]:
        """The axes before the words."""
        return tuple(axis for axis in self.axes if axis.kind is not AxisKind.WORD)

    @cached_property
    def word_axes(self) -> dict[str, dict[FactValue, int]]:
        """The axis of each word, by fact."""
        found: dict[str, dict[FactValue, int]] = {}
        for n, axis in enumerate(self.axes):
            if axis.kind is AxisKind.WORD and isinstance(axis.classes[0], str):
                found.setdefault(axis.fact, {})[axis.classes[0]] = n
        return found

    @cached_property
    def shunned(self) -> frozenset[int]:
        """The words that some rule must not have, with all that is within them: no others need ever be added."""
        first = [n for n, _ in self.nevers]
        return frozenset(first).union(*(self.words.below.get(n, ()) for n in first))

    @cached_property
    def _musts(self) -> tuple[tuple[int, int], ...]:
        """The words that some rule must have, and those rules."""
        first = len(self.plain)
        return tuple((n, axis.must) for n, axis in enumerate(self.axes[first:], first) if axis.must)

    @cached_property
    def nevers(self) -> tuple[tuple[int, int], ...]:
        """The words that some rule must not have, and those rules."""
        first = len(self.plain)
        return tuple((n, axis.never) for n, axis in enumerate(self.axes[first:], first) if axis.never)

    def willing(self, present: frozenset[int]) -> int:
        """The rules that find the words they want or must have among these."""
        known = self._willing.get(present)
        if known is None:
            missed = united(must for n, must in self._musts if n not in present)
            reached = dict.fromkeys(self.wanting, 0)
            for n in present:
                axis = self.axes[n]
                reached[axis.fact] = reached.get(axis.fact, 0) | axis.asking
            for fact, wanting in self.wanting.items():
                missed |= wanting & ~reached[fact]
            known = self._willing[present] = self.everyone & ~missed
        return known

    def standing(self, present: frozenset[int]) -> int:
        """The rules that stand exactly these words."""
        known = self._standing.get(present)
        if known is None:
            known = self.willing(present) & ~united(self.axes[n].never for n in present)
            self._standing[present] = known
        return known

    def touching(self, axis: int, bits: int) -> int:
        """The rules that stand at least one of some classes of an axis before the words."""
        masks = self.axes[axis].masks
        if not bits & (bits - 1):
            return masks[bits.bit_length() - 1]
        known = self._touching.get((axis, bits))
        if known is None:
            places = (place for place in range(bits.bit_length()) if bits >> place & 1)
            known = self._touching[axis, bits] = united(masks[place] for place in places)
        return known

    def hits(self, point: Point) -> int:
        """The rules that hold at a point."""
        found = self._standing.get(point.present)
        if found is None:
            found = self.standing(point.present)
        for masks, place in zip(self._masks, point.classes, strict=True):
            found &= masks[place]
        return found

    @cached_property
    def _masks(self) -> tuple[tuple[int, ...], ...]:
        return tuple(axis.masks for axis in self.plain)

    def point(self, box: Box) -> Point:
        """A point of a box: the quietest class of each axis, and no word that need not be there."""
        classes = list(self._quietest)
        first = len(classes)
        present: list[int] = []
        for n, kept in box.items():
            if n >= first:
                if kept == PRESENT:
                    present.append(n)
            elif not kept & (kept - 1):
                classes[n] = kept.bit_length() - 1
            elif not kept >> classes[n] & 1:
                classes[n] = next(place for place in self.axes[n].quiet if kept >> place & 1)
        return Point(tuple(classes), frozenset(present))

    @cached_property
    def _quietest(self) -> tuple[int, ...]:
        return tuple(axis.quiet[0] for axis in self.plain)

    def facts(self, point: Point) -> tuple[Facts, date | None]:
        """A case at a point, and the day on which it comes in."""
        facts: dict[str, FactValue | None] = {}
        on: date | None = None
        hidden: set[str] = set()
        for axis, place in zip(self.plain, point.classes, strict=True):
            value = axis.classes[place]
            if axis.kind is AxisKind.SHOWN and value is False:
                hidden.add(axis.fact)
            elif isinstance(value, date):
                on = value
            elif axis.kind is AxisKind.VALUE and value is not None:
                facts[axis.fact] = value
        for fact, known in self.word_axes.items():
            shown = frozenset(str(word) for word, n in known.items() if n in point.present)
            if fact not in hidden:
                codes = self.vocabulary.by_name[fact].kind is FactKind.CODES
                facts[fact] = shown if codes else _text(shown, map(str, known))
        return facts, on

    def located(self, facts: Facts, on: date | None) -> Point | None:
        """Where a case lies; None where it shows a value that the vocabulary does not know, or nothing where it must."""
        classes: list[int] = []
        for axis in self.plain:
            place = _class(axis, facts, on)
            if place is None:
                return None
            classes.append(place)
        present = {n for fact, known in self.word_axes.items() for n in _shown(facts.get(fact), known)}
        return Point(tuple(classes), frozenset(present))


def united(masks: Iterable[int]) -> int:
    """All the rules of some masks."""
    every = 0
    for mask in masks:
        every |= mask
    return every


def present_in(box: Box, first: int) -> frozenset[int]:
    """The words that must be present in a box; the first of them has this axis."""
    return frozenset(n for n, bits in box.items() if bits == PRESENT and n >= first)


def _class(axis: Axis, facts: Facts, on: date | None) -> int | None:
    if axis.kind is AxisKind.DAY:
        known = [place for place, day in enumerate(axis.classes) if isinstance(day, date) and on and day <= on]
        return max(known, default=0)
    value = facts.get(axis.fact)
    if axis.kind is AxisKind.SHOWN:
        return 1 if value is None else 0
    if value is None:
        return len(axis.classes) - 1 if axis.classes[-1] is None else None
    return place_of(value, axis.places)


def _shown(value: FactValue | None, known: Mapping[FactValue, int]) -> list[int]:
    if isinstance(value, str):
        return [n for word, n in known.items() if str(word) in value]
    if isinstance(value, frozenset):
        return [n for n in (place_of(code, known) for code in value) if n is not None]
    return []


def _text(shown: Iterable[str], known: Iterable[str]) -> str:
    """A text with these words and none of the others: each word that lies in no other, with a sign between that none has."""
    used = set("".join(known))
    sign = next(each for each in _signs() if each not in used)
    words: Sequence[str] = sorted(shown)
    return sign.join(word for word in words if not any(word != other and word in other for other in words))


def _signs() -> Iterable[str]:
    yield from " ;/|\n"
    yield from map(chr, range(0x2460, 0x3000))
