"""The few things the desk asks of the outside, each with its promise."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

from attrs import Attribute, field, frozen

from banbucheng.cases import Case
from banbucheng.errors import BadInput
from banbucheng.ledger import Entry
from banbucheng.terms import CaseNumber, GradeCode, KindCode, Status, UnitCode

__all__ = ["ANY", "CaseFilter", "Clock", "Page", "Store"]

_T = TypeVar("_T")


def _aware(_: object, attribute: "Attribute[datetime | None]", value: datetime | None) -> None:
    if value is not None and value.tzinfo is None:
        raise BadInput(attribute.name, value, "give a datetime with its zone, such as 2025-03-05T09:30+08:00")


def _text(_: object, attribute: "Attribute[Any]", value: str | None) -> None:
    if value is not None and ("\0" in value or any("\ud800" <= each <= "\udfff" for each in value)):
        raise BadInput(attribute.name, value, "give a text that can be written down")


def _statuses(value: Status | Iterable[Status]) -> frozenset[Status]:
    return frozenset(Status(each) for each in ((value,) if isinstance(value, str) else value))


@frozen(kw_only=True)
class CaseFilter:
    """
    Which cases are meant; what is left out is not asked for, and all that is asked for has to fit.

    A stretch of time is half-open: `registered_from` is in it, `registered_before` is not.
    """

    #: One status or several; none asks for no particular one.
    status: frozenset[Status] = field(default=frozenset[Status](), converter=_statuses)
    #: Whether somebody still owes the citizen something.
    open: bool | None = None
    #: Who owes the next step.
    unit: UnitCode | None = field(default=None, validator=_text)
    #: The window that took it first.
    window: UnitCode | None = field(default=None, validator=_text)
    #: The window that has it now; where cases go up and down, this tells the level.
    desk: UnitCode | None = field(default=None, validator=_text)
    kind: KindCode | None = field(default=None, validator=_text)
    grade: GradeCode | None = field(default=None, validator=_text)
    registered_from: datetime | None = field(default=None, validator=_aware)
    registered_before: datetime | None = field(default=None, validator=_aware)
    #: When it ended.
    ended_from: datetime | None = field(default=None, validator=_aware)
    ended_before: datetime | None = field(default=None, validator=_aware)
    #: Open, with something due before this moment.
    due_before: datetime | None = field(default=None, validator=_aware)
    #: The host's reference to the person who complained.
    complainant: str | None = field(default=None, validator=_text)
    #: What the number begins with, to the letter.
    number: str = field(default="", validator=_text)

    def fits(self, case: Case) -> bool:
        """Whether the case is meant: what a store's query has to agree with."""
        problem = case.problem
        told = case.complaint.complainant.token
        due = case.due_at if case.open else None
        return (
            (not self.status or case.status in self.status)
            and self.open in {None, case.open}
            and self.unit in {None, case.responsible}
            and self.window in {None, case.window}
            and self.desk in {None, case.desk}
            and self.kind in {None, "" if problem is None else problem.kind}
            and self.grade in {None, "" if problem is None else problem.grade}
            and _within(self.registered_from, case.registered_at, self.registered_before)
            and _within(self.ended_from, case.ended_at, self.ended_before)
            and _within(None, due, self.due_before)
            and self.complainant in {None, told}
            and case.number.startswith(self.number)
        )


def _within(since: datetime | None, at: datetime | None, until: datetime | None) -> bool:
    if since is None and until is None:
        return True
    return at is not None and (since is None or since <= at) and (until is None or at < until)


#: Every case.
ANY = CaseFilter()


@frozen(kw_only=True)
class Page(Generic[_T]):
    """Some of many, in order; fewer than were asked for means that there are no more for now."""

    items: tuple[_T, ...]
    #: Where the next page begins: give it back to the same call; opaque, keep it as it is.
    after: str


class Clock(Protocol):
    """Tells the time; the only one that does."""

    def now(self) -> datetime:
        """The present moment, aware of its zone."""
        ...


class Store(Protocol):
    """
    Keeps cases and their entries, finds them again, and decides nothing.

    `banbucheng.testing.StoreContract` holds an implementation to every promise below.
    """

    def keep(self, case: Case, entries: Sequence[Entry]) -> None:
        """
        Write a case and the new entries that led to it, together or not at all.

        Raises:
            StaleCase: the last entry kept is not the one before `entries`; nothing was written.
        """
        ...

    def get(self, number: CaseNumber) -> Case:
        """
        The case as its last entry left it; what its entries replay to.

        Raises:
            CaseNotFound: no case has the number.
        """
        ...

    def entries(self, number: CaseNumber) -> Sequence[Entry]:
        """
        All entries of a case, from its registration on.

        Raises:
            CaseNotFound: no case has the number.
        """
        ...

    def find(self, reference: str) -> CaseNumber | None:
        """The case that was registered under another system's reference."""
        ...

    def cases(self) -> Iterator[Case]:
        """Every case, in the order of registration."""
        ...

    def search(self, wanted: CaseFilter, *, after: str = "", limit: int = 50) -> Page[Case]:
        """
        The cases that fit, by the moment of their registration and then their number, a page at a time.

        A page costs the same however deep it lies, and a case that is registered meanwhile moves no other.

        Raises:
            BadInput: `after` is not from a page of this call, or the limit is below 1.
        """
        ...

    def count(self, wanted: CaseFilter) -> int:
        """How many cases fit."""
        ...

    def due(self, before: datetime) -> Iterator[CaseNumber]:
        """The open cases with a running deadline that ends before a moment, the earliest first."""
        ...

    def claim_due(self, before: datetime, *, after: str = "", limit: int = 500) -> Page[Case]:
        """
        The cases of `due`, a page at a time, for one who will act on them in this transaction.

        Where the storage can, they are held until the transaction ends, and those that another holds are passed over:
        two workers share the work, and neither waits. Where it cannot, `keep` lets the first of two through.

        Raises:
            BadInput: as `search`.
        """
        ...

    def ledger(self, since: datetime | None = None) -> Iterator[Entry]:
        """
        Every entry of every case, in the order they were kept.

        Where a moment is given, of the cases registered then or later; those before it cost next to nothing.
        """
        ...

    def entries_after(self, after: str = "", *, limit: int = 100) -> Page[Entry]:
        """
        What is new in the ledger since a place, for one who tells others; from the beginning where no place is given.

        Who always goes on from the last page's `after` gets every committed entry exactly once, those of a case in
        their order, and none is passed over because its transaction took long. Call it in a transaction of its own.

        Raises:
            BadInput: `after` is not from a page of this call, or the limit is below 1.
        """
        ...

    def take(self, series: str) -> int:
        """The next number of a series, from 1, never given twice; undone with the transaction that took it."""
        ...
