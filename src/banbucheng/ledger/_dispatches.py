"""The cases of a ledger as they stood when they were sent out first, to ask other routing rules about them."""

from collections.abc import Iterable, Iterator

from banbucheng.cases import Case, apply, begin
from banbucheng.cases.events import Assigned, Registered
from banbucheng.errors import BadInput
from banbucheng.ledger._entry import Entry
from banbucheng.routing import Past, Vocabulary, facts_of
from banbucheng.rulebook import Rulebook
from banbucheng.terms import CaseNumber
from banbucheng.worktime import WorkCalendar

__all__ = ["dispatches"]


def dispatches(
    ledger: Iterable[Entry], book: Rulebook, calendar: WorkCalendar, *, vocabulary: Vocabulary | None = None
) -> Iterator[Past]:
    """
    Every case that was sent to a unit, with the facts that the rules saw then; in the order in which they were sent.

    Who sent it there makes no difference: a person who overrode the rules is asked nothing here, the rules are. The
    vocabulary is that of the rulebook, where no other is given.

    Raises:
        BadInput: a case stands at a window that the rulebook does not have.
    """
    facts = book.routes.vocabulary if vocabulary is None else vocabulary
    waiting: dict[CaseNumber, Case] = {}
    for entry in ledger:
        if isinstance(entry.event, Registered):
            waiting[entry.number] = begin(entry.event, at=entry.at)
        elif entry.number in waiting:
            case = waiting.pop(entry.number)
            if not isinstance(entry.event, Assigned):
                waiting[entry.number] = apply(case, entry.event, at=entry.at)
            elif case.problem is not None:
                if case.desk not in book.unit:
                    raise BadInput(
                        "window", case.desk, f"{book.name} has none; give the rulebook that {case.number} lives under"
                    )
                where = book.whereabouts(case.desk, entry.at, calendar)
                yield Past(
                    number=case.number,
                    region=book.unit[case.desk].region,
                    facts=facts_of(case.complaint, case.problem, where, facts),
                    on=where.at.date(),
                )
