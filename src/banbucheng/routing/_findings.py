"""What the proof of a table of rules finds, as codes and values; the words for them are labels."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from attrs import field, frozen

from banbucheng.routing._facts import Facts

__all__ = ["Example", "Finding", "FindingKind", "Gravity", "Stretch"]


class Gravity(StrEnum):
    """How much a finding matters."""

    #: The table must not go live.
    ERROR = "error"
    #: Somebody should look.
    WARNING = "warning"
    #: Worth knowing.
    NOTE = "note"


class FindingKind(StrEnum):
    """What is the matter with a rule, or with the table."""

    #: A rule that can never take a case.
    DEAD = "dead"
    #: Two rules that can hold at once, say different things, and of which no precedence picks one.
    OVERLAP = "overlap"
    #: Cases that only the fallback takes.
    GAP = "gap"
    #: A rule that could be left out, and no case would go elsewhere.
    REDUNDANT = "redundant"
    #: A condition, or a word or code in it, that excludes nothing.
    ALWAYS_TRUE = "always_true"
    #: A rule names a unit or a department that is not there.
    UNKNOWN_UNIT = "unknown_unit"
    #: A rule names a unit that is closed on some day of the rule's validity.
    CLOSED_UNIT = "closed_unit"
    UNKNOWN_GRADE = "unknown_grade"
    UNKNOWN_SOURCE = "unknown_source"
    UNKNOWN_FACT = "unknown_fact"
    #: A condition of a kind that cannot ask about its fact.
    WRONG_CONDITION = "wrong_condition"
    UNKNOWN_VALUE = "unknown_value"
    UNKNOWN_PREDICATE = "unknown_predicate"
    UNKNOWN_TIER = "unknown_tier"
    DUPLICATE_ID = "duplicate_id"
    #: A last day of validity before the first.
    WRONG_DATES = "wrong_dates"
    #: The search was given up; what it was for is not known.
    UNDECIDED = "undecided"


@frozen(kw_only=True)
class Example:
    """A case that shows a finding; ask the table about it and see."""

    facts: Facts
    #: The day on which it comes in; None where no rule of the table has dates.
    on: date | None = None
    #: The id of the rule that takes it, or `fallback`.
    taken_by: str


@frozen(kw_only=True)
class Stretch:
    """
    Which values of one fact belong to a region; a fact without a stretch may show anything.

    A fact that shows several codes at once may have more than one stretch, and then meets them all. The day of validity
    is the fact without a name; its cell gives the first day and the last, `2026-01-01/2026-06-30`.
    """

    fact: str
    #: As a cell of a decision table writes it; empty where only cases that do not show the fact belong to it.
    cell: str
    #: Whether cases that do not show the fact belong to it.
    missing: bool = False


@frozen(kw_only=True)
class Finding:
    """One thing that is the matter with a table, with cases that show it."""

    kind: FindingKind
    gravity: Gravity
    #: What of its kind it is: `dead.together`, `overlap.sure`. The labels have a sentence for each.
    code: str
    #: The ids of the rules that it is about, the one at fault first, then those by which it is.
    rules: tuple[str, ...] = ()
    #: Where those rules are written, in the same order; empty where nobody said.
    places: tuple[str, ...] = ()
    #: What the sentence names besides, by name.
    values: Mapping[str, str] = field(factory=dict[str, str])
    #: For a dead rule a case for each rule that takes its cases away; else one, or none where no case is needed.
    examples: tuple[Example, ...] = ()
    #: The region of a gap.
    region: tuple[Stretch, ...] = ()
    #: How many past cases it touches, and of how many; None where no history was given.
    cases: int | None = None
    of: int | None = None

    @property
    def share(self) -> float | None:
        """The share of past cases that it touches, of 1; None without history."""
        return self.cases / self.of if self.cases is not None and self.of else None
