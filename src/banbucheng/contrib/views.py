"""What a host's interface shows of a case: where it stands, and never who complained or in which words."""

from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus

from attrs import frozen

from banbucheng.cases import Case
from banbucheng.errors import (
    BadInput,
    BanbuchengError,
    CaseNotFound,
    Fault,
    Refusal,
    RulebookError,
    StaleCase,
    StoreUnavailable,
)
from banbucheng.ledger import Entry
from banbucheng.terms import CaseNumber, GradeCode, KindCode, Milestone, Outcome, Status, UnitCode
from banbucheng.worktime import Deadline

__all__ = ["CasePage", "CaseView", "EntryView", "ProblemDetails", "case_view", "entry_view", "problem"]


@frozen(kw_only=True)
class CaseView:
    """Where a case stands. It holds no text that a citizen told and no reference to a person."""

    number: CaseNumber
    #: How many entries it has.
    version: int
    status: Status
    open: bool
    edition: str
    window: UnitCode
    desk: UnitCode
    responsible: UnitCode
    kind: KindCode | None
    grade: GradeCode | None
    registered_at: datetime
    due_at: datetime | None
    ended_at: datetime | None
    deadlines: Mapping[Milestone, Deadline]
    #: How the last handling ended.
    outcome: Outcome | None


@frozen(kw_only=True)
class CasePage:
    """Some cases, in the order of registration."""

    items: tuple[CaseView, ...]
    #: What to ask for the next page with; None where there is none for now.
    next: str | None


@frozen(kw_only=True)
class EntryView:
    """One entry of a case: which event, and when."""

    seq: int
    at: datetime
    event: str


@frozen(kw_only=True)
class ProblemDetails:
    """What went wrong, as RFC 9457 has it, with the name of our error and its code."""

    type: str
    title: str
    status: int
    detail: str
    #: The class of the error, such as `Refusal`.
    error: str
    #: The code of a refusal; empty for other errors.
    code: str = ""
    #: Every fault of what was sent.
    faults: tuple[Fault, ...] = ()


def case_view(case: Case) -> CaseView:
    """What is shown of a case."""
    return CaseView(
        number=case.number,
        version=case.version,
        status=case.status,
        open=case.open,
        edition=case.edition,
        window=case.window,
        desk=case.desk,
        responsible=case.responsible,
        kind=None if case.problem is None else case.problem.kind,
        grade=None if case.problem is None else case.problem.grade,
        registered_at=case.registered_at,
        due_at=case.due_at if case.open else None,
        ended_at=case.ended_at,
        deadlines=case.deadlines,
        outcome=case.resolutions[-1].outcome if case.resolutions else None,
    )


def entry_view(entry: Entry) -> EntryView:
    """What is shown of an entry."""
    return EntryView(seq=entry.seq, at=entry.at, event=type(entry.event).__name__)


def problem(error: BanbuchengError) -> ProblemDetails:
    """
    The problem that an error is to a caller over HTTP.

    409 where the rules refuse it or somebody else was quicker, 404 where there is no such case, 422 where what was sent
    cannot be taken, 503 where the storage cannot be reached. `type` is `about:blank`, which says no more than `status`
    (RFC 9457, 4.2.1); `error` and `code` say which it is. What a store that is out of reach says stays with the host.
    """
    match error:
        case Refusal() | StaleCase():
            status = HTTPStatus.CONFLICT
        case CaseNotFound():
            status = HTTPStatus.NOT_FOUND
        case BadInput() | RulebookError():
            status = HTTPStatus.UNPROCESSABLE_ENTITY
        case StoreUnavailable():
            status = HTTPStatus.SERVICE_UNAVAILABLE
        case _:
            status = HTTPStatus.INTERNAL_SERVER_ERROR
    own = status >= HTTPStatus.INTERNAL_SERVER_ERROR
    return ProblemDetails(
        type="about:blank",
        title=status.phrase,
        status=status,
        detail="the desk cannot do it at the moment; try again later" if own else str(error),
        error=type(error).__name__,
        code=error.code if isinstance(error, Refusal) else "",
        faults=tuple(error.faults) if isinstance(error, RulebookError) else (),
    )
