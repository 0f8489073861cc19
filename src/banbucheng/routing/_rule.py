"""Routing rules: a conjunction of conditions, and who answers where they all hold."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from attrs import field, frozen

from banbucheng.routing._conditions import Condition, holds
from banbucheng.routing._facts import Facts
from banbucheng.terms import GradeCode

__all__ = ["WINDOW", "Outcome", "Policy", "Rule"]

#: The name by which a rule means the window of the region; its unit has the region's own code.
WINDOW = "window"


class Policy(StrEnum):
    """What becomes of several rules that hold at once."""

    #: The first by precedence answers.
    FIRST = "first"
    #: There never are several; the table is refused if there could be.
    UNIQUE = "unique"
    #: The first leads; the assisting units and the tags of all of them are collected.
    COLLECT = "collect"


@frozen(kw_only=True)
class Outcome:
    """
    Who answers, and how.

    `lead` and `assisting` name departments, which each region has one of, or units outright.
    """

    lead: str
    assisting: tuple[str, ...] = ()
    #: The grade, which sets the limits; None where the rule does not say.
    grade: GradeCode | None = None
    #: The host's own word for how urgent it is.
    priority: str = ""
    tags: tuple[str, ...] = ()


@frozen(kw_only=True)
class Rule:
    """One rule: where all its conditions hold, its outcome answers. A rule without conditions holds for everything."""

    id: str
    #: The name of its tier; a higher tier wins whatever the rest.
    tier: str
    #: By fact.
    when: Mapping[str, Condition] = field(factory=dict[str, Condition])
    #: Names of the host's own predicates, which are asked last.
    predicates: tuple[str, ...] = ()
    then: Outcome
    #: What decides between two rules of one tier of which neither is narrower; the smaller wins.
    rank: int = 0
    #: The first and the last day of its validity; None where it has none.
    valid_from: date | None = None
    valid_to: date | None = None
    #: The key of its legal basis in the sources of the rulebook.
    basis: str = ""
    note: str = ""
    approved_by: str = ""
    #: Where it is written: file, sheet, row; it is no part of what the rule says.
    place: str = field(default="", eq=False)

    def fits(self, facts: Facts) -> bool:
        """Whether all conditions hold; predicates are not asked."""
        return all(holds(condition, facts.get(name)) for name, condition in self.when.items())

    def in_force_on(self, day: date) -> bool:
        """Whether a day lies in its validity."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)
