"""The search for a case that some rules do not take: a look at likely ones first, then the exact proof."""

from collections.abc import Iterator, Sequence
from random import Random

from attrs import define, field

from banbucheng.routing._cover import Box, Budget, Need, narrowed, uncovered
from banbucheng.routing._space import Point, Space, present_in

__all__ = ["Search", "bits"]

#: How many of the classes of an axis a greedy descent looks at, and how many descents are made before the proof.
_LOOKS, _DESCENTS = 6, 3


def bits(mask: int) -> Iterator[int]:
    """The places of the bits that are set, the highest first."""
    while mask:
        place = mask.bit_length() - 1
        yield place
        mask ^= 1 << place


@define(kw_only=True)
class Search:
    """A search in a space, with what it may spend on each question."""

    space: Space
    #: Comparisons of a box with a rule, for one question.
    most: int
    #: The same looks every time.
    chance: Random = field(factory=lambda: Random(0))  # noqa: S311 - a sample, not a secret

    def free(self, parts: Sequence[Box], against: int, more: Sequence[Need] = ()) -> Point | None:
        """A point of one of the parts that none of these rules takes, nor any of the needs besides; None if there is none."""
        for part in parts:
            point = self.space.point(part)
            if not more and not self.space.hits(point) & against:
                return point
        for part in parts:
            if not more and (descended := self._descended(part, against)):
                return descended
        budget = Budget(self.most)
        for part in parts:
            found = self._proved(part, against, more, budget)
            if found is not None:
                return found
        return None

    def _descended(self, part: Box, against: int) -> Point | None:
        """Axis by axis the class that leaves the fewest of the rules, a few times over, in another order each time."""
        space, chance = self.space, self.chance
        plain = space.plain
        present = present_in(part, len(plain))
        start = against & space.standing(present)
        open_axes = [n for n in range(len(plain)) if n not in part or part[n] & (part[n] - 1)]
        classes = [0] * len(plain)
        for n, axis in enumerate(plain):
            if n not in open_axes:
                classes[n] = part[n].bit_length() - 1
                start &= axis.masks[classes[n]]
        for _ in range(_DESCENTS):
            live = start
            chance.shuffle(open_axes)
            for n in open_axes:
                quiet = plain[n].quiet
                mine = [place for place in quiet if part[n] >> place & 1] if n in part else quiet
                looks = mine[:_LOOKS] if len(mine) <= _LOOKS else (*mine[: _LOOKS // 2], *chance.sample(mine, _LOOKS // 2))
                left, place = min(
                    ((live & plain[n].masks[place], place) for place in looks), key=lambda each: each[0].bit_count()
                )
                classes[n], live = place, left
            if not live:
                return Point(tuple(classes), present)
        return None

    def _proved(self, part: Box, against: int, more: Sequence[Need], budget: Budget) -> Point | None:
        """The exact answer, once every rule is left aside that can be avoided without loss."""
        space = self.space
        plain = space.plain
        present = present_in(part, len(plain))
        box, live = part, against & space.willing(present | space.shunned)
        for n, kept in part.items():
            if n < len(plain):
                live &= space.touching(n, kept)
        if not more:
            for n, axis in enumerate(plain):
                if n in part:
                    continue
                quietest = axis.quiet[0]
                if axis.masks[quietest] & axis.asking & live == 0:
                    box = narrowed(box, n, 1 << quietest, space.whole, space.words) or box
                    live &= ~axis.asking
        needs = [*more, *(space.needs[bit] for bit in bits(live))]
        found = uncovered(box, needs, space.whole, space.words, budget)
        return None if found is None else space.point(found)
