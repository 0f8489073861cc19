"""Where a point of one table's space lies in the space of its next edition."""

from datetime import date

from banbucheng.routing._classes import place_of
from banbucheng.routing._space import Axis, AxisKind, Point, Space

__all__ = ["Move"]


class Move:
    """From one space to another; where the other has an axis of its own, to its quietest class."""

    def __init__(self, old: Space, new: Space) -> None:
        self._new = new
        before = {(axis.kind, axis.fact): n for n, axis in enumerate(old.plain)}
        self._classes: list[tuple[int, tuple[int, ...]]] = []
        for axis in new.plain:
            n = before.get((axis.kind, axis.fact))
            quiet = axis.quiet[0]
            self._classes.append((0, (quiet,) * 1) if n is None else (n, _places(old.plain[n], axis, quiet)))
        self._fresh = tuple((axis.kind, axis.fact) not in before for axis in new.plain)
        self._words = {
            n: there
            for fact, words in old.word_axes.items()
            for word, n in words.items()
            if (there := new.word_axes.get(fact, {}).get(word)) is not None
        }

    def point(self, point: Point) -> Point:
        """The point there."""
        classes = tuple(
            places[0] if fresh else places[point.classes[n]]
            for (n, places), fresh in zip(self._classes, self._fresh, strict=True)
        )
        present = {self._words[n] for n in point.present if n in self._words}
        return Point(classes, frozenset(present.union(*(self._new.words.below.get(n, ()) for n in present))))


def _places(old: Axis, new: Axis, quiet: int) -> tuple[int, ...]:
    """For each class of an axis the class of its next edition in which its value lies."""
    if new.kind is AxisKind.SHOWN:
        return (0, 1)
    found: list[int] = []
    for value in old.classes:
        if value is None:
            place: int | None = len(new.classes) - 1
        elif isinstance(value, date):
            place = max(
                (m for m, day in enumerate(new.classes) if isinstance(day, date) and day <= value), default=None
            )
        else:
            place = place_of(value, new.places)
        found.append(quiet if place is None else place)
    return tuple(found)
