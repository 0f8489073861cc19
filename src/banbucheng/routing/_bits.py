"""Sets of rules as one whole number: a bit for each rule, the first by precedence in the highest bit."""

from collections.abc import Iterable, Iterator, Mapping, MutableMapping, Sequence
from typing import Any

from attrs import field, frozen

__all__ = ["Bits", "Seen", "bits_of", "by_key", "either", "every", "places", "unpacked"]

#: A set of rules: the number itself where they are many, and where they are few their places, which take less room.
Bits = int | tuple[int, ...]

#: What the answers that are kept for one fact may take, in bytes; and how many there may be.
_ROOM, _MOST = 3_000_000, 8_192
#: Less than so many rules of many are set one by one.
_FEW, _MANY = 9, 512


def bits_of(found: Sequence[int], count: int) -> int:
    """The rules at these places, of so many."""
    if len(found) < _FEW:
        bits, top = 0, count - 1
        for place in found:
            bits |= 1 << (top - place)
        return bits
    digits = bytearray(b"0") * count
    for place in found:
        digits[place] = 49
    return int(digits, 2)


def _kept(found: Sequence[int], count: int) -> Bits:
    """The rules at these places, in the form that takes less room."""
    return tuple(found) if len(found) < _FEW and count > _MANY else bits_of(found, count)


def unpacked(bits: Bits, count: int) -> int:
    """The number, in whatever form it was kept."""
    return bits if isinstance(bits, int) else bits_of(bits, count)


def places(bits: int, count: int) -> Iterator[int]:
    """The places of the rules in a set, the first by precedence first."""
    while bits:
        top = bits.bit_length()
        yield count - top
        bits ^= 1 << (top - 1)


def either(sets: Iterable[int]) -> int:
    """The rules in at least one of these sets."""
    found = 0
    for each in sets:
        found |= each
    return found


def every(sets: Iterable[int], of: int = -1) -> int:
    """The rules in every one of these sets, of those given; without any, all there could be, which is -1."""
    for each in sets:
        of &= each
    return of


@frozen(kw_only=True)
class Seen:
    """Answers for values that were asked for before, within bounds; equal answers are kept once."""

    #: How many of them there is room for.
    room: int
    masks: dict[Any, int] = field(factory=dict[Any, int])
    _same: MutableMapping[int, int] = field(factory=dict[int, int])

    @classmethod
    def over(cls, count: int) -> "Seen":
        """Nothing seen yet, over so many rules."""
        return cls(room=max(64, _ROOM // (count // 8 + 32)))

    def put(self, value: object, mask: int) -> int:
        """Keep an answer, and give it back; when there is no room, everything is forgotten first."""
        if len(self.masks) >= _MOST or len(self._same) >= self.room:
            self.masks.clear()
            self._same.clear()
        found = self.masks[value] = self._same.setdefault(mask, mask)
        return found


def by_key(found: Mapping[Any, Sequence[int]], count: int) -> dict[Any, Bits]:
    """The rules of each key, each in the form that takes less room."""
    return {key: _kept(each, count) for key, each in found.items()}
