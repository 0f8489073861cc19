"""The search for a case that some rules do not take: a look at likely ones first, then the exact proof."""

from collections.abc import Iterator, Sequence

from attrs import frozen

from banbucheng.routing._cover import ABSENT, Box, Budget, Need, narrowed, uncovered
from banbucheng.routing._space import Point, Space, present_in

__all__ = ["Search", "bits"]

#: How many of the classes of an axis a greedy descent looks at, and how many descents are made before the proof.
_LOOKS, _DESCENTS = 16, 4


def bits(mask: int) -> Iterator[int]:
    """The places of the bits that are set, the highest first."""
    while mask:
        place = mask.bit_length() - 1
        yield place
        mask ^= 1 << place


@frozen(kw_only=True)
class Search:
    """A search in a space, with what it may spend on each question."""

    space: Space
    #: Comparisons of a box with a rule, for one question.
    most: int

    def free(self, parts: Sequence[Box], against: int, more: Sequence[Need] = ()) -> Point | None:
        """A point of one of the parts that none of these rules takes, nor any of the needs besides; None if there is none."""
        if not more:
            parts = [part for part in parts if not self.covering(part, against)]
            for part in parts:
                point = self.look(part, against)
                if point is not None:
                    return point
        budget = Budget(self.most)
        for part in parts:
            found = self._proved(part, against, more, budget)
            if found is not None:
                return found
        return None

    def covering(self, part: Box, among: int) -> int:
        """Those of some rules of which each takes all of the part by itself."""
        space = self.space
        first = len(space.plain)
        for n, axis in enumerate(space.plain):
            kept = part.get(n)
            if kept is None:
                among &= ~axis.asking
            elif not kept & (kept - 1):
                among &= axis.masks[kept.bit_length() - 1]
            else:
                for place in bits(kept):
                    among &= axis.masks[place]
            if not among:
                return 0
        among &= space.willing(present_in(part, first))
        for n, never in space.nevers:
            if part.get(n) != ABSENT:
                among &= ~never
        return among

    def look(self, part: Box, against: int) -> Point | None:
        """A point of the part that none of these rules takes, if one is found soon."""
        point = self.space.point(part)
        return point if not self.space.hits(point) & against else self._descended(part, against)

    def _descended(self, part: Box, against: int) -> Point | None:
        """Axis by axis the class that leaves the fewest of the rules, a few times over, in another order each time."""
        plain = self.space.plain
        present = present_in(part, len(plain))
        start = against & self.space.standing(present)
        classes = [0] * len(plain)
        choices: list[tuple[int, Sequence[int]]] = []
        for n, axis in enumerate(plain):
            kept = part.get(n)
            if kept is None:
                choices.append((n, axis.quiet))
            elif kept & (kept - 1):
                choices.append((n, [place for place in axis.quiet if kept >> place & 1]))
            else:
                classes[n] = kept.bit_length() - 1
                start &= axis.masks[classes[n]]
        for turn in range(_DESCENTS):
            live = start
            for n, places in (*choices[turn:], *choices[:turn]):
                masks = plain[n].masks
                best = -1
                for place in places[turn * _LOOKS : (turn + 1) * _LOOKS] or places[:_LOOKS]:
                    left = (live & masks[place]).bit_count()
                    if best < 0 or left < best:
                        best, classes[n] = left, place
                        if not left:
                            break
                live &= masks[classes[n]]
            if not live:
                return Point(tuple(classes), present)
        return None

    def _proved(self, part: Box, against: int, more: Sequence[Need], budget: Budget) -> Point | None:
        """The exact answer, once every rule is left aside that can be avoided without loss."""
        space = self.space
        plain = space.plain
        present = present_in(part, len(plain))
        asked = {axis for need in more for axis, kept in need.among if axis >= len(plain) and kept == ABSENT}
        wanted = present.union(space.shunned, asked, *(space.words.below.get(word, ()) for word in asked))
        box, live = part, against & space.willing(wanted)
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
