"""What the rules of a file may name, and the few kinds of values that every form of file has."""

import re
from collections.abc import Collection
from datetime import date
from functools import cached_property

from attrs import frozen

from banbucheng.errors import BadInput
from banbucheng.routing import WINDOW, CellWords, Routes, Vocabulary, cell_words, nearest

__all__ = ["Dated", "Known", "day", "known_of", "whole"]

_DAY = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?: 00:00(?::00)?)?", re.ASCII)
_WHOLE = re.compile(r"-?[0-9]{1,9}")


class Dated(str):
    """A cell that the spreadsheet took for a day, which it also does with `8-17`."""

    __slots__ = ()


# Not slotted: the departments are a cached property, which wants a __dict__.
@frozen(kw_only=True, slots=False)
class Known:
    """What the rules of a file may name."""

    vocabulary: Vocabulary
    tiers: tuple[str, ...]
    #: The units that there are; empty where that is not known, and then any name will do.
    units: Collection[str] = ()
    #: The names of the host's predicates; empty where they are not known, and then any name will do.
    predicates: Collection[str] = ()
    words: CellWords

    @cached_property
    def departments(self) -> frozenset[str]:
        """The names that a rule may give a unit by: the units themselves, the departments of regions, the window."""
        return frozenset({WINDOW, *self.units, *(each.partition("-")[2] for each in self.units if "-" in each)})

    def unit(self, said: str) -> str:
        """The unit or department that a name means; any where the units are not known."""
        name = self.words.codes.get("lead", {}).get(said, said)
        return _among("unit", name, self.departments) if self.units else name

    def tier(self, said: str) -> str:
        """One of the tiers; the lowest where none is named."""
        return _among("tier", said, self.tiers) if said else self.tiers[-1]

    def predicate(self, said: str) -> str:
        """One of the host's predicates; any where they are not known."""
        return _among("predicate", said, self.predicates) if self.predicates else said


def known_of(base: Routes, words: CellWords | None = None) -> Known:
    """What the rules of a file may name that is to stand in for those of another table."""
    return Known(
        vocabulary=base.vocabulary,
        tiers=base.tiers,
        units=base.units,
        predicates=base.predicates.keys(),
        words=cell_words() if words is None else words,
    )


def day(text: str) -> date:
    """
    A day as people and spreadsheets write it.

    Raises:
        BadInput: it is none.
    """
    found = _DAY.fullmatch(text)
    try:
        if found is not None:
            return date(int(found[1]), int(found[3]), int(found[4]))
    except ValueError:
        pass
    raise BadInput("day", text, "give a day such as 2026-01-31")


def whole(text: str) -> int:
    """
    A whole number.

    Raises:
        BadInput: it is none.
    """
    if _WHOLE.fullmatch(text) is None:
        raise BadInput("rank", text, "give a whole number; the smaller wins")
    return int(text)


def _among(what: str, said: str, known: Collection[str]) -> str:
    if said not in known:
        raise BadInput(what, said, nearest(said, sorted(known)))
    return said
