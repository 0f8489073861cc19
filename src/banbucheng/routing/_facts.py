"""The facts of a case that a routing rule may ask about, and the vocabulary that declares them."""

from collections.abc import Mapping
from enum import StrEnum
from functools import cached_property

from attrs import frozen

__all__ = ["Fact", "FactKind", "FactValue", "Facts", "Vocabulary"]

#: What a case shows for one fact: a code or text, a set of codes, a whole number, or a flag.
FactValue = str | frozenset[str] | int | bool
#: All that a case shows, by the name of the fact; a fact that is not there, or None, is missing and meets no condition.
Facts = Mapping[str, FactValue | None]


class FactKind(StrEnum):
    """What values a fact takes, and so which conditions may ask about it."""

    #: One code.
    CODE = "code"
    #: Any number of codes at once, such as the causes of a problem.
    CODES = "codes"
    #: A code whose beginning tells where it belongs: a service item, a path `a/b/c/`.
    PREFIX = "prefix"
    #: A whole number.
    NUMBER = "number"
    #: Yes or no.
    FLAG = "flag"
    #: A text, in which words may be found.
    TEXT = "text"


@frozen(kw_only=True)
class Fact:
    """One fact by its name, with all the values that it can take where they are known."""

    name: str
    kind: FactKind
    #: Every code there is; empty where there are too many to list. A case may not show another.
    values: tuple[str, ...] = ()
    #: The smallest and the largest number there is.
    least: int = 0
    most: int = 1_000_000
    #: Whether there are cases that do not show it; the proof of a table then looks at those as well.
    optional: bool = False


# Not slotted: the look-up by name is a cached property, which wants a __dict__.
@frozen(kw_only=True, slots=False)
class Vocabulary:
    """The facts that rules may ask about; a name that is not here is a mistake, found when the rules are loaded."""

    facts: tuple[Fact, ...]

    @cached_property
    def by_name(self) -> Mapping[str, Fact]:
        """Every fact by its name."""
        return {fact.name: fact for fact in self.facts}
