"""Numbers as a cell writes them: single, in stretches, compared, or every other."""

import re
from collections.abc import Iterable

from banbucheng.errors import BadInput
from banbucheng.routing._cell_text import BAR, NOT, STAR, split
from banbucheng.routing._conditions import Between, Range
from banbucheng.routing._facts import Fact

__all__ = ["NUMBERS", "joined", "numbers", "written"]

#: What a cell of numbers looks like.
NUMBERS = "a whole number, such as 5, >=3, 8-17 or !5"
#: How numbers are also written: in full-width signs, with dashes of every length, with the signs of mathematics.
_NUMERALS = {
    **{0xFF10 + n: str(n) for n in range(10)},
    **dict.fromkeys((0x7E, 0x2013, 0x2014, 0x2212, 0xFF0D, 0xFF5E), "-"),
    0xFF1C: "<",
    0xFF1D: "=",
    0xFF1E: ">",
    0x2264: "<=",
    0x2265: ">=",
}
_STRETCH = re.compile(r"(-?[0-9]{1,18})(?:\s*-\s*(-?[0-9]{1,18}))?")
_COMPARED = re.compile(r"(>=|<=|>|<|=)\s*(-?[0-9]{1,18})")


def numbers(fact: Fact, text: str) -> Between:
    """The numbers that a cell says; every bound lies among those that the fact can show."""
    plain = text.translate(_NUMERALS).strip()
    negated = plain[0] in NOT
    found = [_stretch(fact, text, each.strip()) for each in split(plain[1:] if negated else plain, BAR)]
    ranges = _complement(fact, joined(found)) if negated else joined(found)
    if not ranges:
        raise BadInput(fact.name, text, f"it holds for no number; {fact.name} goes from {fact.least} to {fact.most}")
    return Between(ranges)


def _stretch(fact: Fact, text: str, part: str) -> Range:
    compared, between = _COMPARED.fullmatch(part), _STRETCH.fullmatch(part)
    found: Range
    if compared is not None:
        bound = int(compared[2])
        ways: dict[str, Range] = {
            ">=": (bound, None),
            ">": (bound + 1, None),
            "<=": (None, bound),
            "<": (None, bound - 1),
            "=": (bound, bound),
        }
        found = ways[compared[1]]
    elif between is not None:
        found = (int(between[1]), int(between[2] or between[1]))
    elif part in STAR and part:
        found = (None, None)
    else:
        raise BadInput(fact.name, text, f"{part!r} is not a number; give {NUMBERS}")
    low, high = found
    if low is not None and high is not None and low > high:
        raise BadInput(fact.name, text, f"{part} ends before it begins; write {high}-{low}")
    if any(bound is not None and not fact.least <= bound <= fact.most for bound in found):
        raise BadInput(fact.name, text, f"{part} lies outside; {fact.name} goes from {fact.least} to {fact.most}")
    return found


def joined(ranges: Iterable[Range]) -> tuple[Range, ...]:
    """The same numbers in stretches that stand in order and do not touch."""
    found: list[Range] = []
    for low, high in sorted(ranges, key=lambda each: (each[0] is not None, each[0] or 0)):
        last = found[-1] if found else None
        if last is None or (last[1] is not None and low is not None and last[1] + 1 < low):
            found.append((low, high))
        elif last[1] is not None and (high is None or high > last[1]):
            found[-1] = (last[0], high)
    return tuple(found)


def _complement(fact: Fact, ranges: tuple[Range, ...]) -> tuple[Range, ...]:
    """Every other number that the fact can show."""
    found: list[Range] = []
    free = fact.least
    for low, high in ranges:
        if low is not None and free < low:
            found.append((free, low - 1))
        free = fact.most + 1 if high is None else high + 1
    return (*found, (free, fact.most)) if free <= fact.most else tuple(found)


def written(stretch: Range) -> str:
    """The one way to write a stretch."""
    match stretch:
        case (None, None):
            return "*"
        case (None, high):
            return f"<={high}"
        case (low, None):
            return f">={low}"
        case (low, high):
            return str(low) if low == high else f"{low}-{high}"
