"""Whether boxes cover a box: the exact search for a place that none of them takes."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple

from attrs import define, field, frozen

__all__ = ["ABSENT", "PRESENT", "Box", "Budget", "Need", "Spent", "Words", "narrowed", "uncovered"]

#: The values that are left on each axis, one bit each; an axis that is not there has them all. Never changed once made.
Box = dict[int, int]
#: On the axis of a word: it is not there, or it is.
ABSENT, PRESENT = 1, 2


# A tuple, for the search makes thousands of them, and a frozen class costs four times as much to make.
class Need(NamedTuple):
    """All that a rule asks: a value among these on each of some axes, and at least one word of each of some groups."""

    among: tuple[tuple[int, int], ...] = ()
    any_of: tuple[tuple[int, ...], ...] = ()


@frozen
class Words:
    """Which words lie within which: where one is present, those below are, and where it is absent, those above are."""

    below: dict[int, tuple[int, ...]] = field(factory=dict[int, tuple[int, ...]])
    above: dict[int, tuple[int, ...]] = field(factory=dict[int, tuple[int, ...]])


class Spent(Exception):
    """The search has used up what it was given."""


@define
class Budget:
    """How many more comparisons of a box with a rule a search may make."""

    left: int

    def spend(self, comparisons: int) -> None:
        """Take that many away, or give up."""
        self.left -= comparisons
        if self.left < 0:
            raise Spent


def narrowed(box: Box, axis: int, bits: int, whole: Sequence[int], words: Words) -> Box | None:
    """The box with only these values left on an axis, and what follows from it for other words; None where none is."""
    left = box.get(axis, whole[axis]) & bits
    if not left:
        return None
    found = {**box, axis: left}
    linked = words.below if left == PRESENT else words.above if left == ABSENT else {}
    for other in linked.get(axis, ()):
        if not found.get(other, whole[other]) & left:
            return None
        found[other] = left
    return found


def uncovered(box: Box, needs: Sequence[Need], whole: Sequence[int], words: Words, budget: Budget) -> Box | None:
    """A part of the box that no rule with these needs takes anything of; None where they take it all. Exact."""
    stack: list[tuple[Box, Sequence[Need]]] = [(box, needs)]
    while stack:
        rest, live = stack.pop()
        settled = _settled(rest, live, whole, words, budget)
        if settled is None:
            continue
        rest, live = settled
        if not live:
            return rest
        best = min(live, key=partial(_left_over, rest, whole))
        stack.extend((piece, live) for piece in reversed(list(_without(rest, best, whole, words))))
    return None


def _left_over(box: Box, whole: Sequence[int], need: Need) -> tuple[int, int]:
    """How many pieces a rule leaves of the box, and how much of its axes is in them: the less, the sooner it is settled."""
    values = sum((box.get(axis, whole[axis]) & ~bits).bit_count() for axis, bits in need.among)
    return len(need.among) + len(need.any_of), values + sum(map(len, need.any_of))


def _without(box: Box, need: Need, whole: Sequence[int], words: Words) -> Iterator[Box]:
    """The box without what a rule takes, in pieces."""
    kept = box
    for axis, bits in need.among:
        piece = narrowed(kept, axis, ~bits, whole, words)
        if piece is not None:
            yield piece
        rest = narrowed(kept, axis, bits, whole, words)
        if rest is None:
            return
        kept = rest
    for group in need.any_of:
        piece = _without_words(kept, group, whole, words)
        if piece is not None:
            yield piece


def _without_words(box: Box, group: tuple[int, ...], whole: Sequence[int], words: Words) -> Box | None:
    left: Box | None = box
    for word in group:
        left = None if left is None else narrowed(left, word, ABSENT, whole, words)
    return left


def _settled(
    box: Box, needs: Sequence[Need], whole: Sequence[int], words: Words, budget: Budget
) -> tuple[Box, list[Need]] | None:
    """The box narrowed by all that needs no choice, with the rules that still take a part of it; None if it is covered."""
    live = list(needs)
    while True:
        budget.spend(len(live) + 1)
        kept: list[Need] = []
        forced = box
        for need in live:
            rest = _rest(need, forced, whole)
            if rest is None:
                continue
            among, any_of = rest
            if len(among) + len(any_of) > 1:
                kept.append(rest)
                continue
            # One condition is all that keeps the rule from taking the whole box, so only what it leaves can be free.
            if among:
                left = narrowed(forced, among[0][0], ~among[0][1], whole, words)
            else:
                left = _without_words(forced, any_of[0], whole, words) if any_of else None
            if left is None:
                return None
            forced = left
        spared = _spared(forced, kept, whole, words) if forced is box else forced
        if spared is box:
            return box, kept
        box, live = spared, kept


def _rest(need: Need, box: Box, whole: Sequence[int]) -> Need | None:
    """What a rule asks that the box does not grant already; None where the rule takes nothing of the box."""
    among: list[tuple[int, int]] = []
    get = box.get
    for asked in need.among:
        axis, bits = asked
        left = get(axis)
        if left is None:
            # To compare two numbers takes less than to work out a third.
            if not bits:
                return None
            if bits != whole[axis]:
                among.append(asked)
            continue
        common = left & bits
        if not common:
            return None
        if common != left:
            among.append(asked)
    if not need.any_of:
        return need if len(among) == len(need.among) else Need(tuple(among))
    any_of: list[tuple[int, ...]] = []
    for group in need.any_of:
        states = [box.get(word, whole[word]) for word in group]
        if PRESENT in states:
            continue
        possible = tuple(word for word, state in zip(group, states, strict=True) if state != ABSENT)
        if not possible:
            return None
        any_of.append(possible)
    return Need(tuple(among), tuple(any_of))


def _spared(box: Box, needs: Sequence[Need], whole: Sequence[int], words: Words) -> Box:
    """The box narrowed, where some value of an axis is asked for by none of the rules, to one such value: nothing is lost."""
    asked: dict[int, int] = {}
    for need in needs:
        for axis, bits in need.among:
            asked[axis] = asked.get(axis, 0) | bits
        for group in need.any_of:
            for word in group:
                asked[word] = asked.get(word, 0) | PRESENT
    for axis, bits in asked.items():
        free = box.get(axis, whole[axis]) & ~bits
        if not free:
            continue
        free &= -free
        linked = words.below if free == PRESENT else words.above
        # Another word that this one brings along, or keeps away, may be wanted otherwise.
        if any(asked.get(other, 0) & free for other in linked.get(axis, ())):
            continue
        found = narrowed(box, axis, free, whole, words)
        if found is not None:
            box = found
    return box
