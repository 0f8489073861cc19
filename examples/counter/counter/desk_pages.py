"""The pages of those who work on matters: what is to do, one case with its forms, and a new one."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from attrs import frozen
from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from banbucheng import (
    BadInput,
    BanbuchengError,
    Case,
    CaseNotFound,
    Milestone,
    Refusal,
    StaleCase,
    Status,
    commands,
    events,
)
from banbucheng.cases import decide
from banbucheng.routing import Assignment, facts_of, sentences
from banbucheng.routing import explained as route_explained
from banbucheng.terms import CaseNumber
from counter.actions import Action, Asked, Filled, in_hand, offered
from counter.days import Reading, explained, left
from counter.hall import Visit
from counter.menu import ACTIONS
from counter.people import Role, Staff, knows, may_read, recused
from counter.told import for_staff
from counter.web import Form, SignedIn, hall_of, page, remember, see, words_of
from counter.words import Words

__all__ = ["Row", "readable", "router", "rows"]

router = APIRouter()
#: The statuses in which the window itself has to do the next thing.
_DESKS_TURN = frozenset(
    {
        Status.REGISTERED,
        Status.ACCEPTED,
        Status.RETURNED,
        Status.RESOLVED,
        Status.VERIFIED,
        Status.REPLIED,
        Status.FOLLOWED_UP,
    }
)


@frozen(kw_only=True)
class Row:
    """One case in a list."""

    case: Case
    hidden: bool
    milestone: Milestone | None
    due_at: datetime | None
    on: str
    #: Working days left; below nought, over. None while nothing runs.
    left: int | None
    stopped: bool


def rows(cases: Sequence[Case], who: Staff, visit: Visit, words: Words) -> list[Row]:
    """Cases as lines of a list, what is due first at the top."""
    found = [_row(case, who, visit, words) for case in cases]
    return sorted(found, key=lambda row: (row.due_at is None, row.due_at or visit.now))


def _row(case: Case, who: Staff, visit: Visit, words: Words) -> Row:
    first = min(case.deadlines.items(), key=lambda each: each[1].at, default=None) if case.open else None
    stopped = case.suspension is not None
    return Row(
        case=case,
        hidden=recused(case, who),
        milestone=None if first is None else first[0],
        due_at=None if first is None else first[1].at,
        on="" if first is None else words.until(first[1]),
        left=None if first is None or stopped else left(first[1], visit.desk, visit.now),
        stopped=stopped,
    )


@router.get("/work")
def work(request: Request, who: SignedIn) -> Response:
    """What somebody has to do, and what waits for others."""
    words = words_of(request)
    with hall_of(request).visit() as visit:
        book = visit.desk.book
        cases = [case for case in visit.desk.store.cases() if case.open and may_read(case, who, book)]
        mine = [case for case in cases if _turn(case, who)]
        own = [case for case in cases if case not in mine and who.unit in {case.desk, case.window, *case.sent_to}]
        below = [case for case in cases if case not in mine and case not in own]
        lists = {"mine": mine, "waiting": own} | ({"below": below} if below else {})
        shown = {name: rows(each, who, visit, words) for name, each in lists.items()}
        return page(request, "work", now=visit.now, lists=shown, find=who.role is not Role.DEPARTMENT)


def _turn(case: Case, who: Staff) -> bool:
    if who.role is Role.DEPARTMENT:
        return who.unit == case.responsible or who.unit in case.awaited
    return case.responsible == who.unit and (case.status in _DESKS_TURN or case.assignment is not None)


@router.get("/find")
def find(_who: SignedIn, number: str = "") -> Response:
    """Go to a case by its number."""
    return see(f"/cases/{number.strip()}") if number.strip().replace("-", "").isalnum() else see("/work")


@router.get("/cases/{number}")
def show(request: Request, number: str, who: SignedIn) -> Response:
    """One case."""
    return _case(request, number, who)


def readable(visit: Visit, number: str, who: Staff) -> Case:
    """The case, if there is one and its reader may see it; nobody learns which of the two it was."""
    try:
        case = visit.desk.store.get(CaseNumber(number))
    except CaseNotFound:
        raise HTTPException(404) from None
    if not may_read(case, who, visit.desk.book):
        raise HTTPException(404)
    return case


def _case(
    request: Request,
    number: str,
    who: Staff,
    *,
    fault: str = "",
    tried: str = "",
    filled: Mapping[str, Sequence[str]] | None = None,
    status: int = 200,
) -> Response:
    words = words_of(request)
    with hall_of(request).visit() as visit:
        case = readable(visit, number, who)
        if recused(case, who):
            return page(request, "recused", now=visit.now, case=case)
        entries = visit.desk.store.entries(case.number)
        asked = Asked(case=case, desk=visit.desk, who=who, words=words)
        menu = offered(asked, ACTIONS)
        suggestion = visit.desk.book.taxonomy.suggestion(case.complaint.words)
        registered = case.status is Status.REGISTERED and who.role is Role.CLERK
        return page(
            request,
            "case",
            status=status,
            here=f"/cases/{case.number}",
            now=visit.now,
            case=case,
            menu=[(each, each.fields(asked)) for each in menu],
            fault=fault,
            tried=tried,
            filled=filled or {},
            suggestion=suggestion,
            evidence=sorted({each for found in suggestion.evidence.values() for each in found}),
            route=_route(case, who, visit, words),
            duplicates=_alike(case, who, visit) if registered else [],
            person=visit.people.of(case.complaint.complainant.token) if knows(case, who) else None,
            deadlines=explained(Reading(case=case, entries=entries, desk=visit.desk, words=words, now=visit.now)),
            told=for_staff(entries, words),
        )


def _alike(case: Case, who: Staff, visit: Visit) -> list[Case]:
    """The cases that may be about the same matter, but for those that the clerk may not read."""
    found = visit.desk.suspected_duplicates(case.complaint)
    return [each for each in found if may_read(each, who, visit.desk.book) and not recused(each, who)]


def _route(case: Case, who: Staff, visit: Visit, words: Words) -> tuple[Assignment, Sequence[str]] | None:
    """Where the rules would send the case now, and why; nothing of it is done."""
    if case.status is not Status.ACCEPTED or who.role is not Role.CLERK or case.problem is None:
        return None
    desk = visit.desk
    try:
        (event,) = decide(case, commands.Assign(by=who.id), at=visit.now, book=desk.book, calendar=desk.calendar)
    except Refusal:
        return None
    if not isinstance(event, events.Assigned):
        return None
    if event.assignment.because.rule == "recusal":
        return event.assignment, [words.say("because.recusal")]
    where = desk.book.whereabouts(case.desk, visit.now, desk.calendar, returns=len(case.sent_to))
    routes = desk.book.routes
    facts = facts_of(case.complaint, case.problem, where, routes.vocabulary)
    why = sentences(route_explained(routes, facts, where.at.date(), most=1), words.lang)[:1]
    return event.assignment, [_with_names(each, visit, words) for each in why]


def _with_names(sentence: str, visit: Visit, words: Words) -> str:
    """A sentence with the names of units in the place of their codes."""
    for unit in sorted(visit.desk.book.units, key=lambda each: -len(each.code)):
        if "-" in unit.code:
            sentence = sentence.replace(unit.code, words.named(unit.code))
    return sentence


@router.post("/cases/{number}/{code}")
def act(request: Request, number: str, code: str, who: SignedIn, form: Form) -> Response:
    """Carry out an action, if it is this person's to take and its form was made for the case as it is."""
    words = words_of(request)
    action = next((each for each in ACTIONS if each.code == code), None)
    if action is None:
        raise HTTPException(404)
    if who.role not in action.roles:
        raise HTTPException(403)
    try:
        with hall_of(request).visit() as visit:
            case = readable(visit, number, who)
            _carry_out(action, Asked(case=case, desk=visit.desk, who=who, words=words), form)
    except StaleCase as error:
        return _case(request, number, who, fault=words.fault(error), status=409)
    except BanbuchengError as error:
        return _case(request, number, who, fault=words.fault(error), tried=code, filled=form, status=422)
    remember(request, words.say("page.done", action=words.say(f"action.{code}")))
    return see(f"/cases/{number}")


def _carry_out(action: Action, asked: Asked, form: Mapping[str, Sequence[str]]) -> None:
    case, words = asked.case, asked.words
    if recused(case, asked.who) or not in_hand(case, asked.who):
        raise HTTPException(403)
    if form.get("version") != [str(case.version)]:
        raise StaleCase(case.number, case.version)
    if action not in offered(asked, ACTIONS):
        raise HTTPException(403)
    for each in action.fields(asked):
        allowed = {option.value for option in each.options}
        if each.options and not set(form.get(each.name, ())) <= allowed:
            raise BadInput(each.name, "", words.say("page.choose"))
    asked.desk.do(case.number, action.command(Filled(asked=asked, values=form)))
