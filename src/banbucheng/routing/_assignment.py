"""Who answers for a matter, and why."""

from attrs import frozen

from banbucheng.terms import GradeCode, UnitCode

__all__ = ["FALLBACK", "Assignment", "Because", "Held"]

#: The id that stands for "no rule took it".
FALLBACK = "fallback"


@frozen(kw_only=True)
class Held:
    """One condition of a rule that held, with what it saw."""

    fact: str
    #: The condition as a cell of a decision table writes it.
    wanted: str
    #: What the case showed: the words found, the codes met, or the number.
    saw: tuple[str, ...]


@frozen(kw_only=True)
class Because:
    """Why an assignment came out as it did."""

    #: The id of the rule that took it, `fallback`, or how else it was decided: `override`, `return`, `designation`.
    rule: str
    #: The conditions that held, with the values that they saw.
    held: tuple[Held, ...] = ()
    #: A person's reason, where a person decided.
    said: tuple[str, ...] = ()
    #: The key of the rule's legal basis in the sources of the rulebook.
    source: str = ""
    #: The digest of the table that answered, which names its edition for good.
    table: str = ""
    #: What went wrong on the way: the host's predicates that failed, each with its error.
    faults: tuple[str, ...] = ()

    @property
    def seen(self) -> tuple[str, ...]:
        """All that the conditions saw, or the person's reason."""
        return self.said or tuple(each for held in self.held for each in held.saw)


@frozen(kw_only=True)
class Assignment:
    """The unit that answers (lead), those that assist it, and why."""

    lead: UnitCode
    assisting: tuple[UnitCode, ...] = ()
    because: Because
    #: The grade that the rule gives the matter; None where it gives none.
    grade: GradeCode | None = None
    #: The host's own word for how urgent it is; empty where the rule says nothing.
    priority: str = ""
    tags: tuple[str, ...] = ()
